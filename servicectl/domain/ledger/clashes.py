"""What does not fit in the ledger and is of no case, in words, and what is typed to settle it."""

from __future__ import annotations

from servicectl.domain.cases.force import Force
from servicectl.domain.ledger.voucher import Voucher
from servicectl.errors import Message, msg


def voucher_text(voucher: Voucher, force: Force) -> Message:
    """Return which voucher does not fit, with which other, and why."""
    assert force.reason is not None
    who = f"{voucher.id} ({voucher.did})"
    if force.against is None:
        return msg("{event} does not fit: {reason}", event=who, reason=force.reason)
    return msg(
        "{event} does not fit with {other}: {reason}",
        event=who,
        other=force.against,
        reason=force.reason,
    )


def settled_with(voucher: Voucher) -> Message:
    """Return what is typed to settle a voucher that does not fit."""
    words = f"settle {voucher.id} --keep|--void --reason TEXT"
    return msg("servicectl {words}", words=words)
