"""May a case be closed? It may when every account of it is empty: what is not, is owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from servicectl.domain.ledger.balances import Holding
from servicectl.errors import Message, msg


class Obligation(NamedTuple):
    """What is still open in a case: the thing, who holds it, the command that settles it."""

    what: Message
    who: str
    settle: Message


def obligations(held: Iterable[Holding], case: str) -> Iterator[Obligation]:
    """Yield one obligation for each account of the case that is not empty."""
    for holding in held:
        account, item = holding.account, holding.key.item
        word = account.kind.word + ("-old" if account.old else "")
        what = msg("{thing} in {account}", thing=thing(holding), account=str(account))
        settle = _SETTLED_BY[word].format(case=case, goods=_goods(holding), sum=holding.qty)
        if word == "customer" and item.kind == "money":
            settle = f"cash collect {case} {holding.qty}"
        if word == "maker":
            settle += f" --maker {account.name} --analysis TEXT"
        who = account.name if account.kind.named == "person" else account.kind.word
        yield Obligation(what, str(who), msg("servicectl {words}", words=settle))


def thing(holding: Holding) -> str:
    """Return how much of what is held, in a few words."""
    kind, id = holding.key.item
    if kind == "money":
        return f"{holding.qty} {id}"
    return id if kind != "sku" else f"{id} {holding.qty}" + (holding.unit or "")


def _goods(holding: Holding) -> str:
    kind, id = holding.key.item
    return f"{holding.sku or 'MODEL'}@{id}" if kind == "serial" else f"{id}={holding.qty}"


_SETTLED_BY = {
    "engineer": "parts return {case} {goods}",
    "engineer-old": "parts old-in {case} {goods}",
    "customer-unit": "parts old-in {case} {goods}",
    "customer": "loan in {case}",
    "house": "give-back {case}",
    "maker": "parts from-maker {goods} --case {case}",
    "cash": "cash hand-in {case}",
}
