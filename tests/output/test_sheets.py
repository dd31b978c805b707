"""Forms, on paper and in Markdown: what is known, room for the rest, nothing else."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
import segno
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from servicectl.domain.schema.characters import escaped
from servicectl.output.sheets.forms import CASE_FORMS
from servicectl.output.sheets.render import html, markdown
from tests.desk import Desk
from tests.places import REPOSITORY

Play = Callable[..., Desk]

REPORTED = (
    "2025-09-22 09:50 wangli report --customer 李建国 --phone '029-5550 1234'"
    " --address '西安市科技路 12 号' --serial SN24090009 --new-customer --fault 无图像"
)
GUIDED = "2025-09-22 09:58 wangli guide CASE --step 断电重启 --result 无效 --outcome failed"
HANDED_OVER = "2025-09-22 10:02 wangli handover CASE --promised '2025-09-22 10:01'"
ASSIGNED = "2025-09-22 10:10 chenwei assign CASE zhangqiang liming"
PREPARED = (
    "2025-09-22 10:20 zhangqiang prepare CASE --yes all --cause 电源板 --cause 主板 "
    "--not parts:仓库缺货"
)
DEPARTED = "2025-09-22 10:25 zhangqiang depart CASE"
ARRIVED = "2025-09-22 11:10 zhangqiang arrive CASE --yes all --met 李主任"
DIAGNOSED = "2025-09-22 11:30 zhangqiang diagnose CASE --cause 电容鼓包 --differs 有异味"
COMPLETED = (
    "2025-09-22 12:10 zhangqiang complete CASE --yes all --work 更换电源板 --signed-by 李主任 "
    "--opinion 及时"
)
SHEET_IN = "2025-09-22 14:00 wangli sheet-in CASE --debrief 已修复"
CALLED_BACK = "2025-09-23 10:00 wangli callback CASE --running ok --satisfaction 4"

LEAVING = (REPORTED, GUIDED, HANDED_OVER, ASSIGNED, PREPARED)
DONE = (*LEAVING, DEPARTED, ARRIVED, DIAGNOSED, COMPLETED)
CALLED = (*DONE, SHEET_IN, CALLED_BACK)
HOSTILE = "<script>alert(1)</script> | `rm` [x](javascript:alert(1)) ![](http://e.cn/i) **b**"


class Page(HTMLParser):
    """The tags of an HTML page, and what it shows: boxes with a mark as ``[√]``."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def printed(desk: Desk, format: str = "md", *cases: str) -> str:
    """Return the sheets of the team's case, or of the cases named."""
    return form(desk, *(cases or ("CASE",)), "--format", format)


def form(desk: Desk, *words: str) -> str:
    """Return the form that ``sheet`` with these words prints."""
    answer = desk.type("sheet", *words)
    assert (answer.code, answer.err) == (0, "")
    return answer.out


# What stands on it


@pytest.mark.parametrize("format", ["md", "html"])
@pytest.mark.parametrize(("lang", "title"), [("zh", "客户服务单"), ("en", "Service sheet")])
def test_what_is_known_is_printed_in_both_languages_and_formats(
    play: Play, lang: str, title: str, format: str
) -> None:
    desk = play(*LEAVING).speaking(lang)
    text = printed(desk, format)
    for known in (
        *(title, desk.case, "客户服务部", "400-000-0000"),
        *("李建国", "029-5550 1234", "西安市科技路 12 号", "无图像", "2025-09-22 09:50", "王丽"),
        *("SN24090009", "FL-USG20", "2024-09-03", "断电重启 → 无效", "2025-09-22 10:01"),
        *("张强", "李明", "2025-09-22 10:10", "电源板", "仓库缺货"),
        "客户有怨言时认真倾听",
    ):
        assert known in text
    assert "zhangqiang" not in text


@pytest.mark.parametrize("format", ["md", "html"])
def test_nobody_of_the_team_has_a_number_on_it(play: Play, format: str) -> None:
    desk = play(*CALLED)
    numbers = [
        line.split("'")[1]
        for line in (desk.root / "inventory/engineers.yaml").read_text(encoding="utf-8").split("\n")
        if line.strip().startswith("phone:")
    ]
    text = printed(desk, format)
    assert numbers
    assert not [number for number in numbers if number in text]


