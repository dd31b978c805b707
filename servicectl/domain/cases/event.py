"""An event of a case's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from servicectl.domain.workflow.action import AGREED_IN, Action
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Place
from servicectl.named_tuple import NamedTuple

NOWHERE = Place("")


class Event(NamedTuple):
    """What was done, when it happened (aware), by whom; ``fields`` are those of its action.

    ``entered`` is when it was typed, where that was later; ``vouchers`` are those booked with it;
    ``calendar`` is the rulebook by whose calendar the deadlines were reckoned that it stops, where
    that was not the case's own; ``seen`` is what the clocks that it starts ask of records outside
    the case, as they stood then; ``place`` is where it stands in its file;
    ``declared`` is its action where a rulebook says that itself.
    """

    id: str
    at: datetime
    by: str
    did: str
    fields: Mapping[str, Any] = MappingProxyType({})
    entered: datetime | None = None
    note: str | None = None
    vouchers: tuple[str, ...] = ()
    calendar: str | None = None
    seen: Mapping[str, str] = MappingProxyType({})
    place: Place = NOWHERE
    declared: Action | None = None

    @property
    def action(self) -> Action:
        return self.declared or ACTIONS.get(self.did) or DOCUMENTS[self.did]

    @property
    def is_attempt(self) -> bool:
        """Return whether it is still to be done (a callback that reached nobody)."""
        action = self.action
        return action.outcome is not None and self.fields.get(action.outcome) in action.attempts

    @property
    def said_by(self) -> str:
        """Return whose word it is: who said yes by word of mouth (R187), else who recorded it."""
        return str(self.fields.get("oral") or self.by)

    @property
    def agreed(self) -> datetime | None:
        """Return the time that it agrees on with the customer, or None."""
        names = self.declared.agreed_in if self.declared else AGREED_IN
        given = (self.fields.get(name) for name in names)
        return next((moment for moment in given if moment is not None), None)

    def has(self, detail: str, value: str | None = None) -> bool:
        """Return whether this event has the outcome, field or tick ``detail`` [of that value]."""
        return self.action.matches(dict(self.fields), detail, value)

    def said(self, detail: str) -> Any:
        """Return the value of this event's field, or the answer of its tick; None without it."""
        return self.action.said(self.fields, detail)

    def with_fields(self, fields: Mapping[str, Any]) -> Event:
        """Return this event with other fields."""
        return self._replace(fields=fields)

    def plain(self) -> dict[str, Any]:
        """Return the event as it is written to a file."""
        head = {"id": self.id, "at": self.at, "by": self.by, "did": self.did}
        tail = {"entered": self.entered, "note": self.note, "vouchers": list(self.vouchers)}
        seen = {"calendar": self.calendar, "seen": dict(self.seen)}
        fields = {name: list(v) if isinstance(v, tuple) else v for name, v in self.fields.items()}
        return head | fields | {name: value for name, value in (tail | seen).items() if value}


def since_last(events: Sequence[Event], did: str | None) -> Sequence[Event]:
    """Return the events from the last of a kind on, that one included; none without one."""
    found = [n for n, event in enumerate(events) if event.did == did]
    return events[found[-1] :] if found else ()
