"""Each rule of settopbox-001 that the program carries makes a typed command pass or be refused.

``test_r056_…`` is the test of R056 in docs/rulebooks/settopbox-001.md, which tells what it asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from scripts.docs import rules_of
from tests.desk import Answer, Desk, Shelf
from tests.refusals import asks_for, without

Play = Callable[..., Desk]

REPORT = (
    'report --customer 李建国 --phone "029-5550 1234" --address 科技路12号 --contact 李建国'
    " --model FL-STB210 --serial SN77001234 --purchased 2025-03-01 --fault 开机有嗡声"
)
REPORTED = f"2025-09-22 09:50 wangli {REPORT}"
HANDED_OVER = "2025-09-22 09:55 wangli handover CASE --no-guidance 客户不在机旁"
ASSIGN = "assign CASE guotao --assessment 电源滤波电容老化"
ASSIGNED = f"2025-09-22 10:00 chenwei {ASSIGN}"
ACCEPTED = "2025-09-22 10:05 guotao accept-task CASE"
CALL = "call CASE --findings 开机后嗡声持续 --location 3单元501 --traffic 地铁二号线钟楼站"
CALLED = f"2025-09-22 10:08 guotao {CALL}"
PREPARED = "2025-09-22 10:10 guotao prepare CASE --yes all --cause 电源"
DEPARTED = "2025-09-22 10:15 guotao depart CASE"
ARRIVED = "2025-09-22 11:00 guotao arrive CASE --yes all --met 李建国"
DIAGNOSE = (
    "diagnose CASE --agrees yes --customer-statement 昨晚开始嗡嗡响 --usage 每天六小时,柜内不通风"
    " --inspection 电源板电容鼓包 --unit-verified yes --opened-before no --cause 电容老化"
    " --responsibility product --user-agrees yes"
)
DIAGNOSED = f"2025-09-22 11:10 guotao {DIAGNOSE}"
COMPLETE = (
    "complete CASE --yes all --work 更换电源适配器 --signed-by 李建国 --survey 服务态度=5 "
    "--survey 技术=4"
)
COMPLETED = f"2025-09-22 11:40 guotao {COMPLETE}"
SITE_REPORTED = "2025-09-22 11:45 guotao site-report CASE --summary 已修复"
SHEET_IN = "2025-09-22 13:00 wangli sheet-in CASE --debrief 电容老化,换适配器,试机正常"
SHEET_APPROVED = "2025-09-22 14:00 liuhong approve CASE --what sheet"
ASSESSED = "2025-09-22 14:05 chenwei assess CASE --time 5 --quality 4"
CLOSED = "2025-09-22 14:10 wangli close CASE"

TO_DESK = (REPORTED, HANDED_OVER)
TO_ENGINEER = (*TO_DESK, ASSIGNED)
TO_CUSTOMER = (*TO_ENGINEER, ACCEPTED, CALLED, PREPARED, DEPARTED, ARRIVED)
TO_CAUSE = (*TO_CUSTOMER, DIAGNOSED)
TO_OFFICE = (*TO_CAUSE, COMPLETED, SITE_REPORTED, SHEET_IN)
TO_END = (*TO_OFFICE, SHEET_APPROVED, ASSESSED, CLOSED)

# A unit whose warranty has run out: it is repaired for money.
OLD = tuple(line.replace("2025-03-01", "2023-03-01") for line in TO_CAUSE)
QUOTE = "quote CASE --yes all --line 更换主板=180"
QUOTED = f"2025-09-22 11:15 guotao {QUOTE}"
APPROVED = "2025-09-22 11:20 liuhong approve CASE --what quote"
AGREED = "2025-09-22 11:25 guotao accept CASE"
TO_PRICE = (*OLD, QUOTED, APPROVED, AGREED)
COLLECTED = "2025-09-22 11:50 guotao cash collect CASE 180"

PART = "PSU-STB12V"
RECEIVE = f"parts receive {PART}=4 --document RK-0917 --quality 合格"
RECEIVED = f"2025-09-22 09:00 yangfang {RECEIVE}"
REQUEST = f"parts request CASE {PART}=2 --proposal 更换电源适配器"
REQUESTED = f"2025-09-22 10:06 guotao {REQUEST}"
YES = "2025-09-22 10:07 liuhong parts approve CASE"
ISSUED = "2025-09-22 10:07 yangfang parts issue CASE"
WITH_PARTS = (RECEIVED, *TO_ENGINEER, REQUESTED, YES, ISSUED)
USED = f"{COMPLETED} --used {PART}=1:电容鼓包 --old-part {PART}=1"
REST = (ACCEPTED, CALLED, PREPARED, DEPARTED, ARRIVED, DIAGNOSED)
AFTER_PARTS = (
    *(*WITH_PARTS, *(line.replace(" 10:0", " 10:1") for line in REST)),
    *(USED, SITE_REPORTED, SHEET_IN, SHEET_APPROVED, ASSESSED),
)
RETURNED = f"2025-09-22 14:06 yangfang parts return CASE {PART}=1"
OLD_IN = "2025-09-22 14:07 yangfang parts old-in CASE"
INSPECT = f"parts inspect {PART}=1 --case CASE --result good --analysis 未见异常 --refurbished 除尘"

TAKE_AWAY = (
    'take-away CASE --condition 外壳划痕 --accessories 遥控器一只 --promised "2025-09-25 17:00"'
)
TAKEN = f"2025-09-22 11:30 guotao {TAKE_AWAY}"
REPAIRED = "2025-09-23 15:00 guotao workshop-done CASE --work 换主板"


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return where the teams of this rulebook are kept."""
    return Shelf(tmp_path_factory.mktemp("settopbox"), "settopbox-001")


def mistyped(answer: Answer, *wanted: str) -> bool:
    """Return whether a line was not understood, and the answer names these."""
    return answer.code == 2 and all(name in answer.err for name in wanted)


def stock(desk: Desk, account: str) -> dict[str, str]:
    """Return what an account holds, by part."""
    rows = desk.do(f"parts stock --account {account}")
    return {row["sku"]: str(row["qty"]) for row in rows if row["account"] == account}


def change(desk: Desk, file: str, old: str, new: str) -> None:
    """Change a file of the team in an editor."""
    path = desk.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_rule_that_the_program_carries_is_tested_here() -> None:
    carried = re.compile(r"\b(FIELD|TICK|CHECK|CLOCK|MOVE|ACTION|LEDGER|KPI|ROSTER|REPORT|FORM)\b")
    rules = {rule.id for rule in rules_of("settopbox-001") if carried.search(rule.embodiment)}
    tested = {name[5:9].upper() for name in globals() if re.match(r"test_r\d{3}_", name)}
    assert sorted(rules - tested) == sorted(tested - rules) == []


def test_a_case_goes_from_the_call_to_the_file(play: Play) -> None:
    desk = play(*TO_END)
    assert desk.show()["state"] == "closed"
    assert desk.type("validate").code == 0


# Targets (R053 to R055)


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        pytest.param('punctuality: ">= 95%"', 'punctuality: "95 of 100"', id="R053"),
        pytest.param('satisfaction: ">= 100%"', 'satisfaction: "all"', id="R054"),
        pytest.param('complaint_rate: "< 1%"', 'complaint_rat: "< 1%"', id="R055"),
    ],
)
def test_r053_a_target_is_a_figure_of_a_known_kind(desk: Desk, target: str, wrong: str) -> None:
    assert desk.type("validate").code == 0
    change(desk, "policies.yaml", target, wrong)
    found = desk.type("validate")
    assert found.code == 1
    assert "policies.yaml:" in found.out


def test_r054_all_users_are_to_be_satisfied(desk: Desk) -> None:
    change(desk, "policies.yaml", '">= 100%"', "100")
    assert "'100' is no target" in desk.type("validate").out


@pytest.mark.parametrize("to_blame", ["product", "service", "user"])
def test_r055_a_complaint_counts_where_the_service_is_to_blame(play: Play, to_blame: str) -> None:
    desk = play(*TO_CUSTOMER)
    told = DIAGNOSE.replace("product", to_blame)
    assert asks_for(desk.refused(without(told, "--responsibility")), "--responsibility")
    assert desk.do(told)["state"] == "diagnosed"
    assert desk.last()["responsibility"] == to_blame


# What is due when: R056, R057, R124


def test_r056_on_site_within_24_hours_of_the_report(play: Play) -> None:
    desk = play(*TO_CUSTOMER[:-1])
    assert desk.clock("arrive")["due"] == "2025-09-23T09:50:00+08:00"
    assert desk.at("2025-09-23 09:50:01").clock("arrive")["state"] == "overdue"
    desk.at("2025-09-23 09:50").do("arrive CASE --yes all --met 李建国")
    assert desk.clock("arrive")["state"] == "met"
    enquiry = play(f"{REPORTED} --kind enquiry").show()["clocks"]
    assert [clock["name"] for clock in enquiry] == ["reply"]


def test_r057_an_answer_within_12_hours_of_the_report(play: Play) -> None:
    desk = play(REPORTED)
    assert desk.clock("reply")["due"] == "2025-09-22T21:50:00+08:00"
    assert desk.at("2025-09-22 21:50:01").clock("reply")["state"] == "overdue"
    assert asks_for(desk.refused("reply CASE"), "--answer")
    desk.at("2025-09-22 21:50").do("reply CASE --answer 明天上午派人上门")
    assert desk.clock("reply")["state"] == "met"


GUIDE = "guide CASE --step 断电重启 --result 恢复 --outcome"


@pytest.mark.parametrize(
    ("before", "who", "words"),
    [
        (TO_ENGINEER, "guotao", CALL),
        (TO_ENGINEER, "guotao", "call CASE --findings 已自行恢复 --outcome solved"),
        (TO_ENGINEER, "wangli", 'appoint CASE --when "2025-09-23 10:00"'),
        (TO_ENGINEER, "guotao", 'reschedule CASE --when "2025-09-23 10:00" --reason 客户改期'),
        ((REPORTED,), "wangli", f"{GUIDE} solved"),
    ],
    ids=["rung", "solved by his call", "agreed", "put off", "solved by phone"],
)
def test_r057_whatever_answers_the_customer_serves_as_well(
    play: Play, before: tuple[str, ...], who: str, words: str
) -> None:
    desk = play(*before).at("2025-09-22 11:00")
    assert desk.clock("reply")["state"] == "running"
    desk.as_(who).do(words)
    assert desk.clock("reply")["state"] == "met"


