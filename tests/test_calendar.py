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
