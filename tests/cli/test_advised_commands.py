"""Each command that the program advises exists, with the options that the advice names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

from servicectl.cli.app.commands import COMMANDS
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from tests.places import PACKAGE

CATALOGUE = PACKAGE / "locale/zh/LC_MESSAGES/servicectl.po"
OF_ALL = {"--at", "--note", "--json", "--yes", "--not", "--help"}


class Advice(NamedTuple):
    """A command as it is advised, and where in the source."""

    where: str
    line: str


def sentences_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the messages that name a command whole; mypy checks those that get it as a value."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="msg"), args=[ast.Constant(value=str(text)), *_]):
                yield node.lineno, text


def lines_in(text: str) -> Iterator[str]:
    """Yield the commands in a text that name their verb there, without ``servicectl``."""
    for found in re.findall(r"servicectl ((?:[^,;:)…，；：）。、]|,(?! ))*)", text):
        if re.match(r"[a-z]", found):
            yield re.sub(r" (?:or|and|tells|shows|lists|records|looks)\b.*", "", found).strip()


@cache
def advised() -> tuple[Advice, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for number, text in sentences_in(ast.parse(path.read_text("utf-8"))):
            where = f"{path.relative_to(PACKAGE)}:{number}"
            found += [Advice(where, line) for line in lines_in(text)]
    with CATALOGUE.open("rb") as file:
        said = [str(m.string) for m in read_po(file, locale="zh") if m.id]
    found += [Advice("zh", line) for text in said for line in lines_in(text)]
    settled = [
        f"{action.words} {movement.settles}"
        for action in (*ACTIONS.values(), *DOCUMENTS.values())
        for movement in action.movements
        if movement.settles
    ]
    return (*found, *(Advice("settles", line) for line in settled))


def wrong_in(line: str) -> str | None:
    """Return what of a command does not exist, or None."""
    words = line.split()
    known = [c for c in (" ".join(words[:n]) for n in (2, 1)) if c in COMMANDS]
    if not known:
        return None if "{}" in words[:2] else "command"  # which verb of a few is filled in
    options = {field.option for field in COMMANDS[known[0]].fields} | OF_ALL
    return next((o for o in re.findall(r"--[a-z][a-z-]*", line) if o not in options), None)


def test_all_that_is_advised_can_be_typed() -> None:
    assert len(advised()) > 100
    wrong = {advice: odd for advice in advised() if (odd := wrong_in(advice.line))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("line", "odd"),
    [
        ("form void 7k3f9q 101 --reason TEXT", None),
        ("form void 7k3f9q --form-no 101 --reason TEXT", "--form-no"),
        ("cash pey CASE 1", "command"),
    ],
)
def test_what_cannot_be_typed_is_seen(line: str, odd: str | None) -> None:
    assert wrong_in(line) == odd
