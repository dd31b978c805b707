"""A case that is over owes nothing: no account of it holds anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import of_case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.obligations import obligations
from servicectl.errors import Problem, msg


def unsettled(case: Case, vouchers: Iterable[Voucher]) -> Iterator[Problem]:
    """Yield each thing that an account of a closed or cancelled case still holds."""
    if case.is_open:
        return
    end = case.events[-1]
    held = [holding for holding in of_case(vouchers, case.id) if holding.qty > 0]
    for open_ in obligations(held, case.id):
        text = msg(
            "{case} is {state}, and {what} ({who})",
            case=case.id,
            state=case.state,
            what=open_.what,
            who=open_.who,
        )
        yield Problem(end.place, "unsettled", text, open_.settle)
