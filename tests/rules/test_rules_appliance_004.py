"""Each rule of appliance-004 that the program carries makes a typed command pass or be refused.

``test_r483_…`` is the test of R483 in docs/rulebooks/appliance-004.md, which tells what it asks.
What is refused when it is typed is found by ``validate`` when it is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest

from scripts.docs import rules_of
from tests.desk import Desk, Shelf
from tests.refusals import asks_for, without

Play = Callable[..., Desk]

DAY = "2025-09-22"
REPORT = 'report --customer 王女士 --phone "029-5550 9876" --address 科技路12号 --fault 不制冷'
CALL = "call CASE --findings 不制冷 --brand 海尔 --model KFR-35 --traffic 地铁三号线"
DIAGNOSE = "diagnose CASE --cause 电容击穿 --customer-statement 昨晚起不冷 --power-on-test 不启动"
QUOTE = "quote CASE --line 换电容=200"
COMPLETE = (
    "complete CASE --yes all --work 换电容 --final-test gone --opinion-tick 4 --signed-by 王女士"
)
NOT_DONE = (
    "complete CASE --yes all --work 已装回 --not-repaired 嫌贵 --opinion-tick 3 --signed-by 王女士"
)
SHEET = "sheet-in CASE --debrief 已修复 --form-no WX-0001"
PLAN = "plan CASE --analysis 电容再击穿 --plan 换电容和电机 --answer 下午上门"

TO_ENGINEER = (
    f"{DAY} 09:00 wangli {REPORT}",
    f"{DAY} 09:01 wangli handover CASE --no-guidance 直接上门",
    f"{DAY} 09:05 chenwei assign CASE zhangqiang",
)
CALLED = (*TO_ENGINEER, f"{DAY} 09:07 zhangqiang {CALL}")
APPOINTED = (*CALLED, f"{DAY} 09:08 zhangqiang appoint CASE --when 10:00")
PREPARED = (
    *APPOINTED,
    f"{DAY} 09:10 zhangqiang prepare CASE --yes all --cause 电容 --form-no WX-0001",
)
DEPARTED = (*PREPARED, f"{DAY} 09:20 zhangqiang depart CASE")
ARRIVED = (*DEPARTED, f"{DAY} 09:55 zhangqiang arrive CASE --yes all")
DIAGNOSED = (*ARRIVED, f"{DAY} 10:05 zhangqiang {DIAGNOSE}")
QUOTED = (*DIAGNOSED, f"{DAY} 10:10 zhangqiang {QUOTE}")
REFUSED = (*QUOTED, f"{DAY} 10:12 zhangqiang refuse CASE --reason 嫌贵")
ACCEPTED = (*QUOTED, f"{DAY} 10:12 zhangqiang accept CASE --agreed-by 王女士")
PROMISED = (*ACCEPTED, f"{DAY} 10:13 zhangqiang warranty CASE --months 3")
COMPLETED = (*PROMISED, f"{DAY} 11:00 zhangqiang {COMPLETE}")
COLLECTED = (*COMPLETED, f"{DAY} 11:05 zhangqiang cash collect CASE 200")
SHEET_IN = (*COLLECTED, f"{DAY} 12:00 wangli {SHEET}")
PAID = (*SHEET_IN, f"{DAY} 16:00 hemei cash hand-in CASE")
CLOSED = (*PAID, f"{DAY} 16:10 wangli close CASE")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return where the teams of this rulebook are kept; see ``play``."""
    return Shelf(tmp_path_factory.mktemp("shelf"), profile="appliance-004")


_letters = (f"e-{n}" for n in count(222222) if not set(str(n)) & set("01"))


def by_hand(desk: Desk, did: str, fields: str, at: str, by: str = "zhangqiang") -> str:
    """Return what ``validate`` says of an event written in an editor, which is taken out again."""
    [file] = desk.root.glob("cases/*/*/*.yaml")
    before = file.read_bytes()
    event = f"- id: {next(_letters)}\n  at: {at}+08:00\n  by: {by}\n  did: {did}\n{fields}"
    file.write_bytes(before + event.encode())
    found = desk.type("validate")
    file.write_bytes(before)
    assert found.code == 1, found
    return found.out


def test_every_rule_that_the_program_carries_is_tested_here() -> None:
    carried = re.compile(r"\b(FIELD|TICK|CHECK|CLOCK|MOVE|ACTION|LEDGER|REPORT|FORM)\b")
    rules = {rule.id for rule in rules_of("appliance-004") if carried.search(rule.embodiment)}
    tested = {name[5:9].upper() for name in globals() if re.match(r"test_r\d{3}_", name)}
    assert sorted(rules - tested) == sorted(tested - rules) == []


# The first call and the appointment (R478 to R485)


def test_r478_three_minutes_to_ring_the_customer_and_late_is_no_breach(play: Play) -> None:
    desk = play(*TO_ENGINEER)
    assert desk.clock("first_call")["due"] == f"{DAY}T09:08:00+08:00"
    late = desk.at(f"{DAY} 09:08:01")
    assert late.clock("first_call")["state"] == "overdue"
    assert late.type("overdue --kind first_call").code == 0
    desk.at(f"{DAY} 09:08").as_("zhangqiang").do(CALL)
    assert desk.clock("first_call")["state"] == "met"


def test_r478_without_a_number_nobody_can_be_rung(play: Play) -> None:
    assert asks_for(play().as_("wangli").refused(without(REPORT, "--phone")), "--phone")


@pytest.mark.parametrize("option", ["--findings", "--brand", "--model", "--traffic"])
def test_r481_fault_brand_model_and_route_are_asked_for(play: Play, option: str) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    assert asks_for(desk.refused(without(CALL, option)), option)
    desk.do(CALL)


