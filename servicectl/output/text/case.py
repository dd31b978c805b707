"""One case on one screen: who, what, where it stands, what is due, what can be typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case, Visit
from servicectl.domain.rulebook.clocks import Clock
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.deadlines import verdict
from servicectl.output.text.labels import (
    VISIT_DAYS,
    labelled,
    role_name,
    state_label,
    urgency,
    who_label,
)
from servicectl.output.text.moments import local_time
from servicectl.output.text.own_fields import own_lines
from servicectl.output.text.tables import columns, labels, wrapped

WIDTH = 78
LATE_SHOWN = 2
LETTERS = 6
ASIDE = ("parts", "loan", "cash", "ring-back", "settle")  # beside the line

Names = Mapping[str, str]


def case_screen(
    case: Case, view: View, clocks: Sequence[Clock], names: Names, zone: ZoneInfo
) -> str:
    """Return the screen of a case; ``names`` are the people's, by id."""
    blocks = [
        [
            case.id,
            labels([(say(label), text) for label, text in _facts(case, view, names, zone) if text]),
        ],
        _clashes(view),
        _due(clocks, names, zone),
        [*_to_do(view, names), *_following(view, names)],
        _possible(view),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _facts(
    case: Case, view: View, names: Names, zone: ZoneInfo
) -> Iterator[tuple[Message, str | None]]:
    customer = view["customer"]
    yield msg("state"), state_label(case.stands, case.held is not None, case.sheet_is_out)
    yield msg("on hold"), _hold(case, zone)
    yield msg("double of"), case.duplicate_of
    yield msg("kind of case"), _kind(case, view)
    yield msg("customer"), f"{customer['name']} ({customer['id']})"
    yield msg("phone"), " ".join(filter(None, (customer["phone"], customer["contact"])))
    yield msg("address"), customer["address"]
    yield msg("unit"), " ".join(filter(None, (view["unit"], view["model"])))
    bought = case.head.purchased
    yield msg("bought on"), bought.isoformat() if bought else None
    yield msg("fault as reported"), view["fault"]
    if case.visits:
        yield msg("visit"), _visit(case.visits[-1], names, zone)
        yield msg("agreed time"), _agreed(case, zone)
    yield from own_lines(case, zone)
    last = case.events[-1]
    yield (
        msg("last step"),
        f"{local_time(last.at, zone)}  {last.did}  {names.get(last.by, last.by)}",
    )


def _kind(case: Case, view: View) -> str:
    kind = labelled(case.kind, {case.kind: case.sorted.caption})
    priority = case.priority
    if priority == case.words.usual.get("priority", ""):
        return kind
    own = case.words.caption("priority", priority)
    named = labelled(priority, {priority: own}) if own else urgency(priority, case.words)
    return f"{kind}, {named}"


def _hold(case: Case, zone: ZoneInfo) -> str | None:
    if case.held is None:
        return None
    until = case.held.fields.get("until")
    since = local_time(case.held.at, zone)
    return f"{since} – {local_time(until, zone) if until else ''}  {case.held.fields['reason']}"


def _visit(visit: Visit, names: Names, zone: ZoneInfo) -> str:
    people = ", ".join(f"{names.get(id, id)} ({id})" for id in visit.engineers)
    if visit.completed:
        when = msg("completed {time}", time=local_time(visit.completed, zone))
    elif visit.arrived:
        when = msg("arrived {time}", time=local_time(visit.arrived, zone))
    else:
        day = VISIT_DAYS.get(visit.for_, visit.for_)
        when = msg("sent {time}, for {day}", time=local_time(visit.assigned, zone), day=day)
    return f"{visit.n}: {people}, {say(when)}"


def _agreed(case: Case, zone: ZoneInfo) -> str | None:
    """Return the time agreed for a visit that has not begun."""
    visit = case.visits[-1]
    if visit.arrived or visit.completed:
        return None
    times = [e.fields["when"] for e in case.events if "when" in e.fields and e.at >= visit.assigned]
    return local_time(times[-1], zone) if times else None


def _due(clocks: Sequence[Clock], names: Names, zone: ZoneInfo) -> list[str]:
    """Return the deadlines that run, the next first, and the last of those that were missed."""
    running = sorted((c for c in clocks if c.is_running), key=_urgency)
    missed = [clock for clock in clocks if clock.state == "late"][-LATE_SHOWN:]
    rows = [_clock(clock, names, zone) for clock in (*running, *missed)]
    return [say(msg("due next:")), *(f"  {line}" for line in columns(rows))] if rows else []


def _urgency(clock: Clock) -> tuple[bool, datetime]:
    return clock.due is None, clock.due or clock.started


def _clock(clock: Clock, names: Names, zone: ZoneInfo) -> tuple[str, ...]:
    who = (
        names.get(clock.who, clock.who)
        if clock.who
        else role_name(clock.rule.owner, clock.rule.title)
    )
    then = clock.breached_by
    if then not in (None, clock.who):
        who = say(msg("{who} (then {then})", who=who, then=names.get(then, then)))
    return clock.name, local_time(clock.due, zone), verdict(clock), who, clock.rule.rule or "-"


def _clashes(view: View) -> list[str]:
    """Return what does not fit and what settles it."""
    lines = [
        f"  {line}"
        for clash in view["clashes"]
        for line in (*wrapped(clash["what"], WIDTH - 2), f"  {_short(clash['settle'], view)}")
    ]
    return [say(msg("does not fit, out of force until settled:")), *lines] if lines else []


def _to_do(view: View, names: Names) -> Iterator[str]:
    """Yield what stands between the case and its filing: what can be done now, then the rest."""
    words = {*view["possible"], *ASIDE}
    shown = {clash["settle"] for clash in view["clashes"]}
    blocking = [i for i in view["open"] if i["blocks"] and i["settle"] not in shown]
    now = [item for item in blocking if item["settle"].split()[1] in words]
    if now:
        yield say(msg("in the way of closing:"))
        yield from _items(now, view, names)
    later = [item["what"] for item in blocking if item not in now]
    if later:
        yield say(msg("before it can be closed, also: {what}", what=later))


def _following(view: View, names: Names) -> Iterator[str]:
    """Yield what is open and may follow after the closing."""
    items = [item for item in view["open"] if not item["blocks"]]
    if items:
        yield say(msg("may follow after closing:"))
        yield from _items(items, view, names)


def _items(items: Sequence[View], view: View, names: Names) -> Iterator[str]:
    rows = [
        (item["what"], _short(item["settle"], view), _who(item["who"], names)) for item in items
    ]
    return (f"  {line}" for line in columns(rows))


def _short(settle: str, view: View) -> str:
    """Return a command without the program's name and with the last letters of the case."""
    return settle.removeprefix("servicectl ").replace(view["id"], view["id"][-LETTERS:])


def _who(who: str | None, names: Names) -> str:
    return "" if who is None else names.get(who) or who_label(who)


def _possible(view: View) -> list[str]:
    words = " ".join((say(msg("can be typed now:")), *view["possible"]))
    return wrapped(words, WIDTH, indent="  ")
