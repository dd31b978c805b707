"""Asking the person at the terminal for what was not typed: the only place that reads answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

from servicectl.cli.app.command import CASE
from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_problems
from servicectl.cli.app.typed import Typed
from servicectl.domain.schema.kinds import PHONE
from servicectl.domain.schema.records import Field
from servicectl.errors import Malformed, Message, Problem, Refused, UsageError, msg
from servicectl.output.i18n import say, with_remedy
from servicectl.output.text.customer import caller_screen
from servicectl.output.text.tables import columns
from servicectl.services.dialogue import questions
from servicectl.services.dialogue.dialogue import CallDialogue, CaseDialogue, Dialogue, open_cases
from servicectl.services.dialogue.questions import Answer, Offer, Question
from servicectl.services.queries.callers import cases_of, units_on_file
from servicectl.services.recording.ask_back import AskBack
from servicectl.services.recording.input import typed_value
from servicectl.services.recording.typed_event import ActionInput

if TYPE_CHECKING:
    from servicectl.domain.rulebook.terms import Spec

T = TypeVar("T")
_YES = frozenset({"y", "yes", "是", "对", "ｙ"})
_NO = frozenset({"n", "no", "否", "不", "不是", "ｎ"})
OFFERED = 15
NO_ZONE = ZoneInfo("UTC")
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def is_attended(context: Context, typed: Typed) -> bool:
    """Return whether somebody sits there who can answer, and no program that wants JSON."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return terminal and not context.settings.unattended and not typed.get("json")


def about_case(context: Context, verb: str, reference: str, entry: ActionInput) -> ActionInput:
    """Return what was typed for an action in a case, with what was asked."""
    return _completed(CaseDialogue(context.session, verb, reference), entry, lambda entry: None)


def about_call(context: Context, entry: ActionInput) -> ActionInput:
    """Return what was typed of a call, with what was asked; shows who calls once that is known."""
    talk = CallDialogue(context.session)
    shown: list[str] = []

    def heard(entry: ActionInput) -> None:
        if not shown and len(talk.call(entry).callers) == 1:
            shown.extend(_callers(context, entry))
            put(shown[0] + "\n")

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
    talk: Dialogue, entry: ActionInput, heard: Callable[[ActionInput], None]
) -> ActionInput:
    """Ask until nothing is lacking; ``heard`` is told of every answer."""
    entry, lacks = _lacking(talk, questions.given(entry))
    heard(entry)
    while question := talk.next(lacks, entry):
        entry, lacks = _with_answer(talk, entry, question)
        heard(entry)
    return entry


def _with_answer(
    talk: Dialogue, entry: ActionInput, question: Question
) -> tuple[ActionInput, tuple[Spec, ...]]:
    """Ask one question until its answer stands; return what is typed then, and what it lacks."""

    def taken(answer: Answer | None) -> tuple[ActionInput, tuple[Spec, ...]]:
        if answer is not None:
            talk.check(question.field, answer)
        return _lacking(talk, questions.answered(entry, question.field, answer or ()))

    return _ask(question, taken)


def _lacking(talk: Dialogue, entry: ActionInput) -> tuple[ActionInput, tuple[Spec, ...]]:
    """Return what is typed once nothing has to be asked back, and what it lacks."""
    while True:
        try:
            return entry, talk.lacks(entry)
        except AskBack as error:
            entry = entry._replace(fields=with_answer(entry.fields, error))


def with_answer(fields: Mapping[str, Any], error: AskBack) -> dict[str, Any]:
    """Ask whether it is so, and return what was typed with what the answer means."""
    answers = dict(error.yes if is_yes(error.question) else error.no)
    for name in [name for name, value in answers.items() if value is None]:
        field = Field(name, PHONE, msg("phone"))
        answers[name] = str(_ask(Question(field), _reader(field)))
    return {**fields, **answers}


def is_yes(question: Message) -> bool:
    """Ask until the answer is yes or no."""
    while (text := _yes_or_no(question)) not in _YES | _NO:
        _complain(msg("answer y or n"), None)
    return text in _YES


def _yes_or_no(question: Message) -> str:
    return _line(say(msg("{question} (y/n): ", question=question))).strip().casefold()


def which_case(context: Context, verb: str) -> str:
    """Return the case that a verb is for; no answer lists those in which it is possible."""
    question = Question(CASE, enter=msg("list the open ones"))

    def taken(answer: Answer | None) -> str | None:
        return context.team.case(str(answer)).id if answer else None

    while (case := _ask(question, taken)) is None:
        problems: list[Problem] = []
        question = question._replace(offers=open_cases(context.team, verb, problems))
        put_problems(problems)
    return case


def with_required(context: Context, words: str, fields: Sequence[Field], typed: Typed) -> Any:
    """Return what was typed for a command that records no event, with what it cannot do without."""
    asked: dict[str, Any] = {}
    for field in fields:
        if not field.required or typed[field.name]:
            continue
        if field is CASE:
            asked[field.name] = which_case(context, words)
        else:
            asked[field.name] = _ask(
                Question(field, offers=questions.choices(field)), _reader(field)
            )
    return {**typed, **asked}


def _reader(field: Field) -> Callable[[Answer | None], Answer | None]:
    def taken(answer: Answer | None) -> Answer | None:
        typed_value(field.kind, answer or "", NO_ZONE, NO_TIME)
        return answer

    return taken


def _ask(question: Question, taken: Callable[[Answer | None], T]) -> T:
    """Put a question until ``taken`` makes something of the answer; say what stands against it."""
    for line in _offered(question.offers):
        put(line)
    while True:
        try:
            return taken(questions.understood(question, _line(_prompt(question))))
        except Malformed as error:
            _complain(error.problem, error.remedy)
        except (UsageError, Refused) as error:
            _complain(error.message, error.remedy)


def _offered(offers: Sequence[Offer]) -> list[str]:
    rows = [
        (f"{n:>4}", offer.word, _words(offer.name), _words(offer.about))
        for n, offer in enumerate(offers[:OFFERED], 1)
    ]
    more = [say(msg("  … and {n} more", n=len(offers) - OFFERED))] if len(offers) > OFFERED else []
    return columns(rows) + more if rows else []


def _words(text: Message | str) -> str:
    return say(text) if isinstance(text, Message) else text


def _prompt(question: Question) -> str:
    what = say(question.field.help)
    if question.default:
        return say(msg("{what} [{usual}]: ", what=what, usual=question.default))
    if question.enter:
        return say(msg("{what} (Enter: {enter}): ", what=what, enter=question.enter))
    return say(msg("{what}: ", what=what))


def _line(prompt: str) -> str:
    """Return one line from the terminal, edited as in a shell; raise Abort where it has ended."""
    import readline  # noqa: F401 - lets input() edit lines, also with wide characters in them

    try:
        return input(prompt)
    except EOFError:
        put("")
        raise typer.Abort from None
    except KeyboardInterrupt:
        put("")
        raise
    except UnicodeDecodeError:
        raise Malformed(msg("this is not UTF-8")) from None


def _complain(problem: Message, remedy: Message | None) -> None:
    print(f"  {with_remedy(problem, remedy)}", file=sys.stderr)
