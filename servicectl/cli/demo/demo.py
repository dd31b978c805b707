"""The verb that plays a working day on a copy of a team, for those who want to see one."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put
from servicectl.cli.app.typed import Typed
from servicectl.cli.demo.replay import settled
from servicectl.cli.demo.script import Script, play, read_script
from servicectl.errors import RepositoryError, msg
from servicectl.output.i18n import language, say
from servicectl.services.team.init import ATTRIBUTES, create_team
from servicectl.store.git.command import Git
from servicectl.store.team import paths
from servicectl.store.team.team import Team

PROFILE = "hotline-000"
DEMO_FOLDERS = (paths.CASES, "inventory", paths.TEMPLATES)
EVE = datetime.fromisoformat("2026-11-23T08:00:00+08:00")
COMMITTER = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {
        "NAME": "servicectl demo",
        "EMAIL": "demo@example.cn",
        "DATE": EVE.isoformat(),
    }.items()
}


def demo(context: Context, words: str, typed: Typed) -> int:
    """Play the day in a new folder, on a copy of the team here if the script's people are in it."""
    script = read_script()
    team = _team_here(context, script)
    folder = _new_folder(context, typed["into"], team)
    with settled(COMMITTER):
        if team is None:
            create_team(folder, PROFILE, sample=True, language=language(), now=EVE)
        else:
            _copy(team, folder)
    *_, last = script.steps
    _sit_down(folder, last.by)
    put(_opening(team, folder))
    play(script, folder)
    put(_ending(folder, last.now))
    return 0


def _opening(team: Path | None, folder: Path) -> str:
    place = str(folder)
    if team is None:
        first = msg("A working day at the desk of a sample team, played in {folder}.", folder=place)
    else:
        first = msg(
            "A working day at the desk of {team}, played on a copy of it in {folder}.",
            team=str(team),
            folder=place,
        )
    second = msg("Each command is run at the time (--now) and by the person (--as) above it.")
    return f"{say(first)}\n{say(second)}"


def _ending(folder: Path, now: str) -> str:
    place = str(folder)
    last = msg("That was the day. It stands in {folder}; to go on there:", folder=place)
    program = "servicectl" if shutil.which("servicectl") else f"{sys.executable} -m servicectl"
    return f"\n\n{say(last)}\n  cd {shlex.quote(place)}\n  {program} --now '{now}' list"


def _team_here(context: Context, script: Script) -> Path | None:
    """Return the team's folder, or None where there is none or other people work in it."""
    try:
        root = context.root
    except RepositoryError:
        if context.settings.root is not None:
            raise
        return None
    people = {person.id for person in context.team.roster.people}
    return root if people.issuperset(step.by for step in script.steps) else None


def _new_folder(context: Context, into: str | None, team: Path | None) -> Path:
    """Return the folder to play in, new or empty.

    Raises RepositoryError for one in use, or inside the folder of the team that is copied.
    """
    if into is None:
        return Path(tempfile.mkdtemp(prefix="servicectl-demo-"))
    folder = (context.settings.folder / into).resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        wrong = msg("{folder} is not empty", folder=str(folder))
    elif team is not None and folder.is_relative_to(team.resolve()):
        wrong = msg("{folder} lies in the team's own folder", folder=str(folder))
    else:
        return folder
    raise RepositoryError(wrong, msg("name a new folder elsewhere"))


def _copy(team: Path, folder: Path) -> None:
    """Make a repository of its own of what a team keeps."""
    for name in DEMO_FOLDERS:
        if (team / name).is_dir():
            shutil.copytree(team / name, folder / name, symlinks=True)
    shutil.copy(team / paths.POLICIES, folder)
    (folder / ".gitattributes").write_bytes(ATTRIBUTES)
    git = Git(folder)
    git.init()
    git.run("add", "--all", "--", ".")
    git.run("commit", "--quiet", "-m", "a copy to play a day on")


def _sit_down(folder: Path, id: str) -> None:
    """Have git know this person in this folder, so that one can go on there without ``--as``."""
    person = Team(folder).roster.get(id)
    assert person is not None
    git = Git(folder)
    git.run("config", "user.name", person.name)
    git.run("config", "user.email", person.email or COMMITTER["GIT_AUTHOR_EMAIL"])
