"""Which vouchers of a desk count: an event is in force if and only if its vouchers are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from servicectl.domain.cases.force import Force
from servicectl.named_tuple import NamedTuple

if TYPE_CHECKING:
    from servicectl.domain.ledger.voucher import Voucher

NONE_BARRED: Mapping[str, Force] = MappingProxyType({})
NONE_LATER: Mapping[str, datetime] = MappingProxyType({})


def is_voucher(id: str) -> bool:
    """Return whether an id is a voucher's, and no event's."""
    return id.startswith("v-")


class DeskForce(NamedTuple):
    """What does not simply count of the vouchers of a desk.

    ``barred`` are vouchers that do not fit with others, and events that do not fit with others
    though they book nothing; ``out`` are all vouchers that do not count, for whatever reason; one
    that was kept counts from the moment at which it was settled (``since``).
    """

    barred: Mapping[str, Force] = NONE_BARRED
    out: frozenset[str] = frozenset()
    since: Mapping[str, datetime] = NONE_LATER

    @property
    def vouchers(self) -> frozenset[str]:
        """Return the vouchers of which something is said."""
        return self.out.union(self.since, filter(is_voucher, self.barred))

    def counting(self, vouchers: Iterable[Voucher]) -> list[Voucher]:
        """Return the vouchers that count, each from when it does."""
        return [
            v._replace(at=self.since[v.id]) if v.id in self.since else v
            for v in vouchers
            if v.id not in self.out and v.reverses not in self.out
        ]


ALL_COUNT = DeskForce()
