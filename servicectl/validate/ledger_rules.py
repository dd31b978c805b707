"""One voucher by itself: whom and what it names is there, and another said yes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from servicectl.domain.ledger.stock_counts import named_twice, wrongly_adjusted
from servicectl.domain.ledger.voucher import Line, Voucher, voucher_fields
from servicectl.domain.master.accounts import Account
from servicectl.domain.master.catalogue import Catalogue
from servicectl.domain.master.roster import Roster
from servicectl.domain.movements.oral_approvals import APPROVERS, answerer, approvers_of
from servicectl.domain.movements.requisitions import wanted
from servicectl.domain.schema import commands, layout
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.domain.schema.quantities import normal
from servicectl.domain.workflow.registry import DOCUMENTS
from servicectl.errors import Message, Place, Problem, msg
from servicectl.validate.days_in_team import booker_is_there
from servicectl.validate.file_kinds import File
from servicectl.validate.known import Known


def _names_its_case(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """A voucher of an event names event and case, and the case is there."""
    if voucher.case and not known.exists(layout.case_path(voucher.case)):
        text = msg("there is no case {id}", id=voucher.case)
        yield Problem(file.place("case"), "unknown-case", text)
    document = DOCUMENTS.get(voucher.did)
    alone = document is not None and (
        voucher.case is None or any(field.name == "case" for field in document.fields)
    )
    if not voucher.event and not alone:
        text = msg("a voucher of {did} names the event of a case", did=voucher.did)
        yield Problem(file.place("did"), "voucher-event", text)
    if voucher.event and not voucher.case:
        text = msg("{key} is missing", key="case")
        yield Problem(file.place("event"), "voucher-event", text)


def _names_people_of_the_roster(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """Who booked it, who approved it and whose accounts it moves are in the roster (R014)."""
    people = known.people()
    if people is None:
        return
    ids = tuple(people)
    named = [("by", voucher.by), *((key, voucher.fields.get(key)) for key in APPROVERS)]
    found = [(file.place(key), id) for key, id in named]
    found += [(at, a.name) for at, a in _accounts(file, voucher) if a.kind.named == "person"]
    for at, id in found:
        if id is not None and id not in ids:
            text = msg("{id} is not in the roster", id=id)
            yield Problem(at, "unknown-person", text, did_you_mean(id, ids))


def _uses_accounts_of_the_team(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """Branches, agents, makers and depots are those of the team; a case's account is its own."""
    listed = _listed(known, layout.ACCOUNTS, "accounts")
    names = None if listed is None else tuple(account.account for account in listed)
    for at, account in _accounts(file, voucher):
        text = str(account)
        if account.kind.named == "name" and names is not None and text not in names:
            yield Problem(
                at,
                "unknown-account",
                msg("there is no account {name}", name=repr(text)),
                did_you_mean(text, names)
                or msg("enter it in inventory/accounts.yaml, with its name"),
            )
        if account.kind.named == "case" and account.name != voucher.case:
            says = msg("{account} is of another case than this voucher", account=text)
            yield Problem(at, "unknown-account", says)


def _accounts(file: File, voucher: Voucher) -> Iterator[tuple[Place, Account]]:
    for n, line in enumerate(voucher.lines):
        yield file.place("lines", n, "from"), line.source
        yield file.place("lines", n, "to"), line.target


