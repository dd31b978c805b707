"""What the pages say is so: commands answer as shown, verbs, options and files exist."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from scripts.pages import REPOSITORY, language_of, pages, renewed
from servicectl.cli.app.commands import COMMANDS, GROUPS
from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.time.limit import Moment, Time, read_at, read_within
from servicectl.output.json.schemas import SCHEMAS
from servicectl.store.team.package_data import profile
from tests.desk import Desk

README = REPOSITORY / "README.md"
TEMPLATES = (REPOSITORY / "docs/templates.md").read_text(encoding="utf-8")
EDITOR = (REPOSITORY / "docs/editor.md").read_text(encoding="utf-8")
FORMAT = (REPOSITORY / "docs/rulebook-format.md").read_text(encoding="utf-8")
JOBS = sorted((REPOSITORY / "docs/ci").glob("*.yml"))
WRITTEN = [*pages(), *JOBS, REPOSITORY / "CONTRIBUTING.md"]
IN_BOTH = [
    (REPOSITORY / f"{name}.md", REPOSITORY / f"{name}.zh.md")
    for name in ("README", "docs/tutorial", "docs/rulebook-format")
]
WHOLE_CASES = [page for both in IN_BOTH[:2] for page in both]
LINE = "init report guide handover assign prepare depart arrive complete sheet-in callback close"
VISITED = (
    "2025-09-22 09:00 wangli report --phone '029-5550 1102' --fault 黑屏",
    "2025-09-22 09:03 wangli guide CASE --step 断电重启 --result 无效 --outcome failed",
    "2025-09-22 09:04 wangli handover CASE",
    "2025-09-22 09:10 chenwei assign CASE zhangqiang",
    "2025-09-22 09:20 zhangqiang prepare CASE --yes all --cause 灯条",
    "2025-09-22 09:25 zhangqiang depart CASE",
    "2025-09-22 10:00 zhangqiang arrive CASE --yes all --met 吕老师",
    "2025-09-22 11:00 zhangqiang diagnose CASE --agrees yes --cause 坏",
    (
        "2025-09-22 11:00 zhangqiang complete CASE --yes all --cause 灯条 --work 更换 "
        "--signed-by 吕老师"
    ),
    "2025-09-22 13:00 wangli callback CASE --running unreached",
    "2025-09-23 13:00 wangli note CASE 单子还没有交",
)
SETTINGS = {"--root", "--as", "--now", "--lang", "--help"}

each_page = pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)


def code_of(page: Path) -> list[str]:
    """Return every line of code on a page: of its blocks, and between single backquotes."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".yml":
        return [line for line in text.splitlines() if not line.startswith("#")]
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.M | re.S)
    prose = re.sub(r"^ *```\w*\n.*?^ *```$", "", text, flags=re.M | re.S)
    lines = "".join(blocks).replace("\\\n", "").splitlines()
    return [*lines, *re.findall(r"`([^`\n]+)`", prose)]


def commands_of(page: Path) -> list[list[str]]:
    """Return the words after ``servicectl`` of every command on a page, settings left out."""
    typed = [re.search(r"(?<![\w/-])(?:\S*/bin/)?servicectl (.*)", line) for line in code_of(page)]
    found = []
    for line in filter(None, typed):
        words = re.split(r" *(?:; |>|\|\|)| {2,}#", line[1].replace("$?", ""))[0].split()
        while words and words[0] in SETTINGS:
            words = words[2:]
        if words and re.fullmatch("[a-z-]+", words[0]):
            found.append(words)
    return found


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_command_answers_as_shown_and_every_table_is_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    today = renewed(text, language_of(page))  # `make docs` writes them anew

    assert today.splitlines() == text.splitlines()


@pytest.mark.parametrize("page", WHOLE_CASES, ids=lambda page: page.name)
def test_a_case_goes_from_the_report_to_its_closing(page: Path) -> None:
    verbs = [words[0] for words in commands_of(page)]

    assert [verb for verb in LINE.split() if verb not in verbs] == []
    assert re.search(r"^servicectl: .*depart", page.read_text("utf-8"), re.M)  # a refusal


@pytest.mark.parametrize(("english", "chinese"), IN_BOTH, ids=lambda page: page.name)
def test_a_page_in_two_languages_types_the_same_verbs(english: Path, chinese: Path) -> None:
    typed = re.compile(r"^\$ servicectl (?:--\w+ \S+ )?([a-z-]+)", re.M)

    assert typed.findall(chinese.read_text("utf-8")) == typed.findall(english.read_text("utf-8"))


def spans(page: str) -> list[list[str]]:
    """Return what is set as code in the prose and tables below each heading, each once."""
    prose = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)
    return [
        sorted({*re.findall("`([^`]+)`", part)}) for part in re.split("^#+ ", prose, flags=re.M)
    ]


def test_the_rulebook_has_the_same_headings_examples_and_code_in_both_languages() -> None:
    english, chinese = (page.read_text("utf-8") for page in IN_BOTH[-1])

    for same in (r"^```yaml\n.*?^```$", r"^#+(?= )", r"^<!-- .*? -->$"):
        found = re.compile(same, re.M | re.S)
        assert found.findall(chinese) == found.findall(english)
    assert spans(chinese) == spans(english)


