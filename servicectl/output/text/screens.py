"""What people read on a terminal: one case, its history, its deadlines, lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.accounts import ACCOUNTS
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.rulebook.clocks import Clock, next_due
from servicectl.domain.schema.vocabulary import CASE_KINDS
from servicectl.domain.workflow.states import STATES
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View
from servicectl.output.text.labels import CHOICES
from servicectl.output.text.tables import columns, cut, labels, table

CLOCK_STATES = {
    "running": msg("running"),
    "met": msg("met"),
    "late": msg("late"),
    "overdue": msg("overdue"),
    "paused": msg("paused"),
    "void": msg("void"),
}
STEP_KINDS = {
    "counted": msg("counted"),
    "paused": msg("paused, not counted"),
    "closed": msg("closed, not counted"),
}
KIND_NAMES = dict(zip(CASE_KINDS, (msg("repair"), msg("enquiry")), strict=True))
LINES_SHOWN = 8
ROLE_NAMES = CHOICES["role"]


def short(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as people write it: date, hours and minutes; seconds where there are any."""
    if moment is None:
        return "-"
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M}" + (f":{local:%S}" if local.second else "")


def span(seconds: int) -> str:
    """Return a length of time such as ``1d 02h 05m`` or ``45s``."""
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    if days:
        return f"{days}d {hours:02}h {minutes:02}m"
    if hours:
        return f"{hours}h {minutes:02}m"
    return f"{minutes}m {rest:02}s" if rest else f"{minutes}m"


def labelled(name: str, labels: Mapping[str, Message]) -> str:
    """Return a word with what it means in the language spoken: ``assigned (已派工)``."""
    label = say(labels[name]) if name in labels else name
    return name if label == name else f"{name} ({label})"


def who_label(who: str) -> str:
    """Return a role or a kind of account in the language spoken; a person as he is typed."""
    if who in ACCOUNTS:
        return say(ACCOUNTS[who].help)
    return say(ROLE_NAMES[who]) if who in ROLE_NAMES else who


def state_label(state: str, held: bool = False) -> str:
    """Return a state with its meaning."""
    label = labelled(state, {name: s.help for name, s in STATES.items()})
    return label + (", " + say(msg("on hold")) if held else "")


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
                state=state_label(case.state, case.held is not None),
            )
        )
    ]
    lines += _notice_lines(notices, zone)
    coming = next_due(clocks)
    if coming is not None:
        lines.append(
            say(
                msg(
                    "  next due: {clock} by {due} ({owner})",
                    clock=coming.name,
                    due=short(coming.due, zone),
                    owner=coming.who or say(ROLE_NAMES[coming.rule.owner]),
                )
            )
        )
    return "\n".join(lines)