def test_r057_an_answer_that_came_too_late_is_late_when_the_case_is_filed(play: Play) -> None:
    desk = play(REPORTED).at("2025-09-22 22:00").as_("wangli")
    desk.do(f"{GUIDE} failed")
    assert desk.clock("reply")["state"] == "overdue"
    desk.do(f"{GUIDE} solved")
    desk.do("callback CASE --running ok --mute 没问")
    desk.do("close CASE")
    assert (desk.clock("reply")["state"], desk.clock("reply")["late_by_s"]) == ("late", 600)


def test_r124_what_was_promised_is_kept(play: Play) -> None:
    desk = play(*TO_CAUSE)
    assert "resolve" not in {clock["name"] for clock in desk.show()["clocks"]}
    desk.do("reply CASE --answer 今天修好 --when 12:00")
    assert desk.clock("resolve")["due"] == "2025-09-22T12:00:00+08:00"
    assert desk.at("2025-09-22 12:00:01").clock("resolve")["state"] == "overdue"
    desk.at("2025-09-22 12:00").do(COMPLETE)
    assert desk.clock("resolve")["state"] == "met"


def test_r124_so_is_the_date_on_a_receipt(play: Play) -> None:
    desk = play(*TO_CAUSE, TAKEN, REPAIRED)
    assert desk.clock("resolve")["due"] == "2025-09-25T17:00:00+08:00"
    desk.do("give-back CASE --signed-by 李建国 --receipt-lost 客户说明已丢失")
    assert desk.clock("resolve")["state"] == "met"


# The task and the way there (R068 to R072, R109 to R113)


@pytest.mark.parametrize("option", ["--customer", "--phone", "--address", "--model", "--fault"])
def test_r109_name_address_phone_model_and_fault_are_asked_for(desk: Desk, option: str) -> None:
    line = without(REPORT, option)
    assert asks_for(desk.as_("wangli").refused(line), option)


def test_r109_a_model_on_file_need_not_be_told_again(play: Play) -> None:
    desk = play(*TO_END).at("2025-10-22 09:00").as_("wangli")
    desk.do(without(without(REPORT, "--model"), "--purchased"))
    assert desk.type("validate").code == 0


def test_r110_the_case_is_handed_to_the_department(play: Play) -> None:
    desk = play(REPORTED)
    assert asks_for(desk.refused("handover CASE"), "guide", "--no-guidance")
    desk.do("guide CASE --step 断电重启 --result 仍响 --outcome failed")
    assert desk.do("handover CASE")["state"] == "awaiting_dispatch"


def test_r111_the_supervisor_assesses_and_sends(play: Play) -> None:
    desk = play(*TO_DESK)
    assert "assign is for supervisor" in desk.refused(ASSIGN)
    clock = desk.at("2025-09-30 10:00").clock("dispatch")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "supervisor")
    supervisor = desk.as_("chenwei")
    assert asks_for(supervisor.refused(without(ASSIGN, "--assessment")), "--assessment")
    assert supervisor.do(ASSIGN)["state"] == "assigned"
    assert desk.clock("dispatch")["state"] == "met"


def test_r111_nobody_skilled_for_the_model_is_said_and_not_refused(play: Play) -> None:
    desk = play(*TO_DESK).at("2025-09-22 10:00").as_("chenwei")
    warned = desk.do(ASSIGN.replace("guotao", "zhangqiang"))
    assert warned["unskilled"] == "FL-STB210 高清机顶盒"
    assert "unskilled" not in desk.do(ASSIGN.replace("guotao", "liming"))


def test_r107_nobody_is_sent_without_a_valid_certificate(play: Play) -> None:
    desk = play(*TO_DESK).at("2027-10-01 10:00").as_("chenwei")  # guotao's ran out the day before
    assert "guotao has none of these on 2027-10-01" in desk.refused(ASSIGN)
    certify = "roster certify guotao 岗位资质证书 --until"
    assert desk.type(f"{certify} 2027-09-30").code == 2
    desk.do(f"{certify} 2027-10-01")
    assert "guotao has none of these on 2027-10-02" in desk.refused(f"{ASSIGN} --for 2027-10-02")
    desk.do(ASSIGN)


def test_r108_a_training_passed_is_entered_and_counts(play: Play) -> None:
    desk = play(*TO_DESK).as_("chenwei")
    change(
        desk,
        "inventory/engineers.yaml",
        "name: 低压电工作业证\n    until: 2027-09-30",
        "name: 驾驶证",
    )
    desk.at("2025-09-22 09:56").do("save")
    assert "guotao has none of these" in desk.refused(ASSIGN)
    assert mistyped(desk.type("roster certify guotao"), "NAME")
    desk.do("roster certify guotao 培训合格证")
    desk.do(ASSIGN)
    refused = desk.as_("guotao").refused("roster certify guotao 岗位资质证书")
    assert "roster certify is for" in refused


def test_r068_the_engineer_takes_the_task_on_before_leaving(play: Play) -> None:
    desk = play(*TO_ENGINEER, CALLED, PREPARED)
    assert asks_for(desk.refused("depart CASE"), "accept-task")
    assert "for the engineers of this visit" in desk.as_("liming").refused("accept-task CASE")
    desk.do("accept-task CASE")
    desk.do("depart CASE")


@pytest.mark.parametrize(
    ("option", "lacking", "way"),
    [
        ("--serial", "unit.serial", "edit CASE --serial SERIAL"),
        ("--contact", "customer.contact", "customer edit CUSTOMER --contact TEXT"),
    ],
)
def test_r069_model_number_address_phone_and_contact_are_known(
    play: Play, option: str, lacking: str, way: str
) -> None:
    desk = play(without(REPORTED, option), *TO_ENGINEER[1:]).as_("guotao")
    refusal = desk.refused("accept-task CASE")
    assert asks_for(refusal, f"{lacking} on file")
    way = way.replace("CUSTOMER", desk.show()["customer"]["id"])
    assert refusal.endswith(f"; servicectl {way.replace('CASE', desk.case)}")
    typed = way.replace("SERIAL", "SN77001234 --new-unit").replace("TEXT", "李建国")
    desk.as_("wangli").do(typed.replace("CASE", desk.case))
    desk.do("accept-task CASE")


@pytest.mark.parametrize("lacking", ["unit.model", "customer.address", "customer.phone"])
def test_r069_what_has_gone_from_the_file_is_asked_for_again(play: Play, lacking: str) -> None:
    desk = play(*TO_ENGINEER).as_("guotao")
    folder = "units" if lacking.startswith("unit") else "customers"
    [file] = [
        path
        for path in (desk.root / "inventory" / folder).iterdir()
        if re.search("SN77001234|029-5550 1234", path.read_text(encoding="utf-8"))
    ]
    text = file.read_text(encoding="utf-8")
    name = lacking.partition(".")[2]
    file.write_text(re.sub(f"(?m)^{name}: .*\n", "", text), encoding="utf-8")
    assert asks_for(desk.refused("accept-task CASE"), f"{lacking} on file")
    file.write_text(text, encoding="utf-8")
    desk.do("accept-task CASE")
    file.write_text(re.sub(f"(?m)^{name}: .*\n", "", text), encoding="utf-8")
    assert f"accept-task needs {lacking}" in desk.type("validate").out


def test_r070_handling_form_and_questionnaire_are_taken_along(play: Play) -> None:
    desk = play(*TO_ENGINEER, ACCEPTED, CALLED).as_("guotao")
    desk.do("prepare CASE --yes all --not sheet:打印机故障")
    assert asks_for(desk.refused("depart CASE"), "sheet")
    desk.do("prepare CASE --yes all --not survey_form:用完")
    assert desk.last()["ticks"]["survey_form"] == "no: 用完"
    desk.do("depart CASE")
    forgotten = prepared_by_hand(play, leaving_out="survey_form")
    assert asks_for(forgotten.refused("depart CASE"), "survey_form")


def prepared_by_hand(play: Play, leaving_out: str) -> Desk:
    """Return a desk whose preparation was entered in an editor, with one tick forgotten."""
    desk = play(*TO_ENGINEER, ACCEPTED, CALLED).at("2025-09-22 10:20").as_("guotao")
    [file] = desk.root.glob("cases/*/*/*.yaml")
    ticks = {"file", "causes", "tools", "parts", "sheet", "survey_form"} - {leaving_out}
    with file.open("a", encoding="utf-8") as case:
        case.write(
            "- id: e-222222\n  at: 2025-09-22T10:12:00+08:00\n  by: guotao\n  did: prepare\n"
            f"  ticks: {{{', '.join(f'{name}: yes' for name in sorted(ticks))}}}\n"
        )
    desk.do("save")
    return desk


def test_r070_silence_is_no_sheet(play: Play) -> None:
    desk = play(*TO_ENGINEER, ACCEPTED, CALLED).at("2025-09-22 10:12").as_("guotao")
    desk.do("prepare CASE --yes file,causes,tools,parts,survey_form --cause 电源")
    assert asks_for(desk.refused("depart CASE"), "sheet")
    desk.do("prepare CASE --yes all")
    desk.do("depart CASE")


@pytest.mark.parametrize("option", ["--findings", "--location", "--traffic"])
def test_r071_the_user_is_rung_for_fault_place_and_traffic(play: Play, option: str) -> None:
    desk = play(*TO_ENGINEER, ACCEPTED).as_("guotao")
    assert asks_for(desk.refused(without(CALL, option)), option)
    desk.do("prepare CASE --yes all")
    assert asks_for(desk.refused("depart CASE"), "call")
    desk.do(CALL)
    desk.do("prepare CASE --yes all --not parts:无需备件")
    desk.do("depart CASE")


