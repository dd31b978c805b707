"""Files edited by hand: ``save`` keeps them, and the next command changes no byte of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk import Desk

Play = Callable[..., Desk]
Edit = Callable[[str], str]

REPORT = 'report --customer 李建国 --phone "029-5550 1234" --address 科技路12号 --fault 无图像'
REPORTED = f"2025-09-22 09:50 wangli {REPORT}"
NOTED = "2025-09-22 09:52 wangli note CASE 已联系"
HAND_MADE = """\
- id: e-222222
  at: 2025-09-22T09:53:00+08:00
  by: wangli
  did: note
  text: 手工补记
"""


def file(desk: Desk) -> Path:
    """Return the file of the team's one case."""
    return desk.root / f"cases/2025/09/{desk.case}.yaml"


def edited(play: Play, edit: Edit) -> Desk:
    """Return a desk at which somebody edited the team's one case and did not save it."""
    desk = play(REPORTED, NOTED).at("2025-09-22 09:55")
    text = file(desk).read_text(encoding="utf-8")
    assert edit(text) != text
    file(desk).write_bytes(edit(text).encode())
    return desk


def history(text: str) -> tuple[str, str]:
    """Return a case file up to its events, and these."""
    head, key, events = text.partition("history:\n")
    return head + key, events


def indented(text: str) -> str:
    head, events = history(text)
    return head + re.sub(r"(?m)^(- )?( )?", lambda m: "    " + ("-   " if m[1] else "   "), events)


def in_braces(text: str) -> str:
    head, events = history(text)
    lines = re.sub(r"(?m)^- (.*)\n((?:  .*\n)*)", r"- {\1, \2}\n", events)
    return head + re.sub(r"\n  |\n(?=})", lambda m: ", " if m[0] != "\n" else "", lines)


def in_brackets(text: str) -> str:
    head, events = history(in_braces(text))
    return head.removesuffix("\n") + f" [{', '.join(events.replace('- ', '').splitlines())}]\n"


KEPT: dict[str, Edit] = {
    "comments": lambda text: "# 备注\n" + text.replace("无图像", "无图像   # 客户原话") + "# 完\n",
    "key order": lambda text: "fault: 无图像\n" + text.replace("fault: 无图像\n", ""),
    "four spaces": indented,
    "a corrected fault": lambda text: text.replace("无图像", "无图像,电源灯闪烁"),
    "a fault of several lines": lambda text: text.replace("无图像", "|\n  无图像\n\n  有声音"),
    "quotes": lambda text: text.replace("fault: 无图像", "\"fault\": '无图像'"),
    "blank lines": lambda text: text.replace("history:", "\n\nhistory:") + "\n\n",
    "no last line end": lambda text: text.rstrip("\n"),
    "events in braces": in_braces,
    "one more key": lambda text: text.replace("kind:", "priority: urgent\nkind:"),
    "an event by hand": lambda text: text + HAND_MADE,
}


@pytest.mark.parametrize("edit", KEPT.values(), ids=KEPT)
def test_a_saved_edit_stays_to_the_byte_and_the_next_commit_shows_the_event_alone(
    play: Play, edit: Edit
) -> None:
    desk = edited(play, edit)
    by_hand = file(desk).read_bytes()
    assert desk.do("save")["files"] == [f"cases/2025/09/{desk.case}.yaml"]
    assert file(desk).read_bytes() == by_hand
    desk.do("handover CASE --no-guidance 客户不便")
    event = file(desk).read_bytes().removeprefix(by_hand)
    assert by_hand + event == file(desk).read_bytes()
    assert event.count(b"did: ") == event.count(b"did: handover") == 1
    shown = desk.git("show", "--format=", "--no-prefix", "HEAD").split("\n@@")[1].splitlines()
    taken = [line for line in shown if line.startswith("-")]
    assert taken == ([] if by_hand.endswith(b"\n") else [f"-{by_hand.decode().splitlines()[-1]}"])
    assert desk.type("validate").code == 0


REFUSED: dict[str, tuple[Edit, str, str]] = {
    "a changed event": (lambda text: text.replace("已联系", "未联系"), "13:3", "was changed"),
    "a changed time": (lambda text: text.replace("09:52", "09:51"), "13:3", "was changed"),
    "a deleted event": (lambda text: text[: text.rindex("- id")], "1:1", "is no longer here"),
    "an event put in": (
        lambda text: "".join([*history(text)[:1], HAND_MADE, *history(text)[1:]]),
        "8:3",
        "is no longer here",
    ),
    "an impossible event": (
        lambda text: text + HAND_MADE.replace("did: note\n  text: 手工补记", "did: close"),
        "18:3",
        "close is not possible in state intake",
    ),
    "an event of somebody unknown": (
        lambda text: text + HAND_MADE.replace("wangli", "wangl"),
        "18:3",
        "wangl is not in the roster",
    ),
    "an event before another": (
        lambda text: text + HAND_MADE.replace("09:53", "09:51"),
        "18:3",
        "happened before",
    ),
    "an event's id again": (
        lambda text: text + HAND_MADE.replace("e-222222", text.split("- id: ")[1][:8]),
        "18:3",
        "stands in line 8 already",
    ),
    "history not last": (
        lambda text: text.replace("fault: 无图像\n", "") + "fault: 无图像\n",
        "6:1",
        "history must be the last key",
    ),
    "history in brackets": (in_brackets, "7:10", "is written in brackets"),
    "a customer not on file": (
        lambda text: re.sub("customer: .*", "customer: c-zzzzzz", text),
        "5:11",
        "there is no customer c-zzzzzz",
    ),
    "a rulebook not kept": (
        lambda text: re.sub("policy: .*", "policy: 000000000000", text),
        "4:9",
        "is not there",
    ),
    "CR LF": (lambda text: text.replace("\n", "\r\n"), "1:10", "CR LF"),
    "nothing left": (lambda text: "", "1:1", "the file is empty"),
}


