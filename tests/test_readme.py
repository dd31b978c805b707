"""What the pages say is so: commands answer as shown, verbs, options and files exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from scripts.pages import REPOSITORY, pages, renewed
from servicectl.cli.commands import COMMANDS, GROUPS
from servicectl.domain.deadlines import Moment, Time, parse_at, parse_within
from servicectl.domain.specs import parse_spec
from servicectl.store.resources import profile
from tests.desk import Desk

README = REPOSITORY / "README.md"
FORMAT = (REPOSITORY / "docs/rulebook-format.md").read_text(encoding="utf-8")
JOBS = sorted((REPOSITORY / "docs/ci").glob("*.yml"))
WRITTEN = [*pages(), *JOBS, REPOSITORY / "CONTRIBUTING.md"]
LINE = "init report guide handover assign prepare depart arrive complete sheet-in callback close"
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

    assert renewed(text).splitlines() == text.splitlines()  # `make docs` writes them anew


def test_the_readme_takes_a_case_from_the_report_to_its_closing() -> None:
    verbs = [words[0] for words in commands_of(README)]

    line = (
        "init report guide handover assign prepare depart arrive complete sheet-in callback close"
    )
    assert [verb for verb in line.split() if verb not in verbs] == []
    assert re.search(r"^servicectl: depart is not possible", README.read_text("utf-8"), re.M)


@each_page
def test_every_verb_and_option_exists(page: Path) -> None:
    for words in commands_of(page):
        verb = " ".join(words[:2]) if words[0] in GROUPS else words[0]
        assert verb in COMMANDS, f"{page.name}: servicectl {' '.join(words)}"
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


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_ci_job_passes_a_good_team_and_stops_a_bad_one(job: Path, desk: Desk) -> None:
    scripts = re.findall(r"- (?:run: )?(servicectl .*)$", job.read_text("utf-8"), re.M)
    [words] = [shlex.split(line)[1:] for line in scripts]

    assert desk.type(*words).code == 0
    roster = desk.root / "inventory/engineers.yaml"
    roster.write_text(roster.read_text("utf-8").replace("people:", "poeple:"), "utf-8")
    answer = desk.type(*words)
    assert answer.code == 1
    assert "unknown key poeple" in answer.out


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
            parse_within(clock["within"], clock.get("time", "elapsed"))
            named |= {clock.get("time", "elapsed")}
        else:
            named |= {parse_at(clock["at"]).moment}

    assert {*get_args(Moment), *get_args(Time)} - named == {"same_day closing"}


def test_every_example_of_the_language_of_events_can_be_read() -> None:
    rows = first_column("## The small language of events")

    assert [str(parse_spec(text)) for [text] in rows] == [text for [text] in rows]
    assert len(rows) == 8
