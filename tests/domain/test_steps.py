"""Steps, fields and ticks of a rulebook's own: typed, told, printed, asked for, refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from servicectl.cli.app.commands import COMMANDS, GROUPS
from servicectl.domain.workflow.reserved import COMMAND_WORDS
from tests.desk import Desk

Play = Callable[..., Desk]

STEPS = """
kinds:
  repair:
    like: repair-2
    states:
      commissioned: {zh: 已调试, en: commissioned, owner: engineer, is: [visit, at_customer]}
    moves:
      commission.passed: on_site or repairing -> commissioned
      commission.failed: at_customer -> repairing
      complete: commissioned or repairing -> completed
      tell: open
steps:
  commission:
    zh: "调试 {甲}"
    en: test and commission {x}
    by: [engineer]
    own: yes
    outcome: result
    fields:
      test:
        {kind: text, required: yes, zh: 测试内容, en: tested, form: service-sheet, search: yes}
      result:
        of: {passed: {zh: 合格, en: passed}, failed: {zh: "不{合}格", en: failed}}
        required: yes
        zh: 结论
        en: result
      depth:  {kind: number, measure: 米, zh: 深度, en: depth, form: [service-sheet, plan]}
      again:  {kind: agreed, zh: 下次时间, en: comes again}
      seen_by: {kind: person, many: yes, zh: 在场, en: seen by, form: service-sheet}
      fitted: {kind: part, zh: 配件, en: fitted}
      tried: {kind: moment, many: yes, zh: 试机, en: tried}
      urgent: {kind: word, of: priority, zh: 缓急, en: how urgent}
    ticks: {swept: {zh: 清扫, en: swept, rule: R448, when: kind = repair}}
  tell: {zh: 通知业务部, en: told the department, after: assign}
"""
CLOCKS = """
  back: {from: commission, until: close, at: agreed, owner: engineer, rule: R354}
  hurry: {from: assign, until: commission.passed, within: 30m, owner: engineer, rule: R355}
