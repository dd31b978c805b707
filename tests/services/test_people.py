"""The people of the team: how they are named, what is on file of them, their leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from servicectl.domain.schema.kinds import PERSON, ManyKind
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.services.recording.amended import corrected
from servicectl.services.recording.input import parse_fields
from servicectl.store.team.team import Team
from tests.desk import Desk
from tests.terminal import Terminal

Play = Callable[..., Desk]
UTC = ZoneInfo("UTC")
NOW = datetime(2025, 9, 22, 2, tzinfo=UTC)

REPORTED = (
    '2025-09-22 09:50 wangli report --customer 李建国 --phone "029-5550 1234" '
    "--address 科技路12号 --fault 无图像"
)
HANDED_OVER = "2025-09-22 09:52 wangli handover CASE --no-guidance 客户不便"
SENT = "2025-09-22 09:55 chenwei assign CASE guotao --for next-day"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("assign CASE 郭工", "did you mean guotao (郭涛)?"),
        ("list --engineer 郭工", "did you mean guotao (郭涛)?"),
        ("--as 陈伟 list --engineer guota", "did you mean guotao?"),
        ("roster show 甲乙", "servicectl roster show lists all"),
    ],
)
def test_a_name_tells_which_word_is_typed_for_it(play: Play, line: str, said: str) -> None:
    desk = play(REPORTED, HANDED_OVER).as_("chenwei")
    before = desk.head
    answer = desk.type(line)
    assert (answer.code, answer.out, desk.head) == (2, "", before)
    assert answer.err.rstrip("？?\n").endswith(said.rstrip("?"))


def test_a_name_that_one_person_has_is_his_id_in_every_field(desk: Desk) -> None:
    roster = Team(desk.root).roster
    actions = {**ACTIONS, **DOCUMENTS}.values()
    fields = [field for action in actions for field in action.fields]
    of_people = [f for f in fields if f.kind is PERSON or f.kind == ManyKind(PERSON)]
    assert len(of_people) > 10
    for field in of_people:
        given = ["郭 涛"] if isinstance(field.kind, ManyKind) else "郭涛"
        [read] = parse_fields((field,), {field.name: given}, UTC, NOW, lambda: roster).values()
        assert read in ("guotao", ("guotao",)), field


def test_a_name_is_typed_for_who_acts_and_who_is_sent(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER)
    desk.as_("陈伟").do("assign CASE 郭涛 李明")
    assert (desk.last()["by"], desk.last()["engineers"]) == ("chenwei", ["guotao", "liming"])
    assert desk.type("roster show 郭涛").out == desk.type("roster show guotao").out
    roster = desk.root / "inventory/engineers.yaml"
    roster.write_text(roster.read_text("utf-8").replace("name: 李明", "name: 郭涛"), "utf-8")
    desk.as_("liuhong").do("save")
    both = "type one of liming (郭涛), guotao (郭涛)"
    sitting = {
        "assign CASE 郭涛": "chenwei",
        "list --engineer 郭涛": "chenwei",
        "note CASE x": "郭涛",
    }
    for line, who in sitting.items():
        answer = desk.as_(who).type(line)
        assert (answer.code, both in answer.err) == (2, True), answer


def test_a_day_is_typed_as_it_is_said(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER).as_("chenwei").at("2025-09-22 10:00")
    desk.do("roster leave 郭涛 25号..27号")
    desk.do("roster leave 郭涛 明天")
    away = (desk.root / "inventory/engineers.yaml").read_text("utf-8")
    assert "  - 2025-09-25..2025-09-27\n  - '2025-09-23'\n" in away
    desk.do("assign CASE 张强 --for 9月24日")
    assert desk.last()["for"] == "2025-09-24"
    engineer = desk.as_("zhangqiang")
    asked = engineer.type("appoint CASE --when 明天").err
    assert "with the hour, too: 2025-09-23 09:00" in asked
    engineer.do("appoint CASE --when 24号下午2点")
    assert desk.last()["when"] == "2025-09-24T14:00:00+08:00"


def test_leave_over_a_visit_names_the_case(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER, SENT, "2025-09-22 09:56 wangli note CASE 'liming 待命'")
    desk = desk.as_("chenwei")
    assert desk.type("roster leave guotao 2025-09-24..2025-09-26").err == ""
    assert desk.type("roster leave liming 2025-09-23").err == ""
    answer = desk.type("roster leave guotao 2025-09-22..2025-09-23")
    assert answer.out == "guotao: roster leave recorded\n"
    assert answer.err == f"  {desk.case} is guotao's in that time: assign it anew\n"


def test_a_certificate_that_nobody_asks_for_is_said_and_one_run_out_is_refused(play: Play) -> None:
    desk = play().as_("chenwei")
    policies = desk.root / "policies.yaml"
    staff = "staff:\n  certificates: [岗位资质证书]\n"
    policies.write_text(policies.read_text(encoding="utf-8") + staff, encoding="utf-8")
    desk.do("save")
    answer = desk.type("roster certify guotao 岗位资格证 --until 2027-01-01")
    assert (answer.code, answer.err.count("岗位资质证书")) == (0, 1)
    assert desk.type("roster certify guotao 岗位资质证书 --until 2025-09-22").err == ""
    past = desk.type("roster certify guotao 岗位资质证书 --until 2025-09-21")
    assert (past.code, past.err) == (2, "servicectl: --until 2025-09-21 is past\n")


def test_one_person_is_shown_with_certificates_and_leave(play: Play) -> None:
    desk = play().as_("chenwei")
    desk.do("roster leave guotao 2025-10-09..2025-10-10")
    shown = desk.type("roster show guotao").out
    for text in ("郭涛 (guotao)", "低压电工作业证 until 2027-09-30", "2025-10-09..2025-10-10"):
        assert text in shown
    [view] = desk.do("roster show guotao")
    assert "2025-10-09..2025-10-10" in view["leave"]
    assert {"name": "低压电工作业证", "until": "2027-09-30"} in view["certificates"]


def test_an_entry_of_the_roster_is_corrected_and_the_rest_stays(desk: Desk) -> None:
    desk = desk.as_("liuhong")
    file = desk.root / "inventory/engineers.yaml"
    before = file.read_text("utf-8")
    desk.do("roster edit zhangqiang --phone 13900001111 --skill 显示屏 --skill 高处作业")
    skills = "  skills:\n  - 显示屏\n  - 拼接屏\n  - 高处作业\n  certificates:"
    assert file.read_text("utf-8") == before.replace("'138-0000-3105'", "'13900001111'").replace(
        skills, "  skills: [显示屏, 高处作业]\n  certificates:", 1
    )
    assert desk.git("log", "-1", "--format=%s%n%b").split() == ["roster", "edit", "By:", "liuhong"]
    for words, code, said in (
        ("zhangqiang", 2, "nothing to change was given; such as --role ROLE"),
        ("zhangqiang --role enginer", 2, "did you mean engineer?"),
        ("zhang --phone 13900001111", 2, "zhang is not in the roster"),
        ("zhangqiang --email GuoTao@example.cn", 3, "this e-mail is guotao's already"),
    ):
        head, answer = desk.head, desk.type(f"roster edit {words}")
        assert (answer.code, said in answer.err, desk.head) == (code, True, head)
    assert "roster edit is for" in desk.as_("wangli").refused("roster edit wangli --role manager")
    assert desk.type("audit").code == 0


@pytest.mark.parametrize(
    ("items", "written"),
    [
        (("a", "b", "c"), "k:\n  - a\n  - b\n  - c\nn: 1\n"),
        (("p", "q", "r"), "k: [p, q, r]\nn: 1\n"),
        (("b", "a"), "k: [b, a]\nn: 1\n"),
    ],
)
def test_a_list_grows_by_a_line_or_is_written_anew(items: tuple[str, ...], written: str) -> None:
    assert corrected("k:\n  - a\n  - b\nn: 1\n", "f.yaml", {"k": items}) == written


def test_all_people_fit_on_a_line_whatever_their_roles(desk: Desk) -> None:
    roles = ("receptionist", "supervisor", "engineer", "technician", "storekeeper", "finance")
    words = " ".join(f"--role {role}" for role in roles)
    desk.as_("chenwei").do(f"roster add x --name 新人 {words}")
    shown = desk.type("roster show").out
    assert all(role in shown for role in roles)
    assert max(map(len, shown.splitlines())) <= 78


def test_that_nothing_is_due_is_said_to_people_and_not_to_cron(desk: Desk) -> None:
    for words, said in (("due --within 1h", "nothing is due"), ("overdue", "nothing is overdue")):
        assert desk.type(words) == (0, "", "")
        with Terminal(desk, *words.split()) as terminal:
            terminal.see(said)
            assert terminal.code == 0


NIGHT = "mon-sun: [20:00-08:00]"
RESTS = (
    "rests: [{from: 2025-09-24T01:00:00+08:00, until: 2025-09-24T03:30:00+08:00,"
    " approved_by: chenwei}]"
)


@pytest.mark.parametrize(
    ("person", "days", "gaps"),
    [
        ("", "2025-09-24", []),
        ("leave: [2025-09-24]", "2025-09-23..2025-09-25", ["24 20:00-24:00", "25 00:00-08:00"]),
        ("until: 2025-09-23", "2025-09-24", ["24 20:00-24:00"]),
        (RESTS, "2025-09-24", ["24 01:00-03:30"]),
        ("", "2025-10-01", ["01 08:00-24:00"]),
        ("duty: [2025-10-01]", "2025-10-01", []),
    ],
    ids=["there", "leave", "last day", "rest", "holiday", "duty"],
)
def test_the_hotline_of_given_dates_counts_who_is_away(
    desk: Desk, person: str, days: str, gaps: list[str]
) -> None:
    roster = "schema: 1\npeople:\n"
    for id, shift in (("tagsueber", "mon-sun: [08:00-20:00]"), ("nachts", NIGHT)):
        more = f", {person}" if id == "nachts" and person else ""
        roster += f"- {{id: {id}, name: {id}, roles: [receptionist], shifts: {{{shift}}}{more}}}\n"
    (desk.root / "inventory/engineers.yaml").write_text(roster, "utf-8")
    answer = desk.type(f"roster show --hours --for {days} --json")
    assert [f"{g['date'][8:]} {g['from']}-{g['until']}" for g in answer.json] == gaps
    assert answer.code == (1 if gaps else 0)


def test_the_hotline_of_the_days_to_come_names_what_is_not_so_in_every_week(desk: Desk) -> None:
    assert desk.type("roster show --hours").out == "the hotline is covered every hour\n"
    desk.as_("chenwei").do("roster leave sunyue 2025-09-24")
    said = desk.type("roster show --hours")
    lines = ["2025-09-24  wed  20:00-24:00", "2025-09-25  thu  00:00-08:00"]
    assert (said.code, said.out.splitlines()) == (1, lines)
    assert desk.at("2025-10-10 09:00").type("roster show --hours").code == 0
    assert desk.type("roster show --for 2025-09-24").code == 2
