"""Papers from outside, by which things come in or go for good: each is used once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from servicectl.domain.ledger.balances import in_force
from servicectl.domain.ledger.voucher import Voucher

_OUTSIDE = frozenset({"supplier", "maker", "installed"})


class Paper(NamedTuple):
    """The paper of a supplier, a maker or a customer: the account it is of, and its number.

    One number may be written in capitals and with spaces, or without: it is one paper.
    """

    account: str
    number: str

    @property
    def same(self) -> tuple[str, str]:
        """Return what is equal for the same paper, however its number is written."""
        return self.account, "".join(self.number.split()).casefold()


def paper_of(voucher: Voucher) -> Paper | None:
    """Return the paper from outside that a voucher goes by; None where it goes by none."""
    number = voucher.fields.get("document")
    if number is None:
        return None
    for line in voucher.lines:
        if line.source.kind.word in _OUTSIDE:
            return Paper(line.from_, number)
        if line.target.kind.word in _OUTSIDE - {"maker"}:
            return Paper(line.from_, number)
    return None


def by_paper(paper: Paper, vouchers: Iterable[Voucher]) -> list[Voucher]:
    """Return the vouchers in force that go by a paper, in the order of time."""
    found = ((voucher, paper_of(voucher)) for voucher in in_force(vouchers))
    return [voucher for voucher, other in found if other and other.same == paper.same]
