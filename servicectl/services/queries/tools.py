"""The tools and the loaners: what there is, and who has it since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.books import BookQuery, Custody, by_key, lots, stock, tools_kept
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.catalogue import Tool
from servicectl.errors import NotedIn, Problem
from servicectl.services.queries.cases import CaseRow, customer_of
from servicectl.services.queries.result import QueryResult
from servicectl.services.queries.stock import up_to
from servicectl.store.team.paths import case_path
from servicectl.store.team.team import Team

ON_LOAN, ON_THE_SHELF = "customer", "store:loaner"


class ToolRow(NamedTuple):
    """A tool: its entry in the register and its custody, None where there is none."""

    tool: str
    entry: Tool | None
    custody: Custody | None


class Loaner(NamedTuple):
    """A loaner where it is, and since when; the borrower of one on the shelf is None."""

    holding: Holding
    since: datetime
    borrower: CaseRow | None


def tool_register(team: Team, now: datetime) -> list[ToolRow]:
    """Return every tool that the register or a voucher names, by number (F25)."""
    places = tools_kept(up_to(now, team.vouchers_naming("tool", "")))
    register = team.tools
    names = sorted({*register, *places})
    return [ToolRow(name, register.get(name), places.get(name)) for name in names]


def loaners(team: Team, now: datetime) -> QueryResult[Loaner]:
    """Return the loaners, those out with customers first."""
    problems: list[Problem] = []
    vouchers = up_to(now, team.vouchers_touching(f"{ON_LOAN}:", ON_THE_SHELF))
    posted = by_key(vouchers)
    rows = [
        Loaner(holding, lots(posted[holding.key])[-1].at, _borrower(team, holding, problems))
        for holding in _loaners(vouchers)
    ]
    return QueryResult(rows, problems)


def _loaners(vouchers: Sequence[Voucher]) -> list[Holding]:
    out = stock(vouchers, BookQuery(account=ON_LOAN))
    in_house = stock(vouchers, BookQuery(account=ON_THE_SHELF))
    return [*(held for held in out if held.key.item.kind != "money"), *in_house]


def _borrower(team: Team, holding: Holding, problems: list[Problem]) -> CaseRow | None:
    """Return who has a loaner; None for one on the shelf, and where the files cannot be read."""
    if holding.key.case is None:
        return None
    with NotedIn(problems):
        case = team.case_at(case_path(holding.key.case))
        return CaseRow(case, customer_of(team, case, problems))
    return None
