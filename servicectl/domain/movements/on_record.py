"""Who is on record with an entry, and on which day he has to be with the team for it (R014)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from servicectl.domain.movements.oral_approvals import APPROVERS

NAMED = (*APPROVERS, "oral")
"""Fields that name who said yes: by his own word, when it happened."""


class _Recorded(Protocol):
    @property
    def by(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def entered(self) -> datetime | None: ...

    @property
    def fields(self) -> Mapping[str, Any]: ...


def on_record(entry: _Recorded) -> Iterator[tuple[str, datetime]]:
    """Yield who is on record with an event or a voucher, and the moment (aware) he was there.

    Who recorded it was there when it was typed, which may be later than it happened; who is said
    to have approved or checked it was there when it happened.
    """
    yield entry.by, entry.entered or entry.at
    for person in filter(None, map(entry.fields.get, NAMED)):
        yield person, entry.at
