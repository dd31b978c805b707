"""Verdicts on random histories, held against a walk from minute to minute that knows no intervals.

``HISTORIES=2000 pytest tests/domain/test_verdict_properties.py`` tries more of them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.rulebook.clocks import Clock, ClockInputs, clocks_of
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.domain.schema.records import replace
from servicectl.store.team.rulebooks import content_id
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import dump
from tests.desk import Desk, new_team
from tests.domain.test_clocks import PROFILE, ZONE, policy
from tests.heads import head
from tests.places import REPOSITORY

HISTORIES = int(os.environ.get("HISTORIES", "200"))
WRITTEN = 24
"""Of so many histories a team is made."""
START = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
PEOPLE = ("zhaolei", "liming", "guotao")


class Rule(NamedTuple):
    """A clock as the walk knows it."""

    start: str
    stop: str
    minutes: int
    priority: str | None = None
    rests: bool = False
    engineer: bool = False
    from_start: bool = False


RULES = {
    "answer": Rule("report", "reply", 90, engineer=True),
    "urgent": Rule("report", "reply", 30, priority="urgent", rests=True),
    "normal": Rule("report", "reply", 60, priority="normal", rests=True),
    "counted": Rule("report", "reply", 45, priority="urgent", rests=True, from_start=True),
    "prep": Rule("assign", "depart", 20, rests=True, engineer=True),
    "cash": Rule("cash-collect", "cash-hand-in", 40, engineer=True),
}


def _written(name: str, rule: Rule) -> str:
    """Return a clock as the rulebook has it."""
    owner = "engineer" if rule.engineer else "supervisor"
    text = f"  {name}: {{from: {rule.start}, until: {rule.stop}, within: {rule.minutes}m"
    text += f", owner: {owner}"
    text += f", when: {{priority: {rule.priority}}}" if rule.priority else ""
    text += ", pauses: [hold]" if rule.rests else ""
    text += ", counts: start" if rule.from_start else ""
    text += ", renewed: no" if name == "cash" else ""
    return text + "}\n"


HOUSE = ("hold", "caller")
"""Clocks of the house that random histories start: this rulebook says nothing of either."""
CLOCKS = "".join(_written(name, rule) for name, rule in RULES.items())
POLICY = policy(CLOCKS)
TEXT = PROFILE.read_text("utf-8").replace("clocks:\n", "clocks:\n" + CLOCKS)


# Random histories


@dataclass
class History:
    """A case as it was typed, with the vouchers of its money."""

    events: list[Event] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return replay("case.yaml", head(), self.events)

    def until(self, moment: datetime) -> History:
        """Return what of it had happened at a moment."""
        return History(
            [event for event in self.events if event.at <= moment],
            [voucher for voucher in self.vouchers if voucher.at <= moment],
        )

    def clocks(self, now: datetime) -> list[Clock]:
        inputs = ClockInputs(POLICY, POLICY.calendar, now, vouchers=lambda: self.vouchers)
        return [clock for clock in clocks_of(self.case, inputs) if clock.name in (*RULES, *HOUSE)]


def histories() -> Iterator[tuple[History, datetime]]:
    for seed in range(HISTORIES):
        chance = random.Random(seed)
        history = _history(chance)
        last = max(event.at for event in history.events)
        yield history, last + timedelta(minutes=chance.randrange(60))


def _history(chance: random.Random) -> History:
    """Return a history of which every event was possible when it was typed."""
    history, minute = History(), 0
    held = dict.fromkeys(PEOPLE, 0)
    _add(history, "report", 0, "wangli", {})
    for _ in range(chance.randrange(4, 22)):
        minute += chance.choice((0, 1, 3, 7, 15, 30, 45))
        did, by, fields = _typed(chance, minute, held)
        if did != "cash-hand-in" or held[fields["from"]]:
            _add(history, did, minute, by, fields, held)
    if chance.random() < 0.2:  # a case that is over, whose caller rings once more
        _add(history, "cancel", minute + 1, "wangli", {"reason": "r"})
        _add(history, "rang", minute + 2, "wangli", {"text": "t"})
    _type_late(chance, history)
    return history


def _typed(
    chance: random.Random, minute: int, held: dict[str, int]
) -> tuple[str, str, dict[str, Any]]:
    """Return something that somebody might type."""
    person = chance.choice(PEOPLE)
    priority = chance.choice(("normal", "urgent"))
    until = {"until": _at(minute + chance.randrange(1, 50))} if chance.random() < 0.3 else {}
    collected = str(chance.randrange(1, 5))
    handed_in = str(chance.randrange(1, held[person] + 1) if held[person] else 1)
    return chance.choice(
        (
            *[("triage", "wangli", {"category": "c", "priority": priority})] * 3,
            *[("assign", "chenwei", {"engineers": (person,), "for": "today"})] * 6,
            *[("hold", "wangli", {"reason": "r", **until})] * 2,
            *[("resume", "wangli", {})] * 3,
            *[("cash-collect", person, {"amount": collected})] * 2,
            *[("cash-hand-in", "hemei", {"amount": handed_in, "from": person})] * 4,
            ("reply", "wangli", {"answer": "a"}),
            *[("handover", "wangli", {"no_guidance": "x"})] * 2,
            *[("prepare", person, {}), ("depart", person, {})] * 2,
            ("rang", "wangli", {"text": "t"}),
            ("ring-back", "wangli", {"answer": "a"}),
            *[("cancel", "wangli", {"reason": "r"})] * (chance.random() < 0.2),
        )
    )


def _add(
    history: History,
    did: str,
    minute: int,
    by: str,
    fields: dict[str, Any],
    held: dict[str, int] | None = None,
) -> None:
    """Add an event where the line of the case allows it, and what it books."""
    n = len(history.events)
    letters = ID_ALPHABET[n // len(ID_ALPHABET)] + ID_ALPHABET[n % len(ID_ALPHABET)]
    booked = (f"v-20261120-2222{letters}",) if did.startswith("cash") else ()
    event = Event(f"e-2222{letters}", _at(minute), by, did, fields, vouchers=booked)
    if not is_whole(replay("case.yaml", head(), [*history.events, event])):
        return
    history.events.append(event)
    if booked:
        ways = {"cash-collect": ("customer:x", f"cash:{by}")}
        source, target = ways.get(did, (f"cash:{fields.get('from')}", "finance"))
        amount = Decimal(fields["amount"])
        line = Line(amount=amount, currency="CNY", from_=source, to=target)
        case = head().id
        history.vouchers.append(Voucher(booked[0], event.at, by, did, (line,), case, event.id))
        if held is not None:
            holder = by if did == "cash-collect" else fields["from"]
            held[holder] += int(amount) if did == "cash-collect" else -int(amount)


def is_whole(case: Case) -> bool:
    """Return whether every event of a case fits."""
    return not (case.problems or case.clashes)


def _type_late(chance: random.Random, history: History) -> None:
    """Let an answer be typed later than it was given: it stands further down in the file."""
    for n, event in enumerate(history.events):
        if event.did == "reply" and chance.random() < 0.5:
            place = chance.randrange(n, len(history.events))
            moved = [*history.events[:n], *history.events[n + 1 :]]
            entered = max(e.at for e in history.events)
            moved.insert(place, event._replace(entered=entered))
            if is_whole(replay("case.yaml", head(), moved)):
                history.events = moved
            return


def _at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def _minute(moment: datetime) -> int:
    return int((moment - START) / timedelta(minutes=1))


# The walk from minute to minute


class Found(NamedTuple):
    """What is found of one instance; times in minutes since the report."""

    clock: str
    begun: int
    end: int | None
    state: str
    due: int
    late: int
    owners: tuple[tuple[str | None, int], ...]
    breached_by: str | None


class Ran(NamedTuple):
    """When an instance ran, before anything is known of when it was due.

    ``before`` are the events up to that which ended it.
    """

    start: int
    begun: int
    end: int | None
    stopped: bool
    before: Sequence[Event]
    holder: str | None = None


def walked(history: History, now: int) -> list[Found]:
    """Return what the walk finds of every clock."""
    events = sorted(history.case.events, key=lambda event: event.at)
    found = []
    for name, rule in RULES.items():
        ran = _of_money(events) if name == "cash" else _ran(rule, events)
        found += [_judged(name, rule, one, events, now) for one in ran]
    return [*found, *_of_holds(events, now), *_of_callers(events, now)]


def _of_holds(events: Sequence[Event], now: int) -> Iterator[Found]:
    """Yield what is found of each hold: due when it was to end, else seven days later."""
    for n, event in enumerate(events):
        if event.did == "hold":
            over = [e for e in events[n:] if e.did in ("resume", "cancel")][:1]
            until = event.fields.get("until")
            due = _minute(until) if until else _minute(event.at) + 7 * 24 * 60
            yield _of_house("hold", event, over, due, now)


def _of_callers(events: Sequence[Event], now: int) -> Iterator[Found]:
    """Yield what is found of each caller who is to be rung back by closing time, 17:30."""
    waits: Event | None = None
    for event in events:
        if event.did == "rang" and waits is None:
            waits = event
        elif event.did == "ring-back" and waits is not None:
            yield _of_house("caller", waits, [event], _closing(waits), now)
            waits = None
    if waits is not None:
        yield _of_house("caller", waits, [], _closing(waits), now)


def _closing(event: Event) -> int:
    """Return the closing time after an event: of that Friday, or of the Monday after it."""
    friday = 8 * 60 + 30
    return friday if _minute(event.at) < friday else friday + 3 * 24 * 60


def _of_house(name: str, start: Event, over: Sequence[Event], due: int, now: int) -> Found:
    begun, end = _minute(start.at), _minute(over[0].at) if over else None
    late = max(0, (now if end is None else end) - due)
    stopped = bool(over) and over[0].did != "cancel"
    state = "late" if late else "met" if stopped else "void"
    if end is None:
        state = "overdue" if late else "running"
    return Found(name, begun, end, state, due, late, ((None, begun),), None)


def _ran(rule: Rule, events: Sequence[Event]) -> Iterator[Ran]:
    """Yield when a clock ran that waits for one event."""
    priority = lead = None
    priority = "normal"
    start = begun = None
    for n, event in enumerate(events):
        at = _minute(event.at)
        priority = event.fields.get("priority", priority)
        sent = event.fields["engineers"][0] if event.did == "assign" else lead
        again = event.did == rule.start and start is not None and sent != lead
        over = event.did in (rule.stop, "cancel")
        lead = sent
        counts = rule.priority in (None, priority)
        if begun is not None and (over or again or not counts):
            yield Ran(start or 0, begun, at, event.did == rule.stop, events[:n])
            begun = None
        if over:
            start = None
        elif again or (start is None and event.did == rule.start):
            start = at
        if start is not None and begun is None and counts:
            begun = at
    if begun is not None:
        yield Ran(start or 0, begun, None, False, events)


def _of_money(events: Sequence[Event]) -> Iterator[Ran]:
    """Yield when money was owed: coin by coin, the first collected is the first handed in."""
    hands: dict[str, list[int]] = {person: [] for person in PEOPLE}
    waiting: list[tuple[int, Event]] = []
    for n, event in enumerate(events):
        at = _minute(event.at)
        if event.did == "cash-collect":
            hands[event.by] += [n] * int(event.fields["amount"])
            waiting.append((n, event))
        elif event.did == "cash-hand-in":
            del hands[event.fields["from"]][: int(event.fields["amount"])]
        over = event.did == "cancel"
        if waiting and (over or waiting[0][0] not in hands[waiting[0][1].by]):
            first = _minute(waiting[0][1].at)
            yield Ran(first, first, at, not over, (), waiting[0][1].by)
            waiting = [] if over else [(k, e) for k, e in waiting if k in hands[e.by]]
    if waiting:
        first = _minute(waiting[0][1].at)
        yield Ran(first, first, None, False, (), waiting[0][1].by)


def _judged(name: str, rule: Rule, ran: Ran, events: Sequence[Event], now: int) -> Found:
    end = now if ran.end is None else ran.end
    resting = _resting(events, end) if rule.rests else set()
    due, late = _due(ran.start if rule.from_start else ran.begun, end, rule.minutes, resting)
    missed = end > due
    if ran.end is None:
        state = "overdue" if missed else "running"
        if state == "running" and rule.rests and now in _resting(events, now + 1):
            state = "paused"
    else:
        state = "late" if missed else "met" if ran.stopped else "void"
    owners = _owners(ran, rule)
    had = [who for who, since in owners if since <= due] or [owners[0][0]]
    return Found(name, ran.begun, ran.end, state, due, late, owners, had[-1] if missed else None)


def _due(start: int, end: int, limit: int, resting: set[int]) -> tuple[int, int]:
    """Walk from start to end; return the due minute and how many beyond it were no rest."""
    used = late = 0
    due: int | None = None
    for minute in range(start, end + 1):
        if due is None and used == limit and (minute not in resting or minute == end):
            due = minute
        if minute < end and minute not in resting:
            used, late = (used + 1, late) if due is None else (used, late + 1)
    return (end + limit - used, 0) if due is None else (due, late)


def _resting(events: Sequence[Event], end: int) -> set[int]:
    """Return the minutes before ``end`` in which the case was on hold."""
    resting: set[int] = set()
    for n, event in enumerate(events):
        if event.did == "hold":
            over = [e for e in events[n:] if e.did == "resume"]
            last = min(end, _minute(over[0].at) if over else end)
            until = event.fields.get("until")
            last = min(last, _minute(until)) if until else last
            resting |= set(range(_minute(event.at), last))
    return resting


def _owners(ran: Ran, rule: Rule) -> tuple[tuple[str | None, int], ...]:
    """Return who had it from which minute on."""
    if ran.holder or not rule.engineer:
        return ((ran.holder, ran.begun),)
    had: dict[int, str | None] = {ran.begun: None}
    for event in ran.before:
        if event.did == "assign":
            had[max(_minute(event.at), ran.begun)] = event.fields["engineers"][0]
    changes = [next(iter(had.items()))]
    changes += [new for old, new in pairwise(had.items()) if old[1] != new[1]]
    return tuple((who, since) for since, who in changes)


# What holds


def told(clock: Clock) -> Found:
    """Return a verdict of the program in minutes."""
    assert clock.due is not None
    return Found(
        clock.name,
        _minute(clock.started),
        None if clock.stopped is None else _minute(clock.stopped),
        clock.state,
        _minute(clock.due),
        clock.late_by_s // 60,
        tuple((owner.who, _minute(owner.since)) for owner in clock.owners),
        clock.breached_by,
    )


def in_order(found: Sequence[Found]) -> list[Found]:
    return sorted(found, key=lambda one: (one.clock, one.begun, one.end or 10**6, one.due))


def test_a_walk_from_minute_to_minute_finds_the_same() -> None:
    for history, now in histories():
        found = in_order([told(clock) for clock in history.clocks(now)])
        assert found == in_order(walked(history, _minute(now))), history.events


def test_what_happens_later_changes_no_verdict() -> None:
    for seed, (history, now) in enumerate(histories()):
        minutes = _minute(now)
        then = _at(random.Random(seed).randrange(minutes + 1))
        later = {(c.name, c.start.id, c.begun_by.id): told(c) for c in history.clocks(now)}
        for clock in history.until(then).clocks(then):
            before = told(clock)
            after = later[clock.name, clock.start.id, clock.begun_by.id]
            if clock.stop is not None:
                assert after == before
            elif clock.state == "overdue":
                assert after.state in ("overdue", "late")
                assert (after.due, after.breached_by) == (before.due, before.breached_by)


def _without(history: History, gone: Event) -> History:
    """Return a history in which an event never was, with what it booked."""
    return History(
        [event for event in history.events if event.id != gone.id],
        [voucher for voucher in history.vouchers if voucher.id not in gone.vouchers],
    )


def _taken_back(history: History, gone: Event, at: datetime) -> History:
    """Return a history in which an event is taken back at a later moment, with what it booked."""
    fields = {"event": gone.id, "reason": "r"}
    booked = [voucher for voucher in history.vouchers if voucher.id in gone.vouchers]
    back = [_booked_back(voucher, at) for voucher in booked]
    ids = tuple(voucher.id for voucher in back)
    retract = Event("e-222zzz", at, "chenwei", "retract", fields, vouchers=ids)
    return History([*history.events, retract], [*history.vouchers, *back])


def _booked_back(voucher: Voucher, at: datetime) -> Voucher:
    [line] = voucher.lines
    back = replace(line, from_=line.to, to=line.from_)
    id = f"{voucher.id[:-1]}z"
    fields = {"voucher": voucher.id}
    return Voucher(id, at, "chenwei", "retract", (back,), voucher.case, "e-222zzz", fields)


def _rests_on(clock: Clock, event: Event) -> bool:
    """Return whether an event can have to do with a verdict: it is no later than its end."""
    return clock.stop is None or event.at <= clock.stop.at


def test_what_is_taken_back_changes_no_verdict_but_those_that_rest_on_it() -> None:
    tried = 0
    for seed, (history, now) in enumerate(histories()):
        gone = random.Random(seed).choice(history.events[1:] or history.events)
        less, back = _without(history, gone), _taken_back(history, gone, now)
        if gone.did == "report" or back.case.problems or less.case.problems:
            continue
        tried += 1
        after = [told(clock) for clock in back.clocks(now)]
        assert in_order(after) == in_order([told(clock) for clock in less.clocks(now)])
        assert in_order(after) == in_order(walked(less, _minute(now)))
        kept = {told(clock) for clock in history.clocks(now) if not _rests_on(clock, gone)}
        assert kept <= set(after)
    assert tried > HISTORIES // 3


def test_what_explain_prints_adds_up() -> None:
    for history, now in histories():
        for clock in history.clocks(now):
            assert clock.due is not None
            end = clock.stopped or now
            steps, beyond = clock.reckoning.steps, clock.overrun
            counted = [step.interval.length for step in steps if step.kind == "counted"]
            if clock.name in RULES:  # a date is no length of time
                assert sum(counted, timedelta()).total_seconds() == clock.reckoning.limit_s
            assert all(one.interval.end == two.interval.start for one, two in pairwise(steps))
            assert sum((s.interval.length for s in steps), clock.counted_from) == clock.due
            late = [step.interval.length for step in beyond if step.kind == "counted"]
            assert sum(late, timedelta()).total_seconds() == clock.late_by_s
            assert not beyond or sum((s.interval.length for s in beyond), clock.due) == end
            since = [owner.since for owner in clock.owners]
            assert since[0] == clock.started
            assert since == sorted(set(since))
            assert len(since) == 1 or since[-1] <= end


@pytest.fixture(scope="module")
def random_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the desk of a team whose cases have random histories, and that owes more beside."""
    desk = new_team(tmp_path_factory.mktemp("random") / "team", "--sample").as_("wangli")
    (desk.root / "policies.yaml").write_text(TEXT, "utf-8")
    desk.git("commit", "--quiet", "--all", "--message", "further clocks")
    for line in BESIDE.strip().splitlines():
        day, hour, who, words = line.split(maxsplit=3)
        desk.at(f"{day} {hour}").as_(who).do(words)
    for n, (history, _) in enumerate(islice(histories(), WRITTEN)):
        write_case(desk.root, n, history)
    return desk