def test_r071_what_is_solved_by_phone_needs_no_way_there(play: Play) -> None:
    desk = play(*TO_ENGINEER).as_("guotao")
    done = desk.do("call CASE --findings 信号线松动,插紧后正常 --outcome solved")
    assert done["state"] == "phone_resolved"


def test_r072_one_introduces_oneself_and_tells_the_purpose(play: Play) -> None:
    desk = play(*TO_CUSTOMER[:-1])
    assert desk.type("arrive CASE --yes all --met 李建国 --not purpose").code == 2
    desk.do("arrive CASE --yes all --met 李建国 --not purpose:客户在会议中")
    assert desk.last()["ticks"] == {"id_shown": "yes", "purpose": "no: 客户在会议中"}


def test_r112_the_badge_is_shown(play: Play) -> None:
    assert play(*TO_CUSTOMER).last()["ticks"]["id_shown"] == "yes"


@pytest.mark.parametrize("tick", ["tools", "parts"])
def test_r113_tools_and_parts_are_taken_along(play: Play, tick: str) -> None:
    desk = play(*TO_ENGINEER, ACCEPTED, CALLED).as_("guotao")
    desk.do(f"prepare CASE --yes all --not {tick}:无需")
    assert desk.last()["ticks"][tick] == "no: 无需"
    forgotten = prepared_by_hand(play, leaving_out=tick)
    assert asks_for(forgotten.refused("depart CASE"), tick)


def test_r113_van_stock_has_an_account_of_its_own(play: Play) -> None:
    desk = play(RECEIVED).as_("yangfang")
    desk.do(f"parts transfer {PART}=2 --from store:good --to van:guotao")
    assert stock(desk, "van:guotao") == {PART: "2"}
    too_many = f"parts transfer {PART}=3 --from van:guotao --to store:good"
    assert "van:guotao has 2" in desk.refused(too_many)


# At the customer's (R060 to R063, R073 to R081)


@pytest.mark.parametrize("option", ["--agrees", "--usage", "--inspection", "--cause"])
def test_r060_use_and_fault_are_learnt_before_the_work(play: Play, option: str) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused(f"{COMPLETE} --cause 电容老化"), "diagnose")
    assert asks_for(desk.refused(without(DIAGNOSE, option)), option)
    desk.do(DIAGNOSE)
    assert asks_for(desk.refused(without(COMPLETE, "--work")), "--work")
    desk.do(COMPLETE)


GIVEN_BACK = (
    *TO_CUSTOMER,
    f"2025-09-22 11:10 guotao {TAKE_AWAY}",
    "2025-09-22 11:20 guotao workshop-done CASE --work 换主板",
    "2025-09-22 11:30 guotao give-back CASE --signed-by 李建国 --receipt-lost 已丢失",
)
SENT_AGAIN = (
    *TO_CAUSE,
    '2025-09-22 11:20 guotao reschedule CASE --when "2025-09-22 14:00" --reason 缺件',
    *(
        f"2025-09-22 14:0{n} " + line.split(" ", 2)[2]
        for n, line in enumerate((ASSIGNED, ACCEPTED, CALLED, PREPARED, DEPARTED, ARRIVED))
    ),
)
LOOKED_AT = {
    "R025": "--agrees",
    "R060": "--usage",
    "R073": "--customer-statement",
    "R074": "--opened-before",
    "R075": "--cause",
    "R076": "--responsibility",
}


@pytest.mark.parametrize("way", [TO_CUSTOMER, GIVEN_BACK], ids=["on site", "given back"])
def test_r060_nothing_is_completed_before_it_was_looked_at(
    play: Play, way: tuple[str, ...]
) -> None:
    desk = play(*way).at("2025-09-22 11:40")
    assert asks_for(desk.refused(COMPLETE), "diagnose")
    desk.do(DIAGNOSE)
    assert desk.do(COMPLETE)["state"] == "completed"


def test_r060_nor_is_what_the_workshop_finds_told_by_halves(play: Play) -> None:
    desk = play(*TO_CUSTOMER, f"2025-09-22 11:10 guotao {TAKE_AWAY}")
    for rule, option in LOOKED_AT.items():
        assert asks_for(desk.refused(without(DIAGNOSE, option)), option), rule
    assert desk.do(DIAGNOSE)["state"] == "taken_away"


def test_r060_what_was_found_at_the_first_visit_is_known_at_the_next(play: Play) -> None:
    assert play(*SENT_AGAIN).do(f"{COMPLETE} --cause 电容老化")["state"] == "completed"


def test_r061_the_handling_form_is_filled_from_the_case(play: Play) -> None:
    desk = play(*TO_CAUSE)
    printed = desk.type("sheet CASE --form handling").out
    assert "电源板电容鼓包" in printed or "电容老化" in printed
    assert "SN77001234" in printed
    assert desk.type("sheet CASE --form handlin").code == 2


def test_r062_the_user_fills_a_questionnaire_in(play: Play) -> None:
    desk = play(*TO_CAUSE)
    assert asks_for(desk.refused(without(COMPLETE, "--survey")), "--survey", "--survey-declined")
    assert mistyped(desk.type(COMPLETE.replace("=5", "=6")), "TOPIC=1..5")
    desk.do(COMPLETE)
    assert desk.last()["survey"] == ["服务态度=5", "技术=4"]
    declined = play(*TO_CAUSE)
    declined.do(f"{without(COMPLETE, '--survey')} --survey-declined 赶时间")


def test_r063_use_and_upkeep_are_explained(play: Play) -> None:
    desk = play(*TO_CAUSE)
    desk.do(f"{COMPLETE} --not usage_taught:客户自称熟悉")
    assert desk.last()["ticks"]["usage_taught"] == "no: 客户自称熟悉"


def test_r073_the_customers_words_are_written_down(play: Play) -> None:
    desk = play(*TO_CUSTOMER)
    option = "--customer-statement"
    assert asks_for(desk.refused(without(DIAGNOSE, option)), option)
    desk.do(DIAGNOSE)
    assert desk.last()["customer_statement"] == "昨晚开始嗡嗡响"


@pytest.mark.parametrize("option", ["--unit-verified", "--opened-before"])
def test_r074_the_unit_is_verified_and_looked_at_for_opening(play: Play, option: str) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused(without(DIAGNOSE, option)), option)
    another = DIAGNOSE.replace("--unit-verified yes", "--unit-verified no")
    assert asks_for(desk.refused(another), "--differs")
    desk.do(f"{another} --differs 机身号为SN77009999")


def test_r075_the_true_cause_is_found(play: Play) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused(COMPLETE), "diagnose", "--cause")
    assert asks_for(desk.refused(without(DIAGNOSE, "--cause")), "--cause")
    desk.do(DIAGNOSE)
    desk.do(COMPLETE)


@pytest.mark.parametrize("option", ["--responsibility", "--user-agrees"])
def test_r076_responsibility_is_settled_with_the_user(play: Play, option: str) -> None:
    desk = play(*TO_CUSTOMER)
    assert asks_for(desk.refused(without(DIAGNOSE, option)), option)
    assert desk.type(DIAGNOSE.replace("product", "weather")).code == 2
    desk.do(DIAGNOSE)


def test_r077_the_form_is_signed_or_sealed(play: Play) -> None:
    desk = play(*TO_CAUSE)
    unsigned = without(COMPLETE, "--signed-by")
    assert asks_for(desk.refused(unsigned), "--signed-by", "--seal")
    desk.do(f"{unsigned} --seal 科技路社区居委会")
    refusing = play(*TO_CAUSE)
    refusing.do(f"{unsigned} --unsigned 用户拒签,邻居在场")


@pytest.mark.parametrize("used", [f"{PART}", f"{PART}=1", "=1:烧毁", f"{PART}=0:烧毁"])
def test_r078_a_part_that_is_used_has_name_quantity_and_reason(play: Play, used: str) -> None:
    desk = play(*WITH_PARTS, *(line.replace(" 10:0", " 10:1") for line in REST))
    assert mistyped(desk.type(f"{COMPLETE} --used {used}"), "--used")
    desk.do(f"{COMPLETE} --used {PART}=1:电容鼓包 --old-part {PART}=1")
    assert stock(desk, "engineer:guotao") == {PART: "1"}
    assert "电容鼓包" in desk.type("sheet CASE --form handling").out


def test_r078_compensation_has_a_reason(play: Play) -> None:
    desk = play(*TO_CAUSE).as_("hemei")
    pay = "cash pay CASE 50 --for compensation --reason 搬动时划伤柜面 --approved-by liuhong"
    assert asks_for(desk.refused(without(pay, "--reason")), "--reason")
    desk.do(pay)


ESCALATE = "escalate CASE --reason 用户要求换整机 --proposal 换主板 --demand 换整机"


@pytest.mark.parametrize("option", ["--proposal", "--demand"])
def test_r079_a_larger_problem_goes_up_with_proposal_and_demand(play: Play, option: str) -> None:
    desk = play(*TO_CAUSE)
    assert asks_for(desk.refused(without(ESCALATE, option)), option)
    manager = desk.as_("liuhong")
    assert asks_for(manager.refused("escalate CASE --decision 换整机"), "escalate --reason")
    desk.do(ESCALATE)
    clock = desk.at("2025-09-30 10:00").clock("decision")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "manager")
    decision = "escalate CASE --decision 换主板并致歉"
    assert "escalate is for manager" in desk.as_("chenwei").refused(decision)
    manager.do(decision)
    assert desk.clock("decision")["state"] == "met"


def test_r080_the_old_part_is_owed_until_it_is_in(play: Play) -> None:
    desk = play(*AFTER_PARTS, RETURNED)
    owed = desk.do("parts owed")
    assert [(row["kind"], row["case"]) for row in owed] == [("old-part", desk.case)]
    desk.do("parts old-in CASE")
    assert desk.do("parts owed") == []
    assert stock(desk, "store:old") == {PART: "1"}


