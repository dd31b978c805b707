"""A desk at which every line is typed, and held against the desk on paper before and after.

tests/services/test_ledger_stateful.py has the people who type, tests/plain_desk.py the paper.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any, ClassVar

import yaml

from tests.desk import Desk, copy_folder, new_team
from tests.plain_desk import GONE, IN_HANDS, ROLE, Moved, No, PlainDesk, word
from tests.without_git import RECORDED

POLICY = """\
schema: 1
profile: test
language: en
calendar:
  timezone: Asia/Shanghai
  windows: {mon-sun: [00:00-24:00]}
clocks: {}
money: {currency: CNY}
separate:
- [complete, callback]
"""
STRICT = "require: {issue: [approve.request]}\n"
ROSTER = "schema: 1\npeople:\n" + "".join(
    f"- {{id: {id}, name: {id}, email: {id}@example.cn, roles: [{role}]}}\n"
    for id, role in ROLE.items()
)
FILES = {
    "inventory/engineers.yaml": ROSTER
    + f"- {{id: {GONE}, name: {GONE}, roles: [engineer], until: 2026-06-30}}\n",
    "inventory/parts.yaml": """\
schema: 1
parts:
- {sku: PSU, name: power board, unit: 块, returnable: yes}
- {sku: HDD, name: disk, unit: 块}
- {sku: CABLE, name: cable, unit: m}
- {sku: SIM, name: SIM card, serialised: yes}
""",
    "inventory/products.yaml": "schema: 1\nproducts:\n"
    "- {model: STB, name: box, warranty_months: 24, components: [{name: panel, months: 12}]}\n",
    "inventory/accounts.yaml": """\
schema: 1
accounts:
- {account: "maker:acme", name: Acme}
- {account: "branch:north", name: North}
""",
}
Act = Callable[[int], None]


def new_desk(folder: Path, strict: bool) -> Path:
    """Return the folder of a team with the people and parts above, and nothing in store."""
    desk = new_team(folder)
    (folder / "policies.yaml").write_text(POLICY + STRICT * strict, "utf-8")
    for path, text in FILES.items():
        (folder / path).write_text(text, "utf-8")
    desk.git("add", "--all")
    desk.git("commit", "--quiet", "--message", "people and parts")
    desk.git("repack", "-adq")  # one file to copy; the branch stays a file of its own
    return folder


def clock(minute: int) -> str:
    """Return a minute of the one long day on which all is played."""
    return f"2026-11-23 {minute // 60:02}:{minute % 60:02}"


class Books:
    """What stands in ``inventory/ledger``: read with yaml alone, each file once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.vouchers: dict[str, dict[str, Any]] = {}
        self.moved: list[Moved] = []
        self.read()

    def read(self) -> list[str]:
        """Read what came since; return the numbers of these vouchers."""
        new = []
        for path in sorted(self.root.glob("inventory/ledger/*/*/*.yaml")):
            if path.stem not in self.vouchers:
                voucher = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
                self.vouchers[path.stem] = voucher
                self.moved += moved_by(voucher)
                new.append(path.stem)
        return new


def moved_by(voucher: dict[str, Any]) -> Iterator[Moved]:
    """Yield what the lines of a voucher's file move."""
    for line in voucher["lines"]:
        if "amount" in line:
            thing, much = f"${line['currency']}", line["amount"]
        elif "tool" in line:
            thing, much = f"!{line['tool']}", "1"
        elif "serial" in line:
            thing, much = f"#{line['serial']}", "1"
        else:
            thing, much = line["sku"], line["qty"]
        yield Moved(thing, Decimal(much), line["from"], line["to"], voucher.get("case"))


def in_no_order(moved: Sequence[Moved]) -> Counter[Moved]:
    """Return movements so that those of two vouchers can be compared."""
    return Counter(m._replace(minute=0, much=Decimal(m.much).normalize()) for m in moved)