BESIDE = """
2026-11-20 09:00 wangli register add --from Wang --about price
2026-11-20 09:01 wangli register add --from Li --about price --answer "two hundred"
2026-11-20 09:02 yangfang parts receive BD-LCD55-PSU=5 --document 1
2026-11-20 09:03 yangfang parts transfer BD-LCD55-PSU=1 --from store:good --to van:guotao
2026-11-20 09:04 yangfang parts count BD-LCD55-PSU=3
2026-11-20 09:05 chenwei roster leave guotao --until 2026-11-21
"""


def write_case(root: Path, n: int, history: History) -> None:
    """Write a history as a case of its own, with its vouchers."""
    letters = f"{ID_ALPHABET[n // len(ID_ALPHABET)]}{ID_ALPHABET[n % len(ID_ALPHABET)]}"
    said = head().plain() | {"policy": content_id(TEXT.encode())}
    events = [event.plain() for event in history.events]
    files = {f"cases/2026/11/{head().id}.yaml": dump({**said, "history": events})}
    owed = Line(amount=Decimal(1000), currency="CNY", from_="service-cost", to="customer:x")
    at = datetime(2026, 11, 19, tzinfo=ZONE)
    price = Voucher("v-20261119-2222zz", at, "chenwei", "accept", (owed,), head().id)
    for voucher in (voucher.sealed() for voucher in (price, *history.vouchers)):
        text = dump({**voucher.plain(), "seal": voucher.seal})
        files[f"inventory/ledger/2026/11/{voucher.id}.yaml"] = text
    for path, text in files.items():
        file = root / path.replace("7k3f9q", f"7k3f{letters}").replace("2222", f"{letters}22")
        file.parent.mkdir(parents=True, exist_ok=True)
        own = text.replace("7k3f9q", f"7k3f{letters}").replace("2222", f"{letters}22")
        file.write_text(own, "utf-8")


