"""Every pair: two clones record two steps of the line on one case, from every state in which both
may be recorded. Merged, each step counts or is named as a clash; each clash is settled both ways,
and afterwards state, visits, clocks and what is booked are those of a history that one clone could
have typed. All of it by the pure functions; tests/store/test_clones.py types some in real clones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from servicectl.domain.lines.shipped import shipped
from servicectl.domain.merge.order import in_order
from servicectl.domain.rulebook.clocks import ClockInputs, clocks_of
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from tests.domain.test_clocks import ZONE, policy
from tests.heads import head

START = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
OF_ITS_OWN = {"report", "retract", "settle", "breach"}
"""What opens a case or speaks of another event, and what no hand types."""
RULEBOOK = policy()
FIELDS: dict[str, Any] = {
    "engineers": ("guotao",),
    "engineer": "liming",
    "when": START + timedelta(days=1),
    "until": START + timedelta(days=1),
    "serial": "SN2",
    "old": "SN1",
    "new": "SN2",
}


class Step(NamedTuple):
    """What a clone records: a verb, with an outcome or the field that leads its way."""

    verb: str
    detail: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        action = ACTIONS[self.verb]
        names = {f.name for f in action.fields if f.required} | {self.detail}
        found = {name: FIELDS.get(name, "x") for name in names if name and name != action.outcome}
        found = {n: v for n, v in found.items() if any(f.name == n for f in action.fields)}
        if action.outcome is not None and self.detail in action.outcomes:
            found[action.outcome] = self.detail
        return found

    def at(self, minute: int, clone: str = "") -> Event:
        id = f"e-{clone}{minute}{self.verb}"
        when = START + timedelta(minutes=minute)
        vouchers = (f"v{id[1:]}",) if ACTIONS[self.verb].movements else ()
        return Event(id, when, "guotao", self.verb, self.fields, vouchers=vouchers)


def steps_of(action: Action) -> Iterator[Step]:
    """Yield every way that an action can go."""
    ways = shipped("repair-1").moves(action.verb)
    details = {*action.outcomes, *(move.when for move in ways)} or {None}
    yield from (Step(action.verb, detail) for detail in sorted(details, key=str))


STEPS = tuple(
    step
    for action in ACTIONS.values()
    if action.typed and not action.aside and action.verb not in OF_ITS_OWN
    for step in steps_of(action)
)


def case_of(history: Sequence[Event]) -> Case:
    case = replay("case.yaml", head(), history)
    assert case.problems == ()
    return case


def follows(case: Case, event: Event) -> bool:
    """Say whether one clone may record this now."""
    return not case_of((*case.history, event)).clashes


@cache
def states() -> dict[tuple[str, bool], Case]:
    """Return a shortest history for each state of the line, on hold and not."""
    first = case_of([Event("e-0", START, "wangli", "report", {})])
    found = {(first.state, False): first}
    waiting = [first]
    while waiting:
        case = waiting.pop(0)
        for step in STEPS:
            event = step.at(10 * len(case.history))
            if not follows(case, event):
                continue
            after = case_of((*case.history, event))
            key = (after.state, after.held is not None)
            if key not in found:
                found[key] = after
                waiting.append(after)
    return found


def merged(case: Case, a: Event, b: Event) -> Case:
    """Return the case as git merges what two clones recorded."""
    base, events = [e.id for e in case.history], {e.id: e for e in (*case.history, a, b)}
    ranks = {id: (event.at, id) for id, event in events.items()}
    order = in_order(base, [[*base, a.id], [*base, b.id]], ranks, fixed=True)
    assert order == in_order(base, [[*base, b.id], [*base, a.id]], ranks, fixed=True)
    return case_of([events[id] for id in order])


def settled(case: Case, event: Event, word: str) -> Case:
    """Return the case after a clash was settled."""
    at = case.history[-1].at + timedelta(minutes=1)
    fields = {"event": event.id, word: True, "reason": "x"}
    return case_of((*case.history, Event("e-settle", at, "chenwei", "settle", fields)))


def story(case: Case) -> object:
    """Return what a case comes to: the way it went, its visits, and what is booked."""
    trail = [(s.event.id, s.state.name) for s in case.trail if s.event.did != "settle"]
    return trail, case.state, case.held, case.visits, case.booked


def clocks(case: Case) -> object:
    """Return the verdicts of a case's clocks."""
    inputs = ClockInputs(RULEBOOK, RULEBOOK.calendar, START + timedelta(days=2))
    return [(c.name, c.started, c.stopped, c.state) for c in clocks_of(case, inputs)]


@cache
def pairs() -> Sequence[tuple[Case, Step, Step]]:
    """Return every state with every two steps that are possible there."""
    found = []
    for case in states().values():
        may = [step for step in STEPS if follows(case, step.at(500))]
        found += [(case, a, b) for a in may for b in may]
    return found


def test_no_state_and_no_step_of_the_line_is_left_out() -> None:
    reached = {state for state, _ in states()}
    assert reached >= {"intake", "on_site", "completed", "closed", "cancelled", "awaiting_dispatch"}
    left = {step.verb for step in STEPS} - {a.verb for _, a, _ in pairs()}
    assert left == set()


def test_every_pair_counts_or_is_named_and_is_settled_both_ways() -> None:
    clashes = whole = 0
    timed: set[tuple[Step, Step]] = set()
    for case, a, b in pairs():
        first, second = a.at(500, "a"), b.at(501, "b")
        alone = case_of((*case.history, first))
        both = merged(case, first, second)
        assert both.history[-2:] == (first, second)
        if not both.clashes:
            assert follows(alone, second), (case.state, a, b)
            whole += 1
            continue
        clashes += 1
        assert both.clashes == (second,)
        assert story(both) == story(alone), (case.state, a, b)
        void = settled(both, second, "void")
        assert (void.clashes, story(void)) == ((), story(alone))
        if (a, b) not in timed:
            assert clocks(both) == clocks(void) == clocks(alone), (case.state, a, b)
            timed.add((a, b))
        kept = settled(both, second, "keep")
        assert kept.clashes == ()
        assert (kept.state, kept.held, kept.visits) == (alone.state, alone.held, alone.visits)
        step = kept.trail[-2]
        assert (step.event, step.state.name) == (second, alone.state)
        assert {*kept.booked} == {*alone.booked, *second.vouchers}
    assert clashes > 500 < whole


@pytest.mark.parametrize("word", ["void", "keep"])
def test_what_comes_after_a_settled_pair_goes_on_from_there(word: str) -> None:
    """Whatever may follow the step that stands may follow the settled pair."""
    for case, a, b in pairs()[::31]:
        first, second = a.at(500, "a"), b.at(501, "b")
        both = merged(case, first, second)
        if not both.clashes:
            continue
        alone, after = case_of((*case.history, first)), settled(both, second, word)
        for step in STEPS:
            event = step.at(600)
            if word == "void" or ACTIONS[step.verb].after is None:
                assert follows(alone, event) == follows(after, event), (case.state, a, b, step)
