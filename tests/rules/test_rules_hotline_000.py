"""Each rule of hotline-000 that the program carries makes a typed command pass or be refused.

``test_r012_…`` is the test of R012 in docs/rulebooks/hotline-000.md, which tells what it asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from scripts.docs import rules_of
from tests.desk import Desk
from tests.refusals import asks_for, without

Play = Callable[..., Desk]

REPORT = 'report --customer 李建国 --phone "029-5550 1234" --address 科技路12号 --fault 无图像'
REPORTED = f"2025-09-22 09:50 wangli {REPORT}"
GUIDED = "2025-09-22 09:58 wangli guide CASE --step 断电重启 --result 无效 --outcome failed"
HANDED_OVER = "2025-09-22 10:02 wangli handover CASE"
ASSIGNED = "2025-09-22 10:10 chenwei assign CASE zhangqiang"
PREPARED = "2025-09-22 10:20 zhangqiang prepare CASE --yes all --cause 电源板"
DEPARTED = "2025-09-22 10:25 zhangqiang depart CASE"
ARRIVED = "2025-09-22 11:10 zhangqiang arrive CASE --yes all --met 李建国"
DIAGNOSED = "2025-09-22 11:20 zhangqiang diagnose CASE --agrees yes --cause 电源板损坏"
COMPLETE = "complete CASE --yes all --cause 电源板损坏 --work 更换电源板 --signed-by 李建国"
COMPLETED = f"2025-09-22 12:10 zhangqiang {COMPLETE}"
SHEET_IN = "2025-09-22 14:00 wangli sheet-in CASE --debrief 已修复"
CALLED_BACK = "2025-09-23 10:00 wangli callback CASE --running ok --satisfaction 5"
CLOSED = "2025-09-23 10:05 wangli close CASE"
STILL_BROKEN = "2025-09-23 10:00 wangli callback CASE --running old_fault --satisfaction 3"

BY_PHONE = (REPORTED, GUIDED)
TO_ENGINEER = (*BY_PHONE, HANDED_OVER, ASSIGNED)
TO_CUSTOMER = (*TO_ENGINEER, PREPARED, DEPARTED, ARRIVED)
TO_WORK = (*TO_CUSTOMER, DIAGNOSED)
TO_OFFICE = (*TO_WORK, COMPLETED)


def test_every_rule_that_the_program_carries_is_tested_here() -> None:
    carried = re.compile(r"\b(FIELD|TICK|CHECK|CLOCK|MOVE|ACTION)\b")
    rules = {rule.id for rule in rules_of("hotline-000") if carried.search(rule.embodiment)}
    tested = {name[5:9].upper() for name in globals() if re.match(r"test_r\d{3}_", name)}
    assert sorted(rules - tested) == sorted(tested - rules) == []


# A repair call (R001 to R013)


def test_r001_a_call_is_for_a_repair_or_a_question(desk: Desk) -> None:
    wangli = desk.as_("wangli")
    wangli.do(f"{REPORT} --kind enquiry")
    assert desk.show()["kind"] == "enquiry"
    wangli.do("triage CASE --category 图像 --kind repair")
    assert desk.show()["kind"] == "repair"
    assert wangli.type(f"{REPORT} --kind complaint").code == 2


def test_r002_how_the_product_does_and_what_the_customer_thinks_is_kept(play: Play) -> None:
    desk = play(*TO_WORK)
    desk.do(f"{COMPLETE} --condition 散热孔积灰 --opinion 遥控器不灵")
    assert (desk.last()["condition"], desk.last()["opinion"]) == ("散热孔积灰", "遥控器不灵")
    desk.as_("wangli").do("callback CASE --running ok --satisfaction 5 --condition 稳定")
    assert desk.last()["condition"] == "稳定"


def test_r004_the_hours_with_nobody_on_the_hotline_are_named(desk: Desk) -> None:
    assert desk.type("roster show --hours --json") == (0, "[]\n", "")
    roster = desk.root / "inventory/engineers.yaml"
    text = roster.read_text(encoding="utf-8")
    assert "mon-sun:" in text
    roster.write_text(text.replace("mon-sun:", "mon-sat:"), encoding="utf-8")
    gaps = desk.type("roster show --hours")
    assert (gaps.code, gaps.out) == (1, "mon  00:00-08:00\nsun  20:00-24:00\n")
    assert "mon" not in desk.speaking("zh").type("roster show --hours").out


@pytest.mark.parametrize("option", ["--customer", "--phone", "--address"])
def test_r006_who_calls_and_from_where_must_be_known(desk: Desk, option: str) -> None:
    receptionist = desk.as_("wangli")
    assert asks_for(receptionist.refused(without(REPORT, option)), option)
    receptionist.do(REPORT)


def test_r006_somebody_to_ask_for_is_kept(desk: Desk) -> None:
    desk.as_("wangli").do(f"{REPORT} --contact 门卫老张")
    assert desk.show()["customer"]["contact"] == "门卫老张"


def test_r006_the_phone_number_must_look_dialable(desk: Desk) -> None:
    assert desk.as_("wangli").type(f"{REPORT} --phone 不知道").code == 2


def test_r007_the_fault_must_be_described(desk: Desk) -> None:
    assert asks_for(desk.as_("wangli").refused(without(REPORT, "--fault")), "--fault")


def test_r008_guidance_by_phone_comes_before_a_visit(play: Play) -> None:
    desk = play(REPORTED)
    assert asks_for(desk.refused("handover CASE"), "guide", "--no-guidance")
    desk.do("handover CASE --no-guidance 客户不在机旁")
    guided = play(REPORTED)
    assert guided.do("guide CASE --step 断电重启 --result 无效")["state"] == "phone_guidance"
    guided.do("handover CASE")


@pytest.mark.parametrize("option", ["--step", "--result"])
def test_r009_each_step_is_kept_with_what_came_of_it(play: Play, option: str) -> None:
    desk = play(REPORTED)
    first = "guide CASE --step 断电重启 --result 无效"
    assert asks_for(desk.refused(without(first, option)), option)
    desk.do(first)
    desk.do("guide CASE --step 更换HDMI线 --result 仍无图像")
    steps = [(e["step"], e["result"]) for e in desk.show()["history"] if e["did"] == "guide"]
    assert steps == [("断电重启", "无效"), ("更换HDMI线", "仍无图像")]


def test_r010_what_is_solved_by_phone_needs_no_visit(play: Play) -> None:
    desk = play(REPORTED)
    done = desk.do("guide CASE --step 断电重启 --result 恢复 --outcome solved")
    assert done["state"] == "phone_resolved"
    assert "handover is not possible" in desk.refused("handover CASE")


def test_r011_a_visit_is_promised(play: Play) -> None:
    desk = play(*BY_PHONE).at("2025-09-22 10:02")
    assert desk.do("handover CASE")["state"] == "awaiting_dispatch"
    assert desk.last()["promised"] == "2025-09-22T10:02:00+08:00"
    told = play(*BY_PHONE).at("2025-09-22 10:02")
    told.do("handover CASE --promised 09:59")
    assert told.last()["promised"] == "2025-09-22T09:59:00+08:00"


def test_r012_five_minutes_from_the_failed_guidance_w1(play: Play) -> None:
    desk = play(*BY_PHONE)
    assert desk.clock("handover")["due"] == "2025-09-22T10:03:00+08:00"
    assert desk.at("2025-09-22 10:03").clock("handover")["state"] == "running"
    late = desk.at("2025-09-22 10:04").clock("handover")
    assert (late["state"], late["late_by_s"], late["owner"]) == ("overdue", 60, "receptionist")
    desk.at("2025-09-22 10:03").do("handover CASE")
    assert desk.clock("handover")["state"] == "met"


def test_r013_the_supervisor_is_to_assign_at_once(play: Play) -> None:
    desk = play(*BY_PHONE, HANDED_OVER)
    clock = desk.at("2025-09-30 10:00").clock("dispatch")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "supervisor")
    desk.as_("chenwei").do("assign CASE zhangqiang")
    assert desk.clock("dispatch")["state"] == "met"


# Getting ready and setting out (R014 to R022)


def test_r014_the_supervisor_names_the_engineer_and_the_day(play: Play) -> None:
    desk = play(*BY_PHONE, HANDED_OVER)
    assert "assign is for supervisor" in desk.as_("wangli").refused("assign CASE zhangqiang")
    assert asks_for(desk.as_("chenwei").refused("assign CASE"), "ENGINEERS")
    desk.as_("chenwei").do("assign CASE zhangqiang --for next-day")
    visit = desk.show()["visits"][-1]
    assert (visit["engineers"], visit["for"]) == (["zhangqiang"], "next-day")


@pytest.mark.parametrize("tick", ["file", "causes", "tools"])
def test_r015_file_causes_and_tools_are_seen_to(play: Play, tick: str) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    desk.do(f"prepare CASE --yes all --cause 电源板 --cause 主板 --not {tick}:电话里已说清")
    assert desk.last()["cause"] == ["电源板", "主板"]
    assert desk.last()["ticks"][tick] == "no: 电话里已说清"
    desk.do("depart CASE")


@pytest.mark.parametrize("tick", ["file", "causes", "tools"])
def test_r015_nobody_leaves_with_a_line_of_the_list_left_out(play: Play, tick: str) -> None:
    desk = prepared_by_hand(play, leaving_out=tick)
    assert asks_for(desk.refused("depart CASE"), tick)


def prepared_by_hand(play: Play, leaving_out: str) -> Desk:
    """Return a desk whose preparation was entered in an editor, with one tick forgotten."""
    desk = play(*TO_ENGINEER).at("2025-09-22 10:20").as_("zhangqiang")
    ticks = {"file", "causes", "tools", "parts", "sheet"} - {leaving_out}
    [file] = desk.root.glob("cases/*/*/*.yaml")
    with file.open("a", encoding="utf-8") as case:
        case.write(
            "- id: e-222222\n  at: 2025-09-22T10:15:00+08:00\n  by: zhangqiang\n  did: prepare\n"
            f"  ticks: {{{', '.join(f'{tick}: yes' for tick in sorted(ticks))}}}\n"
        )
    desk.do("save")
    return desk


def test_r016_a_unit_has_a_file(play: Play) -> None:
    desk = play(f"{REPORTED} --serial SN77001234 --model STB-4K2 --purchased 2024-03-01")
    unit = desk.do("unit show SN77001234")
    assert (unit["model"], unit["purchased"]) == ("STB-4K2", "2024-03-01")
    assert desk.case in str(unit)


def test_r017_parts_are_drawn_or_the_reason_is_told(play: Play) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    assert desk.type("prepare CASE --yes all --not parts").code == 2
    desk.do("prepare CASE --yes all --not parts:无需配件")
    assert desk.last()["ticks"]["parts"] == "no: 无需配件"
    desk.do("depart CASE")
    forgotten = prepared_by_hand(play, leaving_out="parts")
    assert asks_for(forgotten.refused("depart CASE"), "parts")


def test_r018_the_engineer_may_ring_again_and_solve_it_by_phone(play: Play) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    assert asks_for(desk.refused("call CASE"), "--findings")
    assert desk.do("call CASE --findings 信号源未接")["state"] == "assigned"
    solved = desk.do("call CASE --findings 接好后正常 --outcome solved")
    assert solved["state"] == "phone_resolved"


def test_r019_twenty_minutes_to_be_on_the_way(play: Play) -> None:
    desk = play(*TO_ENGINEER, PREPARED)
    assert desk.clock("prep_same_day")["due"] == "2025-09-22T10:30:00+08:00"
    assert desk.at("2025-09-22 10:30:01").clock("prep_same_day")["state"] == "overdue"
    desk.at("2025-09-22 10:30").do("depart CASE")
    assert desk.clock("prep_same_day")["state"] == "met"


def test_r020_nobody_leaves_without_a_service_sheet(play: Play) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    desk.do("prepare CASE --yes all --not sheet:打印机故障")
    assert asks_for(desk.refused("depart CASE"), "sheet")
    desk.do("prepare CASE --yes all")
    desk.do("depart CASE")


def test_r020_a_numbered_form_is_a_sheet_and_silence_is_none(play: Play) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    desk.do("prepare CASE --yes file,causes,tools,parts")
    assert asks_for(desk.refused("depart CASE"), "sheet", "form-no")
    desk.do("prepare CASE --form-no 17")
    desk.do("depart CASE")


def test_r021_for_the_next_day_be_ready_by_close_of_business(play: Play) -> None:
    desk = play(*BY_PHONE, HANDED_OVER, f"{ASSIGNED} --for next-day").as_("zhangqiang")
    assert desk.clock("prep_next_day")["due"] == "2025-09-22T17:30:00+08:00"
    assert desk.at("2025-09-22 17:30:01").clock("prep_next_day")["state"] == "overdue"
    desk.at("2025-09-22 17:30").do("prepare CASE --yes all")
    assert desk.clock("prep_next_day")["state"] == "met"


FRIDAY = (
    REPORTED.replace("09-22", "09-26"),
    GUIDED.replace("09-22", "09-26"),
    HANDED_OVER.replace("09-22", "09-26"),
    "2025-09-26 16:00 chenwei assign CASE zhangqiang --for next-day",
)


def test_r022_on_the_next_day_leave_20_minutes_after_opening_w5(play: Play) -> None:
    desk = play(*FRIDAY, "2025-09-26 17:00 zhangqiang prepare CASE --yes all")
    assert desk.clock("depart_next_day")["due"] == "2025-09-28T08:50:00+08:00"
    assert desk.at("2025-09-28 08:50:01").clock("depart_next_day")["state"] == "overdue"
    desk.at("2025-09-28 08:50").do("depart CASE")
    assert desk.clock("depart_next_day")["state"] == "met"


def test_r022_a_later_appointment_replaces_it(play: Play) -> None:
    desk = play(*FRIDAY, '2025-09-26 16:30 zhangqiang appoint CASE --when "2025-09-28 14:00"')
    assert desk.clock("depart_next_day")["state"] == "void"


# At the customer's (R023 to R036)


def test_r023_the_person_in_charge_is_named(play: Play) -> None:
    desk = play(*TO_ENGINEER, PREPARED, DEPARTED)
    assert asks_for(desk.refused("arrive CASE --yes all"), "--met")
    desk.do("arrive CASE --yes all --met 李建国")


def test_r024_the_work_card_is_shown(play: Play) -> None:
    desk = play(*TO_CUSTOMER)
    assert desk.last()["ticks"] == {"id_shown": "yes"}
    forgotten = play(*TO_ENGINEER, PREPARED, DEPARTED)
    forgotten.do("arrive CASE --yes all --met 李建国 --not id_shown:忘带")
    assert forgotten.last()["ticks"] == {"id_shown": "no: 忘带"}


def test_r025_what_differs_from_the_report_is_kept(play: Play) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused("diagnose CASE --cause 电源板损坏"), "--agrees", "--differs")
    desk.do("diagnose CASE --cause 电源板损坏 --differs 有声音无图像")
    told = desk.last()
    assert (told["differs"], told["agrees"]) == ("有声音无图像", "no")
    desk.do("diagnose CASE --cause 电源板损坏 --agrees yes")
    assert desk.last()["agrees"] == "yes"


TAKEN_ALONG = (
    *TO_CUSTOMER,
    "2025-09-22 11:20 zhangqiang take-away CASE --serial SN9",
    "2025-09-22 11:30 zhangqiang workshop-done CASE --work 更换电源板",
    "2025-09-22 11:40 zhangqiang give-back CASE --signed-by 李建国",
)
SENT_AGAIN = (
    *TO_WORK,
    "2025-09-22 11:30 zhangqiang reschedule CASE --when '2025-09-22 14:00' --reason other",
    *(
        f"2025-09-22 14:0{n} " + line.split(" ", 2)[2]
        for n, line in enumerate((ASSIGNED, PREPARED))
    ),
    *(f"2025-09-22 14:1{n} " + line.split(" ", 2)[2] for n, line in enumerate((DEPARTED, ARRIVED))),
)


@pytest.mark.parametrize("way", [TO_CUSTOMER, TAKEN_ALONG], ids=["on site", "given back"])
def test_r025_nothing_is_completed_before_it_was_looked_at(
    play: Play, way: tuple[str, ...]
) -> None:
    desk = play(*way)
    assert asks_for(desk.refused(COMPLETE), "diagnose")
    desk.do("diagnose CASE --cause 电源板损坏 --agrees no --differs 有异味")
    assert desk.do(COMPLETE)["state"] == "completed"


def test_r025_what_was_found_at_the_first_visit_is_known_at_the_next(play: Play) -> None:
    assert play(*SENT_AGAIN).do(COMPLETE)["state"] == "completed"


def test_r026_the_cause_must_be_found_before_the_work_is_done(play: Play) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused("diagnose CASE --agrees yes"), "--cause")
    assert asks_for(desk.refused(without(COMPLETE, "--cause")), "--cause")
    desk.do("diagnose CASE --agrees yes --cause 电源板损坏")
    assert asks_for(desk.refused("complete CASE --yes all --signed-by 李建国"), "--work")
    assert desk.do(without(COMPLETE, "--cause"))["state"] == "completed"


def test_r027_who_asks_for_support_gets_an_answer(play: Play) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused("support CASE"), "--question", "--answer")
    refusal = desk.as_("zhoukai").refused("support CASE --answer 换电容")
    assert asks_for(refusal, "support --question")
    desk.do("support CASE --question 主板无输出怎么查")
    assert "support" in desk.refused("support CASE --answer 自己想到了")
    clock = desk.at("2025-09-30 10:00").clock("support_answer")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "technician")
    desk.as_("zhoukai").do("support CASE --answer 量测U7第3脚")
    assert desk.clock("support_answer")["state"] == "met"


def test_r028_cause_and_work_are_explained(play: Play) -> None:
    desk = play(*TO_WORK)
    desk.do(f"{COMPLETE} --not explained:客户有事离开")
    assert desk.last()["ticks"]["explained"] == "no: 客户有事离开"
    assert play(*TO_OFFICE).last()["ticks"]["explained"] == "yes"


def test_r029_another_engineer_is_asked_for_and_sent(play: Play) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused("reinforce CASE"), "--reason", "ENGINEER")
    refusal = desk.as_("chenwei").refused("reinforce CASE liming")
    assert asks_for(refusal, "reinforce --reason")
    desk.do("reinforce CASE --reason 屏体需两人抬")
    clock = desk.at("2025-09-30 10:00").clock("reinforcement")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "supervisor")
    desk.as_("chenwei").do("reinforce CASE liming")
    assert desk.clock("reinforcement")["state"] == "met"
    assert desk.show()["visits"][-1]["engineers"] == ["zhangqiang", "liming"]


PUT_OFF = 'reschedule CASE --when "2025-09-23 09:00" --reason 天色已晚'


@pytest.mark.parametrize("option", ["--when", "--reason"])
def test_r030_a_visit_is_put_off_with_apologies_to_an_agreed_time(play: Play, option: str) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused(without(PUT_OFF, option)), option)
    assert desk.do(f"{PUT_OFF} --not apologised:电话未接")["state"] == "rescheduled"
    assert desk.last()["ticks"] == {"apologised": "no: 电话未接"}
    assert desk.clock("appointment")["due"] == "2025-09-23T09:00:00+08:00"


def test_r032_things_are_put_back(play: Play) -> None:
    desk = play(*TO_WORK)
    desk.do(f"{COMPLETE} --not restored:客户要求暂不复位")
    assert desk.last()["ticks"]["restored"] == "no: 客户要求暂不复位"
    assert play(*TO_OFFICE).last()["ticks"]["restored"] == "yes"


def test_r033_dissatisfaction_is_kept(play: Play) -> None:
    desk = play(*TO_WORK)
    desk.do(f"{COMPLETE} --dissatisfaction 等候太久")
    assert desk.last()["dissatisfaction"] == "等候太久"


def test_r034_suggestions_are_kept(play: Play) -> None:
    desk = play(*TO_WORK)
    desk.do(f"{COMPLETE} --suggestion 遥控器加背光 --suggestion 说明书字大些")
    assert desk.last()["suggestion"] == ["遥控器加背光", "说明书字大些"]


def test_r035_the_work_is_recorded(play: Play) -> None:
    desk = play(*TO_WORK)
    assert asks_for(desk.refused(without(COMPLETE, "--work")), "--work")
    desk.do(COMPLETE)


def test_r036_the_customer_signs_or_the_reason_is_told(play: Play) -> None:
    desk = play(*TO_WORK)
    unsigned = without(COMPLETE, "--signed-by")
    assert asks_for(desk.refused(unsigned), "--signed-by", "--unsigned")
    desk.do(f"{unsigned} --unsigned 客户不便签字")
    play(*TO_WORK).do(COMPLETE)


# Back at the office (R038 to R049)


def test_r038_the_sheet_comes_in_straight_away(play: Play) -> None:
    desk = play(*TO_OFFICE)
    clock = desk.at("2025-09-30 10:00").clock("sheet_in")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "engineer")
    desk.as_("wangli").do("sheet-in CASE --debrief 已修复 --brought-by zhangqiang")
    assert desk.last()["brought_by"] == "zhangqiang"
    assert desk.clock("sheet_in")["state"] == "met"


def test_r039_the_receptionist_takes_it_with_a_short_report(play: Play) -> None:
    desk = play(*TO_OFFICE)
    assert "sheet-in is for receptionist" in desk.refused("sheet-in CASE --debrief 已修复")
    assert asks_for(desk.as_("wangli").refused("sheet-in CASE"), "--debrief")
    desk.as_("wangli").do("sheet-in CASE --debrief 已修复")


ON_FRIDAY = tuple(line.replace("09-22", "09-19") for line in TO_OFFICE[:-1])
FRIDAYS_COMPLETION = f"2025-09-19 16:40 zhangqiang {COMPLETE}"


def test_r040_the_customer_is_called_the_next_working_morning_w7(play: Play) -> None:
    desk = play(*ON_FRIDAY, FRIDAYS_COMPLETION)
    assert desk.clock("callback")["due"] == "2025-09-22T12:00:00+08:00"
    assert desk.at("2025-09-22 12:00:00").type("overdue --kind callback").code == 0
    assert desk.at("2025-09-22 12:00:01").type("overdue --kind callback").code == 1
    assert "callback is for receptionist" in desk.refused("callback CASE --running unreached")
    desk.at("2025-09-22 12:00:00").as_("wangli").do(
        "callback CASE --running old_fault --satisfaction 3"
    )
    assert desk.clock("callback")["state"] == "met"


def test_r040_by_calendar_days_it_would_be_saturday_w7(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = policies.read_text(encoding="utf-8")
    callback = "until: callback, at: next_morning, day: working"
    assert callback in text
    policies.write_text(text.replace(callback, callback.replace("working", "calendar")))
    desk.at("2025-09-19 08:00").as_("liuhong").do("save")
    later = desk.play(*ON_FRIDAY, FRIDAYS_COMPLETION)
    assert later.clock("callback")["due"] == "2025-09-20T12:00:00+08:00"


def test_r041_the_callback_asks_how_it_is_running(play: Play) -> None:
    desk = play(*TO_OFFICE).as_("wangli")
    assert asks_for(desk.refused("callback CASE --satisfaction 5"), "--running")
    assert desk.type("callback CASE --running 一般 --satisfaction 5").code == 2
    desk.do("callback CASE --running ok --satisfaction 5")


def test_r042_the_callback_asks_how_the_service_was(play: Play) -> None:
    desk = play(*TO_OFFICE).as_("wangli")
    refusal = desk.refused("callback CASE --running ok")
    assert asks_for(refusal, "--satisfaction", "--mute")
    assert desk.type("callback CASE --running ok --satisfaction 6").code == 2
    desk.do("callback CASE --running ok --satisfaction 1")
    assert desk.last()["satisfaction"] == 1
    play(*TO_OFFICE).as_("wangli").do("callback CASE --running ok --mute 客户不愿评分")


@pytest.mark.parametrize("running", ["old_fault", "new_fault"])
def test_r042_who_is_not_satisfied_is_asked_too(play: Play, running: str) -> None:
    desk = play(*TO_OFFICE).as_("wangli")
    refusal = desk.refused(f"callback CASE --running {running}")
    assert asks_for(refusal, "--satisfaction", "--mute")
    desk.do("callback CASE --running unreached")
    desk.do(f"callback CASE --running {running} --satisfaction 1")


def test_r043_who_does_not_come_back_rings_before_closing_time(play: Play) -> None:
    desk = play(*TO_OFFICE)
    assert desk.clock("phone_in")["due"] == "2025-09-22T17:30:00+08:00"
    assert desk.at("2025-09-22 17:30:01").clock("phone_in")["state"] == "overdue"
    assert asks_for(desk.refused("phone-in CASE"), "--summary")
    desk.at("2025-09-22 17:30").do("phone-in CASE --summary 已修复,明早交单")
    assert desk.clock("phone_in")["state"] == "met"


def test_r044_the_sheet_comes_in_the_next_morning_even_after_a_call(play: Play) -> None:
    desk = play(*TO_OFFICE, "2025-09-22 17:00 zhangqiang phone-in CASE --summary 已修复")
    assert desk.clock("sheet_in_late")["due"] == "2025-09-23T12:00:00+08:00"
    assert desk.at("2025-09-23 12:00:01").clock("sheet_in_late")["state"] == "overdue"
    desk.at("2025-09-23 12:00").as_("wangli").do("sheet-in CASE --debrief 已修复")
    assert desk.clock("sheet_in_late")["state"] == "met"


@pytest.mark.parametrize("running", ["old_fault", "new_fault"])
def test_r045_a_fault_at_the_callback_goes_to_the_supervisor(play: Play, running: str) -> None:
    desk = play(*TO_OFFICE, SHEET_IN, STILL_BROKEN.replace("old_fault", running))
    assert desk.show()["state"] == "rework"
    clock = desk.at("2025-09-30 10:00").clock("rework_report")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "receptionist")
    desk.as_("chenwei").do("plan CASE --analysis 电容虚焊 --plan 更换主板")
    assert desk.clock("rework_report")["state"] == "met"


@pytest.mark.parametrize("again", ["callback", "rework"])
def test_r045_the_receptionists_report_stops_the_clock(play: Play, again: str) -> None:
    told = (*TO_OFFICE, SHEET_IN, STILL_BROKEN)
    if again == "rework":
        told = (*TO_OFFICE, SHEET_IN, CALLED_BACK, CLOSED)
        told += ("2025-09-23 10:30 wangli rework CASE --reason 又无图像",)
    desk = play(*told).at("2025-09-23 10:40")
    assert desk.clock("rework_report")["state"] == "running"
    assert "is for receptionist" in desk.as_("chenwei").refused("rework-report CASE")
    desk.as_("wangli").do("rework-report CASE --to chenwei --summary 又无图像")
    clock = desk.clock("rework_report")
    assert (clock["state"], clock["stopped"]) == ("met", "2025-09-23T10:40:00+08:00")
    assert "was told already" in desk.refused("rework-report CASE")


def test_r045_nothing_is_reported_where_nothing_failed(play: Play) -> None:
    desk = play(*TO_OFFICE, SHEET_IN).as_("wangli")
    assert "no repair of" in desk.refused("rework-report CASE --to chenwei")
    desk.do("callback CASE --running ok --satisfaction 5")
    assert "no repair of" in desk.refused("rework-report CASE --to chenwei")


def test_r045_the_customer_may_ring_first(play: Play) -> None:
    desk = play(*TO_OFFICE, SHEET_IN, CALLED_BACK, CLOSED)
    assert desk.do("rework CASE --reason 又无图像")["state"] == "rework"


@pytest.mark.parametrize("option", ["--analysis", "--plan"])
def test_r046_the_second_repair_has_a_plan(play: Play, option: str) -> None:
    desk = play(*TO_OFFICE, SHEET_IN, STILL_BROKEN).as_("chenwei")
    plan = "plan CASE --analysis 电容虚焊 --plan 更换主板"
    assert "assign is not possible" in desk.refused("assign CASE zhangqiang")
    assert asks_for(desk.refused(without(plan, option)), option)
    assert desk.do(plan)["state"] == "awaiting_dispatch"
    desk.do("assign CASE zhangqiang")


def test_r047_the_second_visit_is_owed_until_somebody_is_there(play: Play) -> None:
    desk = play(
        *(*TO_OFFICE, SHEET_IN, STILL_BROKEN),
        "2025-09-23 10:10 chenwei plan CASE --analysis 电容虚焊 --plan 更换主板",
        *(line.replace("09-22", "09-23") for line in (ASSIGNED, PREPARED, DEPARTED)),
    )
    clock = desk.at("2025-09-30 10:00").clock("rework_visit")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "supervisor")
    desk.do("arrive CASE --yes all --met 李建国")
    assert desk.clock("rework_visit")["state"] == "met"


def test_r048_a_good_callback_finishes_the_job(play: Play) -> None:
    desk = play(*TO_OFFICE, SHEET_IN)
    assert asks_for(desk.refused("close CASE"), "callback")
    good = desk.do("callback CASE --running ok --satisfaction 5")
    assert good["state"] == "ready_to_close"


def test_r048_three_calls_that_reach_nobody_serve_as_well(play: Play) -> None:
    desk = play(*TO_OFFICE, SHEET_IN)
    close = "close CASE --unreached 三次无人接听"
    for _ in range(2):
        desk.do("callback CASE --running unreached")
    assert "callback" in desk.as_("chenwei").refused(close)
    desk.do("callback CASE --running unreached")
    assert "close is for supervisor" in desk.refused(close)
    assert desk.as_("chenwei").do(close)["state"] == "closed"


def test_r049_filed_once_the_sheet_is_in_and_found_again(play: Play) -> None:
    desk = play(*TO_OFFICE, CALLED_BACK)
    assert asks_for(desk.refused("close CASE"), "sheet-in")
    assert "close is for" in desk.as_("zhangqiang").refused("close CASE")
    desk.do("sheet-in CASE --debrief 已修复")
    assert desk.do("close CASE")["state"] == "closed"
    for words in ("李建国", "无图像", "电源板损坏", "更换电源板", "5550"):
        assert [row["id"] for row in desk.do("search", words)] == [desk.case]
    assert desk.do("search 不存在的词") == []
