"""What a maker sends instead, credits or refuses; freight the user pays; an old part found."""

from __future__ import annotations

from collections.abc import Callable

from tests.desk import Desk
from tests.services.test_lost_and_let_go import held
from tests.services.test_prices import AGREED, DAY, owed, right

Play = Callable[..., Desk]
PART = "BD-LCD55-PSU"
AT_MAKER = (
    f"{DAY} 08:00 yangfang parts receive FL-STB210@OLD1 --document RK-1 --to store:bad",
    f"{DAY} 08:01 yangfang parts receive {PART}=2 --document RK-2 --to store:bad",
    (
        f"{DAY} 08:10 yangfang parts to-maker FL-STB210@OLD1 {PART}=2 --maker fengling"
        " --expected '2025-09-29 12:00'"
    ),
)
SAID = "--maker fengling --analysis 主板烧毁"
OTHER = f"parts from-maker FL-STB210@NEW9 --instead-of FL-STB210@OLD1 {SAID}"
CREDIT = f"parts from-maker {PART}=1 --credit 120 {SAID}"


def test_what_the_maker_promised_is_overdue_from_then_on(play: Play) -> None:
    desk = play(*AT_MAKER).at("2025-09-29 12:01")
    rows = desk.type("overdue --json").json
    late = [row for row in rows if row["clock"] == "at_maker"]
    assert [(row["owner"], row["late_by_s"]) for row in late] == [("storekeeper", 60)]
    desk.as_("yangfang").do(f"{OTHER} --document FX-1")
    desk.do(f"parts from-maker {PART}=2 --maker fengling --refused 人为损坏")
    assert [row for row in desk.type("overdue --json").json if row["clock"] == "at_maker"] == []


def test_the_maker_sends_another_piece(play: Play) -> None:
    desk = play(*AT_MAKER).at(f"{DAY} 09:00").as_("yangfang")
    assert "asks for --document" in desk.refused(OTHER)
    assert "cannot come for itself" in desk.refused(OTHER.replace("NEW9", "OLD1"))
    assert "1 went, 2 come" in desk.refused(f"{OTHER} FL-STB210@NEW8 --document FX-1")
    assert "maker:fengling has 0 of OLD7" in desk.refused(
        f"{OTHER.replace('OLD1', 'OLD7')} --document FX-1"
    )
    id = desk.do(f"{OTHER} --document FX-1")["id"]
    assert held(desk, "maker:fengling") == [f"2 {PART}"]
    assert "1 NEW9" in held(desk, "store:good")
    assert right(desk)
    assert "is used already" in desk.refused(
        f"parts from-maker {PART}=1 --instead-of {PART}=1 {SAID} --document FX-1"
    )
    desk.do(f"reverse {id} --reason 登错")
    assert held(desk, "maker:fengling") == [f"2 {PART}", "1 OLD1"]
    assert right(desk)


def test_the_maker_credits_a_piece_which_leaves_the_books(play: Play) -> None:
    desk = play(*AT_MAKER).at(f"{DAY} 09:00").as_("yangfang")
    assert "from-maker needs --document, --approved-by" in desk.refused(CREDIT)
    said = " --document CN-7 --approved-by"
    assert "yangfang may not approve" in desk.refused(f"{CREDIT}{said} yangfang")
    desk.do(f"{CREDIT}{said} chenwei")
    assert held(desk, "maker:fengling") == [f"1 {PART}", "1 OLD1"]
    assert held(desk, "finance") == ["120 CNY"]
    assert right(desk)


def test_the_maker_refuses_and_it_comes_back_as_it_went(play: Play) -> None:
    desk = play(*AT_MAKER).at(f"{DAY} 09:00").as_("yangfang")
    back = f"parts from-maker {PART}=1 --maker fengling"
    assert "analysis" in desk.refused(back)
    assert "only one of" in desk.refused(
        f"{back} --refused 人为损坏 --credit 5 --document CN-7 --approved-by chenwei"
    )
    desk.do(f"{back} --refused 人为损坏")
    assert held(desk, "store:bad") == [f"1 {PART}"]
    assert right(desk)


def test_a_customers_unit_comes_back_from_the_maker_as_another(play: Play) -> None:
    desk = play(
        *AGREED[:-2],
        f"{DAY} 09:53 guotao take-away CASE --serial SN1",
        f"{DAY} 10:00 yangfang parts to-maker FL-STB210@SN1 --maker fengling --case CASE",
    ).at(f"{DAY} 11:00")
    desk.as_("yangfang").do(
        f"parts from-maker FL-STB210@SN9 --instead-of FL-STB210@SN1 {SAID} --case CASE"
    )
    back = desk.as_("guotao").do("give-back CASE --signed-by 冯")["event"]
    customer = desk.show()["customer"]["id"]
    assert desk.do("unit show SN9")["customer"] == customer
    assert right(desk)
    desk.as_("guotao").do(f"retract CASE {back} --reason 未送到")
    assert desk.do("unit show SN9")["customer"] is None
    assert right(desk)


