"""A head is corrected by an event: what it says counts from then on, and the head stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk import Desk, Shelf
from tests.domain.test_verdicts import DAY, NORMAL, URGENT, runs, with_clocks

Play = Callable[..., Desk]

SCHOOL = (
    f"{DAY} 09:00 wangli report --customer 曲江小学 --phone 029-85550001 --address 池畔路77号 "
    "--serial SN77080034 --fault 无图像"
)
ON_SITE = (
    SCHOOL,
    f"{DAY} 09:01 wangli handover CASE --no-guidance x",
    f"{DAY} 09:05 chenwei assign CASE guotao",
    f"{DAY} 09:08 guotao prepare CASE --yes all --cause x",
    f"{DAY} 09:09 guotao depart CASE",
    f"{DAY} 09:40 guotao arrive CASE --yes all --met x",
    f"{DAY} 09:45 guotao diagnose CASE --cause x --agrees yes",
)
OTHER = "c-7dk3pa"  # of the sample team
OTHERS_UNIT = "SN23080021"


def head_of(desk: Desk) -> str:
    """Return the head of the team's one case as it stands in the file."""
    [path] = desk.root.glob("cases/*/*/*.yaml")
    return path.read_text(encoding="utf-8").partition("history:")[0]


def test_what_was_taken_down_wrongly_is_corrected_and_the_head_stays(play: Play) -> None:
    desk = play(SCHOOL)
    before, school = head_of(desk), desk.show()["customer"]["id"]
    done = desk.do(
        "edit", "CASE", "--customer", OTHER, "--serial", OTHERS_UNIT, "--fault", "没声音"
    )
    assert (done["state"], done["known"]) == ("intake", desk.show()["customer"]["name"])
    assert head_of(desk) == before
    shown = desk.show()
    assert (shown["customer"]["id"], shown["unit"]) == (OTHER, OTHERS_UNIT)
    assert (shown["fault"], shown["history"][-1]["did"]) == ("没声音", "edit")
    for words in (
        "search 没声音",
        "search 无图像",
        f"customer show {OTHER}",
        f"unit show {OTHERS_UNIT}",
    ):
        found = desk.do(words)
        rows = found if isinstance(found, list) else found["cases"]
        assert [row["id"] for row in rows if row["id"] == desk.case] == [desk.case], words
    assert desk.do(f"customer show {school}")["cases"] == []
    assert "没声音" in desk.type("list").out
    assert "fault as reported: 没声音" in desk.type("log CASE").out
    assert desk.type("validate").code == 0
    assert desk.type("audit").code == 0
    desk.do("retract", "CASE", done["event"], "--reason", "对的")
    assert (desk.show()["customer"]["id"], desk.show()["fault"]) == (school, "无图像")
    assert desk.type("validate").code == 0


def test_a_unit_put_on_file_with_the_call_goes_to_the_right_customer(play: Play) -> None:
    desk = play(SCHOOL)
    desk.do("edit", "CASE", "--customer", OTHER)
    assert desk.do("unit", "show", "SN77080034")["customer"] == OTHER
    assert desk.git("show", "--name-only", "--format=", "HEAD").count("\n") == 2
    desk.do("report", "--customer", OTHER, "--serial", "SN77080034", "--fault", "f")
    case = desk.do("search", "无图像")[0]["id"]
    school = desk.do("customer", "find", "曲江")[0]["id"]
    assert "with another customer" in desk.refused("edit", case, "--customer", school)


def test_a_unit_not_on_file_is_put_there_where_that_is_said(play: Play) -> None:
    desk = play(SCHOOL)
    answer = desk.type("edit", "CASE", "--serial", "SN77080099")
    assert (answer.code, "--new-unit" in answer.err) == (2, True)
    desk.do("edit", "CASE", "--serial", "SN77080099", "--new-unit", "--model", "FL-LCD55")
    assert desk.do("unit", "show", "SN77080099")["model"] == "FL-LCD55"
    assert (desk.show()["unit"], "new_unit" in desk.last()) == ("SN77080099", False)
    assert desk.type("validate").code == 0


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("", 3, "edit needs --fault or --customer or --serial"),
        ("--note 改", 3, "edit needs --fault"),
        ("--fault 无图像", 3, "has this --fault already"),
        ("--priority normal", 3, "has this --priority already"),
        ("--serial sn77080034", 3, "has this --serial already"),
        ("--customer c-zzzzzz", 2, "there is no customer c-zzzzzz"),
        ("--contract ht-0000", 2, "there is no contract"),
        (f"--serial {OTHERS_UNIT}", 3, f"--customer {OTHER} --serial {OTHERS_UNIT} names both"),
    ],
)
def test_what_makes_no_sense_is_refused(play: Play, typed: str, code: int, said: str) -> None:
    desk = play(SCHOOL)
    before = desk.head
    answer = desk.type(f"edit CASE {typed}")
    assert (answer.code, answer.out, desk.head, answer.err.count("\n")) == (code, "", before, 1)
    assert said in answer.err


