"""Asking the person at the terminal for what was not typed, question after question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from servicectl.cli.app.asking import (
    HOW,
    GoBack,
    ask,
    first_question,
    from_the_first,
    is_yes,
    last_enter,
)
from servicectl.cli.app.command import CASE
from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_problems
from servicectl.cli.app.typed import EPOCH, UTC, Typed, in_words
from servicectl.domain.master.customers import Customer
from servicectl.domain.schema.kinds import CUSTOMER_ID, PHONE
from servicectl.domain.schema.records import Field
from servicectl.errors import Message, Problem, UsageError, msg
from servicectl.output.i18n import say
from servicectl.output.text.customer import caller_screen, customers_screen
from servicectl.output.text.labels import field_label
from servicectl.output.text.tables import labels
from servicectl.services.dialogue import dialogue, questions
from servicectl.services.dialogue.dialogue import CallDialogue, CaseDialogue, Dialogue, open_cases
from servicectl.services.dialogue.questions import Answer, Offer, Question
from servicectl.services.queries.callers import cases_of, customer_called, units_on_file
from servicectl.services.queries.customers import find_customers
from servicectl.services.recording.ask_back import AskBack
from servicectl.services.recording.input import field_value
from servicectl.services.recording.typed_event import ActionInput

if TYPE_CHECKING:
    from servicectl.domain.cases.case import Case
    from servicectl.domain.rulebook.terms import Spec

Step = tuple[ActionInput, Sequence["Spec"]]
"""What is typed after an answer, and what it lacks."""
T = TypeVar("T")
SEVERAL = 2  # answers, from which on they are shown once more
ASKED_ONCE_MORE = ("cancel",)


def is_attended(context: Context, typed: Typed) -> bool:
    """Return whether somebody sits there who can answer, and no program that wants JSON."""
    # Both: who sends the answer into a file would not see the question.
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return terminal and not context.settings.unattended and not typed.get("json")


def about_case(
    context: Context, verb: str, reference: str, entry: ActionInput, is_asked: bool
) -> ActionInput:
    """Return what was typed for an action in a case, with what was asked.

    Raises GoBack where the case was asked for (``is_asked``) and another one is meant.
    """
    talk = CaseDialogue(context.session, verb, reference)
    return _completed(talk, entry, lambda entry: None, before=is_asked)


def about_call(context: Context, entry: ActionInput) -> ActionInput:
    """Return what was typed of a call, with what was asked; shows who calls once that is known."""
    talk = CallDialogue(context.session)
    shown: set[str] = set()

    def heard(entry: ActionInput) -> None:
        callers = talk.call(entry).callers
        if len(callers) == 1 and callers[0].id not in shown:
            shown.add(callers[0].id)
            put(next(_callers(context, entry)) + "\n")

    return _completed(talk, entry, heard)


def tell_callers(context: Context, entry: ActionInput) -> None:
    """Print on stderr who has the number that was given, with units and cases."""
    for screen in _callers(context, entry):
        print(screen, file=sys.stderr)


def _callers(context: Context, entry: ActionInput) -> Iterator[str]:
    for caller in CallDialogue(context.session).call(entry).callers:
        units = units_on_file(context.team, caller.id)
        yield caller_screen(caller, units, *cases_of(context.team, caller.id))


def _completed(
    talk: Dialogue,
    entry: ActionInput,
    heard: Callable[[ActionInput], None],
    before: bool = False,
) -> ActionInput:
    """Ask until nothing is lacking; ``heard`` is told of every answer.

    Each answer is a step, so that one can go back; ``before``: something was asked before these.
    """
    steps = [from_the_first(lambda: _lacking(talk, questions.given(entry)))]
    heard(steps[0][0])
    while True:
        try:
            step = _next_step(talk, steps)
        except GoBack:
            if before and len(steps) == 1:
                raise
            _step_back(steps)
            continue
        if step is None:
            return steps[-1][0]
        steps.append(step)
        heard(step[0])


def _next_step(talk: Dialogue, steps: Sequence[Step]) -> Step | None:
    """Ask the next question; None once all is said and, after several answers, agreed to."""
    entry, lacks = steps[-1]
    question = talk.next(lacks, entry)
    if question is None:
        if len(steps) > SEVERAL:
            put(labels([(field_label(field), text) for field, text in talk.summary(entry)]))
            last_enter()
        return None
    if len(steps) == 1:
        put(say(HOW))
    return _with_answer(talk, entry, question)


def _step_back(steps: list[Step]) -> None:
    if len(steps) == 1:
        first_question()
    else:
        steps.pop()


def _with_answer(talk: Dialogue, entry: ActionInput, question: Question) -> Step:
    """Ask one question until its answer stands; return what is typed then, and what it lacks."""

    def taken(answer: Answer | None) -> Step:
        if answer is not None:
            talk.check(question.field, answer)
        return _lacking(talk, questions.answered(entry, question.field, answer or ()))

    return ask(question, taken)


def _lacking(talk: Dialogue, entry: ActionInput) -> Step:
    """Return what is typed once nothing has to be asked back, and what it lacks."""
    while True:
        try:
            return entry, talk.lacks(entry)
        except AskBack as error:
            fields = _with_meaning(entry.fields, error)
            noted = (entry.note, fields.pop("note", None))
            entry = entry._replace(fields=fields, note="; ".join(filter(None, noted)) or None)


def with_answer(fields: Mapping[str, Any], error: AskBack) -> dict[str, Any]:
    """Ask whether it is so, and return what was typed with what the answer means."""
    return from_the_first(lambda: _with_meaning(fields, error))


def agreed(question: Message) -> bool:
    """Return the answer to the only question."""
    return from_the_first(lambda: is_yes(question))


def _with_meaning(fields: Mapping[str, Any], error: AskBack) -> dict[str, Any]:
    answers = dict(error.yes if is_yes(error.question) else error.no)
    for name in [name for name, value in answers.items() if value is None]:
        field = Field(name, PHONE, msg("phone"))
        answers[name] = str(ask(Question(field), _reader(field)))
    return {name: value for name, value in {**fields, **answers}.items() if value != ""}


def with_case(context: Context, verb: str, recorded: Callable[[str], T]) -> T:
    """Return what is recorded in the case that a verb is for, which is asked first."""
    while True:
        case = from_the_first(lambda: _case(context, verb))
        try:
            return recorded(case)
        except GoBack:
            continue


def _case(context: Context, verb: str) -> str:
    """Ask for a case; no answer lists those in which the verb is possible. Raises GoBack."""
    question = Question(CASE, enter=msg("list the open ones"))

    def taken(answer: Answer | None) -> str | None:
        case = context.team.case(str(answer)) if answer else None
        is_chosen = any(answer == offer.word for offer in question.offers)
        if case and is_chosen and verb in ASKED_ONCE_MORE and not _is_meant(context, verb, case):
            return None
        return case.id if case else None

    while (id := ask(question, taken)) is None:
        problems: list[Problem] = []
        question = question._replace(offers=open_cases(context.team, verb, problems))
        put_problems(problems)
    return id


def _is_meant(context: Context, verb: str, case: Case) -> bool:
    """Ask whether a case that was chosen from a list is the one, by its customer's name."""
    about = dialogue.about_case(context.team, case)
    return is_yes(msg("{verb} {case}, {about}?", verb=verb, case=case.id, about=about))


