"""What is asked for and was not given, in words that can be typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import further_fields
from servicectl.domain.rulebook.case_records import Records
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.requirements import missing, typed_at_report
from servicectl.domain.rulebook.terms import Spec, Term
from servicectl.domain.schema import commands
from servicectl.domain.schema.command_line import as_typed
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, Refused, msg

Actions = Mapping[str, Action]


class Incomplete(Refused):
    """Refused only for what was not given: ``lacking``, all of it, in the order it is asked for.

    ``case`` is the one that it is lacking in, if any: its customer's record may have to say it.
    """

    def __init__(self, event: Event, lacking: Sequence[Spec], case: Case | None = None) -> None:
        remedy = (_where_to_enter(lacking, case) or _where_it_was(lacking, case)) if case else None
        said = [spec.possible(case.line.lacks) for spec in lacking] if case else lacking
        super().__init__(needs(event, said, case.actions if case else ACTIONS), remedy)
        self.lacking = tuple(lacking)


def check_missing(event: Event, earlier: Sequence[Event], records: Records, policy: Policy) -> None:
    """Raise Incomplete with everything that is asked for and that is not there."""
    lacking = missing(event, earlier, records, policy)
    if lacking:
        raise Incomplete(event, lacking)


def needs(event: Event, lacking: Sequence[Spec], actions: Actions = ACTIONS) -> Message:
    """Return what an event needs, in words that can be typed; ``actions`` are the rulebook's."""
    action = event.action
    lines = [spec.terms[0] for spec in lacking if _is_tick(spec, action, actions)]
    others = [spec for spec in lacking if spec.terms[0] not in lines]
    needs = [_alternatives([_need(term, action, actions) for term in s.terms]) for s in others]
    missing = [*needs, *_checklist(lines, actions)]
    return msg("{verb} needs {missing}", verb=event.did, missing=missing)


def _is_tick(spec: Spec, action: Action, actions: Actions) -> bool:
    """Return whether a requirement asks for one line of a checklist, of this action or another."""
    term = spec.terms[0]
    other = actions.get(term.name) if term.detail else action
    name = term.detail or term.name
    return len(spec.terms) == 1 and other is not None and name in {t.name for t in other.ticks}


def _checklist(lines: Sequence[Term], actions: Actions) -> Iterator[Message]:
    """Yield what is to be said of lines of checklists: together what is said the same way."""
    said: dict[tuple[str, str | None], list[str]] = {}
    for term in lines:
        verb = term.name if term.detail else ""
        said.setdefault((verb, term.value), []).append(term.detail or term.name)
    for (verb, value), names in said.items():
        how = _said_so(names, value)
        yield msg("{verb} {option} first", verb=actions[verb].words, option=how) if verb else how


def _said_so(names: Sequence[str], value: str | None) -> Message:
    """Return how lines of a checklist are typed: as done, as not done, or as either."""
    yes = f"--yes {','.join(names)}"
    if value is None:
        return msg("{option} (or {other})", option=yes, other="--not TICK:REASON")
    no = " ".join(f"--not {name}:REASON" for name in names)
    return msg("{option}", option=no if value == "no" else yes)


def _where_to_enter(lacking: Sequence[Spec], case: Case) -> Message | None:
    """Return the command that completes a record of which something is lacking, or names one.

    What is known of a unit that is not on file stands in the case.
    """
    terms = [term for spec in lacking for term in spec.terms if term.detail]
    head, edit = case.head, commands.edit(case.id)
    lines = {
        "customer": commands.customer.edit(head.customer),
        "unit": commands.unit.edit(head.unit) if head.unit else edit,
        "contract": commands.contract.edit(head.contract) if head.contract else None,
    }
    for record, line in lines.items():
        wanted = [term for term in terms if term.name == record]
        options = [f"--{as_typed(str(term.detail))} {_kind_of(term)}" for term in wanted]
        if options and line is not None:
            return line._replace(options=tuple(options)).message
        if options:
            return commands.edit(case.id, contract="NUMBER").message
    return None


def _kind_of(term: Term) -> str:
    """Return what stands for a value of a record in a line that can be typed, or that value."""
    if term.value is not None and term.op == "=" and len(term.values) == 1:
        return quote(term.value)
    return {"serial": "SERIAL", "purchased": "DATE", "model": "MODEL"}.get(str(term.detail), "TEXT")


def _where_it_was(lacking: Sequence[Spec], case: Case) -> Message | None:
    """Return how what was left out of an earlier step is said, where that cannot be done again."""
    for term in (spec.terms[0] for spec in lacking if spec.terms[0].detail):
        event = next((e for e in reversed(case.since_solved) if e.did == term.name), None)
        is_tick = event is not None and term.detail in {tick.name for tick in event.action.ticks}
        if event is not None and is_tick and not case.standing.allows(event.action):
            return msg(
                "servicectl {words}, then {verb} anew",
                words=case.way_back(event.id),
                verb=event.action.words,
            )
    return None


def _alternatives(words: Sequence[Message]) -> Message:
    first, *others = words
    return msg("{one} or {other}", one=first, other=_alternatives(others)) if others else first


def _need(term: Term, action: Action, actions: Actions) -> Message:
    """Return one requirement in words that can be typed."""
    if term.negated:
        return msg("{spec}", spec=str(term))
    fields = {field.name: field for field in (*action.all_fields, *further_fields(action))}
    if term.detail is None and term.name in fields:
        field = fields[term.name]
        if term.value is not None:
            return msg("{option} {value}", option=field.option, value=_compared(term))
        instead = fields.get(field.instead or "")
        if instead:
            return msg("{option} (or {other})", option=field.option, other=instead.option)
        return msg("{option}", option=field.option)
    if term.detail is None and term.name in action.outcomes:
        return msg("{option} {value}", option=action.outcome_option, value=term.name)
    if term.detail is None and term.name in {tick.name for tick in action.ticks}:
        return _said_so((term.name,), term.value)
    if term.is_on_file:
        if action.verb != "report" or not term.is_typed_at_report:
            return msg("{record} on file", record=str(term))
        return msg("{option}", option=f"--{as_typed(typed_at_report(term))}")
    if term.name in actions:
        return _earlier(term, actions[term.name])
    return msg("{spec}", spec=str(term))


def _earlier(term: Term, other: Action) -> Message:
    """Return in words that can be typed what has to be recorded first."""
    if term.detail in {tick.name for tick in other.ticks}:
        said = _said_so((str(term.detail),), term.value)
        return msg("{verb} {option} first", verb=other.words, option=said)
    times = f"({term.times}x)" if term.times > 1 else ""
    options = {field.name: field.option for field in other.fields}
    words = [options.get(term.detail or "", ""), _compared(term), times]
    if term.detail in other.outcomes or (term.detail and other.outcome and not words[0]):
        words = [other.outcome_option, str(term.detail), times]
    option = " ".join(filter(None, words))
    if option:
        return msg("{verb} {option} first", verb=other.words, option=option)
    return msg("{verb} first", verb=other.words)


def _compared(term: Term) -> str:
    """Return the value that a term wants, as it is typed; ``> 2`` where it is compared."""
    return " ".join(filter(None, ("" if term.op == "=" else term.op, term.value)))