"""
TO_THE_CUSTOMER = (
    "2025-09-22 09:00 wangli report --customer 池畔 --phone 029-85550077 --address 路 --fault x",
    "2025-09-22 09:02 wangli handover CASE --no-guidance x",
    "2025-09-22 09:05 chenwei assign CASE zhangqiang",
    "2025-09-22 09:08 zhangqiang prepare CASE --yes all --cause x",
    "2025-09-22 09:09 zhangqiang depart CASE",
    "2025-09-22 09:20 zhangqiang arrive CASE --yes all --met x",
)
COMMISSION = (
    "2025-09-22 09:45 zhangqiang commission CASE --test 全功能 --result passed --depth 2.50 "
    "--again '2025-09-24 09:00' --seen-by liming --seen-by zhangqiang --yes swept "
    "--tried '2025-09-22 09:40' --urgent urgent"
)


def with_own(desk: Desk, own: str, clocks: str = "", require: str = "") -> Desk:
    """Return the desk after kinds, steps, fields were written into its rulebook, and saved."""
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    text = text.replace("\nclocks:\n", f"\nclocks:\n{clocks}", 1)
    text = re.sub("(?m)^ticks:.*\n", "", text) if "\nticks:" in own else text
    text = text.replace("  complete: [diagnose, ", "  complete: [", 1)
    text = re.sub("(?m)^  close: .*$", f"  close: [{require}]", text) if require else text
    policies.write_text(text.rstrip() + own, "utf-8")
    desk.as_("wangli").do("save")
    return desk


@pytest.fixture
def own(desk: Desk) -> Desk:
    """Return a desk with two steps of its own."""
    return with_own(desk, STEPS, CLOCKS, "commission.passed, commission.depth")


def test_a_step_of_ones_own_is_a_command_like_any_other(own: Desk) -> None:
    desk = own.play(*TO_THE_CUSTOMER)
    page = desk.type("commission --help").out
    assert "  test and commission {x}\n" in page
    assert "--depth NUMBER          depth (米)" in page
    assert "--test TEXT             tested [required]" in page
    assert "  swept  swept" in page
    assert "  own steps  commission, tell\n" in desk.type("--help").out
    zh = desk.speaking("zh").type("help own").out
    assert "commission  调试 {甲}" in zh
    desk = desk.as_("zhangqiang").at("2025-09-22 09:40")
    assert "needs --test, --result" in desk.refused("commission CASE")
    assert "did you mean passed?" in desk.type("commission CASE --test x --result pased").err
    assert (
        "--depth: 'deep' is no number"
        in desk.type("commission CASE --test x --result passed --depth deep").err
    )
    said = desk.as_("chenwei").refused("commission CASE --test x --result passed")
    assert "commission is for engineer; chenwei is supervisor" in said
    said = desk.as_("liming").refused("commission CASE --test x --result passed")
    assert "is for the engineers of this visit: zhangqiang" in said
    for typed, said in (
        ("--seen-by nobody", "in the roster"),
        ("--fitted X-1", "no part X-1"),
        ("--tried 09:40 --tried 09:41", "--tried: 2025-09-22T09:41:00+08:00 is still to come"),
    ):
        assert said in desk.type(f"commission CASE --test x --result passed {typed}").err
    desk = desk.play(COMMISSION)
    assert desk.show()["state"] == "commissioned"
    event = desk.show()["history"][-1]
    assert [event[k] for k in ("did", "test", "depth", "seen_by", "ticks")] == [
        *("commission", "全功能", "2.5", ["liming", "zhangqiang"], {"swept": "yes"}),
    ]
    log = desk.speaking("zh").type("log CASE").out
    assert event["tried"] == ["2025-09-22T09:40:00+08:00"]
    for line in (
        "缓急: urgent (加急)",
        "测试内容: 全功能",
        "结论: passed (合格)",
        "深度: 2.5 米",
        "勾选项: ✓ 清扫",
    ):
        assert f"    {line}\n" in log
    assert "commissioned (已调试)" in desk.speaking("zh").type("show CASE").out
    assert "深度      2.5 米" in desk.speaking("zh").type("show CASE").out
    assert desk.do("search 全功能")
    assert desk.do("search liming zhangqiang") == []  # nobody said that it is to be found
    assert desk.type("validate").code == desk.type("audit").code == 0


def test_a_step_is_typed_by_its_chinese_name_and_by_step(own: Desk) -> None:
    desk = own.play(*TO_THE_CUSTOMER).as_("wangli").at("2025-09-22 09:30")
    assert desk.do("通知业务部 CASE")["state"] == "on_site"
    assert "possible now" in desk.refused("step tell CASE")  # after: assign, once for each
    desk = desk.as_("zhangqiang")
    failed = desk.do("step", "commission", "CASE", "--test", "x", "--result", "failed")
    assert failed["state"] == "repairing"
    assert "tell" in desk.type("step --help").out


def test_clocks_requirements_and_explain_speak_of_own_steps(own: Desk) -> None:
    desk = own.play(*TO_THE_CUSTOMER, COMMISSION)
    [back] = desk.do("explain CASE back")
    assert (back["state"], back["due"]) == ("running", "2025-09-24T09:00:00+08:00")
    [hurry] = desk.do("explain CASE hurry")
    assert (hurry["state"], hurry["late_by_s"]) == ("late", 600)
    desk = desk.play(
        "2025-09-22 10:40 zhangqiang complete CASE --cause x --work y --signed-by z",
        "2025-09-22 11:00 wangli sheet-in CASE --debrief ok",
        "2025-09-22 11:30 wangli callback CASE --running ok --satisfaction 5",
    )
    assert desk.do("close CASE")["state"] == "closed"
    desk = desk.at("2025-09-22 11:40").as_("chenwei")
    said = desk.refused(f"retract CASE {desk.show()['history'][-5]['id']} --reason x")
    assert "(close) rests on it" in said


def test_an_own_step_is_printed_on_the_forms_it_names(own: Desk) -> None:
    desk = own.play(*TO_THE_CUSTOMER, COMMISSION)
    sheet = desk.speaking("zh").type("sheet CASE").out
    assert "- **测试内容**: 全功能" in sheet
    assert "- **深度**: 2.5 米" in sheet
    assert "- **在场**: 李明；张强" in sheet
    assert "[x] 清扫" in sheet
    plan = desk.speaking("zh").type("sheet CASE --form plan").out
    assert "- **深度**: 2.5 米" in plan
    assert "测试内容" not in plan
    assert desk.type("sheet CASE --format html").code == 0


def test_a_step_into_the_end_asks_what_closing_asks(desk: Desk) -> None:
    ended = """
