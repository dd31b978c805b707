"""Files edited by hand: ``save`` keeps them, and the next command changes no byte of them."""

from __future__ import annotations

import re
import subprocess
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
    "one more key": (
        lambda text: text.replace("kind:", "priority: urgent\nkind:"),
        "3:11",
        "priority of the head was not there",
    ),
    "another kind": (
        lambda text: text.replace("kind: repair", "kind: enquiry"),
        "3:7",
        "kind of the head was repair",
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


# --- what others name stays listed ----------------------------------------------------------------

SENT = (
    REPORTED,
    "2025-09-22 09:53 wangli handover CASE --no-guidance 客户不便",
    "2025-09-22 09:54 chenwei assign CASE guotao",
    "2025-09-22 09:55 yangfang parts receive CBL-UTP=2 --document D1",
    "2025-09-22 09:56 yangfang parts transfer CBL-UTP=1 --from store:good --to agent:xianyang",
    (
        "2025-09-22 09:57 yangfang tool add T-1 --name 光功率计 --value 260.00 --quotes 三家 "
        "--checked-by hemei --approved-by liuhong"
    ),
)
TAKEN_OUT: dict[str, tuple[str, str, str]] = {
    "a person": ("engineers", r"(?ms)^- id: guotao$.*?(?=^- id)", "guotao"),
    "a part": ("parts", r"(?ms)^- sku: CBL-UTP$.*?(?=^- sku)", "CBL-UTP"),
    "an account": ("accounts", r"- account: agent:xianyang\n.*\n", "agent:xianyang"),
    "a tool": ("tools", r"(?ms)^tools:.*", "T-1"),
}


@pytest.mark.parametrize(("name", "lines", "id"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_what_is_named_is_not_taken_out_of_its_list(
    play: Play, name: str, lines: str, id: str
) -> None:
    desk = play(*SENT)
    path = desk.root / f"inventory/{name}.yaml"
    text = path.read_text(encoding="utf-8")
    rest, n = re.subn(lines, "tools: []\n" if name == "tools" else "", text)
    assert n == 1
    path.write_text(rest, encoding="utf-8")
    before = desk.head
    for words in ("save", f"validate {path}"):
        answer = desk.type(words)
        assert (answer.code, desk.head) == (1, before)
        [line] = (answer.out + answer.err).splitlines()
        assert line.startswith(f"inventory/{name}.yaml:1:1: {id} was taken out, and ")
        [place] = re.findall(r"and (\S+?):\d+:\d+ names it \[still-named\]; put it back", line)
        assert id in (desk.root / place).read_text(encoding="utf-8")
    everything = desk.type("validate").out
    assert "[unknown-" in everything
    assert "[still-named]" not in everything  # each place is named by itself
    desk.git("commit", "-qam", "by git alone")
    assert "[still-named]" in desk.type(f"validate --since {before}").out


def test_what_nobody_names_may_be_taken_out_also_where_the_word_stands_in_a_text(
    play: Play,
) -> None:
    desk = play(REPORTED, "2025-09-22 09:52 wangli note CASE 'hemei 未联系, BAT-AA 未用'")
    for name, lines in (
        ("engineers", r"(?ms)^- id: hemei$.*?(?=^- id)"),
        ("parts", r"(?ms)^- sku: BAT-AA$.*?(?=^- sku)"),
    ):
        path = desk.root / f"inventory/{name}.yaml"
        rest, n = re.subn(lines, "", path.read_text(encoding="utf-8"))
        assert n == 1
        path.write_text(rest, encoding="utf-8")
    assert len(desk.do("save")["files"]) == 2
    assert desk.type("validate").code == 0


def test_only_what_is_named_is_held_against_taking_out_several(play: Play) -> None:
    desk = play(*SENT[:3], "2025-09-22 09:55 wangli note CASE 'hemei 未联系'")
    path = desk.root / "inventory/engineers.yaml"
    lines = r"(?ms)^- id: (guotao|hemei)$.*?(?=^- id)"
    path.write_text(re.sub(lines, "", path.read_text(encoding="utf-8")), encoding="utf-8")
    [line] = desk.type("save").err.splitlines()
    assert line.startswith("inventory/engineers.yaml:1:1: guotao was taken out, and cases/")


# --- what is recorded rests on what is saved ------------------------------------------------------

UNSAVED: dict[str, tuple[str, str, str]] = {
    "an account": (
        "accounts",
        "- account: agent:yulin\n  name: 榆林代理\n",
        "parts transfer CBL-UTP=1 --from store:good --to agent:yulin",
    ),
    "a part": (
        "parts",
        "- sku: X-1\n  name: 新件\n  unit: 个\n",
        "parts receive X-1=1 --document D-2025-1",
    ),
    "a person": (
        "engineers",
        "- id: xinren\n  name: 新人\n  roles: [engineer]\n",
        "assign CASE xinren",
    ),
    "a customer": (
        "customers/c-222222",
        "schema: 1\nid: c-222222\nname: 新客户\nphone: 13900001111\naddress: 南路\n",
        "report --phone 13900001111 --fault 无声",
    ),
}


@pytest.mark.parametrize(("name", "lines", "words"), UNSAVED.values(), ids=UNSAVED)
def test_nothing_is_recorded_that_rests_on_an_unsaved_edit(
    play: Play, name: str, lines: str, words: str
) -> None:
    desk = play(*SENT[:2], SENT[3]).as_("yangfang" if "parts" in words else "chenwei")
    path = desk.root / f"inventory/{name}.yaml"
    with path.open("a", encoding="utf-8") as file:
        file.write(lines)
    before = desk.head
    answer = desk.type(words)
    assert (answer.code, answer.out, desk.head) == (4, "", before)
    assert answer.err == f"servicectl: not saved yet: inventory/{name}.yaml; servicectl save\n"
    desk.do("save")
    desk.do(words)
    assert desk.type("validate").code == 0


def test_a_file_is_not_saved_before_what_it_names_is(play: Play) -> None:
    by_hand = HAND_MADE.replace("note\n  text: 手工补记", "edit\n  serial: SN1")
    desk = edited(play, lambda text: text + by_hand)
    (desk.root / "inventory/units/SN1.yaml").write_text("schema: 1\nserial: SN1\n")
    answer = desk.type("save", str(file(desk)))
    assert (answer.code, answer.out) == (4, "")
    assert "not saved yet: inventory/units/SN1.yaml" in answer.err
    assert len(desk.do("save")["files"]) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("engineers", "roster leave guotao 2025-10-09"),
        ("engineers", "roster certify guotao 驾驶证"),
        ("customers/{id}", "customer edit {id} --address 南路"),
        ("customers/{id}", 'report --phone "029-5550 1234" --contact 李太太 --fault x'),
    ],
)
def test_no_command_writes_to_a_file_that_was_edited(play: Play, name: str, words: str) -> None:
    desk = play(REPORTED).as_("chenwei")
    id = desk.show()["customer"]["id"]
    path = desk.root / f"inventory/{name.format(id=id)}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 未保存\n", encoding="utf-8")
    by_hand, before = path.read_bytes(), desk.head
    answer = desk.type(words.format(id=id))
    assert (answer.code, answer.out, desk.head) == (4, "", before)
    assert "was edited by hand; servicectl save records it" in answer.err
    assert path.read_bytes() == by_hand