def test_before_the_visit_it_is_a_form_to_be_filled_in(play: Play) -> None:
    lines = printed(play(*LEAVING).speaking("zh")).splitlines()
    for line in (
        "- **到达**: ____________",
        "- **故障原因**: ____________",
        "- **与报修**: [ ] 相符  [ ] 不符",
        "- **客户签字**: ____________",
        "- [x] 查阅产品档案",
        "- [ ] 配件 × 仓库缺货",
        "- [ ] 出示工作证",
        "|   |   |   |   |   |",
    ):
        assert line in lines


def test_afterwards_it_tells_what_was_done(play: Play) -> None:
    lines = printed(play(*CALLED).speaking("zh")).splitlines()
    for line in (
        "- **到达**: 2025-09-22 11:10",
        "- **交单**: 2025-09-22 14:00",
        "- **接待人**: 李主任",
        "- **与报修**: [ ] 相符  [x] 不符",
        "- **实际情况**: 有异味",
        "- **可能原因**: 电源板；主板",
        "- **故障原因**: 电容鼓包",
        "- **处理过程**: 更换电源板",
        "- **客户签字**: 李主任，2025-09-22 12:10",
        "- [x] 出示工作证",
        "- [x] 客户填写意见",
        "- [x] 交单",
        "- **接单人**: 王丽",
        "- **满意度**: [ ] 5  [x] 4  [ ] 3  [ ] 2  [ ] 1",
    ):
        assert line in lines


def test_a_second_visit_has_a_sheet_of_its_own_with_the_plan(play: Play) -> None:
    desk = play(
        *DONE,
        SHEET_IN,
        "2025-09-23 10:00 wangli callback CASE --running old_fault --mute 忙 --remarks 又黑屏",
        "2025-09-23 10:10 chenwei plan CASE --analysis 电容选型不当 --plan 换整机电源",
        "2025-09-23 10:20 chenwei assign CASE guotao",
    ).speaking("zh")
    text = printed(desk)
    for line in (
        "第 2 次上门",
        "- **客户反映**: 又黑屏\n- **重新分析**: 电容选型不当\n- **二次方案**: 换整机电源\n",
        "- **服务工程师**: 郭涛\n",
        "- **到达**: ____________\n- **完工**: ____________\n- **交单**: ____________\n",
        "- **故障原因**: ____________\n",
        "- [ ] 查阅产品档案\n",
        "- **接单人**: ____________\n- **回访**: ____________\n",
    ):
        assert line in text


def test_after_another_time_was_agreed_the_trip_begins_anew(play: Play) -> None:
    again = "2025-09-22 11:40 zhangqiang reschedule CASE --when '2025-09-23 09:00' --reason 等配件"
    text = printed(play(*LEAVING, DEPARTED, ARRIVED, DIAGNOSED, again).speaking("zh"))
    assert "- **预约**: 2025-09-23 09:00\n- **出发**: ____________\n- **到达**: ____" in text
    assert "- **故障原因**: 电容鼓包\n" in text
    assert "- [ ] 查阅产品档案\n" in text


def test_several_cases_are_one_page_after_the_other(play: Play) -> None:
    desk = play(REPORTED)
    first = desk.case
    second = desk.do("report --customer 王芳 --phone 029-5550 --address 南街 --fault 黑屏")["case"]
    page = printed(desk, "html", first, second)
    assert page.count('<table class="sheet">') == 4
    assert f"<title>Service sheet {first} {second}</title>" in page
    titles = re.findall("^# .*$|^---$", printed(desk, "md", first, second), re.M)
    sheets = [f"# Service sheet {case}" for case in (first, first, second, second)]
    assert titles == [sheets[0], "---", sheets[1], "---", sheets[2], "---", sheets[3]]


# Copies, the case's id, and the witness


@pytest.mark.parametrize(
    ("lang", "holders"),
    [("zh", ["客户留存", "公司存档"]), ("en", ["Customer's copy", "File copy"])],
)
def test_both_holders_get_the_same_sheet_in_one_print(
    play: Play, lang: str, holders: list[str]
) -> None:
    desk = play(*LEAVING).speaking(lang)
    copies = printed(desk).split("\n---\n")
    assert [copy.strip().splitlines()[2].split(" / ")[0] for copy in copies] == holders
    first, second = (c.replace(h, "").strip() for c, h in zip(copies, holders, strict=True))
    assert first == second
    assert re.findall(r'class="copy">(.*?)<', printed(desk, "html")) == [
        holder.replace("'", "&#39;") for holder in holders
    ]


