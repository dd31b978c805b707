"""Where each rule is kept: found in the declarations and the rulebook, so that no list can lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from servicectl.domain.cases.fields import REPORT_FIELDS, further_fields
from servicectl.domain.lines.line import Move
from servicectl.domain.master.accounts import ACCOUNT_KINDS
from servicectl.domain.master.files import MASTER_FILES, records_in
from servicectl.domain.rulebook.kpis import KPIS
from servicectl.domain.rulebook.policy import ACTIONS_AND_DOCUMENTS, Policy
from servicectl.domain.rulebook.requirements import all_needs
from servicectl.domain.rulebook.terms import Spec, Term, terms_of
from servicectl.domain.schema.records import Field, Record, plain
from servicectl.domain.workflow.action import Action

BLOCKS = {
    **dict.fromkeys(("money", "limits", "warranty", "staff"), "CHECK"),
    "register": "CLOCK",
    "company": "TEXT",
}
"""Parts of a rulebook whose figures come from rules, and of what kind."""


class RuleLocation(NamedTuple):
    """One place where a rule is kept.

    ``kind`` is one of FIELD, TICK, ACTION, MOVE, LEDGER, ROSTER, REPORT, FORM (of the
    declarations), CHECK (what an action needs or observes), CLOCK, KPI and TEXT (of the rulebook);
    ``where`` names it as people type or write it.
    """

    rule: str
    kind: str
    where: str


class Surface(NamedTuple):
    """What the command line has: options by command, and the rules of its reports and forms."""

    options: Mapping[str, Sequence[Field]]
    reports: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]


def rule_locations(policy: Policy, surface: Surface) -> tuple[RuleLocation, ...]:
    """Return every location of every rule."""
    found = [*_of_surface(surface), *_of_records(), *_of_own(policy), *_of_rulebook(policy)]
    for action in _declared(policy).values():
        found += [*_of_action(action, policy), *_of_checks(action, policy)]
    for account in ACCOUNT_KINDS.values():
        found += _each(account.rules, "LEDGER", f"account {account.word}")
    return tuple(dict.fromkeys(found))


def _declared(policy: Policy) -> Mapping[str, Action]:
    return {**ACTIONS_AND_DOCUMENTS, **policy.kinds.actions}


def _of_surface(surface: Surface) -> Iterator[RuleLocation]:
    for words, fields in surface.options.items():
        for field in fields:
            yield from _each(field.rules, "FIELD", f"{words} {field.option}")
    for words, rules in surface.reports.items():
        yield from _each(rules, "REPORT", words)
    for form, rules in surface.forms.items():
        yield from _each(rules, "FORM", form)


def _of_records() -> Iterator[RuleLocation]:
    """Yield what stands in the files that a team keeps by hand or by command."""
    for name, file in MASTER_FILES.items():
        kind = "ROSTER" if name == "engineers" else "FIELD"
        for record in records_in(file.record):
            for field in record.declared:
                yield from _each(field.rules, kind, f"{file.place} {field.name}")


def _of_own(policy: Policy) -> Iterator[RuleLocation]:
    """Yield what a rulebook adds to records on file, and the words of its lists."""
    for name, listed in policy.words.items():
        for word in listed.values():
            yield from _each(filter(None, (word.rule,)), "FIELD", f"words {name}: {word.name}")
    for name, own in policy.kinds.own.records.items():
        for field in own:
            yield from _each(field.rules, "FIELD", f"{name} {field.name}")


def _of_rulebook(policy: Policy) -> Iterator[RuleLocation]:
    for clock in policy.clocks.values():
        if clock.rule:
            yield RuleLocation(clock.rule, "CLOCK", clock.name)
    for rule in policy.conduct:
        yield RuleLocation(rule, "TEXT", f"conduct {rule}")
    for name, target in policy.targets.items():
        yield from _each(KPIS[name].rules, "KPI", f"{name} {target}")
    for block, kind in BLOCKS.items():
        record: Record = getattr(policy, block)
        for field in record.declared:
            if plain(record).get(field.name) not in (None, record.default_of(field.name)):
                yield from _each(field.rules, kind, f"{block}.{field.name}")
    for words, roles in (*policy.approve.items(), *policy.by.items()):
        term = Term.of(words)
        rules = _rules_of(term, _declared(policy)[term.name], policy)
        yield from _each(rules, "CHECK", f"{words} by {', '.join(roles)}")


def _of_action(action: Action, policy: Policy) -> Iterator[RuleLocation]:
    yield from _each(action.rules, "ACTION", action.words)
    yield from _each(action.ledger, "LEDGER", action.words)
    for tick in action.ticked(policy.ticks):
        yield from _each(tick.rules, "TICK", f"{action.words} {tick.name}")
    for move in _ways(action, policy):
        way = f"{action.words}.{move.when}" if move.when else action.words
        if move.rule and move.target:
            yield RuleLocation(move.rule, "MOVE", f"{way} → {move.target}")
        elif move.rule:
            yield RuleLocation(move.rule, "ACTION", way)


def _of_checks(action: Action, policy: Policy) -> Iterator[RuleLocation]:
    """Yield the rules behind what an action needs: declared, or asked for by the rulebook."""
    yield from _each(action.guards, "CHECK", action.words)
    for field in action.fields:
        if field.required:
            yield from _each(field.rules, "CHECK", f"{action.words} needs {field.name}")
    for spec in all_needs(action.verb, policy):
        yield from _each(_behind(spec, action, policy), "CHECK", f"{action.words} needs {spec}")


def _behind(spec: Spec, action: Action, policy: Policy) -> Iterable[str]:
    """Return the rules of what a spec asks for, what may stand in its place, and of what case."""
    terms = dict.fromkeys((*spec.terms, *terms_of(spec.when)))
    fields = {field.name: field for field in action.fields}
    instead = (fields[t.name].instead for t in spec.terms if t.detail is None and t.name in fields)
    others = (Term(name) for name in instead if name)
    return dict.fromkeys(rule for t in (*terms, *others) for rule in _rules_of(t, action, policy))


def _rules_of(term: Term, action: Action, policy: Policy) -> Sequence[str]:
    """Return the rules of what a term asks for; an event is asked for by both actions' rules."""
    own = {field.name: field.rules for field in action.fields}
    own |= {tick.name: tick.rules for tick in action.ticks}
    at_report = {field.name: field.rules for field in REPORT_FIELDS}
    own |= {field.name: field.rules for field in further_fields(action)}
    if term.detail is None and term.name in own:
        return own[term.name]
    if term.name in _declared(policy):
        other = _declared(policy)[term.name]
        if term.detail is None:
            return action.rules + other.rules
        return _rules_of_detail(other, term.detail, policy)
    if term.is_on_file:
        return at_report.get("customer" if term.detail == "name" else term.detail or "", ())
    return ()


def _rules_of_detail(action: Action, detail: str, policy: Policy) -> Sequence[str]:
    """Return the rules of a field, a tick or an outcome of an action."""
    of_fields = (rule for field in action.fields if field.name == detail for rule in field.rules)
    of_ticks = (rule for tick in action.ticks if tick.name == detail for rule in tick.rules)
    of_moves = (move.rule for move in _ways(action, policy) if move.when == detail and move.rule)
    return (*of_fields, *of_ticks, *of_moves)


def _ways(action: Action, policy: Policy) -> Iterable[Move]:
    """Return the ways of an action on the lines of a rulebook, each once."""
    return dict.fromkeys(m for k in policy.kinds.values() for m in k.line.moves(action.verb))


def _each(rules: Iterable[str], kind: str, where: str) -> Iterator[RuleLocation]:
    return (RuleLocation(rule, kind, where) for rule in rules)
