"""What an event keeps of records outside its case: the values that a clock which it starts asks.

So that a verdict does not change when the record is changed later (design.md §4).
"""

from __future__ import annotations

from typing import Any

from servicectl.domain.schema.kinds import DAY, LINE, MISSING, Findings, Kind, ParsedKind, TableKind
from servicectl.domain.schema.nodes import Map, Value
from servicectl.domain.schema.records import Field
from servicectl.domain.time.moments import read_duration
from servicectl.errors import msg

NOT_THERE = "none"
"""Stands for a value that was asked for, and that no record gave."""
CONTRACT_START, CONTRACT_WITHIN = "contract.start", "contract.within"
"""The day on which the contract began; the time that it gives a clock, by the clock's name."""
_KINDS: dict[str, Kind] = {
    CONTRACT_START: DAY,
    CONTRACT_WITHIN: ParsedKind(read_duration, "DURATION", "4h"),
}


class SeenKind(TableKind):
    """Values by record and field, each kept as the text that it is written as."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the texts by name, each proved to be what is asked for; else MISSING."""
        told = super().read(raw, found)
        if not isinstance(raw, Map) or told is MISSING:
            return MISSING
        return MISSING if MISSING in [_read(raw, name, found) for name in raw] else told


def _read(raw: Map, name: str, found: Findings) -> object:
    if str(raw[name]) == NOT_THERE:
        return NOT_THERE
    known = (kind for start, kind in _KINDS.items() if f"{name}.".startswith(f"{start}."))
    return next(known, LINE).read(raw[name], found)


SEEN = Field(
    "seen", SeenKind(LINE), msg("what a clock that it starts asks of a record, as it stood then")
)
