"""What will not come back has a verb: a debt let go, a thing lost; typed, taken back, edited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.services.test_prices import AGREED, DAY, edit, owed, right

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


IN_HANDS = (
    f"{DAY} 08:00 yangfang parts receive CBL-UTP=9 BD-LCD55-PSU=2 --document RK-1",
    f"{DAY} 08:01 yangfang parts receive FL-STB210@LN1 --document RK-2 --to store:loaner",
    *AGREED,
    f"{DAY} 09:52 guotao parts request CASE CBL-UTP=3 BD-LCD55-PSU=1",
    f"{DAY} 09:53 chenwei parts approve CASE",
    f"{DAY} 09:54 yangfang parts issue CASE",
    f"{DAY} 09:55 yangfang loan out CASE LN1 --signed-by 冯",
)
PARTS = "parts lost CASE CBL-UTP=2 --reason 掉进井道 --approved-by {} --compensation 30"
LOANER = "loan lost CASE --reason 被盗 --approved-by {} --compensation 200"


def held(desk: Desk, account: str) -> list[str]:
    """Return what an account holds, as quantity and part, loaner or currency."""
    rows = desk.do(f"parts stock --account {account}")
    return [f"{row['qty']} {row['serial'] or row['sku'] or row['currency']}" for row in rows]


def test_what_was_lost_in_somebodys_hands_is_written_off_and_he_pays(play: Play) -> None:
    desk = play(*IN_HANDS).at(f"{DAY} 10:05").as_("yangfang")
    ways = [item["instead"] for item in desk.show()["open"] if "CBL-UTP" in item["what"]]
    assert ways == [
        [f"servicectl parts lost {desk.case} CBL-UTP=3 --reason TEXT --approved-by PERSON"]
    ]
    assert "yangfang may not approve" in desk.refused(PARTS.format("yangfang"))
    assert "is for storekeeper, supervisor, manager" in desk.as_("guotao").refused(
        PARTS.format("chenwei")
    )
    desk.as_("yangfang")
    more = PARTS.replace("CBL-UTP=2", "CBL-UTP=3.5")
    assert f"0.5 more than {desk.case} has" in desk.refused(more.format("chenwei"))
    event = desk.do(PARTS.format("chenwei"))["event"]
    assert held(desk, "engineer:guotao") == ["1 BD-LCD55-PSU", "1 CBL-UTP"]
    assert held(desk, "cash:guotao") == ["30 CNY"]
    desk.as_("hemei").do("cash hand-in CASE")
    back = f"retract CASE {event} --reason 找到了 --approved-by chenwei"
    assert "take back first: cash-hand-in" in desk.as_("yangfang").refused(back)
    assert right(desk)


def test_a_loaner_that_does_not_come_back_is_written_off_and_the_customer_owes(play: Play) -> None:
    desk = play(*IN_HANDS).at(f"{DAY} 10:05").as_("yangfang")
    stop = desk.as_("wangli").refused("cancel CASE --reason 不修")
    assert f"loan lost {desk.case} --reason TEXT --approved-by PERSON" in stop
    event = desk.as_("yangfang").do(LOANER.format("chenwei"))["event"]
    assert owed(desk) == ["380.00"]
    assert desk.do("loan list") == []
    assert "no such loaner is out" in desk.refused("loan in CASE")
    desk.as_("guotao").do("cash collect CASE 380")
    assert [i["what"] for i in desk.show()["open"] if "invoice" in i["what"]] == [
        "180.00 CNY collected, no invoice yet"
    ]
    back = f"retract CASE {event} --reason 找到了 --approved-by chenwei"
    assert desk.last()["id"] in desk.as_("yangfang").refused(back)
    assert right(desk)
    paid = desk.as_("guotao").last()["id"]
    desk.as_("guotao").do(f"retract CASE {paid} --reason 误收")
    desk.as_("yangfang").do(back)
    assert (owed(desk), right(desk)) == (["180.00", "LN1"], True)
    desk.do("loan in CASE")
