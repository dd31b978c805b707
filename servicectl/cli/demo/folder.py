"""The folder that the day is played in: a new one, with a copy of the team if there is one."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from servicectl.cli.app.context import Context
from servicectl.errors import RepositoryError, msg
from servicectl.services.team.init import ATTRIBUTES
from servicectl.store.git.command import Git
from servicectl.store.team import paths
from servicectl.store.team.merge_driver import configure
from servicectl.store.team.team import Team

DEMO_FOLDERS = (paths.CASES, paths.INVENTORY, paths.TEMPLATES)
EMAIL = "demo@example.cn"


def new_folder(context: Context, into: str | None, team: Path | None) -> Path:
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


def copy_team(team: Path, folder: Path) -> None:
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
    configure(folder)


def sit_down(folder: Path, id: str) -> None:
    """Have git know this person in this folder, so that one can go on there without ``--as``."""
    person = Team(folder).roster.get(id)
    assert person is not None
    git = Git(folder)
    git.run("config", "user.name", person.name)
    git.run("config", "user.email", person.email or EMAIL)
