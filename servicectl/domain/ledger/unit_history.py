"""A unit's whole life: bought, installed, swapped, repaired, lent, in the house, at the maker's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.customers import Unit

STAGE_FIELDS = {
    "report": (),
    "swap": ("old", "new", "old_sim", "new_sim", "reason"),
    "exchange": ("old", "new", "reason"),
    "workshop-done": ("work", "test"),
    "complete": ("cause", "work", "used", "not_repaired"),
}
"""The events of a unit's case that belong to its life, and the fields shown of each."""


class Stage(NamedTuple):
    """One thing that happened to a unit; ``day`` alone is known of what stands in its file.

    ``from_`` and ``to`` are accounts, where a voucher moved it; ``details`` tell the rest.
    """

    day: date
    did: str
    at: datetime | None = None
    by: str | None = None
    case: str | None = None
    voucher: str | None = None
    from_: str | None = None
    to: str | None = None
    details: Mapping[str, Any] = {}


def life(
    ids: Set[str],
    unit: Unit | None,
    cases: Iterable[Case],
    vouchers: Sequence[Voucher],
    zone: ZoneInfo,
) -> list[Stage]:
    """Return what happened to a unit, in the order of time; what only has a day comes first in it.

    ``cases`` are those opened for the unit, ``vouchers`` all that name one of its numbers, ``ids``.
    An event with a voucher that names it stands once, by the voucher.
    """
    booked = {voucher.event for voucher in vouchers}
    stages = [*_on_file(unit), *_moves(ids, vouchers, zone)]
    for case in cases:
        shown = (
            event for event in case.events if event.did in STAGE_FIELDS and event.id not in booked
        )
        stages += (_event(case, event, zone) for event in shown)
    return sorted(stages, key=lambda stage: (stage.day, stage.at.timestamp() if stage.at else 0.0))


def _on_file(unit: Unit | None) -> Iterator[Stage]:
    if unit is not None and unit.purchased:
        yield Stage(unit.purchased, "bought")
    if unit is not None and unit.installed:
        yield Stage(unit.installed, "installed")


def _event(case: Case, event: Event, zone: ZoneInfo) -> Stage:
    details = {name: event.fields[name] for name in STAGE_FIELDS[event.did] if name in event.fields}
    if event.did == "report":
        details["fault"] = case.head.fault
    day = event.at.astimezone(zone).date()
    return Stage(day, event.did, event.at, event.by, case.id, details=details)


def _moves(ids: Set[str], vouchers: Sequence[Voucher], zone: ZoneInfo) -> Iterator[Stage]:
    """Yield one stage for each voucher: where the unit was before it, and where after it."""
    for voucher in vouchers:
        change: Counter[str] = Counter()
        for line in voucher.lines:
            if line.serial in ids:
                change[line.from_] -= 1
                change[line.to] += 1
        places = {qty: account for account, qty in change.items()}
        if 1 in places:
            yield Stage(
                voucher.at.astimezone(zone).date(),
                voucher.did,
                voucher.at,
                voucher.by,
                voucher.case,
                voucher.id,
                places[-1],
                places[1],
                _details(ids, voucher),
            )


def _details(ids: Set[str], voucher: Voucher) -> dict[str, Any]:
    """Return the reason, and the serial numbers that changed places with this one."""
    own = [line for line in voucher.lines if line.serial in ids]
    reason = next((line.reason for line in own if line.reason), voucher.fields.get("reason"))
    details = {"reason": reason, "analysis": voucher.fields.get("analysis")}
    if voucher.did in ("swap", "exchange"):
        details["with"] = sorted({str(x.serial) for x in voucher.lines} - ids)
    return {name: value for name, value in details.items() if value}
