"""What does not fit in the books, told with the cases that it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.clashes import clash_text, settled_by
from servicectl.domain.cases.force import SETTLE, SETTLE_VOUCHER
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.clashes import settled_with, voucher_text
from servicectl.domain.ledger.unfit import Judged, every
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.field_clashes import CLASHES, FieldClash
from servicectl.domain.movements.desk_force import DeskForce, is_voucher
from servicectl.domain.movements.reckoning import UsedTwice, force_of
from servicectl.domain.movements.used_once import may_use, used_twice
from servicectl.domain.schema.kinds import Findings
from servicectl.errors import Problem
from servicectl.store.team.paths import case_path
from servicectl.store.team.rulebooks import Rulebooks
from servicectl.store.team.served import judge_of
from servicectl.store.team.team import Team
from servicectl.validate.file_kinds import File
from servicectl.validate.ledger_state import LedgerState


class Settled(NamedTuple):
    """What did not fit: an event or field of ``where``, or a voucher, and how it was settled.

    ``word`` is kept or void, ``by`` the decision, where that has an id, ``who`` decided it.
    """

    at: datetime
    where: str
    id: str
    verb: str
    word: str
    by: str
    who: str


class BooksClashes(NamedTuple):
    """What counts, and the cases of what does not."""

    force: DeskForce
    cases: Mapping[str, Case]

    def clashes(self, books: LedgerState) -> Iterator[tuple[str, Problem]]:
        """Yield each event that does not fit, and each voucher of none, with its id."""
        for case in self.cases.values():
            again = replay(case.path, case.reported, case.history, self.force.barred, case.kinds_of)
            for event in again.clashes:
                text, remedy = clash_text(again, event), settled_by(again, event)
                yield event.id, Problem(event.place, "clash", text, remedy)
        for id in sorted(filter(is_voucher, self.force.barred)):
            voucher = books.files[id].value
            if voucher.event is None or voucher.case not in self.cases:
                yield id, _of_store(voucher, self.force)

    def settled(self, books: LedgerState) -> list[Settled]:
        """Return what did not fit and was settled, in the order in which it was decided."""
        return sorted([*self._settled_events(), *_settled_vouchers(books)])

    def _settled_events(self) -> Iterator[Settled]:
        said = ((c, e, c.force(e)) for c in self.cases.values() for e in c.history)
        for case, event, force in said:
            by = force.by
            if by is not None and by.did == SETTLE:
                verb = event.action.words
                yield Settled(by.at, case.id, event.id, verb, force.word, by.id, by.by)


def _settled_vouchers(books: LedgerState) -> Iterator[Settled]:
    """Yield the vouchers of the store that did not fit and were settled."""
    for voucher in (file.value for file in books.files.values()):
        if voucher.did == SETTLE_VOUCHER:
            id, word = voucher.fields["voucher"], "kept" if "keep" in voucher.fields else "void"
            verb = books.files[id].value.did if id in books.files else ""
            yield Settled(voucher.at, "", id, verb, word, voucher.id, voucher.by)


def settled_fields(file: File) -> Iterator[Settled]:
    """Yield the fields of a file that two clones changed and somebody settled; no value of them."""
    raw = file.raw.get("clashes")
    for clash in CLASHES.read(raw, Findings(file.path)) if isinstance(raw, list) else ():
        if isinstance(clash, FieldClash) and clash.settled_at is not None:
            where, word = clash.record or PurePosixPath(file.path).stem, "kept"
            who = clash.settled_by or ""
            yield Settled(clash.settled_at, where, clash.field, "", word, "", who)


def is_special(case: Case) -> bool:
    """Return whether not all of a case is in force, or something may have been used twice."""
    return bool(case.said) or may_use(case)


def used_by(root: Path) -> UsedTwice:
    """Return what tells by the rulebooks of a team what is used twice."""
    return partial(used_twice, served=judge_of(Rulebooks(root).rulebook))


def as_booked(case: Case) -> Case:
    """Return a case as if all counted that does not fit elsewhere."""
    plain = (case.path, case.reported, case.history)
    return replay(*plain, kinds_of=case.kinds_of) if case.barred else case


def as_it_counts(
    team: Team, file: File | None, problems: Sequence[Problem]
) -> tuple[File | None, Sequence[Problem]]:
    """Return what was read; of a case without the events that do not fit with other cases."""
    case = file.value if file is not None else None
    if file is None or problems or not isinstance(case, Case):
        return file, problems
    out = {id: force for id, force in team.force.barred.items() if not is_voucher(id)}
    if not any(event.id in out for event in case.history):
        return file, problems
    again = replay(case.path, case.reported, case.history, out, case.kinds_of)
    return File(file.path, file.raw, again), problems


def _of_store(voucher: Voucher, force: DeskForce) -> Problem:
    """Return the problem of a voucher that is of no case, or that its case does not name."""
    text = voucher_text(voucher, force.barred[voucher.id])
    return Problem(voucher.place, "clash", text, settled_with(voucher))


def books_and_cases(
    known: Mapping[str, Case | None],
    vouchers: Sequence[Voucher],
    others: Callable[[str], object],
    judged: Judged = every,
    used: UsedTwice = used_twice,
) -> BooksClashes:
    """Return what counts of these vouchers, as to the balances ``judged``.

    ``known`` are cases that were read, None where all in one is in force; ``others`` reads one,
    ``used`` tells which events use what is used already.
    """
    cases = {id: as_booked(case) for id, case in known.items() if case is not None}
    of = {voucher.id: voucher.case for voucher in vouchers if voucher.event and voucher.case}
    asked = set(cases)
    while True:
        force = force_of(list(cases.values()), vouchers, judged, used)
        new = {of[id] for id in force.barred if id in of} - asked
        if not new:
            return BooksClashes(force, cases)
        asked |= new
        read = (others(case_path(id)) for id in sorted(new))
        cases |= {case.id: as_booked(case) for case in read if isinstance(case, Case)}
