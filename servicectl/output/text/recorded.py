"""What a recording command answers: what was recorded, what to know of it, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.clocks import Clock, next_due
from servicectl.domain.schema import commands
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.text.labels import CHOICES, role_name, state_label, ticked
from servicectl.output.text.moments import local_time


def recorded_screen(
    case: Case,
    event: Event,
    notices: Mapping[str, Any],
    clocks: Sequence[Clock],
    zone: ZoneInfo,
) -> str:
    """Return what a recording command answers: what was recorded, and what comes next."""
    lines = [
        say(
            msg(
                "{case}: {verb} recorded ({event}); now {state}",
                case=case.id,
                verb=event.action.words,
                event=event.id,
                state=state_label(case.stands, case.held is not None, case.sheet_is_out),
            )
        )
    ]
    lines += [*_checklist_lines(event, notices), *_notice_lines(notices, zone)]
    coming = next_due(clocks)
    if coming is not None:
        lines.append(
            say(
                msg(
                    "  next due: {clock} by {due} ({owner})",
                    clock=coming.name,
                    due=local_time(coming.due, zone),
                    owner=coming.who or role_name(coming.rule.owner, coming.rule.title),
                )
            )
        )
    return "\n".join([*lines, *_provisional(clocks, zone)])


def _provisional(clocks: Sequence[Clock], zone: ZoneInfo) -> list[str]:
    """Return which due moments may still change, because the calendar is not known so far."""
    found = [clock for clock in clocks if clock.is_provisional]
    if not found or found[0].calendar is None:
        return []
    due = [f"{clock.name} {local_time(clock.due, zone)}" for clock in found]
    known = str(found[0].calendar.known_until)
    line = msg("  provisional: {due}; the calendar is known until {day}", due=due, day=known)
    return [say(line)]


def _checklist_lines(event: Event, notices: Mapping[str, Any]) -> Iterator[str]:
    if notices.get("ticks"):
        yield say(msg("  ticked: {ticks}", ticks=ticked(event.action.ticks, notices["ticks"])))
    if notices.get("not_said"):
        yield say(msg("  not said: {ticks}", ticks=", ".join(notices["not_said"])))


def _notice_lines(notices: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    lines = []
    if notices.get("going_on"):
        lines.append(say(msg("  going on: {clocks}", clocks=", ".join(notices["going_on"]))))
    if "known" in notices:
        lines.append(say(msg("  known customer: {name}", name=notices["known"])))
    for case in notices.get("repeated", ()):
        lines.append(say(msg("  this unit was here before: {case}", case=_one_line(case, zone))))
    repeated = {case.id for case in notices.get("repeated", ())}
    for case in notices.get("earlier", ()):
        if case.id not in repeated:
            lines.append(say(msg("  earlier case: {case}", case=_one_line(case, zone))))
    if "contract" in notices:
        lines.append(say(_contract(notices["contract"], notices["contract_until"])))
    if "unskilled" in notices:
        lines.append(say(msg("  nobody sent has a skill for {model}", model=notices["unskilled"])))
    lines += ["  " + say(message) for message in _file_notices(notices)]
    if "approved" in notices:
        lines.append(say(msg("  approved: {parts}", parts=notices["approved"])))
    lines += map(say, _money_notices(notices))
    return lines


def _file_notices(notices: Mapping[str, Any]) -> Iterator[Message]:
    """Yield what to know of the files that a call is about: the customer's, and the unit's."""
    if "elsewhere" in notices:
        yield msg("the unit is on file with another customer: {id}", id=notices["elsewhere"])
    if "same_address" in notices:
        yield msg("at this address, too: {ids}", ids=notices["same_address"])
    if "like_name" in notices:
        yield msg("of a like name: {ids}", ids=notices["like_name"])
    if "new_unit" in notices:
        yield _new_unit(**notices["new_unit"])
    if "customer_left" in notices:
        yield _customer_left(notices["customer_left"])
    if "unit_left" in notices:
        yield msg("{unit} is on file no more: nothing else named it", unit=notices["unit_left"])
    if "unknown_model" in notices:
        yield unknown_model(**notices["unknown_model"])


def _customer_left(id: str) -> Message:
    words = commands.customer.merge("KEEP", id, reason="TEXT")
    return msg("{id} has no case now; if they are one: servicectl {words}", id=id, words=words)


def _new_unit(unit: str, near: str | None) -> Message:
    if near is None:
        return msg("new unit on file: {unit}", unit=unit)
    return msg("new unit on file; near {near}", near=near)


def _contract(number: str, until: str | None) -> Message:
    if until is None:
        return msg("  under contract {number}", number=number)
    return msg("  under contract {number}, until {day}", number=number, day=until)


def unknown_model(model: str | None, near: str | None) -> Message:
    """Return that a model is in no catalogue, and which may have been meant."""
    if near is None:
        return msg("{model} is no model of inventory/products.yaml", model=model)
    return msg(
        "{model} is no model of inventory/products.yaml; did you mean {near}?",
        model=model,
        near=near,
    )


def _money_notices(notices: Mapping[str, Any]) -> Iterator[Message]:
    """Yield what to know of a price: earlier cases, a price before, a repair asked for again."""
    if notices.get("earlier_cases"):
        yield msg("  earlier cases of the customer: {n}", n=notices["earlier_cases"])
    yield from map(_charged, notices.get("lines", ()))
    if "price" in notices:
        yield msg("  price in all: {total} {currency}, {change} to before", **notices["price"])
    for kept in notices.get("paid", ()):
        yield msg("  {sum} {currency} paid; to give it back: servicectl {words}", **kept)
    again = notices.get("rework")
    if again and again["free"]:
        yield msg("  free: under the warranty on the repair until {day}", day=again["until"])
    elif again:
        yield msg("  not free: explain it, and let the customer choose")


def _charged(line: Mapping[str, Any]) -> Message:
    """Return what a line of a quote is under: its component's warranty, or the model's (R106)."""
    category = CHOICES["category"].get(line["category"], "")
    if line["component"] is None:
        return msg(
            "  {text}: no component of the model is named; as the model: {category}",
            text=line["text"],
            category=category,
        )
    if line["until"] is None:
        return msg("  {text}: {category}", text=line["text"], category=category)
    return msg(
        "  {text}: {category}; warranty of the component until {day}",
        text=line["text"],
        category=category,
        day=line["until"],
    )


def _one_line(case: Case, zone: ZoneInfo) -> str:
    return f"{case.id} {case.state} {case.head.fault}"
