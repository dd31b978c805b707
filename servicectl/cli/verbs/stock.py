"""Reading the ledger: stock, books, what to order, what is owed, tools, loaners, goods book."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_problems
from servicectl.cli.app.typed import Typed, values_of
from servicectl.cli.verbs.look import customer_of
from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.books import BookQuery, book, by_key, lots, receipts, tools_kept
from servicectl.domain.ledger.books import stock as stock_of
from servicectl.domain.ledger.reorder import at_hand, ranked, to_order, year_of_use
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import ACCOUNT_KINDS, accounts_of, read_account
from servicectl.domain.movements.outstanding import owed as all_owed
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.errors import BadData, Message, Problem, UsageError, msg
from servicectl.output.i18n import say
from servicectl.output.json import stock as views
from servicectl.output.json.case import View
from servicectl.output.text import stock as screens
from servicectl.store.team.grep import cases_with
from servicectl.store.team.paths import case_path
from servicectl.store.team.team import unknown_person

NOTHING = msg("nothing")
ONE_DAY = timedelta(days=1)


def stock(context: Context, words: str, typed: Typed) -> int:
    """Print what accounts hold, now or at a moment."""
    values = values_of(context, words, typed)
    at = values.pop("at", context.now)
    if "case" in values:
        values["case"] = context.team.case(values["case"]).id
    wanted = BookQuery(
        *(values.get(name) for name in ("account", "sku", "case", "engineer", "serial"))
    )
    check_holders(context, wanted)
    problems: list[Problem] = []
    held = stock_of(_naming(context, wanted, problems), wanted, at)
    if not held and wanted.sku:
        context.team.catalogue.part(wanted.sku)
    rows = [views.stock_view(holding, context.team.catalogue) for holding in held]
    _put(typed, rows, lambda: screens.stock_screen(rows))
    return put_problems(problems)


def _naming(context: Context, wanted: BookQuery, problems: list[Problem]) -> Sequence[Voucher]:
    """Return the vouchers that name what is asked for: as few files are read as can be."""
    team = context.team
    if wanted.case:
        return team.vouchers_of(team.case(wanted.case))
    if wanted.serial:
        return team.vouchers_naming("serial", wanted.serial)
    if wanted.person:
        return team.vouchers_touching(*accounts_of(wanted.person))
    if wanted.account:
        return team.vouchers_touching(wanted.account)
    part = team.catalogue.get(wanted.sku) if wanted.sku else None
    if part and not part.is_serialised:  # a serial number may be moved without its part's name
        return team.vouchers_naming("sku", part.sku)
    return list(team.vouchers(problems))


def check_holders(context: Context, wanted: BookQuery) -> None:
    """Raise UsageError for a person or an account that the team does not have."""
    named = wanted.account if wanted.account not in ACCOUNT_KINDS else None
    account = read_account(named) if named else None
    of_person = account is not None and account.kind.named == "person"
    person = account.name if account and of_person else wanted.person
    if person and context.team.roster.get(person) is None:
        raise unknown_person(person, context.team.roster)
    if account and account.kind.named == "name" and str(account) not in context.team.own_accounts:
        raise UsageError(
            msg("there is no account {name}", name=repr(str(account))),
            did_you_mean(str(account), tuple(context.team.own_accounts))
            or msg("inventory/accounts.yaml lists them"),
        )


def _put(
    typed: Typed, rows: Sequence[Any], screen: Callable[[], str], nothing: Message = NOTHING
) -> None:
    """Print rows as JSON or as a list; that there are none on stderr, as ``list`` does."""
    if typed["json"]:
        put_json(rows)
    elif rows:
        put(screen())
    else:
        print(say(nothing), file=sys.stderr)


def ledger(context: Context, words: str, typed: Typed) -> int:
    """Print an account as a book."""
    values = values_of(context, words, typed)
    if "account" not in values:
        raise UsageError(
            msg("what is asked for is not named"), msg("servicectl parts ledger ACCOUNT")
        )
    account, calendar = values["account"], context.team.policy.calendar
    check_holders(context, BookQuery(account=account))
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        raise UsageError(
            msg("--until {until} is before --since {since}", until=str(until), since=str(since)),
            msg("--since is the first day shown, --until the last"),
        )
    found = book(
        _up_to_now(context, context.team.vouchers_touching(account)),
        account,
        values.get("sku"),
        calendar.at(since, 0) if since else None,
        calendar.at(until + ONE_DAY, 0) if until else None,
    )
    name = context.team.own_accounts.get(account)
    if typed["json"]:
        put_json(views.book_view(account, name, found, context.zone))
    else:
        put(screens.book_screen(account, name, found, context.zone))
    return 0


def _up_to_now(context: Context, vouchers: Iterable[Voucher]) -> list[Voucher]:
    return [voucher for voucher in vouchers if voucher.at <= context.now]


def reorder(context: Context, words: str, typed: Typed) -> int:
    """Print what to order."""
    vouchers = _up_to_now(context, context.team.vouchers_touching("installed", "store:good", "van"))
    held = [
        h for word in ("store:good", "van") for h in stock_of(vouchers, BookQuery(account=word))
    ]
    use = year_of_use(vouchers, context.now)
    orders = to_order(context.team.catalogue.parts, at_hand(held), use)
    rows = [views.order_view(order) for order in orders]
    _put(typed, rows, lambda: screens.order_screen(orders), msg("nothing to order"))
    return 0


def abc(context: Context, words: str, typed: Typed) -> int:
    """Print the parts by class."""
    use = year_of_use(context.team.vouchers_touching("installed"), context.now)
    ranks = ranked(context.team.catalogue.parts, use)
    rows = [views.rank_view(rank) for rank in ranks]
    _put(typed, rows, lambda: screens.rank_screen(ranks))
    return 0


def owed(context: Context, words: str, typed: Typed) -> int:
    """Print what is in whose hands and has to come back."""
    problems: list[Problem] = []
    vouchers = list(context.team.vouchers(problems))
    cases = _told_by_mouth(context, problems)
    found = all_owed(vouchers, context.now, context.team.policy.calendar, cases)
    rows = [views.owed_view(item, context.zone) for item in found]
    _put(typed, rows, lambda: screens.owed_screen(found, context.zone), msg("nothing is owed"))
    return put_problems(problems)


def _told_by_mouth(context: Context, problems: list[Problem]) -> Iterator[Case]:
    """Yield the cases in which something was approved by word of mouth."""
    for path in cases_with(context.team.root, "oral: "):
        try:
            yield context.team.case_at(path)
        except BadData as error:
            problems.extend(error.problems)


def tool_list(context: Context, words: str, typed: Typed) -> int:
    """Print the tool register: what is on it, who has it since when (F25)."""
    places = tools_kept(_up_to_now(context, context.team.vouchers_naming("tool", "")))
    register = context.team.tools
    rows = [
        views.tool_view(tool, register.get(tool), places.get(tool), context.zone)
        for tool in sorted({*register, *places})
    ]
    _put(typed, rows, lambda: screens.tools_screen(rows, context.zone))
    return 0


def loan_list(context: Context, words: str, typed: Typed) -> int:
    """Print the loaners, those out with customers first."""
    problems: list[Problem] = []
    vouchers = _up_to_now(context, context.team.vouchers_touching("customer:", "store:loaner"))
    posted = by_key(vouchers)
    held = [
        *(
            h
            for h in stock_of(vouchers, BookQuery(account="customer"))
            if h.key.item.kind != "money"
        ),
        *stock_of(vouchers, BookQuery(account="store:loaner")),
    ]
    rows = [
        views.loan_view(
            h, lots(posted[h.key])[-1].at, _borrower(context, h, problems), context.zone
        )
        for h in held
    ]
    _put(typed, rows, lambda: screens.loans_screen(rows, context.zone), msg("there are no loaners"))
    return put_problems(problems)


def _borrower(context: Context, holding: Holding, problems: list[Problem]) -> View | None:
    """Return who has a loaner; None for one on the shelf, and where the files cannot be read."""
    if holding.key.case is None:
        return None
    try:
        case = context.team.case_at(case_path(holding.key.case))
    except BadData as error:
        problems.extend(error.problems)
        return None
    customer = customer_of(context, case, problems)
    return {"id": case.head["customer"], "name": customer.name if customer else None}


def goods_book(context: Context, words: str, typed: Typed) -> int:
    """Print customers' units in and out of the house (F16)."""
    vouchers = _up_to_now(context, context.team.vouchers_touching("house"))
    given = receipts(vouchers)
    rows = [
        views.goods_view(
            entry, given.get((entry.posting.voucher.id, entry.posting.key.item.id)), context.zone
        )
        for entry in book(vouchers, "house").entries
    ]
    _put(typed, rows, lambda: screens.goods_screen(rows, context.zone))
    return 0
