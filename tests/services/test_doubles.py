"""A call taken in twice: one case ends as the double of the other, and counts for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.doubles import why_no_double
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from tests.desk import Desk
from tests.heads import head
from tests.terminal import Terminal

Play = Callable[..., Desk]
NINE = datetime(2025, 9, 22, 1, tzinfo=UTC)
CALL = 'report --phone "029-5550 1234" --fault'
REPORTED = (
    f"2025-09-22 09:00 wangli {CALL} 无图像 --customer 李建国 --address 科技路1号 --serial SN25"
)
REPORTED_AGAIN = f"2025-09-22 09:04 zhaomin {CALL} 黑屏 --serial SN25"
LATER = "2025-09-22 09:30"


def case(id: str, *events: Event) -> Case:
    reported = Event("e-aaaaaa", NINE, "wangli", "report")
    return replay("", head(id), (reported, *events))


def event(did: str, **fields: Any) -> Event:
    return Event("e-bbbbbb", NINE, "wangli", did, fields)


FIRST, SECOND = "20250922-222222", "20250922-333333"
ENDS = event("cancel", duplicate_of=FIRST)


def why(double: Case, other: Case | None) -> str:
    found = why_no_double(double, ENDS, other)
    return "" if found is None else str(found.message)


def test_a_call_alone_is_the_double_of_another_case() -> None:
    assert why(case(SECOND), case(FIRST)) == ""
    noted = event("note", text="x")
    assert why(case(SECOND, noted), case(FIRST, event("close"))) == ""


@pytest.mark.parametrize(
    ("double", "other", "said"),
    [
        (case(FIRST), case(FIRST), "no double of itself"),
        (case(SECOND), None, f"there is no case {FIRST}"),
        (case(SECOND), case(FIRST, ENDS._replace(fields={"duplicate_of": "x"})), "the double of x"),
        (case(SECOND, event("note", text="x")._replace(vouchers=("v-1",))), case(FIRST), "hang"),
        (case(SECOND, event("quote", estimate="yes")), case(FIRST), "hang"),
    ],
)
def test_what_is_no_double_is_told_why(double: Case, other: Case | None, said: str) -> None:
    assert said in why(double, other)


@pytest.fixture
def twice(play: Play) -> tuple[Desk, str, str]:
    """Return a desk at which one call was taken in twice, and the two cases."""
    desk = play(REPORTED, REPORTED_AGAIN).as_("wangli").at("2025-09-22 09:05")
    found = {row["fault"]: row["id"] for row in desk.do("list")}
    return desk, found["无图像"], found["黑屏"]


def overdue(desk: Desk) -> list[str]:
    return [row["case"] for row in desk.at(LATER).type("overdue --json").json]


def test_a_double_stays_in_the_log_and_counts_nowhere(twice: tuple[Desk, str, str]) -> None:
    desk, first, second = twice
    assert sorted(overdue(desk)) == sorted((first, second))
    desk = desk.at("2025-09-22 09:20")
    desk.do("handover", second, "--no-guidance", "忙")  # too late
    assert "late" in {clock["state"] for clock in desk.show(second)["clocks"]}
    done = desk.do("cancel", second, "--duplicate-of", first[-6:])
    assert done["state"] == "cancelled"
    assert overdue(desk) == [first]
    shown = desk.at(LATER).show(second)
    assert (shown["duplicate_of"], shown["history"][-1]["did"]) == (first, "cancel")
    assert {clock["state"] for clock in shown["clocks"]} == {"void"}
    assert "these are void" in desk.type("explain", second).out
    assert f"double of          {first}" in desk.type("show", second).out
    rows = {row["id"]: row["duplicate_of"] for row in desk.do("list --all")}
    assert rows == {first: None, second: first}
    assert f"(double of {first})" in desk.type("list --all").out
    assert [row["id"] for row in desk.do("list")] == [first]
    assert desk.type("validate").code == 0
    assert f"has doubles of its own: {second}" in desk.refused(
        "cancel", first, "--duplicate-of", second_call(desk)
    )


def second_call(desk: Desk) -> str:
    """Take the call in once more: the double is none of the earlier cases that are told of."""
    told = desk.as_("zhaomin").do(f"{CALL} 黑屏 --serial SN25")
    assert "void" not in str(told)
    return str(told["case"])


def test_a_double_that_was_none_is_a_call_again(twice: tuple[Desk, str, str]) -> None:
    desk, first, second = twice
    desk.do("cancel", second, "--duplicate-of", first, "--reason", "同一个电话")
    desk.do("retract", second, "last", "--reason", "是另一台")
    assert (desk.show(second)["duplicate_of"], desk.show(second)["state"]) == (None, "intake")
    assert sorted(overdue(desk)) == sorted((first, second))


def test_refusals_name_the_way(twice: tuple[Desk, str, str]) -> None:
    desk, first, second = twice
    assert "cancel needs --reason or --duplicate-of" in desk.refused("cancel", second)
    assert "no double of itself" in desk.refused("cancel", second, "--duplicate-of", second)
    unknown = desk.type("cancel", second, "--duplicate-of", "zzzzzz")
    assert (unknown.code, unknown.out) == (2, "")
    desk.do("handover", second, "--no-guidance", "x")
    desk.as_("chenwei").do("assign", second, "zhangqiang")
    refused = desk.refused("cancel", second, "--duplicate-of", first)
    assert "(assign)" in refused
    assert f"cancel {second} --reason TEXT" in refused


def test_no_case_is_the_double_of_another_customers(twice: tuple[Desk, str, str]) -> None:
    desk, first, _ = twice
    stranger = desk.do("report --phone 13800001111 --customer 李健国 --address 街1 --fault 黑屏")
    own = desk.show(first)["customer"]["id"]
    case, other = stranger["case"], desk.show(stranger["case"])["customer"]["id"]
    said = desk.refused("cancel", case, "--duplicate-of", first)
    assert f"{first} is of {own}, and {case} of {other}" in said
    assert f"servicectl edit {case} --customer {own}" in said
    desk.do("customer", "merge", own, other, "--reason", "一人")
    desk.do("cancel", case, "--duplicate-of", first)
    assert desk.type("validate").code == 0


def test_validate_finds_a_double_of_nothing(twice: tuple[Desk, str, str]) -> None:
    desk, first, second = twice
    desk.do("cancel", second, "--duplicate-of", first)
    path = desk.root / f"cases/2025/09/{second}.yaml"
    for wrong, said in ((second, "no double of itself"), ("20250922-zzzzzz", "there is no case")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"duplicate_of: {first}", f"duplicate_of: {wrong}"), "utf-8")
        found = desk.type("validate")
        assert found.code == 1
        assert f"{said}" in found.out + found.err
        assert "[no-double]" in found.out + found.err
        path.write_text(text, "utf-8")


def test_on_a_terminal_enter_asks_for_the_other_case(twice: tuple[Desk, str, str]) -> None:
    desk, first, second = twice
    with Terminal(desk, "cancel", second) as terminal:
        terminal.answer("reason (Enter: double of the case", "")
        terminal.answer("double of the case", "nothing")
        terminal.answer("double of the case", first[-6:])
        terminal.answer("Enter records it", "")
        assert terminal.code == 0, terminal.shown
    assert desk.show(second)["duplicate_of"] == first
