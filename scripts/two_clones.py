"""Play what two people record at once, in two real clones of one server, with plain git.

    .venv/bin/python scripts/two_clones.py [WORD]

Each situation is typed once and met twice, either clone first, by ``git pull`` and ``git push``.
Both clones then have the same bytes, whoever was first; each clash is named once, the case is read
and recorded in, and every way of settling it leaves ``validate`` and ``audit`` green on both sides.
No editor can be opened. What was printed is printed; the exit code is 1 where something is wrong.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

HERE = Path(sys.executable).parent
WHO = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "王丽"), ("EMAIL", "wangli@example.cn"))
}
DAY = "2025-09-22"
STOCKED = (
    "08:00 yangfang parts receive BD-LCD55-PSU=9 --document RK-1",
    "09:00 wangli report --customer 秦岭酒店 --address 西安1号 --phone 029-55501234 --fault 无图像",
    "09:01 wangli handover CASE --no-guidance 赶时间",
    "09:05 chenwei assign CASE guotao",
)
ON_SITE = (
    "09:08 guotao prepare CASE --yes all --cause 电源",
    "09:09 guotao depart CASE",
    "09:40 guotao arrive CASE --yes all --met 冯",
    "09:45 guotao diagnose CASE --agrees yes --cause 电源板坏",
)
ISSUED = (*STOCKED, "09:06 yangfang parts issue CASE BD-LCD55-PSU=2", *ON_SITE)
DONE = "guotao complete CASE --yes all --work {} --signed-by 冯"
PARTS = " --used BD-LCD55-PSU=1:烧毁 --old-part BD-LCD55-PSU=1"
CLOSING = (
    f"10:00 {DONE.format('换板')}{PARTS}",
    "11:00 yangfang parts old-in CASE",
    "11:01 yangfang parts return CASE",
    "11:15 zhaomin sheet-in CASE --debrief 好",
    "11:30 zhaomin callback CASE --running ok --satisfaction 5",
)


def visit(name: str, phone: str, case: str) -> tuple[str, ...]:
    """Return what leads to a visit that is agreed under appliance-004."""
    return (
        f"09:00 wangli report --customer {name} --phone {phone} --address 街1 --fault 黑",
        f"09:01 wangli handover {case} --no-guidance 直接上门",
        f"09:01 chenwei assign {case} zhangqiang",
        f"09:02 zhangqiang call {case} --findings 黑 --brand 海尔 --model KFR-35 --traffic 地铁",
        f"09:02 zhangqiang appoint {case} --when 10:00",
    )


PREPARE = "zhangqiang prepare {} --yes all --cause 电容 --form-no 101"
READING = ("show {}", "log {}", "explain {}", "list", "settle", "status", "sheet {} --format md")


class Situation(NamedTuple):
    """What both know, what each records, and how what does not fit is settled, each way.

    ``CASE`` is the first case, ``OTHER`` the second, ``CUSTOMER`` the customer; ``CLASH`` and
    ``WITH`` are the clash and what it does not fit with. ``audit`` looks at cases and vouchers
    alone, so it names no field of a record.
    """

    before: Sequence[str]
    a: Sequence[str]
    b: Sequence[str]
    ways: Sequence[Sequence[str]] = ()
    profile: str = "hotline-000"
    audited: bool = True


REASON = "--reason 核对过"
SITUATIONS = {
    "two notes": Situation(
        STOCKED, ("10:00 wangli note CASE 甲",), ("10:01 chenwei note CASE 乙",)
    ),
    "two completions with parts": Situation(
        ISSUED,
        (f"10:00 {DONE.format('换板')}{PARTS}",),
        (f"10:05 {DONE.format('换线')}{PARTS}",),
        (
            (f"13:00 guotao settle CASE CLASH --void {REASON}",),
            (f"13:00 guotao settle CASE CLASH --keep {REASON}",),
            (f"13:00 guotao settle CASE CLASH --keep --instead-of WITH {REASON}",),
        ),
    ),
    "complete here and cancel there": Situation(
        (*STOCKED, *ON_SITE),
        (f"10:05 {DONE.format('换线')}",),
        ("10:00 chenwei cancel CASE --reason 客户退机",),
        (
            (f"13:00 guotao settle CASE CLASH --void {REASON}",),
            (f"13:00 guotao settle CASE CLASH --keep {REASON}",),
        ),
    ),
    "the last two boards issued twice": Situation(
        (
            *ISSUED,
            "09:50 yangfang parts transfer BD-LCD55-PSU=5 --from store:good --to van:guotao",
        ),
        ("10:19 yangfang parts transfer BD-LCD55-PSU=2 --from store:good --to van:hemei",),
        ("10:20 yangfang parts issue CASE BD-LCD55-PSU=2",),
        (
            (f"13:00 yangfang settle CASE CLASH --void {REASON}",),
            (
                "12:50 yangfang parts receive BD-LCD55-PSU=3 --document RK-9",
                f"13:00 yangfang settle CASE CLASH --keep {REASON}",
            ),
        ),
    ),
    "a customer's number corrected on both sides": Situation(
        STOCKED,
        ("10:05 wangli customer edit CUSTOMER --phone 029-55503333",),
        ("10:06 chenwei customer edit CUSTOMER --phone 029-55502222",),
        tuple(
            (f"13:00 wangli settle CUSTOMER phone --keep {number} {REASON}",)
            for number in ("029-55502222", "029-55503333")
        ),
        audited=False,
    ),
    "closed here and noted there": Situation(
        (*ISSUED, *CLOSING), ("12:00 zhaomin close CASE",), ("11:50 wangli note CASE 客户来电",)
    ),
    "one form number on two cases": Situation(
        (*visit("李", "029-77771111", "CASE"), *visit("王", "029-77772222", "OTHER")),
        (f"09:10 {PREPARE.format('CASE')}", "09:20 zhangqiang depart CASE"),
        (f"09:12 {PREPARE.format('OTHER')}", "09:25 zhangqiang depart OTHER"),
        (
            (f"13:00 zhangqiang settle OTHER CLASH --void {REASON}",),
            (f"13:00 zhangqiang settle OTHER CLASH --keep {REASON}",),
            (f"13:00 zhangqiang settle OTHER CLASH --keep --instead-of WITH {REASON}",),
        ),
        "appliance-004",
    ),
    "a count on both sides": Situation(
        STOCKED,
        (
            "10:00 yangfang parts count BD-LCD55-PSU=8 --account store:good",
            "10:20 chenwei parts adjust BOOKED --reason 盘亏",
        ),
        (
            "10:05 yangfang parts count BD-LCD55-PSU=8 --account store:good",
            "10:25 chenwei parts adjust BOOKED --reason 盘亏",
        ),
        (
            (f"13:00 chenwei settle CLASH --void {REASON}",),
            (
                f"12:50 chenwei reverse WITH {REASON}",
                f"13:00 chenwei settle CLASH --keep {REASON}",
            ),
        ),
    ),
}


class Wrong(Exception):
    """Something is not as it has to be."""


class Place:
    """A folder with a server, ``server.git``, and two clones of it, ``a`` and ``b``."""

    def __init__(self, folder: Path, words: dict[str, str]) -> None:
        self.folder, self.words = folder, words

    def copy(self, name: str) -> Place:
        """Return it as it is now, in a folder of its own."""
        folder = self.folder.with_name(name)
        shutil.copytree(self.folder, folder, symlinks=True)
        return Place(folder, dict(self.words))

    def git(self, clone: str, *words: str) -> str:
        """Run git in a clone; no editor and no program but ours can be opened."""
        return run(["git", *words], self.folder / clone)

    def type(self, clone: str, line: str, code: int = 0) -> str:
        """Type a line, ``TIME WHO words``, in a clone; return what is printed."""
        time, who, words = line.split(maxsplit=2)
        for name, value in self.words.items():
            words = words.replace(name, value)
        options = ["--now", f"{DAY} {time}", "--as", who, "--lang", "en"]
        return run(["servicectl", *options, *shlex.split(words)], self.folder / clone, code)

    def record(self, clone: str, line: str) -> None:
        """Type a line that records; remember what it made."""
        done = json.loads(self.type(clone, f"{line} --json"))
        if " report " in line:
            self.words["OTHER" if "CASE" in self.words else "CASE"] = done["case"]
            shown = json.loads(self.type(clone, f"09:00 wangli show {done['case']} --json"))
            self.words.setdefault("CUSTOMER", shown["customer"]["id"])
        if done.get("id"):
            self.words["BOOKED"] = done["id"]

    def meet(self, first: str, second: str) -> None:
        """Let both have what both recorded, by plain git."""
        self.git(first, "pull", "-q", "--no-edit")
        self.git(first, "push", "-q")
        print(self.git(second, "pull", "--no-edit"), end="")
        self.git(second, "push", "-q")
        self.git(first, "pull", "-q", "--no-edit")
        check(data(self.folder / "a") == data(self.folder / "b"), "the clones have other bytes")


def run(words: Sequence[str], folder: Path, code: int = 0) -> str:
    """Run a program; return what it printed, raise where it ended otherwise."""
    env = {**os.environ, **WHO, "PATH": f"{HERE}:{os.environ['PATH']}", "GIT_EDITOR": "false"}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    check(
        done.returncode == code,
        f"{shlex.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}",
    )
    return done.stdout


def check(fine: bool, what: str) -> None:
    if not fine:
        raise Wrong(what)


def data(root: Path) -> dict[str, bytes]:
    """Return every file of cases and records."""
    files = (path for top in ("cases", "inventory") for path in (root / top).rglob("*.yaml"))
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def clones(folder: Path, situation: Situation) -> Place:
    """Return a server and two clones, in which each has recorded its part."""
    folder.mkdir()
    run(["servicectl", "--now", "2025-01-02 09:00", "init", "a", "--profile", situation.profile,
         "--sample"], folder)  # fmt: skip
    place = Place(folder, {})
    for line in situation.before:
        place.record("a", line)
    run(["git", "init", "-q", "--bare", "server.git"], folder)
    place.git("a", "remote", "add", "origin", "../server.git")
    place.git("a", "push", "-q", "-u", "origin", "HEAD:main")
    run(["git", "clone", "-q", "--branch", "main", "server.git", "b"], folder)
    place.git("b", "remote", "set-url", "origin", "../server.git")
    place.git("a", "branch", "-q", "--set-upstream-to=origin/main")
    print(place.type("b", "09:50 wangli list"), end="")
    for clone, lines in (("a", situation.a), ("b", situation.b)):
        for line in lines:
            place.record(clone, line)
    return place


def named(place: Place, situation: Situation) -> None:
    """See that the clash is named once, and that the case is read and recorded in."""
    expected = 1 if situation.ways else 0
    for words, count in (("validate", expected), ("audit", expected * situation.audited)):
        told = place.type("a", f"12:00 chenwei {words}", count)
        check(told.count("[clash]") == count, told)
        print(told, end="")
    rows: list[dict[str, Any]] = json.loads(place.type("a", "12:00 chenwei settle --json"))
    check(len(rows) == expected, str(rows))
    for row in rows:
        print(f"  {row['what']}\n  {row['settle']}")
        place.words["CLASH"] = row.get("event") or row.get("voucher") or row["field"]
        place.words["WITH"] = str(row["with"])
    for words in READING:
        place.type("a", f"12:00 chenwei {words.format('CASE')}")
    place.record("a", "12:10 chenwei note CASE 已联系")


def settled(place: Place, lines: Sequence[str]) -> None:
    """Settle it in one clone, and see that both are green and alike."""
    for line in lines:
        place.record("a", line)
    place.meet("a", "b")
    for clone in ("a", "b"):
        for words in ("validate", "audit"):
            print(f"  {clone} {words}: {place.type(clone, f'14:00 chenwei {words}')}", end="")
    check(place.type("b", "14:00 chenwei settle --json").strip() == "[]", "something is open")


def played(folder: Path, name: str, situation: Situation) -> Iterator[str]:
    """Play a situation; yield what is wrong."""
    print(f"== {name}")
    try:
        place = clones(folder, situation)
        met = {first: place.copy(f"{folder.name}-{first}") for first in ("a", "b")}
        for first, other in (("a", "b"), ("b", "a")):
            met[first].meet(first, other)
        check(
            data(met["a"].folder / "a") == data(met["b"].folder / "a"),
            "who is first decides the bytes",
        )
        for first, each in met.items():
            print(f"-- {first} was first")
            named(each, situation)
            for n, lines in enumerate(situation.ways):
                print(f"  > {lines[-1]}")
                settled(each.copy(f"{folder.name}-{first}-{n}"), lines)
    except Wrong as wrong:
        yield f"{name}: {wrong}"


def main() -> int:
    """Play the situations in whose names the word stands; say what is wrong."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    wrong: list[str] = []
    with TemporaryDirectory() as folder:
        for n, (name, situation) in enumerate(SITUATIONS.items()):
            if word in name:
                wrong += played(Path(folder) / str(n), name, situation)
    print(*wrong or ["all as it has to be"], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