def test_r081_the_result_is_reported_before_leaving(play: Play) -> None:
    desk = play(*TO_CAUSE, COMPLETED)
    assert asks_for(desk.refused("site-report CASE"), "--summary")
    sheet_in = "sheet-in CASE --debrief 已修复"
    assert asks_for(desk.as_("wangli").refused(sheet_in), "site-report")
    desk.do("site-report CASE --summary 已修复 --next-task 顺路取旧件")
    assert desk.last()["next_task"] == "顺路取旧件"
    desk.as_("wangli").do(sheet_in)


def test_r082_who_rests_has_the_heads_consent_and_is_not_sent(play: Play) -> None:
    desk = play(*TO_DESK).at("2025-09-22 09:58").as_("guotao")
    rest = "roster rest guotao --until 14:00 --approved-by"
    assert mistyped(desk.type("roster rest guotao --until 14:00"), "--approved-by")
    assert "guotao may not approve this" in desk.refused(f"{rest} guotao")
    assert "liming may not approve this" in desk.refused(f"{rest} liming")
    desk.do(f"{rest} liuhong")
    chenwei = desk.as_("chenwei")
    assert "guotao rests until 2025-09-22 14:00" in chenwei.refused(ASSIGN)
    chenwei.at("2025-09-22 14:00").do(ASSIGN)
    assert desk.type("validate").code == 0


def test_r082_a_consent_of_nobody_is_found(play: Play) -> None:
    desk = play(*TO_DESK).as_("guotao")
    desk.do("roster rest guotao --until 14:00 --approved-by liuhong")
    change(desk, "inventory/engineers.yaml", "approved_by: liuhong", "approved_by: liuhon")
    assert "liuhon is not in the roster" in desk.type("validate").out
    change(desk, "inventory/engineers.yaml", "approved_by: liuhon}", "approved_by: chenwei}")
    assert "the rest of guotao was agreed to by liuhong [rest-altered]" in desk.type("save").err
    change(desk, "inventory/engineers.yaml", "approved_by: chenwei}", "approved_by: guotao}")
    assert "guotao may not approve this [approver]" in desk.type("validate").out


# Back at the office (R083, R084, R122, R123)


def test_r065_r084_r123_nobody_judges_his_own_work(play: Play) -> None:
    quoting = as_head(play(*OLD, QUOTED))
    assert "guotao did quote in this case" in quoting.refused("approve CASE --what quote")
    filing = as_head(play(*TO_OFFICE))
    assert "guotao did complete in this case" in filing.refused("approve CASE --what sheet")
    assert "guotao did complete in this case" in filing.refused("assess CASE --time 5 --quality 5")


def as_head(desk: Desk) -> Desk:
    """Return the desk with the engineer of the case at it, who is head of the department, too."""
    line = "  name: 郭涛\n  roles:\n"
    change(desk, "inventory/engineers.yaml", line, f"{line}  - manager\n  - supervisor\n")
    return desk.as_("guotao")


def test_r083_the_head_is_told_in_detail(play: Play) -> None:
    desk = play(*TO_CAUSE, COMPLETED, SITE_REPORTED).as_("wangli")
    assert asks_for(desk.refused("sheet-in CASE"), "--debrief")
    desk.do("sheet-in CASE --debrief 电容老化,已更换")


def test_r084_the_head_approves_the_form_before_it_is_filed(play: Play) -> None:
    early = play(*TO_CAUSE, COMPLETED, SITE_REPORTED).as_("liuhong")
    assert asks_for(early.refused("approve CASE --what sheet"), "sheet-in")
    desk = play(*TO_OFFICE, ASSESSED)
    clock = desk.at("2025-09-30 10:00").clock("sheet_approval")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "manager")
    assert "approve is for manager" in desk.refused("approve CASE --what sheet")
    assert asks_for(desk.as_("wangli").refused("close CASE"), "approve --what sheet")
    settle = {row["what"]: row["settle"] for row in desk.show()["open"]}
    assert settle["approve.sheet"] == f"servicectl approve {desk.case} --what sheet"
    assert desk.as_("liuhong").do("approve CASE --what sheet")["state"] == "sheet_approved"
    assert desk.clock("sheet_approval")["state"] == "met"
    assert desk.as_("wangli").do("close CASE")["state"] == "closed"


def test_r084_a_good_callback_may_come_in_between(play: Play) -> None:
    desk = play(*TO_OFFICE, ASSESSED).as_("wangli")
    desk.do("callback CASE --running ok --satisfaction 5")
    assert asks_for(desk.refused("close CASE"), "approve --what sheet")
    kept = desk.as_("liuhong").do("approve CASE --what sheet")
    assert kept["state"] == "ready_to_close"
    desk.do("close CASE")


def test_r122_the_dispatch_form_is_handed_in(play: Play) -> None:
    desk = play(*TO_CAUSE, COMPLETED, SITE_REPORTED).as_("chenwei")
    clock = desk.at("2025-09-30 10:00").clock("sheet_in")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "engineer")
    assert "assess is not possible" in desk.refused("assess CASE --time 5 --quality 5")
    settle = {row["what"]: row["settle"] for row in desk.show()["open"]}
    assert settle["sheet-in"] == f"servicectl sheet-in {desk.case}"
    desk.as_("wangli").do("sheet-in CASE --debrief 已修复")
    assert desk.clock("sheet_in")["state"] == "met"


@pytest.mark.parametrize("option", ["--time", "--quality"])
def test_r123_the_supervisor_marks_time_and_quality(play: Play, option: str) -> None:
    desk = play(*TO_OFFICE, SHEET_APPROVED)
    assess = "assess CASE --time 5 --quality 4"
    assert "assess is for supervisor" in desk.as_("wangli").refused(assess)
    assert asks_for(desk.as_("wangli").refused("close CASE"), "assess")
    chenwei = desk.as_("chenwei")
    assert asks_for(chenwei.refused(without(assess, option)), option)
    assert mistyped(chenwei.type(assess.replace(f"{option} ", f"{option} 9")), option)
    change(desk, "inventory/engineers.yaml", "  - manager\n  - supervisor\n", "  - manager\n")
    assert "assess is for supervisor" in desk.as_("liuhong").refused(assess)
    chenwei.do(assess)
    desk.as_("wangli").do("close CASE")


# Calls and letters (R085 to R087)

LETTER = "register add --from 高新小区物业 --about 询问批量更换 --channel mail"


@pytest.mark.parametrize("option", ["--from", "--about"])
def test_r085_calls_and_letters_stand_in_the_order_of_time(desk: Desk, option: str) -> None:
    wangli = desk.as_("wangli")
    assert mistyped(wangli.type(without(LETTER, option)), option)
    wangli.at("2025-09-22 10:00").do(LETTER)
    wangli.at("2025-09-22 11:00").do(f"{LETTER} --at 09:30".replace("批量", "先前"))
    rows = wangli.at("2025-09-22 12:00").do("register list")
    assert [(row["at"][11:16], row["about"]) for row in rows] == [
        ("09:30", "询问先前更换"),
        ("10:00", "询问批量更换"),
    ]
    assert desk.type("validate").code == 0


def test_r085_the_register_only_grows(desk: Desk) -> None:
    wangli = desk.as_("wangli").at("2025-09-22 10:00")
    id = wangli.do(LETTER)["id"]
    change(desk, f"inventory/register/2025/09/{id}.yaml", "询问批量更换", "闲聊")
    said = wangli.type("save")
    assert said.code == 1
    assert "an entry of the register was changed" in said.err


def test_r086_an_answer_is_owed_for_12_hours(desk: Desk) -> None:
    wangli = desk.as_("wangli").at("2025-09-22 10:00")
    id = wangli.do(LETTER)["id"]
    [row] = wangli.at("2025-09-22 22:00").do("register list --unanswered")
    assert (row["state"], row["due"], row["overdue"]) == (
        *("unanswered", "2025-09-22T22:00:00+08:00"),
        False,
    )
    late = wangli.at("2025-09-22 22:00:01").type("register list --unanswered")
    assert late.code == 1
    assert "overdue" in late.out
    assert mistyped(wangli.type(f"register answer {id}"), "--text")
    zhaomin = desk.as_("zhaomin").at("2025-09-22 15:00")
    zhaomin.do(f"register answer {id} --text 已寄报价单")
    assert "is answered already" in zhaomin.refused(f"register answer {id} --text 再答")
    assert zhaomin.do("register list --unanswered") == []
    [row] = zhaomin.do("register list")
    assert (row["handler"], row["answered"]) == ("zhaomin", "2025-09-22T15:00:00+08:00")


def test_r086_an_entry_may_belong_to_a_case(play: Play) -> None:
    desk = play(REPORTED)
    assert desk.type(f"{LETTER} --case 20250922-999999").code == 2
    entry = desk.do(f"{LETTER} --case CASE --answer 已答复")["id"]
    assert desk.do("register list")[0]["case"] == desk.case
    change(desk, f"inventory/register/2025/09/{entry}.yaml", desk.case, "20250922-999999")
    assert "there is no case 20250922-999999" in desk.type("validate").out


def test_r087_what_is_unclear_is_asked_before_it_is_answered(desk: Desk) -> None:
    wangli = desk.as_("wangli").at("2025-09-22 10:00")
    id = wangli.do(f"{LETTER} --unclear 未说明型号和数量")["id"]
    assert wangli.do("register list")[0]["state"] == "clarifying"
    refused = wangli.refused(f"register answer {id} --text 已寄报价单")
    assert "is unclear: 未说明型号和数量" in refused
    assert mistyped(wangli.type(f"register clarify {id}"), "--text")
    wangli.do(f"register clarify {id} --text 型号FL-STB210,共40台")
    wangli.do(f"register answer {id} --text 已寄报价单")


# Requisition to write-off (R088 to R096)


def test_r088_who_asks_for_parts_proposes_the_treatment(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER).as_("guotao")
    assert asks_for(desk.refused(without(REQUEST, "--proposal")), "--proposal")
    assert asks_for(desk.refused("parts request CASE --proposal 换"), "PARTS")
    desk.do(REQUEST)
    assert "更换电源适配器" in desk.type("sheet CASE --form requisition").out