def test_r481_the_address_must_be_known(play: Play) -> None:
    unknown = (without(TO_ENGINEER[0], "--address"), *TO_ENGINEER[1:])
    desk = play(*unknown).as_("zhangqiang")
    customer = desk.show()["customer"]["id"]
    refusal = desk.refused(CALL)
    assert "customer.address on file" in refusal
    assert f"servicectl customer edit {customer} --address TEXT" in refusal
    desk.as_("wangli").do(f"customer edit {customer} --address 科技路12号")
    desk.do(f"{CALL} --location 三单元五楼")
    assert desk.last()["location"] == "三单元五楼"


def test_r481_nobody_leaves_without_having_rung(play: Play) -> None:
    desk = play(
        *TO_ENGINEER,
        f"{DAY} 09:06 zhangqiang appoint CASE --when 10:00",
        f"{DAY} 09:10 zhangqiang prepare CASE --yes all --form-no WX-0001",
    )
    assert asks_for(desk.refused("depart CASE"), "call first")
    desk.do(CALL)
    desk.do("depart CASE")


def test_r482_an_exact_time_is_agreed(play: Play) -> None:
    prepared = "2025-09-22 09:10 zhangqiang prepare CASE --yes all --form-no WX-0001"
    desk = play(*CALLED, prepared)
    assert asks_for(desk.refused("appoint CASE"), "--when")
    assert asks_for(desk.refused("depart CASE"), "appoint first")
    desk.do("appoint CASE --when 10:00")
    desk.do("depart CASE")


def test_r483_the_visit_is_at_most_an_hour_after_the_first_call(play: Play) -> None:
    desk = play(*CALLED).at(f"{DAY} 09:30")
    assert "by 2025-09-22 10:07" in desk.refused("appoint CASE --when 10:07:01")
    desk.do(CALL)  # ringing again is no way to more time
    assert "by 2025-09-22 10:07" in desk.refused("appoint CASE --when 10:08")
    desk.do("appoint CASE --when 10:07")
    late = f"  when: {DAY}T10:30:00+08:00\n"
    assert "by 2025-09-22 10:07" in by_hand(desk, "appoint", late, f"{DAY}T09:31:00")


def test_r483_without_a_call_the_hour_counts_from_the_assignment(play: Play) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    assert "by 2025-09-22 10:05" in desk.refused("appoint CASE --when 10:06")
    desk.do("appoint CASE --when 10:05")
    assert desk.clock("arrive")["due"] == f"{DAY}T10:05:00+08:00"


def test_r483_an_hour_to_be_there(play: Play) -> None:
    desk = play(*DEPARTED)
    assert desk.clock("arrive")["due"] == f"{DAY}T10:07:00+08:00"
    assert desk.at(f"{DAY} 10:07:01").clock("arrive")["state"] == "overdue"
    desk.at(f"{DAY} 10:07").do("arrive CASE --yes all")
    assert desk.clock("arrive")["state"] == "met"


def test_r483_a_second_call_does_not_begin_the_hour_anew(play: Play) -> None:
    desk = play(*APPOINTED)
    desk.at(f"{DAY} 09:50").do(CALL)
    assert desk.clock("arrive")["due"] == f"{DAY}T10:07:00+08:00"


def test_r484_a_later_time_is_approved_before_and_for_a_reason(play: Play) -> None:
    desk = play(*CALLED)
    later = "appoint CASE --when 15:00 --reason 客户下午才在家"
    assert "needs approval" in desk.refused(later)
    assert "approve is for" in desk.as_("wangli").refused("approve CASE --what appointment")
    desk.as_("chenwei").do("approve CASE --what appointment --remark 已说明")
    assert "--reason" in desk.refused(without(later, "--reason"))
    desk.do(later)
    assert desk.clock("arrive")["state"] == "void"
    assert "needs approval" in desk.refused(later.replace("15:00", "17:00"))
    desk.do("appoint CASE --when 10:00")


def test_r485_the_agreed_hour_is_kept(play: Play) -> None:
    desk = play(*DEPARTED)
    assert desk.clock("appointment")["due"] == f"{DAY}T10:00:00+08:00"
    assert desk.at(f"{DAY} 10:00:01").clock("appointment")["state"] == "overdue"
    desk.at(f"{DAY} 10:00").do("arrive CASE --yes all")
    assert desk.clock("appointment")["state"] == "met"


# Price and manners at the door (R486 to R492)


def test_r486_no_price_before_the_appliance_was_examined(play: Play) -> None:
    on_the_phone = play(*CALLED)
    assert on_the_phone.type(QUOTE).code == 3
    assert "quote is not possible in state on_site" in play(*ARRIVED).refused(QUOTE)


ESTIMATE = f"{QUOTE} --estimate --consulted zhoukai"


def test_r487_a_rough_figure_only_a_long_way_off(play: Play) -> None:
    near = play(*CALLED)
    assert asks_for(near.refused(ESTIMATE), "--remote")
    near.do(f"{CALL} --remote")
    assert near.do(ESTIMATE)["state"] == "assigned"
    far = play(f"{TO_ENGINEER[0]} --remote", *TO_ENGINEER[1:]).as_("zhangqiang")
    far.do(ESTIMATE)


def test_r487_a_technician_worked_it_out(play: Play) -> None:
    desk = play(*TO_ENGINEER, f"{DAY} 09:07 zhangqiang {CALL} --remote")
    assert asks_for(desk.refused(without(ESTIMATE, "--consulted")), "--consulted")
    assert "chenwei is no technician" in desk.refused(ESTIMATE.replace("zhoukai", "chenwei"))
    desk.do(ESTIMATE)
    assert "quoted" not in desk.show()["state"]


