"""What a rulebook may call otherwise has no name in code: states, kinds, urgencies."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from servicectl.domain.lines.case_kinds import shipped_kinds
from servicectl.domain.lines.shipped import known_states
from servicectl.domain.schema.vocabulary import PRIORITIES
from servicectl.domain.workflow.registry import ACTIONS

PACKAGE = Path(__file__).resolve().parent.parent / "servicectl"
KINDS = {name for schema in (1, 2) for name in shipped_kinds(schema)}
NAMES = ({*known_states(), *KINDS, *PRIORITIES} - {*ACTIONS}) | {"rework"}
VERB = "did"
"""What an event is asked: a verb that ships is the program's own word."""


def compared(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each text with which code compares something, or that a ``match`` looks for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            if not any(isinstance(side, ast.Attribute) and side.attr == VERB for side in sides):
                yield from (text for side in sides for text in _texts(side))
        elif isinstance(node, ast.MatchValue):
            yield from _texts(node.value)


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


def test_no_code_compares_with_the_name_of_a_state_a_kind_or_an_urgency() -> None:
    named = [
        f"{path.relative_to(PACKAGE)}:{line}: {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if "yaml" not in path.parts  # which knows quoted text, and no case
        for line, name in found(path.read_text("utf-8"))
    ]
    assert named == []