def test_a_unit_on_which_something_rests_stays(play: Play) -> None:
    desk = play(*ON_SITE, f"{DAY} 09:46 guotao take-away CASE").as_("wangli")
    event = desk.last()["id"]
    said = desk.refused("edit", "CASE", "--customer", OTHER, "--serial", OTHERS_UNIT)
    assert f"what was moved rests on SN77080034: {event} take-away" in said
    assert f"servicectl retract {desk.case} {event} --reason TEXT" in said
    desk.do("edit", "CASE", "--fault", "没声音")
    desk.as_("guotao").do("retract", "CASE", event, "--reason", "误录")
    edit = desk.do("edit", "CASE", "--customer", OTHER, "--serial", OTHERS_UNIT)["event"]
    assert desk.type("validate").code == 0
    desk.as_("guotao").do("take-away", "CASE")
    said = desk.refused("retract", "CASE", edit, "--reason", "x")
    assert f"what was moved rests on {OTHERS_UNIT}" in said


def test_a_closed_case_is_not_corrected(play: Play) -> None:
    desk = play(SCHOOL, f"{DAY} 09:02 wangli cancel CASE --reason 误报")
    assert "edit is not possible in state cancelled" in desk.refused("edit CASE --fault 没声音")


def test_an_urgency_that_is_corrected_ends_a_clock_and_begins_the_next(play: Play) -> None:
    desk = with_clocks(play(), URGENT, NORMAL).play(f"{SCHOOL} --priority urgent")
    desk = desk.play(f"{DAY} 10:00 wangli edit CASE --priority normal")
    assert runs(desk, "urgent") == [("late", "22T09:30", 1800, None)]
    assert runs(desk, "normal") == [("running", "22T14:00", 0, None)]


CONTRACT = """\
schema: 1
id: HT-1
customer: {customer}
start: 2025-01-01
within:
  first: 1h
  later: 1h
"""


def with_contract(desk: Desk, customer: str) -> Desk:
    """Return the desk after a customer got a contract."""
    path = desk.root / "inventory/contracts/HT-1.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(CONTRACT.format(customer=customer), "utf-8")
    desk.as_("liuhong").do("save")
    return desk


def test_what_started_or_was_priced_before_keeps_the_contract_of_its_time(play: Play) -> None:
    clock = "{{from: {}, until: callback, at: contract 8h, owner: supervisor}}"
    clocks = (f"first: {clock.format('report')}", f"later: {clock.format('handover')}")
    desk = with_clocks(play(), *clocks).play(SCHOOL)
    desk = with_contract(desk, desk.show()["customer"]["id"]).play(*ON_SITE[1:2])
    quote = f"{DAY} 09:50 guotao quote CASE --line 换板=100"
    desk = desk.play(f"{DAY} 09:02 wangli retract CASE {desk.last()['id']} --reason x")
    desk = desk.play(f"{DAY} 09:02 wangli edit CASE --contract HT-1")
    desk = desk.play(*(line.replace("09:01", "09:03") for line in ON_SITE[1:]), quote)
    assert [desk.clock(name)["due"][11:16] for name in ("first", "later")] == ["17:00", "10:03"]
    assert desk.last()["category"] == "contract"
    assert desk.type("validate").code == 0


def test_a_quote_keeps_what_it_was_under(play: Play) -> None:
    desk = play(
        *ON_SITE, f"{DAY} 09:50 guotao quote CASE --line 换板=100 --category paid --because x"
    )
    desk = with_contract(desk, desk.show()["customer"]["id"])
    desk.as_("wangli").do("edit CASE --contract HT-1")
    desk.as_("guotao").do("quote CASE --line 换板=100")
    quotes = [e["category"] for e in desk.show()["history"] if e["did"] == "quote"]
    assert quotes == ["paid", "contract"]


