"""Random desks under each shipped rulebook: whatever was accepted, case and ledger tell one story.

People take steps, settle what is open, take back, book back, date back, edit catalogue and roster,
with whoever's hands. Nothing foretells here what is accepted (tests/plain_desk.py does, of the
ledger); after every step it holds in process that things sum to zero, that nobody has less than
nothing, that ``validate`` finds nothing in cases and ledger (in any file, after an edit), that an
event is in force if and only if its voucher is, and that ``close`` is possible if and only if
nothing that is open blocks (what hangs on the files alone is not asked again where a line was
refused and nothing written); on every tenth, and in every file, by the commands. More of it:
``DESKS=40 pytest tests/services/test_story_stateful.py -n 2``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import balances
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Refused
from servicectl.output.i18n import say
from servicectl.services.checking.files import check_files, chosen_files
from servicectl.services.queries.open_items import Filing, open_items
from servicectl.services.recording.case_event import decided
from servicectl.services.recording.typed_event import ActionInput
from servicectl.services.session import Session
from servicectl.store.team.team import Team
from tests.desk import Desk, Shelf
from tests.rules import test_rules_appliance_004 as appliance
from tests.rules import test_rules_hotline_000 as hotline
from tests.rules import test_rules_settopbox_001 as settopbox

DESKS = int(os.environ.get("DESKS", "4"))
STEPS = 50
START = datetime.fromisoformat("2025-09-22T12:00+08:00")
PEOPLE = ("wangli", "chenwei", "liuhong", "hemei", "yangfang", "guotao", "zhangqiang")
PART = "BD-LCD55-PSU"
STOCKED = f"2025-09-22 08:30 yangfang parts receive {PART}=9 --document RK-0 --quality 合格"
PARTS, ROSTER = "inventory/parts.yaml", "inventory/engineers.yaml"
EDITS = (
    ("inventory/contracts/HT-2026-017.yaml", "start: 2026-01-01\n", "start: 2025-09-01\n"),
    ("inventory/contracts/HT-2026-017.yaml", "customer: c-4m2x8t\n", "customer: c-7dk3pa\n"),
    ("inventory/library.yaml", "keeper: zhoukai\n", "keeper: nobody\n"),
    ("inventory/library.yaml", "keeper: zhoukai\n", "keeper: yangfang\n"),
    ("inventory/prices.yaml", "amount: 50.00\n", "amount: 55.00\n"),
    ("inventory/prices.yaml", "item: 上门检查\n", "item: 上门\n"),
    ("inventory/products.yaml", "- model: FL-LCD55\n", "- model: FL-LCD56\n"),
    ("inventory/products.yaml", "- model: FL-STB210\n", "- model: FL-STB210\n  price: 399.00\n"),
    ("inventory/accounts.yaml", "account: branch", "account: agent"),
    ("inventory/accounts.yaml", "name: ", "name: 新"),
    ("inventory/tools.yaml", "approved_by: chenwei\n", "approved_by: liuhong\n"),
    ("inventory/tools.yaml", "name: 数字万用表\n", "name: 万用表\n"),
    ("inventory/customers/c-7dk3pa.yaml", "name: ", "name: 新"),
    ("inventory/units/SN23080021.yaml", "customer: ", "customer: c-zzzzzz # "),
)
"""Catalogues and records that an editor changes: path, what stood there, what stands there then."""
MOVING_FILES, EVERY_FILE = ("cases", "inventory/ledger"), ()
"""Where recordings write, and so where a step can do harm; an edit can do it anywhere."""


class Rulebook(NamedTuple):
    """A shipped rulebook: what was typed before, who is on the case, the steps of its line."""

    profile: str
    begun: Sequence[str]
    lead: str
    line: Sequence[str]


def words(*lines: str) -> list[str]:
    """Return lines without their day and time: who, and what he types."""
    return [line.split(maxsplit=2)[2] for line in lines]


RULEBOOKS = (
    Rulebook(
        "hotline-000",
        (STOCKED, *hotline.TO_CUSTOMER),
        "zhangqiang",
        words(*hotline.TO_WORK[3:], hotline.COMPLETED, hotline.SHEET_IN, hotline.CALLED_BACK),
    ),
    Rulebook(
        "settopbox-001",
        (STOCKED, *settopbox.OLD),
        "guotao",
        words(
            *(settopbox.QUOTED, settopbox.APPROVED, settopbox.AGREED, settopbox.COMPLETED),
            *(settopbox.SITE_REPORTED, settopbox.SHEET_IN, settopbox.SHEET_APPROVED),
            *(settopbox.ASSESSED, settopbox.TAKEN, settopbox.REPAIRED, *settopbox.OLD[2:]),
        ),
    ),
    Rulebook(
        "appliance-004",
        (STOCKED, *appliance.DIAGNOSED),
        "zhangqiang",
        words(*appliance.PAID[3:]),
    ),
)
ASIDE = (
    f"LEAD parts request CASE {PART}=2 --proposal 更换",
    "liuhong parts approve CASE",
    "liuhong parts reject CASE --reason 不急",
    "LEAD parts approve CASE --oral liuhong",
    "liuhong confirm CASE",
    "liuhong confirm CASE --denied 没说过",
    "yangfang parts issue CASE",
    f"yangfang parts issue CASE {PART}=1",
    f"yangfang parts return CASE {PART}=1",
    "yangfang parts return CASE",
    "yangfang parts old-in CASE",
    "yangfang parts old-in CASE --excused 客户留下",
    "yangfang parts old-in CASE --found",
    f"yangfang parts lost CASE {PART}=1 --reason 丢 --approved-by chenwei --compensation 5",
    f"LEAD complete CASE --yes all --cause 坏 --work 换板 --signed-by 李 --used {PART}=1:烧",
    "LEAD diagnose CASE --agrees yes --cause 坏",
    "LEAD quote CASE --yes all --line 换板=180 --category paid --because 过保",
    "LEAD quote CASE --yes all --line 换板=80 --category paid --because 少换",
    "liuhong approve CASE --what quote",
    "LEAD accept CASE",
    "LEAD cash collect CASE 80",
    "LEAD cash collect CASE 180",
    "hemei cash hand-in CASE",
    "hemei cash pay CASE 20 --for refund --reason 多收 --approved-by liuhong",
    "hemei cash pay CASE 20 --for freight --payer user --reason 快递 --approved-by liuhong",
    "hemei cash write-off CASE 10 --reason 零头 --approved-by liuhong",
    "hemei invoice CASE FP-9",
    "LEAD escalate CASE --reason 换新 --proposal 换板 --demand 换机",
    "liuhong escalate CASE --decision 换板",
    "LEAD support CASE --question 型号",
    "chenwei support CASE --answer 见手册",
    "wangli rang CASE 又坏了",
    "wangli ring-back CASE --answer 正常",
    "wangli hold CASE --reason 等件",
    "wangli resume CASE",
    "wangli rework CASE --reason 又坏 --scope inside",
    "wangli rework-report CASE --to chenwei",
    "chenwei plan CASE --analysis 虚焊 --plan 换板 --answer 上门",
    "wangli close CASE",
    "wangli close CASE --unreached 无人接",
    "chenwei close CASE --unreached 无人接",
    f"yangfang parts receive {PART}=2 --document RK-N --quality 合格",
    f"yangfang parts transfer {PART}=1 --from store:good --to van:guotao",
    f"yangfang parts inspect {PART}=1 --result bad --analysis 烧",
    f"yangfang parts scrap {PART}=1 --reason 烧 --approved-by chenwei",
    f"yangfang parts to-maker {PART}=1 --maker fengling --document TH-N",
    (
        f"yangfang parts from-maker {PART}=1 --instead-of {PART}=1 --maker fengling --analysis 烧"
        " --remedy 换 --document FX-N"
    ),
    (
        f"yangfang parts from-maker {PART}=1 --credit 30 --maker fengling --analysis 烧"
        " --remedy 无 --document CN-N --approved-by chenwei"
    ),
    f"yangfang parts count {PART}=7",
    "chenwei parts adjust VOUCHER",
    "chenwei confirm VOUCHER",
    "liuhong confirm VOUCHER",
    "chenwei confirm VOUCHER --denied 没说过",
    "hemei confirm VOUCHER",
    "yangfang tool add T-N --name 钳 --quotes 三家 --checked-by hemei --approved-by liuhong",
    "chenwei tool lost T-N --reason 丢 --worn",
    "ANY reverse VOUCHER --reason 误录",
    "yangfang reverse VOUCHER --reason 误录 --approved-by liuhong",
    "ANY retract CASE EVENT --reason 误录",
    "ANY retract CASE LAST --reason 误录",
    "LEAD retract CASE LAST --reason 误录 --approved-by liuhong",
)

MOVING = tuple(
    line
    for line in ASIDE
    if any(word in line for word in ("request", "approve", "issue", "collect", "quote", "accept"))
)


class Walk:
    """One desk, and the day that chance makes of it."""

    def __init__(self, desk: Desk, book: Rulebook, chance: Random) -> None:
        self.desk, self.book, self.chance = desk, book, chance
        self.now = START
        self.story: list[str] = []
        self.done: Counter[str] = Counter()
        self.held = ""  # the commit at which everything held; what a refusal left holds as before

    def vouchers(self) -> list[Voucher]:
        return list(Team(self.desk.root).vouchers([]))

    def case(self) -> Case:
        return Team(self.desk.root).case(self.desk.case)

    def step(self, n: int) -> None:
        """Type something, or edit and save something; then everything has to hold."""
        self.now += timedelta(minutes=self.chance.choice((1, 7, 45)))
        os.environ["SERVICECTL_SEED"] = str(n)
        if self.chance.randrange(12) == 0:
            self.edit()
        else:
            who, typed = self.line().split(maxsplit=1)
            self.type(who, typed)
        self.holds()
        if n % 10 == 9:
            self.holds_typed()

    def line(self) -> str:
        """Return what somebody may type now: mostly the next step, or what settles something."""
        pick = self.chance.choice
        state = self.case().standing
        steps = [s for s in self.book.line if s.split()[1] in state.possible]
        if self.chance.randrange(4) == 0:
            return pick(steps or ASIDE)
        if self.chance.randrange(4) == 0:
            return pick(self.settling() or ASIDE)
        if self.chance.randrange(4) == 0:
            return pick(MOVING)
        return pick(ASIDE)

    def settling(self) -> list[str]:
        """Return what settles what is open, by somebody who may."""
        team, case = Team(self.desk.root), self.case()
        filing = Filing(
            case, team.rulebook(case.policy), team.clocks(case, self.now), team.vouchers_of(case)
        )
        found = []
        for item in open_items(filing):
            words = say(item.settle).removeprefix("servicectl ").split(";")[0]
            verb = words.removeprefix("parts ") if "approve" in words else words
            action = next(a for a in ACTIONS.values() if verb.startswith(f"{a.words} "))
            may = [p.id for p in team.roster.people if set(p.roles) & set(action.roles)]
            who = self.book.lead if self.book.lead in may else next(p for p in PEOPLE if p in may)
            words = words.replace("NUMBER", "FP-7").replace(case.id, "CASE").replace("TEXT", "好")
            found.append(f"{who} {words}")
        return found

    def type(self, who: str, typed: str) -> None:
        history = self.case().history
        vouchers = sorted(self.vouchers(), key=lambda v: (v.at, v.id))
        last = [e.id for e in history[-3:]]
        words = (
            typed.replace("EVENT", self.chance.choice(history).id)
            .replace("LAST", self.chance.choice(last))
            .replace("VOUCHER", self.chance.choice(vouchers[-6:]).id)
            .replace("T-N", f"T-{self.chance.choice((71, 72))}")
            .replace("-N", f"-{len(vouchers)}")
        )
        who = self.chance.choice(PEOPLE) if who == "ANY" else who.replace("LEAD", self.book.lead)
        if self.chance.randrange(5) == 0:
            early = self.now - timedelta(minutes=self.chance.choice((5, 60, 200)))
            words += f" --at {early:%Y-%m-%dT%H:%M:00+08:00}"
        answer = self.at().as_(who).type(words)
        self.tell(f"{who} {words}", answer.code, answer.err)

    def edit(self) -> None:
        """Edit catalogue or roster; where it is not saved, put the file back."""
        there = [edit for edit in EDITS if (self.desk.root / edit[0]).exists()]
        path, old, new = self.chance.choice(
            (
                *there,
                (PARTS, "  unit: 块\n", "  unit: 箱\n"),
                (PARTS, f"sku: {PART}\n", f"sku: {PART}\n  serialised: yes\n"),
                (PARTS, f"sku: {PART}\n", f"sku: {PART}\n  note: 常用\n"),
                (ROSTER, "id: guotao\n", "id: guotao\n  until: 2025-09-21\n"),
                (ROSTER, f"id: {self.book.lead}\n", f"id: {self.book.lead}\n  until: 2025-09-22\n"),
                (ROSTER, "name: 王丽\n", "name: 王丽丽\n"),
            )
        )
        file = self.desk.root / path
        before = file.read_text("utf-8")
        file.write_text(before.replace(old, new, 1), "utf-8")
        answer = self.at().as_("chenwei").type("save")
        self.tell(f"chenwei save {path}: {new!r}", answer.code, answer.err)
        file.write_text(before, "utf-8")
        if answer.code == 0:
            self.holds(EVERY_FILE)
            assert self.at().as_("chenwei").type("save").code == 0, self.told

    def tell(self, words: str, code: int, err: str) -> None:
        self.story.append(f"{self.now:%d %H:%M} {words}  -> {code} {err.strip()}")
        assert code in (0, 1, 2, 3), self.told
        if code == 0:
            typed = words.split()[1:4]
            verb = next((a for a in (" ".join(typed[:2]), typed[0]) if a in ANSWERS), typed[0])
            self.done[verb] += 1

    def at(self) -> Desk:
        return self.desk.at(f"{self.now:%Y-%m-%dT%H:%M:00+08:00}")

    @property
    def told(self) -> str:
        return "\n".join(("", *self.story))

    # --- what holds after every step

    def holds(self, where: Sequence[str] = MOVING_FILES) -> None:
        team = Team(self.desk.root)
        case = team.case(self.desk.case)
        if self.desk.head != self.held or where != MOVING_FILES:
            self.books_hold(team, case, where)
            self.held = self.desk.head
        self.closes_alike(team, case)

    def books_hold(self, team: Team, case: Case, where: Sequence[str]) -> None:
        """What hangs on nothing but the files."""
        vouchers = list(team.vouchers([]))
        sums: Counter[object] = Counter()
        for key, holding in balances(vouchers).items():
            sums[key.item] += holding.qty  # type: ignore[assignment]
            assert holding.qty >= 0 or not holding.account.kind.own, (key, self.told)
        assert not any(sums.values()), (sums, self.told)
        assert check_files(team, chosen_files(team, where)) == [], self.told
        self.in_force_alike(case, vouchers)

    def in_force_alike(self, case: Case, vouchers: Sequence[Voucher]) -> None:
        """An event and its voucher: counted from the files, by no function of the program."""
        back = {v.fields["voucher"] for v in vouchers if v.did in ("reverse", "retract")}
        taken = {e.fields["event"] for e in case.history if e.did == "retract"}
        for event in case.history:
            for id in event.vouchers:
                assert (id in back) == (event.id in taken), (event.id, id, self.told)

    def closes_alike(self, team: Team, case: Case) -> None:
        """``close``, decided and not recorded, is refused if and only if something blocks."""
        if not case.is_open:
            return
        clocks = team.clocks(case, self.now)
        filing = Filing(case, team.rulebook(case.policy), clocks, team.vouchers_of(case))
        blocks = [str(item.what) for item in open_items(filing) if item.blocks]
        session = Session(self.desk.root, self.now, "wangli", Random(1))
        refused = ""
        try:
            decided(session, team, ACTIONS["close"], ActionInput({}), "zzzzzz", case)
        except Refused as refusal:
            refused = str(refusal) or "-"
        assert bool(refused) == bool(blocks), (refused, blocks, self.told)

    def holds_typed(self) -> None:
        desk = self.at().as_("wangli")
        assert desk.type("validate").code == 0, self.told
        open_ = desk.show()["open"]
        if self.case().is_open:
            refused = self.copy_closes()
            blocks = [row["what"] for row in open_ if row["blocks"]]
            assert bool(refused) == bool(blocks), (refused, blocks, self.told)

    def copy_closes(self) -> str:
        """Type ``close``, and take it back where it was possible; return why it was refused."""
        os.environ["SERVICECTL_SEED"] += "7"  # the step before has taken the ids of its own
        answer = self.at().as_("wangli").type("close CASE --json")
        if answer.code == 0:
            os.environ["SERVICECTL_SEED"] += "5"
            words = f"retract CASE {answer.json['event']} --reason 再看看"
            assert self.at().as_("wangli").type(words).code == 0, self.told
        return answer.err


ANSWERS = {action.words for action in ACTIONS.values()}


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shelf]:
    folder = tmp_path_factory.mktemp("story")
    return {book.profile: Shelf(folder / book.profile, book.profile) for book in RULEBOOKS}


@pytest.mark.parametrize("book", RULEBOOKS, ids=[book.profile for book in RULEBOOKS])
def test_case_and_ledger_tell_one_story(
    book: Rulebook, shelves: dict[str, Shelf], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "test")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "wangli@example.cn")
    monkeypatch.setenv("SERVICECTL_SEED", "0")  # each step has one of its own
    done: Counter[str] = Counter()
    for n in range(DESKS):
        monkeypatch.delenv("SERVICECTL_SEED")
        desk = shelves[book.profile].copy(tuple(book.begun), tmp_path / f"desk{n}")
        monkeypatch.setenv("SERVICECTL_SEED", "0")
        walk = Walk(desk, book, Random(f"{book.profile} {n}"))
        for step in range(STEPS):
            walk.step(step)
        done += walk.done
    assert {"retract", "save"} <= done.keys() or DESKS < 4, sorted(done.items())
    assert Decimal(sum(done.values())) / (DESKS * STEPS) > Decimal("0.15"), done
