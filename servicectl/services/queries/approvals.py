"""Whose yes by word of mouth vouchers rest on, and what was said of it in writing since (R187)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.oral_approvals import approvers_of
from servicectl.domain.movements.voucher_approvals import (
    SpokenYes,
    spoken,
    spoken_in,
    unconfirmed_vouchers,
)
from servicectl.domain.rulebook.duties import of_yes
from servicectl.domain.rulebook.duty import Duty
from servicectl.services.queries.duty_search import DutySearch, about
from servicectl.store.team.paths import voucher_path
from servicectl.store.team.team import Team

Yeses = dict[str, list[SpokenYes]]
_NAMED_BY_EVENT = ("cash-pay", "cash-write-off")
"""What names who approved it in the case's event alone."""


def open_yeses(found: DutySearch, ids: Collection[str]) -> Iterator[Duty]:
    """Yield that those of some vouchers are confirmed which are not, and stand."""
    named = found.read(voucher_path(id) for id in sorted(ids))
    for yes in unconfirmed_vouchers([*named, *about(found, ids)]):
        yield from of_yes(yes, found.inputs)


def yeses(team: Team, vouchers: Iterable[Voucher]) -> Yeses:
    """Return, by voucher, whose yes by word of mouth it rests on, and what he says of it (R187)."""
    named = {v.id: v for v in vouchers if approvers_of(v) or v.did in _NAMED_BY_EVENT}
    alone = [voucher for voucher in named.values() if voucher.event is None]
    found = spoken([*alone, *team.vouchers_naming("did", "confirm")]) if alone else []
    for id in dict.fromkeys(str(v.case) for v in named.values() if v.event):
        found += spoken_in(team.case(id), [v for v in named.values() if v.case == id])
    by_voucher: Yeses = {}
    for yes in found:
        by_voucher.setdefault(yes.voucher.id, []).append(yes)
    return by_voucher