def test_a_contract_of_another_customer_is_refused(play: Play) -> None:
    desk = with_contract(play(SCHOOL), OTHER).as_("wangli")
    assert f"HT-1 is a contract of {OTHER}" in desk.refused("edit CASE --contract HT-1")
    desk.do(f"edit CASE --contract HT-1 --customer {OTHER}")


# --- by hand only the fault -----------------------------------------------------------------------

BY_HAND = {
    "kind": (r"kind: .*", "kind: enquiry", "triage"),
    "customer": (r"customer: .*", f"customer: {OTHER}", "edit"),
    "unit": (r"unit: .*", f"unit: {OTHERS_UNIT}", "edit"),
    "priority": (r"kind: .*", "kind: repair\npriority: urgent", "edit"),
    "no unit": (r"unit: .*\n", "", "edit"),
}


@pytest.mark.parametrize("key", BY_HAND)
def test_another_value_of_the_head_is_not_corrected_by_hand(play: Play, key: str) -> None:
    desk = play(SCHOOL)
    [path] = Path(desk.root).glob("cases/*/*/*.yaml")
    old, new, verb = BY_HAND[key]
    text = path.read_text("utf-8")
    path.write_text(re.sub(old, new, text, count=1), "utf-8")
    for words in ("save", "validate", "validate --since HEAD"):
        answer = desk.type(words)
        assert answer.code == 1
        assert f"put it back; servicectl {verb} {desk.case}" in answer.out + answer.err, words
    desk.git("commit", "-qam", "by hand")
    for words in ("validate", "validate --since HEAD~1", "audit"):
        assert "[head-changed]" in desk.type(words).out, words
    path.write_text(text, "utf-8")
    desk.do("save")
    assert desk.type("validate").code == 0
    assert desk.type("audit").out.count("[head-changed]") == 1


def test_the_model_of_a_unit_on_file_is_corrected_and_given_back(play: Play) -> None:
    desk = play(f"{SCHOOL} --model FL-LCD55")
    done = desk.do("edit", "CASE", "--model", "FL-STB210")
    assert desk.do("unit", "show", "SN77080034")["model"] == "FL-STB210"
    assert desk.type("validate").code == 0
    desk.do("retract", "CASE", done["event"], "--reason", "对的")
    assert desk.do("unit", "show", "SN77080034")["model"] == "FL-LCD55"
    other = desk.do("report", "--customer", OTHER, "--serial", "SN77080034@FL-X", "--fault", "f")
    said = desk.refused("edit", other["case"], "--model", "FL-STB210")
    assert "SN77080034@FL-X is called by its model" in said
    way = "--serial SN77080034@FL-STB210 --new-unit"
    assert way in said
    desk.do("edit", other["case"], *way.split())
    assert desk.do("unit", "show", way.split()[1])["model"] == "FL-STB210"
    assert desk.type("unit show SN77080034@FL-X").code == 2  # of that name there was never one
    assert desk.type("validate").code == 0


def test_a_correction_of_the_customer_that_is_taken_back_gives_the_unit_back(play: Play) -> None:
    desk = play(SCHOOL)
    school = desk.show()["customer"]["id"]
    done = desk.do("edit", "CASE", "--customer", OTHER)
    desk.do("retract", "CASE", done["event"], "--reason", "对的")
    assert desk.do("unit", "show", "SN77080034")["customer"] == school


def test_a_units_file_is_corrected_by_a_verb(play: Play) -> None:
    desk = play(f"{SCHOOL} --model FL-LCD55")
    told = (
        *["report", "--phone", "029-85550001", "--fault", "f", "--serial", "sn77080034", "--model"],
        "FL-X",
    )
    assert "servicectl unit edit SN77080034 --model MODEL" in desk.refused(*told)
    desk.do("unit", "edit", "sn77080034", "--model", "FL-X", "--purchased", "2024-05-01")
    unit = desk.do("unit", "show", "SN77080034")
    assert (unit["model"], unit["purchased"]) == ("FL-X", "2024-05-01")
    desk.do(*told)
    assert "nothing to change was given" in desk.type("unit", "edit", "SN77080034").err
    assert "is not on file" in desk.type("unit", "edit", "SN9", "--model", "X").err
    assert desk.type("validate").code == 0


