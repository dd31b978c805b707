"""Verdicts on random histories, held against a walk from minute to minute that knows no intervals.

``HISTORIES=2000 pytest tests/test_verdict_properties.py`` tries more of them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.rulebook.clocks import Clock, ClockInputs, clocks_of
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.store.team.team import Team
from tests.conftest import REPOSITORY
from tests.desk import Desk
from tests.test_clocks import ZONE, policy

HISTORIES = int(os.environ.get("HISTORIES", "200"))
START = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
HEAD = {"id": "20261120-7k3f9q", "kind": "repair", "policy": "000000000000"}
HEAD |= {"customer": "c-4m2x8t", "fault": "x"}
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


POLICY = policy("".join(_written(name, rule) for name, rule in RULES.items()))


# Random histories


@dataclass
class History:
    """A case as it was typed, with the vouchers of its money."""

    events: list[Event] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return replay("case.yaml", HEAD, self.events)

    def until(self, moment: datetime) -> History:
        """Return what of it had happened at a moment."""
        return History(
            [event for event in self.events if event.at <= moment],
            [voucher for voucher in self.vouchers if voucher.at <= moment],
        )

    def clocks(self, now: datetime) -> list[Clock]:
        inputs = ClockInputs(POLICY, POLICY.calendar, now, vouchers=lambda: self.vouchers)
        return [clock for clock in clocks_of(self.case, inputs) if clock.name in RULES]


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
    if not is_whole(replay("case.yaml", HEAD, [*history.events, event])):
        return
    history.events.append(event)
    if booked:
        ways = {"cash-collect": ("customer:x", f"cash:{by}")}
        source, target = ways.get(did, (f"cash:{fields.get('from')}", "finance"))
        amount = Decimal(fields["amount"])
        line = Line(amount=amount, currency="CNY", from_=source, to=target)
        case = HEAD["id"]
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
            if is_whole(replay("case.yaml", HEAD, moved)):
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
    return found


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


def test_what_explain_prints_adds_up() -> None:
    for history, now in histories():
        for clock in history.clocks(now):
            assert clock.due is not None
            end = clock.stopped or now
            steps, beyond = clock.reckoning.steps, clock.overrun
            counted = [step.interval.length for step in steps if step.kind == "counted"]
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


@pytest.mark.parametrize("now", ["2026-11-20 17:00", "2026-11-25 09:00"])
def test_overdue_lists_a_thing_if_and_only_if_explain_says_so(now: str) -> None:
    desk = Desk(REPOSITORY, now)
    listed = [
        (row["case"] or row["id"], row["clock"], row["due"])
        for row in desk.type("overdue --json").json
    ]
    people = [person.id for person in Team(REPOSITORY).roster.people]
    vouchers = [path.stem for path in REPOSITORY.glob("inventory/ledger/*/*/*.yaml")]
    ids = [path.stem for path in REPOSITORY.glob("cases/*/*/*.yaml")] + people
    ids += [id for id in vouchers if id in {row[0] for row in listed}] + vouchers[:3]
    explained = [
        (id, clock["name"], clock["due"])
        for id in ids
        for clock in explained_of(desk, id)
        if clock["state"] == "overdue"
    ]
    assert listed
    assert sorted(listed) == sorted(explained)


def explained_of(desk: Desk, id: str) -> list[Any]:
    """Return what ``explain`` tells of an id; nothing where it is of no case and owes nothing."""
    answer = desk.type("explain", id, "--json")
    return list(answer.json) if answer.code == 0 else []
