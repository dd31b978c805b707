"""What counts at a desk, reckoned from cases and vouchers together.

An event that does not fit takes its vouchers out, a voucher that does not fit takes out its event.
Of a case also what uses something that is used already does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.force import SETTLE_VOUCHER, Force
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.unfit import Judged, Unfit, every, unfit
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import DeskForce, is_voucher
from servicectl.domain.movements.used_once import used_twice

UsedTwice = Callable[[Sequence[Case], Sequence[Voucher]], Mapping[str, Force]]


def force_of(
    cases: Sequence[Case],
    vouchers: Sequence[Voucher],
    judged: Judged = every,
    used: UsedTwice = used_twice,
) -> DeskForce:
    """Return what does not count of these cases, of their vouchers and of the store's.

    ``vouchers`` are all that change the balances which are ``judged``; ``used`` tells which events
    use what is used already.
    """
    settled = {str(v.reverses or v.fields["voucher"]): v for v in vouchers if _settles(v)}
    void = {id for id, v in settled.items() if v.did == SETTLE_VOUCHER and "void" in v.fields}
    kept = {id: v.at for id, v in settled.items() if v.did == SETTLE_VOUCHER and "keep" in v.fields}
    barred: dict[str, Force] = {}
    while True:
        told = [_told_anew(case, barred) for case in cases]
        found = _from_cases(told, barred)
        found = found._replace(out=found.out | void, since={**found.since, **kept})
        counting = found.counting(vouchers)
        again = {id: force for id, force in used(told, counting).items() if id not in barred}
        if again:
            barred |= again
            continue
        new = {each.voucher.id: each for each in unfit(counting, judged)}
        if not new:
            return found
        void |= {id for id in new if id in settled and settled[id].reverses}
        barred |= {id: _clash(each) for id, each in new.items() if id not in void}


def _settles(voucher: Voucher) -> bool:
    return voucher.did == SETTLE_VOUCHER or bool(voucher.reverses)


def _from_cases(told: Iterable[Case], barred: Mapping[str, Force]) -> DeskForce:
    """Return what does not count where this is barred."""
    out, since = set(filter(is_voucher, barred)), dict[str, datetime]()
    for case in told:
        out |= case.unbooked
        since |= kept_since(case)
    return DeskForce(dict(barred), frozenset(out), since)


def _told_anew(case: Case, barred: Mapping[str, Force]) -> Case:
    named = (id for event in case.history for id in (event.id, *event.vouchers))
    if barred and any(id in barred for id in named):
        return replay(case.path, case.reported, case.history, barred, case.kinds_of)
    return case


def kept_since(case: Case) -> dict[str, datetime]:
    """Return since when the vouchers of what was kept count."""
    kept = ((event, case.force(event)) for event in case.history if case.said)
    return {
        id: force.by.at
        for event, force in kept
        if force.word == "kept" and force.by is not None
        for id in event.vouchers
    }


def _clash(found: Unfit) -> Force:
    """Return what a voucher that does not fit counts for: with the event of the same case."""
    voucher, other = found.voucher, found.against
    against = None if other is None else other.id
    if other is not None and other.event and other.case == voucher.case:
        against = other.event
    return Force("clash", None, against, found.reason)
