"""What the movements of one action are decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.catalogue import Catalogue
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS


def _unknown(id: str) -> None:
    """Return that nothing is known of a unit."""


class BookingContext(NamedTuple):
    """What a movement is decided on.

    ``case`` and ``vouchers`` are as they were before it, ``held`` the accounts of the case;
    ``where`` tells what own account a serial number or a tool is in, ``voucher`` reads one,
    ``stock`` tells what an account held by part at a moment, ``model`` the model of a unit on file.
    ``catalogue`` is None where it cannot be relied on: long after the day.
    """

    did: str
    by: str
    fields: Mapping[str, Any]
    case: Case | None
    held: Sequence[Holding]
    vouchers: Sequence[Voucher]
    catalogue: Catalogue | None
    currency: str
    where: Callable[[str], Holding | None]
    voucher: Callable[[str], Voucher]
    stock: Callable[[str, datetime], Mapping[str, Decimal]]
    model: Callable[[str], str | None] = _unknown

    @property
    def action(self) -> Action:
        shipped = ACTIONS.get(self.did) or DOCUMENTS.get(self.did)
        return shipped or self.of_case.actions[self.did]

    @property
    def of_case(self) -> Case:
        """Return the case, where there has to be one."""
        assert self.case is not None
        return self.case

    @property
    def case_id(self) -> str:
        return self.of_case.id

    @property
    def parts(self) -> Catalogue:
        """Return the catalogue of the day; only booking may ask for it."""
        assert self.catalogue is not None
        return self.catalogue

    def is_owed(self, sku: str) -> bool:
        """Return whether for each one used the old one has to come back."""
        part = self.parts.part(sku)
        return part.returnable and not part.serialised
