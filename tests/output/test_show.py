"""``show`` is one screen: who, what, where it stands, what is due next, what blocks closing."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import pytest

from servicectl.output.text.tables import len_shown
from tests.desk import Desk
from tests.places import REPOSITORY

Play = Callable[..., Desk]
SHIPPED = Desk(REPOSITORY, "2026-11-23T10:00+08:00")
WIDTH, HEIGHT = 80, 24

REPORTED = (
    '2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" '
    "--address 科技路12号 --contact 小李 --fault 无图像 --priority urgent"
)
HANDED_OVER = "2025-09-22 09:02 wangli handover CASE --no-guidance 客户不在现场"
ASSIGNED = "2025-09-22 09:10 chenwei assign CASE zhangqiang --for next-day"
AGREED = '2025-09-22 09:20 wangli appoint CASE --when "2025-09-23 10:00"'


def rows(line: str) -> int:
    """Return how many rows of a terminal a line takes."""
    return max(1, ceil(len_shown(line) / WIDTH))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_shipped_case_fits_a_terminal(lang: str) -> None:
    for path in sorted(REPOSITORY.glob("cases/*/*/*.yaml")):
        screen = SHIPPED.speaking(lang).type("show", path.stem).out
        assert sum(map(rows, screen.splitlines())) <= HEIGHT, screen


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_values_stand_in_one_column(play: Play, lang: str) -> None:
    screen = play(REPORTED, HANDED_OVER, ASSIGNED).speaking(lang).type("show", "CASE").out
    facts = screen.split("\n\n")[0].splitlines()[1:]
    wanted = ("李建国", "科技路12号", "无图像")
    columns = {
        len_shown(line[: line.index(text)]) for text in wanted for line in facts if text in line
    }

    assert len(columns) == 1


@pytest.mark.parametrize(("day", "means"), [("today", "当天"), ("next-day", "次日")])
def test_a_day_of_the_visit_is_told_in_chinese(play: Play, day: str, means: str) -> None:
    assigned = ASSIGNED.replace("next-day", day)
    desk = play(REPORTED, HANDED_OVER, assigned).speaking("zh")
    assert f"2025-09-22 09:10 派工，上门日期 {means}" in desk.type("show", "CASE").out
    assert f"{day} ({means})" in desk.type("log", "CASE").out


def test_a_screen_tells_who_what_where_due_blocking_and_what_to_type(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER, ASSIGNED, AGREED)
    screen = desk.at("2025-09-23 09:00").type("show", "CASE").out
    facts, due, to_do, possible = screen.split("\n\n")

    assert desk.case in facts.splitlines()[0]
    for text in ("appointed", "李建国", "029-5550 1234 小李", "科技路12号", "无图像", "urgent"):
        assert text in facts
    assert "1: 张强 (zhangqiang), sent 2025-09-22 09:10, for next-day" in facts
    assert "2025-09-23 10:00" in facts
    assert "2025-09-22 09:20 appoint 王丽" in facts
    names = [line.split()[0] for line in due.splitlines()[1:]]
    assert names == ["prep_next_day", "appointment"]  # overdue since yesterday; at ten today
    assert "张强" in due
    assert f"prepare {desk.case[-6:]}" in to_do
    assert "before it can be closed, also: sheet-in, callback.ok" in to_do
    assert "prepare" in possible
    assert "depart" not in possible


def test_a_case_on_hold_tells_since_when_and_why(play: Play) -> None:
    held = "2025-09-22 09:05 wangli hold CASE --reason 等配件 --until 2025-09-25T09:00"
    screen = play(REPORTED, HANDED_OVER, held.replace("T09:00", "T09:00:00+08:00")).type(
        "show CASE"
    )

    assert "2025-09-22 09:05 – 2025-09-25 09:00 等配件" in screen.out
