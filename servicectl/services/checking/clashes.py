"""What does not fit in the books, told with the cases that it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.clashes import clash_text, settled_by
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import SETTLE
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.clashes import settled_with, voucher_text
from servicectl.domain.ledger.unfit import Judged, every
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import DeskForce
from servicectl.domain.movements.reckoning import force_of
from servicectl.errors import Problem
from servicectl.store.team.paths import case_path
from servicectl.validate.ledger_state import LedgerState


class Settled(NamedTuple):
    """An event that did not fit: whether it was kept or is void, and by which decision."""

    case: str
    event: Event
    word: str
    by: Event


class BooksClashes(NamedTuple):
    """What counts, and the cases of what does not."""

    force: DeskForce
    cases: Mapping[str, Case]

    def clashes(self, books: LedgerState) -> Iterator[tuple[str, Problem]]:
        """Yield each event that does not fit, and each voucher of none, with its id."""
        for case in self.cases.values():
            again = replay(case.path, case.reported, case.history, self.force.barred, case.lines)
            for event in again.clashes:
                text, remedy = clash_text(again, event), settled_by(again, event)
                yield event.id, Problem(event.place, "clash", text, remedy)
        for id in sorted(self.force.barred):
            voucher = books.files[id].value
            if voucher.event is None or voucher.case not in self.cases:
                yield id, _of_store(voucher, self.force)

    def settled(self) -> Iterator[Settled]:
        """Yield what did not fit and was settled, in the order in which it was decided."""
        said = ((c, e, c.force(e)) for c in self.cases.values() for e in c.history)
        found = [
            Settled(case.id, event, force.word, force.by)
            for case, event, force in said
            if force.by is not None and force.by.did == SETTLE
        ]
        yield from sorted(found, key=lambda each: (each.by.at, each.by.id))


def _of_store(voucher: Voucher, force: DeskForce) -> Problem:
    """Return the problem of a voucher that is of no case, or that its case does not name."""
    text = voucher_text(voucher, force.barred[voucher.id])
    return Problem(voucher.place, "clash", text, settled_with(voucher))


def books_and_cases(
    known: Mapping[str, Case | None],
    vouchers: Sequence[Voucher],
    others: Callable[[str], object],
    judged: Judged = every,
) -> BooksClashes:
    """Return what counts of these vouchers, as to the balances ``judged``.

    ``known`` are cases that were read, None where all in one is in force; ``others`` reads one.
    """
    cases = {id: case for id, case in known.items() if case is not None}
    of = {voucher.id: voucher.case for voucher in vouchers if voucher.event and voucher.case}
    asked = set(cases)
    while True:
        force = force_of(list(cases.values()), vouchers, judged)
        new = {of[id] for id in force.barred if id in of} - asked
        if not new:
            return BooksClashes(force, cases)
        asked |= new
        read = (others(case_path(id)) for id in sorted(new))
        cases |= {case.id: case for case in read if isinstance(case, Case)}
