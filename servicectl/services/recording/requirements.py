"""What is asked for and was not given, in words that can be typed."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import further_fields
from servicectl.domain.rulebook.policy import RECORDS_ON_FILE, Policy
from servicectl.domain.rulebook.requirements import Records, missing, typed_at_report
from servicectl.domain.rulebook.terms import Spec, Term
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, Refused, msg


class Incomplete(Refused):
    """Refused only for what was not given: ``lacking``, all of it, in the order it is asked for.

    ``customer`` is whose record has to say it, where that is what is lacking.
    """

    def __init__(self, event: Event, lacking: Sequence[Spec], customer: str = "") -> None:
        super().__init__(needs(event, lacking), _where_to_enter(lacking, customer))
        self.lacking = tuple(lacking)


def check_missing(event: Event, earlier: Sequence[Event], records: Records, policy: Policy) -> None:
    """Raise Incomplete with everything that is asked for and that is not there."""
    lacking = missing(event, earlier, records, policy.required(event.did))
    if lacking:
        raise Incomplete(event, lacking)


def needs(event: Event, lacking: Sequence[Spec]) -> Message:
    """Return what an event needs, in words that can be typed."""
    needs = [_alternatives([_need(term, event.action) for term in s.terms]) for s in lacking]
    return msg("{verb} needs {missing}", verb=event.did, missing=needs)


def _where_to_enter(lacking: Sequence[Spec], customer: str) -> Message | None:
    """Return the command that completes a customer's record, where it lacks something."""
    terms = (term for spec in lacking for term in spec.terms)
    options = [f"--{term.detail} TEXT" for term in terms if term.name == "customer" and term.detail]
    if not customer or not options:
        return None
    return msg("servicectl customer edit {id} {options}", id=customer, options=" ".join(options))


def _alternatives(words: Sequence[Message]) -> Message:
    first, *others = words
    return msg("{one} or {other}", one=first, other=_alternatives(others)) if others else first


def _need(term: Term, action: Action) -> Message:
    """Return one requirement in words that can be typed."""
    fields = {field.name: field for field in (*action.all_fields, *further_fields(action))}
    if term.detail is None and term.name in fields:
        field = fields[term.name]
        if term.value is not None:
            return msg("{option} {value}", option=field.option, value=term.value)
        instead = fields.get(field.instead or "")
        if instead:
            return msg("{option} (or {other})", option=field.option, other=instead.option)
        return msg("{option}", option=field.option)
    if term.detail is None and term.name in {tick.name for tick in action.ticks}:
        return msg("{tick} ticked", tick=term.name)
    if term.name in RECORDS_ON_FILE and term.detail:
        if action.verb != "report":
            return msg("{record} on file", record=str(term))
        return msg("{option}", option=f"--{typed_at_report(term)}")
    if term.name in ACTIONS:
        return _earlier(term, ACTIONS[term.name])
    return msg("{spec}", spec=str(term))


def _earlier(term: Term, other: Action) -> Message:
    """Return in words that can be typed what has to be recorded first."""
    if term.detail in {tick.name for tick in other.ticks}:
        return msg("{verb} with {tick} ticked", verb=other.words, tick=term.detail)
    if term.detail in other.outcomes:
        times = f" ({term.times}x)" if term.times > 1 else ""
        option = f"--{other.outcome} {term.detail}{times}"
        return msg("{verb} {option} first", verb=other.words, option=option)
    options = {field.name: field.option for field in other.fields}
    if term.detail in options:
        return msg("{verb} {option} first", verb=other.words, option=options[term.detail])
    return msg("{verb} first", verb=other.words)