@pytest.mark.parametrize("name", ["service-sheet", "callback", "plan"])
def test_a_signature_stands_on_the_page_of_what_is_signed(play: Play, name: str) -> None:
    page = form(play(REPORTED), "CASE", "--form", name, "--format", "html")
    *signed, _ = page.split('<tr class="sign">')
    assert signed
    for above in signed:
        kept_together = above.rpartition('<tbody class="kept">')[2]
        assert kept_together.count("<th><span ") == 2  # names of sections: the one above, its own


def dark_modules(path: str) -> set[tuple[int, int]]:
    """Return (row, column) of what an SVG path of segno draws: strokes along the rows."""
    row, column, found = -0.5, 0, set()
    for command, x, y in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if command == "h":
            found |= {(int(row), column + n) for n in range(int(x))}
        elif command == "M":
            row, column = 0.0, 0
        row += float(y or 0)
        column += int(x)
    return found


@pytest.mark.parametrize("name", ["service-sheet", "callback", "plan"])
def test_the_qr_code_holds_the_id_of_the_case_and_nothing_else(play: Play, name: str) -> None:
    desk = play(REPORTED)
    code = segno.make_qr(desk.case, error="m")
    dark = {
        (row + 4, column + 4)  # behind the white border that readers need
        for row, modules in enumerate(code.matrix)
        for column, module in enumerate(modules)
        if module
    }
    page = form(desk, "CASE", "--form", name, "--format", "html")
    drawn = re.findall(r'<svg viewBox="0 0 (\d+) (\d+)" class="qr"><path [^>]*d="(.*?)"', page)
    assert len(drawn) == page.count('<table class="sheet">') == page.count("<svg")
    side = str(len(code.matrix) + 8)
    assert [(*size, dark_modules(path)) for *size, path in drawn] == [(side, side, dark)] * len(
        drawn
    )
    assert "<svg" not in form(desk, "CASE", "--form", name)


def test_the_id_of_a_case_stands_in_groups_but_is_copied_whole(play: Play) -> None:
    desk = play(REPORTED)
    id, page = desk.case, printed(desk, "html")
    assert f"{id[:4]}<span>{id[4:12]}</span><span>{id[12:]}</span>" in page
    assert f"\n{id}" in Page(page).text


@pytest.mark.parametrize("words", ["CASE", "CASE --form plan", "CASE --form callback"])
@pytest.mark.parametrize("format", ["md", "html"])
def test_the_foot_names_the_commit_and_what_differs_from_it(
    play: Play, words: str, format: str
) -> None:
    desk = play(REPORTED).at("2025-09-22 09:52")
    words = f"{words} --format {format}"
    [path] = desk.root.glob("cases/*/*/*.yaml")
    witness = f"Printed 2025-09-22 09:52 · from commit {desk.head[:10]}"
    assert f"{witness} · {desk.case}" in form(desk, *words.split())

    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("fault: 无图像", "fault: 黑屏"), encoding="utf-8")
    changed = f"{witness} with uncommitted changes · {desk.case}"
    assert changed in form(desk, *words.split())
    desk.git("restore", ".")

    [customer] = re.findall("^customer: (.*)$", text, re.M)
    edit(desk, f"inventory/customers/{customer}.yaml")
    assert changed in form(desk, *words.split())
    desk.git("restore", ".")

    edit(desk, "inventory/parts.yaml")  # not on the sheet
    assert f"{witness} · {desk.case}" in form(desk, *words.split())


def edit(desk: Desk, path: str) -> None:
    """Change a file of the team without changing what it says."""
    with (desk.root / path).open("a", encoding="utf-8") as file:
        file.write("# edited\n")


# Callback record and second-repair plan

UNREACHED = "2025-09-23 09:00 wangli callback CASE --running unreached"
FAILED_AGAIN = (
    *DONE,
    SHEET_IN,
    UNREACHED,
    "2025-09-23 10:00 wangli callback CASE --running old_fault --mute 忙 --remarks 又黑屏",
)
SECOND_REPAIR = (
    "2025-09-23 10:10 chenwei plan CASE --analysis 电容选型不当 --plan 换整机电源",
    "2025-09-23 10:20 chenwei assign CASE guotao",
    "2025-09-23 10:25 guotao prepare CASE --yes all --cause 电源",
    "2025-09-23 10:30 guotao depart CASE",
    "2025-09-23 11:00 guotao arrive CASE --yes all --met 李主任",
    "2025-09-23 12:00 guotao diagnose CASE --agrees yes --cause 坏",
    (
        "2025-09-23 12:00 guotao complete CASE --yes all --cause 电源 --work 换整机电源 "
        "--signed-by 李主任"
    ),
)


