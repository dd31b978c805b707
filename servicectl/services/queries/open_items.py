"""What still stands between a case and its filing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import of_case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.obligations import Obligation, obligations
from servicectl.domain.movements.oral_approvals import confirmation, unconfirmed
from servicectl.domain.movements.requisitions import not_answered, waiting
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.terms import Term
from servicectl.domain.schema.quantities import Goods
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, msg

OpenItem = tuple[str | Message, str | None, Message]
"""What is open, who owes it, the command that settles it."""


def open_items(
    case: Case, policy: Policy, clocks: Sequence[Clock], vouchers: Iterable[Voucher]
) -> Iterator[OpenItem]:
    """Yield all that is open in a case.

    What the accounts of the case hold, what was said by word of mouth and not confirmed, parts
    asked for and not answered, what the rulebook asks of ``close`` and is not there, and every
    clock that still runs.
    """
    booked = list(vouchers)
    yield from obligations(of_case(booked, case.id), case.id)
    yield from (confirmation(case, said) for said in unconfirmed(case))
    if not case.is_open:
        return
    parts = not_answered(case, booked)
    if parts:
        yield _answer(case, policy, parts)
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


def _answer(case: Case, policy: Policy, parts: Sequence[Goods]) -> Obligation:
    """Return that parts asked for wait for somebody's yes: whose, and how it is said."""
    last = waiting(case)[-1]
    yes = Event(id=last.id, at=last.at, by="", did="approve", fields={"what": "request"})
    who = (policy.approvers(yes) or yes.action.roles)[0]
    what = msg("asked for, not approved yet: {parts}", parts=list(map(str, parts)))
    return Obligation(what, who, msg("servicectl {words}", words=f"parts approve {case.id}"))


def _owner(verb: str) -> str | None:
    return ACTIONS[verb].roles[0] if verb in ACTIONS else None


def _settle(case: Case, term: Term) -> Message:
    action = ACTIONS.get(term.name)
    words = action.words if action else term.name
    if action and action.aside and term.detail in action.outcomes:
        option = f"--{action.outcome} {term.detail}"
        return msg("servicectl {verb} {case} {option}", verb=words, case=case.id, option=option)
    return msg("servicectl {verb} {case}", verb=words, case=case.id)
