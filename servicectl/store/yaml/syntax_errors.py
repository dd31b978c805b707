"""What the YAML parser complains of, in words for the person who has to mend the line."""

from __future__ import annotations

import re
from typing import Protocol

import yaml

from servicectl.errors import Message, Place, Problem, msg
from servicectl.named_tuple import NamedTuple

_QUOTE_IT = msg("put the text into quotes")
_KEY_VALUE = msg("write key: value, with a colon and a space")


class _Mark(Protocol):
    """A position as both of PyYAML's parsers give it, counting from 0."""

    line: int
    column: int


class _Wording(NamedTuple):
    """Plain words for one of the parser's; ``opened`` places them where the construct began."""

    fragment: str
    rule: str
    message: Message
    remedy: Message | None
    opened: bool = False


_WORDINGS = (
    _Wording(
        "quoted scalar: found unexpected",
        "open-quote",
        msg("the quote opened here is never closed"),
        msg("close it where the text ends"),
        opened=True,
    ),
    _Wording(
        "invalid Unicode character escape",
        "bad-character",
        msg("this escape names no character"),
        msg("take the escape out"),
    ),
    _Wording(
        "quoted scalar: ",
        "yaml-syntax",
        msg("in double quotes a backslash begins an escape, and this one is not known"),
        msg("double the backslash, or use single quotes"),
    ),
    _Wording(
        "scanning an a",
        "alias",
        msg("unquoted text cannot begin with * or &"),
        _QUOTE_IT,
        opened=True,
    ),
    _Wording("tag", "tag", msg("unquoted text cannot begin with !"), _QUOTE_IT, opened=True),
    _Wording(
        "expected ',' or",
        "yaml-syntax",
        msg("the bracket opened here is not closed, or a comma is missing after it"),
        msg("close the bracket, or write one entry a line"),
        opened=True,
    ),
    _Wording(
        "expected ':'",
        "yaml-syntax",
        msg("this line has no colon after its key"),
        _KEY_VALUE,
        opened=True,
    ),
    _Wording(
        "'-' indicator",
        "yaml-syntax",
        msg("this line is not an item of the list above it"),
        msg("begin it with a dash, or give it the indentation of the lines it belongs to"),
    ),
    _Wording(
        "cannot start any token",
        "yaml-syntax",
        msg("unquoted text cannot begin with this character"),
        _QUOTE_IT,
    ),
    _Wording(
        "expected node content",
        "yaml-syntax",
        msg("unquoted text cannot begin with this character"),
        _QUOTE_IT,
    ),
    _Wording(
        "mapping keys are not allowed",
        "yaml-syntax",
        msg("unquoted text cannot begin with a question mark and a space"),
        _QUOTE_IT,
    ),
    _Wording(
        "sequence entries are not allowed",
        "yaml-syntax",
        msg("a list cannot begin on the line of its key"),
        msg("begin it on the next line, or put the text into quotes"),
    ),
    _Wording(
        "scanning a block scalar",
        "yaml-syntax",
        msg("after | or > the line must end"),
        msg("begin the text on the next line, indented"),
    ),
    _Wording(
        "directive",
        "directive",
        msg("YAML directives (% at the start of a line) are not used here"),
        msg("take the line out"),
        opened=True,
    ),
    _Wording(
        "<document start>",
        "yaml-syntax",
        msg("nothing can stand here: what the file holds has ended before"),
        _KEY_VALUE,
    ),
)


class _Failure(NamedTuple):
    """Where and how the parser gave up; ``opened`` is where the construct it was in began."""

    complaint: str
    place: Place
    opened: Place
    lines: list[str]
    scalar: yaml.ScalarEvent | None

    def line(self, place: Place) -> str:
        """Return the line of a place, which may be just past the end of the file."""
        return self.lines[place.line - 1] if place.line <= len(self.lines) else ""


# What Python's parser says in other words than libyaml: it is told in the same.
_IN_PYTHON = (
    ("expected the node content", "expected node content"),
    ("block mapping: expected <block end>", "block mapping: did not find expected key"),
    ("block collection: expected <block end>", "block collection: '-' indicator"),
)
_NO_UTF_8 = "can't decode byte 0x(e0|ed|f0|f4)"
_HALF = r"(?s)\\(?:(u(?=[dD][89a-fA-F])|U(?=0000[dD][89a-fA-F]))|.)"
"""An escape, and whether it is half of a character (a surrogate)."""


def half_character(text: str, scalar: yaml.ScalarEvent) -> yaml.MarkedYAMLError:
    """Return what libyaml says of an escape that is half a character; Python's parser takes it."""
    begin = scalar.start_mark.index if scalar.start_mark else 0
    at = next((found.end() for found in re.compile(_HALF).finditer(text, begin) if found[1]), begin)
    column = at - text.rfind("\n", 0, at) - 1
    mark = yaml.Mark("", at, text.count("\n", 0, at), column, None, 0)
    return yaml.MarkedYAMLError(None, None, "found invalid Unicode character escape", mark)