FREIGHT = "cash pay CASE 20 --for freight --reason 快递 --approved-by chenwei --payer user"


def test_freight_that_the_user_pays_is_his_debt(play: Play) -> None:
    desk = play(*AGREED, f"{DAY} 10:05 guotao cash collect CASE 180").at(f"{DAY} 10:10")
    nobody_else = desk.as_("hemei").refused(FREIGHT.replace("freight", "compensation"))
    assert "--for compensation is the firm's: nobody else bears it" in nobody_else
    pay = desk.as_("hemei").do(FREIGHT)["event"]
    assert owed(desk) == ["20.00"]
    stop = desk.as_("wangli").refused("cancel CASE --reason 不修")
    assert f"cash collect {desk.case} 20" in stop
    rows = [row for row in desk.do("parts owed") if row["kind"] == "payment"]
    assert [row["settle"] for row in rows] == [f"servicectl cash collect {desk.case} 20.00"]
    taken = desk.as_("guotao").do("cash collect CASE 20")["event"]
    assert owed(desk) == []
    assert [i["what"] for i in desk.show()["open"] if "invoice" in i["what"]] == [
        "180.00 CNY collected, no invoice yet"
    ]
    back = f"retract CASE {pay} --reason 误记 --approved-by chenwei"
    assert taken in desk.as_("hemei").refused(back)
    desk.as_("guotao").do(f"retract CASE {taken} --reason 误收")
    desk.as_("hemei").do(back)
    assert (owed(desk), right(desk)) == ([], True)


def test_what_the_firm_or_the_maker_bears_is_no_debt_and_anothers_bill_is(play: Play) -> None:
    desk = play(*AGREED).at(f"{DAY} 10:10").as_("hemei")
    desk.do(FREIGHT.replace("user", "firm"))
    desk.do(FREIGHT.replace("user", "maker"))
    assert owed(desk) == ["180.00"]
    desk.do(FREIGHT.replace("freight", "third-party"))
    assert owed(desk) == ["200.00"]
    assert right(desk)


EXCUSED = (
    f"{DAY} 08:00 yangfang parts receive {PART}=2 --document RK-1",
    *AGREED[:-2],
    f"{DAY} 09:52 guotao parts request CASE {PART}=2",
    f"{DAY} 09:53 chenwei parts approve CASE",
    f"{DAY} 09:54 yangfang parts issue CASE",
    f"{DAY} 10:30 guotao diagnose CASE --agrees yes --cause 坏",
    f"{DAY} 10:30 guotao complete CASE --yes all --work 换板 --signed-by 冯 --used {PART}=2:烧毁",
    f"{DAY} 11:00 yangfang parts old-in CASE --excused 客户留用",
)


def test_an_excused_old_part_that_turns_up_is_booked_in(play: Play) -> None:
    desk = play(*EXCUSED).at(f"{DAY} 14:00").as_("yangfang")
    assert held(desk, "unrecovered") == [f"2 {PART}"]
    assert "it was excused" in desk.refused(f"parts old-in CASE {PART}=1")
    found = desk.do(f"parts old-in CASE {PART}=1 --found")["event"]
    assert held(desk, "store:old") == [f"1 {PART}"]
    assert f"unrecovered has 1 of {PART}, 2 are wanted" in desk.refused(
        f"parts old-in CASE {PART}=2 --found"
    )
    assert "only one of --excused --found" in desk.refused(
        "parts old-in CASE --found --excused 丢失"
    )
    excused = next(e["id"] for e in desk.show()["history"] if e["did"] == "old-in")
    back = f"retract CASE {excused} --reason 误记"
    assert found in desk.refused(back)
    desk.do("parts old-in CASE --found")
    assert held(desk, "store:old") == [f"2 {PART}"]
    assert "no old part was excused" in desk.refused("parts old-in CASE --found")
    desk.do(f"parts inspect {PART}=2 --result bad --analysis 烧毁 --case CASE")
    assert right(desk)


def test_an_old_part_turns_up_when_the_case_is_closed(play: Play) -> None:
    desk = (
        play(
            *EXCUSED,
            f"{DAY} 11:05 guotao phone-in CASE --summary 好",
            f"{DAY} 11:06 wangli sheet-in CASE --debrief 好",
            "2025-09-23 09:00 wangli callback CASE --running ok --satisfaction 5",
            "2025-09-23 09:01 wangli close CASE",
        )
        .at("2025-09-24 09:00")
        .as_("yangfang")
    )
    desk.do(f"parts old-in CASE {PART}=1 --found")
    assert desk.show()["state"] == "closed"
    assert held(desk, "store:old") == [f"1 {PART}"]
    assert right(desk)