def test_r487_where_the_rulebook_allows_no_estimate_there_is_none(play: Play) -> None:
    desk = play()
    policies = desk.root / "policies.yaml"
    text = policies.read_text(encoding="utf-8")
    assert "estimates: yes" in text
    policies.write_text(text.replace("estimates: yes", "estimates: no"), encoding="utf-8")
    desk.at(f"{DAY} 08:00").as_("liuhong").do("save")
    desk = desk.play(*TO_ENGINEER, f"{DAY} 09:07 zhangqiang {CALL} --remote")
    assert "allows no price" in desk.refused(ESTIMATE)
    told = "  line: [换电容=200.00]\n  estimate: yes\n  consulted: zhoukai\n  category: paid\n"
    assert "allows no price" in by_hand(desk, "quote", told, f"{DAY}T09:08:00")


def test_r488_the_price_is_told_once_the_fault_is_found(play: Play) -> None:
    assert play(*DIAGNOSED).do(QUOTE)["state"] == "quoted"


def ticked_at_the_door(play: Play, tick: str) -> None:
    assert play(*ARRIVED).last()["ticks"][tick] == "yes"
    desk = play(*DEPARTED)
    desk.do(f"arrive CASE --yes all --not {tick}:客户说不用")
    assert desk.last()["ticks"][tick] == "no: 客户说不用"


def test_r489_the_badge_is_on(play: Play) -> None:
    ticked_at_the_door(play, "badge")


def test_r491_shoe_covers_are_on(play: Play) -> None:
    ticked_at_the_door(play, "shoe_covers")


def test_r492_shoe_covers_are_waived_for_a_reason_alone(play: Play) -> None:
    desk = play(*DEPARTED)
    assert desk.type("arrive CASE --yes all --not shoe_covers").code == 2
    desk.do("arrive CASE --yes all --not shoe_covers:水泥地,客户免穿")


# Finding the fault, telling the fee (R496 to R500)


def test_r496_the_customer_is_asked_about_the_appliance(play: Play) -> None:
    desk = play(*ARRIVED)
    refusal = desk.refused(without(DIAGNOSE, "--customer-statement"))
    assert asks_for(refusal, "--customer-statement")
    desk.do(DIAGNOSE)
    assert desk.last()["customer_statement"] == "昨晚起不冷"


def test_r497_it_is_switched_on_to_find_the_real_fault(play: Play) -> None:
    desk = play(*ARRIVED)
    assert asks_for(desk.refused(without(DIAGNOSE, "--power-on-test")), "--power-on-test")
    assert asks_for(desk.refused(without(DIAGNOSE, "--cause")), "--cause")
    desk.do(f"{DIAGNOSE} --differs 报修说不制冷,实为不启动 --hidden 风扇轴承松 --hidden 缺氟")
    kept = desk.last()
    assert (kept["power_on_test"], kept["hidden"]) == ("不启动", ["风扇轴承松", "缺氟"])


def test_r498_a_gross_fault_may_be_opened_without_switching_on(play: Play) -> None:
    desk = play(*ARRIVED)
    unseen = without(DIAGNOSE, "--power-on-test")
    assert asks_for(desk.refused(unseen), "--not-switched-on")
    desk.do(f"{unseen} --not-switched-on 三无")
    assert desk.last()["not_switched_on"] == "三无"


def test_r499_the_fee_is_told_line_by_line(play: Play) -> None:
    desk = play(*DIAGNOSED)
    assert asks_for(desk.refused("quote CASE"), "--line")
    desk.do(f"{QUOTE} --line 上门费=30")
    told = desk.last()
    assert (told["line"], told["category"]) == (["换电容=200.00", "上门费=30.00"], "paid")


CARRIED_OFF = (
    *ARRIVED,
    f"{DAY} 10:00 zhangqiang take-away CASE --serial SN9 --condition 完好 --promised 明天",
)


def test_r499_the_workshop_tells_the_fee_when_it_has_found_the_fault(play: Play) -> None:
    desk = play(*CARRIED_OFF).at(f"{DAY} 10:30")
    assert "no price is told before the cause is found" in desk.refused(QUOTE)
    desk.do(DIAGNOSE)
    assert asks_for(desk.refused("quote CASE"), "--line")
    desk.do(f"{QUOTE} --line 运费=30")
    assert desk.last()["line"] == ["换电容=200.00", "运费=30.00"]


def test_r500_nor_does_the_workshop_begin_before(play: Play) -> None:
    desk = play(*CARRIED_OFF).at(f"{DAY} 10:30")
    done = "workshop-done CASE --work 换电容"
    assert asks_for(desk.refused(done), "accept first")
    desk.do(DIAGNOSE)
    desk.do(QUOTE)
    assert asks_for(desk.refused(done), "accept first")
    assert asks_for(by_hand(desk, "workshop-done", "  work: x\n", f"{DAY}T10:31:00"), "accept")
    desk.do("accept CASE --agreed-by 王女士")
    assert desk.do(done)["state"] == "ready_to_return"


def test_r500_work_goes_on_when_the_customer_has_agreed(play: Play) -> None:
    assert "complete is not possible in state quoted" in play(*QUOTED).refused(COMPLETE)
    unasked = play(*DIAGNOSED, f"{DAY} 10:06 zhangqiang warranty CASE --months 3")
    assert asks_for(unasked.refused(COMPLETE), "accept first")
    assert play(*ACCEPTED).show()["state"] == "repairing"
    assert play(*PROMISED).do(COMPLETE)["state"] == "completed"
    refused = play(*REFUSED)
    assert refused.show()["state"] == "not_repaired"
    assert refused.do(f"{NOT_DONE} --final-test not_worse")["state"] == "completed"