# --- a remedy that is said is one that works ------------------------------------------------------


def test_line_ends_are_mended_as_it_is_said(desk: Desk) -> None:
    parts = desk.root / "inventory/parts.yaml"
    text = parts.read_bytes() + "# 已核对\n".encode()
    parts.write_bytes(text.replace(b"\n", b"\r\n"))
    [remedy] = re.findall(r"or: (.*)$", desk.type("save").err.splitlines()[0])
    subprocess.run(remedy, shell=True, check=True, cwd=desk.root)
    assert parts.read_bytes() == text
    desk.do("save")


@pytest.mark.parametrize("staged", [False, True])
def test_a_deleted_file_comes_back_as_it_is_said(play: Play, staged: bool) -> None:
    desk = play(REPORTED)
    desk.git("rm", "-q", str(file(desk))) if staged else file(desk).unlink()
    [remedy] = re.findall(r"; (git restore .*) brings", desk.type("save").err)
    subprocess.run(remedy, shell=True, check=True, cwd=desk.root)
    assert desk.git("status", "--porcelain") == ""


# --- templates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [("{% if %}", "Expected"), ("{{ sheet.case | shout }}", "No filter named 'shout'")],
)
def test_a_template_that_cannot_be_read_is_not_saved(desk: Desk, line: str, said: str) -> None:
    template = desk.template("zh/repair.j2")
    text = template.read_text(encoding="utf-8")
    before, key, after = text.partition("\n{{ form.head(")
    template.write_text(f"{before}\n{line}{key}{after}", encoding="utf-8")
    place = f"templates/zh/repair.j2:{len(before.splitlines()) + 1}:1: "
    for words in ("save", f"validate {template.parent}", "validate"):
        answer = desk.type(words)
        [shown] = (answer.out + answer.err).splitlines()
        assert (answer.code, shown.startswith(place), said in shown) == (1, True, True), shown
    template.write_text(f"{text}{{# 备注 #}}\n", encoding="utf-8")
    assert desk.do("save")["files"] == ["templates/zh/repair.j2"]