@pytest.mark.parametrize(("edit", "place", "said"), REFUSED.values(), ids=REFUSED)
def test_what_the_history_does_not_allow_is_neither_saved_nor_gone_over(
    play: Play, edit: Edit, place: str, said: str
) -> None:
    desk = edited(play, edit)
    before, by_hand = desk.head, file(desk).read_bytes()
    for words, code in (("save", 1), ("note CASE x", 4)):
        answer = desk.type(words)
        assert (answer.code, answer.out, desk.head) == (code, "", before)
        assert file(desk).read_bytes() == by_hand
        if words == "save":
            lines = [line for line in answer.err.splitlines() if said in line]
            assert [line.partition(".yaml:")[2].partition(": ")[0] for line in lines] == [place]


def test_a_new_file_by_hand_is_saved_if_it_is_one_that_a_team_keeps(desk: Desk) -> None:
    customer = desk.root / "inventory/customers/c-222222.yaml"
    customer.write_text("schema: 1\nid: c-222222\nname: 新客户\n", encoding="utf-8")
    assert desk.do("save")["files"] == ["inventory/customers/c-222222.yaml"]
    for stray in ("cases/notes.txt", "inventory/x.yaml", "cases/2025/09/20250922-222222.yml"):
        (desk.root / stray).parent.mkdir(parents=True, exist_ok=True)
        (desk.root / stray).write_text("schema: 1\n")
        answer = desk.type("save")
        assert (answer.code, answer.err.partition(":")[0]) == (1, stray)
        (desk.root / stray).unlink()


def test_a_deleted_file_is_missed(play: Play) -> None:
    desk = play(REPORTED)
    path = file(desk)
    path.unlink()
    answer = desk.type("save")
    assert (answer.code, "git restore" in answer.err) == (1, True)
    assert desk.git("status", "--porcelain") == f" D {path.relative_to(desk.root)}\n"


def test_only_the_files_named_are_saved(play: Play) -> None:
    desk = edited(play, KEPT["comments"])
    parts = desk.root / "inventory/parts.yaml"
    parts.write_text(parts.read_text(encoding="utf-8") + "x: [\n", encoding="utf-8")
    assert desk.type("save").code == 1
    assert desk.do("save", str(file(desk)))["files"] == [f"cases/2025/09/{desk.case}.yaml"]
    assert desk.git("status", "--porcelain") == " M inventory/parts.yaml\n"


def test_the_roster_may_be_edited_while_cases_go_on_and_commands_leave_its_bytes(
    play: Play,
) -> None:
    desk = play(REPORTED)
    roster = desk.root / "inventory/engineers.yaml"
    roster.write_text(roster.read_text(encoding="utf-8") + "# 年底核对\n", encoding="utf-8")
    desk.do("note CASE 无")
    assert desk.git("status", "--porcelain") == " M inventory/engineers.yaml\n"
    desk.do("save")
    for person in ("guotao", "hemei", "yangfang", "chenwei"):
        desk.as_("chenwei").do(f"roster leave {person} 2026-12-28..2026-12-29")
        diff = desk.git("show", "--format=", "-U0").splitlines()[4:]
        assert len([line for line in diff if line[0] in "+-"]) <= 3, diff
    assert roster.read_text(encoding="utf-8").endswith("# 年底核对\n")
    assert desk.type("validate").code == 0


def test_a_case_keeps_its_rulebook_until_it_is_put_under_todays(play: Play) -> None:
    desk = play(REPORTED)
    policies = desk.root / "policies.yaml"
    policies.write_text(policies.read_text(encoding="utf-8").replace("within: 5m", "within: 7m"))
    desk.do("save")
    assert desk.clock("handover")["due"] == "2025-09-22T09:55:00+08:00"
    desk.as_("chenwei").do("repolicy CASE --reason 新规")
    assert desk.clock("handover")["due"] == "2025-09-22T09:57:00+08:00"
    assert "already" in desk.as_("chenwei").refused("repolicy CASE --reason 新规")
    assert desk.type("validate").code == 0