def with_required(context: Context, words: str, fields: Sequence[Field], typed: Typed) -> Any:
    """Return what was typed for a command that records no event, with what it cannot do without."""
    wanted = [field for field in fields if field.required and not typed[field.name]]
    answers: list[Any] = []
    while len(answers) < len(wanted):
        try:
            answers.append(_answer(context, words, wanted[len(answers)]))
        except GoBack:
            answers.pop() if answers else first_question()
    return {**typed, **{field.name: a for field, a in zip(wanted, answers, strict=True)}}


def _answer(context: Context, words: str, field: Field) -> Any:
    if field is CASE:
        return _case(context, words)
    if field.kind is CUSTOMER_ID:
        return _customer(context, field)
    [field] = in_words(context, (field,))
    return ask(Question(field, offers=questions.choices(field)), _reader(field))


def _customer(context: Context, field: Field) -> str:
    """Ask for a customer: an id, or a name or a number whose owners are offered. Raises GoBack."""
    found: list[Customer] = []

    def taken(answer: Answer | None) -> str | None:
        if CUSTOMER_ID.fits(str(answer)):
            return customer_called(context.team, str(answer)).id
        found[:] = find_customers(context.team, str(answer)).rows
        if not found:
            raise UsageError(msg("no customer"), msg("part of a name, or of a number"))
        return found[0].id if len(found) == 1 else None

    question = Question(field)
    while (id := ask(question, taken)) is None:
        offers = tuple(Offer(each.id, each.name, each.address or "") for each in found)
        question = question._replace(offers=offers)
    if found:
        put(customers_screen(found[:1] if len(found) == 1 else [c for c in found if c.id == id]))
    return id


def _reader(field: Field) -> Callable[[Answer | None], Answer | None]:
    def taken(answer: Answer | None) -> Answer | None:
        field_value(field, answer or "", UTC, EPOCH)
        return answer

    return taken
