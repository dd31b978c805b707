"""What does not fit in the ledger and is of no case, in words, and what is typed to settle it."""

from __future__ import annotations

from servicectl.domain.cases.clashes import KEEP_OR_VOID, unfit_text
from servicectl.domain.cases.force import Force
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.schema import commands
from servicectl.errors import Message


def voucher_text(voucher: Voucher, force: Force) -> Message:
    """Return which voucher does not fit, with which other, and why."""
    return unfit_text(f"{voucher.id} ({voucher.did})", force, force.against)


def settled_with(voucher: Voucher) -> Message:
    """Return what is typed to settle a voucher that does not fit."""
    return commands.settle(voucher.id, KEEP_OR_VOID, reason="TEXT").message
