"""Papers from outside, by which things come in or go for good: each is used once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from servicectl.domain.ledger.balances import in_force
from servicectl.domain.ledger.voucher import Voucher

_OUTSIDE = frozenset({"supplier", "maker", "installed"})


class Paper(NamedTuple):
    """The paper of a supplier, a maker or a customer: the account it is of, and its number."""

    account: str
    number: str


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
    return [voucher for voucher in in_force(vouchers) if paper_of(voucher) == paper]
