"""What was put off or left comes back: in a case, the register, the store, the roster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.house import HOUSE, house_clocks
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.schema.records import replace
from servicectl.store.yaml.read import load
from tests.desk import Desk, new_team
from tests.places import REPOSITORY
from tests.rules.test_rules_hotline_000 import (
    CALLED_BACK,
    CLOSED,
    COMPLETE,
    REPORTED,
    SHEET_IN,
    TO_CUSTOMER,
    TO_ENGINEER,
    TO_OFFICE,
)

Play = Callable[..., Desk]
DAY = "2025-09-22"
PROFILES = REPOSITORY / "servicectl/data/profiles"


# In a case


class PutOff(NamedTuple):
    """What is typed to put something off, when it comes back and to whom, and what settles it."""

    clock: str
    lines: tuple[str, ...]
    due: str
    who: str | None
    settled: tuple[str, str]


TO_SHELF = (*TO_OFFICE, SHEET_IN, CALLED_BACK)
SHORT = f"{DAY} 11:20 zhangqiang parts-short CASE --missing BD-LCD55-PSU=1"
CAUSE = f"{DAY} 11:15 zhangqiang diagnose CASE --agrees yes --cause 电源板"
AWAY = (
    f"{DAY} 11:20 zhangqiang take-away CASE --serial SN1 --accessories 无"
    ' --promised "2025-09-24 10:00"'
)
LATER = f'{DAY} 15:00 wangli promise CASE --when "2025-09-25 10:00" --reason 缺件 --consent 李建国'
LATE_SHIFT = "zhaomin"  # wangli, who took the case in, is off then
RANG = "2025-09-24 09:00 zhaomin rang CASE 问一声"
CASES = (
    PutOff(
        "hold",
        (*TO_ENGINEER, f'{DAY} 10:20 chenwei hold CASE --reason 等 --until "2025-09-23 15:00"'),
        "2025-09-23 15:00",
        "wangli",
        ("wangli", "resume CASE"),
    ),
    PutOff(
        "hold",
        (*TO_ENGINEER, f"{DAY} 10:20 chenwei hold CASE --reason 等"),
        "2025-09-29 10:20",
        "wangli",
        ("wangli", "cancel CASE --reason 不修了"),
    ),
    PutOff(
        "parts_short",
        (*TO_CUSTOMER, f'{SHORT} --expected "2025-09-23 15:00"'),
        "2025-09-23 15:00",
        None,
        ("yangfang", "parts-in CASE"),
    ),
    PutOff(
        "parts_short",
        (*TO_CUSTOMER, SHORT),
        "2025-09-29 11:20",
        None,
        ("yangfang", "parts-in CASE"),
    ),
    PutOff(
        "promised",
        (*TO_CUSTOMER, CAUSE, AWAY),
        "2025-09-24 10:00",
        "zhangqiang",
        ("zhangqiang", "give-back CASE --signed-by 李建国"),
    ),
    PutOff(
        "promised",
        (*TO_CUSTOMER, CAUSE, AWAY, LATER),
        "2025-09-25 10:00",
        "zhangqiang",
        ("zhangqiang", "give-back CASE --signed-by 李建国"),
    ),
    PutOff(
        "repaired_by",
        (REPORTED, f'{DAY} 09:55 wangli reply CASE --answer 会来 --when "2025-09-23 12:00"'),
        "2025-09-23 12:00",
        None,
        ("wangli", "cancel CASE --reason 不修了"),
    ),
    PutOff(
        "sheet_promised",
        (
            *TO_OFFICE,
            f'{DAY} 13:00 zhangqiang late-notice CASE --reason 堵车 --when "2025-09-24 12:00"',
        ),
        "2025-09-24 12:00",
        "zhangqiang",
        ("wangli", "sheet-in CASE --debrief 已修复"),
    ),
    PutOff("ready_to_close", TO_SHELF, "2025-09-25 17:30", LATE_SHIFT, ("wangli", "close CASE")),
    PutOff(
        "caller",
        (*TO_SHELF, CLOSED, RANG),
        "2025-09-24 17:30",
        LATE_SHIFT,
        ("wangli", "ring-back CASE --answer 已答复"),
    ),
)


def named(put_off: PutOff) -> str:
    return f"{put_off.clock} {put_off.lines[-1].split()[-1]}"


def rows(desk: Desk, clock: str, asked: str = "overdue") -> list[Any]:
    """Return the rows of ``overdue`` or ``due`` of one clock."""
    return [row for row in desk.type(f"{asked} --json").json if row["clock"] == clock]


def a_minute_after(due: str) -> str:
    return str(datetime.fromisoformat(due) + timedelta(minutes=1))[:16]


def comes_back(desk: Desk, clock: str, due: str) -> tuple[Desk, Any]:
    """Return the desk one minute after a thing was due, and its row in ``overdue``.

    Exactly at the due moment it is only ``due``. ``status`` counts it, ``explain`` says it.
    """
    before, late = desk.at(due), desk.at(a_minute_after(due))
    assert rows(before, clock) == []
    [soon] = rows(before, clock, "due")
    [row] = rows(late, clock)
    assert (row["due"], row["late_by_s"], row["origin"]) == (soon["due"], 60, "house")
    assert row["due"][:16] == due.replace(" ", "T")
    assert late.type("status --json").json["overdue"] == len(late.type("overdue --json").json)
    [said] = [
        one
        for one in late.type("explain", row["case"] or row["id"], clock, "--json").json
        if one["state"] == "overdue"
    ]
    assert (said["due"], said["late_by_s"], said["who"]) == (row["due"], 60, row["who"])
    return late, row


@pytest.mark.parametrize("put_off", CASES, ids=named)
def test_what_was_put_off_in_a_case_comes_back(play: Play, put_off: PutOff) -> None:
    late, row = comes_back(play(*put_off.lines), put_off.clock, put_off.due)
    assert (row["case"], row["who"], row["soft"]) == (late.case, put_off.who, True)
    who, words = put_off.settled
    late.as_(who).do(words)
    assert rows(late, put_off.clock) == []


def test_what_is_soft_alone_is_no_finding_and_no_breach(play: Play) -> None:
    desk = play(*TO_SHELF).at("2025-09-25 17:31")
    answer = desk.type("overdue")
    assert (answer.code, answer.out.split()[1]) == (0, "ready_to_close")
    desk.type("overdue --flag")
    assert "breach" not in [event["did"] for event in desk.show()["history"]]


def test_a_caller_of_a_closed_case_stays_open_until_he_is_rung_back(play: Play) -> None:
    desk = play(*TO_SHELF, CLOSED, RANG).at("2025-09-24 10:00")
    [item] = [one for one in desk.show()["open"] if one["what"] == "caller"]
    assert (item["blocks"], item["settle"]) == (False, f"servicectl ring-back {desk.case}")
    desk.do("ring-back CASE --answer 已答复")
    assert desk.show()["open"] == []


def test_a_hold_is_none_of_what_goes_on_with_it(play: Play) -> None:
    desk = play(*TO_ENGINEER).at("2025-09-22 10:15").as_("chenwei")
    assert desk.do("hold CASE --reason 等")["going_on"] == ["prep_same_day"]


# Beside the cases

PART = "BD-LCD55-PSU"
IN_STORE = f"{DAY} 08:30 yangfang parts receive {PART}=5 --document 送货单"
OLD_PARTS = (
    IN_STORE,
    *TO_ENGINEER,
    f"{DAY} 10:11 zhangqiang parts request CASE {PART}=2",
    f"{DAY} 10:12 chenwei approve CASE",
    f"{DAY} 10:13 yangfang parts issue CASE",
    *TO_CUSTOMER[len(TO_ENGINEER) :],
    CAUSE,
    f"{DAY} 12:10 zhangqiang {COMPLETE} --used {PART}=2:烧毁 --old-part {PART}=2",
    f"{DAY} 13:00 yangfang parts old-in CASE",
    f"{DAY} 13:10 yangfang parts inspect {PART}=2 --result bad --analysis 烧毁",
)
SENT = f"{DAY} 14:00 yangfang parts to-maker {PART}=2 --maker fengling"


def test_an_entry_without_an_answer_comes_back(play: Play) -> None:
    faked = "register add --from 王 --about 'steps:\n  did: answer\n'"
    desk = play(f"{DAY} 09:00 wangli {faked}").as_("wangli")
    late, row = comes_back(desk, "register", "2025-09-23 12:00")
    assert (row["case"], row["id"][:2], row["who"], row["soft"]) == (None, "r-", "wangli", True)
    assert row["settle"] == f"servicectl register answer {row['id']} --text TEXT"
    assert late.type("overdue").code == late.type("register list --unanswered").code == 0
    late.do(*row["settle"].split()[1:-1], "已答复")
    assert late.type("overdue --json").json == []
    [answered] = late.type("explain", row["id"], "--json").json
    assert (answered["state"], answered["late_by_s"]) == ("late", 60)


def test_the_list_for_the_wall_has_it_too_and_says_it_in_words(play: Play) -> None:
    desk = play(f"{DAY} 09:00 wangli register add --from 王 --about 问价").at("2025-09-24 09:00")
    [row] = rows(desk, "register")
    listed = desk.speaking("zh").type("sheet --form overdue").out
    assert f"| {row['id']} | 来电来函答复 | 王丽 | 2025-09-23 12:00 |" in listed
    for lang in ("zh", "en"):
        words = (REPOSITORY / f"templates/{lang}/words.j2").read_text("utf-8")
        assert [name for name in HOUSE if f'"{name}": "' not in words] == []


def test_what_is_to_be_asked_first_is_asked(play: Play) -> None:
    desk = play(f"{DAY} 09:00 wangli register add --from 王 --about 问价 --unclear 型号")
    [row] = rows(desk.at("2025-09-24 09:00"), "register")
    assert row["settle"] == f"servicectl register clarify {row['id']} --text TEXT"


def test_a_count_that_waits_for_its_adjustment_comes_back(play: Play) -> None:
    desk = play(IN_STORE, f"{DAY} 09:00 yangfang parts count {PART}=4")
    late, row = comes_back(desk, "count", "2025-09-24 17:30")
    assert (row["owner"], row["soft"]) == ("supervisor", True)
    assert row["what"] == "the count of store:good by yangfang differs from the book"
    late.as_("chenwei").do(*row["settle"].split()[1:])
    assert late.type("overdue --json").json == []
    [adjusted] = late.git("log", "-1", "--format=%(trailers:key=Voucher,valueonly)").split()
    late.as_("liuhong").do("reverse", adjusted, "--reason", "数错了")
    assert [again["id"] for again in rows(late, "count")] == [row["id"]]


def test_a_count_that_agrees_with_the_book_waits_for_nobody(play: Play) -> None:
    desk = play(IN_STORE, f"{DAY} 09:00 yangfang parts count {PART}=5").at("2025-10-22 09:00")
    assert desk.type("overdue --json").json == []


@pytest.mark.parametrize(
    ("expected", "due"),
    [(' --expected "2025-09-25 10:00"', "2025-09-25 10:00"), ("", "2025-10-22 14:00")],
)
def test_what_is_at_the_makers_comes_back_until_all_of_it_is(
    play: Play, expected: str, due: str
) -> None:
    late, row = comes_back(play(*OLD_PARTS, SENT + expected), "at_maker", due)
    assert (row["case"], row["owner"], row["soft"]) == (None, "storekeeper", True)
    assert row["what"] == f"{PART} 2块 in maker:fengling"
    back = f"parts from-maker {PART}=1 --maker fengling --analysis 电容 --document F"
    late.do(f"{back}1")
    [rest] = rows(late, "at_maker")
    assert (rest["id"], rest["what"]) == (row["id"], f"{PART} 1块 in maker:fengling")
    late.do(f"{back}2")
    assert rows(late, "at_maker") == []


def test_a_customers_unit_at_the_makers_is_its_cases_matter(play: Play) -> None:
    sent = f"{DAY} 14:00 yangfang parts to-maker FL-LCD55@SN1 --maker fengling --case CASE"
    unit = REPORTED.replace("report", "report --serial SN1 --model FL-LCD55", 1)
    lines = (unit, *TO_CUSTOMER[1:], CAUSE, AWAY, f'{sent} --expected "2025-09-23 10:00"')
    late, row = comes_back(play(*lines), "at_maker", "2025-09-23 10:00")
    assert row["case"] == late.case
    back = "parts from-maker FL-LCD55@SN1 --maker fengling --analysis 电容 --case CASE"
    late.as_("yangfang").do(back)
    assert rows(late, "at_maker") == []


def test_what_the_store_rests_on_by_word_of_mouth_is_confirmed_the_next_morning(play: Play) -> None:
    bad = f"{DAY} 13:20 yangfang parts scrap {PART}=1 --reason 坏 --approved-by chenwei"
    desk = play(*OLD_PARTS, bad)
    assert rows(desk.at("2025-09-23 12:00"), "confirmation") == []
    late = desk.at("2025-09-23 12:01")
    [row] = rows(late, "confirmation")
    assert (row["case"], row["who"], row["rule"], row["soft"]) == (None, "chenwei", "R187", False)
    assert row["settle"] == f"servicectl confirm {row['id']}"
    assert late.type("overdue").code == 1
    late.as_("chenwei").do("confirm", row["id"])
    assert rows(late, "confirmation") == []


def test_who_has_left_and_holds_something_is_a_finding(play: Play) -> None:
    desk = play(
        IN_STORE,
        f"{DAY} 09:00 yangfang parts transfer {PART}=1 --from store:good --to van:guotao",
    )
    desk.as_("liuhong").at(f"{DAY} 12:00").do("roster leave guotao --until 2025-09-30")
    late, row = comes_back(desk, "leaver", "2025-10-01 00:00")
    assert (row["id"], row["who"], row["soft"]) == ("guotao", "guotao", False)
    assert late.type("overdue --kind leaver").code == 1
    assert (
        f"guotao has left and still holds: {PART} 1块 in van:guotao; " in late.type("overdue").out
    )


def test_what_cannot_be_read_is_named_and_the_rest_listed(play: Play) -> None:
    desk = play(f"{DAY} 09:00 wangli register add --from 王 --about 问价", IN_STORE)
    [entry] = desk.root.glob("inventory/register/*/*/*.yaml")
    entry.write_text("schema: 1\nid: [\n", "utf-8")
    answer = desk.at("2025-09-25 09:00").type("overdue")
    assert answer.code == 1
    assert f"inventory/register/2025/09/{entry.name}" in answer.err


# What a rulebook says of it


def rulebook(clocks: str, *, profile: str = "hotline-000", more: str = "") -> Policy:
    """Return a shipped rulebook with further clocks."""
    text = (PROFILES / f"{profile}.yaml").read_text("utf-8")
    text = text.replace("clocks:\n", f"clocks:\n  {clocks}\n" if clocks else "clocks:\n", 1)
    value, _ = load((text + more).encode(), "policies.yaml")
    assert value is not None
    policy, problems = read_policy(value, "policies.yaml", "000000000000")
    assert policy is not None, list(map(str, problems))
    return policy


def said(rule: ClockRule) -> Mapping[str, Any]:
    """Return what a clock says; what was reckoned from it is kept beside, and is no word of it."""
    return {
        name: value
        for name, value in vars(rule).items()
        if not isinstance(getattr(ClockRule, name, None), cached_property)
    }


def test_the_clocks_of_the_house_read_as_a_rulebook_writes_them() -> None:
    for name, words in HOUSE.items():
        whole = {"soft": "yes", "origin": "house", **words}
        text = ", ".join(f"{key}: {value}" for key, value in whole.items())
        written = rulebook(f"{name}x: {{{text}}}").clocks[f"{name}x"]
        assert said(replace(written, name=name, added=True)) == said(house_clocks()[name])


def test_every_shipped_rulebook_says_when_what_was_put_off_comes_back() -> None:
    starts = {name for rule in house_clocks().values() for name in rule.starts}
    for profile in ("hotline-000", "settopbox-001", "appliance-004"):
        clocks = rulebook("", profile=profile).clocks.values()
        found = {name for rule in clocks if rule.has_figure for name in rule.starts}
        assert starts - found <= {"approve"}


def test_a_rulebook_changes_a_figure_of_the_house_or_turns_it_off() -> None:
    clocks = rulebook("hold: {within: 3wd}").clocks
    assert (str(clocks["hold"].within), clocks["hold"].at, clocks["hold"].soft) == (
        "3wd",
        None,
        True,
    )
    assert str(clocks["hold"].until[0]) == "resume"
    assert rulebook("hold: {soft: no}").clocks["hold"].soft is False
    for name in HOUSE:
        if name != "appointment":  # hotline-000 has one of its own
            assert name not in rulebook(f"{name}: null").clocks


def test_a_rulebooks_own_clock_stands_in_the_houses_place() -> None:
    own = rulebook(
        "back: {from: hold, until: resume, within: 2d, time: calendar_days, owner: manager}"
    )
    assert "hold" not in own.clocks
    some = rulebook(
        "back: {from: hold, until: resume, within: 2h, when: {priority: urgent}, owner: manager}"
    )
    assert "hold" in some.clocks
    silent = rulebook("back: {from: hold, until: resume, within: null, owner: manager}")
    assert "hold" in silent.clocks
    named_so = rulebook("hold: {from: hold, until: resume, within: null, owner: manager}").clocks
    assert (named_so["hold"].at, named_so["hold"].owner) == ("agreed 7d", "manager")


def test_answer_within_is_the_registers_clock() -> None:
    clock = rulebook("", profile="settopbox-001").clocks["register"]
    assert (str(clock.within), clock.soft, clock.origin) == ("12h", False, "document")
    assert "register" not in rulebook("", more="register: {answer_within: null}\n").clocks


def test_an_old_rulebook_has_the_houses_figures(play: Play) -> None:
    desk = play(*TO_SHELF)
    [kept] = desk.root.glob("inventory/rulebooks/*.yaml")
    assert "ready_to_close" not in kept.read_text("utf-8")
    late = desk.at("2025-10-09 09:00")
    assert [row["clock"] for row in late.type("overdue --json").json] == ["ready_to_close"]


def test_a_document_that_gives_no_figure_for_ringing_back_has_the_houses(
    play: Play, tmp_path: Path
) -> None:
    desk = new_team(tmp_path / "team", "--sample", profile="appliance-004").at(f"{DAY} 09:00")
    desk = desk.as_("wangli")
    desk.do("report --customer 王女士 --phone 02955509876 --address 路 --fault 不制冷")
    desk.do("cancel CASE --reason 不修了")
    desk.do("rang CASE 又打来")
    late, row = comes_back(desk, "caller", f"{DAY} 17:30")
    assert (row["who"], row["soft"]) == ("wangli", True)
    [document] = [c for c in late.show()["clocks"] if c["name"] == "ring_back"]
    assert (document["due"], document["state"]) == (None, "running")
    assert late.type("overdue").code == 0


def test_figures_that_a_document_gives_are_findings(play: Play) -> None:
    desk = play()
    path = desk.root / "policies.yaml"
    text = path.read_text("utf-8").replace(
        "clocks:\n", "clocks:\n  count: {within: 1h, soft: no}\n  hold: {soft: no}\n", 1
    )
    path.write_text(text + "register: {answer_within: 12h}\n", "utf-8")
    desk.at(f"{DAY} 08:00").do("save")
    desk.at(f"{DAY} 08:10").do("register add --from 王 --about 问价")
    late = desk.at(f"{DAY} 20:11")
    assert late.type("overdue").code == late.type("register list").code == 1
    head = late.head
    late.type("overdue --flag")
    assert late.head == head  # a breach is written into a case