# The work and its end (R501 to R509)


def ticked_at_the_end(play: Play, tick: str) -> None:
    assert play(*COMPLETED).last()["ticks"][tick] == "yes"
    desk = play(*PROMISED)
    desk.do(f"{COMPLETE} --not {tick}:客户不要")
    assert desk.last()["ticks"][tick] == "no: 客户不要"


def test_r501_no_needless_work_on_live_circuits(play: Play) -> None:
    ticked_at_the_end(play, "no_live_work")


def test_r502_from_two_and_a_half_metres_the_belt_is_worn(play: Play) -> None:
    desk = play(*PROMISED)
    assert "--harness" in desk.refused(f"{COMPLETE} --work-height 2.5")
    high = "  work: 换电容\n  cause: 电容\n  work_height: 3\n"
    assert "belt" in by_hand(play(*PROMISED), "complete", high, f"{DAY}T11:00:00")
    desk.do(f"{COMPLETE} --work-height 2.5 --harness")
    play(*PROMISED).do(f"{COMPLETE} --work-height 2.49")


def test_r503_the_customer_sees_that_the_fault_is_gone(play: Play) -> None:
    desk = play(*PROMISED)
    assert asks_for(desk.refused(without(COMPLETE, "--final-test")), "--final-test gone")
    not_worse = COMPLETE.replace("gone", "not_worse")
    assert asks_for(desk.refused(not_worse), "--final-test gone")
    desk.do(COMPLETE)


def test_r504_not_repaired_it_is_shown_to_be_no_worse(play: Play) -> None:
    desk = play(*REFUSED)
    assert asks_for(desk.refused(NOT_DONE), "--final-test not_worse")
    assert asks_for(desk.refused(f"{NOT_DONE} --final-test gone"), "--final-test not_worse")
    desk.do(f"{NOT_DONE} --final-test not_worse")


def test_r505_rubbish_is_cleared_and_things_are_put_back(play: Play) -> None:
    ticked_at_the_end(play, "cleaned")
    assert play(*COMPLETED).last()["ticks"]["restored"] == "yes"


@pytest.mark.parametrize("option", ["--work", "--final-test", "--opinion-tick"])
def test_r507_every_item_of_the_form_is_filled(play: Play, option: str) -> None:
    desk = play(*PROMISED)
    assert asks_for(desk.refused(without(COMPLETE, option)), option)
    desk.do(COMPLETE)


def test_r507_also_of_what_was_not_even_opened(play: Play) -> None:
    desk = play(*ARRIVED)
    gone = f"{NOT_DONE} --final-test not_worse"
    assert asks_for(desk.refused(gone), "--cause")
    desk.do(f"{gone} --cause 客户改主意")


def test_r508_the_opinion_is_the_customers_own(play: Play) -> None:
    ticked_at_the_end(play, "own_opinion")
    desk = play(*PROMISED)
    silent = without(COMPLETE, "--opinion-tick")
    assert asks_for(desk.refused(silent), "--opinion-tick", "--no-opinion")
    assert desk.type(f"{silent} --opinion-tick 6").code == 2
    desk.do(f"{silent} --no-opinion 客户未填 --opinion 师傅不错")


# The warranty on the repair (R510 to R512)


def test_r510_one_to_three_months_or_agreed_before_the_repair(play: Play) -> None:
    desk = play(*ACCEPTED).at(f"{DAY} 10:40")
    assert "1 to 3 months" in desk.refused("warranty CASE --months 4")
    began = desk.refused("warranty CASE --months 4 --agreed-before 10:13")
    assert "began at 2025-09-22 10:12" in began
    late = "  months: 4\n  scope: 原故障\n"
    assert "1 to 3 months" in by_hand(play(*ACCEPTED), "warranty", late, f"{DAY}T10:40:00")
    desk.do("warranty CASE --months 4 --agreed-before 10:12")
    desk.do("warranty CASE --months 1")
    desk.do("warranty CASE --months 3")


def test_r510_no_repair_without_a_word_on_its_warranty(play: Play) -> None:
    desk = play(*ACCEPTED)
    assert asks_for(desk.refused(COMPLETE), "warranty first")
    desk.do("warranty CASE --months 2")
    desk.do(COMPLETE)


def test_r511_none_needs_a_reason_and_the_customers_consent_before(play: Play) -> None:
    desk = play(*DIAGNOSED).at(f"{DAY} 10:08")
    assert asks_for(desk.refused("warranty CASE --months 0 --agreed-before 10:07"), "--reason")
    none = "warranty CASE --months 0 --reason 加氟结果不可预见"
    assert "--agreed-before" in desk.refused(none)
    assert "not before" in desk.refused(f"{none} --agreed-before 10:09")
    desk.do(f"{none} --agreed-before 10:07")


def test_r512_the_scope_is_the_original_fault_unless_it_is_said(play: Play) -> None:
    desk = play(*PROMISED)
    assert desk.last()["scope"] == "原故障"
    desk.do("warranty CASE --months 3 --scope 电容及风扇")
    assert desk.last()["scope"] == "电容及风扇"
    assert "电容及风扇" in desk.type("sheet CASE --form card").out


# Signature, card, label, discount, third copy (R513 to R519)


def test_r513_the_customer_signs(play: Play) -> None:
    desk = play(*PROMISED)
    assert asks_for(desk.refused(without(COMPLETE, "--signed-by")), "--signed-by", "--unsigned")
    desk.do(without(COMPLETE, "--signed-by") + " --unsigned 客户外出")


