"""Who owed a deadline, since when and until when: typed as people type it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.desk import Desk
from tests.places import PACKAGE
from tests.rules.test_rules_hotline_000 import REPORT, TO_CUSTOMER, TO_ENGINEER

Play = Callable[..., Desk]

VISIT = "visit: {from: report, until: arrive, within: 1h, owner: engineer, origin: house}"
REST = "rest4h: {from: report, until: assign, within: 4h, pauses: [hold], owner: supervisor}"


def _dispatch(name: str, within: str, priority: str) -> str:
    """Return a clock from the report until somebody is sent, for one urgency."""
    return (
        f"{name}: {{from: report, until: assign, within: {within},"
        f" when: {{priority: {priority}}}, owner: supervisor}}"
    )


URGENT, NORMAL = _dispatch("urgent", "30m", "urgent"), _dispatch("normal", "4h", "normal")
CASH = (
    "cash: {from: cash-collect, until: cash-hand-in, at: close_of_business, renewed: no,"
    " owner: engineer}"
)
DAY = "2025-09-22"
REASSIGNED = f"{DAY} 10:55 chenwei assign CASE liming"


def with_clocks(desk: Desk, *clocks: str) -> Desk:
    """Return the desk after its rulebook got further clocks, before the first call."""
    path = desk.root / "policies.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("clocks:\n", "clocks:\n  " + "\n  ".join(clocks) + "\n", 1), "utf-8"
    )
    desk.at("2025-09-22 08:00").as_("liuhong").do("save")
    return desk


def runs(desk: Desk, name: str) -> list[tuple[str, str | None, int, str | None]]:
    """Return state, due as day and time, seconds late and who of each instance of a clock."""
    found = [clock for clock in desk.show()["clocks"] if clock["name"] == name]
    return [(c["state"], c["due"] and c["due"][8:16], c["late_by_s"], c["who"]) for c in found]


def overdue(desk: Desk, name: str) -> list[Any]:
    return [row for row in desk.type("overdue --json").json if row["clock"] == name]


# Whose it was


def test_who_is_sent_instead_is_not_late_with_what_another_missed(play: Play) -> None:
    desk = play(*TO_ENGINEER, REASSIGNED).at(f"{DAY} 11:00")
    assert runs(desk, "prep_same_day") == [
        ("late", "22T10:30", 1500, "zhangqiang"),
        ("running", "22T11:15", 0, "liming"),
    ]
    late = desk.show()["clocks"][2]
    assert late["breached_by"] == "zhangqiang"
    assert late["owners"] == [{"who": "zhangqiang", "since": f"{DAY}T10:10:00+08:00"}]
    said = desk.type("explain CASE prep_same_day").out
    assert "prep_same_day  R019  engineer  zhangqiang" in said
    assert "prep_same_day  R019  engineer  liming" in said


def test_a_change_of_hands_gives_the_customers_clock_no_fresh_hours(play: Play) -> None:
    desk = with_clocks(play(), VISIT).play(*TO_ENGINEER, REASSIGNED).at(f"{DAY} 11:00")
    [row] = overdue(desk, "visit")
    assert (row["due"][11:16], row["who"], row["breached_by"]) == ("10:50", "liming", "zhangqiang")
    assert [(o["who"], o["since"][11:16]) for o in desk.clock("visit")["owners"]] == [
        *((None, "09:50"), ("zhangqiang", "10:10"), ("liming", "10:55")),
    ]
    assert "liming (then zhangqiang)" in desk.type("overdue").out
    assert "李明（到期时：张强）" in desk.speaking("zh").type("show CASE").out
    said = desk.type("explain CASE visit").out
    assert "engineer 2025-09-22 09:50, zhangqiang 2025-09-22 10:10, liming" in said
    assert "had it when due  zhangqiang" in said
    desk.as_("chenwei").type("overdue --flag")
    [breach] = [e for e in desk.show()["history"] if e.get("clock") == "visit"]
    assert breach["who"] == "zhangqiang"


def test_the_same_engineer_sent_again_for_the_day_has_the_time_he_had(play: Play) -> None:
    again = f"{DAY} 10:25 chenwei assign CASE zhangqiang liming"
    desk = play(*TO_ENGINEER, again).at(f"{DAY} 10:31")
    assert runs(desk, "prep_same_day") == [("overdue", "22T10:30", 60, "zhangqiang")]


def test_a_desks_clock_is_owed_by_who_is_on_shift_when_it_is_due(play: Play) -> None:
    night = f"{DAY} 21:00 sunyue {REPORT}"
    solved = f"{DAY} 21:04 sunyue guide CASE --step 断电重启 --result 好了 --outcome solved"
    assert play(night).clock("handover")["who"] == "sunyue"
    desk = play(night, solved).at(f"{DAY} 21:05")
    clock = desk.clock("callback")
    assert (clock["due"][8:16], clock["who"], clock["on_duty"]) == (
        "23T12:00",
        "wangli",
        ["wangli"],
    )


# What happened stays


def test_an_urgent_clock_that_was_late_stays_so_when_the_urgency_is_lowered(play: Play) -> None:
    desk = with_clocks(play(), URGENT, NORMAL)
    desk = desk.play(f"{DAY} 09:00 wangli {REPORT} --priority urgent")
    assert runs(desk.at(f"{DAY} 09:45"), "urgent") == [("overdue", "22T09:30", 900, None)]
    desk = desk.play(f"{DAY} 10:00 wangli triage CASE --category 图像 --priority normal")
    assert runs(desk, "urgent") == [("late", "22T09:30", 1800, None)]
    assert runs(desk, "normal") == [("running", "22T14:00", 0, None)]
    said = desk.type("explain CASE normal").out
    assert "it was for     priority: normal" in said
    desk = desk.play(f"{DAY} 10:10 wangli triage CASE --category 图像 --priority urgent")
    assert runs(desk, "urgent")[1:] == [("running", "22T10:40", 0, None)]
    assert runs(desk, "normal") == [("void", "22T14:00", 0, None)]


def test_a_clock_may_be_counted_from_the_start_all_the_same(play: Play) -> None:
    desk = with_clocks(play(), URGENT.replace("30m", "30m, counts: start"))
    desk = desk.play(f"{DAY} 09:00 wangli {REPORT}")
    desk = desk.play(f"{DAY} 10:00 wangli triage CASE --category 图像 --priority urgent")
    assert runs(desk, "urgent") == [("overdue", "22T09:30", 1800, None)]
    assert "counted from   2025-09-22 09:00" in desk.type("explain CASE urgent").out


def test_a_new_rulebook_takes_no_breach_back(play: Play) -> None:
    desk = play(f"{DAY} 09:00 wangli {REPORT}")
    path = desk.root / "policies.yaml"
    path.write_text(path.read_text("utf-8").replace("within: 5m", "within: 10m"), "utf-8")
    desk.at(f"{DAY} 09:08").as_("chenwei").do("save")
    desk = desk.play(f"{DAY} 09:08 chenwei repolicy CASE --reason 新规")
    assert runs(desk, "handover") == [
        ("late", "22T09:05", 180, "wangli"),
        ("running", "22T09:18", 0, "wangli"),
    ]


# Rest is no lateness


def test_what_was_late_before_a_rest_stays_overdue_and_the_rest_does_not_count(play: Play) -> None:
    desk = with_clocks(play(), REST).play(f"{DAY} 09:00 wangli {REPORT}")
    held = desk.play(f"{DAY} 13:01 wangli hold CASE --reason 等客户")
    late = [("overdue", "22T13:00", 60, None)]
    assert runs(held.at("2025-09-23 09:00"), "rest4h") == late
    assert len(overdue(held.at("2025-09-23 09:00"), "rest4h")) == 1
    desk = held.play("2025-09-23 10:00 wangli resume CASE").at("2025-09-23 10:01")
    assert runs(desk, "rest4h") == [("overdue", "22T13:00", 120, None)]
    said = desk.type("explain CASE rest4h").out
    assert "2025-09-22 13:01 .. 2025-09-23 10:00  20h 59m  paused" in said
    assert "late in all: 2m" in said


def test_a_clock_that_rests_does_not_become_late(play: Play) -> None:
    desk = with_clocks(play(), REST).play(f"{DAY} 09:00 wangli {REPORT}")
    held = desk.play(f"{DAY} 12:59 wangli hold CASE --reason 等客户").at("2025-09-23 09:00")
    assert [run[0] for run in runs(held, "rest4h")] == ["paused"]
    assert overdue(held, "rest4h") == []
    desk = held.play("2025-09-23 10:00 wangli resume CASE").at("2025-09-23 10:01:30")
    assert runs(desk, "rest4h") == [("overdue", "23T10:01", 30, None)]


# Until it is whole

PRICED = (
    f"{DAY} 11:15 zhangqiang diagnose CASE --agrees yes --cause 电源板",
    f"{DAY} 11:16 zhangqiang quote CASE --line 电源板=60 --category paid --because 过保",
    f"{DAY} 11:17 zhangqiang accept CASE --agreed-by 李建国",
    f"{DAY} 11:20 zhangqiang cash collect CASE 60",
)


def test_one_yuan_of_sixty_stops_no_clock(play: Play) -> None:
    desk = with_clocks(play(), CASH).play(*TO_CUSTOMER, *PRICED)
    desk = desk.play(f"{DAY} 17:00 hemei cash hand-in CASE 1").at("2025-09-23 08:30")
    assert runs(desk, "cash") == [("overdue", "22T17:30", 54000, "zhangqiang")]
    assert desk.clock("cash")["lacks"] == [
        {"what": "CNY", "sku": None, "qty": "59.00", "account": "cash:zhangqiang"}
    ]
    assert "still lacks  59.00 CNY (cash:zhangqiang)" in desk.type("explain CASE cash").out
    desk = desk.play("2025-09-23 08:40 hemei cash hand-in CASE")
    assert runs(desk, "cash") == [("late", "22T17:30", 54600, "zhangqiang")]


def test_who_has_the_money_owes_it_whoever_is_sent_next(play: Play) -> None:
    desk = with_clocks(play(), CASH).play(*TO_CUSTOMER, *PRICED)
    put_off = f"{DAY} 11:30 zhangqiang reschedule CASE --when '2025-09-23 09:00' --reason 缺件"
    desk = desk.play(put_off, f"{DAY} 11:40 chenwei assign CASE liming --for next-day")
    assert runs(desk.at("2025-09-23 08:30"), "cash") == [
        ("overdue", "22T17:30", 54000, "zhangqiang")
    ]


def test_one_confirmation_is_of_one_approval(play: Play) -> None:
    said = [f"{DAY} 10:{n} chenwei approve CASE --what dispatch --oral liuhong" for n in (11, 12)]
    desk = play(*TO_ENGINEER, *said).as_("liuhong").at(f"{DAY} 11:00")
    assert [run[0] for run in runs(desk, "confirmation")] == ["running", "running"]
    first, second = [e["id"] for e in desk.show()["history"] if "oral" in e]
    answer = desk.type("confirm CASE")
    assert (answer.code, answer.out) == (2, "")
    assert first in answer.err
    assert second in answer.err
    desk.do("confirm", desk.case, second)
    assert [run[0] for run in runs(desk, "confirmation")] == ["running", "met"]
    assert "waits to be confirmed" in desk.refused("confirm", desk.case, second)
    desk.do("confirm CASE")
    assert desk.last()["event"] == first
    assert [run[0] for run in runs(desk, "confirmation")] == ["met", "met"]
    assert desk.type("validate").code == 0


def test_another_persons_confirmation_stops_no_clock(play: Play) -> None:
    said = [
        f"{DAY} 10:11 chenwei approve CASE --what dispatch --oral liuhong",
        f"{DAY} 10:12 liuhong approve CASE --what dispatch --oral chenwei",
    ]
    desk = play(*TO_ENGINEER, *said).play(f"{DAY} 10:20 chenwei confirm CASE")
    assert [run[0] for run in runs(desk, "confirmation")] == ["running", "met"]
    assert [run[3] for run in runs(desk, "confirmation")] == ["liuhong", "chenwei"]


# A date is that of the team's zone


def test_no_date_is_taken_from_the_offset_that_a_file_carries() -> None:
    """``date_in`` and ``Calendar.date_of`` know the zone; ``moment.date()`` does not."""
    taken = re.compile(r"(?<!\(UTC\))\b(?:at|now|opened|moment|until|since|entered)\.date\(\)")
    found = [path.name for path in PACKAGE.rglob("*.py") if taken.search(path.read_text("utf-8"))]
    assert found == []


def test_a_warranty_takes_the_day_of_the_team_whatever_offset_the_file_carries(
    play: Play,
) -> None:
    words = f"{REPORT} --serial QX1 --model FL-STB210 --purchased 2024-09-22"
    desk = play(f"2025-09-23 06:00 sunyue {words}")
    path = next(desk.root.glob("cases/*/*/*.yaml"))
    text = path.read_text("utf-8")
    path.write_text(text.replace("2025-09-23T06:00:00+08:00", "2025-09-22T22:00:00Z"), "utf-8")
    desk.git("commit", "-qam", "written by another program")
    assert desk.type("validate").code == 0
    on_site = [line.replace(DAY, "2025-09-23") for line in TO_CUSTOMER[1:]]
    quote = "2025-09-23 11:20 zhangqiang quote CASE --line 电源板=300"
    found = "2025-09-23 11:15 zhangqiang diagnose CASE --agrees yes --cause 电源板"
    assert desk.play(*on_site, found, quote).last()["category"] == "paid"


# What was missed is written down


def breaches(desk: Desk, case: str = "CASE") -> list[tuple[str, str, str | None]]:
    """Return clock, due and who of each breach that a case holds."""
    found = [event for event in desk.show(case)["history"] if event["did"] == "breach"]
    return [(event["clock"], event["due"][11:16], event.get("who")) for event in found]


def test_a_breach_between_two_runs_of_cron_is_written_down(play: Play) -> None:
    desk = play(f"{DAY} 09:00 wangli {REPORT}").as_("chenwei").at(f"{DAY} 09:05")
    assert desk.type("overdue --flag").code == 0
    late = f"{DAY} 09:07 wangli handover CASE --no-guidance 忙"
    desk = desk.play(late).as_("chenwei").at(f"{DAY} 09:10")
    answer = desk.type("overdue --flag")
    assert (answer.code, answer.out) == (0, "")
    assert breaches(desk) == [("handover", "09:05", "wangli")]
    head = desk.head
    desk.at(f"{DAY} 09:20").type("overdue --flag")
    assert desk.head == head
    assert desk.type("validate").code == 0


def test_also_in_a_case_that_was_closed_meanwhile(play: Play) -> None:
    first = f"{DAY} 09:00 wangli {REPORT}"
    desk = play(first).as_("chenwei").at(f"{DAY} 09:06")
    desk.type("overdue --flag")
    assert breaches(desk) == [("handover", "09:05", "wangli")]
    one, other = desk.case, desk.at(f"{DAY} 09:30").as_("wangli").do(REPORT)["case"]
    desk.at(f"{DAY} 09:36").as_("wangli").do("handover", other, "--no-guidance", "忙")
    desk.at(f"{DAY} 09:37").as_("wangli").do("cancel", other, "--reason", "不修了")
    desk.at(f"{DAY} 09:38").as_("wangli").do("cancel", one, "--reason", "不修了")
    desk.at(f"{DAY} 09:40").type("overdue --flag --kind callback")
    assert breaches(desk, other) == []
    desk.at(f"{DAY} 09:40").type("overdue --flag")
    assert breaches(desk, other) == [("handover", "09:35", "wangli")]


def test_older_ones_are_written_down_when_they_are_asked_for(play: Play) -> None:
    late = f"{DAY} 09:07 wangli handover CASE --no-guidance 忙"
    cancelled = f"{DAY} 09:08 wangli cancel CASE --reason 不修了"
    desk = play(f"{DAY} 09:00 wangli {REPORT}", late, cancelled).as_("chenwei")
    desk = desk.at("2025-12-01 09:00")
    desk.type("overdue --flag")
    assert breaches(desk) == []
    assert "--since is for --flag" in desk.type("overdue --since 2025-09-01").err
    desk.type("overdue --flag --since 2025-09-23")
    assert breaches(desk) == []
    desk.type("overdue --flag --since 2025-09-22")
    assert breaches(desk) == [("handover", "09:05", "wangli")]


def test_what_is_late_softly_is_no_breach(play: Play) -> None:
    desk = with_clocks(play(), VISIT.replace("1h", "1h, soft: yes"))
    desk = desk.play(*TO_ENGINEER).as_("chenwei").at(f"{DAY} 11:00")
    desk.type("overdue --flag --kind visit")
    assert breaches(desk) == []


def test_a_hold_typed_after_the_breach_hides_nothing(play: Play) -> None:
    desk = with_clocks(play(), REST).play(f"{DAY} 09:00 wangli {REPORT}")
    desk = desk.play(f"{DAY} 13:01 wangli hold CASE --reason 等客户").at(f"{DAY} 14:00")
    answer = desk.as_("chenwei").type("overdue --flag --kind rest4h")
    assert (answer.code, answer.out.count("rest4h")) == (1, 1)
    assert breaches(desk) == [("rest4h", "13:00", None)]
