"""The table of accounts, as docs/ledger.md shows it."""

from __future__ import annotations

from servicectl.domain.master.accounts import ACCOUNT_KINDS, AccountKind
from servicectl.output.reference.markdown import table


def accounts_table() -> str:
    """Return every account: how it is typed, what it is, what holds of it, the rules behind it."""
    rows = [
        (f"`{_typed(kind)}`", str(kind.help), _holds(kind), " ".join(kind.rules))
        for kind in ACCOUNT_KINDS.values()
    ]
    return table(("account", "what is in it", "", "rules"), rows)


def _typed(kind: AccountKind) -> str:
    if kind.shelves:
        return f"{kind.word}:{'|'.join(kind.shelves)}"
    return f"{kind.word}:{kind.named.upper()}" if kind.named else kind.word


def _holds(kind: AccountKind) -> str:
    said = ["never below zero" if kind.is_bounded else "outside: may be below zero"]
    return "; ".join([*said, *["empty before its case closes"] * kind.of_case])