def test_r514_a_card_is_left(play: Play) -> None:
    ticked_at_the_end(play, "card_left")


def test_r515_the_label_is_stuck_on(play: Play) -> None:
    ticked_at_the_end(play, "label_stuck")


def test_r517_a_regular_customers_discount_is_approved(play: Play) -> None:
    desk = play(*CLOSED)
    again = desk.at("2025-10-10 09:00").as_("wangli").do(REPORT)["case"]
    for who, words in (
        ("wangli", f"handover {again} --no-guidance 直接上门"),
        ("chenwei", f"assign {again} zhangqiang"),
        ("zhangqiang", CALL.replace("CASE", again)),
        ("zhangqiang", f"appoint {again} --when 09:30"),
        ("zhangqiang", f"prepare {again} --form-no WX-0002"),
        ("zhangqiang", f"depart {again}"),
        ("zhangqiang", f"arrive {again}"),
        ("zhangqiang", DIAGNOSE.replace("CASE", again)),
    ):
        desk.at("2025-10-10 09:00").as_(who).do(words)
    engineer = desk.at("2025-10-10 09:10").as_("zhangqiang")
    quote = f"quote {again} --line 换电容=200 --discount 20"
    assert asks_for(engineer.refused(quote), "--discount-reason")
    quote = f"{quote} --discount-reason 老客户"
    assert asks_for(engineer.refused(quote), "approve --what discount first")
    assert "approve is for" in engineer.refused(f"approve {again} --what discount --amount 20")
    engineer.as_("chenwei").do(f"approve {again} --what discount --amount 20")
    assert "earlier cases of the customer: 1" in engineer.type(quote).out
    engineer.do(f"accept {again}")
    assert "180" in str(engineer.show(again)["open"])
    larger = quote.replace("--discount 20", "--discount 190")
    assert asks_for(engineer.refused(larger), "approve --what discount first")


def test_r518_the_third_copy_is_left(play: Play) -> None:
    desk = play(*PROMISED)
    assert asks_for(desk.refused(f"{COMPLETE} --not third_copy:忘带"), "--yes third_copy")
    desk.do(COMPLETE)
    assert desk.last()["ticks"]["third_copy"] == "yes"


def test_r518_it_shows_fee_phone_scope_and_period(play: Play) -> None:
    copies = play(*COMPLETED).type("sheet CASE --form repair").out.split("\n---\n")
    assert len(copies) == 3
    for shown in ("CNY 200.00", "400-000-0000", "原故障", "3 months", "2025-12-22", "[x] with"):
        assert shown in copies[2]


def test_r518_it_is_left_at_every_visit_again(play: Play) -> None:
    desk = play(*SECOND_VISIT)
    assert asks_for(desk.refused(f"{COMPLETE} --not third_copy:忘带"), "--yes third_copy")
    desk.do(COMPLETE)


def test_r519_nobody_gives_the_own_number_unless_it_was_approved(play: Play) -> None:
    desk = play(*PROMISED)
    given = f"{COMPLETE} --own-number"
    assert asks_for(desk.refused(given), "approve --what private_number first")
    assert "approve is for manager" in desk.as_("chenwei").refused(
        "approve CASE --what private_number"
    )
    desk.as_("liuhong").do("approve CASE --what private_number")
    desk.do(given)


# The papers (R521 to R526)


def test_r521_every_form_is_taken_along_once_and_comes_back(play: Play) -> None:
    desk = play(*APPOINTED)
    assert asks_for(desk.refused("prepare CASE --yes all"), "--form-no")
    desk = play(*COLLECTED)
    out = desk.do("form list")
    assert [(f["number"], f["who"], f["state"]) for f in out] == [("WX-0001", "zhangqiang", "out")]
    desk = desk.as_("wangli")
    assert asks_for(desk.refused(without(SHEET, "--form-no")), "--form-no")
    assert "not out" in desk.refused(SHEET.replace("0001", "0002"))
    desk.do(SHEET)
    assert desk.do("form list") == []
    assert [form["state"] for form in desk.do("form list --all")] == ["in"]


def test_r521_no_case_is_filed_without_its_form(play: Play) -> None:
    desk = play(*COLLECTED, f"{DAY} 12:00 hemei cash hand-in CASE").as_("wangli")
    desk.do("callback CASE --running ok")
    assert asks_for(desk.refused("close CASE"), "sheet-in first")
    desk.do(SHEET)
    desk.do("close CASE")
    by_phone = play(TO_ENGINEER[0])
    by_phone.do("guide CASE --step 换插座 --result 好了 --outcome solved")
    by_phone.do("close CASE --unreached 电话已解决")


def test_r521_a_number_is_taken_along_for_one_case(play: Play) -> None:
    desk = play(*PREPARED)
    case = desk.as_("wangli").do(REPORT)["case"]
    desk.as_("wangli").do(f"handover {case} --no-guidance 直接上门")
    desk.as_("chenwei").do(f"assign {case} zhangqiang")
    assert "WX-0001 was taken along" in desk.refused(f"prepare {case} --form-no WX-0001")
    desk.do(f"prepare {case} --form-no WX-0002")


def test_r521_two_who_took_it_offline_are_told_by_validate(play: Play) -> None:
    desk = play(*PREPARED, f"{DAY} 09:31 wangli {REPORT}")
    first, second = sorted(
        desk.root.glob("cases/*/*/*.yaml"), key=lambda p: "form_no" not in p.read_text()
    )
    at = f"  at: {DAY}T10:00:00+08:00\n  by: zhangqiang\n"
    with second.open("a", encoding="utf-8") as case:
        for did in (
            "handover\n  no_guidance: 直接上门",
            "assign\n  engineers: [zhangqiang]",
            "prepare\n  form_no: WX-0001",
        ):
            case.write(f"- id: {next(_letters)}\n{at}  did: {did}\n")
    told = desk.type("validate")
    assert told.code == 1
    assert f"WX-0001 was taken along for {first.stem}" in told.out
    assert told.out.count("[clash]") == 1


