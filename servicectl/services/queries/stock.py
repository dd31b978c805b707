"""What the accounts hold, and what moved in them: stock, an account as a book, the goods book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.books import Book, BookLine, BookQuery, book, receipts
from servicectl.domain.ledger.books import stock as held_of
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import ACCOUNT_KINDS, accounts_of, read_account
from servicectl.domain.master.field_clashes import FieldClash
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.domain.time.moments import ONE_DAY
from servicectl.errors import Problem, UsageError, msg
from servicectl.services.queries.approvals import Yeses, yeses
from servicectl.services.queries.field_clashes import open_fields_of
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.paths import PARTS, PRODUCTS
from servicectl.store.team.team import Team, unknown_person

HOUSE = "house"


class BookPeriod(NamedTuple):
    """The first and the last day shown of a book; None is no limit."""

    since: date | None = None
    until: date | None = None


def stock(team: Team, at: datetime, query: BookQuery) -> QueryResult[Holding]:
    """Return what the accounts asked for held at a moment.

    The case may be named in short. Raises UsageError for what the team does not have.
    """
    if query.case:
        query = query._replace(case=team.case(query.case).id)
    if query.serial:
        query = query._replace(serial=team.number_booked(query.serial))
    check_holders(team, query)
    problems: list[Problem] = []
    held = held_of(_naming(team, query, problems), query, at)
    if not held and query.sku:
        team.catalogue.part(query.sku)
    return QueryResult(held, problems)


def _naming(team: Team, query: BookQuery, problems: list[Problem]) -> Sequence[Voucher]:
    """Return the vouchers that name what is asked for: as few files are read as can be."""
    if query.case:
        return team.vouchers_of(team.case(query.case))
    if query.serial:
        return team.vouchers_naming("serial", query.serial)
    if query.person:
        return team.vouchers_touching(*accounts_of(query.person))
    if query.account:
        return team.vouchers_touching(query.account)
    part = team.catalogue.get(query.sku) if query.sku else None
    if part and not part.serialised:  # a serial number may be moved without its part's name
        return team.vouchers_naming("sku", part.sku)
    return list(team.vouchers(problems))


def check_holders(team: Team, query: BookQuery) -> None:
    """Raise UsageError for a person or an account that the team does not have."""
    named = query.account if query.account not in ACCOUNT_KINDS else None
    account = read_account(named) if named else None
    of_person = account is not None and account.kind.named == "person"
    person = account.name if account and of_person else query.person
    if person and team.roster.get(person) is None:
        raise unknown_person(person, team.roster)
    if account and account.kind.named == "name" and str(account) not in team.own_accounts:
        raise UsageError(
            msg("there is no account {name}", name=repr(str(account))),
            did_you_mean(str(account), tuple(team.own_accounts))
            or msg("inventory/accounts.yaml lists them"),
        )


def account_book(
    team: Team, now: datetime, account: str, sku: str | None, period: BookPeriod
) -> Book:
    """Return an account as a book up to now [of one part, of some days]; raise UsageError."""
    check_holders(team, BookQuery(account=account))
    since, until = period
    if since and until and until < since:
        raise UsageError(
            msg("--until {until} is before --since {since}", until=str(until), since=str(since)),
            msg("--since is the first day shown, --until the last"),
        )
    calendar = team.policy.calendar
    return book(
        up_to(now, team.vouchers_touching(account)),
        account,
        sku,
        calendar.at(since, 0) if since else None,
        calendar.at(until + ONE_DAY, 0) if until else None,
    )


def said_of(team: Team, book: Book) -> Yeses:
    """Return, by voucher of a book, whose yes by word of mouth it rests on (R187)."""
    return yeses(team, (entry.posting.voucher for entry in book.entries))


def goods_book(team: Team, now: datetime) -> list[tuple[BookLine, str | None]]:
    """Return customers' units in and out of the house, with the receipts given (F16)."""
    vouchers = up_to(now, team.vouchers_touching(HOUSE))
    given = receipts(vouchers)
    return [
        (line, given.get((line.posting.voucher.id, line.posting.key.item.id)))
        for line in book(vouchers, HOUSE).entries
    ]


def up_to(now: datetime, vouchers: Iterable[Voucher]) -> list[Voucher]:
    """Return the vouchers that are not of the future."""
    return [voucher for voucher in vouchers if voucher.at <= now]


def open_of_parts(team: Team) -> dict[str, list[FieldClash]]:
    """Return what is to be settled of parts and models, by number."""
    return open_fields_of(team, PARTS, PRODUCTS)
