"""What will not come back has a verb: a debt let go, a thing lost; typed, taken back, edited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.test_prices import AGREED, DAY, edit, owed, right

Play = Callable[..., Desk]

WRITE_OFF = "cash write-off CASE {} --reason 已搬走 --approved-by {}"


def let_go(desk: Desk) -> str:
    """Return what the book of debts let go holds."""
    rows = desk.do("parts stock --account bad-debt")
    return ", ".join(str(row["qty"]) for row in rows)


def test_a_debt_that_is_not_paid_is_let_go_and_comes_back(play: Play) -> None:
    desk = play(*AGREED).at(f"{DAY} 10:05").as_("hemei")
    stop = desk.as_("wangli").refused("cancel CASE --reason 不修")
    assert f"cash write-off {desk.case} 180.00 --reason TEXT --approved-by PERSON" in stop
    finance = desk.as_("hemei")
    assert finance.show()["open"][0]["instead"][0].startswith("servicectl cash write-off")
    assert "owes 180.00 CNY, not 180.01" in finance.refused(WRITE_OFF.format("180.01", "chenwei"))
    assert "hemei may not approve" in finance.refused(WRITE_OFF.format(80, "hemei"))
    assert "guotao may not approve" in finance.refused(WRITE_OFF.format(80, "guotao"))
    assert "--reason" in finance.refused(
        WRITE_OFF.replace("--reason 已搬走", "").format(80, "chenwei")
    )
    assert "is for finance, supervisor, manager" in desk.as_("guotao").refused(
        WRITE_OFF.format(80, "chenwei")
    )
    finance = desk.as_("hemei")
    event = finance.do(WRITE_OFF.format(80, "chenwei"))["event"]
    assert (owed(desk), let_go(desk), right(desk)) == (["100.00"], "80", True)
    assert "owes 100.00 CNY, not 101" in finance.refused(WRITE_OFF.format(101, "chenwei"))
    engineer = desk.as_("guotao")
    told = engineer.do("quote CASE --line 换板=70")["event"]
    assert "a debt was let go" in engineer.refused("accept CASE")
    engineer.do(f"retract CASE {told} --reason 误报")
    desk.as_("hemei").do(f"retract CASE {event} --reason 他付了 --approved-by chenwei")
    assert (owed(desk), let_go(desk), right(desk)) == (["180.00"], "", True)


@pytest.mark.parametrize(
    ("old", "new"), [("  approved_by: chenwei\n", ""), ("  reason: 已搬走\n", "")]
)
def test_the_validator_holds_what_was_let_go_against_the_book(
    play: Play, old: str, new: str
) -> None:
    desk = play(*AGREED, f"{DAY} 10:05 hemei " + WRITE_OFF.format(80, "chenwei"))
    assert edit(desk, old, new) != ""
    assert not right(desk)