def _moves_things_on_file(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """Parts, models and tools are those on file, in their own unit, and whole where counted."""
    catalogue = _catalogue_of(known)
    tools = _listed(known, layout.TOOLS, "tools")
    for n, line in enumerate(voucher.lines):
        if line.sku and catalogue is not None:
            for key, rule, text in _unlike_the_catalogue(line, catalogue):
                yield Problem(file.place("lines", n, key), rule, text)
        if line.tool and tools is not None and line.tool not in [tool.tool for tool in tools]:
            yield Problem(
                file.place("lines", n, "tool"),
                "unknown-tool",
                msg("there is no tool {tool}", tool=line.tool),
            )


def check_wanted(file: File, known: Known) -> Iterator[Problem]:
    """Yield each part that is asked for, or missing, in a case, and that is not on file."""
    catalogue = _catalogue_of(known)
    if catalogue is None:
        return
    for event in file.value.events:
        for sku in dict.fromkeys(goods.sku for goods in wanted(event)):
            if catalogue.get(sku) is None:
                text = msg("there is no part {sku}", sku=sku)
                yield Problem(event.place, "unknown-part", text, catalogue.nearest(sku))


def _unlike_the_catalogue(line: Line, catalogue: Catalogue) -> Iterator[tuple[str, str, Message]]:
    """Yield key, rule and message of what the catalogue has otherwise."""
    known = catalogue.get(str(line.sku))
    if known is None:
        yield "sku", "unknown-part", msg("there is no part {sku}", sku=line.sku)
    elif line.qty is not None and not line.serial:
        if line.unit != known.unit:
            yield (
                "unit",
                "unit",
                msg(
                    "{sku} is counted in {unit}, not in {other}",
                    sku=line.sku,
                    unit=known.unit or "-",
                    other=line.unit or "-",
                ),
            )
        elif line.qty != line.qty.to_integral() and not known.is_measured:
            qty = normal(line.qty)
            text = msg("{sku} is counted in whole pieces, not {qty}", sku=line.sku, qty=qty)
            yield "qty", "whole", text


def _counts_each_part_once(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """A count says one thing of each part (R091)."""
    twice = named_twice(voucher.fields) if voucher.did == "count" else None
    if twice is not None:
        text = msg("{sku} is named twice", sku=twice.sku)
        remedy = msg("add up what lies in several places, and name it once")
        yield Problem(file.place(twice.field, twice.n), "counted-twice", text, remedy)


def _adjusts_by_what_was_found(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """An adjustment books what count and book differ by, and nothing else (R091)."""
    if voucher.did != "adjust":
        return
    count = known.record(layout.voucher_path(voucher.fields["voucher"]))
    sku = wrongly_adjusted(count, voucher) if isinstance(count, Voucher) else None
    if sku is not None:
        text = msg("{sku}: {id} and the book differ by something else", sku=sku, id=count.id)
        remedy = msg(
            "servicectl {words} books it back", words=commands.reverse(voucher.id, reason="TEXT")
        )
        yield Problem(file.place("lines"), "adjustment", text, remedy)


def _is_not_before_what_it_names(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """What is booked back, adjusted or replaced was booked before."""
    for key in ("voucher", "replaces"):
        id = voucher.fields.get(key)
        other = known.record(layout.voucher_path(id)) if id else None
        if isinstance(other, Voucher) and voucher.at < other.at:
            text = msg("{id} is before {later}, which it is about", id=voucher.id, later=id)
            yield Problem(file.place("at"), "order", text)


def _is_approved_by_another(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """Who does it does not approve it, but in a team of one (R091, R099)."""
    roster, policy = known.record(layout.ROSTER), known.record(layout.POLICIES)
    if roster is None or policy is None:
        return
    # Who is alone in the team has nobody else to ask.
    if len(Roster(roster.people).active(policy.calendar.date_of(voucher.at))) == 1:
        return
    by = ""
    if voucher.fields.get("approved_by") == voucher.by:
        by = "approved_by"
    elif voucher.did == "adjust":
        count = known.record(layout.voucher_path(voucher.fields["voucher"]))
        by = "by" if count is not None and count.by == voucher.by else ""
    if by:
        yield Problem(
            file.place(by),
            "approval",
            msg("{person} did it and may not approve it", person=voucher.by),
            msg(
                "servicectl {words} books it back; then another approves",
                words=commands.reverse(voucher.id),
            ),
        )


def _says_what_is_required(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """A voucher of the store says what its command requires: a paper, who approved it, a reason."""
    document = DOCUMENTS.get(voucher.did)
    if document is None or voucher.event:
        return
    asked = {field.name for field in document.fields if field.required}
    for name in sorted(asked & {*voucher_fields(voucher.did).by_name} - {*voucher.fields}):
        yield Problem(
            file.place(),
            "required",
            msg("{key} is missing", key=name),
            msg(
                "servicectl {words} books it back",
                words=commands.reverse(voucher.id, reason="TEXT"),
            ),
        )


def _is_confirmed_by_who_is_named(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """A yes by word of mouth is confirmed, or denied, by who is said to have given it (R187)."""
    if voucher.did != "confirm":
        return
    id = str(voucher.fields["voucher"])
    other = known.record(layout.voucher_path(id))
    if other is None and not known.exists(layout.voucher_path(id)):
        yield Problem(file.place("voucher"), "approval", msg("there is no voucher {id}", id=id))
    elif isinstance(other, Voucher) and answerer(voucher) not in approvers_of(other):
        text = msg("{person} is not named as approving {id}", person=answerer(voucher), id=id)
        yield Problem(file.place("by"), "approval", text)


def _catalogue_of(known: Known) -> Catalogue | None:
    """Return the parts and models; None where a file of them cannot be read."""
    parts = _listed(known, layout.PARTS, "parts")
    products = _listed(known, layout.PRODUCTS, "products")
    if parts is None or products is None:
        return None
    return _catalogue(parts, products)


# Put together once, not for each voucher that is looked at.
@lru_cache(maxsize=4)
def _catalogue(parts: tuple[Any, ...], products: tuple[Any, ...]) -> Catalogue:
    return Catalogue(parts, products)


def _listed(known: Known, path: str, key: str) -> tuple[Any, ...] | None:
    """Return the entries of a file; none where it is not there, None where it cannot be read."""
    record = known.record(path)
    if record is None:
        return None if known.exists(path) else ()
    return tuple(getattr(record, key))


_RULES: tuple[Callable[[File, Voucher, Known], Iterator[Problem]], ...] = (
    _names_its_case,
    _names_people_of_the_roster,
    _uses_accounts_of_the_team,
    _moves_things_on_file,
    _counts_each_part_once,
    _adjusts_by_what_was_found,
    _is_not_before_what_it_names,
    _is_confirmed_by_who_is_named,
)


def check_voucher(file: File, known: Known) -> Iterator[Problem]:
    """Yield what every rule finds in a voucher that can be read."""
    for rule in _RULES:
        yield from rule(file, file.value, known)


_STANDING = (_is_approved_by_another, _says_what_is_required, booker_is_there)


def check_standing(file: File, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with a voucher as long as it is not booked back."""
    for rule in _STANDING:
        yield from rule(file, file.value, known)
