"""Where each rule lives: found in the declarations and the rulebook, so that no list can lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from servicectl.domain.actions import ACTIONS
from servicectl.domain.case_fields import REPORT_FIELDS
from servicectl.domain.grammar import Action
from servicectl.domain.policies import Policy
from servicectl.domain.records import Field
from servicectl.domain.specs import Spec, Term, parse_spec


class Home(NamedTuple):
    """One place where a rule lives.

    ``kind`` is one of FIELD, TICK, ACTION, MOVE (of the declarations), CHECK (what an action
    needs), CLOCK and TEXT (of the rulebook); ``where`` names it as people type or write it.
    """

    rule: str
    kind: str
    where: str


def homes(policy: Policy, commands: Mapping[str, Sequence[Field]]) -> tuple[Home, ...]:
    """Return every home of every rule; ``commands`` are the options of all commands by words."""
    found = [*_of_fields(commands), *_of_rulebook(policy)]
    for action in ACTIONS.values():
        found += [*_of_action(action), *_of_checks(action, policy)]
    return tuple(dict.fromkeys(found))


def _of_fields(commands: Mapping[str, Sequence[Field]]) -> Iterator[Home]:
    for words, fields in commands.items():
        for field in fields:
            yield from _each(field.rules, "FIELD", f"{words} {field.option}")


def _of_rulebook(policy: Policy) -> Iterator[Home]:
    for clock in policy.clocks.values():
        if clock.rule:
            yield Home(clock.rule, "CLOCK", clock.name)
    for rule in policy.conduct:
        yield Home(rule, "TEXT", f"conduct {rule}")


def _of_action(action: Action) -> Iterator[Home]:
    yield from _each(action.rules, "ACTION", action.verb)
    for tick in action.ticks:
        yield Home(tick.rule, "TICK", f"{action.verb} {tick.name}")
    for move in action.moves:
        if move.rule:
            way = f"{action.verb}.{move.when}" if move.when else action.verb
            yield Home(move.rule, "MOVE", f"{way} → {move.target}")


def _of_checks(action: Action, policy: Policy) -> Iterator[Home]:
    """Yield the rules behind what an action needs: declared, or asked for by the rulebook."""
    for field in action.fields:
        if field.required:
            yield from _each(field.rules, "CHECK", f"{action.verb} needs {field.name}")
    for spec in (*map(parse_spec, action.needs), *policy.required(action.verb)):
        yield from _each(_behind(spec, action), "CHECK", f"{action.verb} needs {spec}")


def _behind(spec: Spec, action: Action) -> Iterable[str]:
    return dict.fromkeys(rule for term in spec.terms for rule in _rules_of(term, action))


def _rules_of(term: Term, action: Action) -> Sequence[str]:
    """Return the rules of what a term asks for; an event is asked for by the action's own rules."""
    fields = {field.name: field.rules for field in action.fields}
    if action.verb == "report":
        fields |= {field.name: field.rules for field in REPORT_FIELDS}
    if term.detail is None and term.name in fields:
        return fields[term.name]
    if term.name in ACTIONS:
        return _rules_of_detail(ACTIONS[term.name], term.detail) if term.detail else action.rules
    return fields.get("customer" if term.detail == "name" else term.detail or "", ())


def _rules_of_detail(action: Action, detail: str) -> Sequence[str]:
    """Return the rules of a field, a tick or an outcome of an action."""
    of_fields = (rule for field in action.fields if field.name == detail for rule in field.rules)
    of_ticks = (tick.rule for tick in action.ticks if tick.name == detail)
    of_moves = (move.rule for move in action.moves if move.when == detail and move.rule)
    return (*of_fields, *of_ticks, *of_moves)


def _each(rules: Iterable[str], kind: str, where: str) -> Iterator[Home]:
    return (Home(rule, kind, where) for rule in rules)
