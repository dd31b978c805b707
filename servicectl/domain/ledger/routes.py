"""Between which accounts things go when the accounts are typed, and the verb for any other way.

So nothing of ours comes from nowhere, or goes for good, beside the paper and the second person
that its own verb asks for (rules.md §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.master.accounts import ACCOUNT_KINDS, Account
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message, msg


class Route(NamedTuple):
    """Kinds of accounts from which, and to which, an action moves things.

    ``on_paper``: only with the number of a paper.
    """

    sources: frozenset[str]
    targets: frozenset[str]
    on_paper: bool = False

    def takes(self, source: Account, target: Account) -> bool:
        """Return whether things may go from one account to the other; old parts stay old."""
        ways = source.kind.word in self.sources and target.kind.word in self.targets
        return ways and source.old == target.old


PLACES = frozenset(word for word, kind in ACCOUNT_KINDS.items() if kind.holds_stock)
_ROUTES: Mapping[str, tuple[Route, ...]] = {
    "transfer": (
        Route(PLACES, PLACES),
        Route(frozenset({"engineer"}), frozenset({"engineer"})),
        Route(PLACES - {"store"}, frozenset({"installed"}), on_paper=True),  # as reported (M16)
    ),
    "receive": (Route(frozenset({"supplier", "maker", "installed"}), PLACES),),
    "issue": (Route(PLACES, frozenset({"engineer"})),),
    "return": (Route(frozenset({"engineer"}), PLACES),),
    "from-maker": (Route(frozenset({"maker"}), PLACES | {"house", "scrap"}),),
    "scrap": (Route(PLACES, frozenset({"scrap"})),),
}
_BOOKED_BACK = "reverse VOUCHER --reason TEXT"
_COUNTED = "parts count SKU=QTY --account ACCOUNT"
_INSTEAD: Mapping[str, tuple[str, str]] = {
    "supplier": (_BOOKED_BACK, "parts receive SKU=QTY --document NUMBER"),
    "engineer": ("parts issue CASE SKU=QTY", "parts return CASE SKU=QTY"),
    "installed": ("complete CASE --used SKU=QTY:REASON", "parts old-in CASE SKU=QTY"),
    "customer-unit": ("complete CASE --old-part SKU=QTY", "parts old-in CASE SKU=QTY"),
    "customer": ("loan out CASE SERIAL", "loan in CASE"),
    "house": ("take-away CASE", "give-back CASE --signed-by NAME"),
    "maker": (
        "parts to-maker SKU=QTY --maker NAME",
        "parts from-maker SKU=QTY --maker NAME --analysis TEXT",
    ),
    "scrap": ("parts scrap SKU=QTY --reason TEXT --approved-by PERSON", _BOOKED_BACK),
    "unrecovered": ("parts old-in CASE --excused TEXT", _BOOKED_BACK),
    "worn": (_COUNTED, _COUNTED),
    "lost": (_COUNTED, _COUNTED),
    "count-difference": (_COUNTED, _COUNTED),
}
"""By the kind of an account, what is typed to bring things there, and to take them from there."""


class WrongRoute(NamedTuple):
    """A line that goes a way which its action does not: the key at fault, what, the right verb."""

    key: str
    message: Message
    remedy: Message


def wrong_route(voucher: Voucher, line: Line) -> WrongRoute | None:
    """Return what is wrong with the way of a line; None where it is one of its action's."""
    routes = _ROUTES.get(voucher.did)
    ways = [r for r in routes or () if r.takes(line.source, line.target)]
    words = (ACTIONS.get(voucher.did) or DOCUMENTS[voucher.did]).words
    if routes is None or any("document" in voucher.fields or not r.on_paper for r in ways):
        return None
    if ways:
        text = msg("{verb} to {account} goes by a paper", verb=words, account=line.to)
        return WrongRoute("to", text, msg("say which: --document NUMBER"))
    key, account = _at_fault(routes, line)
    if key == "to":
        text = msg("{verb} brings nothing to {account}", verb=words, account=str(account))
    else:
        text = msg("{verb} takes nothing from {account}", verb=words, account=str(account))
    return WrongRoute(key, text, _instead(account, key))


def _at_fault(routes: tuple[Route, ...], line: Line) -> tuple[str, Account]:
    """Return the account that makes a line's route wrong: where it goes, unless that would do."""
    if any(line.target.kind.word in route.targets for route in routes[:1]):
        return "from", line.source
    return "to", line.target


def _instead(account: Account, key: str) -> Message:
    """Return the command for what an account gets, or gives."""
    if account.old and key == "from":
        return msg("servicectl {words}", words="parts old-in CASE SKU=QTY")
    pair = _INSTEAD.get(account.kind.word)
    if pair is None:
        return msg("stores, vans, branches, agents and depots hold parts")
    return msg("servicectl {words}", words=pair[0 if key == "to" else 1])
