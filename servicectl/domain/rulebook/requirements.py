"""What an action needs: the rulebook's ``require`` lists and what no rulebook can drop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event, since_last
from servicectl.domain.movements.oral_approvals import without_denied
from servicectl.domain.rulebook.case_records import CASE, PEOPLE, SENT, Records, RecordsOf
from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.rulebook.policy import ACTIONS_AND_DOCUMENTS, Policy, words_of
from servicectl.domain.rulebook.terms import Spec, Term
from servicectl.domain.rulebook.timeline import told
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.named_tuple import NamedTuple


def typed_at_report(term: Term) -> str:
    """Return the field of a report that fills what a term names in a record."""
    return "customer" if term.detail == "name" else str(term.detail)


def asked_fields(verb: str, required: Sequence[Spec]) -> dict[str, Spec]:
    """Return the fields to be typed for an action, each with the first spec that asks for it.

    What ``required`` asks of records is typed at the report; what it asks of other events is not
    typed here at all.
    """
    asked: dict[str, Spec] = {}
    for spec in required:
        for term in spec.terms:
            if term.detail is None:
                asked.setdefault(term.name, spec)
            elif verb == "report" and term.is_typed_at_report:
                asked.setdefault(typed_at_report(term), spec)
    return asked


def fixed_needs(verb: str, policy: Policy | None, kind: str | None = None) -> tuple[Spec, ...]:
    """Return what a step needs in a case of a kind, whatever its rulebook asks for."""
    own = policy.kinds.own_action(verb) if policy else None
    action = own or ACTIONS_AND_DOCUMENTS.get(verb)
    if action is None:  # a step of a rulebook that cannot be read
        return ()
    known = policy.kinds.get(kind or policy.kinds.usual) if policy else None
    if policy is None or known is None:
        return tuple(map(read_spec, action.needs))
    line = known.line
    specs = map(read_spec, line.needs(action, policy.require))
    return tuple(spec for spec in specs if spec.is_had(line.lacks))


def all_needs(verb: str, policy: Policy | None, kind: str | None = None) -> tuple[Spec, ...]:
    """Return all that a step needs in a case of a kind under a rulebook."""
    return (*fixed_needs(verb, policy, kind), *(policy.required(verb) if policy else ()))


def missing(
    event: Event,
    earlier: Sequence[Event],
    records: Records,
    policy: Policy | None,
    whole: Sequence[Event] = (),
) -> tuple[Spec, ...]:
    """Return every requirement that ``event`` does not meet.

    What its declaration asks for must stand in the event itself. What the rulebook asks for
    may also be the same field of an earlier event of the visit: the cause may be
    known since ``diagnose``, the causes suspected at ``prepare`` are another field. Events are
    looked for since the fault was last said to be cleared (``earlier``), and ``customer.phone``
    in the record of that name; a verb that the case's line does not have is not asked for. An
    answer is to a question of the ``whole`` case: it may be given
    after the work.
    """
    # A yes that was denied later never was one, whoever relied on it.
    earlier = without_denied(earlier)
    # The answer may come after the work, when a new round has begun for all else.
    asked = [e for e in whole if e.did == event.did]
    facts = told(records.get(CASE, {}), (*whole, event), words_of(policy))
    required: Sequence[Spec] = policy.required(event.did) if policy else ()
    kind = policy.kinds.get(facts["kind"]) if policy and CASE in records else None
    if kind is not None:
        # Nobody can type what his line does not have: to ask for it would be to forbid the step.
        required = [spec for spec in required if spec.is_had(kind.line.lacks)]
    known = _Known({**records, CASE: facts}, policy)
    declared = (Spec((Term(f.name),)) for f in event.action.fields if f.required)
    needs = (*declared, *fixed_needs(event.did, policy, facts.get("kind")))
    # What was found at another visit is no finding of this one.
    visit = (*since_last(earlier, "assign"), event)
    lacking = (
        spec
        for specs, given_in in ((needs, (event,)), (required, visit))
        for spec in specs
        if not _met(spec, event, given_in, (*asked, *earlier), known)
    )
    return _strictest(tuple(dict.fromkeys(lacking)))


def _strictest(lacking: Sequence[Spec]) -> tuple[Spec, ...]:
    """Return requirements without those that are met as soon as another one is."""
    terms = [set(spec.terms) for spec in lacking]
    return tuple(
        spec for spec, own in zip(lacking, terms, strict=True) if not any(t < own for t in terms)
    )


def unmet(
    case: Case, records: RecordsOf, rulebook: Callable[[str], Policy | None]
) -> Iterator[tuple[Event, tuple[Spec, ...]]]:
    """Yield each event in force that lacks something, with what it lacks.

    ``records`` gives those that its head names, ``rulebook`` a rulebook by its id: of each event
    those of its time. What cannot be read (None) asks for nothing.
    """
    under, named = (case.reported, case.reported.policy), records(case.before(0))
    for n, event in enumerate(case.events):
        reported = event
        if event.did == "report":
            reported = event.with_fields({**event.fields, "fault": case.reported.fault})
        before = case.before(n)
        policy = rulebook(before.policy)
        if (before.head, before.policy) != under:
            under, named = (before.head, before.policy), records(before)
        lacking = missing(reported, before.since_solved, named, policy, before.events)
        if lacking:
            yield event, lacking


class _Known(NamedTuple):
    """What is on file of a case and known of it, and its rulebook."""

    records: Records
    policy: Policy | None


def _met(
    spec: Spec,
    event: Event,
    given_in: Sequence[Event],
    earlier: Sequence[Event],
    known: _Known,
) -> bool:
    declared = {field.name: field for field in event.action.all_fields}
    facts = known.records.get(CASE, {})
    actions = known.policy.kinds.actions if known.policy else ACTIONS

    def holds(term: Term) -> bool:
        if term.detail is None and term.name in facts and term.name not in declared:
            return term.fits(facts[term.name])
        if term.detail is None and (term.name in declared or term.name not in actions):
            field = declared.get(term.name)
            same = (e for e in given_in if field is None or field in e.action.all_fields)
            instead = field.instead if field else None
            return any(term.fits(e.said(term.name)) for e in same) or instead in event.fields
        if term.name in actions:
            return term.in_((*_counting(term, earlier, known.policy), event))
        if term.name == SENT:
            return _is_so_of_all(term, (*given_in, event), known.records)
        return term.fits(known.records.get(term.name, {}).get(term.detail or "") or None)

    def applies(term: Term) -> bool:
        """Return whether a condition holds: of the event's own fields, in itself alone."""
        own = term.detail is None and term.name in declared
        return term.fits(event.said(term.name)) if own else holds(term)

    return spec.waived(applies) or spec.met(holds)


def _is_so_of_all(term: Term, events: Sequence[Event], records: Records) -> bool:
    """Return whether something is so of everyone who is sent; True where it cannot be known."""
    sent = next((e.fields["engineers"] for e in reversed(events) if "engineers" in e.fields), ())
    people = [records[PEOPLE].get(id, {}) for id in sent] if PEOPLE in records else []
    return all(term.fits(person.get(term.detail or "")) for person in people)


def approved(what: str, events: Sequence[Event]) -> bool:
    """Return whether these events hold an approval that still counts."""
    term = Term("approve", what)
    return term.in_(_counting(term, without_denied(events)))


def counting(what: str, events: Sequence[Event]) -> Sequence[Event]:
    """Return the events in which an approval is looked for: it may serve one event only."""
    return _counting(Term("approve", what), events)


def _counting(
    term: Term, earlier: Sequence[Event], policy: Policy | None = None
) -> Sequence[Event]:
    """Return the events in which a term is looked for: an approval may serve one event only."""
    served = words_of(policy).serves(term.detail) if term.name == "approve" else None
    rest = since_last(earlier, served)
    return rest[1:] if rest else earlier