@pytest.mark.parametrize(
    "words", ["edit {case} --model FL-LCD55", "unit edit SN1@FL-STB210 --model FL-LCD55"]
)
def test_no_two_units_have_one_number_and_one_model(play: Play, words: str) -> None:
    call = f"{DAY} 09:00 wangli report --customer {OTHER} --fault f --serial"
    desk = play(f"{call} SN1 --model FL-STB210")
    case = desk.case
    desk.play(f"{call} SN1@FL-LCD55")
    said = desk.refused(words.format(case=case))
    assert "SN1@FL-LCD55 is on file already" in said
    assert "servicectl unit merge SN1@FL-LCD55 SN1 --reason TEXT" in said
    desk.do("unit", "merge", "SN1@FL-LCD55", "SN1", "--reason", "一台")
    assert desk.type("validate").code == 0


def test_a_model_in_no_catalogue_is_said_of_a_correction_too(play: Play) -> None:
    desk = play(SCHOOL)
    said = "FL-LCD5 is no model of inventory/products.yaml; did you mean FL-LCD55?"
    assert said in desk.type("edit", "CASE", "--model", "FL-LCD5").out
    desk.type("undo", "--yes")
    assert said in desk.type("unit", "edit", "SN77080034", "--model", "FL-LCD5").err
    assert "unknown_model" not in desk.do("edit", "CASE", "--model", "FL-LCD55")


def test_a_unit_that_a_slip_made_goes_with_the_correction_and_comes_back_with_it(
    play: Play,
) -> None:
    desk = play(f"{SCHOOL} --model FL-LCD55 --purchased 2025-01-02")
    done = desk.do("edit", "CASE", "--serial", "SN77080043", "--new-unit")
    assert done["unit_left"] == "SN77080034"
    for words in ("unit show SN77080034", "report --phone 02985550001 --serial SN77080034 -h"):
        assert desk.type(words).code == (0 if words.endswith("-h") else 2), words
    assert units_of(desk) == ["SN77080043"]
    right = desk.do("unit", "show", "SN77080043")
    assert (right["model"], right["purchased"]) == ("FL-LCD55", "2025-01-02")
    assert "near" not in desk.type("report --phone 02985550001 --serial SN77080035 --fault f").out
    for words in ("validate", "audit", "status", f"show {done['case']}"):
        assert desk.type(words).code == 0, words
    desk.do("retract", done["case"], done["event"], "--reason", "对的")
    assert units_of(desk) == ["SN77080034", "SN77080035"]
    assert desk.do("unit", "show", "SN77080034")["purchased"] == "2025-01-02"
    assert [desk.type(words).code for words in ("validate", "audit")] == [0, 0]


def test_a_customer_whom_a_slip_made_is_named_with_the_way(play: Play) -> None:
    desk = play(SCHOOL)
    school = desk.show()["customer"]["id"]
    done = desk.do("edit", "CASE", "--customer", OTHER)
    assert done["customer_left"] == school
    desk.do("retract", done["case"], done["event"], "--reason", "x")
    way = f"if they are one: servicectl customer merge KEEP {school} --reason TEXT"
    assert way in desk.type("edit", "CASE", "--customer", OTHER).out
    desk.do("customer", "merge", OTHER, school, "--reason", "x")
    assert desk.do("customer", "find", "029-85550001")[0]["id"] == OTHER
    desk.do("report", "--customer", "c-b3r7mf", "--fault", "f")
    case = next(row["id"] for row in desk.do("list") if row["id"] != done["case"])
    assert "customer_left" not in desk.do("edit", case, "--customer", OTHER)
    assert desk.type("validate").code == 0


def units_of(desk: Desk) -> list[str]:
    school = desk.do("customer", "find", "曲江")[0]["id"]
    return sorted(desk.do("customer", "show", school)["units"])


@pytest.mark.parametrize(
    "names_it",
    [
        "report --phone 02985550001 --serial SN77080034 --fault 又坏了",
        "note {other} 不是SN77080034",
        "unit edit SN77080034 --place 三楼",
    ],
)
def test_a_unit_that_anything_else_names_stays(play: Play, names_it: str) -> None:
    other = f"{DAY} 09:00 wangli report --customer {OTHER} --fault 其他"
    desk = play(SCHOOL)
    case = desk.case
    desk.play(other)
    noted = next(row["id"] for row in desk.do("list") if row["id"] != case)
    desk.do(names_it.format(other=noted))
    desk.do("edit", case, "--serial", "SN77080043", "--new-unit")
    assert units_of(desk) == ["SN77080034", "SN77080043"]
    assert desk.type("validate").code == 0


