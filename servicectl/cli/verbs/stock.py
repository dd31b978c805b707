"""Reading the ledger: stock, books, what is owed."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import open_views, put, put_json, put_problems, put_rows
from servicectl.cli.app.typed import Typed, values_of
from servicectl.errors import UsageError, msg
from servicectl.output.json import stock as views
from servicectl.output.text import stock as screens
from servicectl.output.text.book import book_screen

NOTHING = msg("nothing")


def stock(context: Context, words: str, typed: Typed) -> int:
    """Print what accounts hold, now or at a moment."""
    from servicectl.domain.ledger.books import BookQuery
    from servicectl.services.queries.stock import open_of_parts
    from servicectl.services.queries.stock import stock as held

    values = values_of(context, words, typed)
    wanted = map(values.get, ("account", "sku", "case", "engineer", "serial"))
    found = held(context.team, values.get("at", context.now), BookQuery(*wanted))
    catalogue = context.team.catalogue
    clashes = open_views(context, open_of_parts(context.team))
    rows = [
        {**views.stock_view(one, catalogue), "clashes": clashes.get(one.sku or "", [])}
        for one in found.rows
    ]
    put_rows(typed, rows, lambda: screens.stock_screen(rows), NOTHING)
    return put_problems(found.problems)


def ledger(context: Context, words: str, typed: Typed) -> int:
    """Print an account as a book."""
    from servicectl.services.queries.stock import BookPeriod, account_book, said_of

    values = values_of(context, words, typed)
    account = values.get("account") or _no_account()
    period = BookPeriod(values.get("since"), values.get("until"))
    book = account_book(context.team, context.now, account, values.get("sku"), period)
    said = said_of(context.team, book)
    shown = views.ShownBook(account, context.team.own_accounts.get(account), book, said)
    if typed["json"]:
        put_json(views.book_view(shown, context.zone))
    else:
        put(book_screen(shown, context.zone))
    return 0


def _no_account() -> str:
    raise UsageError(msg("what is asked for is not named"), msg("servicectl parts ledger ACCOUNT"))


def owed(context: Context, words: str, typed: Typed) -> int:
    """Print what is in whose hands and has to come back."""
    from servicectl.services.queries.outstanding import outstanding

    found = outstanding(context.team, context.now)
    rows = [views.owed_view(item, context.zone) for item in found.rows]
    nothing = msg("nothing is owed")
    put_rows(typed, rows, lambda: screens.owed_screen(found.rows, context.zone), nothing)
    return put_problems(found.problems)


def goods_book(context: Context, words: str, typed: Typed) -> int:
    """Print customers' units in and out of the house (F16)."""
    from servicectl.services.queries.stock import goods_book as moved

    rows = [views.goods_view(*row, context.zone) for row in moved(context.team, context.now)]
    put_rows(typed, rows, lambda: screens.goods_screen(rows, context.zone), NOTHING)
    return 0
