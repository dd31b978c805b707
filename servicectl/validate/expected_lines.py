"""What an event tells of the things that its voucher moves: from where to where, how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple, NoReturn

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.balances import of_case
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.declared import ways
from servicectl.domain.movements.prices import debited
from servicectl.domain.movements.things import Way, total

ZERO = Decimal(0)


class Sum(NamedTuple):
    """How much of one thing goes one way: as the event tells it, or else ``either``."""

    item: str
    told: Decimal
    either: Decimal

    def is_(self, booked: Decimal) -> bool:
        """Return whether so much was booked."""
        return booked in (self.told, self.either)


class Expected(NamedTuple):
    """One way of an event's things, with all that goes it."""

    way: Way
    sums: tuple[Sum, ...]

    def takes(self, line: Line) -> bool:
        """Return whether a line goes this way."""
        return self.way.takes(line)


def expected(
    case: Case,
    event: Event,
    earlier: Sequence[Voucher],
    others: Mapping[str, Voucher],
    currency: str | None,
) -> list[Expected] | None:
    """Return the ways of an event's things; None where a voucher that it names is not known.

    ``earlier`` are the vouchers of the events before it, ``others`` all that may be named by id,
    ``currency`` is that of its own voucher.
    """
    if not event.action.movements:
        return []
    before = replay(
        case.path, case.reported, tuple(takewhile(lambda other: other.id != event.id, case.history))
    )
    context = BookingContext(
        did=event.did,
        by=event.by,
        fields=event.fields,
        case=before,
        held=of_case(earlier, case.id),
        vouchers=earlier,
        catalogue=None,
        currency=currency or next(iter(debited(before, earlier)), ""),
        where=lambda id: None,
        voucher=others.__getitem__,
        stock=_not_asked,
    )
    try:
        return _together(ways(context))
    except KeyError:
        return None


def _not_asked(account: str, at: datetime) -> NoReturn:
    """Counts are no events."""
    raise KeyError(account)


def _together(found: Sequence[Way]) -> list[Expected]:
    """Return ways with the sums of all that goes each of them."""
    by_ends: dict[tuple[str, str], list[Way]] = {}
    for way in found:
        by_ends.setdefault((way.source, way.target), []).append(way)
    return [Expected(same[0], tuple(_sums(same))) for same in by_ends.values()]


def _sums(same: Sequence[Way]) -> list[Sum]:
    told = total(thing for way in same for thing in way.things)
    either = total(
        thing for way in same for thing in (way.things if way.either is None else way.either)
    )
    items = dict.fromkeys((*told, *either))
    return [Sum(item, told.get(item, ZERO), either.get(item, ZERO)) for item in items]