def test_r089_the_manager_approves_before_parts_are_drawn(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER, REQUESTED)
    issue = f"parts issue CASE {PART}=1"
    assert asks_for(desk.as_("yangfang").refused(issue), "approve --what request")
    assert "approve is for manager" in desk.as_("chenwei").refused("parts approve CASE")
    desk.as_("liuhong").do(f"parts approve CASE --parts {PART}=1")
    desk.as_("yangfang").do(issue)


def test_r089_who_asks_does_not_approve(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER).at("2025-09-22 10:06").as_("liuhong")
    desk.do(REQUEST)
    assert "liuhong did request in this case" in desk.refused("parts approve CASE")


def test_r090_signature_approval_and_old_part_clear_the_spare_part(play: Play) -> None:
    desk = play(*AFTER_PARTS).as_("wangli")
    still_open = desk.refused("close CASE")
    assert f"{PART} 1个 in engineer:guotao" in still_open
    assert f"{PART} 1个 in engineer:guotao:old" in still_open
    cleared = play(*AFTER_PARTS, RETURNED).as_("yangfang")
    cleared.do(f"parts old-in CASE {PART}=1 --excused 用户坚持自留")
    assert cleared.as_("wangli").do("close CASE")["state"] == "closed"
    unapproved = play(*AFTER_PARTS[:-2], ASSESSED, RETURNED, OLD_IN).as_("chenwei")
    close = "close CASE --unreached 现场已请用户填写调查表"
    assert asks_for(unapproved.refused(close), "approve --what sheet")


def test_r091_a_count_is_booked_by_somebody_else(play: Play) -> None:
    desk = play(RECEIVED).as_("yangfang")
    count = desk.do(f"parts count {PART}=3")["id"]
    assert stock(desk, "store:good") == {PART: "4"}
    assert "adjust is for" in desk.refused(f"parts adjust {count}")
    desk.as_("chenwei").do(f"parts adjust {count} --reason 盘亏一只")
    assert stock(desk, "store:good") == {PART: "3"}
    own = desk.as_("liuhong").do(f"parts count {PART}=2")["id"]
    assert "counted and may not approve" in desk.as_("liuhong").refused(f"parts adjust {own}")
    assert PART in desk.type("sheet --form count --account store:good").out


def test_r091_each_part_has_specification_and_shelf(desk: Desk) -> None:
    change(desk, "inventory/parts.yaml", f"- sku: {PART}\n", f"- sku: {PART}\n  spec: 12V 1A\n")
    assert desk.at("2025-09-22 09:10").as_("yangfang").type("save").code == 0
    change(desk, "inventory/parts.yaml", "location: A-01", "shelff: A-01")
    assert "unknown key shelff" in desk.type("validate").out


def test_r092_a_receipt_note_comes_in_two_copies(desk: Desk) -> None:
    yangfang = desk.as_("yangfang")
    assert asks_for(yangfang.refused(without(RECEIVE, "--quality")), "--quality")
    voucher = yangfang.do(RECEIVE)["id"]
    assert stock(desk, "store:good") == {PART: "4"}
    printed = yangfang.type(f"sheet --form receipt --voucher {voucher} --format html")
    assert printed.code == 0
    assert printed.out.count("RK-0917") == 2


def test_r093_goods_come_in_against_their_voucher(desk: Desk) -> None:
    yangfang = desk.as_("yangfang")
    assert mistyped(yangfang.type(without(RECEIVE, "--document")), "--document")
    yangfang.do(RECEIVE)


def test_r094_goods_in_exchange_name_what_was_written_off(play: Play) -> None:
    desk = play(RECEIVED).as_("yangfang")
    received = desk.do("parts receive PSU-STB12V=1 --document RK-1 --quality 合格")["id"]
    exchange = "parts receive PSU-STB12V=1 --document HX-1 --quality 合格 --replaces"
    assert desk.type(f"{exchange} v-20250922-222222").code == 2
    assert "has written nothing off" in desk.refused(f"{exchange} {received}")
    scrap = f"parts scrap {PART}=1 --reason 进水 --from store:good --approved-by chenwei"
    desk.do(f"{exchange} {desk.do(scrap)['id']}")


def test_r095_no_more_is_handed_out_than_was_approved(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER, REQUESTED, YES).as_("yangfang")
    assert "2 are approved" in desk.refused(f"parts issue CASE {PART}=3")
    desk.do("parts issue CASE")
    assert stock(desk, "engineer:guotao") == {PART: "2"}
    assert "2 are approved" in desk.refused(f"parts issue CASE {PART}=1")


def test_r096_used_and_returned_make_up_what_was_issued(play: Play) -> None:
    desk = play(*AFTER_PARTS, OLD_IN).as_("yangfang")
    assert f"{PART} 1个 in engineer:guotao" in desk.as_("wangli").refused("close CASE")
    assert "1 more than" in desk.refused(f"parts return CASE {PART}=2")
    desk.do(f"parts return CASE {PART}=1")
    assert desk.as_("wangli").do("close CASE")["state"] == "closed"


# Old parts (R097 to R101)

FILED = (*AFTER_PARTS, RETURNED, OLD_IN, CLOSED)


def test_r097_an_old_part_is_judged_by_the_end_of_the_month(play: Play) -> None:
    desk = play(*FILED).as_("yangfang")
    assert desk.clock("old_parts_month")["due"] == "2025-10-01T00:00:00+08:00"
    assert desk.at("2025-10-01 00:00:00").type("overdue").code == 0
    late = desk.at("2025-10-01 00:00:01").type("overdue --kind old_parts_month")
    assert late.code == 1
    assert desk.at("2025-10-01 00:00:01").do("parts owed")[0]["kind"] == "inspection"
    desk.at("2025-09-30 10:00").do(INSPECT)
    assert desk.clock("old_parts_month")["state"] == "met"
    assert desk.at("2025-10-02 00:00").type("overdue").code == 0


def test_r097_one_that_does_not_come_in_is_not_judged(play: Play) -> None:
    desk = play(*AFTER_PARTS, RETURNED).as_("yangfang")
    desk.do("parts old-in CASE --excused 用户自留")
    assert "old_parts_month" not in {clock["name"] for clock in desk.show()["clocks"]}


@pytest.mark.parametrize("option", ["--result", "--analysis", "--refurbished"])
def test_r098_a_faultless_part_is_refurbished_into_good_stock(play: Play, option: str) -> None:
    desk = play(*FILED).at("2025-09-28 10:00").as_("yangfang")
    printed = desk.type("sheet CASE --form old-parts").out  # the judgement is written in by hand
    assert PART in printed
    assert "Judged by store" in printed
    refused = desk.type(without(INSPECT, option))
    assert refused.code == 3
    assert option in refused.err
    desk.do(INSPECT)
    assert (stock(desk, "store:old"), stock(desk, "store:good")) == ({}, {PART: "4"})


def test_r098_also_where_no_case_is_named(play: Play) -> None:
    desk = play(*FILED).at("2025-09-28 10:00").as_("yangfang")
    alone = without(INSPECT, "--case")
    assert asks_for(desk.refused(without(alone, "--refurbished")), "--refurbished")
    desk.do(alone)
    assert stock(desk, "store:good") == {PART: "4"}


BAD = f"parts inspect {PART}=1 --case CASE --result bad --analysis 内部短路,原因不明"
TO_MAKER = f"parts to-maker {PART}=1 --maker shengda --document TH-08"
FROM_MAKER = f"parts from-maker {PART}=1 --maker shengda --analysis 电容批次缺陷 --remedy 换批次 "
FROM_MAKER += "--document FX-1"
JUDGED_BAD = f"2025-09-28 10:00 yangfang {BAD}"
SENT = f"2025-09-28 10:10 yangfang {TO_MAKER}"


@pytest.mark.parametrize("option", ["--maker", "--document"])
def test_r099_a_faulty_part_goes_to_bad_stock_and_to_its_maker(play: Play, option: str) -> None:
    desk = play(*FILED).at("2025-09-28 10:00").as_("yangfang")
    assert desk.type(TO_MAKER).code == 3
    desk.do(BAD)
    assert stock(desk, "store:bad") == {PART: "1"}
    assert option in desk.type(without(TO_MAKER, option)).err
    voucher = desk.do(TO_MAKER)["id"]
    assert stock(desk, "maker:shengda") == {PART: "1"}
    assert "TH-08" in desk.type(f"sheet --form maker-return --voucher {voucher}").out


@pytest.mark.parametrize("option", ["--analysis", "--remedy"])
def test_r100_the_maker_owes_analysis_and_remedy(play: Play, option: str) -> None:
    desk = play(*FILED, JUDGED_BAD, SENT)
    assert [row["kind"] for row in desk.do("parts owed")] == ["maker"]
    assert option in desk.type(without(FROM_MAKER, option)).err
    desk.do(FROM_MAKER)
    assert desk.do("parts owed") == []


MAKERS_WAYS = {
    "another piece": f" --instead-of {PART}=1",
    "a credit": " --credit 20 --approved-by chenwei",
}


@pytest.mark.parametrize("way", MAKERS_WAYS.values(), ids=MAKERS_WAYS)
def test_r100_whatever_the_maker_does_he_says_what_was_wrong(play: Play, way: str) -> None:
    desk = play(*FILED, JUDGED_BAD, SENT)
    back = FROM_MAKER + way
    for option in ("--document", "--analysis", "--remedy"):
        assert option in desk.type(without(back, option)).err
    assert [row["kind"] for row in desk.do("parts owed")] == ["maker"]
    desk.do(back)
    assert "maker" not in [row["kind"] for row in desk.do("parts owed")]


def test_r101_a_puzzle_goes_to_research_and_gets_an_answer(play: Play) -> None:
    desk = play(*TO_CAUSE)
    answer = "support CASE --answer 加装磁环"
    assert asks_for(desk.as_("zhoukai").refused(answer), "support --question")
    desk.do("support CASE --question 嗡声大,查不出原因 --asked rnd")
    clock = desk.at("2025-09-30 10:00").clock("rnd_answer")
    assert (clock["state"], clock["due"], clock["owner"]) == ("running", None, "technician")
    desk.as_("zhoukai").do(answer)
    assert desk.clock("rnd_answer")["state"] == "met"
    assert desk.type("support CASE --question 甲 --asked nobody").code == 2


