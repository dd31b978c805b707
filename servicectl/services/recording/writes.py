"""The files that a recording writes, each proved to be readable again."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.reader import read_case
from servicectl.domain.ledger.voucher import Voucher, read_voucher
from servicectl.named_tuple import NamedTuple
from servicectl.store.commit.record import Write
from servicectl.store.team.paths import (
    RULEBOOKS,
    voucher_path,
)
from servicectl.store.team.team import Team
from servicectl.store.yaml.read import load
from servicectl.store.yaml.write import append, dump


class Decided(NamedTuple):
    """What is to be recorded: the event, the case with it, the voucher booked with it if any."""

    event: Event
    case: Case
    voucher: Voucher | None = None


def appended(text: str, case: Case, event: Event) -> bytes:
    """Return the case's file with ``event`` behind its history, proved to be readable again."""
    new = append(text, "history", [event.plain()], case.path).encode()
    top, problems = load(new, case.path)
    again, wrong = read_case(top, case.path, kinds_of=case.kinds_of) if top else (None, problems)
    if again is None or wrong or again.history[-1].id != event.id:
        raise AssertionError(f"{event.did} would be written so that it cannot be read")
    return new


def voucher_write(voucher: Voucher) -> Write:
    """Return the file of a voucher, proved to be readable again and sealed."""
    path = voucher_path(voucher.id)
    content = dump({**voucher.plain(), "seal": voucher.seal}).encode()
    top, problems = load(content, path)
    again, wrong = read_voucher(top, path) if top is not None else (None, problems)
    if again is None or wrong or again.fingerprint != voucher.seal:
        raise AssertionError(f"{voucher.did} would be written so that it cannot be read")
    return Write(path, content)


def rulebook_writes(team: Team) -> list[Write]:
    """Return the copy of today's rulebook, unless it is kept already."""
    path = f"{RULEBOOKS}/{team.policy.id}.yaml"
    return [] if team.data(path) is not None else [Write(path, team.policy_bytes)]
