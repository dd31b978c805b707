"""Which piece is meant by a part and a number: two makers' numbers are two pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.master.customers import unit_with_model
from servicectl.domain.schema.kinds import ManyKind
from servicectl.domain.schema.quantities import GOODS, Goods, read_goods
from servicectl.domain.schema.records import Field
from servicectl.services.queries.unit_identity import units_with
from servicectl.store.team.team import Team


def goods_meant(
    team: Team, declared: Sequence[Field], fields: Mapping[str, Any], *, new: bool
) -> dict[str, tuple[str, ...]]:
    """Return the goods that were typed, each piece by the number that the books have of it.

    Where the number alone is that of another model it is ``SERIAL@MODEL``; ``new`` pieces come in.
    """
    names = [field.name for field in declared if _is_goods(field) and field.name in fields]
    return {name: tuple(_meant(team, text, new=new) for text in fields[name]) for name in names}


def _is_goods(field: Field) -> bool:
    return isinstance(field.kind, ManyKind) and field.kind.item is GOODS


def _meant(team: Team, text: str, *, new: bool) -> str:
    goods = read_goods(text)
    if not goods.serial or "@" in goods.serial:
        return text
    own = unit_with_model(goods.serial, goods.sku)
    if team.vouchers_naming("serial", own) or (new and _is_others(team, goods)):
        return text.replace(f"@{goods.serial}", f"@{own}", 1)
    return text


def _is_others(team: Team, goods: Goods) -> bool:
    """Return whether a number is that of another model only: on file, or in the books."""
    number = str(goods.serial)
    models = {unit.model for unit in units_with(team, number)}
    vouchers = team.vouchers_naming("serial", number)
    models |= {line.sku for v in vouchers for line in v.lines if line.serial == number}
    return bool(models) and not models & {None, goods.sku}
