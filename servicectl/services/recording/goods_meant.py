"""Which piece is meant by a part and a number: two makers' numbers are two pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.master.customers import unit_with_model
from servicectl.domain.schema.kinds import ManyKind
from servicectl.domain.schema.quantities import GOODS, Goods, read_goods
from servicectl.domain.schema.records import Field
from servicectl.services.queries.unit_identity import units_with
from servicectl.store.team.grep import numbers_in_books
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
    if not goods.serial:
        return text
    books = numbers_in_books(team.root, goods.serial.partition("@")[0])
    own = unit_with_model(goods.serial, goods.sku)
    number = books.get(goods.serial.casefold()) or _on_file(team, goods)
    if own.casefold() in books or (new and number and _is_others(team, goods, number)):
        number = books.get(own.casefold(), own)
    return text.replace(f"@{goods.serial}", f"@{number or goods.serial}", 1)


def _on_file(team: Team, goods: Goods) -> str | None:
    """Return what a unit of the number is called on file."""
    units = units_with(team, str(goods.serial))
    same = [unit.id for unit in units if unit.model in (None, goods.sku)]
    return next(iter(same or (unit.id for unit in units)), None)


def _is_others(team: Team, goods: Goods, number: str) -> bool:
    """Return whether a number is that of another model only: on file, or in the books."""
    models = {unit.model for unit in units_with(team, number)}
    vouchers = team.vouchers_naming("serial", number)
    models |= {line.sku for v in vouchers for line in v.lines if line.serial == number}
    return not models & {None, goods.sku}
