"""What would be taken back, shown before it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.schema.characters import escaped
from servicectl.output.text.history import details
from servicectl.output.text.moments import local_time
from servicectl.output.text.voucher import moved


def undo_lines(
    event: Event | None, voucher: Voucher | None, altered: Iterable[Sequence[Any]], zone: ZoneInfo
) -> Iterator[str]:
    """Yield what would be taken back: an event, a voucher, or files as they were and are."""
    if event:
        yield from _event_lines(event, zone)
    if voucher:
        yield from moved(voucher)
    for path, before, after in altered:
        yield from _altered_lines(path, before or b"", after or b"")


def _event_lines(event: Event, zone: ZoneInfo) -> Iterator[str]:
    yield f"  {local_time(event.at, zone)}  {event.did}  {event.by}  {event.id}"
    yield from (f"    {line}" for line in details(event, zone))


def _altered_lines(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a file that would come back (``+``), and those that would go (``-``)."""
    now, then = (data.decode(errors="replace").splitlines() for data in (after, before))
    yield f"  {path}"
    yield from (f"    {escaped(line)}" for line in _differing(unified_diff(now, then, n=0)))


def _differing(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if not line.startswith(("+++", "---", "@@")))
