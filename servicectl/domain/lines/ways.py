"""How a way is written: ``diagnosed or repairing -> completed``."""

from __future__ import annotations

import re

from servicectl.domain.lines.line import WrittenMove
from servicectl.errors import Malformed, msg

WORD = r"[a-z][a-z0-9_]*"
_WAY = re.compile(rf"({WORD}(?: or {WORD})*)(?: -> ({WORD}))?")


def read_move(text: str) -> WrittenMove:
    """Return the way that a text describes; raise Malformed where it is none."""
    written = _WAY.fullmatch(" ".join(text.split()))
    if written is None:
        raise Malformed(
            msg("{text} is no way", text=repr(text)),
            msg("a way reads: on_site or diagnosed -> completed; without an arrow the state stays"),
        )
    return WrittenMove(tuple(written[1].split(" or ")), written[2])
