"""What the bytes of a file were read as: the same bytes mean the same all through a process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

V = TypeVar("V")
LIMIT = 256
"""How much is remembered; of what is more the first goes."""


def remembered(known: dict[Hashable, V], key: Hashable, read: Callable[[], V]) -> V:
    """Return what is known by this key, or else read it; what read() raises is not remembered."""
    if key not in known:
        found = read()
        if len(known) >= LIMIT:
            # A dictionary keeps its order: this came first.
            known.pop(next(iter(known)))
        known[key] = found
    return known[key]
