"""What hold tells: which clocks rest with the case, and which go on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from servicectl.domain.workflow.registry import ACTIONS
from tests.desk import Desk
from tests.services.test_put_off import rulebook

Play = Callable[..., Desk]
REPORTED = (
    "2025-09-22 09:00 wangli report --customer 李建国 --phone 02955501234 --address 科技路12号 "
    "--fault 无图像"
)
TO_ENGINEER = (
    REPORTED,
    "2025-09-22 09:02 wangli handover CASE --no-guidance 客户不在现场",
    "2025-09-22 09:10 chenwei assign CASE zhangqiang",
)


def paused(desk: Desk, name: str, rests: bool) -> Desk:
    """Return the desk with a rulebook under which one clock rests on hold, or does not."""
    rulebook = desk.root / "policies.yaml"
    text = before = rulebook.read_text(encoding="utf-8")
    if rests:
        text = before.replace(
            f"{name}:   {{from: assign", f"{name}:   {{pauses: [hold], from: assign"
        )
        assert text != before
        rulebook.write_text(text, encoding="utf-8")
        desk.do("save")
    return desk


def test_hold_tells_which_clocks_go_on_and_is_silent_of_those_that_rest(play: Play) -> None:
    for rests, told in ((False, ["prep_same_day"]), (True, [])):
        desk = paused(play(), "prep_same_day", rests).play(*TO_ENGINEER).at("2025-09-22 09:12")
        assert desk.as_("chenwei").do("hold CASE --reason 等配件")["going_on"] == told


def test_the_screen_tells_it_in_both_languages(play: Play) -> None:
    desk = paused(play(), "prep_same_day", False).play(*TO_ENGINEER).at("2025-09-22 09:12")
    assert "going on: prep_same_day" in desk.as_("chenwei").type("hold CASE --reason 等").out
    desk.as_("chenwei").do("resume CASE")
    chinese = desk.as_("chenwei").speaking("zh").type("hold CASE --reason 等").out
    assert "仍在计时：prep_same_day" in chinese


@pytest.mark.parametrize("profile", ["hotline-000", "settopbox-001", "appliance-004"])
def test_no_clock_runs_on_of_which_its_owner_could_type_nothing(profile: str) -> None:
    for clock in rulebook("", profile=profile).clocks.values():
        verbs = {term.name for spec in clock.until for term in spec.terms} & set(ACTIONS)
        can_stop = any(ACTIONS[verb].held for verb in verbs)
        can_take_up = clock.owner in ACTIONS["resume"].roles
        assert "hold" in clock.pauses or can_stop or can_take_up or not verbs, clock.name
