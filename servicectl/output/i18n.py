"""The language of screen and paper: the only module that translates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from struct import unpack_from
from typing import Any

from servicectl.domain.schema.characters import escaped
from servicectl.domain.schema.command_line import CommandLine
from servicectl.errors import Message, Problem, ServicectlError

LONGEST = 120
LOCALE = Path(__file__).parent.parent / "locale"


_HEADER = "<5I"  # of a catalogue: magic, version, entries, where the tables of both columns begin


class _Catalogue:
    """A compiled catalogue (``.mo``), of which only what is said is read.

    Python's ``gettext`` reads all of it at every start: that takes as long as seven cases.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        _, _, self._n, self._sentences, self._translations = unpack_from(_HEADER, data)

    def translated(self, text: str) -> str:
        """Return the translation of a sentence; the sentence itself where there is none."""
        wanted = text.encode()
        at = bisect_left(range(self._n), wanted, key=self._sentence)  # they stand in order
        if at == self._n or self._sentence(at) != wanted:
            return text
        return self._entry(self._translations, at).decode()

    def _sentence(self, at: int) -> bytes:
        return self._entry(self._sentences, at)

    def _entry(self, table: int, at: int) -> bytes:
        length, begin = unpack_from("<2I", self._data, table + 8 * at)
        return self._data[begin : begin + length]


class _Spoken:
    """The language spoken now: English is what the sentences are written in."""

    language = "en"
    translated: Callable[[str], str] = str


def set_language(language: str) -> None:
    """Speak ``zh`` or ``en`` from here on."""
    _Spoken.language, _Spoken.translated = language, translator(language)


@lru_cache
def translator(language: str) -> Callable[[str], str]:
    """Return what translates sentences into a language; itself where that has no catalogue."""
    file = LOCALE / language / "LC_MESSAGES" / "servicectl.mo"
    return _Catalogue(file.read_bytes()).translated if file.exists() else str


def language() -> str:
    """Return the language spoken now."""
    return _Spoken.language


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """Speak a language as long as this lasts, then again the one before."""
    before = language()
    set_language(spoken)
    try:
        yield
    finally:
        set_language(before)


def tr(text: str) -> str:
    """Return a catalogue entry in the language spoken now; an empty text stays empty."""
    return _Spoken.translated(text) if text else ""


def say(message: Message) -> str:
    """Return the sentence in the language spoken now; what people typed is shown escaped."""
    if message.zh is not None:
        return message.zh if language() == "zh" else message.text
    return tr(message.text).format(**{k: _value(v) for k, v in message.values.items()})


def in_each_language(message: Message) -> tuple[str, str]:
    """Return a name without places in Chinese and in English."""
    zh = translator("zh")(message.text) if message.zh is None else message.zh
    return zh, message.text


def _value(value: Any) -> Any:
    if isinstance(value, Message):
        return say(value)
    # A command is a tuple, too, and no list of words.
    if isinstance(value, (str, CommandLine)):
        value = str(value)
        return escaped(value if len(value) <= LONGEST else value[:LONGEST] + "…")
    if isinstance(value, Iterable):
        return ", ".join(str(_value(item)) for item in value)
    return value


def with_remedy(message: Message, remedy: Message | None) -> str:
    """Return a message and how to mend it, in one line."""
    return say(message) if remedy is None else f"{say(message)}; {say(remedy)}"


def error_line(error: ServicectlError) -> str:
    """Return the one line that an error says."""
    return f"servicectl: {with_remedy(error.message, error.remedy)}"


def problem_line(problem: Problem) -> str:
    """Return ``path:line:column: message [rule]; remedy``."""
    line = f"{escaped(str(problem.place))}: {say(problem.message)} [{problem.rule}]"
    return line if problem.remedy is None else f"{line}; {say(problem.remedy)}"
