"""Killed at a call that changes something, in git too: the next command works at once.

``SERVICECTL_KILLS=all`` tries every call; without it a few of them, spread over the command.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk import Desk, copy_folder
from tests.store.test_ledger_crash import COMMANDS

Play = Callable[..., Desk]

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler"),
]

LINES, WHO, COMPLETE = COMMANDS["complete"]
TYPED = {"note": (WHO, "note CASE 已到现场"), "complete": (WHO, COMPLETE)}
POINTS = 5


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library that kills, compiled."""
    built = tmp_path_factory.mktemp("kills") / "kill_at.so"
    source = Path(__file__).with_name("kill_at.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", built, source, "-ldl"], check=True)
    return built


def killed(desk: Desk, words: str, library: Path, at: int, *, parent: bool) -> tuple[int, int]:
    """Type a line of which a git is killed at that call; return its status and the calls made."""
    counter = library.with_name("counter")
    counter.write_bytes(bytes(4))

    def preloaded() -> None:
        os.environ |= {"LD_PRELOAD": str(library), "KILL_COUNTER": str(counter)}
        os.environ |= {"KILL_AT": str(at)} | ({"KILL_PARENT": "1"} if parent else {})

    status = desk.status_of(words, preloaded)
    return status, int.from_bytes(counter.read_bytes(), "little")


def users_bytes(desk: Desk) -> str:
    return desk.git("diff", "--cached") + desk.git("diff") + desk.git("status", "--porcelain")


def edit_beside(desk: Desk) -> None:
    """Leave the user's own work in the folder: staged, edited again, and untracked."""
    (desk.root / "notes.txt").write_text("staged\n")
    desk.git("add", "notes.txt")
    (desk.root / "notes.txt").write_text("staged\nand edited\n")
    (desk.root / "untracked.txt").write_text("x\n")


@pytest.mark.parametrize("parent", [False, True], ids=["git alone", "with its parent"])
@pytest.mark.parametrize("did", TYPED)
def test_the_next_command_works_at_once_and_the_event_is_there_once_or_not_at_all(
    play: Play, library: Path, tmp_path: Path, did: str, parent: bool
) -> None:
    who, words = TYPED[did]
    kept = play(*LINES).as_(who)
    edit_beside(kept)
    before = users_bytes(kept)
    vouchers = len(list(kept.root.rglob("v-*.yaml")))
    status, calls = killed(copied(kept, tmp_path / "whole"), words, library, 0, parent=parent)
    assert (status, calls > 40) == (0, True)
    every = os.environ.get("SERVICECTL_KILLS") == "all"
    for at in range(1, calls + 1, 1 if every else calls // POINTS):
        desk = copied(kept, tmp_path / f"{at}")
        status, _ = killed(desk, words, library, at, parent=parent)
        assert not parent or os.WIFSIGNALED(status) or status == 0
        desk.do("note CASE 之后")
        case = desk.git("show", f"HEAD:cases/{desk.case[:4]}/{desk.case[4:6]}/{desk.case}.yaml")
        times = case.count(f"did: {did}\n") - (did == "note")
        assert times in (0, 1), at
        assert (status == 0) <= (times == 1), at
        there = len(desk.git("ls-tree", "-r", "--name-only", "HEAD", "inventory/ledger").split())
        assert there - vouchers == (times if did == "complete" else 0), at
        assert users_bytes(desk) == before, at
        assert list(desk.root.rglob("*.lock")) == [], at
        desk.git("fsck", "--strict")
        shutil.rmtree(desk.root)


def copied(desk: Desk, folder: Path) -> Desk:
    copy_folder(desk.root, folder)
    return Desk(folder, desk.now, desk.who)