def _notice_lines(notices: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    lines = []
    if "known" in notices:
        lines.append(say(msg("  known customer: {name}", name=notices["known"])))
    for case in notices.get("repeated", ()):
        lines.append(say(msg("  this unit was here before: {case}", case=_one_line(case, zone))))
    repeated = {case.id for case in notices.get("repeated", ())}
    for case in notices.get("earlier", ()):
        if case.id not in repeated:
            lines.append(say(msg("  earlier case: {case}", case=_one_line(case, zone))))
    if "unskilled" in notices:
        lines.append(say(msg("  nobody sent has a skill for {model}", model=notices["unskilled"])))
    if "elsewhere" in notices:
        lines.append(
            say(msg("  the unit is on file with another customer: {id}", id=notices["elsewhere"]))
        )
    if "unknown_model" in notices:
        lines.append("  " + say(_unknown_model(**notices["unknown_model"])))
    if "approved" in notices:
        lines.append(say(msg("  approved: {parts}", parts=notices["approved"])))
    lines += map(say, _money_notices(notices))
    return lines


def _unknown_model(model: str, near: str | None) -> Message:
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
    if "price" in notices:
        yield msg("  price in all: {total} {currency}, {change} to before", **notices["price"])
    again = notices.get("rework")
    if again and again["free"]:
        yield msg("  free: under the warranty on the repair until {day}", day=again["until"])
    elif again:
        yield msg("  not free: explain it, and let the customer choose")


def _one_line(case: Case, zone: ZoneInfo) -> str:
    return f"{case.id} {case.state} {case.head['fault']}"


def caller_screen(
    customer: Customer, units: Sequence[Unit], open_: Sequence[Case], earlier: Sequence[Case]
) -> str:
    """Return who is calling: the record, their units, what is open and what was there before."""
    facts = [
        *customer_facts(customer),
        *_several(msg("units"), [_unit_line(unit) for unit in units]),
        *_several(msg("open cases"), [_case_line(case) for case in open_]),
        *_several(msg("earlier cases"), [_case_line(case) for case in earlier]),
    ]
    return labels(facts)


def customer_facts(customer: Customer) -> list[tuple[str, str]]:
    """Return what is on file of a customer, labelled."""
    facts = [
        (msg("customer"), f"{customer.name} ({customer.id})"),
        (msg("contact person"), customer.contact),
        (msg("phone"), ", ".join(filter(None, (customer.phone, *customer.phones)))),
        (msg("address"), customer.address),
        (msg("note"), customer.note),
    ]
    return [(say(label), value) for label, value in facts if value]


def _several(label: Message, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield lines under one label, those that are too many as a number."""
    for n, line in enumerate(lines[:LINES_SHOWN]):
        yield ("" if n else say(label)), line
    if len(lines) > LINES_SHOWN:
        yield "", say(msg("… and {n} more", n=len(lines) - LINES_SHOWN))


def _unit_line(unit: Unit) -> str:
    return "  ".join(filter(None, (unit.serial, unit.model, unit.place)))


def _case_line(case: Case) -> str:
    return f"{case.id}  {say(STATES[case.state].help)}  {cut(case.head['fault'], 40)}"


def verdict(clock: Clock) -> str:
    """Return a clock's state, and by how much it is late."""
    words = say(CLOCK_STATES[clock.state])
    return f"{words} {span(clock.late_by_s)}" if clock.late_by_s else words


def explain_screen(clocks: Sequence[Clock], zone: ZoneInfo, now: datetime) -> str:
    """Return the arithmetic of each clock: start, what was counted, due, stop, verdict, rule."""
    return "\n\n".join(_explain(clock, zone, now) for clock in clocks)


def _explain(clock: Clock, zone: ZoneInfo, now: datetime) -> str:
    rule = clock.rule
    house = say(msg("(house figure)")) if rule.origin == "house" else ""
    head = (clock.name, rule.rule or "-", house, say(ROLE_NAMES[rule.owner]), clock.who)
    not_yet = say(msg("not yet ({now})", now=short(now, zone)))
    facts = [
        (say(msg("started")), _at_event(clock.start, zone)),
        (say(msg("due")), _due_words(clock, zone)),
        (say(msg("stopped")), _at_event(clock.stop, zone) if clock.stop else not_yet),
        (say(msg("verdict")), verdict(clock)),
    ]
    lines = ["  ".join(filter(None, head)), *labels(facts).splitlines()]
    lines[2:2] = _steps(clock, zone)
    return "\n  ".join(lines)


def _steps(clock: Clock, zone: ZoneInfo) -> list[str]:
    """Return the stretches from start to due, and what was counted of them."""
    rows = []
    counted = 0
    for step in clock.reckoning.steps:
        begin, end = step.interval
        seconds = int((end - begin) / timedelta(seconds=1))
        counted += seconds if step.kind == "counted" else 0
        stretch = f"{short(begin, zone)} .. {short(end, zone)}"
        rows.append((stretch, span(seconds), say(STEP_KINDS[step.kind])))
    lines = [f"  {line}" for line in columns(rows)]
    if clock.reckoning.limit_s is not None:
        lines.append("  " + say(msg("counted in all: {time}", time=span(counted))))
    return lines


def _due_words(clock: Clock, zone: ZoneInfo) -> str:
    if clock.due is None:
        return say(msg("the rulebook gives no figure; listed as open work"))
    return f"{short(clock.due, zone)}  {_limit_words(clock)}"


def _at_event(event: Event, zone: ZoneInfo) -> str:
    return f"{short(event.at, zone)}  {event.did} {event.id}"


def _limit_words(clock: Clock) -> str:
    rule = clock.rule
    if rule.at:
        return f"at: {rule.at}"
    return f"within: {rule.within}" + (f" ({rule.time})" if rule.time != "elapsed" else "")


def list_screen(rows: Sequence[View], zone: ZoneInfo) -> str:
    """Return a list of cases."""
    headers = [
        say(m)
        for m in (
            msg("case"),
            msg("state"),
            msg("engineer"),
            msg("opened"),
            msg("customer"),
            msg("fault as reported"),
        )
    ]
    cells = [
        (
            row["id"],
            row["state"] + (" " + say(msg("on hold")) if row["on_hold"] else ""),
            row["engineer"] or "-",
            row["opened"][:16].replace("T", " ") if row["opened"] else "-",
            cut(_customer_name(row), 20),
            cut(row["fault"], 36),
        )
        for row in rows
    ]
    return table(cells, headers)


def owed_lines(rows: Sequence[tuple[View, Clock]], zone: ZoneInfo) -> list[str]:
    """Return the lines of ``overdue`` or ``due``: case, clock, due, how late, who, customer."""
    return columns([_owed(row, short(clock.due, zone)) for row, clock in rows])


def _owed(row: View, due: str) -> tuple[str, ...]:
    late = say(msg("late {time}", time=span(row["late_by_s"]))) if row["late_by_s"] else ""
    owner = row["who"] or say(ROLE_NAMES[row["owner"]])
    return row["case"], row["clock"], due, late, owner, _customer_name(row)


def _customer_name(row: View) -> str:
    return str(row["customer"]["name"] or row["customer"]["id"])