def test_r521_a_spoilt_form_is_struck_with_the_reason(play: Play) -> None:
    desk = play(*PREPARED)
    desk.do("prepare CASE --yes all --form-no WX-0002")
    assert asks_for(desk.refused("form void CASE WX-0001"), "--reason")
    assert "not out" in desk.refused("form void CASE WX-0003 --reason 写错")
    desk.do("form void CASE WX-0001 --reason 写错")
    assert "not out" in desk.refused("form void CASE WX-0001 --reason 写错")
    assert [form["number"] for form in desk.do("form list")] == ["WX-0002"]
    struck = "  form_no: WX-0009\n  reason: 写错\n"
    assert "WX-0009" in by_hand(desk, "form-void", struck, f"{DAY}T09:15:00")


def test_r522_the_third_copy_is_left_even_where_nothing_was_repaired(play: Play) -> None:
    desk = play(*REFUSED)
    done = f"{NOT_DONE} --final-test not_worse"
    assert asks_for(desk.refused(f"{done} --not third_copy:没修"), "--yes third_copy")
    desk.do(done)


def said_only(*ticks: str) -> str:
    return COMPLETE.replace("--yes all", f"--yes {','.join(ticks)}")


def said_at_the_end(play: Play, tick: str) -> None:
    desk = play(*PROMISED)
    [other] = {"label_stuck", "card_left"} - {tick}
    assert asks_for(desk.refused(said_only("third_copy", other)), f"--yes {tick} (or --not ")
    assert desk.type(f"{COMPLETE} --not {tick}").code == 2
    desk.do(f"{COMPLETE} --not {tick}:客户不要")
    desk.as_("wangli").do(SHEET)


def test_r523_the_engineer_says_whether_the_label_is_stuck(play: Play) -> None:
    said_at_the_end(play, "label_stuck")


def test_r524_the_engineer_says_whether_a_card_was_left(play: Play) -> None:
    said_at_the_end(play, "card_left")


PART = "BD-LCD55-PSU"
WITH_A_PART = (
    *PROMISED,
    f"{DAY} 10:15 yangfang parts receive {PART}=1 --document RK-1",
    f"{DAY} 10:20 zhangqiang parts request CASE {PART}=1",
    f"{DAY} 10:21 chenwei parts approve CASE",
    f"{DAY} 10:22 yangfang parts issue CASE",
)


def test_r525_old_parts_come_in_with_the_form(play: Play) -> None:
    desk = play(*WITH_A_PART).as_("zhangqiang")
    desk.do(f"{COMPLETE} --used {PART}=1:烧毁 --old-part {PART}=1")
    office = desk.at(f"{DAY} 12:00").as_("wangli")
    assert f"old part not in: {PART} 1" in office.refused(SHEET)
    written = "  debrief: 已修复\n  form_no: WX-0001\n"
    early = by_hand(
        play(*WITH_A_PART, f"{DAY} 11:00 zhangqiang {COMPLETE} --used {PART}=1:烧毁"),
        *("sheet-in", written, f"{DAY}T12:00:00", "wangli"),
    )
    assert "old part not in" in early
    office.as_("yangfang").do("parts old-in CASE")
    office.do(SHEET)
    assert office.type("validate").code == 0


def test_r526_what_does_not_come_back_has_a_reason(play: Play) -> None:
    desk = play(*WITH_A_PART).as_("zhangqiang")
    used = f"{COMPLETE} --used {PART}=1:烧毁"
    assert desk.type(f"{used} --old-left {PART}=1").code == 2
    desk.do(f"{used} --old-left {PART}=1:客户留下")
    desk.as_("wangli").do(SHEET)
    later = play(*WITH_A_PART).as_("zhangqiang")
    later.do(used)
    office = later.at(f"{DAY} 12:00").as_("wangli")
    assert f"old part not in: {PART} 1" in office.refused(SHEET)
    office.as_("yangfang").do("parts old-in CASE --excused 客户不给")
    office.do(SHEET)


# What is taken along, and late sheets (R527 to R529)


TAKE_AWAY = 'take-away CASE --serial SN9 --condition 外壳完好 --promised "2025-09-24 10:00"'
TAKEN = (*ACCEPTED, f"{DAY} 10:30 zhangqiang {TAKE_AWAY}")
LATER = 'promise CASE --when "2025-09-26 10:00" --reason 缺件 --consent 王女士'


@pytest.mark.parametrize("option", ["--promised", "--condition"])
def test_r527_what_is_taken_along_is_promised_for_a_time(play: Play, option: str) -> None:
    desk = play(*ACCEPTED)
    assert asks_for(desk.refused(without(TAKE_AWAY, option)), option)
    desk.do(TAKE_AWAY)
    assert desk.clock("take_away")["due"] == "2025-09-24T10:00:00+08:00"
    assert desk.at("2025-09-24 10:00:01").clock("take_away")["state"] == "overdue"
    desk.at("2025-09-24 10:00").do("workshop-done CASE --work 换电容")
    assert desk.clock("take_away")["state"] == "met"


