"""One question at a terminal, put until its answer stands: the only place that reads answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import typer

from servicectl.cli.app.printing import put
from servicectl.domain.schema.characters import folded
from servicectl.errors import Malformed, Message, Refused, UsageError, msg
from servicectl.output.i18n import say, with_remedy
from servicectl.output.text.tables import columns, len_shown
from servicectl.services.dialogue.questions import (
    NOT_LISTED,
    Answer,
    Offer,
    Question,
    is_open,
    shown_offers,
    understood,
)

T = TypeVar("T")
BACK = "<"
LONG = 50
"""Columns of a question beside which there is room for an answer."""
_YES = frozenset({"y", "yes", "是", "对"})
_NO = frozenset({"n", "no", "否", "不", "不是"})
HOW = msg("(< goes a question back, Ctrl-C ends it: nothing is recorded)")


class GoBack(Exception):
    """The question before this one is to be asked again."""


def ask(question: Question, taken: Callable[[Answer | None], T]) -> T:
    """Put a question until ``taken`` makes something of the answer; say what stands against it.

    Raises GoBack. Who goes back from what was asked about an answer gives that answer anew.
    """
    for line in _offered(question):
        put(line)
    while True:
        try:
            answer = understood(question, _text(_prompt(question)))
        except Malformed as error:
            complain(error.problem, error.remedy)
            continue
        try:
            return taken(answer)
        except GoBack:
            continue
        except Malformed as error:
            complain(error.problem, error.remedy)
        except (UsageError, Refused) as error:
            complain(error.message, error.remedy)


def from_the_first(asked: Callable[[], T]) -> T:
    """Ask, and ask anew where somebody would go back before the first question."""
    while True:
        try:
            return asked()
        except GoBack:
            first_question()


def first_question() -> None:
    """Say that there is no question to go back to."""
    complain(msg("this is the first question"), msg("Ctrl-C ends it, nothing is recorded"))


def is_yes(question: Message) -> bool:
    """Ask until the answer is yes or no; raise GoBack."""
    asked = say(msg("{question} (y/n): ", question=question))
    while (text := _word(asked)) not in _YES | _NO:
        complain(msg("answer y or n"), None)
    return text in _YES


def last_enter() -> None:
    """Wait for the Enter that records it; raise GoBack."""
    while _word(say(msg("Enter records it: "))) not in {"", *_YES}:
        complain(msg("Enter records it"), HOW)


def _word(prompt: str) -> str:
    try:
        return _text(prompt).casefold()
    except Malformed:
        return "?"


def _text(prompt: str) -> str:
    """Return a line without the spaces around it; raise GoBack."""
    text = _line(prompt).strip()
    if folded(text) == BACK:
        raise GoBack
    return text


def _offered(question: Question) -> Iterator[str]:
    """Yield what can be chosen, by number."""
    shown = shown_offers(question.offers)
    yield from columns([_row(n, offer) for n, offer in enumerate(shown, 1)]) if shown else ()
    if more := len(question.offers) - len(shown):
        yield say(msg("  … and {n} more", n=more))
    if shown and is_open(question):
        yield say(msg("   {sign}  before one that is not listed", sign=NOT_LISTED))


def _row(n: int, offer: Offer) -> Sequence[str]:
    return f"{n:>4}", offer.word, _words(offer.name), _words(offer.about)


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

    if len_shown(prompt) > LONG:  # else the line is scrolled sideways, and nobody can read it
        put(prompt.rstrip())
        prompt = "  "
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


def complain(problem: Message, remedy: Message | None) -> None:
    """Say what is wrong with an answer."""
    print(f"  {with_remedy(problem, remedy)}", file=sys.stderr)
