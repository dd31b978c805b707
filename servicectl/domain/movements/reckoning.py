"""What counts at a desk, reckoned from cases and vouchers together.

An event that does not fit takes its vouchers out, a voucher that does not fit takes out its event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.force import SETTLE_VOUCHER, Force
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.unfit import Judged, Unfit, every, unfit
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import DeskForce


def force_of(
    cases: Sequence[Case], vouchers: Sequence[Voucher], judged: Judged = every
) -> DeskForce:
    """Return what does not count of the vouchers of these cases and of the store.

    ``vouchers`` are all that change the balances which are ``judged``.
    """
    settled = {str(v.reverses or v.fields["voucher"]): v for v in vouchers if _settles(v)}
    void = {id for id, v in settled.items() if v.did == SETTLE_VOUCHER and "void" in v.fields}
    kept = {id: v.at for id, v in settled.items() if v.did == SETTLE_VOUCHER and "keep" in v.fields}
    barred: dict[str, Force] = {}
    while True:
        found = _from_cases(cases, barred)
        found = found._replace(out=found.out | void, since={**found.since, **kept})
        new = {each.voucher.id: each for each in unfit(found.counting(vouchers), judged)}
        if not new:
            return found
        void |= {id for id in new if id in settled and settled[id].reverses}
        barred |= {id: _clash(each) for id, each in new.items() if id not in void}


def _settles(voucher: Voucher) -> bool:
    return voucher.did == SETTLE_VOUCHER or bool(voucher.reverses)


def _from_cases(cases: Iterable[Case], barred: Mapping[str, Force]) -> DeskForce:
    """Return what does not count where these vouchers are barred."""
    out, since = set(barred), dict[str, datetime]()
    for case in cases:
        told = _told_anew(case, barred)
        out |= told.unbooked
        since |= kept_since(told)
    return DeskForce(dict(barred), frozenset(out), since)


def _told_anew(case: Case, barred: Mapping[str, Force]) -> Case:
    named = (id for event in case.history for id in event.vouchers)
    if barred and any(id in barred for id in named):
        return replay(case.path, case.reported, case.history, barred, case.lines)
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
