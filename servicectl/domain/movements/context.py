"""What the movements of one action are decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.catalogue import Catalogue


@dataclass(frozen=True)
class BookingContext:
    """What a movement is decided on.

    ``held`` are the accounts of the case; ``where`` tells what own account a serial number or a
    tool is in, ``voucher`` reads one, ``stock`` tells what an account held by part at a moment.
    """

    did: str
    by: str
    fields: Mapping[str, Any]
    case: Case | None
    held: Sequence[Holding]
    vouchers: Sequence[Voucher]
    catalogue: Catalogue
    currency: str
    where: Callable[[str], Holding | None]
    voucher: Callable[[str], Voucher]
    stock: Callable[[str, datetime], Mapping[str, Decimal]]

    @property
    def case_id(self) -> str:
        """Return the case's id."""
        assert self.case is not None
        return self.case.id

    def in_account(self, word: str, old: bool = False, name: str | None = None) -> list[Holding]:
        """Return what accounts of one kind hold for the case, money left out."""
        return [
            holding
            for holding in self.held
            if holding.account.kind.word == word
            and holding.account.old == old
            and name in (None, holding.account.name)
            and holding.key.item.kind != "money"
        ]