def test_the_callback_record_lists_every_attempt(play: Play) -> None:
    text = form(play(*FAILED_AGAIN).speaking("zh"), "CASE", "--form", "callback")
    for line in (
        "- **联系电话**: 029-5550 1234\n",
        "- **处理过程**: 更换电源板\n",
        "|---|\n| 1 | 2025-09-23 09:00 | 王丽 | 未接通 |  |\n| 2 | 2025-09-23 10:00 |",
        "| 2 | 2025-09-23 10:00 | 王丽 | 原故障 | 忙 |\n|   |   |   |   |   |\n",
        "- **运行情况**: [ ] 正常  [x] 原故障  [ ] 新故障  [ ] 未接通\n",
        "- **客户的话**: 又黑屏\n",
        "- **处理**: [ ] 运行正常，转归档  [x] 未修好，转二次维修\n",
    ):
        assert line in text


def test_before_the_callback_its_record_is_a_form_to_be_filled_in(play: Play) -> None:
    text = form(play(*DONE).speaking("zh"), "CASE", "--form", "callback")
    assert "- **运行情况**: [ ] 正常  [ ] 原故障  [ ] 新故障  [ ] 未接通\n" in text
    assert "- **客户的话**: ____________\n" in text
    assert "|---|---|---|---|---|\n|   |   |   |   |   |\n" in text


def test_after_a_second_repair_the_first_answer_is_listed_but_not_taken_for_the_new_one(
    play: Play,
) -> None:
    desk = play(*FAILED_AGAIN, *SECOND_REPAIR).speaking("zh")
    text = form(desk, "CASE", "--form", "callback")
    assert "- **处理过程**: 换整机电源\n" in text
    assert "| 2 | 2025-09-23 10:00 | 王丽 | 原故障 | 忙 |\n" in text
    assert "- **客户的话**: ____________\n" in text


def test_the_plan_tells_what_was_done_and_what_is_to_be_done(play: Play) -> None:
    planned = "2025-09-23 10:10 chenwei plan CASE --analysis 电容选型不当 --plan 换整机电源"
    text = form(play(*FAILED_AGAIN, planned).speaking("zh"), "CASE", "--form", "plan")
    for line in (
        "- **第 1 次上门**: 2025-09-22 12:10\n- **服务工程师**: 张强、李明\n",
        "- **故障原因**: 电容鼓包\n- **处理过程**: 更换电源板\n",
        "- **反映时间**: 2025-09-23 10:00\n- **客户的话**: 又黑屏\n",
        "- **重新分析**: 电容选型不当\n- **二次方案**: 换整机电源\n",
        "- **拟定人**: 陈伟\n- **拟定时间**: 2025-09-23 10:10\n",
        "- **主管签字**: ____________\n",
    ):
        assert line in text


def test_the_plan_tells_of_the_complaint_at_hand_not_of_an_earlier_call(play: Play) -> None:
    desk = play(
        *DONE,
        SHEET_IN,
        "2025-09-23 10:00 wangli callback CASE --running ok --satisfaction 5 --remarks 很好",
        "2025-09-24 10:00 wangli rework CASE --reason 又没有图像",
    ).speaking("zh")
    assert "- **客户的话**: 又没有图像\n" in form(desk, "CASE", "--form", "plan")


def test_a_plan_for_a_third_repair_begins_with_the_second_complaint(play: Play) -> None:
    again = "2025-09-24 09:00 wangli callback CASE --running new_fault --mute 忙 --remarks 有异味"
    desk = play(*FAILED_AGAIN, *SECOND_REPAIR, again).speaking("zh")
    text = form(desk, "CASE", "--form", "plan")
    assert "- **第 2 次上门**: 2025-09-23 12:00\n- **服务工程师**: 郭涛\n" in text
    assert "- **反映时间**: 2025-09-24 09:00\n- **客户的话**: 有异味\n" in text
    assert "- **重新分析**: ____________\n" in text


def test_a_plan_for_a_case_without_rework_is_an_empty_form(play: Play) -> None:
    text = form(play(REPORTED).speaking("zh"), "CASE", "--form", "plan")
    assert "- **重新分析**: ____________\n- **二次方案**: ____________\n" in text
    assert "李建国" in text


# The day's visits


