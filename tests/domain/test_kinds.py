"""Kinds of case that a rulebook says itself: lines with states of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.store.yaml.read import load
from tests.desk import Desk
from tests.places import PACKAGE

Play = Callable[..., Desk]

INSTALL = """
  install:
    zh: 安装
    en: installation
    states:
      booked:  {zh: 已登记, en: booked, owner: receptionist}
      dated:   {zh: 已排期, en: dated, owner: engineer, is: [visit]}
      fitting: {zh: 安装中, en: being fitted, owner: engineer, is: [visit, working]}
      running: {zh: 已开通, en: running, owner: receptionist, is: [solved]}
      filed:   {zh: 已入档, en: filed, is: [closed]}
    moves:
      report: new -> booked
      assign: booked or dated -> dated
      arrive: dated -> fitting
      complete: fitting -> running
      sheet-in: running
      callback.ok: running
      callback.unreached: running
      close: running -> filed
      cancel: booked or visit -> filed
"""
REPORT = (
    "2025-09-22 09:00 wangli report --kind install --customer 池畔 --phone 029-85550077 "
    "--address 池畔路7号 --fault 新装"
)
TO_THE_END = (
    "2025-09-22 09:10 chenwei assign CASE zhangqiang",
    "2025-09-22 09:40 zhangqiang arrive CASE --met 池畔",
    "2025-09-22 10:40 zhangqiang complete CASE --cause new --work fitted --signed-by 池畔",
    "2025-09-22 11:40 wangli sheet-in CASE --debrief ok",
    "2025-09-22 11:45 wangli callback CASE --running ok --satisfaction 5",
    "2025-09-22 11:46 wangli close CASE",
)
A_VISIT = (
    "2025-09-22 09:03 wangli handover CASE --no-guidance x",
    "2025-09-22 09:05 chenwei assign CASE zhangqiang",
    "2025-09-22 09:08 zhangqiang prepare CASE --yes all --cause x",
    "2025-09-22 09:09 zhangqiang depart CASE",
    "2025-09-22 09:40 zhangqiang arrive CASE --yes all --met x",
    "2025-09-22 09:50 zhangqiang diagnose CASE --agrees yes --cause x",
    "2025-09-22 10:40 zhangqiang complete CASE --cause x --work y --signed-by z",
    "2025-09-22 11:00 wangli note CASE x",
)


def with_kinds(desk: Desk, kinds: str) -> Desk:
    """Return the desk after kinds were written into its rulebook, in schema 2, and saved."""
    policies = desk.root / "policies.yaml"
    text = policies.read_text("utf-8").partition("\nkinds:")[0]
    text = re.sub("(?m)^schema: 1$", "schema: 2", text)
    text = re.sub(
        "report unless guide],(?! when)", "report unless guide], when: {kind: repair},", text
    )
    text = text.replace("when: {for: ", "when: {kind: repair, for: ")
    policies.write_text(f"{text}\nkinds:\n{kinds.strip(chr(10))}\n", "utf-8")
    desk.as_("wangli").do("save")
    return desk


@pytest.fixture
def fitters(desk: Desk) -> Desk:
    """Return a desk that repairs, and installs on a line of its own."""
    return with_kinds(desk, "  repair: {like: repair-2}" + INSTALL)


def test_a_kind_of_ones_own_goes_from_the_report_to_the_end(fitters: Desk) -> None:
    desk, states = fitters, []
    for line in (REPORT, *TO_THE_END):
        desk = desk.play(line)
        states.append(desk.show()["state"])
    assert states == ["booked", "dated", "fitting", "running", "running", "running", "filed"]
    assert desk.type("validate").code == desk.type("audit").code == 0
    screen = desk.speaking("zh").type("show CASE").out
    assert "filed (已入档)" in screen
    assert "install (安装)" in screen
    assert [row["state"] for row in desk.do("list --state filed --kind install")] == ["filed"]
    assert desk.type("list --open --state filed").code == 2


def test_the_usual_kind_is_the_first_and_others_are_known_by_the_rulebook(fitters: Desk) -> None:
    desk = fitters.play(REPORT.replace("--kind install ", ""))
    assert desk.show()["kind"] == "repair"
    assert "did you mean install?" in desk.type("triage CASE --category x --kind instal").err
    assert (
        "'enquiry' is none of repair, install"
        in desk.type("triage CASE --category x --kind enquiry").err
    )
    assert "'bookd'" in desk.type("list --state bookd").err
    offered = desk.speaking("zh").type("list --kind x").err
    assert "repair, install" in offered


def test_a_case_goes_on_by_the_line_it_was_opened_under(fitters: Desk) -> None:
    desk = fitters.play(REPORT)
    otherwise = "booked or dated -> fitting\n      reschedule: fitting -> dated"
    install = INSTALL.replace("booked or dated -> dated", otherwise)
    with_kinds(desk, "  repair: {like: repair-2}" + install)
    desk.play(TO_THE_END[0])
    assert desk.show()["state"] == "dated"
    assert desk.type("validate").code == 0


def test_a_case_is_moved_to_todays_line_where_that_has_its_state(fitters: Desk) -> None:
    desk = fitters.play(REPORT)
    with_kinds(desk, "  repair: {like: repair-2}" + INSTALL.replace("booked", "noted"))
    said = desk.as_("chenwei").refused("repolicy CASE --reason new")
    assert said.endswith(
        "line install has no state booked; it can be done in: dated, fitting, running, filed"
    )
    desk = desk.play(TO_THE_END[0])
    assert desk.do("repolicy CASE --reason new")["state"] == "dated"
    with_kinds(desk, "  repair: {like: repair-2}")
    assert desk.refused("repolicy CASE --reason new").startswith(
        "servicectl: repolicy: no kind of case is called install"
    )
    assert desk.play(*TO_THE_END[1:]).show()["state"] == "filed"
    assert desk.type("validate").code == 0


def test_close_asks_what_the_rulebook_says(desk: Desk) -> None:
    with_kinds(desk, "  repair: {like: repair-2}\n  enquiry: {like: enquiry-2}")
    desk = desk.play(
        "2025-09-22 09:00 wangli report --kind enquiry --customer 池畔 --phone 029-85550077 "
        "--address 池畔路7号 --fault 怎么换台",
        "2025-09-22 09:03 wangli guide CASE --step 遥控器说明 --result 会了 --outcome solved",
    )
    assert desk.show()["state"] == "closed"
    assert desk.type("validate").code == 0


def test_the_rulebook_that_comes_with_the_program_reads_no_line(desk: Desk) -> None:
    typed = (
        "import sys; from servicectl.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", typed, "--root", str(desk.root), "list"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name for name in said.stdout.split() if name.startswith("servicectl.domain")}
    assert "servicectl.domain.lines.case_kinds" in loaded
    assert not {"servicectl.domain.lines.reader", "servicectl.domain.rulebook.dead_ends"} & loaded


def test_close_needs_no_callback_where_the_rulebook_asks_for_none(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^  - .*3 callback.unreached.*\n", "", policies.read_text("utf-8"))
    policies.write_text(text, "utf-8")
    with_kinds(desk, "  repair: {like: repair-2}" + INSTALL)
    desk = desk.play(REPORT.replace("--kind install ", ""), *A_VISIT)
    assert desk.refused("close CASE").startswith("servicectl: close needs sheet-in first")
    assert desk.do("sheet-in CASE --debrief ok")["state"] == "sheet_in"
    assert desk.do("close CASE")["state"] == "closed"
    assert desk.type("validate").code == 0


REPAIR = "  repair: {like: repair-2}"
TO_SITE = (
    (
        "2025-09-22 09:00 wangli report --customer 池畔 --phone 029-85550077 --address 池畔路7号 "
        "--fault 无图像 --serial SN1 --model FL-STB210 --purchased 2020-01-01"
    ),
    "2025-09-22 09:01 wangli handover CASE --no-guidance x",
    "2025-09-22 09:05 chenwei assign CASE zhangqiang",
    "2025-09-22 09:08 zhangqiang prepare CASE --yes all --cause x",
    "2025-09-22 09:09 zhangqiang depart CASE",
    "2025-09-22 09:40 zhangqiang arrive CASE --yes all --met x",
)
BACK_HOME = (
    "2025-09-22 12:00 zhangqiang give-back CASE --signed-by z",
    "2025-09-22 12:10 zhangqiang complete CASE --cause x --work y --signed-by z",
)


def test_a_case_whose_sheet_is_out_is_not_ready_to_close(desk: Desk) -> None:
    diagnosed = "2025-09-22 09:50 zhangqiang diagnose CASE --agrees yes --cause x"
    desk = with_kinds(desk, REPAIR).play(*TO_SITE, diagnosed, BACK_HOME[1])
    called = "2025-09-23 09:00 wangli callback CASE --running ok --satisfaction 5"
    assert desk.play(called).show()["state"] == "called_back"
    desk = desk.at("2025-09-23 09:10").as_("wangli")
    assert "sheet-in" in desk.refused("close CASE")
    assert desk.do("sheet-in CASE --debrief y")["state"] == "ready_to_close"
    assert desk.do("close CASE")["state"] == "closed"
    assert desk.type("validate").code == 0


def test_the_sheet_that_is_out_is_said_on_every_line(desk: Desk) -> None:
    diagnosed = "2025-09-22 09:50 zhangqiang diagnose CASE --agrees yes --cause x"
    called = "2025-09-23 09:00 wangli callback CASE --running ok --satisfaction 5"
    desk = desk.play(*TO_SITE, diagnosed, BACK_HOME[1], called)
    assert "the sheet is still out" in desk.type("show CASE").out
    desk.do("sheet-in CASE --debrief y")
    assert "the sheet is still out" not in desk.type("show CASE").out


def test_the_workshop_finds_the_fault_and_tells_the_price(desk: Desk) -> None:
    taken = "2025-09-22 10:00 zhangqiang take-away CASE"
    desk = with_kinds(desk, REPAIR).play(*TO_SITE, taken).at("2025-09-22 11:00")
    quote = "quote CASE --line 换板=180"
    assert "no price is told before the cause is found" in desk.refused(quote)
    assert desk.do("diagnose CASE --agrees yes --cause 板坏")["state"] == "taken_away"
    assert desk.do(quote)["state"] == "taken_away"
    assert desk.do("accept CASE")["state"] == "taken_away"
    assert any("180.00 CNY" in str(item["what"]) for item in desk.show()["open"])
    desk = desk.play(*BACK_HOME)
    assert desk.show()["state"] == "completed"
    assert desk.type("validate").code == 0


def test_a_verb_that_a_line_does_not_have_is_not_asked_for(desk: Desk) -> None:
    fit = (
        "{zh: 装, en: fit, like: repair-2, without: [diagnose], "
        "moves: {complete: on_site -> completed, quote: on_site}}"
    )
    desk = with_kinds(desk, f"{REPAIR}\n  fit: {fit}")
    desk = desk.play(TO_SITE[0].replace("report", "report --kind fit"), *TO_SITE[1:])
    desk = desk.at("2025-09-22 10:40")
    assert "diagnose is not possible" in desk.refused("diagnose CASE --agrees yes --cause x")
    assert desk.do("quote CASE --line 安装费=80.00")["state"] == "on_site"
    assert "needs --cause" in desk.refused("complete CASE --work y --signed-by z")
    assert desk.do("complete CASE --cause x --work y --signed-by z")["state"] == "completed"
    asked = {item["what"] for item in desk.show()["open"]}
    assert {"sheet-in", "callback.ok"} <= asked
    assert desk.type("validate").code == 0


def test_what_a_step_usually_needs_goes_where_the_rulebook_asks_something_else(desk: Desk) -> None:
    desk = with_kinds(desk, "  repair: {like: repair-2}\n  old: {zh: 旧, en: old, like: repair-1}")
    said = "report --kind {} --customer 池畔 --phone 029-85550077 --address 池畔路7号 --fault x"
    first = desk.do(said.format("repair"))["case"]
    assert "needs guide first or --no-guidance" in desk.refused(f"handover {first}")
    policies = desk.root / "policies.yaml"
    text = policies.read_text("utf-8").replace("require:\n", "require:\n  handover: []\n", 1)
    policies.write_text(text, "utf-8")
    desk.do("save")
    assert "needs guide" in desk.refused(f"handover {first}")  # it was opened under the other
    new, old = (desk.do(said.format(kind))["case"] for kind in ("repair", "old"))
    assert desk.do(f"handover {new}")["state"] == "awaiting_dispatch"
    assert "needs guide" in desk.refused(f"handover {old}")
    assert desk.type(f"explain {new} callback").out == (
        "the clock callback has not begun in this case\n"
    )


def test_a_kept_rulebook_is_read_whatever_a_later_program_refuses_in_its_texts() -> None:
    text = (PACKAGE / "data/profiles/hotline-000.yaml").read_text("utf-8")
    text = text.replace("until: handover, within: 5m", "until: 2 handover, within: 5m")
    read = {}
    for path in ("policies.yaml", "inventory/rulebooks/000000000000.yaml"):
        raw, _ = load(text.encode(), path)
        assert raw is not None
        read[path] = read_policy(raw, path, "000000000000")
    (today, [problem]), (kept, none) = read.values()
    assert today is None
    assert "2 handover" in str(problem.message)
    assert kept is not None
    assert none == ()
