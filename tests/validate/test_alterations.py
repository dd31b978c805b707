"""Whatever a movement reads, altered in an event or in its (resealed) voucher, is named.

Every quantity, account, serial number, result and sum, of the shipped team and of a desk with the
verbs that it lacks, one at a time, in process; one in fifty by the command, after a plain commit.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import fits, replay
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.schema.kinds import SERIAL, TOOL, ChoiceKind, ManyKind
from servicectl.domain.schema.quantities import SUM, read_goods
from servicectl.domain.schema.records import replace
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Problem
from servicectl.services.checking.files import Others
from servicectl.services.checking.ledger import voucher_altered
from servicectl.store.team.paths import files_below
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import dump
from servicectl.validate.case_vouchers import check_case
from servicectl.validate.file_kinds import File
from servicectl.validate.ledger_rules import check_voucher
from servicectl.validate.ledger_state import LedgerState
from tests.desk import Desk
from tests.domain.test_declared import words_in
from tests.places import REPOSITORY
from tests.services.test_side_doors import UNIT
from tests.validate.test_ledger_validate import found

Play = Callable[..., Desk]
ONE_IN = 50


class Check:
    """A team read once: what is wrong with one of its cases after something was altered."""

    def __init__(self, root: Path) -> None:
        team = Team(root)
        self.others = Others(team)
        ids = [Path(path).stem for path in files_below(root, "inventory/ledger")]
        paths = list(files_below(root, "inventory/ledger"))
        self.files = {id: self._file(path) for id, path in zip(ids, paths, strict=True)}
        self.books = LedgerState(self.files.values())
        self.cases = {case.id: case for case in team.cases([])}

    def _file(self, path: str) -> File:
        file, problems = self.others.vouchers.read(path)
        assert file is not None, problems
        return file

    def problems(self, case: Case | None, *touched: File) -> Iterator[Problem]:
        """Yield what is wrong with these vouchers and with a case: the first is found soonest."""
        for file in touched:
            yield from check_voucher(file, self.others)
        yield from self.books.problems(touched)
        if case:
            yield from check_case(case, self.books, self.files.__contains__)

    def names_event(self, case: Case, old: Event, new: Event) -> bool:
        """Return whether anything is wrong when one event of a case says something else."""
        history = tuple(new if event.id == old.id else event for event in case.history)
        changed = replay(case.path, case.head, history)
        return bool(changed.problems or changed.clashes or any(self.problems(changed)))

    def names_voucher(self, file: File, new: Voucher) -> bool:
        """Return whether anything is wrong when one voucher says something else, sealed anew."""
        forged = dataclasses.replace(file, value=new.sealed())
        self.books.add(forged)
        try:
            return any(self.problems(self.cases.get(str(new.case)), forged))
        finally:
            self.books.add(file)


def read_by(event: Event) -> set[str]:
    """Return the fields of an event that its movements read."""
    names: set[str | None] = set()
    for movement in event.action.movements:
        names |= {movement.of, *words_in(movement.source), *words_in(movement.target)}
    return {name for name in names if name in event.fields}


def altered(event: Event) -> Iterator[tuple[str, Event]]:
    """Yield an event with each thing that its movements read altered."""
    for name in sorted(read_by(event)):
        for value in other_values(event, name):
            fields = {**event.fields, name: value}
            yield f"{event.did} {event.id} {name}={value}", event.with_fields(fields)


def other_values(event: Event, name: str) -> Iterator[Any]:
    kind, value = event.action.field(name).kind, event.fields[name]
    if isinstance(kind, ManyKind):
        for n, text in enumerate(value):
            for other in other_goods(text):
                yield (*value[:n], other, *value[n + 1 :])
    elif isinstance(kind, ChoiceKind):
        yield from (other for other in kind.values if other != value)
    elif kind is SUM:
        yield str(Decimal(value) + 1)
    elif kind in (SERIAL, TOOL):
        yield f"{value}X"
    else:
        yield "store:tools" if ":" in str(value) else "hemei"


def other_goods(text: str) -> Iterator[str]:
    goods = read_goods(text)
    if goods.serial:
        yield str(goods._replace(serial=f"{goods.serial}X"))
    else:
        yield str(goods._replace(qty=goods.qty + 1))
        yield str(goods._replace(sku=f"{goods.sku}X"))


ELSEWHERE = ("store:bad", "store:good", "installed", "engineer:liming", "finance")


def other_lines(line: Line, turn: int) -> Iterator[Line]:
    """Yield a line with each of its values altered, an account to two others, by turns."""
    if line.qty:
        yield replace(line, qty=line.qty + 1)
        yield replace(line, sku=f"{line.sku}X")
    if line.amount:
        yield replace(line, amount=line.amount + 1)
    if line.serial:
        yield replace(line, serial=f"{line.serial}X")
    others = [account for account in ELSEWHERE if account not in (line.from_, line.to)]
    for name in ("from_", "to"):
        for other in (others[turn % len(others)], others[(turn + 1) % len(others)]):
            yield replace(line, **{name: other})


def forged(voucher: Voucher) -> Iterator[tuple[str, Voucher]]:
    """Yield a voucher with each value of each line altered."""
    for n, line in enumerate(voucher.lines):
        for other in other_lines(line, n + voucher.at.minute):
            lines = (*voucher.lines[:n], other, *voucher.lines[n + 1 :])
            yield f"{voucher.did} {voucher.id}: {other}", voucher._replace(lines=lines)


class Survivors(NamedTuple):
    """What was altered and not named, how much was altered, and in which actions."""

    events: list[str]
    vouchers: list[str]
    tried: int
    verbs: set[str]


def survivors(check: Check) -> Survivors:
    """Alter everything, one at a time."""
    events, vouchers, tried, verbs = [], [], 0, set()
    for case in check.cases.values():
        assert [*check.problems(case)] == []
        for event in case.history:
            for what, other in altered(event):
                tried, verbs = tried + 1, verbs | {event.did}
                events += [] if check.names_event(case, event, other) else [what]
    for file in check.files.values():
        if file.value.event:
            for what, voucher in forged(file.value):
                tried, verbs = tried + 1, verbs | {file.value.did}
                vouchers += [] if check.names_voucher(file, voucher) else [what]
    return Survivors(events, vouchers, tried, verbs)


GOODS = (
    *UNIT,
    "2025-09-22 09:46 yangfang parts transfer FL-STB460@NEW2 --from store:finished --to store:good",
    "2025-09-22 09:47 yangfang parts receive FL-STB210@LN1 --document RK-6 --to store:loaner",
    "2025-09-22 09:48 yangfang parts issue CASE BD-LCD55-PSU=3 CBL-UTP=1.5 FL-STB460@NEW2",
    "2025-09-22 09:49 yangfang loan out CASE LN1 --signed-by 冯",
    "2025-09-22 09:49 yangfang parts issue CASE HDD-2T@WD1",
    "2025-09-22 09:50 guotao swap CASE --old-sim WD9 --new-sim WD1 --reason 坏",
    "2025-09-22 09:50 guotao swap CASE --old ALT1 --new NEW2 --reason 坏",
    "2025-09-22 09:51 chenwei approve CASE --what exchange",
    "2025-09-22 09:52 guotao exchange CASE --old NEW2 --new NEW1 --reason 又坏",
    (
        "2025-09-22 10:02 yangfang parts transfer BD-LCD55-PSU=1 --from engineer:guotao "
        "--to engineer:liming --case CASE"
    ),
    "2025-09-22 10:03 yangfang parts return CASE BD-LCD55-PSU=1 --by-whom liming",
    "2025-09-22 10:04 guotao diagnose CASE --agrees yes --cause 坏",
    (
        "2025-09-22 10:04 guotao complete CASE --work 换板 --signed-by 冯 "
        "--used BD-LCD55-PSU=1:烧毁 --old-part BD-LCD55-PSU=1"
    ),
    "2025-09-22 11:00 yangfang parts old-in CASE BD-LCD55-PSU=1",
    "2025-09-22 11:01 yangfang parts old-in CASE --excused 遗失",
    "2025-09-22 11:01 yangfang parts old-in CASE FL-STB460@NEW2 --found",
    (
        "2025-09-22 11:01 yangfang parts lost CASE CBL-UTP=0.5 --person guotao --reason 掉进井道 "
        "--approved-by chenwei --compensation 3"
    ),
    "2025-09-22 11:02 yangfang parts return CASE",
    "2025-09-22 11:03 yangfang loan in CASE",
    "2025-09-22 11:03 yangfang loan out CASE LN1 --signed-by 冯",
    (
        "2025-09-22 11:03 yangfang loan lost CASE LN1 --reason 被盗 --approved-by chenwei "
        "--compensation 200"
    ),
    "2025-09-22 11:04 yangfang parts inspect BD-LCD55-PSU=1 --result good",
)


MONEY = (
    *UNIT,
    "2025-09-22 09:53 guotao quote CASE --line 换板=380 --category paid --because 过保",
    "2025-09-22 09:54 guotao accept CASE",
    "2025-09-22 09:55 guotao quote CASE --line 换板=300 --category paid --because 过保",
    "2025-09-22 09:56 guotao accept CASE",
    "2025-09-22 09:57 guotao cash collect CASE 290",
    "2025-09-22 09:57 hemei cash write-off CASE 10 --reason 零头 --approved-by chenwei",
    "2025-09-22 09:58 hemei cash hand-in CASE 200",
    "2025-09-22 09:59 hemei cash hand-in CASE",
    (
        "2025-09-22 10:00 hemei cash pay CASE 20 --for freight --reason 快递 --approved-by chenwei "
        "--payer user"
    ),
    "2025-09-22 10:01 hemei cash pay CASE 30 --for refund --reason 多收 --approved-by chenwei",
)


AWAY = (
    *UNIT,
    "2025-09-22 10:00 guotao take-away CASE --serial ALT1",
    "2025-09-22 14:00 yangfang parts to-maker FL-STB210@ALT1 --maker fengling --case CASE",
    (
        "2025-09-24 09:00 yangfang parts from-maker FL-STB210@ALT1 --maker fengling "
        "--analysis 电容老化 --case CASE"
    ),
    "2025-09-24 10:00 guotao workshop-done CASE --work 换电容",
    "2025-09-24 15:00 guotao give-back CASE --signed-by 冯 --receipt-lost 丢失",
)


OTHERWISE = (
    *AWAY[: len(UNIT) + 2],
    (
        "2025-09-24 09:00 yangfang parts from-maker FL-STB210@ANR1 --instead-of FL-STB210@ALT1 "
        "--maker fengling --analysis 主板烧毁 --case CASE"
    ),
    "2025-09-24 10:00 yangfang parts to-maker FL-STB210@ANR1 --maker fengling --case CASE",
    (
        "2025-09-25 09:00 yangfang parts from-maker FL-STB210@ANR1 --maker fengling --case CASE "
        "--analysis 停产 --credit 300 --document CN-1 --approved-by chenwei"
    ),
)


LEFT = (
    *UNIT,
    "2025-09-22 09:48 yangfang parts issue CASE BD-LCD55-PSU=1",
    "2025-09-22 10:04 guotao diagnose CASE --agrees yes --cause 坏",
    (
        "2025-09-22 10:04 guotao complete CASE --work 换板 --signed-by 冯 "
        "--used BD-LCD55-PSU=1:烧毁 --old-left BD-LCD55-PSU=1:客户留下"
    ),
)
A_PART = (*UNIT, "2025-09-22 10:00 guotao take-away CASE --part BD-LCD55-PSU=1")
FURTHER = (GOODS, MONEY, AWAY, OTHERWISE, LEFT, A_PART)


def test_a_history_that_fits_is_told_as_replay_finds_it() -> None:
    """Whatever run of its events a case lacks, and whichever of them has changed places."""
    chance, told = Random(1), set()
    for case in (case for case in Team(REPOSITORY).cases([]) if len(case.history) > 2):
        for _ in range(6):
            start, length = chance.randrange(1, len(case.history)), chance.randrange(6)
            rest = [*case.history[:start], *case.history[start + length :]]
            if chance.random() < 0.3:
                rest[-1], rest[start // 2] = rest[start // 2], rest[-1]
            whole = replay(case.path, case.reported, rest, kinds_of=case.kinds_of)
            assert fits(case.reported, rest, case.kinds_of) is (not whole.clashes)
            told.add(bool(whole.clashes))
    assert told == {True, False}


@pytest.fixture(scope="module")
def shipped() -> Survivors:
    """Return what comes of altering everything in the shipped team."""
    return survivors(Check(REPOSITORY))


def test_everything_altered_in_the_shipped_team_is_named(shipped: Survivors) -> None:
    assert (shipped.events, shipped.vouchers) == ([], [])
    assert shipped.tried > 400


def test_everything_altered_in_what_the_shipped_team_lacks_is_named(
    shipped: Survivors, play: Play
) -> None:
    verbs = set(shipped.verbs)
    for lines in FURTHER:
        desk = play(*lines)
        assert found(desk) == []
        left = survivors(Check(desk.root))
        assert (left.events, left.vouchers) == ([], [])
        verbs |= left.verbs
    lacking = {verb for verb, action in ACTIONS.items() if action.movements} - verbs
    assert lacking <= {"reverse", "retract"}  # a booking back: test_ledger_validate.py


def test_a_document_altered_and_sealed_anew_is_named_by_git() -> None:
    """A document has no event beside it: what it was stands in git, and ``audit`` reads that."""
    check = Check(REPOSITORY)
    tried = 0
    for file in check.files.values():
        if not file.value.event:
            old = written(file.value)
            for what, voucher in forged(file.value):
                assert list(voucher_altered(old, written(voucher.sealed()), file.path)), what
                tried += 1
    assert tried > 400


def written(voucher: Voucher) -> bytes:
    """Return the file of a voucher."""
    return dump({**voucher.plain(), "seal": voucher.seal}).encode()


@pytest.fixture(scope="module")
def team_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped team in a repository of its own."""
    folder = tmp_path_factory.mktemp("alterations") / "team"
    folder.mkdir()
    for name in ("cases", "inventory", "templates"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(REPOSITORY / "policies.yaml", folder)
    for words in ("init -q -b main", "add --all", "commit -q -m team"):
        typed = ["git", "-c", "user.name=x", "-c", "user.email=x@example.cn", *words.split()]
        subprocess.run(typed, cwd=folder, check=True)
    return folder


def test_one_in_fifty_is_named_by_the_command(team_of_their_own: Path) -> None:
    check, desk = Check(REPOSITORY), Desk(team_of_their_own, "2026-11-23 10:00")
    files = [*in_events(check), *in_vouchers(check)]
    for path, data in files[::ONE_IN]:
        file = desk.root / path
        before = file.read_bytes()
        assert before != data
        file.write_bytes(data)
        desk.git(*["-c", "user.name=x", "-c", "user.email=x@example.cn", "commit", "-qam", "hand"])
        answer = desk.type("validate", str(file))
        assert (answer.code, answer.out.strip() != "") == (1, True), answer
        file.write_bytes(before)
    assert len(files) > 8 * ONE_IN


def in_events(check: Check) -> Iterator[tuple[str, bytes]]:
    """Yield each case with one alteration: its path, and its file then."""
    for case in check.cases.values():
        text = (REPOSITORY / case.path).read_text("utf-8")
        for event in case.history:
            for _, other in altered(event):
                yield case.path, rewritten(text, event, other).encode()


def rewritten(text: str, event: Event, other: Event) -> str:
    """Return the text of a case in which an event says something else in one place."""
    head, own, rest = re.split(rf"(?<=\n)(- id: {event.id}\n(?:  .*\n)*)", text)
    [name] = [name for name, value in event.fields.items() if other.fields[name] != value]
    old, new = event.fields[name], other.fields[name]
    if isinstance(old, tuple):
        [(old, new)] = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    return head + own.replace(str(old), str(new), 1) + rest


def in_vouchers(check: Check) -> Iterator[tuple[str, bytes]]:
    for file in check.files.values():
        if file.value.event:
            for _, voucher in forged(file.value):
                yield file.path, written(voucher.sealed())
