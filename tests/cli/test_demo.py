"""The demonstration plays a working day on a copy of a team, and leaves no trace elsewhere."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from servicectl.cli.demo.script import DemoScene, DemoStep, Script, play, read_script
from servicectl.cli.main import main
from servicectl.errors import Refused
from servicectl.output.i18n import language
from servicectl.store.team.team import Team
from tests.places import REPOSITORY


def typed(session: str) -> list[list[str]]:
    """Return the commands that a session shows, as a shell would take them apart."""
    lines = (line for line in session.splitlines() if line.startswith("$ "))
    return [shlex.split(line)[2:] for line in lines]


def states(root: Path) -> dict[str, str]:
    return {case.id: case.state for case in Team(root).cases([])}


def test_the_day_is_played_on_a_copy_of_the_team(capsys: pytest.CaptureFixture[str]) -> None:
    before = states(REPOSITORY)
    assert main(["--root", str(REPOSITORY), "demo", "--into", "day"]) == 0
    session = capsys.readouterr().out
    verbs = [words[0] for words in typed(session)]
    assert len(verbs) == len(list(read_script().steps))
    assert verbs[-6:] == ["close", "overdue", "explain", "depart", "explain", "sheet"]
    after = states(Path("day"))
    new = {id: state for id, state in after.items() if id not in before}
    assert sorted(new.values()) == ["closed", "en_route", "phone_resolved"]
    assert str(Path("day").resolve()) in session
    assert states(REPOSITORY) == before


def test_where_there_is_no_team_a_sample_one_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "zh", "demo", "--into", "day"]) == 0
    lines = typed(capsys.readouterr().out)
    assert lines[0][:2] == ["parts", "receive"]
    assert sorted(states(Path("day")).values()) == ["closed", "en_route", "phone_resolved"]
    assert main(["--root", "day", "validate"]) == 0


def test_one_can_go_on_in_the_folder_without_an_identity_of_ones_own() -> None:
    assert main(["demo", "--into", "day"]) == 0
    typing = ["--root", "day", "--now", "2026-11-24 09:30", "report"]
    assert main([*typing, "--phone", "029-5550 1102", "--fault", "no sound"]) == 0
    log = ["git", "-C", "day", "log", "-1", "--format=%an <%ae>%n%(trailers:key=By,valueonly)"]
    done = subprocess.run(log, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["王丽", "<wangli@example.cn>", "wangli"]


def test_environment_and_language_are_left_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICECTL_NOW", "2030-01-01 12:00")
    monkeypatch.setenv("SERVICECTL_USER", "nobody")
    monkeypatch.setenv("SERVICECTL_LANG", "zh")
    before = dict(os.environ)
    assert main(["demo", "--into", "day"]) == 0
    assert dict(os.environ) == before
    assert language() == "zh"


@pytest.mark.parametrize("into", ["used", str(REPOSITORY / "cases/new")])
def test_a_folder_in_use_is_refused(into: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("used").mkdir()
    Path("used/file").touch()
    assert main(["--root", str(REPOSITORY), "demo", "--into", into]) == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


@pytest.mark.parametrize(("line", "code"), [("status", 3), ("show 7k3f9q", 0)])
def test_another_exit_code_than_the_scripts_ends_the_day(
    line: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = DemoStep("2026-11-24 10:00", "wangli", line, code, frozenset(), None)
    never = DemoStep("2026-11-24 10:01", "wangli", "list", 0, frozenset(), None)
    with pytest.raises(Refused, match=f"expects exit code {code}"):
        play(Script({}, (DemoScene("morning", (wrong, never)),)), REPOSITORY)
    assert typed(capsys.readouterr().out) == [line.split()]