def new_case(desk: Desk, name: str, *lines: str) -> str:
    """Take a case of one customer in, play further lines at it, and return its id."""
    took = desk.at("2025-09-26 08:40").as_("wangli")
    id: str = took.do(
        *("report", "--customer", name, "--phone", f"029-5550 {sum(map(ord, name)) % 9000 + 1000}"),
        *("--address", name + "街 1 号", "--fault", name + "报修"),
    )["case"]
    took.at("2025-09-26 08:41").do("handover", id, "--no-guidance", "听不清")
    desk.play(*(line.replace("CASE", id) for line in lines))
    return id


def entries(text: str) -> list[tuple[str, str, str]]:
    """Return (engineer, time agreed, customer) of each visit on a call sheet in Chinese."""
    found = []
    for sheet in text.split("\n---\n"):
        engineer = re.search(r"# 上门安排表 · (\S+) ", sheet)
        visit = r"\*\*约定时间\*\*: \*\*(.*)\*\*\n(?:.*\n)*?- \*\*客户名称\*\*: (.*)"
        found += [(engineer[1] if engineer else "", *each) for each in re.findall(visit, sheet)]
    return found


def test_tomorrows_visits_stand_in_one_print_by_engineer_and_time(desk: Desk) -> None:
    friday = "2025-09-26 09:00 chenwei assign CASE zhangqiang"
    new_case(
        desk, "甲", friday, "2025-09-26 09:10 zhangqiang appoint CASE --when '2025-09-28 14:00'"
    )
    new_case(desk, "乙", friday + " liming --for next-day")  # Sunday 28th is a make-up working day
    new_case(
        desk, "丙", friday, "2025-09-26 09:11 zhangqiang appoint CASE --when '2025-09-28 09:00'"
    )
    new_case(desk, "丁", friday + " --for 2025-09-28")
    new_case(desk, "戊", friday)  # is for today
    new_case(desk, "己", friday + " --for 2025-09-29")
    new_case(
        desk,
        "庚",
        friday + " --for 2025-09-28",
        "2025-09-26 09:12 wangli cancel CASE --reason 搬家",
    )
    new_case(
        desk,
        "辛",
        friday,
        "2025-09-26 09:12 zhangqiang appoint CASE --when '2025-09-28 10:00'",
        "2025-09-26 09:13 zhangqiang reschedule CASE --when '2025-09-30 09:00' --reason 客户出差",
    )
    new_case(
        desk,
        "壬",
        friday,
        "2025-09-26 09:14 chenwei assign CASE guotao",
        "2025-09-26 09:15 guotao appoint CASE --when '2025-09-28 11:00'",
    )
    saturday = desk.at("2025-09-27 10:00").speaking("zh")
    text = form(saturday, "--for", "tomorrow")
    found = entries(text)
    assert found[:2] == [("张强", "09:00", "丙"), ("张强", "14:00", "甲")]
    assert set(found[2:]) == {
        ("张强", "未约定", "乙"),
        ("张强", "未约定", "丁"),
        ("李明", "未约定", "乙"),
        ("郭涛", "11:00", "壬"),
    }
    assert len(found) == 6
    assert "2025-09-28 周日" in text
    assert "同去：李明" in text
    assert entries(form(saturday, "--form", "visits")) == found
    assert [name for _, _, name in entries(form(saturday, "--for", "2025-09-30"))] == ["辛"]
    assert [name for _, _, name in entries(form(saturday, "--for", "2025-09-26"))] == ["戊"]


def test_a_visit_names_all_that_is_needed_on_the_way(play: Play) -> None:
    agreed = "2025-09-22 10:15 zhangqiang appoint CASE --when '2025-09-23 09:30'"
    desk = play(*LEAVING[:4], agreed, PREPARED).speaking("zh")
    text = form(desk, "--for", "tomorrow").split("\n---\n")[0]
    for known in (
        *("张强", "09:30", desk.case, "李建国", "西安市科技路 12 号", "029-5550 1234", "无图像"),
        *("SN24090009", "FL-USG20", "电源板；主板", "同去：李明"),
    ):
        assert known in text


def test_next_day_is_the_next_working_day(desk: Desk) -> None:
    id = new_case(desk, "甲", "2025-09-30 16:00 chenwei assign CASE guotao --for next-day")
    desk = desk.at("2025-10-08 10:00").speaking("zh")
    assert id in form(desk, "--for", "tomorrow")
    assert "当日没有上门。" in form(desk, "--for", "2025-10-01")


