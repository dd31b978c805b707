"""What each action moves: the declarations that actions name (rules.md §5, M1 to M23, $1 to $5)."""

from __future__ import annotations

from servicectl.domain.master.accounts import shelf
from servicectl.domain.workflow.movement import Movement, Route
from servicectl.errors import msg

AWAY = ("van:*", "branch:*", "agent:*", "depot:*")
GOOD = (shelf("good"), shelf("finished"), shelf("loaner"), *AWAY)
"""The places of good stock."""
SHELVES = (*GOOD, shelf("bad"), shelf("old"))

_PAPER_AND_YES = ("document", "approved_by")

HANDS = "engineer:{by}"
OLD_HANDS = "engineer:{by}:old"
COMING_OFF = "customer-unit:{case}"
CUSTOMER = "customer:{case}"
WITH_FINANCE = "finance"

COMPLETED = (
    Movement("used", HANDS, "installed"),
    Movement(None, "installed", COMING_OFF, derived="came_off"),
    Movement("old_part", COMING_OFF, OLD_HANDS),
    Movement("old_left", COMING_OFF, "unrecovered"),
)


def exchanged(old: str, new: str, source: str) -> tuple[Movement, ...]:
    """Return what moves where a thing is put in and another taken off."""
    return (
        Movement(new, source, "installed", reason="reason"),
        Movement(old, "installed", COMING_OFF, like=new),
        Movement(old, COMING_OFF, OLD_HANDS, like=new),
    )


SWAPPED = (*exchanged("old", "new", HANDS), *exchanged("old_sim", "new_sim", HANDS))
EXCHANGED = exchanged("old", "new", shelf("finished"))
TAKEN_AWAY = (
    Movement("serial", "installed", "house", "unit_of_case", when="not part", reason="condition"),
    Movement("part", "installed", "house", when="part", reason="condition"),
)
GIVEN_BACK = (
    Movement(
        None,
        "house",
        "installed",
        derived="held",
        settles="{case}",
        none=msg("no unit is in the house"),
    ),
)

ISSUED = (
    Movement(
        "parts",
        "{from}",
        "engineer:{to or lead}",
        derived="approved",
        routes=(Route(GOOD, ("engineer:*",)),),
    ),
)
RETURNED = (
    Movement(
        "parts",
        "engineer:{by_whom or '*'}",
        "{to}",
        derived="held",
        routes=(Route(("engineer:*",), (*GOOD, shelf("bad"))),),
        settles="{case} {goods}",
        none=msg("nothing unused is in anybody's hands"),
    ),
)
PARTS_LOST = (
    Movement(
        "parts",
        "engineer:{person or '*'}",
        "lost",
        derived="held",
        settles="{case} {goods} --reason TEXT --approved-by PERSON",
        none=msg("nothing unused is in anybody's hands"),
        reason="reason",
    ),
    Movement("compensation", "lost", "cash:{person or lead}", when="compensation"),
)
_OLD_PARTS = "engineer:*:old|customer-unit:{case}"
_NO_OLD_PART = msg("no old part is owed")
OLD_IN = (
    Movement(
        "parts",
        _OLD_PARTS,
        shelf("old"),
        derived="held",
        when="not excused and not found",
        settles="{case} {goods}",
        none=_NO_OLD_PART,
    ),
    Movement(
        "parts",
        _OLD_PARTS,
        "unrecovered",
        derived="held",
        when="excused",
        none=_NO_OLD_PART,
        reason="excused",
    ),
    Movement(
        "parts",
        "unrecovered",
        shelf("old"),
        derived="gone",
        when="found",
        none=msg("no old part was excused"),
    ),
)
TRANSFERRED = (
    Movement(
        "parts",
        "{from}",
        "{to}",
        routes=(
            Route(GOOD, GOOD),
            Route(("engineer:*",), ("engineer:*",)),
            Route(("engineer:*:old",), ("engineer:*:old",)),
            Route(AWAY, ("installed",), _PAPER_AND_YES),
        ),
    ),
)
TO_MAKER = (
    Movement("parts", "house", "maker:{maker}", when="case"),
    Movement("parts", shelf("bad"), "maker:{maker}", when="not case"),
)
_SENT_BACK = "not instead_of and not credit"
FROM_MAKER = (
    Movement(
        "instead_of",
        "maker:{maker}",
        "supplier",
        when="instead_of",
        routes=(Route(("maker:*",), ("supplier",)),),
    ),
    Movement(
        "parts",
        "supplier",
        "{to or 'house'}",
        when="case and instead_of",
        routes=(Route(("supplier",), ("house",)),),
    ),
    Movement(
        "parts",
        "supplier",
        "{to or 'store:good'}",
        when="not case and instead_of",
        routes=(Route(("supplier",), GOOD, ("document",)),),
    ),
    Movement(
        "parts",
        "maker:{maker}",
        "supplier",
        when="credit",
        routes=(Route(("maker:*",), ("supplier",), _PAPER_AND_YES),),
    ),
    Movement(
        "credit",
        "supplier",
        WITH_FINANCE,
        when="credit",
        routes=(Route(("supplier",), (WITH_FINANCE,)),),
    ),
    Movement(
        "parts",
        "maker:{maker}",
        "{to or 'house'}",
        when=f"case and {_SENT_BACK}",
        routes=(Route(("maker:*",), ("house",)),),
        settles="{goods} --case {case} --maker {name} --analysis TEXT",
    ),
    Movement(
        "parts",
        "maker:{maker}",
        "{to or 'store:bad'}",
        when=f"not case and refused and {_SENT_BACK}",
        routes=(Route(("maker:*",), (shelf("bad"),)),),
    ),
    Movement(
        "parts",
        "maker:{maker}",
        "{to or 'store:good'}",
        when=f"not case and not refused and {_SENT_BACK}",
        routes=(
            Route(("maker:*",), GOOD, ("document",)),
            Route(("maker:*",), (shelf("bad"),)),
            Route(("maker:*",), ("scrap",), ("approved_by",)),
        ),
        settles="{goods} --maker {name} --analysis TEXT --document NUMBER",
    ),
)
INSPECTED = (Movement("parts", shelf("old"), "store:{result}"),)
LENT = (Movement("serial", shelf("loaner"), CUSTOMER),)
BACK_FROM_LOAN = (
    Movement(
        "serial",
        CUSTOMER,
        shelf("loaner"),
        derived="held",
        settles="{case}",
        none=msg("no such loaner is out"),
    ),
)
LOAN_LOST = (
    Movement(
        "serial",
        CUSTOMER,
        "lost",
        derived="held",
        settles="{case} --reason TEXT --approved-by PERSON",
        none=msg("no such loaner is out"),
        reason="reason",
    ),
    Movement("compensation", "lost", CUSTOMER, when="compensation"),
)
UNDONE = (Movement(None, "", "", derived="undone"),)

