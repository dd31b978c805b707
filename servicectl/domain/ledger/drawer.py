"""The money that finance holds: no more of it is set against the cost of service than is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from servicectl.domain.ledger.balances import Posting
from servicectl.domain.ledger.voucher import Item

FINANCE = "finance"


def unfunded(posted: Iterable[Posting]) -> Iterator[tuple[Posting, Decimal]]:
    """Yield each sum set against cost that was not there, with what was there.

    ``posted`` is what is posted to finance, in the order of time.
    """
    sums: defaultdict[Item, Decimal] = defaultdict(Decimal)
    for posting in posted:
        if posting.key.account == FINANCE:
            there = sums[posting.key.item]
            sums[posting.key.item] += posting.change
            if posting.voucher.did == "cash-settle" and sums[posting.key.item] < 0:
                yield posting, max(there, Decimal(0))
