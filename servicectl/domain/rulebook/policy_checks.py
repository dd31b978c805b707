"""What is wrong in a rulebook that reads well: bounds, actions and terms that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from servicectl.domain.cases.fields import further_fields
from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.policy import ACTIONS_AND_DOCUMENTS, RECORDS_ON_FILE, REQUIREMENT
from servicectl.domain.rulebook.terms import Spec, Term
from servicectl.domain.schema.kinds import (
    MISSING,
    Findings,
    did_you_mean,
)
from servicectl.domain.schema.nodes import Map, Seq, Value, part
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Malformed, Message, msg


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


def check_agreed(rule: ClockRule, block: Map, found: Findings) -> None:
    """Note a start that agrees on no time, though the clock is due at the agreed one."""
    remedy = msg("at: agreed begins with an event that has --when")
    _check_agreeing(rule.from_, part(block, "from"), remedy, found)


def check_yields(raw: Map, clocks: Mapping[str, ClockRule], found: Findings) -> None:
    """Note events to which clocks yield, and that agree on no later time."""
    remedy = msg("yields_to: names an event that has --when")
    for name, rule in clocks.items():
        _check_agreeing(rule.yields_to, part(raw, "clocks", name, "yields_to"), remedy, found)


def _check_agreeing(specs: Iterable[Spec], at: Value, remedy: Message, found: Findings) -> None:
    for term in (term for spec in specs for term in spec.terms):
        if term.name in ACTIONS and not ACTIONS[term.name].agrees:
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


def check_verbs(raw: Map, found: Findings) -> None:
    """Note requirements and approvals of actions, fields and outcomes that do not exist."""
    for section in ("require", "approve"):
        table = raw.get(section)
        if not isinstance(table, Map):
            continue
        for words, at in table.keys_at.items():
            verb, _, detail = words.partition(".")
            if verb not in ACTIONS_AND_DOCUMENTS:
                near = did_you_mean(verb, ACTIONS_AND_DOCUMENTS)
                message = msg("no action is called {name}", name=verb)
                found.add_at(at, "unknown-action", message, near)
            elif detail and not ACTIONS_AND_DOCUMENTS[verb].knows(detail):
                message = msg("{verb} has no outcome or field {detail}", verb=verb, detail=detail)
                found.add_at(at, "unknown-detail", message)
            elif section == "require":
                _check_requirements(verb, table[words], found)


def _check_requirements(verb: str, raw: Value, found: Findings) -> None:
    """Note terms that nothing typed could ever meet."""
    for item in raw if isinstance(raw, Seq) else [raw]:
        spec = REQUIREMENT.read(item, Findings("")) if isinstance(item, str) else MISSING
        if spec is MISSING:
            continue  # named where it was read
        for term in (*spec.terms, *spec.when, *spec.unless):
            if not _can_be_met(verb, term):
                found.add(
                    item,
                    "unknown-requirement",
                    msg("{term} is no field, event or record", term=str(term)),
                    did_you_mean(term.name, tuple(_own_fields(verb))),
                )


def _own_fields(verb: str) -> set[str]:
    action = ACTIONS_AND_DOCUMENTS[verb]
    fields = (*action.all_fields, *further_fields(action))
    return {field.name for field in fields} | {tick.name for tick in action.ticks}


def _can_be_met(verb: str, term: Term) -> bool:
    if term.detail is None:
        return term.name in ACTIONS or term.name in _own_fields(verb)
    if term.name in ACTIONS:
        return ACTIONS[term.name].knows(term.detail)
    record = RECORDS_ON_FILE.get(term.name)
    return record is not None and term.detail in record.declared.by_name
