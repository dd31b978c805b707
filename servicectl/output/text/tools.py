"""Tools and loaners on a terminal: what there is, and who has it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from servicectl.domain.master.accounts import read_account
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.listing import (
    ACCOUNT,
    CASE,
    NAME,
    NUMBER,
    PART,
    SINCE,
    VALUE,
    Column,
    listed,
    sum_of,
)
from servicectl.output.text.moments import written_time

_HOLDER = Column(msg("holder"))


def tools_screen(rows: Sequence[View], zone: ZoneInfo) -> str:
    """Return the tool register (F25)."""
    yes = say(msg("yes"))
    return listed(
        (Column(msg("tool")), NAME, VALUE, Column(msg("fixed asset")), _HOLDER, SINCE),
        [
            (
                row["tool"],
                row["name"],
                sum_of(row["value"]),
                yes if row["fixed_asset"] else "",
                _keeper(row),
                written_time(row["since"], zone),
            )
            for row in rows
        ],
    )


def _keeper(row: View) -> str:
    """Return who keeps a tool: the person, or what the account is that it is in."""
    if row["account"] is None:
        return "-"
    account = read_account(row["account"])
    return str(account.name) if account.kind.named == "person" else say(account.kind.help)


def loans_screen(rows: Sequence[View], zone: ZoneInfo) -> str:
    """Return the loaners: those out, and those on the shelf."""
    return listed(
        (NUMBER, PART, ACCOUNT, Column(msg("customer")), CASE, SINCE),
        [
            (
                row["serial"],
                row["sku"],
                "" if row["out"] else row["account"],
                row["customer"] and row["customer"]["name"],
                row["case"],
                written_time(row["since"], zone),
            )
            for row in rows
        ],
    )
