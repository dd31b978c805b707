"""What is looked up while somebody answers: about a call, and about an action in a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.rulebook.terms import Spec
from servicectl.domain.schema.kinds import (
    CASE_ID,
    CASE_REFERENCE,
    CUSTOMER_ID,
    EVENT_ID,
    LINE,
    SERIAL,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.time.moments import date_in
from servicectl.errors import BadData, Problem, Refused, msg
from servicectl.services.dialogue import questions
from servicectl.services.dialogue.questions import Actions, Answer, Call, Offer, Question, Situation
from servicectl.services.queries.callers import find_by_phone, units_on_file
from servicectl.services.queries.unit_identity import units_with
from servicectl.services.recording import case_event, new_case
from servicectl.services.recording.assignment import work_day
from servicectl.services.recording.checklist import checklist_of
from servicectl.services.recording.event_reference import event_meant
from servicectl.services.recording.input import field_value
from servicectl.services.recording.typed_event import ActionInput
from servicectl.services.session import Session
from servicectl.store.team.paths import CUSTOMERS
from servicectl.store.team.team import Team

_NEW = ("222222", "e-222222", "c-222222")  # ids for what is tried and never written
LETTERS = 6
CASE_FIELD = Field("case", CASE_REFERENCE, msg("case"))
CUSTOMER = Field("customer", LINE, msg("customer"))
WHO_CALLS = read_spec("customer.name")


class Dialogue(Protocol):
    """What is asked about one recording."""

    def lacks(self, entry: ActionInput) -> tuple[Spec, ...]:
        """Return what it lacks; raise whatever else refuses it."""

    def next(self, lacks: Sequence[Spec], entry: ActionInput) -> Question | None:
        """Return what is to be asked next, or None."""

    def check(self, field: Field, answer: Answer) -> None:
        """Raise Malformed for an answer that cannot be read."""

    def summary(self, entry: ActionInput) -> list[tuple[Field, str]]:
        """Return what is to be recorded, in a few words."""


class _Dialogue:
    """What both dialogues know: the session, and the files as they are."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.team = Team(session.root)
        self.kinds = self.team.policy.kinds

    def check(self, field: Field, answer: Answer) -> None:
        """Raise Malformed for an answer that cannot be read."""
        field_value(field, answer, self.team.policy.zone, self.session.now, lambda: (self.kinds,))

    def in_words(self, question: Question | None) -> Question | None:
        """Return a question with the words of the rulebook to choose from."""
        if question is None:
            return None
        [field] = self.kinds.words.fields((question.field,))
        offers = questions.choices(field) or question.offers
        return question._replace(field=field, offers=offers)


class CaseDialogue(_Dialogue):
    """The questions about an action in a case."""

    def __init__(self, session: Session, verb: str, reference: str) -> None:
        super().__init__(session)
        self.verb = verb
        self.case = self.team.case(reference)
        self.kinds = self.case.kinds_of(self.case.policy)

    def check(self, field: Field, answer: Answer) -> None:
        """Raise Malformed for an answer that cannot be read, UsageError for another's event."""
        if field.kind is EVENT_ID:
            event_meant(self.case, str(answer))
        elif field.kind is CASE_ID:
            self.team.case(str(answer))
        else:
            super().check(field, answer)

    def lacks(self, entry: ActionInput) -> tuple[Spec, ...]:
        """Return what it lacks; raise whatever else refuses it."""

        def trial(entry: ActionInput) -> object:
            action = case_event.action_in(self.case, self.verb)
            return case_event.decided(self.session, self.team, action, entry, _NEW[0], self.case)

        return questions.lacking(trial, entry, self.verb, self.case.actions)

    def summary(self, entry: ActionInput) -> list[tuple[Field, str]]:
        """Return the case with its customer, and what is to be recorded in it."""
        about = f"{self.case.id}  {about_case(self.team, self.case)}"
        return [(CASE_FIELD, about), *questions.summary(self.case.actions[self.verb], entry.fields)]

    def next(self, lacks: Sequence[Spec], entry: ActionInput) -> Question | None:
        """Return what is to be asked next, or None."""
        customer = self.team.customer(self.case.head.customer)
        wanted = str(entry.fields.get("for", "today"))
        day = work_day(wanted, date_in(self.session.now, self.team.policy.zone), self.team.policy)
        ticks = checklist_of(self.team, self.case, self.case.actions[self.verb])
        situation = Situation(self.case, customer, self.team.roster, day, ticks)
        question = questions.next_in_case(
            self.verb, lacks, entry.fields, situation, self.case.actions
        )
        if question and question.field.kind is EVENT_ID and not question.offers:
            raise _nothing_to_name(self.case)
        return self.in_words(question)