def test_the_service_sheets_of_a_days_visits(desk: Desk) -> None:
    assigned = "2025-09-26 09:00 chenwei assign CASE zhangqiang"
    today, tomorrow = (
        new_case(desk, "甲", assigned),
        new_case(desk, "乙", assigned + " --for 2025-09-27"),
    )
    desk = desk.at("2025-09-26 10:00")
    text = form(desk, "--for", "tomorrow", "--form", "service-sheet")
    assert text.count(f"# Service sheet {tomorrow}") == 2
    assert today not in text
    assert form(desk, tomorrow, "--for", "tomorrow") == text
    answer = desk.type("sheet", today, "--for", "tomorrow")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert f"{today} has no visit on 2025-09-27" in answer.err


def test_a_list_leaves_out_what_cannot_be_read_and_says_so(play: Play) -> None:
    desk = play(*LEAVING)
    case = desk.root / desk.git("ls-files", "cases").strip()
    [customer] = re.findall("^customer: (.*)$", case.read_text(encoding="utf-8"), re.M)
    (desk.root / f"inventory/customers/{customer}.yaml").write_text("schema: [", encoding="utf-8")
    answer = desk.type("sheet", "--for", "today")
    assert answer.code == 1
    assert f"- **Case**: {desk.case}\n" in answer.out
    assert answer.err.startswith(f"inventory/customers/{customer}.yaml:2:")


# The wall


@pytest.mark.parametrize("format", ["md", "html"])
def test_the_wall_shows_who_owes_what_but_nothing_of_the_customer(play: Play, format: str) -> None:
    desk = play(*LEAVING).at("2025-09-24 12:05").speaking("zh")
    text = form(desk, "--form", "overdue", "--format", format)
    shown = re.sub(r"\s+", " ", Page(text).text)
    for known in (desk.case, "当日出发", "张强", "2025-09-22 10:30", "2 天 1 小时"):
        assert known in shown
    for private in ("李建国", "029-5550 1234", "科技路", "无图像", "SN24090009", "400-000-0000"):
        assert private not in text


def test_an_empty_wall_says_so(play: Play) -> None:
    assert "Nothing is overdue." in form(play(REPORTED), "--form", "overdue")


# What people wrote does nothing


def test_what_a_customer_says_is_shown_and_does_nothing(desk: Desk) -> None:
    desk = desk.as_("wangli")
    desk.do(
        *("report", "--customer", HOSTILE, "--phone", "029-5550 1234"),
        *("--address", 'x" onmouseover="alert(1)', "--fault", HOSTILE + "\n# 标题\n---"),
    )
    page = Page(printed(desk, "html"))
    assert page.text.count(HOSTILE) == 4  # as name and as fault, on two copies
    assert 'x" onmouseover="alert(1)' in page.text
    assert not page.tags & {"script", "a", "img"}
    assert not page.attributes & {"href", "src", "onmouseover"}

    text = printed(desk)
    rendered = Page(MarkdownIt("gfm-like", {"linkify": False}).render(text))
    assert rendered.text.count(HOSTILE) == 4
    assert f"{HOSTILE} # 标题 ---" in rendered.text
    assert not rendered.tags & {"script", "a", "img", "code"}


TEXTS = st.text(
    st.one_of(st.sampled_from("\\`*_{}[]<>()#+-.!|~&=:/@$^w1 \n\t\x1b\u202e"), st.characters())
)


@given(TEXTS)
@example("a *b* _c_ __d__ ~~e~~ `f` <i> <http://g> &lt; [h](i) ![j](k) \\l")
@example("# a")
@example("- a")
@example("+ a")
@example("12. a")
@example("1) a")
@example("> a")
@example("~~~")
@example("---")
def test_any_text_is_plain_text_in_markdown(text: str) -> None:
    reader = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    shown = escaped(" ".join(text.split()))
    blocks = reader.parse(markdown(text))
    assert {block.type for block in blocks} <= {"paragraph_open", "inline", "paragraph_close"}
    inline = [part for block in blocks for part in block.children or ()]
    assert {part.type for part in inline} <= {"text"}
    assert "".join(part.content for part in inline) == shown


@given(TEXTS)
def test_any_text_is_plain_text_in_html(text: str) -> None:
    page = Page(str(html(text)))
    assert page.tags <= {"br"}
    assert page.text == "\n".join(escaped(" ".join(line.split())) for line in text.splitlines())


@pytest.mark.parametrize("address", ["http://e.cn", "见 https://e.cn", "WWW.e.cn", "a@e.cn"])
def test_a_bare_address_does_not_become_a_link(address: str) -> None:
    shown = markdown(address)
    assert "\\" in shown
    assert MarkdownIt("commonmark").render(shown) == f"<p>{address}</p>\n"


# Templates


