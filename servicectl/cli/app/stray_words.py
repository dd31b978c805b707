"""A word that nothing is left for: the option that it was meant for is told by what it is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from servicectl.cli.app.command import Command
from servicectl.cli.app.typed import EPOCH, UTC
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import (
    ANY_WORD,
    CASE_ID,
    CASE_REFERENCE,
    FLAG,
    WRITTEN_CONDITION,
    Kind,
    ParsedKind,
    TextKind,
    WordKind,
    item_of,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import NOT, YES
from servicectl.errors import Malformed, Message, UsageError, msg

_ALIKE = 3
OF_A_CASE = {"undo": "retract CASE last --reason TEXT"}
BY_WORDS = {"list": "search WORDS"}
"""What is meant by a command with a case, or with words, that it does not take."""
QUOTES = msg("put a text of several words into quotes")
# How surely a word belongs to a field: by its name, by its form, as any word, as any text.
_NAMED, _FORMED, _WORD, _TEXT, _NEVER = range(5)


class _Meant(NamedTuple):
    """The options that one word may have been meant for, and how surely."""

    sure: int
    options: tuple[str, ...]


def too_many_words(words: Sequence[str], command: Command, given: Mapping[str, Any]) -> UsageError:
    """Return what to say of words that nothing is left for; ``given`` are values by field."""
    from servicectl.cli.app.commands import recorded_by
    from servicectl.services.queries.required_fields import needed_somehow

    needed = needed_somehow(recorded_by(command.words))
    fields = [f._replace(required=f.required or f.name in needed) for f in command.fields]
    free = [field for field in fields if not field.argument and not given.get(field.name)]
    words = [part for word in words for part in _parted(word, free)]
    meant = _instead(words, command) or _cut_off(words, command, given)
    if meant:
        return UsageError(
            msg("too many words: {words}", words=words), msg("did you mean {word}?", word=meant)
        )
    text_begun = any(_may_go_on(field, given) for field in fields)
    return UsageError(
        msg("too many words: {words}", words=words),
        _hint(words, free, text_begun) or _by_words(words, command),
    )


def _parted(word: str, free: Sequence[Field]) -> Sequence[str]:
    """Return a word such as ``phone=13800138000`` as the name and the value that it is."""
    name, sign, value = re.split("([=:]|$)", folded(word), maxsplit=1)
    is_both = sign and value and any(_is_name(name, field) for field in free)
    return (name, value) if is_both else (word,)


def _by_words(words: Sequence[str], command: Command) -> Message:
    line = BY_WORDS.get(command.words, "").replace("WORDS", shlex.join(words))
    return msg("did you mean {word}?", word=line) if line else QUOTES


def _instead(words: Sequence[str], command: Command) -> str:
    """Return the line that a command stood for which takes no case; empty for another."""
    is_case = len(words) == 1 and re.fullmatch(r"[0-9a-z-]{6,15}", words[0]) is not None
    return OF_A_CASE.get(command.words, "").replace("CASE", words[0]) if is_case else ""


def _cut_off(words: Sequence[str], command: Command, given: Mapping[str, Any]) -> str:
    """Return the one option of which the words are the rest, for want of quotes: --at '明天 09:05'.

    What can be any text may go on anywhere: it is not told apart.
    """
    rest = " ".join(words)
    found = []
    for field in command.fields:
        begun = given.get(field.name)
        if isinstance(begun, str):
            meant = _whole(field.kind, begun, rest)
            found += [f"{field.option} {shlex.quote(meant)}"] if meant else []
    return found[0] if len(found) == 1 else ""


def _whole(kind: Kind, begun: str, rest: str) -> str:
    """Return what a word and the rest of the line are together; nothing where that is no value.

    Letters alone are the beginning of a number such as SN 24030115, which has no space.
    """
    if isinstance(kind, ParsedKind):
        return _read_as(kind, f"{begun} {rest}")
    is_begun = isinstance(kind, WordKind) and begun.isalpha() and rest[:1].isdigit()
    return _read_as(kind, begun + rest) if is_begun else ""


def _may_go_on(field: Field, given: Mapping[str, Any]) -> bool:
    """Return whether the words may be the rest of a text that was given without quotes."""
    kind = item_of(field.kind)
    is_begun = field.argument or bool(given.get(field.name))
    return is_begun and isinstance(kind, TextKind) and not kind.coded


def _hint(words: Sequence[str], free: Sequence[Field], text_begun: bool) -> Message | None:
    meant = [_meant(word, free) for word in words]
    for n, word in enumerate(words[1:], 1):
        named = [f for f in free if meant[n - 1].sure == _NAMED and _is_name(words[n - 1], f)]
        if named and named[0].kind is not FLAG and _reads(item_of(named[0].kind), word):
            meant[n] = _Meant(_WORD, meant[n - 1].options)
    if all(each.sure >= _TEXT for each in meant):
        if text_begun or not meant[0].options:
            return None
        meant, words = meant[:1], [" ".join(words)]
    said = _as_typed(meant, words)
    return msg("did you mean {word}?", word=said) if said else None


def _as_typed(meant: Sequence[_Meant], words: Sequence[str]) -> str:
    """Return the options as they are to be typed; ``state intake`` is one, --state intake."""
    typed = [_option(each, word) for each, word in zip(meant, words, strict=True) if each.options]
    pairs = zip(typed, [*typed[1:], ""], strict=True)
    return " ".join(one for one, then in pairs if not then.startswith(f"{one} "))


def _option(meant: _Meant, word: str) -> str:
    if meant.sure == _NAMED:
        return meant.options[0]
    return f"{'|'.join(meant.options)} {shlex.quote(word)}"


def _meant(word: str, free: Sequence[Field]) -> _Meant:
    """Return what a word was meant for: of what takes any word, first what is required."""
    best = min((_rank(field, word) for field in free), default=(_NEVER,))
    alike = [field.option for field in free if _rank(field, word) == best]
    return _Meant(best[-1], tuple(alike[:_ALIKE]) if best[0] < _NEVER else ())


def _rank(field: Field, word: str) -> tuple[int, ...]:
    sure = _sure(field, word)
    is_remark = sure == _TEXT and field.name == "note"
    return (_WORD if sure == _TEXT else sure), not field.required, is_remark, sure


_NEVER_MEANT = (FLAG, ANY_WORD, WRITTEN_CONDITION)
"""Kinds for which nobody means a word that is typed without the option."""


def _sure(field: Field, word: str) -> int:
    kind = item_of(field.kind)
    if _is_name(word, field):
        return _NAMED
    if kind in _NEVER_MEANT or field in (YES, NOT) or not _reads(kind, word):
        return _NEVER
    if kind is CASE_REFERENCE:
        return _FORMED if CASE_ID.fits(folded(word)) else _NEVER
    return _sure_of(kind)


def _sure_of(kind: Kind) -> int:
    """Return how surely a word belongs to a kind that reads it."""
    if isinstance(kind, TextKind):
        return _TEXT
    takes_any = isinstance(kind, WordKind) and kind.fits("word")
    return _WORD if takes_any else _FORMED


def _is_name(word: str, field: Field) -> bool:
    name = folded(word).strip("-=:").replace("-", "_")
    return name.casefold() == field.name


def _reads(kind: Kind, word: str) -> bool:
    return _read_as(kind, word) == word


def _read_as(kind: Kind, word: str) -> str:
    """Return a word that a kind reads, or what it says was meant; nothing where it cannot tell."""
    from servicectl.services.recording.input import typed_value

    try:
        typed_value(kind, word, UTC, EPOCH)
    except Malformed as error:
        return str(error.remedy.values.get("word", "")) if error.remedy else ""
    return word