def test_r101_who_asked_does_not_answer_himself(play: Play) -> None:
    desk = play(*TO_CAUSE, "2025-09-22 11:12 guotao support CASE --question 查不出原因 --asked rnd")
    assert "guotao did support.question" in desk.refused("support CASE --answer 自己想到了")
    desk.as_("zhoukai").do("support CASE --answer 加装磁环")


def test_r102_branches_and_agents_have_accounts_of_their_own(play: Play) -> None:
    desk = play(RECEIVED).as_("yangfang")
    send = f"parts transfer {PART}=2 --from store:good --to"
    assert mistyped(desk.type(f"{send} branch:xian"), "branch:xian")
    desk.do(f"{send} branch:baoji --document DB-3")
    desk.do(f"{send} agent:xianyang --document DB-4")
    assert stock(desk, "branch:baoji") == stock(desk, "agent:xianyang") == {PART: "2"}
    book = desk.do("parts ledger branch:baoji")
    assert "store:good" in str(book)


# Warranty and charges (R064 to R066, R103 to R106, R114, R119 to R121)


def test_r064_what_is_free_is_not_charged(play: Play) -> None:
    desk = play(*TO_CAUSE)
    assert "is free: it cannot be charged" in desk.refused(f"{QUOTE}:paid")
    assert "owes 0.00 CNY" in desk.refused("cash collect CASE 50")
    desk.do(f"{QUOTE}:free")


def test_r065_a_charge_has_the_managers_consent(play: Play) -> None:
    desk = play(*OLD, QUOTED)
    assert asks_for(desk.refused("accept CASE"), "approve --what quote")
    assert "owes 0.00 CNY" in desk.refused("cash collect CASE 180")
    assert "approve is for manager" in desk.as_("chenwei").refused("approve CASE --what quote")
    unquoted = play(*OLD).as_("liuhong")
    assert asks_for(unquoted.refused("approve CASE --what quote"), "quote")
    desk.as_("liuhong").do("approve CASE --what quote")
    desk.do("accept CASE")
    assert desk.do("cash collect CASE 180")["state"] == "repairing"


def test_r065_consent_to_one_price_is_none_to_the_next(play: Play) -> None:
    desk = play(*TO_PRICE).at("2025-09-22 11:30")
    manager = desk.as_("liuhong")
    assert "no price of" in manager.refused("approve CASE --what quote")
    desk.do("quote CASE --yes all --line 风扇=9999")
    assert asks_for(desk.refused("accept CASE"), "approve --what quote")
    manager.do("approve CASE --what quote")
    assert "no price of" in manager.refused("approve CASE --what quote")
    assert "no price of" in manager.refused("reject CASE --what quote --reason 太高")
    desk.do("accept CASE")
    [file] = desk.root.glob("cases/*/*/*.yaml")
    text = file.read_text("utf-8")
    yes = text.rindex("- id:", 0, text.rindex("did: approve"))
    no = text.index("- id:", yes + 1)
    file.write_text(text[:yes] + text[no:], "utf-8")
    assert "accept needs approve.quote" in desk.type("validate").out


def test_r066_all_the_money_is_handed_in_on_return(play: Play) -> None:
    desk = play(*TO_PRICE, COLLECTED)
    assert desk.clock("cash_handover")["due"] == "2025-09-22T17:30:00+08:00"
    assert desk.at("2025-09-22 17:30:01").clock("cash_handover")["state"] == "overdue"
    rest = (COMPLETED, SITE_REPORTED, SHEET_IN, SHEET_APPROVED, ASSESSED)
    later = desk.play(*(line.replace("11:4", "11:5") for line in rest)).as_("wangli")
    assert "180.00 CNY in cash:guotao" in later.refused("close CASE")
    hemei = later.as_("hemei")
    hemei.do("cash hand-in CASE 100")
    assert "80.00 CNY in cash:guotao" in later.refused("close CASE")
    hemei.do("cash hand-in CASE")
    later.do("close CASE")
    hemei.do("cash settle 180")
    assert "180.00" in desk.type("sheet CASE --form cash").out


def test_r103_warranty_runs_by_the_products_file(play: Play) -> None:
    last = TO_CAUSE[0].replace("2025-03-01", "2024-09-22")
    desk = play(last, *TO_CAUSE[1:])
    assert "warranty until 2025-09-22" in desk.refused(f"{QUOTE}:paid")
    over = play(TO_CAUSE[0].replace("2025-03-01", "2024-09-21"), *TO_CAUSE[1:])
    over.do(QUOTE)
    assert over.last()["category"] == "paid"


def test_r104_a_component_has_a_warranty_of_its_own(play: Play) -> None:
    purchased = TO_CAUSE[0].replace("2025-03-01", "2025-05-01")
    desk = play(purchased, *TO_CAUSE[1:])
    desk.do("quote CASE --yes all --line 主机=0:free")
    longer = play(*OLD).as_("guotao")
    change(
        longer,
        "inventory/products.yaml",
        "name: 主机\n    months: 12",
        "name: 主机\n    months: 60",
    )
    refused = longer.refused("quote CASE --yes all --line 主机=180:paid --line 遥控器=30")
    assert "主机 is free" in refused
    longer.do("save")
    longer.do("quote CASE --yes all --line 主机=180 --line 遥控器=30")
    assert longer.last()["line"] == ["主机=180.00:free", "遥控器=30.00"]


def test_r105_free_paid_or_contract_is_known_before_the_price(play: Play) -> None:
    desk = play(*OLD)
    otherwise = f"{QUOTE} --category free"
    assert "by warranty and contract this is paid" in desk.refused(otherwise)
    desk.do(QUOTE)
    assert desk.last()["category"] == "paid"
    nothing = play(without(TO_CAUSE[0], "--purchased"), *TO_CAUSE[1:])
    assert mistyped(nothing.type(QUOTE), "--category")
    goodwill = play(*OLD)
    goodwill.do("quote CASE --yes all --line 换主板=0:free --category free --because 三包期刚过")


def test_r106_each_line_is_charged_by_its_own_category(play: Play) -> None:
    desk = play(*OLD)
    assert asks_for(desk.refused("quote CASE"), "--line")
    desk.do("quote CASE --yes all --line 更换主板=180 --line 遥控器=0:free --line 适配器=28:paid")
    desk.as_("liuhong").do("approve CASE --what quote")
    desk.do("accept CASE")
    owed = [row["what"] for row in desk.show()["open"] if "CNY" in row["what"]]
    assert owed == [f"208.00 CNY in customer:{desk.case}"]


def test_r114_freight_is_paid_by_the_rules(play: Play) -> None:
    desk = play(*TO_CAUSE).as_("hemei")
    freight = "cash pay CASE 25 --for freight --reason 寄回厂家 --approved-by liuhong --payer firm"
    assert desk.type(freight.replace("firm", "nobody")).code == 2
    desk.do(freight)
    assert desk.do("parts ledger freight")["closing"][0]["qty"] == 25


def test_r114_freight_that_the_user_pays_is_in_the_way_of_closing(play: Play) -> None:
    pay = "cash pay CASE 25 --for freight --reason 寄回 --approved-by liuhong --payer user"
    desk = play(*TO_OFFICE, SHEET_APPROVED, ASSESSED, f"2025-09-22 14:06 hemei {pay}")
    asked = desk.as_("wangli").refused("close CASE")
    assert "cash collect" in asked
    assert "cash write-off" in asked
    desk.as_("guotao").do("cash collect CASE 25")
    desk.as_("hemei").do("cash hand-in CASE")
    desk.as_("wangli").do("close CASE")


def test_r119_the_list_is_shown_before_the_customer_agrees(play: Play) -> None:
    desk = play(*OLD).at("2025-09-22 11:15")
    desk.do(f"{QUOTE} --not list_shown:忘带")
    desk.as_("liuhong").do("approve CASE --what quote")
    assert asks_for(desk.refused("accept CASE"), "list_shown")
    desk.do(QUOTE)
    assert desk.last()["list"] == "2026-07"
    desk.as_("liuhong").do("approve CASE --what quote")
    desk.do("accept CASE")
    assert "2026-07" in desk.type("sheet --form price-list").out


DEAR = tuple(line.replace("=180", "=680") for line in TO_PRICE)


def test_r120_only_a_small_sum_is_taken_on_the_spot(play: Play) -> None:
    desk = play(*DEAR)
    assert "more than 500.00" in desk.refused("cash collect CASE 500.01")
    desk.do("cash collect CASE 500")
    assert "680.00 is more than 500.00" in desk.refused("cash collect CASE 180")
    desk.as_("hemei").do("cash hand-in CASE")
    desk.as_("hemei").do("invoice CASE FP-2025-118")
    assert desk.last()["number"] == "FP-2025-118"
    assert "500.00" in desk.type("sheet CASE --form cash").out


def test_r120_the_validator_says_so_too(play: Play) -> None:
    desk = play(*DEAR)
    desk.as_("hemei").do("invoice CASE FP-2025-118")
    desk.do("cash collect CASE 680")
    [file] = desk.root.glob("cases/*/*/*.yaml")
    change(desk, str(file.relative_to(desk.root)), "did: invoice\n  number:", "did: note\n  text:")
    assert "680.00 is more than 500.00" in desk.type("validate").out


def test_r121_otherwise_the_invoice_comes_first(play: Play) -> None:
    desk = play(*DEAR)
    assert "the invoice comes first" in desk.refused("cash collect CASE 680")
    assert asks_for(desk.as_("hemei").refused("invoice CASE"), "NUMBER")
    desk.as_("hemei").do("invoice CASE FP-2025-118")
    rest = (COMPLETED, SITE_REPORTED, SHEET_IN, SHEET_APPROVED, ASSESSED)
    done = desk.play(*(line.replace("11:4", "11:5") for line in rest)).as_("wangli")
    assert "680.00 CNY in customer:" in done.refused("close CASE")
    done.as_("guotao").do("cash collect CASE 680")
    done.as_("hemei").do("cash hand-in CASE")
    done.do("close CASE")