RECEIVED = (
    Movement(
        "parts",
        "{from}",
        "{to}",
        routes=(
            Route(("supplier", "maker:*"), (*GOOD, shelf("bad")), ("document",)),
            Route(("installed",), (shelf("old"), shelf("finished")), _PAPER_AND_YES),
        ),
    ),
)
SCRAPPED = (Movement("parts", "{from}", "scrap", routes=(Route(SHELVES, ("scrap",)),)),)
ADJUSTED = (
    Movement(None, "count-difference", "{counted}", derived="beyond_book", reason="reason"),
    Movement(None, "{counted}", "count-difference", derived="short_of_book", reason="reason"),
)
TOOL_ADDED = (Movement("tool", "supplier", shelf("tools")),)
TOOL_OUT = (Movement("tool", "{keeper}", "engineer:{person}"),)
TOOL_IN = (Movement("tool", "{keeper}", shelf("tools"), settles="{tool}"),)
TOOL_LOST = (
    Movement("tool", "{keeper}", "worn", when="worn", reason="reason"),
    Movement("tool", "{keeper}", "lost", when="not worn", reason="reason"),
)

AGREED = (
    Movement(None, "service-cost", CUSTOMER, derived="price_more"),
    Movement(None, CUSTOMER, "service-cost", derived="price_less"),
)
COLLECTED = (Movement("amount", CUSTOMER, "cash:{by}", settles="{case} {sum}"),)
WRITTEN_OFF = (
    Movement(
        "amount",
        CUSTOMER,
        "bad-debt",
        settles="{case} {sum} --reason TEXT --approved-by PERSON",
        reason="reason",
    ),
)
HANDED_IN = (
    Movement(
        "amount",
        "cash:{from or '*'}",
        WITH_FINANCE,
        derived="held",
        settles="{case}",
        none=msg("nobody has money"),
    ),
)
_USERS_BILL = "payer=user and not for=refund and not for=compensation"
PAID = (
    Movement("amount", WITH_FINANCE, "{for}", when="not for=refund", reason="reason"),
    Movement("amount", WITH_FINANCE, CUSTOMER, when="for=refund", reason="reason"),
    Movement("amount", CUSTOMER, "service-cost", when="for=refund", reason="reason"),
    Movement("amount", "{for}", CUSTOMER, when=_USERS_BILL, reason="reason"),
)
SETTLED = (Movement("amount", WITH_FINANCE, "service-cost"),)
