"""The team that ships: made again byte for byte, sound, and with something of everything."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from servicectl.cli.main import main
from servicectl.domain.cases.case import Case
from servicectl.domain.lines.shipped import known_states
from servicectl.domain.schema.vocabulary import ROLES
from servicectl.store.team.team import Team
from tests.places import REPOSITORY
from tests.without_git import leave_git_out

MONDAY = "2026-11-23 10:00"


@pytest.fixture(scope="module")
def team() -> Team:
    return Team(REPOSITORY)


@pytest.fixture(scope="module")
def cases(team: Team) -> list[Case]:
    return list(team.cases([]))


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(REPOSITORY / "scripts"))
    return importlib.import_module("sample")


def test_replaying_what_was_typed_gives_these_bytes(
    sample: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines are typed one by one; git, which decides no byte of a file, is left out."""
    leave_git_out(monkeypatch)
    sample.build(tmp_path / "team")
    made, there = sample.kept(tmp_path / "team"), sample.kept(REPOSITORY)
    assert len(made) > 400
    assert sample.differences(made, there) == []


@pytest.mark.parametrize(("changed", "code"), [(b"", 0), (b"# changed\n", 1)])
def test_the_script_says_which_file_differs(
    changed: bytes,
    code: int,
    sample: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = sample.kept(REPOSITORY)
    made = there | {"policies.yaml": there["policies.yaml"] + changed}
    monkeypatch.setattr(sample, "build", lambda team: sample.replace(made, team))
    monkeypatch.setattr("sys.argv", ["sample.py", "--check"])
    with pytest.raises(SystemExit) as ended:
        sample.main()
    assert ended.value.code == code
    assert capsys.readouterr().out == "policies.yaml: differs\n" * code


def test_every_file_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(REPOSITORY), "validate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_every_state_of_the_line_stands(cases: list[Case]) -> None:
    states = Counter(case.state for case in cases)
    assert set(states) == set(known_states())
    assert states.total() >= 40


def test_two_cases_are_on_their_second_visit(cases: list[Case]) -> None:
    assert sum(case.is_open and len(case.visits) == 2 for case in cases) >= 2


def test_several_deadlines_are_overdue(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["--root", str(REPOSITORY), "--now", MONDAY, "overdue", "--json"]
    assert main(typed) == 1
    rows = json.loads(capsys.readouterr().out)
    assert len({row["case"] for row in rows}) >= 5
    assert {"handover", "prep_next_day", "sheet_in_late", "callback"} <= {
        row["clock"] for row in rows
    }


def test_twelve_people_fill_all_roles(team: Team) -> None:
    day = max(event.at for case in team.cases([]) for event in case.history).date()
    people = team.roster.active(day)
    assert len(people) >= 12
    assert {role for person in people for role in person.roles} == set(ROLES)


@pytest.mark.parametrize(("folder", "at_least"), [("customers", 25), ("units", 30)])
def test_customers_and_units_are_on_file(folder: str, at_least: int) -> None:
    assert len(list((REPOSITORY / "inventory" / folder).glob("*.yaml"))) >= at_least


def test_most_callers_speak_chinese_and_some_english(cases: list[Case]) -> None:
    english = sum(case.head.fault.isascii() for case in cases)
    assert 5 <= english <= len(cases) / 4
