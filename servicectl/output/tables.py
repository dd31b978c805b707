"""Tables whose columns stand straight with Chinese in them, on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from servicectl.domain.characters import escaped


def table(rows: Sequence[Sequence[object]], headers: Sequence[str]) -> str:
    """Return rows under headers. Text is shown as it is (``1e5`` stays ``1e5``), escaped."""
    from tabulate import tabulate

    cells = [[_cell(value) for value in row] for row in rows]
    return tabulate(cells, headers=list(headers), tablefmt="plain", disable_numparse=True)


def labels(rows: Sequence[tuple[str, str]]) -> str:
    """Return lines of label and value, the values in one column.

    For labels of our own, whose width is plain: a whole table's library costs ``show`` as much
    time as all the rest of it (docs/decisions.md).
    """
    width = max(len_shown(label) for label, _ in rows)
    return "\n".join(f"{padded(label, width)}  {_cell(value)}" for label, value in rows)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows whose cells stand in columns, two spaces apart, as :func:`labels` does."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len_shown, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(map(padded, row, widths)).rstrip() for row in cells]


def padded(text: str, width: int) -> str:
    """Return a text filled with spaces to a display width."""
    return text + " " * (width - len_shown(text))


def cut(text: str, width: int) -> str:
    """Return a text that takes at most a display width; what is cut off ends in ``…``."""
    if len_shown(text) <= width:
        return text
    while len_shown(text) >= width:
        text = text[:-1]
    return f"{text}…"


def len_shown(text: str) -> int:
    """Return the display width of a text without combining characters."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _cell(value: object) -> str:
    return escaped(" ".join(str(value).split())) if value is not None else ""
