"""What still stands between a case and its filing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servicectl.domain.actions import ACTIONS
from servicectl.domain.cases import Case
from servicectl.domain.clocks import Clock
from servicectl.domain.ledger import of_case
from servicectl.domain.obligations import obligations
from servicectl.domain.policies import Policy
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
            verb = spec.terms[0].name
            seen.add(verb)
            yield str(spec.terms[0]), _owner(verb), _settle(case, verb)
    for clock in clocks:
        verb = clock.rule.until[0].terms[0].name
        if clock.is_running and verb not in seen:
            seen.add(verb)
            yield clock.name, clock.who or clock.rule.owner, _settle(case, verb)


def _owner(verb: str) -> str | None:
    return ACTIONS[verb].roles[0] if verb in ACTIONS else None


def _settle(case: Case, verb: str) -> Message:
    words = ACTIONS[verb].words if verb in ACTIONS else verb
    return msg("servicectl {verb} {case}", verb=words, case=case.id)
