"""Tables whose columns stand straight with Chinese in them, on a terminal and in a pipe."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from servicectl.domain.schema.characters import escaped

# What is not divided at the end of a line: a Latin word, or a Chinese character, with the
# punctuation that belongs to it.
_PIECE = r"[（“《]*(?:[!-~\u00c0-\u024f]+|\S)[，。；：、！？）”》…]*\s*"

_NARROW = "·…—“”‘’"
"""Of the common characters beyond ``~`` those of one column."""


def table(
    rows: Sequence[Sequence[object]], headers: Sequence[str], right: Collection[int] = ()
) -> str:
    """Return rows under headers. Text is shown as it is (``1e5`` stays ``1e5``), escaped.

    The columns counted in ``right`` from 0 stand flush right.
    """
    from tabulate import tabulate

    cells = [[_cell(value) for value in row] for row in rows]
    sides = ["right" if n in right else "left" for n in range(len(headers))]
    return tabulate(
        cells, headers=list(headers), tablefmt="plain", disable_numparse=True, colalign=sides
    )


def labels(rows: Sequence[tuple[str, str]]) -> str:
    """Return lines of label and value, the values in one column.

    For labels of our own, whose width is plain: a whole table's library costs ``show`` as much
    time as all the rest of it (docs/decisions.md).
    """
    width = max(len_shown(label) for label, _ in rows)
    return "\n".join(f"{padded(label, width)}  {_cell(value)}" for label, value in rows)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows whose cells stand in columns, two spaces apart, as :func:`labels` does.

    A column in which nothing stands is left out.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len_shown, column)) for column in zip(*cells, strict=True)]
    lines = ([padded(*cell) for cell in zip(row, widths, strict=True) if cell[1]] for row in cells)
    return ["  ".join(line).rstrip() for line in lines]


def padded(text: str, width: int) -> str:
    """Return a text filled with spaces to a display width."""
    return text + " " * (width - len_shown(text))


def cut(text: str, width: int) -> str:
    """Return a text that takes at most a display width; what is cut off ends in ``…``."""
    if 2 * len(text) <= width or len_shown(text) <= width:  # no character takes more than two
        return text
    return f"{_beginning(text, width - 1)}…"


def _beginning(text: str, width: int) -> str:
    """Return as much of a longer text as takes at most a display width."""
    if all(map(is_common, text)):
        return text[: bisect_right([*accumulate(map(len_shown, text[:width]))], width)]
    from wcwidth import clip

    return clip(text, 0, width, fillchar="")


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return a text in lines of at most a display width, those after the first indented.

    wcwidth's own ``wrap`` knows spaces only: it begins a line with a Chinese comma.
    """
    lines = [""]
    for piece in re.findall(_PIECE, text):
        if lines[-1].strip() and len_shown(lines[-1] + piece.rstrip()) > width:
            lines.append(indent)
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def len_shown(text: str) -> int:
    """Return the display width of a text: the columns that it takes on a terminal.

    wcwidth says so, as it does for tabulate; for what most texts consist of it need not be loaded.
    """
    if text.isprintable() and text.isascii():
        return len(text)
    if text.isprintable() and all(map(is_common, text)):
        return len(text) + sum(map("~".__lt__, text)) - sum(map(text.count, _NARROW))
    from wcwidth import width

    return width(text)


def is_common(char: str) -> bool:
    """Return whether wcwidth is known to say: one column up to ``~``, mostly two beyond it.

    (A test asks it for each. A regular expression of these takes longer to compile than a screen.)
    """
    return (
        " " <= char <= "~"
        or "一" <= char <= "鿿"
        or "！" <= char <= "～"
        or "、" <= char <= "〩"
        or char in _NARROW
    )


def _cell(value: object) -> str:
    return escaped(" ".join(str(value).split())) if value is not None else ""
