"""The lines that come with the program, frozen by their number."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from servicectl.domain.lines.line import NEW, CaseLine, State, WrittenMove
from servicectl.errors import caption


@cache
def shipped(name: str) -> CaseLine:
    """Return a shipped line; KeyError where none has this name."""
    from servicectl.domain.lines.compiled import LINES

    states, ways = LINES[name]
    return CaseLine(
        name,
        {name: State(name, caption(zh, en), owner, is_) for name, zh, en, owner, is_ in states},
        {key: tuple(WrittenMove(*way) for way in written) for key, written in ways.items()},
    )


BEFORE = State(NEW, caption("未受理", "not taken in"))
"""Where a case stands before its first event."""


@cache
def known_states() -> dict[str, State]:
    """Return the states of all shipped lines by name, in their order."""
    from servicectl.domain.lines.compiled import LINES

    return {name: state for line in LINES for name, state in shipped(line).states.items()}


LinesOf = Callable[[str, str], CaseLine]
"""The line of a kind of case under a rulebook: the rulebook's content id, then the kind."""


def repair_lines(policy: str, kind: str) -> CaseLine:
    """Return the line of every case under a rulebook that says none (``schema: 1``)."""
    return shipped("enquiry-1" if kind == "enquiry" else "repair-1")