# Taken along (R115 to R118)


@pytest.mark.parametrize("option", ["--condition", "--accessories", "--promised"])
def test_r115_a_receipt_is_given_for_what_is_taken_along(play: Play, option: str) -> None:
    desk = play(*TO_CAUSE)
    assert asks_for(desk.refused(without(TAKE_AWAY, option)), option)
    assert desk.do(TAKE_AWAY)["state"] == "taken_away"
    [receipt] = desk.last()["vouchers"]
    printed = desk.type("sheet CASE --form take-away").out
    assert receipt in printed
    assert "遥控器一只" in printed


def test_r116_the_goods_book_knows_what_is_in_the_house(play: Play) -> None:
    desk = play(*TO_CAUSE, TAKEN)
    assert desk.do("parts stock --account house")[0]["serial"] == "SN77001234"
    assert "SN77001234" in desk.type("sheet --form goods-book --for 2025-09").out
    back = play(*TO_CAUSE, TAKEN, REPAIRED)
    back.do("give-back CASE --signed-by 李建国 --receipt-lost 已丢失")
    assert back.do("parts stock --account house") == []
    assert "SN77001234" in str(back.do("parts goods-book"))


def test_r117_the_receipt_is_got_back_or_its_loss_stated(play: Play) -> None:
    desk = play(*TO_CAUSE, TAKEN, REPAIRED)
    give_back = "give-back CASE --signed-by 李建国"
    assert asks_for(desk.refused(give_back), "--receipt", "--receipt-lost")
    delivery = desk.as_("yangfang").do(RECEIVE)["id"]
    for other in (delivery, "v-20250922-222222"):
        assert "is no receipt of" in desk.refused(f"{give_back} --receipt {other}")
    [taken] = [e for e in desk.show()["history"] if e["did"] == "take-away"]
    desk.do(f"{give_back} --receipt {taken['vouchers'][0]}")


def test_r118_the_customer_signs_for_what_comes_back(play: Play) -> None:
    desk = play(*TO_CAUSE, TAKEN, REPAIRED)
    back = "give-back CASE --signed-by 李建国 --receipt-lost 已丢失"
    assert asks_for(desk.refused(without(back, "--signed-by")), "--signed-by")
    assert desk.do(back)["state"] == "restored"


# The store (R125 to R127)


def test_r125_the_store_keeps_its_shelves_apart(desk: Desk) -> None:
    yangfang = desk.as_("yangfang")
    yangfang.do(RECEIVE)
    assert "is for storekeeper" in desk.as_("guotao").refused(RECEIVE)
    move = f"parts transfer {PART}=1 --from store:good --to"
    assert mistyped(yangfang.type(f"{move} store:attic"), "store:good|bad")
    assert "parts transfer brings nothing to store:bad" in yangfang.refused(f"{move} store:bad")
    yangfang.do(f"parts receive {PART}=1 --document RK-3 --quality 外壳破损 --to store:bad")
    assert (stock(desk, "store:good"), stock(desk, "store:bad")) == ({PART: "4"}, {PART: "1"})


def test_r126_what_falls_below_its_least_stock_is_to_be_ordered(desk: Desk) -> None:
    yangfang = desk.as_("yangfang")
    yangfang.do(RECEIVE)
    [row] = [row for row in yangfang.do("parts reorder") if row["sku"] == PART]
    assert float(row["qty"]) == 36  # 40 at most, 4 there
    yangfang.do(f"parts receive {PART}=36 --document RK-2 --quality 合格")
    assert PART not in {row["sku"] for row in yangfang.do("parts reorder")}
    change(desk, "inventory/parts.yaml", "min: 10", "min: -1")
    assert "below zero" in desk.type("validate").out


def test_r127_parts_have_classes_by_the_value_of_their_use(play: Play) -> None:
    desk = play(*FILED).at("2025-09-28 10:00")
    ranks = {row["sku"]: row for row in desk.do("parts abc")}
    assert ranks[PART]["class"] == "A"  # the only part that was used
    assert ranks["BD-STB210"]["class"] == "C"
    change(desk, "inventory/parts.yaml", "class: B", "class: D")
    assert "'D' is none of A, B, C" in desk.type("validate").out


# Loaners, for which see R129 and R130

LOANER = "2025-09-22 09:05 yangfang parts receive FL-STB210@DY0001 --document RK-3 --quality 合格"
LOANER_IN = f"{LOANER} --to store:loaner"
LOAN_OUT = "loan out CASE DY0001 --signed-by 李建国"


def test_r129_substitutes_are_kept_in_the_store(play: Play) -> None:
    desk = play(LOANER_IN, *TO_CAUSE).as_("yangfang")
    assert [row["serial"] for row in desk.do("loan list")] == ["DY0001"]
    desk.do(LOAN_OUT)
    assert "not in store:loaner" in desk.refused(LOAN_OUT.replace("DY0001", "DY0002"))


def test_r130_the_substitute_comes_back_before_the_case_is_filed(play: Play) -> None:
    desk = play(LOANER_IN, *TO_CAUSE).as_("yangfang")
    assert asks_for(desk.refused(without(LOAN_OUT, "--signed-by")), "--signed-by")
    desk.do(LOAN_OUT)
    assert "DY0001" in desk.type("sheet CASE --form loan").out
    rest = (COMPLETED, SITE_REPORTED, SHEET_IN, SHEET_APPROVED, ASSESSED)
    done = desk.play(*rest).as_("wangli")
    assert "DY0001 in customer:" in done.refused("close CASE")
    done.as_("yangfang").do("loan in CASE")
    done.do("close CASE")


def test_r130_a_substitute_that_is_lost_is_written_off_and_paid_for(play: Play) -> None:
    lent = f"2025-09-22 11:10 yangfang {LOAN_OUT}"
    rest = (COMPLETED, SITE_REPORTED, SHEET_IN, SHEET_APPROVED, ASSESSED)
    desk = play(LOANER_IN, *TO_CAUSE, lent, *rest).as_("yangfang")
    assert "loan lost" in desk.as_("wangli").refused("close CASE")
    lost = "loan lost CASE DY0001 --reason 店铺失火 --approved-by chenwei --compensation 300"
    for option in ("--reason", "--approved-by"):
        assert asks_for(desk.refused(without(lost, option)), option)
    assert "may not approve" in desk.refused(lost.replace("chenwei", "yangfang"))
    desk.do(lost)
    assert "300.00 CNY in customer:" in desk.as_("wangli").refused("close CASE")
    finance = desk.as_("hemei")
    finance.do("cash write-off CASE 300 --reason 已搬走 --approved-by liuhong")
    desk.as_("wangli").do("close CASE")


def test_r135_a_part_lost_by_who_had_it_is_paid_by_him(play: Play) -> None:
    desk = play(*WITH_PARTS).as_("yangfang")
    lost = f"parts lost CASE {PART}=1 --reason 掉入井道 --approved-by chenwei --compensation 28"
    for option in ("--reason", "--approved-by"):
        assert asks_for(desk.refused(without(lost, option)), option)
    assert "guotao may not approve" in desk.refused(lost.replace("chenwei", "guotao"))
    assert "more than" in desk.refused(lost.replace("=1", "=3"))
    desk.do(lost)
    owed = {row["what"] for row in desk.show()["open"]}
    assert {"28.00 CNY in cash:guotao", f"{PART} 1个 in engineer:guotao"} <= owed


# Tools (R131, R133, R135 to R138)

BUY = (
    "tool add T-0017 --name 数字示波器 --value 1800 --quotes 甲1800乙1950"
    " --checked-by hemei --approved-by chenwei"
)
BOUGHT = f"2025-09-22 09:10 yangfang {BUY}"
KEPT = "2025-09-22 09:15 yangfang tool out T-0017 guotao"


def test_r131_a_costly_tool_is_a_fixed_asset(desk: Desk) -> None:
    yangfang = desk.as_("yangfang")
    costly = BUY.replace("--value 1800", "--value 2000")
    assert "a tool from 2000.00 on is a fixed asset" in yangfang.refused(costly)
    yangfang.do(f"{costly} --fixed-asset")
    yangfang.do(BUY.replace("T-0017", "T-0018"))
    assert "T-0017" in yangfang.type("sheet --form tools").out


def test_r133_a_tool_is_in_somebodys_keeping(play: Play) -> None:
    desk = play(BOUGHT, KEPT)
    assert [row["tool"] for row in desk.do("tool list")] == ["T-0017"]
    assert "guotao" in str(desk.do("tool list"))
    assert "in nobody's keeping" in desk.refused("tool out T-0099 guotao")
    assert desk.type("tool out T-0017 nobody").code == 2
    desk.do("tool in T-0017")


def test_r135_a_lost_tool_is_paid_for_unless_it_was_wear(play: Play) -> None:
    desk = play(BOUGHT, KEPT).as_("chenwei")
    lost = "tool lost T-0017 --reason 遗失在用户处"
    assert asks_for(desk.refused(lost), "--compensation", "--worn")
    paid = desk.do(f"{lost} --compensation 900")
    assert paid["id"].startswith("v-")
    worn = play(BOUGHT, KEPT).as_("chenwei")
    worn.do("tool lost T-0017 --reason 探头老化 --worn")
    assert "T-0017" in str(worn.do("parts ledger worn"))


def test_r136_tools_are_handed_over_by_who_leaves(play: Play) -> None:
    desk = play(BOUGHT, KEPT).as_("liuhong")
    refused = desk.refused("roster leave guotao --until 2025-09-22")
    assert "T-0017" in refused
    assert "servicectl tool in T-0017" in refused
    desk.as_("yangfang").do("tool in T-0017")
    desk.do("roster leave guotao --until 2025-09-22")