def test_r528_another_date_is_agreed_before_the_old_one_has_passed(play: Play) -> None:
    desk = play(*TAKEN)
    assert asks_for(desk.refused(without(LATER, "--consent")), "--consent")
    assert "has passed" in desk.at("2025-09-24 10:00:01").refused(LATER)
    desk.at("2025-09-24 10:00").do(LATER)
    assert desk.clock("take_away")["due"] == "2025-09-26T10:00:00+08:00"
    assert next(c["state"] for c in desk.show()["clocks"] if c["name"] == "take_away") == "void"
    late = "  when: 2025-09-29T10:00:00+08:00\n  reason: 缺件\n  consent: 王女士\n"
    assert "has passed" in by_hand(desk, "promise", late, "2025-09-27T10:00:00")


NOTICE = 'late-notice CASE --reason 在外地 --when "2025-09-26 12:00"'


def test_r529_the_form_is_in_two_calendar_days_after_the_order(play: Play) -> None:
    desk = play(*COLLECTED)
    assert desk.clock("sheet_2day")["due"] == "2025-09-24T09:05:00+08:00"
    assert desk.at("2025-09-24 09:05:01").clock("sheet_2day")["state"] == "overdue"
    desk.at("2025-09-24 09:05").as_("wangli").do(SHEET)
    assert desk.clock("sheet_2day")["state"] == desk.clock("sheet_notice")["state"] == "met"


@pytest.mark.parametrize("option", ["--reason", "--when"])
def test_r529_or_the_reason_is_told_and_when_it_comes(play: Play, option: str) -> None:
    desk = play(*COLLECTED).as_("zhangqiang")
    assert asks_for(desk.refused(without(NOTICE, option)), option)
    desk.at("2025-09-24 09:00").do(NOTICE)
    late = desk.at("2025-09-25 09:00")
    assert late.clock("sheet_notice")["state"] == "met"
    assert late.clock("sheet_2day")["state"] == "overdue"
    assert late.clock("sheet_promised")["due"] == "2025-09-26T12:00:00+08:00"
    desk.at("2025-09-26 12:00").as_("wangli").do(SHEET)
    assert desk.clock("sheet_promised")["state"] == "met"
    assert desk.clock("sheet_2day")["state"] == "late"


# The customer rings again (R530 to R535)


@pytest.mark.parametrize("lines", [APPOINTED, SHEET_IN, CLOSED], ids=["open", "sheet in", "closed"])
def test_r530_whoever_rings_is_rung_back(play: Play, lines: tuple[str, ...]) -> None:
    desk = play(*lines).at("2025-09-23 09:00").as_("wangli")
    assert asks_for(desk.refused("rang CASE"), "TEXT")
    assert "ring-back is not possible" in desk.refused("ring-back CASE --answer 已答复")
    desk.do("rang CASE 问保修期")
    clock = desk.at("2025-09-30 09:00").clock("ring_back")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "receptionist")
    assert asks_for(desk.refused("ring-back CASE"), "--answer")
    desk.do("ring-back CASE --answer 到十二月")
    assert desk.clock("ring_back")["state"] == "met"
    assert "ring-back is not possible" in desk.refused("ring-back CASE --answer 已答复")


def test_r530_also_when_the_case_was_closed_meanwhile(play: Play) -> None:
    desk = play(*PAID, f"{DAY} 16:05 wangli rang CASE 问保修期")
    desk.do("close CASE --unreached 规程不要求回访")
    assert desk.clock("ring_back")["state"] == "running"


AGAIN = "rework CASE --reason 又不制冷 --scope inside"
SAME_DAY = f"{DAY} 17:00"
PREPARED_AGAIN = f"{SAME_DAY} zhangqiang prepare CASE --yes all --form-no WX-0002"
SECOND_VISIT = (
    *CLOSED,
    f"{SAME_DAY} wangli {AGAIN}",
    f"{SAME_DAY} chenwei {PLAN}",
    f"{SAME_DAY} chenwei assign CASE zhangqiang",
    f"{SAME_DAY} zhangqiang {CALL}",
    f"{SAME_DAY} zhangqiang appoint CASE --when 18:00",
    PREPARED_AGAIN,
    f"{SAME_DAY} zhangqiang depart CASE",
    f"{SAME_DAY} zhangqiang arrive CASE --yes all",
    f"{SAME_DAY} zhangqiang {DIAGNOSE}",
    f"{SAME_DAY} zhangqiang quote CASE --line 返修=0:free",
    f"{SAME_DAY} zhangqiang accept CASE",
    f"{SAME_DAY} zhangqiang warranty CASE --months 3",
)


def test_r521_a_form_that_came_in_is_not_taken_along_to_the_second_visit(play: Play) -> None:
    desk = play(*SECOND_VISIT[: SECOND_VISIT.index(PREPARED_AGAIN)]).as_("zhangqiang").at(SAME_DAY)
    refusal = desk.refused("prepare CASE --yes all --form-no WX-0001")
    assert "came in already" in refusal
    assert "--form-no" in refusal
    assert "was taken along for" not in refusal
    desk.do("prepare CASE --yes all --form-no WX-0002")
    desk.do("form void CASE WX-0002 --reason 写错")
    assert "was struck" in desk.refused("prepare CASE --yes all --form-no WX-0002")


def test_r531_a_request_for_a_re_repair_is_dealt_with_in_two_hours(play: Play) -> None:
    desk = play(*CLOSED, f"{SAME_DAY} wangli {AGAIN}")
    assert desk.clock("rework")["due"] == f"{DAY}T19:00:00+08:00"
    assert desk.at(f"{DAY} 19:00:01").clock("rework")["state"] == "overdue"
    desk.at(f"{DAY} 19:00").as_("chenwei").do(PLAN)
    assert desk.clock("rework")["state"] == "met"


