"""What an event tells of the things that its voucher moves: from where to where, how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple, NoReturn

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import fits, replay
from servicectl.domain.ledger.balances import of_case
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.declared import ways
from servicectl.domain.movements.prices import debited
from servicectl.domain.movements.things import Way, total
from servicectl.domain.workflow.movement import ANY, Movement

ZERO = Decimal(0)


def is_vague(ways: Sequence[Expected]) -> bool:
    """Return whether an account of some way may be any."""
    return any(ANY in (each.way.source + each.way.target) for each in ways)


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
    earlier: Sequence[Event],
    others: Mapping[str, Voucher],
    currency: str | None,
) -> list[Expected] | None:
    """Return the ways of an event's things; None where a voucher that it names is not known.

    ``earlier`` are the events that were known when it was recorded, ``others`` the vouchers that
    may be named by id, ``currency`` is that of its own voucher.
    """
    if not event.action.movements:
        return []
    before = replay(case.path, case.reported, earlier, kinds_of=case.kinds_of)
    vouchers = [others[id] for e in earlier for id in e.vouchers if id in others]
    context = BookingContext(
        did=event.did,
        by=event.by,
        fields=event.fields,
        case=before,
        held=of_case(vouchers, case.id),
        vouchers=vouchers,
        catalogue=None,
        currency=currency or next(iter(debited(before, vouchers)), ""),
        where=lambda id: None,
        voucher=others.__getitem__,
        stock=_not_asked,
    )
    try:
        return _together(ways(context))
    except KeyError:
        return None


def known_before(case: Case, event: Event) -> Iterator[Sequence[Event]]:
    """Yield what may have been known of a case when an event was recorded, the likeliest first.

    That is what counts of all before it, or all that was booked. A clone that had not met another
    one yet lacked some run of these events; which, nobody wrote down. The rest fits without it.
    """
    earlier = tuple(takewhile(lambda other: other.id != event.id, case.history))
    counted = tuple(e for e in earlier if case.force(e).books)
    known = (counted,) if len(counted) == len(earlier) else (counted, earlier)
    yield from known
    if not any(_rests_on_history(movement) for movement in event.action.movements):
        return
    for events in known:
        for length in range(1, len(events)):
            for n in range(1, len(events) - length + 1):
                rest = (*events[:n], *events[n + length :])
                if fits(case.reported, rest, case.kinds_of):
                    yield rest


def _rests_on_history(movement: Movement) -> bool:
    """Return whether what came before tells what goes, or who had it: not what was typed alone."""
    ends = f"{movement.source} {movement.target}"
    return movement.derived is not None or "lead}" in ends


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
