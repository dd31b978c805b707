"""What to order, and which parts matter most."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put_rows
from servicectl.cli.app.typed import Typed
from servicectl.errors import msg
from servicectl.output.json import stock as views
from servicectl.output.text import stock as screens


def reorder(context: Context, words: str, typed: Typed) -> int:
    """Print what to order."""
    from servicectl.services.queries.reorder import orders

    found = orders(context.team, context.now)
    rows = [views.order_view(order) for order in found]
    put_rows(typed, rows, lambda: screens.order_screen(found), msg("nothing to order"))
    return 0


def abc(context: Context, words: str, typed: Typed) -> int:
    """Print the parts by class."""
    from servicectl.services.queries.reorder import ranks

    found = ranks(context.team, context.now)
    rows = [views.rank_view(rank) for rank in found]
    put_rows(typed, rows, lambda: screens.rank_screen(found), msg("nothing"))
    return 0