def template(desk: Desk, name: str, old: str, new: str) -> None:
    """Put ``new`` in the place of ``old``, which stands once in a template, now of the team."""
    file = desk.template(name)
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def line_of(desk: Desk, name: str, words: str) -> int:
    """Return the line of a template in which these words stand."""
    text = (desk.root / "templates" / name).read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


def test_a_team_changes_its_words(play: Play) -> None:
    desk = play(REPORTED).speaking("zh")
    template(desk, "zh/service-sheet.j2", '"故障现象"', '"现象<1>"')
    assert "- **现象\\<1\\>**: 无图像\n" in printed(desk)
    assert "<th>现象&lt;1&gt;</th><td>无图像</td>" in printed(desk, "html")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{{ sheet.custom }}", "'dict object' has no attribute 'custom'"),
        ('{{ form.row([["x", sheet.custom]]) }}', "'dict object' has no attribute 'custom'"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ sheet.id }", "unexpected '}'"),
        ("{% fi sheet %}", "unknown tag 'fi'"),
        ("{{ sheet.id | shout }}", "No filter named 'shout'"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{{ sheet.id + 1 }}", "TypeError"),
        ("{{ range(1000000) | list }}", "OverflowError"),
        ("{{ sheet.__class__.__mro__ }}", "access to attribute '__class__'"),
        ('{% include "../policies.yaml" %}', "there is no template ../policies.yaml"),
    ],
)
@pytest.mark.parametrize("format", ["md", "html"])
def test_a_broken_template_is_one_line(play: Play, broken: str, reason: str, format: str) -> None:
    desk = play(REPORTED)
    template(desk, "en/service-sheet.j2", "{{ form.head(", broken + "\n{{ form.head(")
    line = line_of(desk, "en/service-sheet.j2", broken)
    answer = desk.type("sheet", "CASE", "--format", format)
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith(f"templates/en/service-sheet.j2:{line}:1: ")
    assert reason in answer.err
    assert "[template]" in answer.err


@pytest.mark.parametrize("name", [*CASE_FORMS, "visits", "overdue"])
def test_a_mistake_in_any_form_is_one_line(play: Play, name: str) -> None:
    desk = play(REPORTED)
    template(desk, f"en/{name}.j2", "{{ form.head(", "{{ sheet.nothing }}\n{{ form.head(")
    line = line_of(desk, f"en/{name}.j2", "{{ sheet.nothing }}")
    cases = ["CASE"] if name in CASE_FORMS else []
    answer = desk.type("sheet", *cases, "--form", name)
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith(f"templates/en/{name}.j2:{line}:1: ")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format", ["md", "html"])
@pytest.mark.parametrize("name", ["service-sheet", "callback", "plan"])
def test_every_case_that_ships_can_be_printed(name: str, format: str, lang: str) -> None:
    desk = Desk(REPOSITORY, "2026-11-23 10:00", lang=lang)
    cases = [path.stem for path in REPOSITORY.glob("cases/*/*/*.yaml")]
    text = form(desk, *cases, "--form", name, "--format", format)
    assert all(case in text for case in cases)
    assert "None" not in text


def test_a_mistake_in_the_shared_part_is_named_where_it_stands(play: Play) -> None:
    desk = play(REPORTED)
    template(desk, "shared/form.md.j2", "# {{ title }}", "# {{ 1/0 }}")
    line = line_of(desk, "shared/form.md.j2", "1/0")
    answer = desk.type("sheet", "CASE")
    assert answer.err.startswith(f"templates/shared/form.md.j2:{line}:1: ")


def test_without_a_template_of_its_own_a_team_prints_what_ships(play: Play) -> None:
    desk = play(REPORTED)
    assert not (desk.root / "templates").exists()
    shipped = printed(desk, "html")
    for name in ("en/service-sheet.j2", "en/words.j2", "shared/form.html.j2"):
        desk.template(name)
        assert printed(desk, "html") == shipped


def test_a_template_may_come_from_a_windows_editor_but_not_in_another_encoding(play: Play) -> None:
    desk = play(REPORTED).speaking("zh")
    file = desk.template("zh/service-sheet.j2")
    before = printed(desk)
    text = file.read_text(encoding="utf-8")
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert printed(desk) == before
    file.write_bytes(b"{# 1 #}\n" + text.encode("gb18030"))
    answer = desk.type("sheet", "CASE")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("templates/zh/service-sheet.j2:2:1: ")


