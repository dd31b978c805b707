"""What is wrong in a rulebook that reads well: bounds, actions and terms that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.terms import Spec
from servicectl.domain.schema.kinds import Findings, did_you_mean
from servicectl.domain.schema.nodes import Map, Seq, Value, part
from servicectl.domain.workflow.action import Action
from servicectl.errors import Malformed, Message, msg

Actions = Mapping[str, Action]


def check_bound(
    rule: ClockRule, clocks: Mapping[str, ClockRule], table: Map, found: Findings
) -> None:
    """Note a bound that is no clock, or that leads back to the clock itself."""
    seen = {rule.name}
    name = rule.not_after
    while name is not None:
        at = part(table, rule.name, "not_after")
        if name not in clocks:
            near = did_you_mean(name, clocks)
            found.add(at, "clock", msg("no clock is called {name}", name=name), near)
            return
        if name in seen:
            found.add(at, "clock", msg("{name} bounds itself in a circle", name=name))
            return
        seen.add(name)
        name = clocks[name].not_after


def check_agreed(rule: ClockRule, block: Map, found: Findings, actions: Actions) -> None:
    """Note a start that agrees on no time, though the clock is due at the agreed one."""
    remedy = msg("at: agreed begins with an event that has --when")
    _check_agreeing(rule.from_, part(block, "from"), remedy, found, actions)


def check_yields(
    raw: Map, clocks: Mapping[str, ClockRule], found: Findings, actions: Actions
) -> None:
    """Note events to which clocks yield, and that agree on no later time."""
    remedy = msg("yields_to: names an event that has --when")
    for name, rule in clocks.items():
        _check_agreeing(
            rule.yields_to, part(raw, "clocks", name, "yields_to"), remedy, found, actions
        )


def _check_agreeing(
    specs: Iterable[Spec],
    at: Value,
    remedy: Message,
    found: Findings,
    actions: Actions,
) -> None:
    for term in (term for spec in specs for term in spec.terms):
        if term.name in actions and not actions[term.name].agreed_in:
            found.add(at, "agreed", msg("{name} agrees on no time", name=term.name), remedy)


def check_kinds(raw: Map, kinds: Kinds, found: Findings) -> None:
    """Note kinds of case of which a clock speaks and that the rulebook does not have."""
    clocks = raw.get("clocks", Map())
    for name in clocks if isinstance(clocks, Map) else ():
        when = part(clocks, name, "when")
        said = when.get("kind", Seq()) if isinstance(when, Map) else Seq()
        for item in said if isinstance(said, Seq) else [said]:
            try:
                kinds.known(str(item))
            except Malformed as error:
                found.add(item, "choice", error.problem, error.remedy)
