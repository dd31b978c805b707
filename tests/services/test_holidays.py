"""``holidays YEAR``: what is published of a year, shown, and written into the calendar."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scripts.china_holidays import lines
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.time.calendar import Calendar
from servicectl.services.team.china_holidays import Span, YearOfHolidays
from servicectl.services.team.holiday_block import with_year
from servicectl.store.yaml.read import load
from tests.desk import Desk

Play = Callable[..., Desk]
PROFILES = sorted(Path("servicectl/data/profiles").resolve().glob("*.yaml"))
NOTICE = YearOfHolidays(
    2027,
    True,
    "chinesecalendar 1.12.0",
    (
        Span(date(2027, 1, 1), date(2027, 1, 3), ("元旦",)),
        Span(date(2027, 2, 5), date(2027, 2, 11), ("春节",)),
    ),
    (Span(date(2027, 2, 20), date(2027, 2, 20), ("春节",)),),
)


def changes(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went, and those that came."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def versionless(text: str) -> str:
    """Return a text without what version told it: the days are the same in all that we allow."""
    return re.sub(r"(chinesecalendar|holidays) [0-9.]+[0-9]", r"\1", text)


def calendar_of(text: str) -> Calendar:
    raw, problems = load(text.encode(), "policies.yaml")
    assert raw is not None, problems
    policy, problems = read_policy(raw, "policies.yaml", "000000000000")
    assert policy is not None, problems
    return policy.calendar


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_the_rulebooks_that_ship_carry_what_is_published(path: Path) -> None:
    text = path.read_text("utf-8")
    assert versionless("\n".join(lines())) in versionless(text)
    assert calendar_of(text).known_until == date(2026, 12, 31)


def test_a_year_is_shown_as_it_stands_in_a_calendar(desk: Desk) -> None:
    shown = desk.type("holidays 2026").out
    assert shown.startswith("calendar:\n  holidays:\n  # 2026: chinesecalendar ")
    assert "  - 2026-10-01..2026-10-07  # 国庆节\n  extra_workdays:\n  - 2026-01-04" in shown
    assert shown.endswith("  known_until: 2026-12-31\n  provisional_from: 2027-01-01\n")
    found = desk.do("holidays 2028")
    assert (found["published"], found["extra_workdays"]) == (False, [])
    assert found["holidays"][0] == "2028-01-01"


def test_a_year_without_a_notice_is_written_and_no_other_byte_changes(desk: Desk) -> None:
    path = desk.root / "policies.yaml"
    before = path.read_text("utf-8")
    desk.as_("liuhong").do("holidays 2028 --write")
    gone, new = changes(before, path.read_text("utf-8"))
    assert gone == []
    assert new[0].startswith("  # 2028: holidays ")
    assert all(line.startswith("  - 2028-") for line in new[1:])
    assert calendar_of(path.read_text("utf-8")).known_until == date(2026, 12, 31)
    assert desk.type("validate").code == 0
    refused = desk.as_("liuhong").at("2025-09-22 10:00")
    assert "nothing to record" in refused.type("holidays 2028 --write").err
    assert "holidays is for manager, supervisor" in desk.as_("wangli").refused(
        "holidays 2029 --write"
    )


def test_a_notice_takes_the_place_of_the_days_of_the_law(desk: Desk) -> None:
    before = (desk.root / "policies.yaml").read_text("utf-8")
    after = with_year(before, calendar_of(before), NOTICE)
    gone, new = changes(before, after)
    assert gone[0].startswith("  # 2027: statutory days only")
    statutory = [line for line in lines() if "2027" in line or "known_until" in line]
    assert [versionless(line) for line in gone] == [versionless(line) for line in statutory]
    assert new == [
        "  # 2027: chinesecalendar 1.12.0",
        "  - 2027-01-01..2027-01-03  # 元旦",
        "  - 2027-02-05..2027-02-11  # 春节",
        "  - 2027-02-20              # 春节",
        "  known_until: 2027-12-31",
        "  provisional_from: 2028-01-01",
    ]
    assert calendar_of(after).known_until == date(2027, 12, 31)
    assert with_year(after, calendar_of(after), NOTICE) == after


def test_what_a_team_wrote_itself_stays_also_on_one_line() -> None:
    text = (
        "schema: 1\nprofile: own\ncalendar:\n  timezone: Asia/Shanghai\n"
        "  windows: {mon-fri: [08:30-17:30]}\n"
        "  holidays: [2026-12-25, 2027-01-01]  # our own\n"
        '  morning_ends: "12:00"\n\n# the clocks\nclocks: {}\n'
    )
    after = with_year(text, calendar_of(text), NOTICE)
    assert after == text.replace(
        "[2026-12-25, 2027-01-01]",
        "[2026-12-25, 2027-01-01, 2027-01-01..2027-01-03, 2027-02-05..2027-02-11]",
    ).replace(
        '"12:00"\n',
        '"12:00"\n  extra_workdays: [2027-02-20]\n  known_until: 2027-12-31\n'
        "  provisional_from: 2028-01-01\n",
    )


def test_own_days_among_the_lines_stay_where_they_are() -> None:
    text = (
        "schema: 1\nprofile: own\ncalendar:\n  timezone: Asia/Shanghai\n"
        "  windows: {mon-fri: [08:30-17:30]}\n  holidays:\n"
        "  - 2027-01-01..2027-01-03\n  # works outing\n  - 2027-06-18\n  - 2028-01-01\n"
    )
    after = with_year(text, calendar_of(text), NOTICE)
    assert after.splitlines()[5:12] == [
        "  holidays:",
        "  - 2027-01-01..2027-01-03",
        "  # works outing",
        "  - 2027-06-18",
        "  # 2027: chinesecalendar 1.12.0",
        "  - 2027-02-05..2027-02-11  # 春节",
        "  - 2028-01-01",
    ]


def test_published_days_are_not_overwritten_and_the_extra_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.root / "policies.yaml"
    text = path.read_text("utf-8").replace("known_until: 2026", "known_until: 2027")
    path.write_text(text.replace("provisional_from: 2027", "provisional_from: 2028"), "utf-8")
    manager = desk.as_("liuhong")
    manager.do("save")
    assert "has 2027 as published, until 2027-12-31" in manager.refused("holidays 2027 --write")
    monkeypatch.setitem(sys.modules, "chinese_calendar", None)
    answer = manager.type("holidays 2027")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "pip install 'servicectl[holidays]'" in answer.err
    assert manager.type("holidays 1999").code == 2