def test_a_linked_template_is_not_followed(play: Play, tmp_path: Path) -> None:
    desk = play(REPORTED)
    secret = tmp_path / "secret.j2"
    secret.write_text("secret", encoding="utf-8")
    file = desk.template("en/service-sheet.j2")
    file.unlink()
    file.symlink_to(secret)
    answer = desk.type("sheet", "CASE")
    assert (answer.code, answer.out) == (4, "")
    assert "templates/en/service-sheet.j2 is no plain file" in answer.err


# Where it goes


def test_out_writes_a_file_and_says_its_name(play: Play) -> None:
    desk = play(REPORTED)
    written = Path("sheet.html")
    written.write_text("the last print", encoding="utf-8")
    answer = desk.type("sheet", "CASE", "--format", "html", "--out", "sheet.html")
    assert (answer.code, answer.out, answer.err) == (0, "sheet.html\n", "")
    assert written.read_text(encoding="utf-8") == printed(desk, "html")


@pytest.mark.parametrize(
    ("out", "options", "format"),
    [
        ("sheet.html", "", "html"),
        ("SHEET.HTM", "", "html"),
        ("sheet.md", "", "md"),
        ("sheet.v2.html", "--format html", "html"),
        ("sheet", "--format html", "html"),
        ("sheet.txt", "", "md"),
        ("html", "", "md"),
    ],
)
def test_the_name_of_the_file_says_its_format(
    play: Play, out: str, options: str, format: str
) -> None:
    desk = play(REPORTED)
    answer = desk.type(f"sheet CASE --out {out} {options}")
    assert (answer.code, answer.out, answer.err) == (0, f"{out}\n", "")
    assert Path(out).read_text(encoding="utf-8").rstrip("\n") == printed(desk, format).rstrip("\n")


@pytest.mark.parametrize(
    ("out", "format"), [("sheet.html", "md"), ("sheet.pdf", "html"), ("sheet.MD", "pdf")]
)
def test_a_name_that_says_another_format_is_refused(play: Play, out: str, format: str) -> None:
    answer = play(REPORTED).type(f"sheet CASE --out {out} --format {format}")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert f"--format {format} does not go with --out {out}" in answer.err
    assert not Path(out).exists()


@pytest.mark.parametrize(
    "kept",
    [
        "cases/sheet.html",
        "inventory/../cases/x.md",
        "inventory/engineers.yaml",
        "templates/x.md",
        "policies.yaml",
        ".git/config",
    ],
)
def test_out_is_never_among_the_files_that_a_team_keeps(play: Play, kept: str) -> None:
    desk = play(REPORTED)
    answer = desk.type("sheet", "CASE", "--out", str(desk.root / kept))
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert desk.git("status", "--short") == ""


def test_out_into_a_folder_that_is_not_there_is_said_in_one_line(play: Play) -> None:
    answer = play(REPORTED).type("sheet", "CASE", "--out", "nowhere/sheet.md")
    assert (answer.code, answer.out, answer.err.count("\n")) == (4, "", 1)


def test_a_pdf_shows_what_the_page_shows(play: Play) -> None:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        pytest.skip("the extra pdf is not installed")
    desk = play(REPORTED)
    answer = desk.type("sheet", "CASE", "--format", "pdf", "--out", "sheet.pdf")
    assert (answer.code, answer.out, answer.err) == (0, "sheet.pdf\n", "")
    written = Path("sheet.pdf").read_bytes()
    assert written.startswith(b"%PDF-")
    streams = re.findall(rb"stream\n(.*?)\nendstream", written, re.S)
    objects = b"".join(map(zlib.decompress, streams))
    assert len(re.findall(rb"/Type ?/Page\b", objects)) == 2


def test_without_the_extra_a_pdf_is_refused_in_one_line(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = play(REPORTED).type("sheet", "CASE", "--format", "pdf", "--out", "sheet.pdf")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "pip install 'servicectl[pdf]'" in answer.err
    assert not Path("sheet.pdf").exists()


def test_a_pdf_is_not_poured_into_a_terminal(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("tests.desk.StringIO", Terminal)
    answer = play(REPORTED).type("sheet", "CASE", "--format", "pdf")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "--out FILE.pdf" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        *("sheet", "sheet 20250922-zzzzzz", "sheet CASE --form invoice", "sheet --form plan"),
        *("sheet --for 2025-02-30", "sheet --for soon", "sheet --form overdue --for today"),
        "sheet --for tomorrow --form service-sheet",
    ],
)
def test_what_cannot_be_printed_is_a_usage_error(play: Play, words: str) -> None:
    answer = play(REPORTED).type(words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