def test_r531_unless_there_is_a_special_reason(play: Play) -> None:
    desk = play(*CLOSED, f"{SAME_DAY} wangli {AGAIN} --special 客户下周才回来")
    assert [c for c in desk.show()["clocks"] if c["name"] == "rework"] == []


def test_r531_a_bad_callback_asks_for_it_too(play: Play) -> None:
    desk = play(*PAID)
    desk.as_("wangli").do("callback CASE --running old_fault")
    assert desk.clock("rework")["due"] == f"{DAY}T18:00:00+08:00"


@pytest.mark.parametrize("option", ["--analysis", "--plan", "--answer"])
def test_r532_the_customer_gets_an_answer(play: Play, option: str) -> None:
    desk = play(*CLOSED, f"{SAME_DAY} wangli {AGAIN}").as_("chenwei")
    assert asks_for(desk.refused(without(PLAN, option)), option)
    desk.do(PLAN)
    assert desk.last()["answer"] == "下午上门"


def taken_up(play: Play, day: str, words: str = AGAIN) -> Desk:
    """Return the desk after a customer whose repair was done on 30 November rang again."""
    autumn = (line.replace(DAY, "2025-11-30") for line in CLOSED)
    return play(*autumn, f"{day} 09:00 wangli {words}")


def test_r533_in_period_and_scope_it_is_free_and_a_charge_is_refused_w17(play: Play) -> None:
    desk = taken_up(play, "2026-02-28").as_("chenwei")  # 3 months, the last day inside
    desk.do(PLAN)
    later = play(*SECOND_VISIT[:-3])
    charged = f"{QUOTE} --category paid --because 另收"
    assert "under warranty until 2025-12-22" in later.refused(charged)
    assert "上门费 is free" in later.refused("quote CASE --line 返修=0:free --line 上门费=30:paid")
    hand = "  line: [换电容=200.00]\n  category: paid\n  because: 另收\n"
    assert "under warranty" in by_hand(later, "quote", hand, f"{DAY}T17:00:00")
    later.do(QUOTE)
    assert later.last()["category"] == "free"
    later.do("accept CASE")
    assert later.type("cash collect CASE 200").code == 3


def test_r533_it_has_to_be_said_whether_it_is_the_same_fault(play: Play) -> None:
    desk = play(*CLOSED).at(SAME_DAY).as_("wangli")
    assert asks_for(desk.refused(without(AGAIN, "--scope")), "--scope")
    assert "free: under the warranty on the repair until 2025-12-22" in desk.type(AGAIN).out


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-03-01", AGAIN), ("2025-12-01", AGAIN.replace("inside", "outside"))],
    ids=["after the period", "outside the scope"],
)
def test_r534_otherwise_it_is_explained_and_the_customer_chooses(
    play: Play, day: str, words: str
) -> None:
    desk = taken_up(play, day, words).as_("chenwei")
    assert "--choice" in desk.refused(PLAN)
    fields = "  analysis: 再击穿\n  plan: 换\n  answer: 上门\n"
    assert "not free" in by_hand(taken_up(play, day, words), "plan", fields, f"{day}T09:30:00")
    desk.do(f"{PLAN} --choice 同意付费")


def test_r535_somebody_is_on_the_service_number_at_any_time(play: Play) -> None:
    desk = play()
    assert desk.type("roster show --hours --json") == (0, "[]\n", "")
    roster = desk.root / "inventory/engineers.yaml"
    text = roster.read_text(encoding="utf-8")
    assert "mon-sun:" in text
    roster.write_text(text.replace("mon-sun:", "mon-sat:"), encoding="utf-8")
    assert desk.type("roster show --hours").code == 1


# A paid repair: cash comes in on the day it was taken, and every obligation is settled


def test_cash_is_handed_in_by_close_of_business(play: Play) -> None:
    desk = play(*SHEET_IN)
    assert desk.clock("cash_handover")["due"] == f"{DAY}T17:30:00+08:00"
    assert desk.at(f"{DAY} 17:30:01").clock("cash_handover")["state"] == "overdue"
    close = "close CASE --unreached 规程不要求回访"
    assert "200.00 CNY in cash:zhangqiang" in desk.refused(close)
    desk.at(f"{DAY} 17:30").as_("hemei").do("cash hand-in CASE")
    assert desk.clock("cash_handover")["state"] == "met"
    desk.as_("hemei").do("invoice CASE 00120034")
    assert desk.at(f"{DAY} 17:40").as_("wangli").do(close)["state"] == "closed"


def test_money_taken_later_does_not_put_off_what_was_taken_before(play: Play) -> None:
    taken = f"{DAY} 11:05 zhangqiang cash collect CASE 100"
    desk = play(*COMPLETED, taken, taken.replace("11:05", "17:40"))
    clock = desk.clock("cash_handover")
    assert (clock["state"], clock["due"]) == ("overdue", f"{DAY}T17:30:00+08:00")


def test_more_than_the_price_is_not_taken(play: Play) -> None:
    assert play(*COMPLETED).type("cash collect CASE 201").code == 3


def test_who_asks_for_parts_does_not_approve_them(play: Play) -> None:
    desk = play(*PROMISED)
    desk.as_("chenwei").do(f"parts request CASE {PART}=1")
    desk.as_("chenwei").refused("parts approve CASE")
    desk.as_("liuhong").do("parts approve CASE")


def test_a_case_played_whole_is_found_faultless(play: Play) -> None:
    desk = play(*SECOND_VISIT)
    desk.do(COMPLETE)
    desk.as_("wangli").do(SHEET.replace("0001", "0002"))
    desk.as_("wangli").do("close CASE --unreached 规程不要求回访")
    assert desk.type("validate") == (0, desk.type("validate").out, "")