def explain(
    error: yaml.YAMLError | UnicodeDecodeError,
    text: str,
    path: str,
    scalar: yaml.ScalarEvent | None,
) -> Problem:
    """Return the finding for a syntax error.

    ``scalar`` is the last one before it: what stood just before often is the true cause, such as
    a quote that was closed too late. UnicodeDecodeError is what PyYAML raises for a tag whose
    %-escapes look like UTF-8 and are not; without libyaml it names their first byte.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or re.search(_NO_UTF_8, error.problem or ""):
        near = place_of(scalar.start_mark if scalar else None, path)
        return _unexplained(near)
    place = place_of(error.problem_mark, path)
    opened = place_of(error.context_mark or error.problem_mark, path)
    lines = text.split("\n")
    complaint = f"{error.context or ''}: {error.problem or ''}"
    for words, same in _IN_PYTHON:
        complaint = complaint.replace(words, same)
    if "unknown escape" in complaint and lines[place.line - 1][place.column - 1] != "\\":
        place = place._replace(column=place.column - 1)  # libyaml's is that of the backslash
    failure = _Failure(complaint, place, opened, lines, scalar)
    return (
        _tab(failure)
        or _quote_closed_late(failure)
        or _colon_in_text(failure)
        or _misplaced_line(failure)
        or _worded(failure)
    )


def place_of(mark: _Mark | None, path: str) -> Place:
    """Return the place of a parser's mark, which counts from 0."""
    return Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)


def colon_remedy(line: str) -> Message:
    """Return how to mend a line whose colon was not seen, or is not there."""
    if "：" in line:
        return msg("the colon here is the full-width one; write : and a space")
    if "\u00a0" in line:
        return msg("a no-break space stands in this line; write an ordinary space after the colon")
    return _KEY_VALUE


def _unexplained(place: Place) -> Problem:
    """Return the finding for what has no words of ours: the parser's own are English."""
    remedy = msg("look for a mistake in this line and the one above")
    return Problem(place, "yaml-syntax", msg("this is not valid YAML"), remedy)


def _tab(failure: _Failure) -> Problem | None:
    """Return the finding for a tab in the indentation of the line where the parser gave up."""
    if "flow" in failure.complaint or "quoted" in failure.complaint:
        return None
    place = failure.place
    line = failure.line(place)
    indentation = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indentation:
        place = place._replace(column=indentation.index("\t") + 1)
    elif line[place.column - 1 : place.column] != "\t":
        return None
    message = msg("a tab stands in the indentation")
    return Problem(place, "tab-indent", message, msg("indent with spaces"))


def _quote_closed_late(failure: _Failure) -> Problem | None:
    """Return the finding for a quote that the next quote, lines below, has closed by mistake."""
    scalar, place = failure.scalar, failure.place
    if scalar is None or scalar.style not in {"'", '"'}:
        return None
    opened = place_of(scalar.start_mark, place.path)
    closed = place_of(scalar.end_mark, place.path)
    if not opened.line < closed.line == place.line:
        return None
    message = msg("the quote opened here is closed only in line {line}", line=closed.line)
    return Problem(opened, "open-quote", message, msg("close it where the text ends"))


def _colon_in_text(failure: _Failure) -> Problem | None:
    """Return the finding for a colon that the parser met inside unquoted text."""
    if "mapping values are not allowed" not in failure.complaint:
        return None
    place = failure.place
    start = place_of(failure.scalar.start_mark, place.path) if failure.scalar else place
    first = failure.line(start)
    if start.line == place.line:
        message = msg("a colon with a space after it cannot stand in unquoted text")
        return Problem(place, "yaml-syntax", message, _QUOTE_IT)
    if first[: start.column - 1].strip(" -"):
        message = msg("this line is indented deeper than the line it follows")
        remedy = msg("give both lines the same indentation, or put the text into quotes")
        return Problem(place, "yaml-syntax", message, remedy)
    message = msg("this line has no colon after its key")
    return Problem(start, "yaml-syntax", message, colon_remedy(first))


def _misplaced_line(failure: _Failure) -> Problem | None:
    """Return the finding for what stands where only a key may: after a value, or badly indented."""
    if "block mapping: did not find expected key" not in failure.complaint:
        return None
    before = failure.line(failure.place)[: failure.place.column - 1].strip()
    if before:
        message = msg("text follows the closing quote or bracket")
        remedy = msg("put all of it into quotes; in single quotes write ' twice")
    else:
        message = msg("the indentation of this line does not fit the lines above")
        remedy = msg("give it the indentation of the key or the list it belongs to")
    return Problem(failure.place, "yaml-syntax", message, remedy)


def _worded(failure: _Failure) -> Problem:
    for wording in _WORDINGS:
        if wording.fragment in failure.complaint:
            place = failure.opened if wording.opened else failure.place
            remedy = wording.remedy
            if remedy is _KEY_VALUE:
                remedy = colon_remedy(failure.line(place))
            elif wording.fragment == "expected ',' or" and "，" in failure.line(place):
                remedy = msg("the comma here is the full-width one; write , and a space")
            return Problem(place, wording.rule, wording.message, remedy)
    return _unexplained(failure.place)
