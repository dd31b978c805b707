"""The accounts between which things and money move (rules.md §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from servicectl.domain.schema.kinds import ParsedKind, did_you_mean
from servicectl.errors import Malformed, Message, msg
from servicectl.named_tuple import NamedTuple

AccountWord = Literal[
    "supplier",
    "store",
    "van",
    "engineer",
    "installed",
    "customer-unit",
    "customer",
    "house",
    "maker",
    "branch",
    "agent",
    "depot",
    "scrap",
    "unrecovered",
    "worn",
    "lost",
    "count-difference",
    "cash",
    "finance",
    "service-cost",
    "compensation",
    "bad-debt",
    "freight",
    "third-party",
]
"""The kinds again, for the type checker: it finds a comparison with one that there is not."""
Shelf = Literal["good", "bad", "old", "loaner", "finished", "tools"]
"""What lies apart in the store."""


class AccountKind(NamedTuple):
    """One kind of account.

    ``named`` is what stands after the colon: a ``person``, a ``case``, a ``name`` of the team's
    own list (``inventory/accounts.yaml``), one of ``shelves``, or nothing. ``own``: what is in it
    is in somebody's hands, so it cannot fall below zero. ``of_case``: a voucher with a case moves
    what belongs to that case alone, and the case cannot close before it is empty. ``may_return``:
    it is gone, but may turn up again, for the case for which it went and no more than went.
    """

    word: AccountWord
    help: Message
    named: str | None = None
    shelves: tuple[str, ...] = ()
    own: bool = True
    of_case: bool = False
    may_return: bool = False
    rules: tuple[str, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Return whether it cannot fall below zero."""
        return self.own or self.may_return

    @property
    def by_case(self) -> bool:
        return self.of_case or self.may_return

    @property
    def holds_stock(self) -> bool:
        """Return whether what is in it is our stock, for no case: it is counted and moved about."""
        return self.own and not self.of_case


_DECLARED = (
    AccountKind("supplier", msg("supplier"), own=False, rules=("R092",)),
    AccountKind(
        "store",
        msg("store"),
        shelves=get_args(Shelf),
        rules=("R091", "R098", "R099", "R125"),
    ),
    AccountKind("van", msg("van stock"), "person", rules=("R113",)),
    AccountKind(
        "engineer", msg("in an engineer's hands"), "person", of_case=True, rules=("R080", "R133")
    ),
    AccountKind("installed", msg("at customers'"), own=False, rules=("R090",)),
    AccountKind(
        "customer-unit", msg("old parts coming off"), "case", of_case=True, rules=("R080",)
    ),
    AccountKind("customer", msg("with the customer"), "case", of_case=True, rules=("R130",)),
    AccountKind("house", msg("customers' units with us"), of_case=True, rules=("R116",)),
    AccountKind("maker", msg("at the maker's"), "name", of_case=True, rules=("R099", "R100")),
    AccountKind("branch", msg("branch"), "name", rules=("R102",)),
    AccountKind("agent", msg("agent"), "name", rules=("R102",)),
    AccountKind("depot", msg("depot at a customer's"), "name", rules=("R351",)),
    AccountKind("scrap", msg("scrapped"), own=False),
    AccountKind("unrecovered", msg("not recovered"), own=False, may_return=True, rules=("R526",)),
    AccountKind("worn", msg("worn out"), own=False, rules=("R137",)),
    AccountKind("lost", msg("lost"), own=False, rules=("R135",)),
    AccountKind("count-difference", msg("count difference"), own=False, rules=("R091",)),
    AccountKind("cash", msg("cash in hand"), "person", of_case=True, rules=("R066", "R176")),
    AccountKind("finance", msg("finance"), own=False, rules=("R066", "R120")),
    AccountKind("service-cost", msg("service cost"), own=False, rules=("R066",)),
    AccountKind("compensation", msg("compensation"), own=False),
    AccountKind("bad-debt", msg("debts let go"), own=False, rules=("R066",)),
    AccountKind("freight", msg("freight"), own=False, rules=("R114",)),
    AccountKind("third-party", msg("third-party bills"), own=False),
)
ACCOUNT_KINDS: Mapping[str, AccountKind] = {kind.word: kind for kind in _DECLARED}
OLD = "old"
"""What stands behind ``engineer:NAME:`` for the old parts he brings back."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,47}")


class Account(NamedTuple):
    """One account: its kind, what is after the colon, and whether it is the part for old parts."""

    kind: AccountKind
    name: str | None = None
    old: bool = False

    def __str__(self) -> str:
        """Return it as it is typed."""
        return ":".join(filter(None, (self.kind.word, self.name, OLD if self.old else None)))


def read_account(text: str) -> Account:
    """Return the account that a text such as ``engineer:liqiang:old`` names; raise Malformed."""
    word, *rest = text.strip().split(":")
    kind = ACCOUNT_KINDS.get(word)
    if kind is None:
        raise Malformed(
            msg("there is no account {name}", name=repr(text)),
            did_you_mean(word, ACCOUNT_KINDS)
            or msg("accounts: {words}", words=", ".join(ACCOUNT_KINDS)),
        )
    old = word == "engineer" and rest[1:] == [OLD]
    if old:
        rest.pop()
    if bool(kind.named or kind.shelves) != bool(rest) or len(rest) > 1:
        raise Malformed(msg("{text} is not of the form {form}", text=repr(text), form=_form(kind)))
    if kind.shelves and rest[0] not in kind.shelves:
        raise Malformed(
            msg("there is no account {name}", name=repr(text)), msg("{form}", form=_form(kind))
        )
    if rest and not _NAME.fullmatch(rest[0]):
        raise Malformed(msg("{text} is not of the form {form}", text=repr(text), form=_form(kind)))
    return Account(kind, rest[0] if rest else None, old)


def account_of(word: AccountWord, name: object) -> str:
    """Return the text of an account that bears a name."""
    return f"{word}:{name}"


def shelf(name: Shelf) -> str:
    """Return the text of an account of the store."""
    return f"store:{name}"


def accounts_of(person: str) -> tuple[str, ...]:
    """Return the accounts that bear a person's name."""
    return tuple(f"{kind.word}:{person}" for kind in _DECLARED if kind.named == "person")


def _form(kind: AccountKind) -> str:
    if kind.shelves:
        return f"{kind.word}:{'|'.join(kind.shelves)}"
    return f"{kind.word}:{kind.named.upper()}" if kind.named else kind.word


def _as_text(text: str) -> str:
    return str(read_account(text))


def _as_whole(text: str) -> str:
    return text if text in ACCOUNT_KINDS else _as_text(text)


ACCOUNT = ParsedKind(_as_text, "ACCOUNT", "store:good")
WHOLE = ParsedKind(_as_whole, "ACCOUNT", "store")
"""An account, or all of a kind by the word alone."""
