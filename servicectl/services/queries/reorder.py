"""What to order, and which parts are worth most: both from a year's use."""

from __future__ import annotations

from datetime import datetime

from servicectl.domain.ledger.books import BookQuery, stock
from servicectl.domain.ledger.reorder import Order, Rank, at_hand, ranked, to_order, year_of_use
from servicectl.services.queries.stock import up_to
from servicectl.store.team.team import Team

AT_HAND = ("store:good", "van")


def orders(team: Team, now: datetime) -> list[Order]:
    """Return what to order now (R126)."""
    vouchers = up_to(now, team.vouchers_touching("installed", *AT_HAND))
    held = [each for word in AT_HAND for each in stock(vouchers, BookQuery(account=word))]
    return list(to_order(team.catalogue.parts, at_hand(held), year_of_use(vouchers, now)))


def ranks(team: Team, now: datetime) -> list[Rank]:
    """Return the parts in classes A, B, C by the value of a year's use (R127)."""
    use = year_of_use(team.vouchers_touching("installed"), now)
    return list(ranked(team.catalogue.parts, use))