def test_r136_the_sheet_is_handed_in_by_who_leaves(play: Play) -> None:
    desk = play(*TO_CAUSE, COMPLETED, SITE_REPORTED).as_("liuhong")
    leave = "roster leave guotao --until 2025-09-22"
    assert f"servicectl sheet-in {desk.case}" in desk.refused(leave)
    desk.as_("wangli").do("sheet-in CASE --debrief 电容老化,换适配器,试机正常")
    desk.as_("liuhong").do(leave)


def test_r137_wear_and_loss_are_reported_with_the_reason(play: Play) -> None:
    desk = play(BOUGHT, KEPT).as_("chenwei")
    assert mistyped(desk.type("tool lost T-0017 --worn"), "--reason")
    desk.do("tool lost T-0017 --reason 探头老化 --worn")
    assert "T-0017" in desk.type("sheet --form tools").out


@pytest.mark.parametrize("option", ["--quotes", "--checked-by", "--approved-by"])
def test_r138_prices_are_asked_checked_and_approved(desk: Desk, option: str) -> None:
    yangfang = desk.as_("yangfang")
    assert asks_for(yangfang.refused(without(BUY, option)), option)
    assert "wangli is not of finance" in yangfang.refused(BUY.replace("hemei", "wangli"))
    assert "may not approve this" in yangfang.refused(BUY.replace("chenwei", "guotao"))
    yangfang.do(BUY)


# The library (R139 to R142)

LIBRARY = """schema: 1
documents:
- title: FL-STB210 测试维修指导
  sort: repair-guide
  model: FL-STB210
  place: 资料柜 2 层
  keeper: zhoukai
"""


def shelved(desk: Desk, old: str = "", new: str = "") -> Answer:
    """Return what is said of the library as it was written in an editor."""
    assert old in LIBRARY
    text = LIBRARY.replace(old, new) if old else LIBRARY
    (desk.root / "inventory/library.yaml").write_text(text, encoding="utf-8")
    return desk.as_("zhoukai").type("save")


def test_r139_a_library_says_what_there_is_and_where(desk: Desk) -> None:
    assert "place is missing" in shelved(desk, "  place: 资料柜 2 层\n").err
    assert shelved(desk).code == 0


@pytest.mark.parametrize("sort", ["parts-prices", "drawing", "journal"])
def test_r140_documents_are_of_seven_sorts(desk: Desk, sort: str) -> None:
    assert "'comic' is none of manual" in shelved(desk, "repair-guide", "comic").err
    assert shelved(desk, "repair-guide", sort).code == 0


def test_r141_somebody_keeps_each_document(desk: Desk) -> None:
    assert "keeper is missing" in shelved(desk, "  keeper: zhoukai\n").err
    assert "zhouka is not in the roster" in shelved(desk, "zhoukai", "zhouka").err
    assert shelved(desk).code == 0


def test_r142_the_companys_own_guides_are_for_a_model(desk: Desk) -> None:
    assert shelved(desk).code == 0
    assert "is not of the form" in shelved(desk, "model: FL-STB210", "model: 全部 型号").err


# What a new user's day has shown


BY_MOUTH = "2025-09-22 10:07 guotao parts approve CASE --oral liuhong"


def test_what_the_manager_said_is_written_down_by_who_asked(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER, REQUESTED).as_("guotao")
    [row] = [row for row in desk.show()["open"] if "asked for" in row["what"]]
    assert (row["who"], PART in row["what"]) == ("manager", True)
    assert row["settle"] == f"servicectl parts approve {desk.case}"
    assert "chenwei may not approve this" in desk.refused("parts approve CASE --oral chenwei")
    assert "guotao did request" in desk.refused("parts approve CASE --oral guotao")
    said = desk.type("parts approve CASE --oral liuhong").out
    assert f"approved: {PART}=2" in said
    assert "asked for" not in str(desk.show()["open"])
    desk.as_("yangfang").do("parts issue CASE")


def test_the_confirmation_is_watched_until_it_comes(play: Play) -> None:
    lines = (RECEIVED, *TO_ENGINEER, REQUESTED, BY_MOUTH)
    desk = play(*lines).as_("guotao")
    settle = f"servicectl confirm {desk.case} {desk.last()['id']}"
    assert ("liuhong", settle) in [(row["who"], row["settle"]) for row in desk.show()["open"]]
    [row] = [row for row in desk.do("parts owed") if row["kind"] == "confirmation"]
    assert (row["who"], row["settle"], row["since"][:16]) == ("liuhong", settle, "2025-09-22T10:07")
    clock = desk.clock("confirmation")
    assert (clock["state"], clock["who"], clock["due"][:16]) == (
        *("running", "liuhong", "2025-09-23T12:00"),
    )
    late = desk.at("2025-09-23 12:01").type("overdue --kind confirmation --json")
    assert (late.code, [row["who"] for row in late.json]) == (1, ["liuhong"])
    assert "liuhong said yes, and confirms it" in desk.as_("chenwei").refused("confirm CASE")
    desk.as_("liuhong").do("confirm CASE")
    assert desk.clock("confirmation")["state"] == "met"
    assert not {"confirmation"} & {row["kind"] for row in desk.do("parts owed")}
    assert settle not in str(desk.show()["open"])
    assert "waits to be confirmed" in desk.as_("liuhong").refused("confirm CASE")


def test_also_after_the_case_was_closed(play: Play) -> None:
    by_mouth = "2025-09-22 14:00 chenwei approve CASE --what sheet --oral liuhong"
    desk = play(*TO_OFFICE, by_mouth, ASSESSED, CLOSED).as_("liuhong")
    assert [row["kind"] for row in desk.do("parts owed")] == ["confirmation"]
    assert desk.type("validate").code == 0
    desk.do("confirm CASE")
    assert desk.do("parts owed") == []
    path = next(desk.root.glob("cases/*/*/*.yaml"))
    path.write_text(path.read_text("utf-8").replace("oral: liuhong", "oral: chenwei"), "utf-8")
    assert "chenwei said yes, and confirms it" in desk.type("validate").out


def test_r095_what_was_asked_for_and_not_approved_waits_for_its_approval(play: Play) -> None:
    lines = (RECEIVED, *TO_ENGINEER, REQUESTED, YES, REQUESTED.replace("10:06", "10:08"))
    desk = play(*lines).as_("yangfang")
    desk.do("parts issue CASE")
    assert f"servicectl parts approve {desk.case}" in desk.refused("parts issue CASE")
    assert f"servicectl parts approve {desk.case}" in desk.refused(f"parts issue CASE {PART}=1")


NEW_UNIT = (
    "2025-09-22 09:01 yangfang parts receive FL-STB210@SN9 --document RK-1 --quality 合格",
    *TO_CUSTOMER,
    "2025-09-22 11:01 guotao approve CASE --what exchange --oral liuhong",
)
EXCHANGE = "exchange CASE --old SN77001234 --new SN9 --reason 换新"
FINISHED = (
    "2025-09-22 11:02 yangfang parts transfer FL-STB210@SN9 --from store:good --to store:finished"
)


def test_a_whole_unit_is_given_for_the_one_that_the_case_is_about(play: Play) -> None:
    desk = play(*NEW_UNIT, FINISHED).at("2025-09-22 11:03").as_("guotao")
    theirs = EXCHANGE.replace("SN77001234", "SN22070013")  # on file with another customer
    assert "on file with another customer: c-" in desk.refused(theirs.replace("exchange", "swap"))
    assert "another customer" in desk.refused(theirs)
    nobodys = EXCHANGE.replace("SN77001234", "SN1")
    assert "is about SN77001234, not about SN1; say --old SN77001234" in desk.refused(nobodys)
    desk.do(EXCHANGE)
    assert desk.type("validate").code == 0
    [case] = desk.root.glob("cases/*/*/*.yaml")
    text = case.read_text("utf-8")
    case.write_text(text.replace("\nunit: SN77001234", "\nunit: SN9"), "utf-8")  # as it is now
    assert "is about" not in desk.type("validate").out
    case.write_text(text.replace("  old: SN77001234", "  old: SN1"), "utf-8")
    assert "is about SN77001234, not about SN1" in desk.type("validate").out


def test_what_brings_the_new_unit_there_is_said(play: Play) -> None:
    desk = play(*NEW_UNIT).at("2025-09-22 11:02").as_("guotao")
    assert FINISHED.partition("yangfang ")[2] in desk.refused(EXCHANGE)
    unheard = desk.refused(EXCHANGE.replace("SN9", "SN8"))
    assert "parts receive MODEL@SN8 --document NUMBER --to store:finished" in unheard
    swap = EXCHANGE.replace("exchange", "swap")
    issue = f"parts issue {desk.case} FL-STB210@SN9 --from store:good"
    assert f"servicectl {issue}" in desk.refused(swap)
    lent = desk.refused("loan out CASE SN7 --signed-by 李建国")
    assert "SN7 is in none of our accounts" in lent
    assert desk.refused("swap CASE --old SN77001234 --reason 坏").endswith("swap needs --new")
    both = desk.refused("swap CASE --reason 坏")
    assert both.endswith("swap needs --new or --new-sim")


def test_r097_an_old_part_is_judged_for_its_case_also_where_that_is_not_typed(play: Play) -> None:
    desk = play(*FILED).at("2025-09-28 10:00").as_("yangfang")
    bought_in = "--document RK-2 --quality 旧 --from installed --to store:old "
    bought_in += "--approved-by chenwei"
    desk.do(f"parts receive {PART}=1 {bought_in}")
    alone = without(INSPECT, "--case")
    both = desk.refused(alone.replace(f"{PART}=1", f"{PART}=2"))
    assert f"{PART}=1 from {desk.case}, {PART}=1 from no case" in both
    assert f"servicectl parts inspect {PART}=1 --result good|bad --case {desk.case}" in both
    early = desk.at("2025-09-28 11:00").type(f"{alone} --at 2025-09-22T14:06:00+08:00")
    assert early.code == 3  # before it was in
    assert desk.do(alone)["case"] == desk.case
    assert desk.clock("old_parts_month")["state"] == "met"
    last = desk.do(alone)
    assert (last["case"], last["id"][:2]) == (None, "v-")
    assert "store:old has 0" in desk.refused(alone)
