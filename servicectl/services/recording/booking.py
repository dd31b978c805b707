"""Booking: from what was typed to a sealed voucher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import (
    balances,
    of_case,
)
from servicectl.domain.ledger.voucher import OWN, Voucher, voucher_fields
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.derived import undone
from servicectl.domain.movements.lines import lines_of
from servicectl.services.recording.approvals import check_approved
from servicectl.services.recording.ledger_checks import check_voucher, where
from servicectl.store.team.team import Team


def booked(team: Team, case: Case, event: Event, id: str) -> Voucher | None:
    """Return the voucher that an event of a case books, or None; raise Refused, UsageError."""
    if not event.action.movements:
        return None
    return _voucher(team, event, id, case)


def document(team: Team, typed: Event, id: str) -> Voucher:
    """Return the voucher of a document without a case; raise Refused, UsageError."""
    voucher = _voucher(team, typed, id, None)
    assert voucher is not None
    return voucher


def _voucher(team: Team, event: Event, id: str, case: Case | None) -> Voucher | None:
    own = team.vouchers_of(case) if case else []
    context = booking_context(team, event, case, own)
    lines = lines_of(context)
    if not lines and case is not None:
        return None
    fields = kept_fields(event)
    if event.did == "retract" and case is not None:
        fields["voucher"] = undone(case, event.fields["event"], own)[0]
    voucher = Voucher(
        id=id,
        at=event.at,
        by=event.by,
        did=event.did,
        lines=lines,
        case=case.id if case else event.fields.get("case"),
        event=event.id if case else None,
        fields=fields,
        entered=event.entered,
        note=None if case else event.note,
    ).sealed()
    check_voucher(team, voucher, own)
    if event.did == "issue" and case is not None:
        check_approved(team, case, [*own, voucher])
    return voucher


def kept_fields(event: Event) -> dict[str, Any]:
    """Return what was typed that its voucher keeps, too: of a name of the voucher's own, nothing.

    The ``seal`` of who signed is the event's; a voucher's is the fingerprint of its content.
    """
    kept = voucher_fields(event.did).by_name.keys() - OWN
    return {name: value for name, value in event.fields.items() if name in kept}


def booking_context(
    team: Team, event: Event, case: Case | None, own: Sequence[Voucher]
) -> BookingContext:
    """Return what a movement is decided on."""
    return BookingContext(
        did=event.did,
        by=event.by,
        fields=event.fields,
        case=case,
        held=of_case(own, case.id) if case else (),
        vouchers=own,
        catalogue=team.catalogue,
        currency=team.policy.money.currency,
        where=lambda id: where(team, id),
        voucher=team.voucher,
        stock=lambda account, at: stock_of(team, account, at),
        model=lambda serial: team.unit(serial).model if team.has_unit(serial) else None,
    )


def stock_of(team: Team, account: str, at: datetime) -> Mapping[str, Decimal]:
    """Return what an account held at a moment, by part."""
    return {
        key.item.id: holding.qty
        for key, holding in balances(team.vouchers_touching(account), at).items()
        if key.account == account and key.item.kind == "sku"
    }
