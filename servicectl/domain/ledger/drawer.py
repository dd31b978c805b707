"""The money that finance holds: no more of it is set against the cost of service than is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from servicectl.domain.ledger.balances import Posting
from servicectl.domain.ledger.voucher import Item

FINANCE, CASH, COST, CREDIT = "finance", "cash", "service-cost", "supplier"


def unfunded(posted: Iterable[Posting]) -> Iterator[tuple[Posting, Decimal]]:
    """Yield each sum set against cost that was not there, with what was there.

    ``posted`` is what is posted to finance, in the order of time. What was handed in and goes back
    to who collected it was there no more, either: then the sum that was last set against cost is
    too much, whatever else finance has paid.
    """
    sums: defaultdict[Item, Decimal] = defaultdict(Decimal)
    handed_in: defaultdict[Item, Decimal] = defaultdict(Decimal)
    settled: dict[Item, Posting] = {}
    for posting in (p for p in posted if p.key.account == FINANCE):
        item, other = posting.key.item, _other(posting)
        there = max(sums[item], Decimal(0))
        sums[item] += posting.change
        handed_in[item] += posting.change if other in (CASH, COST, CREDIT) else 0
        if posting.voucher.did == "cash-settle":
            settled[item] = posting
            if sums[item] < 0:
                yield posting, there
        elif other == CASH and handed_in[item] < 0 and item in settled:
            yield settled[item], handed_in[item] - settled[item].change


def _other(posting: Posting) -> str:
    """Return the kind of account on the other side."""
    line = posting.line
    return (line.source if posting.change > 0 else line.target).kind.word
