"""Counts of the store that wait for their adjustment (R091)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from servicectl.domain.ledger.books import by_key
from servicectl.domain.ledger.stock_counts import counted, not_adjusted
from servicectl.domain.rulebook.duties import of_count
from servicectl.domain.rulebook.duty import Duty
from servicectl.services.queries.duty_search import DutySearch
from servicectl.store.team.grep import vouchers_with
from servicectl.store.team.paths import voucher_path


def open_counts(found: DutySearch, ids: Collection[str]) -> Iterator[Duty]:
    """Yield those of some counts that differ from the book and have no adjustment in force."""
    counts = found.read(voucher_path(id) for id in ids)
    skus = {sku for count in counts for sku in counted(count.fields)}
    others = found.vouchers("did: count", "did: adjust", "did: reverse")
    moved = found.read(vouchers_with(found.team.root, ("sku",), sorted(skus)))
    known = {voucher.id: voucher for voucher in (*counts, *others, *moved)}
    for count in not_adjusted(known.values(), by_key(known.values())):
        yield from of_count(count, found.inputs)
