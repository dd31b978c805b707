"""From the bytes of a file to text that YAML may see: size, encoding, characters, git's markers."""

from __future__ import annotations

import re

from servicectl.domain.schema.characters import objection, unfit
from servicectl.errors import Message, Place, Problem, msg

SIZE_LIMIT = 256 * 1024
"""Bytes a data file may have; what is larger is refused before it is read."""

_BOM = "\ufeff"
_CONFLICT = tuple(
    re.compile(rf"^{re.escape(mark * 7)}(?=[ \n]|\Z)", re.MULTILINE) for mark in "<=>"
)
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*%")


def too_large(path: str, limit: int = SIZE_LIMIT) -> Problem:
    """Return the finding for a file of more than ``limit`` bytes."""
    message = msg("the file is larger than {limit} KiB", limit=limit // 1024)
    return Problem(Place(path), "file-size", message, msg("split it into several files"))


def checked_text(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file, and what in it keeps it from being read as YAML."""
    if len(data) > SIZE_LIMIT:
        return "", (too_large(path),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return "", (_not_utf8(data, error.start, path),)
    damaged = text.find("\0")
    if damaged >= 0:
        return "", (_damaged(text, damaged, path),)
    return text, (*_unfit_characters(text, path), *_unwanted_lines(text, path))


def place_at(text: str, offset: int, path: str) -> Place:
    """Return line and column of a character, given its offset from 0."""
    start_of_line = text.rfind("\n", 0, offset) + 1
    return Place(path, text.count("\n", 0, offset) + 1, offset - start_of_line + 1)


def _not_utf8(data: bytes, offset: int, path: str) -> Problem:
    before = data[:offset].decode("utf-8")
    return Problem(
        place_at(before, len(before), path),
        "not-utf8",
        msg("byte {offset}, counted from 0, is not UTF-8", offset=offset),
        msg("save the file as UTF-8"),
    )


def _damaged(text: str, offset: int, path: str) -> Problem:
    return Problem(
        place_at(text, offset, path),
        "control-character",
        msg("NUL bytes stand here; the file looks damaged by a crash"),
        msg("restore it from git: git restore {path}", path=path),
    )


def _unfit_characters(text: str, path: str) -> list[Problem]:
    """Return one finding for each different character that may not stand in a file."""
    # From the end, so that of each character the first place stays.
    first = {found[0]: found.start() for found in reversed(unfit(text))}
    return [
        Problem(place_at(text, offset, path), *_character(char, offset, path))
        for char, offset in sorted(first.items(), key=lambda item: item[1])
    ]


def _character(char: str, offset: int, path: str) -> tuple[str, Message, Message]:
    if char == "\r":
        message = msg("the line ends with CR LF; files here have LF only")
        remedy = msg("save it with LF in the editor, or: perl -pi -e 's/\\r//' {path}", path=path)
        return "carriage-return", message, remedy
    if char == _BOM and offset == 0:
        message = msg("the file begins with a byte order mark")
        return "byte-order-mark", message, msg("save it as UTF-8 without BOM")
    rule, message = objection(char)
    return rule, message, msg("take the character out")


def _unwanted_lines(text: str, path: str) -> list[Problem]:
    problems = []
    conflict = _conflict(text)
    if conflict is not None:
        problems.append(
            Problem(
                place_at(text, conflict, path),
                "conflict-marker",
                msg("an unsettled merge conflict stands here"),
                _of_conflict(path),
            )
        )
    directive = _DIRECTIVE.match(text)
    if directive:
        message = msg("YAML directives (% at the start of a line) are not used here")
        place = place_at(text, directive.end() - 1, path)
        problems.append(Problem(place, "directive", message, msg("take the line out")))
    return problems


def _of_conflict(path: str) -> Message:
    """Return what to do: git can merge data files once more while the merge is under way."""
    if path.startswith(("cases/", "inventory/")):
        return msg(
            "if git lacked the program: servicectl doctor --fix; git checkout --merge {path};"
            " git add {path}. Once committed: keep what is right, take the marker lines out",
            path=path,
        )
    return msg("keep what is right, take the marker lines out, then run servicectl validate")


def _conflict(text: str) -> int | None:
    """Return where the first conflict begins: all three markers, one after the other."""
    starts: list[int] = []
    for marker in _CONFLICT:
        found = marker.search(text, starts[-1] if starts else 0)
        if found is None:
            return None
        starts.append(found.start())
    return starts[0]
