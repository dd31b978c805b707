"""Old parts are inspected for the case that they came from, whether it is typed or not (R097)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from servicectl.domain.ledger.balances import BalanceKey
from servicectl.domain.ledger.books import by_key, origins
from servicectl.domain.ledger.voucher import Item
from servicectl.domain.movements.outstanding import OLD_PARTS
from servicectl.domain.schema import commands
from servicectl.domain.schema.quantities import Goods
from servicectl.errors import Refused, msg
from servicectl.services.recording.ledger_checks import KEYS
from servicectl.store.team.team import Team


def case_of_old_parts(team: Team, inspected: Iterable[Goods], at: datetime) -> str | None:
    """Return the case that the old parts of a moment came from, the oldest first; or None.

    Raises Refused where they came from several: each is inspected by itself.
    """
    came: defaultdict[str | None, list[Goods]] = defaultdict(list)
    for goods in inspected:
        for case, qty in _origins(team, goods, at).items():
            came[case].append(goods._replace(qty=qty))
    if len(came) < 2:
        return next(iter(came), None)
    parts = [
        msg("{goods} from {case}", goods=goods, case=case or msg("no case"))
        for case, found in came.items()
        for goods in map(str, found)
    ]
    raise Refused(
        msg("these old parts are of several cases: {told}", told=parts),
        msg("one at a time: servicectl {words}", words=_command(came)),
    )


def _origins(team: Team, goods: Goods, at: datetime) -> Mapping[str | None, Decimal]:
    item = Item("serial", goods.serial) if goods.serial else Item("sku", goods.sku)
    named = team.vouchers_naming(KEYS[item.kind], item.id)
    posted = by_key(voucher for voucher in named if voucher.at <= at)
    return origins(posted.get(BalanceKey(OLD_PARTS, item), ()), goods.qty)


def _command(came: Mapping[str | None, list[Goods]]) -> commands.CommandLine:
    """Return what is typed for the first of the cases."""
    case, found = next(iter(came.items()))
    return commands.parts.inspect(*found, result="good|bad", case=case)
