"""A command killed at any step leaves its event and its voucher, or neither: never one of them."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Desk
from tests.store.test_recording import Dies, countdown
from tests.validate.test_ledger_validate import ASSIGNED, DIAGNOSED, case_file

Play = Callable[..., Desk]

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

PART = "BD-LCD55-PSU=1"
COMMANDS = {
    "complete": (
        *(DIAGNOSED, "guotao"),
        f"complete CASE --yes all --work 换板 --signed-by 冯 --used {PART}:烧毁 --old-part {PART}",
    ),
    "issue": (ASSIGNED, "yangfang", "parts issue CASE BD-LCD55-PSU=2 HDD-2T@WD1"),
}


def once_noted(steps: int) -> Dies:
    """Die after so many steps, counted from the note of what is about to be written."""
    noted: list[str] = []
    dies = countdown(steps)

    def now(name: str, args: tuple[Any, ...]) -> bool:
        if name == "os.rename":
            noted.append(name)
        return bool(noted) and dies(name, args)

    return now


def die(desk: Desk, words: str, dies: Dies) -> bool:
    """Type a line in a process that is killed where ``dies`` says so; return whether it was."""

    def watched() -> None:
        sys.addaudithook(lambda name, args: os.kill(os.getpid(), 9) if dies(name, args) else None)

    status = desk.status_of(words, watched)
    assert status in (0, signal.SIGKILL)
    return status != 0


def booked(desk: Desk) -> tuple[set[str], set[str]]:
    """Return the vouchers that the case names, and those of the case that are there."""
    named = set(re.findall(r"^  - (v-\S+)$", case_file(desk).read_text("utf-8"), re.M))
    files = (desk.root / "inventory/ledger").rglob("*.yaml")
    return named, {path.stem for path in files if "\ncase: " in path.read_text("utf-8")}


@pytest.mark.parametrize("did", COMMANDS)
def test_killed_at_any_step_the_event_and_its_voucher_are_both_there_or_neither(
    play: Play, did: str
) -> None:
    lines, who, words = COMMANDS[did]
    desk = play(*lines).as_(who)
    base, before = desk.head, booked(desk)
    after_it: list[int] = []
    step = [*COMMANDS].index(did)  # one dies at each other step that the other passes
    while die(desk, words, once_noted(step)):
        desk.do("note", "CASE", "之后")
        assert desk.git("status", "--porcelain", "--untracked-files=all") == ""
        named, there = booked(desk)  # as committed: nothing stands beside it
        assert named == there
        after_it.append(len(named) - len(before[0]))
        assert (f"did: {did}\n" in case_file(desk).read_text("utf-8")) == bool(after_it[-1])
        desk.git("reset", "--quiet", "--hard", base)
        step += len(COMMANDS)
    assert step > 30
    assert after_it == sorted(after_it)
    assert set(after_it) == {0, 1}
    assert desk.type("audit").code == 0
