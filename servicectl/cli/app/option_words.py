"""What stands behind which option: nothing that was typed is lost without a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import takewhile
from typing import Any

from servicectl.errors import Message, UsageError, msg
from servicectl.named_tuple import NamedTuple

END = "--"  # what follows it are arguments


class GivenOption(NamedTuple):
    """An option as it was typed, and the word behind it that it takes; None for a flag."""

    option: str
    value: str | None = None
    joined: bool = False
    many: bool = False


def check_options(params: Sequence[Any], words: Sequence[str], *, before_verb: bool) -> None:
    """Raise UsageError that names each option which lost a value, or took another option for one.

    ``params`` are Typer's. ``before_verb``: the first word that is no option ends the line.
    """
    options = {name: p for p in params if p.param_type_name == "option" for name in p.opts}
    given = list(_given(options, words, before_verb))
    _check_dashes(options, words)
    if any(one.option in ("--help", "-h", "--version") for one in given):
        return  # a page is wanted, whatever else stands there
    wrong = [*_without_value(given, options), *_given_twice(given)]
    if wrong:
        raise UsageError(msg("{problems}", problems=wrong))


def _check_dashes(options: Container[str], words: Sequence[str]) -> None:
    """Raise UsageError for a word such as ``-all``, where there is an option ``--all``."""
    for word in takewhile(lambda word: word != END, words):
        meant = f"-{word.partition('=')[0]}"
        if re.match(r"-\w\w", word) and meant in options:
            message = msg("there is no option {option} here", option=word)
            raise UsageError(message, msg("did you mean {word}?", word=meant))


def _given(
    options: dict[str, Any], words: Sequence[str], before_verb: bool
) -> Iterator[GivenOption]:
    """Yield the options of a line, as Typer's parser takes it apart."""
    line = iter(words)
    for word in line:
        if word == END or (before_verb and not word.startswith("-")):
            return
        if param := options.get(word.partition("=")[0]):
            yield _flag(param) if param.is_flag else _with_value(word, line, param)


def _flag(param: Any) -> GivenOption:
    return GivenOption(param.opts[0])


def _with_value(word: str, line: Iterator[str], param: Any) -> GivenOption:
    option, joined, value = word.partition("=")
    taken = value if joined else next(line, None)
    return GivenOption(option, taken, bool(joined), param.multiple)


def _without_value(given: Sequence[GivenOption], options: Container[str]) -> Iterator[Message]:
    for one in given:
        value = one.value or ""
        if not one.joined and (value in options or _is_like_an_option(value)):
            yield msg(
                "{option}: its value is missing before {next}; a text that begins so is written "
                "{option}=TEXT",
                option=one.option,
                next=value.partition("=")[0],
            )


def _is_like_an_option(word: str) -> bool:
    return re.match(r"--(\w|$)", word) is not None


def _given_twice(given: Sequence[GivenOption]) -> Iterator[Message]:
    times = Counter(one.option for one in given if one.value is not None and not one.many)
    twice = [option for option, n in times.items() if n > 1]
    if twice:
        yield msg(
            "{options}: given more than once, and only one can be kept; say each of them once",
            options=twice,
        )
