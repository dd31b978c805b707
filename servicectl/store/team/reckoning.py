"""What does not count of a desk's vouchers, reckoned anew as far as something has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import PurePosixPath as Path
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import DeskForce
from servicectl.domain.movements.reckoning import force_of, kept_since
from servicectl.errors import ServicectlError
from servicectl.store.team.bearing import bearing_on, judged_of, read_vouchers, sharing_forms
from servicectl.store.team.force_cache import AsBooked, Reckoned
from servicectl.store.team.paths import CASES, LEDGER, case_path, voucher_path
from servicectl.store.team.served import used_by


def reckoned(files: AsBooked, known: Reckoned | None, now: str) -> Reckoned:
    """Return what counts now; ``files`` read everything as if all counted."""
    return (_changed_since(files, known, now) if known else None) or _whole(files, now)


def _whole(files: AsBooked, now: str) -> Reckoned:
    """Return what is reckoned from all there is; what cannot be read is named where it stands."""
    cases, vouchers = list(files.cases([])), list(files.vouchers([]))
    commit, edited = _commit(files)
    force = force_of(cases, vouchers, used=used_by(files))
    return Reckoned(now, commit, force, _special(cases, force), edited)


def _commit(files: AsBooked) -> tuple[str, tuple[str, ...]]:
    """Return the commit that the files are of, and which of them are not as in it."""
    from servicectl.store.team.history import head_and_changed

    with suppress(ServicectlError):
        commit, changed = head_and_changed(files.root)
        return commit, tuple(filter(_is_data, changed))
    return "", ()


def _is_data(path: str) -> bool:
    return path.startswith((f"{CASES}/", f"{LEDGER}/")) and path.endswith(".yaml")


def _special(cases: Iterable[Case], force: DeskForce) -> tuple[str, ...]:
    """Return the cases in which something is not simply in force, or booked back."""
    barred = force.barred.keys()
    return tuple(
        case.id
        for case in cases
        if case.unbooked
        or any(case.force(event).word in ("clash", "kept", "void") for event in case.history)
        or any(id in barred for event in case.history for id in (event.id, *event.vouchers))
    )


class _Scope(NamedTuple):
    """What has to be looked at anew: cases, and vouchers with all that they move."""

    cases: frozenset[str]
    vouchers: frozenset[str]

    def with_(self, cases: Iterable[str], vouchers: Iterable[str]) -> _Scope:
        """Return it with further cases and vouchers."""
        return _Scope(self.cases.union(cases), self.vouchers.union(vouchers))


def _changed_since(files: AsBooked, known: Reckoned, now: str) -> Reckoned | None:
    """Return what is reckoned anew of what has changed; None where nothing tells what has."""
    from servicectl.store.team.history import changed_since

    try:
        changed = {*filter(_is_data, changed_since(files.root, known.commit)), *known.edited}
    except ServicectlError:
        # A rebase or a reset has taken that commit away: all is reckoned anew.
        return None
    ids = {path: Path(path).stem for path in changed}
    touched = (id for path, id in ids.items() if path.startswith(LEDGER))
    scope = _Scope(
        frozenset(id for path, id in ids.items() if path.startswith(CASES)).union(known.cases),
        known.force.vouchers.union(touched),
    )
    return _anew(files, scope, now)


def _anew(files: AsBooked, scope: _Scope, now: str) -> Reckoned:
    """Return what is reckoned of a scope, which grows as long as something else depends on it."""
    force, cases = _settled_scope(files, scope)
    commit, edited = _commit(files)
    return Reckoned(now, commit, force, _special(cases, force), edited)


def _settled_scope(
    files: AsBooked, scope: _Scope, new: Case | None = None, also: Sequence[Voucher] = ()
) -> tuple[DeskForce, list[Case]]:
    """Return what counts in a scope, and its cases; ``new`` stands for the case of its id."""
    asked, used = set[str](), used_by(files)
    # What comes in may bear on more: until nothing is added.
    while True:
        ids = sorted(scope.cases - {new.id if new else ""})
        cases = [*files.cases_at(map(case_path, ids), []), *filter(None, [new])]
        others = sharing_forms(files, cases, asked)
        special = {id for case in cases for id in (*case.unbooked, *kept_since(case))}
        seeds = [*read_vouchers(files, map(voucher_path, sorted(scope.vouchers | special))), *also]
        force = force_of(cases, bearing_on(files, seeds), judged_of(seeds), used)
        wider = scope.with_(
            (*(v.case for v in seeds if v.case and v.event), *others),
            force.vouchers.union(special) - {v.id for v in also},
        )
        if wider == scope:
            return force, cases
        scope = wider


def reckoned_with(
    files: AsBooked, force: DeskForce, case: Case | None, also: Sequence[Voucher] = ()
) -> DeskForce:
    """Return what would count with a case as it is to be, and with further vouchers.

    ``force`` is what counts now, ``files`` read everything as if all counted.
    """
    named = (id for event in case.history for id in event.vouchers) if case else ()
    scope = _Scope(frozenset(), force.out.union(force.since, named))
    about = (v.fields.get("voucher") for v in also)
    return _settled_scope(files, scope.with_((), filter(None, about)), case, also)[0]
