"""The lines that come with the program, frozen by their number."""

from __future__ import annotations

from functools import cache

from servicectl.domain.lines.line import ALWAYS, UNLESS_SAID, CaseLine, State, WrittenMove
from servicectl.errors import caption

_FIRST = ("repair-1", "enquiry-1")
"""The lines of ``schema: 1``: what they ask for, no rulebook can drop."""


@cache
def shipped(name: str) -> CaseLine:
    """Return a shipped line; KeyError where none has this name."""
    from servicectl.domain.lines.compiled import LINES

    states, ways = LINES[name]
    return CaseLine(
        name,
        {name: State(name, caption(zh, en), owner, is_) for name, zh, en, owner, is_ in states},
        {key: tuple(WrittenMove(*way) for way in written) for key, written in ways.items()},
        ALWAYS if name in _FIRST else UNLESS_SAID,
    )


def shipped_names() -> tuple[str, ...]:
    """Return the names of all shipped lines."""
    from servicectl.domain.lines.compiled import LINES

    return tuple(LINES)


@cache
def known_states() -> dict[str, State]:
    """Return the states of all shipped lines by name, in their order."""
    from servicectl.domain.lines.compiled import LINES

    return {name: state for line in LINES for name, state in shipped(line).states.items()}
