"""A checklist: yes, no with the reason, or not said; what nobody said is stored nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.condition_reader import read_requirement
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.requirements import missing
from servicectl.domain.time.moments import read_moment
from servicectl.domain.workflow.action import NOT, YES
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.services.dialogue.questions import CHECKLIST, Offer, Question, understood
from servicectl.services.queries.candidates import completions
from servicectl.services.queries.candidates_on_file import Cursor
from servicectl.services.recording.checklist import as_typed
from servicectl.store.team.files import Files
from tests.desk import Desk
from tests.refusals import asks_for
from tests.terminal import Terminal

Play = Callable[..., Desk]

REPORTED = (
    "2025-09-22 10:00 wangli report --customer 李建国 --phone 02955501234 --address 科技路12号 "
    "--fault 无图像"
)
READY = (
    REPORTED,
    "2025-09-22 10:02 wangli handover CASE --no-guidance 客户不在现场",
    "2025-09-22 10:10 chenwei assign CASE zhangqiang",
)
AT_CUSTOMER = (
    *READY,
    "2025-09-22 10:20 zhangqiang prepare CASE --yes all",
    "2025-09-22 10:25 zhangqiang depart CASE",
    "2025-09-22 11:10 zhangqiang arrive CASE --met 李建国",
)
DIAGNOSED = (
    *AT_CUSTOMER,
    "2025-09-22 11:10 zhangqiang diagnose CASE --cause 老化 --agrees yes",
)
AT = read_moment("2025-09-22T10:20:00+08:00")


@pytest.fixture
def desk(play: Play) -> Desk:
    return play(*READY).at("2025-09-22 10:20").as_("zhangqiang")


# What is typed in one line.


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("", None),
        ("--yes file,tools", {"file": "yes", "tools": "yes"}),
        ("--yes file --yes tools", {"file": "yes", "tools": "yes"}),
        ("--yes file，tools", {"file": "yes", "tools": "yes"}),
        ("--yes ｆｉｌｅ、tools", {"file": "yes", "tools": "yes"}),
        ("--not parts:无货", {"parts": "no: 无货"}),
        ("--not parts：无货", {"parts": "no: 无货"}),
        (
            "--yes all --not parts:无货",
            {"file": "yes", "causes": "yes", "tools": "yes", "parts": "no: 无货", "sheet": "yes"},
        ),
    ],
)
def test_only_what_was_said_is_stored(desk: Desk, said: str, stored: object) -> None:
    answer = desk.do(f"prepare CASE {said}")
    assert desk.last().get("ticks") == stored
    assert answer["ticks"] == (stored or {})
    left_out = {"file", "causes", "tools", "parts", "sheet"} - set(stored or {})  # type: ignore[call-overload]
    assert set(answer["not_said"]) == left_out


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("--yes tool", "did you mean tools?"),
        ("--yes parts:无货", "--not TICK:REASON"),
        ("--yes parts --not parts:无货", "with --yes or with --not"),
        ("--not all:忙", "'all'"),
        ("--not parts", "the reason is missing"),
        ("--yes survey_form", "no such tick here"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(desk: Desk, said: str, complaint: str) -> None:
    before = desk.head
    answer = desk.type(f"prepare CASE {said}")
    assert (answer.code, answer.out, desk.head) == (2, "", before)
    assert complaint in answer.err


def test_the_answer_and_the_log_tell_what_was_said_and_the_answer_what_was_not(desk: Desk) -> None:
    told = desk.type('prepare CASE --yes file --not "parts:none in stock"').out
    assert "ticked: ✓ unit file read; × parts drawn (none in stock)" in told
    assert "not said: causes, tools, sheet" in told
    log = desk.type("log CASE").out
    assert "✓ unit file read; × parts drawn (none in stock)" in log
    assert "tools ready" not in log
    told = desk.speaking("zh").type("prepare CASE --yes all").out
    assert "已勾" in told
    assert "未说明" not in told


# What a rulebook asks for.


def test_setting_out_waits_until_every_line_is_said_and_the_sheet_is_a_yes(desk: Desk) -> None:
    desk.do("prepare CASE")
    wanted = "prepare --yes file,causes,tools,parts (or --not TICK:REASON) first"
    assert asks_for(desk.refused("depart CASE"), wanted, "prepare --yes sheet first")
    desk.do("prepare CASE --yes file,causes,tools --not parts:无需 --not sheet:打印机故障")
    refusal = desk.refused("depart CASE")
    assert asks_for(refusal, "prepare --yes sheet first")
    assert "--yes file" not in refusal
    desk.do("prepare CASE --yes sheet")
    assert desk.do("depart CASE")["state"] == "en_route"


def asking(verb: str, text: str) -> Policy:
    return Policy(schema=1, profile="p", require={verb: read_requirement(text)})


@pytest.mark.parametrize(
    ("asked", "stored", "met"),
    [
        ("parts", {}, False),
        ("parts", {"parts": "yes"}, True),
        ("parts", {"parts": "no: none"}, True),
        ("parts=yes", {"parts": "no: none"}, False),
        ("parts=yes", {"parts": "yes"}, True),
        ("parts=no", {"parts": "no: none"}, True),
        ("parts=no", {"parts": "yes"}, False),
        ("parts=no", {"tools": "yes"}, False),
    ],
)
def test_a_requirement_tells_yes_no_and_not_said_apart(
    asked: str, stored: dict[str, str], met: bool
) -> None:
    prepare = Event("e-222222", AT, "zhang", "prepare", {"ticks": stored})
    depart = Event("e-333333", AT, "zhang", "depart")
    assert (not missing(prepare, (), {}, asking("prepare", asked))) is met
    assert (not missing(depart, [prepare], {}, asking("depart", f"prepare.{asked}"))) is met


def test_what_was_left_out_of_a_step_that_is_over_has_a_way_out(play: Play) -> None:
    desk = play(*DIAGNOSED)
    desk.do("complete CASE --cause 老化 --work 更换 --signed-by 李建国")
    event = desk.last()["id"]
    asked = desk.root / "policies.yaml"
    text = asked.read_text(encoding="utf-8")
    asked.write_text(
        text.replace("\nrequire:\n", "\nrequire:\n  sheet-in: [complete.restored]\n", 1)
        if "\n  sheet-in:" not in text
        else text.replace("\n  sheet-in: [", "\n  sheet-in: [complete.restored, ", 1),
        encoding="utf-8",
    )
    desk.do("save")
    desk.as_("chenwei").do("repolicy CASE --reason 新规")
    refusal = desk.as_("wangli").refused("sheet-in CASE --debrief 已修复")
    assert f"servicectl retract {desk.case} {event} --reason TEXT, then complete anew" in refusal


# What is printed: only what was said.


def test_the_sheet_leaves_open_what_nobody_said(play: Play) -> None:
    desk = play(*AT_CUSTOMER)
    sheet = desk.type("sheet CASE").out
    assert "[x] unit file read" in sheet
    assert "[ ] ID shown" in sheet
    assert "[ ] agrees with report" in sheet
    desk.do("diagnose CASE --cause 老化 --agrees yes")
    assert "[x] agrees with report" in desk.type("sheet CASE").out
    assert asks_for(desk.refused("diagnose CASE --cause 老化 --agrees no"), "--differs")


def test_a_file_recorded_before_says_what_it_says(play: Play) -> None:
    desk = play(*READY)
    [file] = desk.root.glob("cases/*/*/*.yaml")
    with file.open("a", encoding="utf-8") as case:
        case.write(
            "- id: e-444444\n  at: 2025-09-22T10:15:00+08:00\n  by: zhangqiang\n  did: prepare\n"
            "  ticks: {file: yes, causes: yes, tools: yes, parts: 'no: 无需', sheet: yes}\n"
        )
    desk.at("2025-09-22 10:20").do("save")
    assert desk.at("2025-09-22 10:25").as_("zhangqiang").do("depart CASE")["state"] == "en_route"


# Where it is offered: help, completion, the terminal.


def test_help_lists_the_lines_of_this_desk_and_what_it_asks_for(play: Play) -> None:
    page = play(*READY).type("help prepare").out
    assert "--yes TEXT…" in page
    assert "unit file read" in page
    assert "survey_form" not in page


def test_an_answer_at_a_terminal_is_read_as_it_would_be_typed() -> None:
    ticks = ACTIONS["prepare"].ticked(())
    question = Question(CHECKLIST, None, tuple(Offer(t.name, t.help) for t in ticks))

    def said(text: str) -> dict[str, tuple[str, ...]]:
        parts = understood(question, text)
        assert isinstance(parts, tuple)
        return {name: given for name, given in as_typed(parts).items() if given}

    assert said("1 3") == {"yes": ("file", "tools")}
    assert said("1,3、sheet") == {"yes": ("file", "tools", "sheet")}
    assert said("all, parts:无货") == {"yes": ("all",), "not": ("parts:无货",)}
    assert said("4：缺货，已订, 1 5") == {"yes": ("file", "sheet"), "not": ("parts:缺货, 已订",)}
    assert said("nonsense") == {"yes": ("nonsense",)}


def test_a_terminal_asks_for_the_list_in_one_line(desk: Desk) -> None:
    with Terminal(desk, "prepare", desk.case) as terminal:
        terminal.see("likely causes noted")
        terminal.answer("say nothing of it", "1 2 3 5, pats:none in stock")
        terminal.answer("did you mean parts?", "1 2 3 5, parts:none in stock")
        assert terminal.code == 0, terminal.shown
    assert desk.last()["ticks"]["parts"] == "no: none in stock"
    assert desk.last()["ticks"]["sheet"] == "yes"


def test_enter_says_nothing_and_what_was_typed_is_not_asked_for(play: Play) -> None:
    desk = play(*DIAGNOSED)
    entry = "complete", desk.case, "--cause", "x", "--work", "y", "--signed-by", "z"
    with Terminal(desk, *entry) as terminal:
        terminal.answer("say nothing of it", "")
        assert terminal.code == 0, terminal.shown
    assert "ticks" not in desk.last()
    with Terminal(desk, "prepare", desk.case, "--yes", "all") as terminal:
        assert terminal.code == 3  # asked nothing: it is not possible now


def test_completion_offers_the_lines_of_the_list_that_were_not_named_yet(desk: Desk) -> None:
    assert _offered(desk, "yes", "") == ["all", "file", "causes", "tools", "parts", "sheet"]
    assert _offered(desk, "yes", "file,to") == ["file,tools"]
    assert _offered(desk, "yes", "file,f") == []
    assert _offered(desk, "not", "p") == ["parts"]


def _offered(desk: Desk, option: str, begun: str) -> list[str]:
    [field] = [field for field in (YES, NOT) if field.name == option]
    cursor = Cursor(
        lambda: Files(desk.root), lambda: date(2025, 9, 22), ACTIONS["prepare"], field, begun, {}
    )
    return [word for word, _ in completions(cursor)]
