"""What stands before a team's history, run as it ships: the CI jobs, and the hooks at a commit."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.desk import Desk
from tests.places import REPOSITORY
from tests.wheel import build_wheel

JOBS = sorted((REPOSITORY / "docs/ci").glob("*.yml"))
[HOOK] = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
SCRIPT = REPOSITORY / "docs/ci/pre-commit.sh"
REPORTED = "2025-09-22 09:00 wangli report --phone '029-5550 1102' --fault 黑屏"
GOOD = ("fault: 黑屏", "fault: 黑屏，有声音")
BAD = ("fault: ", "fualt: ")
SAID = "unknown key fualt [unknown-key]; did you mean fault?"


@dataclass(frozen=True)
class Machine:
    """Where commands run: a Python of its own that has what servicectl needs, and no network."""

    folder: Path

    def __post_init__(self) -> None:
        venv.create(self.folder, symlinks=True)
        [packages] = self.folder.glob("lib/python*/site-packages")
        (packages / "needed.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
        self.program("pip", f'exec {shlex.quote(str(self.folder / "bin/python"))} -m pip "$@"')

    def program(self, name: str, line: str) -> None:
        """Put a program of one line on the machine's path."""
        path = self.folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        path.chmod(0o755)

    def run(self, folder: Path, *lines: str) -> tuple[int, str]:
        """Run shell lines as a CI runner does, up to the first that fails."""
        pip = ("PIP_NO_INDEX", "PIP_NO_DEPS", "PIP_FORCE_REINSTALL", "PIP_QUIET")
        path = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "SERVICECTL_LANG": "en",
            "SERVICECTL_NOW": "2026-01-05 09:00",  # no year ends, of which validate would warn
        }
        done = subprocess.run(
            ["bash", "-e", "-c", "\n".join(lines)],
            cwd=folder,
            env=os.environ | path | dict.fromkeys(pip, "1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def team(play: Callable[..., Desk], tmp_path: Path) -> Desk:
    """Return a team with a case, that pushes to a bare repository."""
    desk = play(REPORTED)
    desk.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
    desk.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    return desk


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine on which ``servicectl`` is not installed."""
    return Machine(tmp_path / "machine")


def commands(job: Path) -> list[str]:
    """Return the shell lines of a CI job, in their order."""
    file: Any = yaml.safe_load(job.read_text("utf-8"))
    if "jobs" in file:
        return [step["run"] for step in file["jobs"]["validate"]["steps"] if "run" in step]
    return file["validate"]["script"]


def edit(desk: Desk, old: str, new: str) -> str:
    """Change the case by hand; return its path in the team."""
    path = f"cases/2025/09/{desk.case}.yaml"
    text = (desk.root / path).read_text("utf-8")
    assert text.count(old) == 1
    (desk.root / path).write_text(text.replace(old, new), "utf-8")
    return path


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_ci_job_passes_a_good_push_and_stops_a_bad_one(
    job: Path, team: Desk, wheel: Path, machine: Machine, tmp_path: Path
) -> None:
    (team.root / "tools").mkdir()
    shutil.copy(wheel, team.root / "tools")

    def pushed(name: str) -> tuple[int, str]:
        """Push all changes; return what the job says in a new clone."""
        team.git("add", "--all")
        team.git("commit", "--quiet", "--message", name)
        team.git("push", "--quiet", "origin", "HEAD")
        team.git("clone", "--quiet", str(tmp_path / "origin.git"), str(tmp_path / name))
        return machine.run(tmp_path / name, *commands(job))

    edit(team, *GOOD)
    code, said = pushed("good")
    assert code == 0, said
    assert (machine.folder / "bin/servicectl").exists()  # it is the wheel that runs

    path = edit(team, *BAD)
    code, said = pushed("bad")
    assert (code, said.splitlines()[-1].endswith(f"{path}:6:1: {SAID}")) == (1, True), said


@pytest.fixture
def installed(machine: Machine) -> Machine:
    """Return a machine that runs ``servicectl`` as it is here."""
    python = shlex.join(["env", f"PYTHONPATH={REPOSITORY}", sys.executable])
    machine.program("servicectl", f'exec {python} -m servicectl "$@"')
    return machine


def run_entry(machine: Machine, desk: Desk, message: str) -> tuple[int, str]:
    """Do as the pre-commit tool does: run the entry with no file names, and commit if it is 0."""
    assert (HOOK["language"], HOOK["always_run"], HOOK["pass_filenames"]) == ("python", True, False)
    code, said = machine.run(desk.root, HOOK["entry"])
    return machine.run(desk.root, f"git commit --quiet -m {message}") if code == 0 else (code, said)


def run_script(machine: Machine, desk: Desk, message: str) -> tuple[int, str]:
    """Commit with git in a clone whose hook is the script."""
    shutil.copy(SCRIPT, desk.root / ".git/hooks/pre-commit")
    return machine.run(desk.root, f"git commit --quiet -m {message}")


@pytest.mark.parametrize("commit", [run_entry, run_script])
def test_a_hook_lets_a_good_change_through_and_stops_a_bad_one(
    commit: Callable[[Machine, Desk, str], tuple[int, str]], team: Desk, installed: Machine
) -> None:
    before = team.head
    path = edit(team, *GOOD)
    team.git("add", path)
    assert commit(installed, team, "good")[0] == 0
    assert team.git("rev-list", f"{before}..HEAD").split() == [team.head]

    good = team.head
    edit(team, *BAD)
    team.git("add", path)
    assert commit(installed, team, "bad") == (1, f"{path}:6:1: {SAID}\n")
    assert team.head == good


@pytest.mark.parametrize("commit", [run_entry, run_script])
def test_a_hook_stops_the_removal_of_what_is_still_named(
    commit: Callable[[Machine, Desk, str], tuple[int, str]], team: Desk, installed: Machine
) -> None:
    before = team.head
    team.git("rm", "--quiet", "inventory/customers/c-7dk3pa.yaml")

    code, said = commit(installed, team, "removed")
    assert (code, team.head) == (1, before)
    assert f"{team.case}.yaml:5:11: there is no customer c-7dk3pa [unknown-customer]" in said


def test_the_script_looks_at_what_is_staged_and_not_at_the_folder(
    team: Desk, installed: Machine
) -> None:
    team.git("add", edit(team, *GOOD))
    edit(team, *BAD)
    assert run_script(installed, team, "good")[0] == 0

    team.git("add", "--all")
    edit(team, *reversed(BAD))
    code, said = run_script(installed, team, "bad")
    assert (code, SAID in said) == (1, True)
