"""The order of a united list: each side's own is kept, between sides the rank decides.

Of a list, look at each item's nearest item before it that ranks higher. These make a forest, in
which the list is read from the top, lower ranks first. A list that only grew never changes whom an
item stands under, so the forests of two sides are united without a question, and the united list
has the same forest again: whoever merges, in whatever grouping, gets the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Ranks: TypeAlias = Mapping[str, Any]
"""By item something to compare; no two are the same."""


def in_order(
    base: Sequence[str], sides: Sequence[Sequence[str]], ranks: Ranks, *, fixed: bool = False
) -> list[str]:
    """Return the items that have a rank, of all lists, in their order.

    An item of ``base`` that a side has moved stands where that side has it, unless ``fixed``.
    """
    before = _above(base, ranks)
    now = [_above(side, ranks) for side in sides]
    under: dict[str | None, list[str]] = {}
    # The highest first: each list is read from its end, so what ranks lowest comes first.
    for name in sorted(ranks, key=ranks.__getitem__, reverse=True):
        moved = [above[name] for above in now if name in above]
        if name in before and fixed:
            moved = [before[name]]
        elif name in before:
            moved = [place for place in moved if place != before[name]] or [before[name]]
        under.setdefault(_lowest(moved, ranks), []).append(name)
    return _read(under)


def _above(names: Sequence[str], ranks: Ranks) -> dict[str, str | None]:
    """Return for each item the nearest one before it that ranks higher, or None."""
    found: dict[str, str | None] = {}
    higher: list[str] = []
    for name in names:
        if name not in ranks:
            continue
        while higher and ranks[higher[-1]] < ranks[name]:
            higher.pop()
        found[name] = higher[-1] if higher else None
        higher.append(name)
    return found


def _lowest(places: Sequence[str | None], ranks: Ranks) -> str | None:
    # Where two sides differ, a rule that knows neither of them gives both clones the same.
    named = [place for place in places if place is not None]
    return min(named, key=ranks.__getitem__, default=None)


def _read(under: Mapping[str | None, Sequence[str]]) -> list[str]:
    """Return the forest from the top; of those under one item the last listed comes first."""
    found: list[str] = []
    waiting = list(under.get(None, ()))
    while waiting:
        name = waiting.pop()
        found.append(name)
        waiting += under.get(name, ())
    return found
