"""Lists with headings on a terminal, and the columns that several of them have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.text.tables import table


class Column(NamedTuple):
    """A column of a list: its heading, and whether it holds figures, which stand flush right."""

    heading: Message
    figures: bool = False


def listed(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> str:
    """Return a list with headings; a column in which nothing stands is left out."""
    found = [["" if cell is None else cell for cell in row] for row in rows]
    kept = [n for n in range(len(columns)) if any(row[n] != "" for row in found)]
    return table(
        [[row[n] for n in kept] for row in found],
        [say(columns[n].heading) for n in kept],
        right=[place for place, n in enumerate(kept) if columns[n].figures],
    )


ACCOUNT = Column(msg("account"))
PART = Column(msg("part"))
NUMBER = Column(msg("number"))
NAME = Column(msg("description"))
CASE = Column(msg("case"))
SINCE = Column(msg("since"))
WHAT = Column(msg("what"))
VALUE = Column(msg("value"), figures=True)


def sum_of(amount: Decimal | float | None) -> str:
    """Return an amount with two places, nothing where there is none."""
    return "" if amount is None else f"{amount:.2f}"