def _nothing_to_name(case: Case) -> Refused:
    return Refused(
        msg("of {case} nothing can be taken back but what began it", case=case.id),
        msg("a wrong call is ended: servicectl {words}", words=case.way_out),
    )


class CallDialogue(_Dialogue):
    """The questions of a call that is taken in."""

    @property
    def actions(self) -> Actions:
        return self.kinds.actions

    def lacks(self, entry: ActionInput) -> tuple[Spec, ...]:
        """Return what it lacks; raise whatever else refuses it."""
        if len(self.call(entry).callers) > 1 and not entry.fields.get("customer"):
            return (WHO_CALLS,)

        def trial(entry: ActionInput) -> object:
            return new_case.opened(self.session, self.team, entry, _NEW, attended=True)

        return questions.lacking(trial, entry, "report", self.actions)

    def summary(self, entry: ActionInput) -> list[tuple[Field, str]]:
        """Return who calls, under which id if on file, and what is to be recorded."""
        rows = questions.summary(self.actions["report"], entry.fields)
        return [(CUSTOMER, self._who(entry)), *(row for row in rows if row[0].name != "customer")]

    def _who(self, entry: ActionInput) -> str:
        callers = self.call(entry).callers
        if len(callers) == 1:
            return f"{callers[0].name} ({callers[0].id})"
        return str(entry.fields.get("customer") or "")

    def next(self, lacks: Sequence[Spec], entry: ActionInput) -> Question | None:
        """Return what is to be asked next, or None."""
        return self.in_words(
            questions.next_in_call(lacks, entry.fields, self.call(entry), self.actions)
        )

    def call(self, entry: ActionInput) -> Call:
        """Return what is on file about the call so far."""
        phone, serial = (str(entry.fields.get(name) or "") for name in ("phone", "serial"))
        named = entry.fields.get("customer")
        if CUSTOMER_ID.fits(str(named)) and self.team.data(f"{CUSTOMERS}/{named}.yaml"):
            callers: tuple[Customer, ...] = (self.team.customer(str(named)),)
        else:
            callers = tuple(find_by_phone(self.team, phone))
            callers = tuple(c for c in callers if c.name == named) or callers
        units = units_on_file(self.team, callers[0].id) if len(callers) == 1 else ()
        return Call(callers, units, SERIAL.fits(serial) and bool(units_with(self.team, serial)))


def open_cases(team: Team, verb: str, problems: list[Problem]) -> tuple[Offer, ...]:
    """Return the open cases, the latest first, where ``verb`` is possible if it is an action.

    Reads all cases.
    """
    offers = []
    for case in team.cases(problems):
        action = case.actions.get(verb)
        known = action is not None or verb not in team.policy.kinds.actions
        if case.is_open and known and (action is None or case.standing.allows(action)):
            offers.append(Offer(case.id[-LETTERS:], case.stands.caption, about_case(team, case)))
    # Who asks means a late one most: the latest first.
    return tuple(reversed(offers))


def about_case(team: Team, case: Case) -> str:
    """Return the customer's name and the fault of a case."""
    try:
        name = team.customer(case.head.customer).name
    except BadData:
        name = case.head.customer
    return f"{name}  {case.head.fault}"
