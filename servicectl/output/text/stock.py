"""What people read of the store: stock, what to order, what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from servicectl.domain.ledger.reorder import Order, Rank
from servicectl.domain.movements.outstanding import Owed
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.clashes import open_lines
from servicectl.output.text.labels import who_label
from servicectl.output.text.listing import (
    ACCOUNT,
    CASE,
    NAME,
    NUMBER,
    PART,
    SINCE,
    VALUE,
    WHAT,
    Column,
    listed,
    sum_of,
)
from servicectl.output.text.moments import local_time, written_time

_WHEN = Column(msg("when"))
_QTY = Column(msg("quantity"), figures=True)
_UNIT = Column(msg("unit of count"))
_WHO = Column(msg("who"))
_PRICE = Column(msg("price"), figures=True)
_USE = Column(msg("a year's use"), figures=True)
_CLASS = Column(msg("class"))


def stock_screen(rows: Sequence[View]) -> str:
    """Return the list of ``parts stock``, and what of these parts is to be settled."""
    table = listed(
        (ACCOUNT, PART, NUMBER, NAME, _QTY, _UNIT, CASE),
        [
            (
                row["account"],
                row["sku"],
                row["serial"] or row["tool"] or row["currency"],
                row["name"],
                row["qty"],
                row["unit"],
                row["case"],
            )
            for row in rows
        ],
    )
    clashes = {view["what"]: view for row in rows for view in row["clashes"]}
    return "\n".join((table, *open_lines(clashes.values())))


def order_screen(orders: Sequence[Order]) -> str:
    """Return the list of ``parts reorder``."""
    return listed(
        (
            PART,
            NAME,
            Column(msg("to order"), figures=True),
            _UNIT,
            Column(msg("at hand"), figures=True),
            Column(msg("order below"), figures=True),
            _USE,
            Column(msg("days to wait"), figures=True),
            Column(msg("supplier")),
        ),
        [
            (
                order.part.sku,
                order.part.name,
                order.qty,
                order.part.unit,
                order.stock,
                order.point,
                order.use,
                order.part.lead_days,
                order.part.supplier,
            )
            for order in orders
        ],
    )


def rank_screen(ranks: Sequence[Rank]) -> str:
    """Return the list of ``parts abc``; the catalogue's class only where it is another."""
    return listed(
        (
            PART,
            NAME,
            _USE,
            _PRICE,
            VALUE,
            Column(msg("share"), figures=True),
            _CLASS,
            Column(msg("catalogue says")),
        ),
        [
            (
                rank.part.sku,
                rank.part.name,
                rank.use,
                rank.part.price,
                sum_of(rank.value),
                None if rank.share is None else f"{rank.share * 100:.1f} %",
                rank.class_ or "-",
                rank.part.class_ if rank.differs else "",
            )
            for rank in ranks
        ],
    )


def owed_screen(found: Sequence[Owed], zone: ZoneInfo) -> str:
    """Return the list of ``parts owed``."""
    return listed(
        (SINCE, _WHO, WHAT, CASE, Column(msg("due")), Column(msg("settled by"))),
        [
            (
                local_time(owed.since, zone),
                who_label(owed.obligation.who),
                say(owed.obligation.what),
                owed.case,
                local_time(owed.due, zone) if owed.due else "",
                say(owed.obligation.settle),
            )
            for owed in found
        ],
    )


def goods_screen(rows: Sequence[View], zone: ZoneInfo) -> str:
    """Return the goods in/out book (F16)."""
    ways = {"in": say(msg("in")), "out": say(msg("out"))}
    return listed(
        (
            _WHEN,
            NUMBER,
            PART,
            CASE,
            Column(msg("in or out")),
            Column(msg("from or to")),
            Column(msg("by")),
            Column(msg("receipt")),
        ),
        [
            (
                written_time(row["at"], zone),
                row["serial"],
                row["sku"],
                row["case"],
                ways[row["direction"]],
                row["other"],
                row["by"],
                row["receipt"],
            )
            for row in rows
        ],
    )