@each_page
def test_every_verb_and_option_exists(page: Path) -> None:
    for words in commands_of(page):
        typed = " ".join(words[:2]) if words[0] in GROUPS else words[0]
        begun = [verb for verb in COMMANDS if verb.startswith(typed)]
        [verb] = [typed] if typed in COMMANDS else begun
        options = {field.option for field in COMMANDS[verb].fields} | SETTINGS
        given = {word.split("=")[0] for word in words if word.startswith("--")}
        assert given <= options, f"{page.name}: servicectl {' '.join(words)}"


@each_page
def test_every_file_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = re.findall(r"`((?:servicectl|tests|scripts|docs|benchmarks)/[^`\s]*)`", text)
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)

    there = [REPOSITORY / name for name in code] + [page.parent / name for name in links]
    assert [str(path) for path in there if not path.exists()] == []


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    [test] = re.findall(r"^(make test)\b", README.read_text("utf-8"), re.M)

    assert test in (REPOSITORY / ".ci/run").read_text("utf-8").splitlines()


def sections() -> list[dict[str, Any]]:
    """Return the YAML blocks of the page on the rulebook, their scalars as texts."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", FORMAT, re.M | re.S)
    return [yaml.load(block, yaml.BaseLoader) for block in blocks]


@pytest.mark.parametrize("section", sections(), ids=lambda section: next(iter(section)))
def test_every_example_of_the_rulebook_is_valid(section: dict[str, Any], desk: Desk) -> None:
    rulebook = yaml.load(profile("hotline-000"), yaml.BaseLoader) | section
    (desk.root / "policies.yaml").write_text(yaml.safe_dump(rulebook, allow_unicode=True), "utf-8")

    answer = desk.type("validate")
    assert (answer.code, answer.err) == (0, ""), answer.out


def first_column(heading: str) -> list[list[str]]:
    """Return what is set as code in the first column of the table under a heading, by row."""
    section = FORMAT.partition(f"{heading}\n")[2].partition("\n#")[0]
    return [re.findall("`([^`]+)`", cell) for cell in re.findall(r"^\| (`.*?) \|", section, re.M)]


def test_every_kind_of_time_is_there_and_can_be_read() -> None:
    named = {"elapsed"}
    for row in first_column("### Kinds of time"):
        clock = dict(text.split(": ") for text in row if ": " in text)
        if "within" in clock:
            named |= {read_within(clock["within"], clock.get("time")).time}
        else:
            named |= {read_at(clock["at"]).moment}

    assert {*get_args(Moment), *get_args(Time)} - named == {"same_day closing"}


def test_every_example_of_the_language_of_events_can_be_read() -> None:
    rows = first_column("## The small language of events")

    assert [str(read_spec(text)) for [text] in rows] == [text for [text] in rows]
    assert len(rows) == 8


def documented(heading: str) -> set[str]:
    """Return the values in a table on templates: ``id``, ``customer.name``, ``guidance[].step``."""
    table = TEMPLATES.partition(heading)[2].split("\n\n")[1]
    rows = re.findall(r"^\| `sheet\.?(.*?)` \| (.*?) ?\| ", table, re.M)
    named = {(value, name) for value, names in rows for name in re.findall(r"`([\w-]+)`", names)}
    return {f"{value}.{name}".lstrip(".") for value, name in named}


def printed(desk: Desk, form: str, *words: str) -> set[str]:
    """Return the values that go to a form."""
    template = desk.template(f"en/{form}.j2")
    template.write_text("{{ sheets | tojson }}", "utf-8")
    [sheet] = json.loads(desk.type("sheet", "--form", form, *words).out)
    return set(values_in(sheet))


def values_in(sheet: dict[str, Any]) -> Iterator[str]:
    """Yield the values of a sheet, where they are lists those of the first item."""
    for name, value in sheet.items():
        inner = value[0] if isinstance(value, list) and value else value
        path = f"{name}[]" if isinstance(value, list) else name
        if isinstance(inner, dict):
            yield from (f"{path}.{key}" for key in inner)
        elif not isinstance(value, list):
            yield path


def test_every_value_of_a_template_is_listed(play: Callable[..., Desk]) -> None:
    contract = "contract add HT-1 --customer c-7dk3pa --start 2025-01-01 --end 2025-12-31"
    desk = play(f"2025-09-22 08:00 chenwei {contract}", *VISITED)
    case = documented("On every form of a case")
    of_any_form = {name for name in case if name.startswith("company.")}
    of_any_form |= {"printed", "commit", "changed", "clashes"}

    assert printed(desk, "callback", "CASE") == case
    lists = printed(desk, "visits", "--for", "2025-09-22") | printed(desk, "overdue")
    assert lists == documented("On `visits`") | of_any_form


def test_the_editor_finds_a_schema_for_every_file(desk: Desk) -> None:
    [settings] = re.findall(r"^```json\n(.*?)^```$", EDITOR, re.M | re.S)
    globs = json.loads(settings)["yaml.schemas"]
    [kinds] = re.findall(r"for kind in (.*?);", EDITOR, re.S)

    named = {*kinds.replace("\\", "").split()}
    assert {Path(schema).stem for schema in globs} == named == {*SCHEMAS}
    desk.do("report --customer 明湖小学 --phone '029-5550 1102' --fault 黑屏")
    desk.do("register add --channel mail --from 李女士 --about 感谢")
    desk.as_("yangfang").do("tool add T-1 --name 万用表")
    for schema, patterns in globs.items():
        for pattern in patterns if isinstance(patterns, list) else [patterns]:
            assert list(desk.root.glob(pattern)), (schema, pattern)
