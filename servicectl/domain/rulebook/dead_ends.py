"""Whether every case of a line can end, without doing its work again: a search over its ways.

A point is a state with what has happened since the fault was last said to be cleared, as far as
requirements of steps ask for it. More of that can only help, unless a condition asks for it; so of
each state only the points with least are followed (what a step on the way to it requires has
happened by then), and the end is looked for from these.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from servicectl.domain.lines.line import GIVES_UP, NEW, CaseLine
from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.rulebook.terms import Spec, Term, terms_of

_MOST_OPEN = 2


class LineStep(NamedTuple):
    """A way between two states: its verb with what it takes to go it, where it leads."""

    verb: str
    detail: str | None
    source: str
    target: str

    @property
    def words(self) -> str:
        """Return the step as a rulebook names it."""
        return f"{self.verb}.{self.detail}" if self.detail else self.verb


class SearchPoint(NamedTuple):
    """A state, how often each thing asked for has happened, and what is done once for each.

    ``done`` is by term, ``owed`` by verb: how often it may still be typed.
    """

    state: str
    done: tuple[int, ...]
    owed: tuple[int, ...]


class DeadEnd(NamedTuple):
    """A point from which no case ends: the steps to it, and what its last steps lack."""

    steps: tuple[str, ...]
    state: str
    lacking: tuple[str, ...]


class EndSearch:
    """The ways of a line, with what its steps require."""

    def __init__(self, line: CaseLine, require: Mapping[str, tuple[Spec, ...]]) -> None:
        self.line, self._require, self._actions = line, require, line.actions
        self._safe: dict[str, list[SearchPoint]] = {}

    def dead_ends(self) -> Iterator[DeadEnd]:
        """Yield the points from which no case can end, the first of all that lack the same.

        That is where what is lacking is asked for: from states before it, it is the same.
        """
        points = [each for each in self._points() if each[0].state not in self.line.closed]
        stuck: dict[str, DeadEnd] = {}
        for point, steps in reversed(points):  # those near the end first: the others lead there
            lacking = self._stuck(point)
            if lacking is None:
                self._safe.setdefault(point.state, []).append(point)
            else:
                stuck[point.state] = DeadEnd(steps, point.state, lacking)
        first: dict[tuple[str, ...], DeadEnd] = {}
        for end in sorted(stuck.values(), key=lambda end: (self._is_before(end), len(end.steps))):
            first.setdefault(end.lacking or (end.state,), end)
        yield from first.values()

    def never(self) -> Iterator[tuple[str, Spec]]:
        """Yield what a rulebook requires of a step that no case can ever have had, by its verb."""
        done = self._ever()
        reached = {NEW, *(step.target for step in done)}
        for verb, required in self._require.items():
            tried = [s for state in reached for s in self._steps[state] if s.verb == verb]
            if tried and done.isdisjoint(tried):
                lacking = self._never_had(tried[0], done)
                yield from ((verb, spec) for spec in required if spec in lacking)

    def _ever(self) -> set[LineStep]:
        """Return the steps that a case may come to, some of which it may not.

        What has happened once counts for ever, and conditions ask for nothing: so what is left out
        can be had by no case.
        """
        done: set[LineStep] = set()
        states = {NEW}
        while more := {
            step
            for state in states
            for step in self._steps[state]
            if step not in done and not self._never_had(step, done)
        }:
            done |= more
            states |= {step.target for step in more}
        return done

    def _never_had(self, step: LineStep, done: set[LineStep]) -> list[Spec]:
        """Return what a step requires in every case, and that neither it nor these steps are."""
        had = (step, *done)
        specs = (spec for spec in self._specs[step.verb] if not (spec.when or spec.unless))
        return [
            spec
            for spec in specs
            if not any(t.negated or any(self._names(t, each) for each in had) for t in spec.terms)
        ]

    def _is_before(self, end: DeadEnd) -> bool:
        """Return whether what is lacking is asked for only later, not in the state itself."""
        asked = {words.partition(":")[0] for words in end.lacking}
        return all(step.verb not in asked for step in self._steps[end.state])

    # --- what is asked for

    @cached_property
    def _specs(self) -> dict[str, tuple[Spec, ...]]:
        """Return what each verb of the line requires of other events, fields aside."""
        found = {}
        for verb in {step.verb for steps in self._steps.values() for step in steps}:
            action = self._actions[verb]
            own = {field.name for field in action.all_fields} | {tick.name for tick in action.ticks}
            asked = (
                *map(read_spec, self.line.needs(action, self._require)),
                *self._require.get(verb, ()),
            )
            specs = [spec for spec in asked if spec.is_had(self.line.lacks)]
            found[verb] = tuple(s for s in specs if all(self._is_event(t, own) for t in s.terms))
        return found

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        """Return the terms that count: each is asked for by some step."""
        specs = (spec for specs in self._specs.values() for spec in specs)
        terms = (t for s in specs for t in s.all_terms if t.name in self._actions)
        return tuple(dict.fromkeys(map(self._counted, terms)))

    @cached_property
    def _conditions(self) -> frozenset[int]:
        """Return which terms are conditions: to have them asks for more."""
        specs = (spec for specs in self._specs.values() for spec in specs)
        terms = (t for spec in specs for t in _asking(spec) if t.name in self._actions)
        asking = set(map(self._counted, terms))
        return frozenset(n for n, term in enumerate(self._terms) if term in asking)

    @cached_property
    def _once(self) -> tuple[str, ...]:
        """Return the verbs that are done once for each of another."""
        verbs = {step.verb for steps in self._steps.values() for step in steps}
        return tuple(sorted(verb for verb in verbs if self._actions[verb].after))

    # --- the ways

    @cached_property
    def _steps(self) -> dict[str, tuple[LineStep, ...]]:
        """Return the ways out of each state, one of each outcome."""
        found: dict[str, dict[LineStep, None]] = {name: {} for name in (NEW, *self.line.states)}
        for verb in self._actions:
            for detail, state, target in self._of(verb):
                found[state][LineStep(verb, detail, state, target)] = None
        return {state: tuple(steps) for state, steps in found.items()}

    @cached_property
    def _ways(self) -> dict[str, tuple[LineStep, ...]]:
        """Return the ways that lead on, or by which something happens that is asked for."""
        asked = {term.name for term in self._terms} | {*self._once}
        asked |= {str(self._actions[verb].after) for verb in self._once}
        found = {}
        for state, steps in self._steps.items():
            leading = [step for step in steps if step.target != state]
            staying = [step for step in steps if step.target == state and step.verb in asked]
            found[state] = (*leading, *staying)  # what is gone last is had first
        return found

    def _of(self, verb: str) -> Iterator[tuple[str | None, str, str]]:
        """Yield the ways of a verb: outcome or field, from where, to where."""
        action, moves = self._actions[verb], self.line.moves(verb)
        named = [*action.outcomes, *(move.when for move in moves if move.when)]
        details: list[str | None] = [*dict.fromkeys(named)]
        for detail in details if action.outcomes else [None, *details]:
            taken = [move for move in moves if move.when in (None, detail)]
            for state in frozenset[str]().union(*(move.sources for move in taken)):
                move = next(move for move in taken if state in move.sources)
                yield detail, state, move.target or state

    def _after(self, point: SearchPoint, step: LineStep) -> SearchPoint | None:
        """Return where a step leads from a point; None where it cannot be typed there."""
        if step.verb in self._once and not point.owed[self._once.index(step.verb)]:
            return None
        if self._lacking(point, step):
            return None
        target = self.line.states[step.target]
        done = point.done
        if step.target != step.source and target.bears("solved"):
            done = (0,) * len(done)
        done = tuple(
            # No further than is ever asked for, so that the search comes to an end.
            min(n + 1, term.times) if self._names(term, step) else n
            for n, term in zip(done, self._terms, strict=True)
        )
        owed = tuple(
            min(n + (self._actions[verb].after == step.verb), _MOST_OPEN) - (verb == step.verb)
            for n, verb in zip(point.owed, self._once, strict=True)
        )
        return SearchPoint(step.target, done, owed)

    def _lacking(self, point: SearchPoint, step: LineStep) -> list[Spec]:
        """Return what a step requires and that has not happened at a point."""

        def holds(term: Term) -> bool:
            if term.name == step.verb and self._names(term, step):
                return term.times <= 1 + self._count(point, term)
            return term.name in self._actions and self._count(point, term) >= term.times

        def is_asked(spec: Spec) -> bool:
            own = [term for term in terms_of(spec.unless) if term.name not in self._actions]
            return not own and not spec.waived(holds)

        specs = filter(is_asked, self._specs[step.verb])
        return [spec for spec in specs if not spec.met(holds)]

    def _count(self, point: SearchPoint, term: Term) -> int:
        return point.done[self._terms.index(self._counted(term))]

    # --- the search

    @property
    def _start(self) -> SearchPoint:
        return SearchPoint(NEW, (0,) * len(self._terms), (0,) * len(self._once))

    def _points(self) -> Iterator[tuple[SearchPoint, tuple[str, ...]]]:
        """Yield the points with least, with the fewest steps to each."""
        least: dict[str, list[SearchPoint]] = {}
        ways: deque[tuple[SearchPoint, tuple[str, ...]]] = deque([(self._start, ())])
        while ways:
            point, steps = ways.popleft()
            if any(self._has_no_more(other, point) for other in least.get(point.state, ())):
                continue
            least.setdefault(point.state, []).append(point)
            if point.state != NEW:
                yield point, steps
            for step in self._ways[point.state]:
                for ready in self._ready(point, step):
                    after = self._after(ready, step)
                    if after is not None:
                        ways.append((after, (*steps, step.words)))

    def _ready(self, point: SearchPoint, step: LineStep) -> Iterator[SearchPoint]:
        """Yield a point with all that a step requires, in each way in which that can be met."""
        lacking = self._lacking(point, step)
        for met in product(*((*spec.terms, *terms_of(spec.unless)) for spec in lacking)):
            wanted = {self._counted(t): t.times for t in met if t.name in self._actions}
            done = zip(point.done, self._terms, strict=True)
            yield point._replace(done=tuple(max(n, wanted.get(t, 0)) for n, t in done))

    def _has_no_more(self, one: SearchPoint, other: SearchPoint) -> bool:
        """Return whether at one point no more has happened than at another of its state."""
        if any(one.done[n] != other.done[n] for n in self._conditions):
            return False
        mine, its = one.done + one.owed, other.done + other.owed
        return all(a <= b for a, b in zip(mine, its, strict=True))

    def _stuck(self, start: SearchPoint) -> tuple[str, ...] | None:
        """Return what the last steps lack where no way from a point ends; None where one does."""
        most: dict[str, list[SearchPoint]] = {}
        tried: list[tuple[LineStep, list[Spec]]] = []
        ways = [start]
        while ways:
            point = ways.pop()
            if any(self._has_no_more(safe, point) for safe in self._safe.get(point.state, ())):
                return None
            if any(self._has_no_more(point, other) for other in most.get(point.state, ())):
                continue
            most.setdefault(point.state, []).append(point)
            for step in self._ways[point.state]:
                if step.verb == GIVES_UP or self.line.states[step.target].bears("again"):
                    continue
                after = self._after(point, step)
                if after is not None and step.target in self.line.closed:
                    return None
                if after is not None:
                    ways.append(after)
                if step.target != step.source:
                    tried.append((step, [] if after else self._lacking(point, step)))
        ends = [each for each in tried if each[0].target in self.line.closed]
        return _never_met(ends) or _never_met(tried)

    def _is_event(self, term: Term, own: Iterable[str]) -> bool:
        """Return whether a term is met by another event alone: fields can always be typed."""
        known = term.name in self._actions
        return known and (term.detail is not None or term.name not in own)

    def _counted(self, term: Term) -> Term:
        """Return a term as it is counted: what is no outcome can be given with any of its verb."""
        known = self._actions[term.name].outcomes
        return term if term.detail is None or term.detail in known else Term(term.name, "*")

    def _names(self, term: Term, step: LineStep) -> bool:
        """Return whether a step may be what a term names: what is no outcome goes with any."""
        if term.name != step.verb:
            return False
        action = self._actions[term.name]
        if term.detail is None:
            return step.detail not in action.attempts
        return term.detail not in action.outcomes or step.detail == term.detail


def _never_met(tried: Sequence[tuple[LineStep, list[Spec]]]) -> tuple[str, ...]:
    """Return what steps lack wherever they were tried; where each is met somewhere, all they do."""
    found: dict[str, list[set[str]]] = {}
    for step, lacking in tried:
        words = {" or ".join(map(str, spec.terms)) for spec in lacking}
        found.setdefault(step.verb, []).append(words)
    stuck = {verb: lacking for verb, lacking in found.items() if all(lacking)}
    never = {verb: set.intersection(*lacking) for verb, lacking in stuck.items()}
    if not any(never.values()):
        never = {verb: set.union(*lacking) for verb, lacking in stuck.items()}
    return tuple(f"{verb}: {words}" for verb, all_ in never.items() for words in sorted(all_))


def _asking(spec: Spec) -> Iterator[Term]:
    """Yield the terms of which having more asks for more, or is itself in the way."""
    yield from terms_of(spec.when)
    yield from (term for term in spec.terms if term.negated)
    yield from (t for each in spec.unless if not isinstance(each, Term) for t in terms_of([each]))