kinds:
  repair:
    like: repair-2
    without: [guide]
    moves: {finish.done: at_customer or completed -> closed, finish.later: completed}
steps:
  finish:
    zh: 了结
    en: finish
    outcome: how_so
    fields: {how_so: {of: {done: {zh: 好, en: done}, later: {zh: 待, en: later}}, zh: 果, en: how}}
"""
    ending = "  ending: {from: report, until: finish, within: 48h, owner: supervisor}\n"
    desk = with_own(desk, ended, ending).play(TO_THE_CUSTOMER[0]).at("2025-09-22 09:02")
    assert "handover needs --no-guidance" in desk.as_("wangli").refused("handover CASE")
    desk = desk.play(
        *TO_THE_CUSTOMER[1:],
        "2025-09-22 09:29 zhangqiang diagnose CASE --cause x --agrees yes",
        "2025-09-22 09:30 zhangqiang quote CASE --line 换线=80.00:paid --category paid --because x",
        "2025-09-22 09:31 zhangqiang accept CASE",
    )
    desk = desk.at("2025-09-22 09:40").as_("wangli")
    assert "finish needs --how-so done" in desk.refused("finish CASE --how-so later")
    said = desk.refused("finish CASE --how-so done")
    assert "still open" in said
    assert "80.00" in said
    assert "ending" not in said  # what the step itself ends is in nobody's way


def test_the_names_that_steps_cannot_have_are_those_that_ship() -> None:
    """A new command has to be told here, or a rulebook could call a step so."""
    first = {words.split(" ")[0] for words in (*COMMANDS, *GROUPS)}
    assert first - COMMAND_WORDS == set()


def test_a_case_keeps_the_steps_and_options_of_its_rulebook(own: Desk) -> None:
    desk = own.play(*TO_THE_CUSTOMER)
    policies = desk.root / "policies.yaml"
    text = policies.read_text("utf-8")
    for gone in ("  hurry:", "  tell:", "      tell: open"):
        text = re.sub(f"(?m)^{gone}.*\n", "", text)
    text = text.replace("commission.depth", "sheet-in").replace("depth:  {", "width:  {")
    policies.write_text(text, "utf-8")
    desk.as_("wangli").do("save")
    desk = desk.at("2025-09-22 09:40").as_("zhangqiang")
    assert "tell" not in desk.type("--help").out
    assert desk.do("tell CASE")["state"] == "on_site"
    typed = "commission CASE --test x --result passed"
    said = desk.refused(f"{typed} --width 3")
    assert "knows no --width; leave it away, or first: servicectl repolicy" in said
    assert "there is no option --deep here" in desk.type(f"{typed} --deep 3").err
    assert desk.do(f"step {typed} --depth 3")["state"] == "commissioned"
    desk = desk.play(
        "2025-09-22 10:40 zhangqiang complete CASE --cause x --work y --signed-by z",
        "2025-09-22 11:00 wangli sheet-in CASE --debrief ok",
        "2025-09-22 11:30 wangli callback CASE --running ok --satisfaction 5",
    )
    assert desk.do("close CASE")["state"] == "closed"
    assert "深度: 3 米" in desk.speaking("zh").type("log CASE").out
    assert desk.type("validate").code == desk.type("audit").code == 0
    assert "there is no command tell" in desk.type("tell 999zzz").err
    policies.write_text(text.replace("own: yes", "own: Yes"), "utf-8")
    assert "did you mean yes?" in desk.type("commission 999zzz").err  # of which nobody knows


FIELDS = """
kinds: {repair: {like: repair-2}, enquiry: {like: enquiry-2}}
fields:
  report:   {floor: {kind: number, zh: 楼层, en: floor, form: [service-sheet], search: yes}}
  depart:   {eta: {kind: agreed, zh: 预计到达, en: expected there}}
  complete: {noise: {of: {low: {zh: 低, en: low}, high: {zh: 高, en: high}}, zh: 噪声, en: noise}}
  customer: {key: {kind: yes_no, zh: 重点客户, en: key customer, form: service-sheet}}
  unit:     {rack: {kind: line, zh: 机柜, en: rack, search: yes}}
  contract:
    level: {of: {gold: {zh: 金牌, en: gold}, plain: {zh: 普通, en: plain}}, zh: 等级, en: level}
  person:   {experienced: {kind: yes_no, zh: 有经验, en: experienced}}
  entry:    {angry: {kind: yes_no, zh: 生气, en: angry}}