def test_a_unit_of_before_the_case_stays_and_one_chain_of_slips_leaves_one(play: Play) -> None:
    desk = play(f"{DAY} 09:00 wangli report --customer {OTHER} --serial {OTHERS_UNIT} --fault f")
    for serial in ("SN99080030", "SN99080031", "SN99080032"):
        desk.do("edit", "CASE", "--serial", serial, "--new-unit")
    shown = desk.do("customer", "show", OTHER)["units"]
    assert [s for s in shown if s.startswith("SN99")] == ["SN99080032"]
    assert OTHERS_UNIT in shown
    desk.type("undo", "--yes")
    assert desk.show()["unit"] == "SN99080031"
    assert desk.do("unit", "show", "SN99080031")["customer"] == OTHER
    assert [desk.type(words).code for words in ("validate", "audit")] == [0, 0]


def test_a_case_of_another_clone_about_a_unit_that_went_has_a_way(play: Play) -> None:
    desk = play(SCHOOL)
    (desk.root / "inventory/units/SN77080034.yaml").unlink()
    desk.git("commit", "-qam", "as a merge leaves it")
    way = f"servicectl edit {desk.case} --serial SN77080034 --new-unit puts it on file"
    assert way in desk.type("validate").out
    desk.do(f"edit {desk.case} --serial SN77080034 --new-unit")
    assert desk.type("validate").code == 0


def test_what_rests_on_a_report_is_asked_of_the_unit_of_its_time(
    play: Play, tmp_path: Path
) -> None:
    play()
    shelf = Shelf(tmp_path / "shelf", "settopbox-001")  # it asks for the model at the report
    desk = shelf.copy((), tmp_path / "team").at(f"{DAY} 09:00").as_("wangli")
    call = ("--customer", "赵敏", "--phone", "13800001111", "--address", "街1", "--fault", "黑")
    desk.do("report", *call, "--serial", "SN77", "--model", "FL-STB210")
    case = desk.do("list")[0]["id"]
    desk.do("edit", case, "--serial", "SN78", "--new-unit")
    done = desk.do("edit", case, "--fault", "花")
    desk.do("retract", case, done["event"], "--reason", "对的")


def test_when_a_unit_without_a_number_was_bought_stands_in_its_case(play: Play) -> None:
    caller = "report --phone 13911110000 --customer 王五 --address 北街2号 --fault 花屏"
    desk = play(f"{DAY} 09:00 wangli {caller} --model FL-STB210 --purchased 2025-01-02")
    told = desk.type("show", "CASE").out
    assert "bought on          2025-01-02" in told
    assert "has this --purchased already" in desk.refused("edit CASE --purchased 2025-01-02")
    assert "is still to come" in desk.type("edit", "CASE", "--purchased", "2027-01-02").err
    desk.do("edit", "CASE", "--purchased", "2025-02-03")
    done = desk.do("edit", "CASE", "--serial", "SN9", "--new-unit")
    unit = desk.do("unit", "show", "SN9")
    assert (unit["model"], unit["purchased"]) == ("FL-STB210", "2025-02-03")
    words = "servicectl unit edit SN9 --purchased 2025-02-04"
    assert words in desk.refused("edit CASE --purchased 2025-02-04")
    assert "is still to come" in desk.type("unit", "edit", "SN9", "--purchased", "2027-01-02").err
    desk.do("retract", done["case"], done["event"], "--reason", "错")
    assert [desk.type(words).code for words in ("validate", "audit")] == [0, 0]
    assert "bought on          2025-02-03" in desk.type("show", "CASE").out


def test_a_rulebook_may_ask_when_a_unit_was_bought(play: Play) -> None:
    desk = play()
    rules = desk.root / "policies.yaml"
    before = rules.read_text("utf-8")
    assert "  report:   [" in before
    rules.write_text(before.replace("  report:   [", "  report:   [unit.purchased, "), "utf-8")
    desk.as_("liuhong").do("save")
    desk.as_("wangli")
    caller = "report --phone 13911110000 --customer 王五 --address 北街2号 --fault 花屏"
    assert "report needs --purchased" in desk.refused(caller)
    desk.do(f"{caller} --purchased 2025-01-02")
    desk.do("report --phone 13911110000 --fault 无声 --serial SN9 --purchased 2025-02-03")
    desk.do("report --phone 13911110000 --fault 又坏 --serial SN9")  # his file says when
    assert [desk.type(words).code for words in ("validate", "audit")] == [0, 0]
