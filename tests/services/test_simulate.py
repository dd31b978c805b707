"""``simulate``: what of the past would have been otherwise under another rulebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.desk import Desk
from tests.rules.test_rules_hotline_000 import REPORT

Play = Callable[..., Desk]
DAY = "2025-09-22"
REPORTED = f"{DAY} 09:00 wangli {REPORT}"
HANDED_OVER = f"{DAY} 09:04 wangli handover CASE --no-guidance x"


def tried(desk: Desk, folder: Path, *changes: tuple[str, str]) -> str:
    """Return the path of the desk's rulebook with changes, which is nobody's yet."""
    text = (desk.root / "policies.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "tried.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_the_shipped_team_with_a_callback_on_the_same_day(tmp_path: Path) -> None:
    team = Desk(REPOSITORY, "2026-11-21 09:00", "wangli")
    path = tried(
        team, tmp_path, ("callback, at: next_morning, day: working", "callback, at: same_day")
    )
    said = team.type("simulate", "--policy", path, "--since", "2026-10-01")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[-1] == "33 of 51 cases would differ: 35 verdicts, 2 refusals"
    place = lines.index("20261028-y9d9rv  repair  closed")
    assert lines[place + 1] == (
        "  callback  2026-10-28 14:50  met -> late 9h 35m  due 2026-10-29 12:00 -> 2026-10-29 00:00"
    )
    told = team.type("simulate", "--policy", path, "--since", "2026-10-01", "--json").json
    assert (told["asked"], len(told["differing"])) == (51, 33)
    clocks = [clock for case in told["differing"] for clock in case["clocks"]]
    assert {clock["name"] for clock in clocks} == {"callback", "ready_to_close"}
    later = [c for c in clocks if c["now"] and c["then"]]
    assert all(c["then"]["due"] < c["now"]["due"] for c in later)
    assert all(c["then"]["late_by_s"] >= c["now"]["late_by_s"] for c in later)
    [enquiry] = [case for case in told["differing"] if case["refusals"]]
    assert enquiry["kind"] == "enquiry"  # which by line enquiry-2 is closed with its answer
    assert [refusal["did"] for refusal in enquiry["refusals"]] == ["callback", "close"]


def test_what_would_have_been_refused_is_named_with_the_reason(play: Play, tmp_path: Path) -> None:
    desk = play(REPORTED, HANDED_OVER).at(f"{DAY} 09:05")
    path = tried(
        desk,
        tmp_path,
        ("until: handover, within: 5m", "until: handover, within: 3m"),
        ("  plan:     [", "  handover: [triage]\n  plan:     ["),
        ("approve:\n", "approve:\n  report: supervisor\n"),
    )
    head = desk.head
    [case] = desk.do("simulate", "--policy", path)["differing"]
    assert [(c["name"], c["now"]["state"], c["then"]["state"]) for c in case["clocks"]] == [
        ("handover", "met", "late")
    ]
    assert [(r["did"], r["reason"]) for r in case["refusals"]] == [
        ("report", "report is for supervisor; wangli is receptionist"),
        ("handover", "handover needs triage first"),
    ]
    said = desk.type("simulate", "--policy", path).out
    assert said.endswith("1 of 1 cases would differ: 1 verdicts, 2 refusals\n")
    assert desk.head == head
    assert desk.do("simulate", "--policy", path, "--since", "2025-09-23")["asked"] == 0


def test_a_line_without_a_way_says_what_would_not_have_gone(play: Play, tmp_path: Path) -> None:
    desk = play(REPORTED, HANDED_OVER)
    line = "{like: repair-2, moves: {handover: triaged -> awaiting_dispatch}}"
    without = f"schema: 2\nkinds:\n  repair: {line}"
    path = tried(desk, tmp_path, ("schema: 2", without))
    [case] = desk.do("simulate", "--policy", path)["differing"]
    assert case["state"] == {"now": "awaiting_dispatch", "then": "intake"}
    assert "handover is not possible in state intake" in case["refusals"][0]["reason"]


OWN = """schema: 2
steps: {look: {zh: 看一看, en: look at it}}
kinds:
  repair: {like: repair-2, moves: {look: open}}"""


def test_what_a_rulebook_has_no_word_for_is_refused_where_it_was_said(
    desk: Desk, tmp_path: Path
) -> None:
    path = tried(desk, tmp_path)
    policies = desk.root / "policies.yaml"
    policies.write_text(policies.read_text("utf-8").replace("schema: 2", OWN, 1), "utf-8")
    desk.as_("chenwei").do("save")
    desk.play(REPORTED, HANDED_OVER, f"{DAY} 09:05 wangli look CASE")
    [case] = desk.do("simulate", "--policy", path)["differing"]
    [refusal] = case["refusals"]
    assert (refusal["did"], refusal["reason"].split(",")[0]) == ("look", "'look' is none of report")


def test_a_rulebook_that_cannot_be_read_is_named_and_one_that_is_not_there(
    play: Play, tmp_path: Path
) -> None:
    desk = play(REPORTED)
    path = tried(desk, tmp_path, ("owner: receptionist, rule: R012", "owner: nobody, rule: R012"))
    said = desk.type("simulate", "--policy", path)
    assert said.code == 1
    assert said.err.startswith(f"{path}:")
    missing = desk.type("simulate --policy none.yaml")
    assert (missing.code, missing.err) == (2, "servicectl: there is no file none.yaml\n")
    assert desk.type("simulate").code == 2
