"""The service sheet, on paper and in Markdown: what is known, room for the rest, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from servicectl.domain.characters import escaped
from servicectl.output.sheets import html, markdown
from tests.desk import Desk

Play = Callable[..., Desk]

REPORTED = (
    "2025-09-22 09:50 wangli report --customer 李建国 --phone '029-5550 1234'"
    " --address '西安市科技路 12 号' --serial SN24090009 --fault 无图像"
)
GUIDED = "2025-09-22 09:58 wangli guide CASE --step 断电重启 --result 无效 --outcome failed"
HANDED_OVER = "2025-09-22 10:02 wangli handover CASE --promised '2025-09-22 15:00'"
ASSIGNED = "2025-09-22 10:10 chenwei assign CASE zhangqiang liming"
PREPARED = (
    "2025-09-22 10:20 zhangqiang prepare CASE --cause 电源板 --cause 主板 --not parts:仓库缺货"
)
DEPARTED = "2025-09-22 10:25 zhangqiang depart CASE"
ARRIVED = "2025-09-22 11:10 zhangqiang arrive CASE --met 李主任"
DIAGNOSED = "2025-09-22 11:30 zhangqiang diagnose CASE --cause 电容鼓包 --differs 有异味"
COMPLETED = (
    "2025-09-22 12:10 zhangqiang complete CASE --work 更换电源板 --signed-by 李主任 --opinion 及时"
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
    """Return what is printed for the team's case, or the cases named."""
    answer = desk.type("sheet", *(cases or ("CASE",)), "--format", format)
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
        *("SN24090009", "FL-USG20", "2024-09-03", "断电重启 → 无效", "2025-09-22 15:00"),
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
        "2025-09-23 10:00 wangli callback CASE --running old_fault --remarks 又黑屏",
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
    assert page.count('<table class="sheet">') == 2
    assert f"<title>Service sheet {first} {second}</title>" in page
    markdown = printed(desk, "md", first, second)
    assert markdown.count(f"# Service sheet {first}") == markdown.count("\n---\n") == 1


# What people wrote does nothing


def test_what_a_customer_says_is_shown_and_does_nothing(desk: Desk) -> None:
    desk = desk.as_("wangli")
    desk.do(
        *("report", "--customer", HOSTILE, "--phone", "029-5550 1234"),
        *("--address", 'x" onmouseover="alert(1)', "--fault", HOSTILE + "\n# 标题\n---"),
    )
    page = Page(printed(desk, "html"))
    assert page.text.count(HOSTILE) == 2
    assert 'x" onmouseover="alert(1)' in page.text
    assert not page.tags & {"script", "a", "img"}
    assert not page.attributes & {"href", "src", "onmouseover"}

    text = printed(desk)
    rendered = Page(MarkdownIt("gfm-like", {"linkify": False}).render(text))
    assert rendered.text.count(HOSTILE) == 2
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
    """Put ``new`` in the place of ``old``, which stands once in a template of the team."""
    file = desk.root / "templates" / name
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


def test_a_mistake_in_the_shared_part_is_named_where_it_stands(play: Play) -> None:
    desk = play(REPORTED)
    template(desk, "shared/form.md.j2", "# {{ title }}", "# {{ 1/0 }}")
    line = line_of(desk, "shared/form.md.j2", "1/0")
    answer = desk.type("sheet", "CASE")
    assert answer.err.startswith(f"templates/shared/form.md.j2:{line}:1: ")


def test_without_a_template_of_its_own_a_team_prints_what_ships(play: Play) -> None:
    desk = play(REPORTED)
    shipped = printed(desk, "html")
    for file in desk.root.glob("templates/**/*.j2"):
        file.unlink()
    assert printed(desk, "html") == shipped


def test_a_template_may_come_from_a_windows_editor_but_not_in_another_encoding(play: Play) -> None:
    desk = play(REPORTED).speaking("zh")
    file = desk.root / "templates/zh/service-sheet.j2"
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
    file = desk.root / "templates/en/service-sheet.j2"
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


@pytest.mark.parametrize("words", ["sheet", "sheet 20250922-zzzzzz", "sheet CASE --form invoice"])
def test_what_cannot_be_printed_is_a_usage_error(play: Play, words: str) -> None:
    answer = play(REPORTED).type(words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
