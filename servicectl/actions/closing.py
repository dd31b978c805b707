"""What still stands between a case and its filing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servicectl.domain.actions import ACTIONS
from servicectl.domain.cases import Case
from servicectl.domain.clocks import Clock
from servicectl.domain.ledger import of_case
from servicectl.domain.obligations import obligations
from servicectl.domain.policies import Policy
from servicectl.domain.specs import Term
from servicectl.domain.vouchers import Voucher
from servicectl.errors import Message, msg


def open_items(
    case: Case, policy: Policy, clocks: Sequence[Clock], vouchers: Iterable[Voucher]
) -> Iterator[tuple[str | Message, str | None, Message]]:
    """Yield (what, who owes it, the command that settles it) for all that blocks closing.

    What the accounts of the case hold, what the rulebook asks of ``close`` and is not there, and
    every clock that still runs.
    """
    for obligation in obligations(of_case(vouchers, case.id), case.id):
        yield obligation.what, obligation.who, obligation.settle
    if not case.is_open:
        return
    seen = set()
    for spec in policy.required("close"):
        if spec.waived(lambda t: t.in_(case.since_solved)):
            continue
        if not any(term.in_(case.since_solved) for term in spec.terms):
            term = spec.terms[0]
            seen.add(term.name)
            yield str(term), _owner(term.name), _settle(case, term)
    for clock in clocks:
        term = clock.rule.until[0].terms[0]
        if clock.is_running and not clock.rule.outlives_case and term.name not in seen:
            seen.add(term.name)
            yield clock.name, clock.who or clock.rule.owner, _settle(case, term)


def _owner(verb: str) -> str | None:
    return ACTIONS[verb].roles[0] if verb in ACTIONS else None


def _settle(case: Case, term: Term) -> Message:
    action = ACTIONS.get(term.name)
    words = action.words if action else term.name
    if action and action.aside and term.detail in action.outcomes:
        option = f"--{action.outcome} {term.detail}"
        return msg("servicectl {verb} {case} {option}", verb=words, case=case.id, option=option)
    return msg("servicectl {verb} {case}", verb=words, case=case.id)
