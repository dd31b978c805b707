"""No side door beside a guarded verb, a case's unit is the case's, an approval is of a thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.validate.test_ledger_validate import (
    ASSIGNED,
    DIAGNOSED,
    DONE,
    PAID,
    STOCKED,
    change,
    forge,
    found,
    voucher,
)

Play = Callable[..., Desk]

# --- which shelf leads to which -------------------------------------------------------------------

SHELVES = ("store:good", "store:bad", "store:old", "store:loaner", "store:finished", "store:tools")
PLACES = (*SHELVES, "van:guotao", "branch:baoji")
GOOD = {"store:good", "store:loaner", "store:finished", "van:guotao", "branch:baoji"}


def test_a_transfer_leads_from_good_stock_to_good_stock_alone(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang")
    for source in PLACES:
        for target in PLACES:
            if source == target:
                continue
            way = f"parts transfer BD-LCD55-PSU=1 --from {source} --to {target}"
            said = desk.type(way).err
            refused = "brings nothing to" in said or "takes nothing from" in said
            assert refused == (not {source, target} <= GOOD), (way, said)
            if not said:
                desk.do(f"parts transfer BD-LCD55-PSU=1 --from {target} --to {source}")


def test_five_boards_do_not_go_by_way_of_the_maker_without_a_yes(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang")
    bad = desk.refused("parts transfer BD-LCD55-PSU=5 --from store:good --to store:bad")
    assert "parts transfer brings nothing to store:bad" in bad
    desk.do("parts receive BD-LCD55-PSU=5 --document RK-9 --to store:bad")
    desk.do("parts to-maker BD-LCD55-PSU=5 --maker shengda")
    back = "parts from-maker BD-LCD55-PSU=5 --maker shengda --analysis 烧"
    assert "asks for --approved-by PERSON" in desk.refused(f"{back} --to scrap")
    assert "yangfang may not approve" in desk.refused(f"{back} --to scrap --approved-by yangfang")
    assert "asks for --document TEXT" in desk.refused(back)
    desk.do(f"{back} --to scrap --approved-by chenwei")
    assert found(desk) == []


def test_the_old_part_of_a_closed_case_is_judged_and_not_carried_past(play: Play) -> None:
    desk = play(*DONE).as_("yangfang")
    said = desk.refused("parts transfer BD-LCD55-PSU=1 --from store:old --to store:good")
    assert said.endswith("servicectl parts inspect SKU=QTY --result good|bad")


def test_what_comes_back_from_customers_has_a_paper_and_another_persons_yes(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang")
    words = "parts receive BD-LCD55-PSU=50 --from installed --document JJ-1"
    assert "from installed they go to store:old, store:finished" in desk.refused(words)
    assert "asks for --approved-by" in desk.refused(f"{words} --to store:old")
    desk.do(f"{words} --to store:old --approved-by chenwei")
    assert found(desk) == []


@pytest.mark.parametrize("number", ["RK-1", "rk -1", "RK-77"])
def test_a_paper_from_outside_is_used_once(play: Play, number: str) -> None:
    desk = play(*STOCKED).as_("yangfang")
    again = f"parts receive CBL-UTP=5 --document '{number}'"
    if number != "RK-77":
        first = voucher(desk, "receive").stem
        assert f"paper {number} of supplier is used already by {first}" in desk.refused(again)
        desk.as_("yangfang").at("2025-09-22 08:20").do(f"reverse {first} --reason 记错")
        desk = desk.at("2025-09-22 08:30")
    desk.do(again)
    assert found(desk) == []


@pytest.mark.parametrize("number", ["RK-1", "rk-1", "'RK - 1'"])
def test_a_paper_used_twice_is_named_with_the_way_out(play: Play, number: str) -> None:
    desk = play(*STOCKED)
    first, second = voucher(desk, "receive"), voucher(desk, "receive", 1)
    forge(second, ("RK-2", number))
    [(where, rule, message)] = found(desk)
    assert (where.partition(":")[0], rule) == (second.name, "clash")
    assert first.stem in message
    assert found(desk, str(second)) == [(where, rule, message)]
    assert f"servicectl settle {second.stem} --keep|--void" in desk.type("validate").out


def test_an_old_part_comes_off_for_one_that_is_put_in(play: Play) -> None:
    desk = play(*DIAGNOSED).as_("guotao").at("2025-09-22 10:00")
    done = "complete CASE --work 查 --signed-by 冯 --old-part CBL-UTP=2"
    assert "CBL-UTP: 2 old, and 0 used" in desk.refused(done)
    assert "HDD-2T: 1 old, and 0 used" in desk.refused(done.replace("CBL-UTP=2", "HDD-2T@ALT1"))
    desk.do(done.replace("CBL-UTP=2", "HDD-2T@ALT1 --used HDD-2T@WD1:坏"))


def test_no_more_is_set_against_cost_than_finance_holds(play: Play) -> None:
    desk = play(*PAID, "2025-09-22 10:00 hemei cash hand-in CASE").as_("hemei")
    desk = desk.at("2025-09-22 10:10")
    assert "finance holds 380.00 CNY, 99999.00 would be" in desk.refused("cash settle 99999")
    number = desk.do("cash settle 380")["id"]
    assert "finance holds 0.00 CNY" in desk.refused("cash settle 0.01")
    path = next(desk.root.glob(f"inventory/ledger/*/*/{number}.yaml"))
    forge(path, ("380.00", "390.00"), ("380.00", "390.00"))
    [(_, rule, message)] = found(desk)
    assert (rule, "of CNY leave finance, which has 380" in message) == ("clash", True)


def test_what_is_set_against_cost_is_not_taken_from_under_it(play: Play) -> None:
    desk = play(*PAID, "2025-09-22 10:00 hemei cash hand-in CASE").as_("hemei")
    handed_in = desk.last()["id"]
    settled = desk.at("2025-09-22 10:10").do("cash settle 380")["id"]
    late = desk.at("2025-09-22 10:20")
    first = f"take back first: cash-settle with servicectl reverse {settled} --reason TEXT"
    for words in (
        f"retract CASE {handed_in} --reason 错",
        f"retract CASE {handed_in} --reason 错 --at '2025-09-22 10:05'",
        "cash pay CASE 20 --for freight --reason 寄 --approved-by chenwei --at '2025-09-22 10:05'",
    ):
        assert late.refused(words).endswith(first)
    late.do("cash pay CASE 20 --for freight --reason 寄 --approved-by chenwei")
    late.do(f"reverse {settled} --reason 错")
    late.do(f"retract CASE {handed_in} --reason 错")
    assert found(desk) == []


def test_a_tool_that_was_booked_back_is_entered_anew(play: Play) -> None:
    desk = play(*STOCKED).as_("chenwei")
    lost = desk.do("tool lost T-1 --reason 丢")["id"]
    assert f"servicectl reverse {lost} --reason TEXT" in desk.refused("tool add T-1 --name 表")
    desk.do(f"reverse {lost} --reason 找到")
    assert "servicectl tool list" in desk.refused("tool add T-1 --name 表")
    desk.do(f"reverse {voucher(desk, 'tool-add').stem} --reason 错")
    desk.do("tool add T-1 --name 表 --value 5")
    desk.do("tool out T-1 guotao")
    [tool] = desk.do("tool list")
    assert (tool["name"], tool["value"], tool["holder"]) == ("表", 5, "guotao")
    assert found(desk) == []


ODD = ("A.(1)", "it's 2", "a[b]+c|$^{}*?", r"x\y 号")


def test_papers_are_found_whatever_their_numbers_are_made_of(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang")
    for number in ODD:
        again = ("parts", "receive", "CBL-UTP=1", "--document")
        desk.do(*again, number)
        assert "is used already by" in desk.refused(*again, number.swapcase())
    desk.do(*again, "A.(11)")
    desk.do(*again, "AX(1)")
    assert found(desk) == []


def test_the_store_hands_itself_nothing_for_a_case(play: Play) -> None:
    desk = play(*ASSIGNED).as_("yangfang").at("2025-09-22 09:10")
    said = desk.refused("parts issue CASE CBL-UTP=1 --to yangfang")
    assert said.endswith("say who of the engineers gets it: --to PERSON")
    desk.do("parts issue CASE CBL-UTP=1 --to zhangqiang")
    handed = "parts transfer CBL-UTP=1 --from engineer:zhangqiang --to engineer:{} --case CASE"
    for who in ("yangfang", "hemei"):
        assert f"{who} is no engineer, and is handed nothing" in desk.refused(handed.format(who))
    desk.do(handed.format("guotao"))


# --- a case's unit --------------------------------------------------------------------------------

UNIT = (
    *STOCKED,
    (
        "2025-09-22 08:05 yangfang parts receive FL-STB460@NEW1 FL-STB460@NEW2 --document RK-5 "
        "--to store:finished"
    ),
    (
        "2025-09-22 09:00 wangli report --customer 秦岭酒店 --address 西安1号 --phone 029-55501234 "
        "--fault 无图像 --serial ALT1 --model FL-STB210"
    ),
    "2025-09-22 09:01 wangli handover CASE --no-guidance 赶时间",
    "2025-09-22 09:05 chenwei assign CASE guotao",
    "2025-09-22 09:08 guotao prepare CASE --yes all --cause 电源",
    "2025-09-22 09:09 guotao depart CASE",
    "2025-09-22 09:40 guotao arrive CASE --met 冯",
    "2025-09-22 09:45 guotao diagnose CASE --agrees yes --cause 电源板坏",
)
GONE = (*UNIT, "2025-09-22 10:00 guotao take-away CASE")


def test_the_unit_taken_along_is_the_cases(play: Play) -> None:
    desk = play(*UNIT).as_("guotao")
    said = desk.refused("take-away CASE --serial NEW1")
    assert "is about ALT1, not about NEW1; say --serial ALT1" in said
    desk.do("take-away CASE --serial ALT1")
    change(desk.root / f"cases/2025/09/{desk.case}.yaml", ("  serial: ALT1", "  serial: NEW1"))
    assert any("not about NEW1" in message for _, _, message in found(desk))


def test_a_part_of_it_is_taken_along_without_a_number(play: Play) -> None:
    desk = play(*UNIT).as_("guotao")
    desk.do("take-away CASE --part BD-LCD55-PSU=1")
    assert "give-back" in str(desk.show()["open"])
    desk = desk.play(
        "2025-09-22 14:00 guotao workshop-done CASE --work 换电容",
        "2025-09-22 15:00 guotao give-back CASE --signed-by 冯 --receipt-lost 丢失",
    )
    assert "house" not in str(desk.show()["open"])
    assert found(desk) == []


def test_the_customers_own_unit_comes_back_to_the_house_and_nowhere_else(play: Play) -> None:
    desk = play(*GONE).as_("yangfang").at("2025-09-22 11:00")
    desk.do("parts to-maker FL-STB210@ALT1 --maker fengling --case CASE")
    back = "parts from-maker FL-STB210@ALT1 --maker fengling --analysis 好 --case CASE"
    for place in ("store:good", "store:finished", "scrap", "van:guotao"):
        forced = f"{back} --to {place} --document FX-1 --approved-by chenwei"
        assert f"brings nothing to {place}" in desk.refused(forced)
    desk.do(back)
    assert "ALT1" in desk.as_("chenwei").refused("cancel CASE --reason 不修")


EXCHANGED = (
    *UNIT,
    "2025-09-22 09:50 chenwei approve CASE --what exchange",
    "2025-09-22 10:00 guotao exchange CASE --old ALT1 --new NEW1 --reason 坏",
)


def test_the_old_unit_keeps_its_model_and_the_new_one_gets_its_file(play: Play) -> None:
    desk = play(*EXCHANGED)
    held = desk.do("parts stock --account engineer:guotao:old")
    assert [(row["sku"], row["serial"]) for row in held] == [("FL-STB210", "ALT1")]
    text = (desk.root / "inventory/units/NEW1.yaml").read_text("utf-8")
    assert "model: FL-STB460" in text
    assert "installed: 2025-09-22" in text
    assert f"customer: {desk.show()['customer']['id']}" in text
    later = desk.at("2025-09-25 09:00").as_("wangli")
    caller = "--customer 秦岭酒店 --address 西安1号 --phone 029-55501234"
    case = later.do(f"report {caller} --fault 又坏 --serial NEW1")["case"]
    assert later.show(case)["unit"] == "NEW1"
    assert found(desk) == []


def test_a_number_is_moved_as_the_model_that_it_is(play: Play) -> None:
    desk = play(*UNIT).at("2025-09-22 10:00").as_("guotao")
    desk.do("take-away CASE")
    store = desk.as_("yangfang").at("2025-09-22 11:00")
    to_maker = "parts to-maker {}@ALT1 --maker fengling --case CASE"
    said = store.refused(to_maker.format("FL-STB460"))
    assert said == "servicectl: ALT1 is in house as FL-STB210; say FL-STB210@ALT1"
    moved = "parts transfer FL-STB210@NEW1 --from store:finished --to store:good"
    assert "NEW1 is in store:finished as FL-STB460" in store.refused(moved)
    sent = store.do(to_maker.format("FL-STB210"))["event"]
    path = voucher(desk, "to-maker")
    forge(path, ("sku: FL-STB210", "sku: FL-STB460"))
    file = next(desk.root.glob("cases/*/*/*.yaml"))
    file.write_text(file.read_text("utf-8").replace("FL-STB210@ALT1", "FL-STB460@ALT1"), "utf-8")
    desk.git("commit", "--quiet", "--all", "--message", "recorded before models were compared")
    told = store.type("validate").out
    assert "ALT1 is in house as FL-STB210 [model]" in told
    assert f"servicectl retract {desk.case} {sent} --reason TEXT" in told
    store.do(f"retract CASE {sent} --reason 型号写错")
    assert store.type("validate").code == 0
    store.do(to_maker.format("FL-STB210"))


def test_a_yes_says_only_what_it_is_of(play: Play) -> None:
    desk = play(*ASSIGNED, "2025-09-22 09:06 guotao parts request CASE CBL-UTP=1").as_("chenwei")
    for typed, option, what in (
        ("--what dispatch --amount 200", "--amount", "discount"),
        ("--what discount --amount 5 --serial ALT1", "--serial", "exchange"),
        ("--what dispatch --parts CBL-UTP=1", "--parts", "request"),
        ("--amount 200", "--amount", "discount"),
    ):
        assert f"{option} goes with --what {what}" in desk.refused(f"approve CASE {typed}")
    desk.do("approve CASE --parts CBL-UTP=1")


def test_a_unit_that_was_not_put_in_is_nobodys_again(play: Play) -> None:
    desk = play(*EXCHANGED).as_("guotao")
    desk.do(f"retract CASE {desk.last()['id']} --reason 错")
    text = (desk.root / "inventory/units/NEW1.yaml").read_text("utf-8")
    assert text == "schema: 1\nserial: NEW1\nmodel: FL-STB460\n"
    held = desk.do("parts stock --serial NEW1")
    assert [row["account"] for row in held] == ["store:finished"]
    assert found(desk) == []


# --- an approval is of a thing --------------------------------------------------------------------


def test_one_approval_serves_one_exchange(play: Play) -> None:
    desk = play(*EXCHANGED).as_("guotao").at("2025-09-22 10:10")
    again = "exchange CASE --old NEW1 --new NEW2 --reason 又坏"
    assert "approve --what exchange first" in desk.refused(again)
    other = "approve CASE --what exchange --serial FREMD1"
    assert "is about ALT1, not about FREMD1" in desk.as_("chenwei").refused(other)
    desk.as_("chenwei").do("approve CASE --what exchange --serial ALT1")
    assert "the exchange of ALT1 is approved, no other" in desk.refused(again)
    desk.as_("chenwei").do("approve CASE --what exchange --serial NEW1")
    desk.do(again)
    assert found(desk) == []


QUOTE = "quote CASE --line 换板=260 --category paid --because 过保"


def test_at_most_so_much_is_taken_off(play: Play) -> None:
    desk = play(*DIAGNOSED).as_("chenwei").at("2025-09-22 09:50")
    assert "say it: --amount" in desk.refused("approve CASE --what discount --remark 最多10")
    desk.do("approve CASE --what discount --amount 10")
    engineer = desk.as_("guotao")
    off = f"{QUOTE} --discount-reason 老客户 --discount"
    said = engineer.refused(f"{off} 259")
    assert "259.00 would be taken off, at most 10.00 is approved" in said
    engineer.do(f"{off} 10")
    path = desk.root / f"cases/2025/09/{desk.case}.yaml"
    change(path, ("  discount: '10.00'", "  discount: '11.00'"))
    assert any("at most 10.00 is approved" in message for _, _, message in found(desk))


def test_a_request_is_not_taken_back_under_its_approval(play: Play) -> None:
    desk = play(
        *ASSIGNED,
        "2025-09-22 09:06 guotao parts request CASE BD-LCD55-PSU=3",
        "2025-09-22 09:07 chenwei parts approve CASE",
    ).as_("guotao")
    request, yes = (event["id"] for event in desk.show()["history"][-2:])
    said = desk.refused(f"retract CASE {request} --reason 记错")
    assert f"{yes} says yes or no to {request}" in said
    assert f"servicectl retract {desk.case} {yes} --reason TEXT" in said
    desk.as_("chenwei").do(f"retract CASE {yes} --reason 记错")
    desk.do(f"retract CASE {request} --reason 记错")


# --- every way of the store's verbs, there and back -----------------------------------------------

STAYS = (  # who, what, and from where to where it goes
    (
        "yangfang",
        "parts receive BD-LCD55-PSU=3 --document W-1 --to store:bad",
        "supplier → store:bad",
    ),
    ("yangfang", "parts to-maker BD-LCD55-PSU=2 --maker shengda", "store:bad → maker:shengda"),
    ("yangfang", "tool out T-1 guotao", "store:tools → engineer:guotao"),
)
GOES_BACK = (
    ("yangfang", "parts receive BD-LCD55-PSU=2 --document W-2", "supplier → store:good"),
    ("yangfang", "parts to-maker BD-LCD55-PSU=1 --maker shengda", "store:bad → maker:shengda"),
    (
        "yangfang",
        "parts from-maker BD-LCD55-PSU=1 --maker shengda --analysis 烧 --document W-3",
        "maker:shengda → store:good",
    ),
    (
        "yangfang",
        "parts scrap BD-LCD55-PSU=1 --reason 坏 --approved-by chenwei",
        "store:bad → scrap",
    ),
    ("chenwei", "parts adjust MORE", "count-difference → store:good"),
    ("chenwei", "parts adjust LESS", "store:good → count-difference"),
    ("yangfang", "tool in T-1", "engineer:guotao → store:tools"),
    ("chenwei", "tool lost T-1 --reason 旧 --worn", "engineer:guotao → worn"),
    ("chenwei", "tool lost T-1 --reason 丢", "engineer:guotao → lost"),
    ("chenwei", "tool add T-2 --name 钳", "supplier → store:tools"),
    ("hemei", "cash settle 80", "finance → service-cost"),
)


def test_every_way_of_the_store_and_back(play: Play) -> None:
    desk = play(*PAID, "2025-09-22 10:00 hemei cash hand-in CASE").at("2025-09-22 10:10")
    counts = {"MORE": "BD-LCD55-PSU=50", "LESS": "CBL-UTP=1"}
    store = desk.as_("yangfang")
    ids = {word: store.do(f"parts count {goods}")["id"] for word, goods in counts.items()}
    for who, words, way in (*STAYS, *GOES_BACK):
        answer = desk.as_(who).type(*(ids.get(word, word) for word in words.split()))
        assert way in answer.out, (words, answer)
        if (who, words, way) in GOES_BACK:
            yes = " --approved-by liuhong" if "approved-by" in words else ""
            number = answer.out.partition(":")[0]
            back = desk.as_(who).type(f"reverse {number} --reason 错{yes}")
            assert " → ".join(reversed(way.split(" → "))) in back.out, (words, back)
    assert found(desk) == []