@pytest.mark.parametrize("now", ["2026-11-20 12:00", "2026-11-30 09:00"])
def test_overdue_lists_what_explain_calls_overdue_also_of_random_histories(
    now: str, random_desk: Desk
) -> None:
    desk = random_desk.at(now)
    listed = listed_by(desk)
    late = {clock for _, clock, _ in listed_by(desk.at("2026-12-24 09:00"))}
    assert {*RULES, *HOUSE, "register", "count", "leaver"} <= late
    assert sorted(listed) == sorted(explained_by(desk))


@pytest.mark.parametrize("now", ["2026-11-20 17:00", "2026-11-25 09:00"])
def test_overdue_lists_a_thing_if_and_only_if_explain_says_so(now: str) -> None:
    desk = Desk(REPOSITORY, now)
    assert listed_by(desk)
    assert sorted(listed_by(desk)) == sorted(explained_by(desk))


Late = list[tuple[str, str, str]]


def listed_by(desk: Desk) -> Late:
    """Return what ``overdue`` lists: of what, which clock, due when."""
    rows = desk.type("overdue --json").json
    return [(row["case"] or row["id"], row["clock"], row["due"]) for row in rows]


def explained_by(desk: Desk) -> Late:
    """Return what ``explain`` calls overdue of all that it can be asked about."""
    folders = ("cases", "inventory/register")
    ids = [path.stem for folder in folders for path in desk.root.glob(f"{folder}/*/*/*.yaml")]
    ids += [person.id for person in Team(desk.root).roster.people]
    ids += [path.stem for path in desk.root.glob("inventory/ledger/*/*/*.yaml") if open_(path)]
    return [
        (id, clock["name"], clock["due"])
        for id in ids
        for clock in explained_of(desk, id)
        if clock["state"] == "overdue"
    ]


def open_(voucher: Path) -> bool:
    """Return whether a voucher is of a kind that may leave something open."""
    return bool({"did: count", "did: to-maker"} & set(voucher.read_text("utf-8").splitlines()))


def explained_of(desk: Desk, id: str) -> list[Any]:
    """Return what ``explain`` tells of an id; nothing where it is of no case and owes nothing."""
    answer = desk.type("explain", id, "--json")
    return list(answer.json) if answer.code == 0 else []