class TypedDesk:
    """One team at work: its folder, its paper, and the minute it is."""

    prepared: ClassVar[Path]
    on_paper: ClassVar[PlainDesk]
    start: ClassVar[int]
    folders: ClassVar[Iterator[Path]]
    seen: ClassVar[Counter[tuple[str, int]]]

    def __init__(self) -> None:
        self.root = next(self.folders)
        copy_folder(self.prepared, self.root)
        self.plain = deepcopy(self.on_paper)
        self.minute = self.start
        self.books = Books(self.root)
        self.story: list[str] = []

    # --- typing -----------------------------------------------------------------------------------

    def type(self, who: str, words: str, *more: str, act: Act, at: int | None = None) -> Any:
        """Type a line; what comes of it is what ``act`` did to the paper. Return its JSON.

        ``at`` is an earlier minute for ``--at``. Words with spaces are ``more``.
        """
        self.minute += 1
        minute = self.minute if at is None else at
        late = [] if at is None else ["--at", clock(at)]
        typed = [*words.split(), *more, *late, "--json"]
        expected, why = self._on_paper(act, minute)
        before = self._recorded()
        os.environ["SERVICECTL_SEED"] = str(self.minute)  # the same numbers each time it is played
        answer = Desk(self.root, clock(self.minute)).as_(who).type(*typed)
        self.story.append(f"{clock(self.minute)} {who}: {' '.join(typed)}")
        self.story.append(f"  {answer.code} {answer.err.strip()} / paper: {expected} {why}")
        assert answer.code == expected, self.told
        self._count(typed, expected)
        new = self.books.read()
        if expected:
            assert (answer.out, new, self._recorded()) == ("", [], before), self.told
            assert answer.err.count("\n") == 1, self.told
            return None
        assert self._recorded() != before, self.told
        self._check_voucher(who, new, minute)
        return answer.json

    def type_in(
        self, case: str, who: str, words: str, *more: str, act: Act, at: int | None = None
    ) -> None:
        """Type a line with CASE in it; the case is in the state that the paper says, too."""
        opened = self.plain.jobs[case].opened
        at = None if at is None or at < opened else at
        answer = self.type(who, words.replace("CASE", case), *more, act=act, at=at)
        if answer is not None:
            assert answer["state"] == self.plain.jobs[case].state, self.told

    def read(self, words: str) -> Any:
        """Type a line that only reads; return its JSON."""
        answer = Desk(self.root, clock(self.minute)).as_("yang").type(*words.split(), "--json")
        assert answer.code == 0, (words, answer, self.told)
        return answer.json

    @staticmethod
    def _on_paper(act: Act, minute: int) -> tuple[int, str]:
        try:
            act(minute)
        except No as no:
            return no.code, str(no)
        return 0, ""

    @property
    def told(self) -> str:
        """Return all that was typed and answered, for who has to find out."""
        return "\n".join(("", *self.story))

    def _count(self, typed: Sequence[str], code: int) -> None:
        words = takewhile(lambda w: re.fullmatch("[a-z]+(-[a-z]+)*", w), typed)
        self.seen[" ".join(words), code] += 1

    def _recorded(self) -> tuple[str, int]:
        """Return what changes with every recording, with git and without."""
        return Desk(self.root).head, RECORDED[self.root]

    def _check_voucher(self, who: str, new: list[str], minute: int) -> None:
        """The voucher that lies in the folder is the paper that was written, or there is none."""
        paper = self.plain.draft
        assert len(new) == (paper is not None), self.told
        if paper is None:
            return
        [id] = new
        voucher = self.books.vouchers[id]
        assert (voucher["by"], voucher.get("case")) == (who, paper.case), self.told
        assert voucher["at"] == clock(minute).replace(" ", "T") + ":00+08:00", self.told
        assert in_no_order(list(moved_by(voucher))) == in_no_order(paper.moved), self.told
        self.plain.number(id)

    # --- what holds after every step --------------------------------------------------------------

    def check_books(self) -> None:
        """Ask of the books what has to hold after every step."""
        self.the_books_are_those_on_paper()
        self.all_sums_are_zero()
        self.nobody_has_less_than_nothing()
        self.a_closed_case_has_nothing()

    def the_books_are_those_on_paper(self) -> None:
        written, on_paper = self.plain.sums(self.books.moved), self.plain.balances
        assert written == on_paper, (written - on_paper, self.told)

    def all_sums_are_zero(self) -> None:
        things: Counter[str] = Counter()
        for (_, thing, _), much in self.plain.sums(self.books.moved).items():
            things[thing] += much
        assert not any(things.values()), (things, self.told)

    def nobody_has_less_than_nothing(self) -> None:
        for (account, thing, case), much in self.plain.sums(self.books.moved).items():
            assert much > 0 or word(account) not in IN_HANDS, (account, thing, case, self.told)

    def a_closed_case_has_nothing(self) -> None:
        done = {id for id, j in self.plain.jobs.items() if j.state in ("closed", "cancelled")}
        for account, thing, case in self.plain.sums(self.books.moved):
            assert case not in done, (account, thing, case, self.told)

    def teardown(self) -> None:
        """At the end of the day all that is read says the same, and git has nothing lying about."""
        if not RECORDED[self.root]:
            assert Desk(self.root).git("status", "--porcelain") == "", self.told
        self._check_entries()
        shutil.rmtree(self.root)

    def _check_entries(self) -> None:
        """An entry of a case names its vouchers, and each voucher names its entry."""
        named = set()
        for path in self.root.glob("cases/*/*/*.yaml"):
            for event in yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)["history"]:
                named |= {(id, path.stem, event["id"]) for id in event.get("vouchers", ())}
        vouchers = self.books.vouchers
        assert named == {(i, v["case"], v["event"]) for i, v in vouchers.items() if "event" in v}
