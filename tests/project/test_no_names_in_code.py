"""What a rulebook may call otherwise has no name in code: states, kinds, urgencies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from servicectl.domain.lines.case_kinds import shipped_kinds
from servicectl.domain.lines.shipped import known_states
from servicectl.domain.master.accounts import ACCOUNT_KINDS
from servicectl.domain.schema.vocabulary import CHANNELS, PRIORITIES, ROLES
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.output.sheets.forms import FORMS
from servicectl.output.text.labels import CLOCK_STATES
from tests.places import REPOSITORY

PACKAGE = REPOSITORY / "servicectl"
KINDS = {name for schema in (1, 2) for name in shipped_kinds(schema)}
NAMES = {*known_states(), *KINDS, *PRIORITIES, *CHANNELS, *ROLES, *FORMS}
NAMES = (NAMES - {*ACTIONS, *CLOCK_STATES}) | {"rework"}
OF_THE_PROGRAM = frozenset({"did", "word", "name"})
"""What is asked a verb that ships, a kind of account, or a field: the program's own words."""
DECLARED = (
    *("domain/schema/vocabulary.py", "domain/lines/compiled.py", "domain/rulebook/house.py"),
    *("output/text/labels.py", "output/text/other_words.py", "domain/workflow/"),
)
"""Where words that every rulebook has are declared."""
OTHERWISE_UNKNOWN = ({*ROLES, *PRIORITIES, *CHANNELS} - {*ACCOUNT_KINDS}) - {"phone", "visit"}
"""Names that are no account, field or outcome as well: they stand nowhere else at all."""


def compared(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each text with which code compares something, or that a ``match`` looks for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = _compared_with(node)
            if not any(map(_is_of_the_program, sides)):
                yield from (text for side in sides for text in _texts(side))
        elif isinstance(node, ast.Match) and not _is_of_the_program(node.subject):
            values = (v for case in node.cases for v in ast.walk(case.pattern))
            yield from (t for v in values if isinstance(v, ast.MatchValue) for t in _texts(v.value))


def _compared_with(node: ast.Compare) -> tuple[ast.expr, ...]:
    """Return the sides of a comparison; a key that a mapping is asked for is none."""
    is_key = isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(node.left, ast.Constant)
    return tuple(node.comparators) if is_key else (node.left, *node.comparators)


def _is_of_the_program(side: ast.expr) -> bool:
    said = side.attr if isinstance(side, ast.Attribute) else getattr(side, "id", "")
    return said in OF_THE_PROGRAM


def _texts(side: ast.expr) -> Iterator[tuple[int, str]]:
    parts = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.lineno, part.value


def found(text: str) -> list[tuple[int, str]]:
    return [each for each in compared(ast.parse(text)) if each[1] in NAMES]


def test_a_name_is_seen() -> None:
    assert found('if case.state == "closed": ...') == [(1, "closed")]
    assert found('x = view["priority"] in ("normal", "urgent")') == [(1, "normal"), (1, "urgent")]
    assert found('if event.did == "rework": ...') == []
    assert found('if state.bears("closed"): ...') == []


def modules() -> list[Path]:
    found = [p for p in sorted(PACKAGE.rglob("*.py")) if "yaml" not in p.parts]
    assert (
        len(found) > 300
    )  # of code that knows quoted text, and no case, those of yaml are left out
    return found


def test_no_code_compares_with_the_name_of_a_state_a_kind_or_an_urgency() -> None:
    named = [
        f"{path.relative_to(PACKAGE)}:{line}: {name}"
        for path in modules()
        for line, name in found(path.read_text("utf-8"))
    ]
    assert named == []


def test_words_of_every_rulebook_stand_where_they_are_declared() -> None:
    named = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}: {node.value}"
        for path in modules()
        if not str(path.relative_to(PACKAGE)).startswith(DECLARED)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in OTHERWISE_UNKNOWN
    ]
    assert named == []


def test_no_template_names_an_urgency_a_role_or_a_channel() -> None:
    quoted = re.compile(r"""==\s*["']([\w-]+)["']""")
    named = [
        (str(path.relative_to(REPOSITORY)), name)
        for path in sorted((REPOSITORY / "templates").rglob("*.j2"))
        for name in quoted.findall(path.read_text("utf-8"))
        if name in NAMES
    ]
    assert named == []
