"""What the calendar says: hours of one date, working days, and how far it is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from servicectl.domain.master.catalogue import Product
from servicectl.domain.master.customers import Unit
from servicectl.domain.movements.charges import cover
from servicectl.domain.time.calendar import Calendar, read_week
from servicectl.domain.time.moments import read_moment
from tests.desk import Desk

Play = Callable[..., Desk]

REPORT = 'report --customer 李建国 --phone "029-5550 1234" --address 科技路12号 --fault 无图像'
TWO_DAYS = "two_days: {from: report, until: complete, within: 2wd, owner: supervisor}"
CLOSING = "closing: {from: report, until: handover, at: close_of_business, owner: supervisor}"
FEW_DAYS = (
    "few_days: {from: report, until: complete, within: 3d, time: calendar_days, owner: supervisor}"
)
EXTRA = "  extra_workdays:\n"


def with_rules(desk: Desk, *changes: tuple[str, str], at: str = "2025-09-22 08:00") -> Desk:
    """Return the desk after its rulebook was changed and saved, by the manager."""
    path = desk.root / "policies.yaml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    desk.at(at).as_("liuhong").do("save")
    return desk.as_("wangli")


def clocks(*lines: str) -> tuple[str, str]:
    return "clocks:\n", "clocks:\n  " + "\n  ".join(lines) + "\n"


def test_one_date_closes_at_noon_for_everything_that_asks_the_calendar(play: Play) -> None:
    short = "  hours:\n    2025-09-22: [08:30-12:00]\n    2025-09-27: [09:00-16:00]\n"
    desk = with_rules(play(), (EXTRA, short + EXTRA), clocks(CLOSING, TWO_DAYS))
    desk = desk.at("2025-09-22 11:00")
    desk.do(REPORT)
    assert desk.clock("closing")["due"] == "2025-09-22T12:00:00+08:00"
    desk = desk.at("2025-09-25 13:00")
    case = desk.do(REPORT)["case"]
    assert desk.clock("two_days", case)["due"] == "2025-09-27T16:00:00+08:00"
    said = desk.type("explain", case, "two_days").out
    assert "2025-09-27 09:00 .. 2025-09-27 16:00  7h 00m   counted" in said
    assert "working days counted: 2" in said
    assert "due      2025-09-27 16:00 within: 2wd" in said
    for days, listed in (("1wd", False), ("2wd", True)):
        rows = desk.do(f"due --within {days}")
        assert any(row["clock"] == "two_days" for row in rows) is listed


def test_a_term_in_days_ends_on_the_next_working_day_where_the_rulebook_says_so(play: Play) -> None:
    switch = "  ends_on_holiday: next_workday\n"
    desk = with_rules(play(), (EXTRA, switch + EXTRA), clocks(FEW_DAYS)).at("2025-09-24 11:00")
    desk.do(REPORT)
    assert desk.clock("few_days")["due"] == "2025-09-28T11:00:00+08:00"


@pytest.mark.parametrize(("moves", "category"), [(False, "paid"), (True, "free")])
def test_a_warranty_that_would_end_on_a_saturday_holds_on_monday(
    moves: bool, category: str
) -> None:
    week = read_week({"mon-fri": ["08:30-17:30"]})
    office = Calendar(ZoneInfo("Asia/Shanghai"), week, moves_end=moves)
    case = cast("Any", SimpleNamespace(head={}, opened=read_moment("2025-09-22T09:00:00+08:00")))
    unit = Unit(schema=1, serial="SN1", model="M", customer="c-4m2x8t", purchased=date(2024, 9, 20))
    product = Product(model="M", name="set-top box", warranty_months=12)
    assert cover(case, unit, product, None, office).category == category


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("  hours: {2027-02-30: [08:30-12:00]}\n", "42:11: the calendar has no 2027-02-30 [dates]"),
        ("  hours: {2027-02-05: []}\n", "42:23: no hours are given [windows]"),
        ("  hours: {2027-02-05: [noon]}\n", "42:23: 'noon' is no working window [windows]"),
        ("  ends_on_holiday: sunday\n", "42:20: 'sunday' is none of stays, next_workday [choice]"),
    ],
)
def test_what_a_calendar_cannot_say_is_named_where_it_stands(
    desk: Desk, written: str, problem: str
) -> None:
    path: Path = desk.root / "policies.yaml"
    path.write_text(path.read_text("utf-8").replace(EXTRA, written + EXTRA), "utf-8")
    answer = desk.type("validate", str(path))
    assert answer.code == 1
    assert problem in answer.out


SHIPPED = "  known_until: 2026-12-31\n  provisional_from: 2027-01-01\n"
KNOWN = "  known_until: 2025-09-30\n"
OCTOBER = "  - 2025-10-01..2025-10-08  # 国庆节、中秋\n"


def test_a_due_moment_past_what_is_known_is_marked_wherever_it_is_said(play: Play) -> None:
    desk = with_rules(play(), (SHIPPED, KNOWN), clocks(TWO_DAYS)).at("2025-09-30 11:00")
    said = desk.type(REPORT).out
    assert (
        "  provisional: two_days 2025-10-10 17:30; the calendar is known until 2025-09-30" in said
    )
    assert "handover 2025-09-30" not in said
    assert desk.clock("two_days")["provisional"] is True
    assert desk.clock("handover")["provisional"] is False
    assert "two_days  2025-10-10 17:30  running, provisional" in desk.type("show CASE").out
    assert "  provisional  the calendar is known until 2025-09-30" in desk.type("explain CASE").out
    assert "2025-10-10 17:30 (provisional)" in desk.type("due --within 30d").out
    assert desk.do("due --within 30d")[-1]["provisional"] is True
    late = desk.at("2025-10-11 09:00")
    assert [row["provisional"] for row in late.type("overdue --json").json] == [False, True]
    assert desk.do("handover CASE --no-guidance 客户不在")["provisional"] is True
    assert "（暂定）" in desk.speaking("zh").type("show CASE").out


def test_a_date_from_which_what_is_entered_may_change_bounds_it_too(play: Play) -> None:
    both = "  known_until: 2025-12-31\n  provisional_from: 2025-10-01\n"
    desk = with_rules(play(), (SHIPPED, both), clocks(TWO_DAYS)).at("2025-09-30 11:00")
    assert desk.do(REPORT)["provisional"] is True
    assert "provisional" not in desk.at("2025-09-25 11:00").do(REPORT)


def test_sixty_days_before_the_end_it_is_said_and_is_no_finding(play: Play) -> None:
    desk = with_rules(play(), (SHIPPED, KNOWN))
    early, late = desk.at("2025-07-31 09:00"), desk.at("2025-08-01 09:00")
    for words in ("validate", "doctor"):
        assert "warning" not in early.type(words).out
        answer = late.type(words)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.splitlines()[-1] == (
            "warning: policies.yaml:54:16: the calendar is known until 2025-09-30: what is due"
            " later is provisional [calendar-ends]; when the holidays of 2025 are published:"
            " servicectl holidays 2025 --write"
        )
        assert late.type(words, "--json").err == answer.out.splitlines(keepends=True)[-1]
    assert late.type("validate --json").json == []
    assert late.type("validate --format github").out.startswith("::warning file=policies.yaml,")
    assert late.type("validate", str(desk.root / "policies.yaml")).out == "1 files, no problem\n"


def test_holidays_entered_later_move_what_is_open_and_nothing_that_has_stopped(play: Play) -> None:
    desk = with_rules(play(), (OCTOBER, ""), clocks(TWO_DAYS, CLOSING)).at("2025-09-30 11:00")
    first, second = desk.do(REPORT)["case"], desk.do(REPORT)["case"]
    desk = desk.at("2025-10-03 09:00").as_("liuhong")
    late = desk.do("cancel", first, "--reason", "客户取消")
    assert desk.clock("two_days", first)["state"] == "late"
    assert "calendar" not in desk.last(first)

    desk = with_rules(desk, ("  - 2026-01-01..", OCTOBER + "  - 2026-01-01.."), at=desk.now)
    assert late["case"] == first
    assert desk.clock("two_days", first)["due"] == "2025-10-02T17:30:00+08:00"
    assert desk.clock("two_days", second)["due"] == "2025-10-10T17:30:00+08:00"
    said = desk.type("explain", second, "two_days").out
    assert "  moved    from 2025-10-02 17:30, by the calendar of its rulebook" in said
    assert "moved" not in desk.type("explain", second, "closing").out

    desk = desk.at("2025-10-04 09:00").as_("liuhong")
    assert "calendar" not in desk.do("note", second, "已联系")
    desk.do("cancel", second, "--reason", "客户取消")
    assert desk.clock("two_days", second)["state"] == "void"
    kept = desk.last(second)["calendar"]
    assert (desk.root / f"inventory/rulebooks/{kept}.yaml").read_bytes() == (
        desk.root / "policies.yaml"
    ).read_bytes()
    with_rules(desk, (OCTOBER, ""), at=desk.now)
    assert desk.clock("two_days", second)["due"] == "2025-10-10T17:30:00+08:00"
    assert f"calendar  that of rulebook {kept}" in desk.type("explain", second, "two_days").out
    assert desk.type("validate").code == 0
