"""Tables whose columns stand straight with Chinese in them, on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.characters import escaped


def table(rows: Sequence[Sequence[object]], headers: Sequence[str]) -> str:
    """Return rows under headers. Text is shown as it is (``1e5`` stays ``1e5``), escaped."""
    from tabulate import tabulate

    cells = [[_cell(value) for value in row] for row in rows]
    return tabulate(cells, headers=list(headers), tablefmt="plain", disable_numparse=True)


def _cell(value: object) -> str:
    return escaped(" ".join(str(value).split())) if value is not None else ""