ticks:
  complete:
    cleaned: {zh: 洗净, en: washed, rule: R448, when: customer.key = yes}
    smoked:  {zh: 未吸烟, en: not smoked, when: kind = enquiry}
"""
KEY = """
  eta: {from: depart, until: arrive, at: agreed, owner: engineer, rule: R354}
  soon: {from: report, until: assign, within: 1h, when: customer.key = yes, owner: supervisor}
"""
CALL = (
    "report --customer 池畔 --phone 029-85550077 --address 路 --fault x --serial SN777 --model X1 "
)


@pytest.fixture
def wider(desk: Desk) -> Desk:
    """Return a desk with fields of its own at known steps and records."""
    policies = desk.root / "policies.yaml"
    text = policies.read_text("utf-8")
    text = re.sub(r"(?m)^  report:( +)\[", r"  report:\1[floor, customer.key, unit.rack, ", text)
    text = re.sub(r"(?m)^  assign:.*\n", "", text)
    text = text.replace("\nrequire:\n", "\nrequire:\n  assign: [engineers.experienced = yes]\n", 1)
    policies.write_text(text, "utf-8")
    return with_own(desk, FIELDS, KEY)


def test_fields_are_added_to_known_steps_and_to_records(wider: Desk) -> None:
    desk = wider.as_("wangli")
    said = desk.refused(CALL)
    assert "--floor" in said
    assert "--key" in said
    assert "--rack" in said
    desk.do(f"{CALL} --floor 12 --key yes --rack A7")
    shown = desk.show()
    assert shown["history"][0]["floor"] == "12"
    customer = shown["customer"]["id"]
    assert desk.do(f"customer show {customer}")["key"] == "yes"
    assert "重点客户" in desk.speaking("zh").type(f"customer show {customer}").out
    assert desk.do("unit show SN777")["rack"] == "A7"
    assert [row["id"] for row in desk.do("search A7")] == [shown["id"]]
    assert shown["history"][0]["seen"] == {"customer.key": "yes"}
    sheet = desk.speaking("zh").type("sheet CASE").out
    assert "- **楼层**: 12" in sheet
    assert "- **重点客户**: 是" in sheet
    [soon] = desk.do("explain CASE soon")
    assert soon["due"] == "2025-09-22T10:00:00+08:00"
    desk.do(f"customer edit {customer} --key no")
    assert [c["due"] for c in desk.do("explain CASE soon")] == [soon["due"]]
    assert desk.type("validate").code == desk.type("audit").code == 0


def test_who_is_sent_has_what_the_rulebook_asks_of_him(wider: Desk) -> None:
    desk = wider.as_("wangli")
    desk.do(f"{CALL} --floor 12 --key no --rack A7")
    desk.do("handover CASE --no-guidance x")
    desk = desk.as_("chenwei")
    assert "engineers.experienced=yes" in desk.refused("assign CASE zhangqiang")
    desk.do("roster add xiaowu --name 小吴 --role engineer --experienced yes")
    assert desk.do("roster show xiaowu")[0]["experienced"] == "yes"
    assert desk.do("assign CASE xiaowu")["state"] == "assigned"
    assert "engineers.experienced=yes" in desk.refused("assign CASE xiaowu zhangqiang")
    assert desk.type("validate").code == 0


def test_ticks_of_ones_own_stand_on_the_lists_of_the_cases_they_are_for(wider: Desk) -> None:
    desk = wider.as_("wangli")
    desk.do(f"{CALL} --floor 12 --key yes --rack A7")
    desk.as_("wangli").do("handover CASE --no-guidance x")
    desk.as_("chenwei").do("roster add xiaowu --name 小吴 --role engineer --experienced yes")
    desk.as_("chenwei").do("assign CASE xiaowu")
    desk = desk.as_("xiaowu").at("2025-09-22 09:10")
    desk.do("prepare CASE --yes all --cause x")
    desk.do("depart CASE --eta '2025-09-22 09:30'")
    [eta] = desk.do("explain CASE eta")
    assert eta["due"] == "2025-09-22T09:30:00+08:00"
    desk.at("2025-09-22 09:40").do("arrive CASE --yes all --met x")
    desk = desk.at("2025-09-22 10:00")
    done = "complete CASE --cause x --work y --signed-by z --noise low"
    assert "there is no such tick here" in desk.type(f"{done} --yes smoked").err
    recorded = desk.do(f"{done} --yes cleaned")
    assert recorded["ticks"] == {"cleaned": "yes"}
    assert "smoked" not in recorded["not_said"]
    log = desk.speaking("zh").type("log CASE").out
    assert "噪声: low (低)" in log
    assert "✓ 洗净" in log
    assert "[x] 洗净" in desk.speaking("zh").type("sheet CASE").out
    assert [c["state"] for c in desk.do("explain CASE eta")] == ["late"]


def test_contracts_and_the_register_keep_fields_of_ones_own(wider: Desk) -> None:
    desk = wider.as_("wangli")
    desk.do(f"{CALL} --floor 12 --key yes --rack A7")
    customer = desk.show()["customer"]["id"]
    desk.as_("chenwei").do(
        f"contract add HT-9 --customer {customer} --start 2025-01-01 --level plain"
    )
    desk.as_("chenwei").do("contract edit HT-9 --level 金牌")
    assert desk.do("contract show HT-9")["level"] == "gold"
    assert "金牌" in desk.speaking("zh").type("contract show HT-9").out
    desk.do("register add --from 王 --about 催 --angry yes")
    assert desk.do("register list")[0]["angry"] == "yes"
    desk.do("unit edit SN777 --rack B2")
    assert "B2" in desk.speaking("zh").type("unit show SN777").out
    assert desk.type("validate").code == 0
    assert "--rack TEXT" in desk.type("unit edit --help").out


def test_a_record_keeps_the_fields_of_an_earlier_rulebook(wider: Desk) -> None:
    desk = wider.as_("chenwei")
    policies = desk.root / "policies.yaml"
    former = policies.read_text("utf-8")
    desk.as_("wangli").do(f"{CALL} --floor 12 --key yes --rack A7")
    desk.do("roster add xiaowu --name 小吴 --role engineer --experienced yes")
    text = re.sub(r"(?s)\nfields:\n.*?\nticks:\n.*?(?=\n\S|\Z)", "\n", former)
    text = re.sub(r"(?m)^  (eta|soon|assign): .*\n", "", text)
    text = text.replace("[floor, customer.key, unit.rack, ", "[")
    policies.write_text(text, "utf-8")
    desk.do("save")
    customer = desk.show()["customer"]["id"]
    assert desk.do(f"customer show {customer}")["key"] == "yes"
    assert "机柜" in desk.speaking("zh").type("unit show SN777").out
    desk.do(f"customer edit {customer} --contact 吕")
    assert "key: 'yes'" in (desk.root / f"inventory/customers/{customer}.yaml").read_text("utf-8")
    assert "no option --key" in desk.type(f"customer edit {customer} --key no").err
    desk.as_("wangli").do("handover CASE --no-guidance x")
    desk.do("assign CASE xiaowu")
    assert desk.type("validate").code == desk.type("audit").code == 0
