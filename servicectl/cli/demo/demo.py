"""The verb that plays a working day on a copy of a team, for those who want to see one."""

from __future__ import annotations

import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put
from servicectl.cli.app.typed import Typed
from servicectl.cli.demo.folder import EMAIL, copy_team, new_folder, sit_down
from servicectl.cli.demo.replay import settled
from servicectl.cli.demo.script import Script, play, read_script
from servicectl.errors import RepositoryError, msg
from servicectl.output.i18n import language, say
from servicectl.services.team.init import create_team

PROFILE = "hotline-000"
EVE = datetime.fromisoformat("2026-11-23T08:00:00+08:00")
COMMITTER = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {
        "NAME": "servicectl demo",
        "EMAIL": EMAIL,
        "DATE": EVE.isoformat(),
    }.items()
}


def demo(context: Context, words: str, typed: Typed) -> int:
    """Play the day in a new folder, on a copy of the team here if the script's people are in it."""
    script = read_script()
    team = _team_here(context, script)
    folder = new_folder(context, typed["into"], team)
    with settled(COMMITTER):
        if team is None:
            create_team(folder, PROFILE, sample=True, language=language(), now=EVE)
        else:
            copy_team(team, folder)
    *_, last = script.steps
    sit_down(folder, last.by)
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
