"""Exchanging a headed part of a list of lines that people have edited; every other line stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import yaml

from servicectl.store.yaml.compose import composed, loaded, would_change


class HeadedItems(NamedTuple):
    """A part of a list: the items that belong to it, below a comment that begins with ``heading``.

    ``is_behind`` tells what stands behind it; ``lines`` are what it is to be, without the spaces
    before the dash. Where there is no such comment, nothing goes.
    """

    heading: str
    belongs: Callable[[str], bool]
    is_behind: Callable[[str], bool]
    lines: Sequence[str]


def is_list_of_lines(text: str, where: Sequence[str]) -> bool:
    """Return whether at these keys there is a list with a line for each item."""
    node = _at(text, where)
    return isinstance(node, yaml.SequenceNode) and not node.flow_style


def staying(text: str, where: Sequence[str], part: HeadedItems) -> list[str]:
    """Return the items at these keys that an exchange would leave."""
    node = _at(text, where)
    gone = _gone(text.splitlines(), node, part)
    return [i.value for i in getattr(node, "value", ()) if i.start_mark.line not in gone]


def exchange(text: str, where: Sequence[str], part: HeadedItems, path: str) -> str:
    """Return ``text`` with a part exchanged in the list at these keys, or put in by its order.

    Raises BadData where what stands beside it would change.
    """
    node = _at(text, where)
    lines = [line if line.endswith("\n") else line + "\n" for line in text.splitlines(True)]
    gone = _gone(lines, node, part)
    items = [(item.start_mark.line, item.value) for item in node.value]
    behind = (n for n, value in items if n not in gone and part.is_behind(value))
    at = min(gone) if gone else _above(lines, next(behind, items[-1][0] + 1))
    new = [f"{' ' * node.start_mark.column}{line}\n" for line in part.lines]
    found = [line for n, line in enumerate(lines[:at]) if n not in gone] + new
    found += [line for n, line in enumerate(lines[at:], at) if n not in gone]
    return _proved(text, "".join(found), where, staying(text, where, part), path)


def _at(text: str, where: Sequence[str]) -> Any:
    node: Any = composed(text)
    for step in where:
        node = next((v for k, v in getattr(node, "value", ()) if k.value == step), None)
    return node


def _gone(lines: Sequence[str], node: Any, part: HeadedItems) -> set[int]:
    """Return the lines of the comment that heads a part, and of its items below it."""
    rows = {item.start_mark.line: item.value for item in getattr(node, "value", ())}
    for first in sorted(rows):
        top = _above(lines, first)
        if top < first and lines[top].strip().startswith(part.heading):
            last = first
            while last in rows and part.belongs(rows[last]):
                last += 1
            return set(range(top, last))
    return set()


def _above(lines: Sequence[str], n: int) -> int:
    """Return where the comment above a line begins."""
    while n and n <= len(lines) and lines[n - 1].lstrip().startswith("#"):
        n -= 1
    return n


def _proved(old: str, new: str, where: Sequence[str], stay: Sequence[str], path: str) -> str:
    """Return the new text; raise BadData where it says something else beside the list."""
    before: Any = loaded(old, path)
    after: Any = loaded(new, path)
    same = True
    for step in where:
        same = same and _but(before, step) == _but(after, step)
        before, after = before[step], after[step]
    if not same or not set(stay) <= set(after):
        raise would_change(where[-1], path)
    return new


def _but(found: Any, key: str) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != key}
