"""Lines with something left out, and what a refusal says is missing."""

from __future__ import annotations

import re


def without(line: str, option: str) -> str:
    """Return a line without one option and its value."""
    shorter = re.sub(rf' {option} ("[^"]*"|\S+)', "", line)
    assert shorter != line
    return shorter


def asks_for(refusal: str, *wanted: str) -> bool:
    """Return whether a refusal says that these are needed."""
    needed = refusal.partition(" needs ")[2]
    return bool(needed) and all(name in needed for name in wanted)
