"""A desk at which tests type like people: a team in a folder, a person, a time.

    desk = play(*REPORTED, *HANDED_OVER)
    desk.at("2025-09-22 10:30").as_("chenwei").refused("depart CASE")

``CASE`` in what is typed stands for the team's one case.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from servicectl.cli.app.settings import words_of_verb
from servicectl.cli.main import main
from tests.places import REPOSITORY

MONDAY = "2025-09-22 09:00"


class Answer(NamedTuple):
    """What one command line gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return what was printed, read as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Desk:
    """A team's folder, and who sits there when; without ``who`` git's identity tells.

    ``at``, ``as_`` and ``speaking`` return another desk of the same team.
    """

    root: Path
    now: str = MONDAY
    who: str | None = None
    lang: str = "en"

    def at(self, now: str) -> Desk:
        """Return the desk at another time, such as ``2025-09-22 09:58``."""
        return replace(self, now=now)

    def as_(self, who: str) -> Desk:
        """Return the desk with another person of the roster at it."""
        return replace(self, who=who)

    def speaking(self, lang: str) -> Desk:
        """Return the desk in another language."""
        return replace(self, lang=lang)

    def type(self, *words: str) -> Answer:
        """Type a line as in a shell, or its words one by one; return all that came back.

        Options before the verb that the line brings itself stand for those of the desk.
        """
        typed = shlex.split(words[0]) if len(words) == 1 else list(words)
        settings = {"--root": str(self.root), "--now": self.now, "--lang": self.lang}
        if self.who:
            settings["--as"] = self.who
        own = set(typed[: len(typed) - len(words_of_verb(typed))])
        options = [word for option in settings.items() if option[0] not in own for word in option]
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main([*options, *(self.case if word == "CASE" else word for word in typed)])
        return Answer(code, out.getvalue(), err.getvalue())

    def status_of(self, words: str, before: Callable[[], None]) -> int:
        """Type a line in a process of its own that ``before`` prepares; return how it ended."""
        child = os.fork()
        if child == 0:
            before()
            code = 1
            try:
                code = self.type(words).code
            finally:
                os._exit(code)
        return os.waitpid(child, 0)[1]

    def do(self, *words: str) -> Any:
        """Type a line that has to succeed; return its answer in JSON."""
        typed = shlex.split(words[0]) if len(words) == 1 else list(words)
        answer = self.type(*typed, "--json")
        assert answer.code == 0, f"{typed}: {answer.err}"
        return answer.json

    def refused(self, *words: str) -> str:
        """Type a line that a rule refuses; return the one line it says. Nothing was recorded."""
        before = self.head
        answer = self.type(*words)
        assert (answer.code, answer.out, self.head) == (3, "", before), answer
        assert answer.err.count("\n") == 1, answer.err
        return answer.err.rstrip()

    def play(self, *lines: str) -> Desk:
        """Type lines such as ``2025-09-22 09:58 wangli handover CASE``; return the desk then."""
        desk = self
        for line in lines:
            day, time, who, words = line.split(maxsplit=3)
            desk = self.at(f"{day} {time}").as_(who)
            desk.do(words)
        return desk

    def show(self, case: str = "CASE") -> Any:
        """Return what ``show --json`` tells of a case."""
        return self.do("show", case)

    def clock(self, name: str, case: str = "CASE") -> Any:
        """Return the latest instance of one clock of a case."""
        return [clock for clock in self.show(case)["clocks"] if clock["name"] == name][-1]

    def last(self, case: str = "CASE") -> Any:
        """Return the latest event of a case."""
        return self.show(case)["history"][-1]

    @property
    def case(self) -> str:
        """Return the id of the team's one case."""
        [path] = self.root.glob("cases/*/*/*.yaml")
        return path.stem

    @property
    def head(self) -> str:
        """Return the commit that the team stands at; no git is asked where a file says it."""
        at = self.root / ".git"
        branch = at / (at / "HEAD").read_text("utf-8").removeprefix("ref:").strip()
        return branch.read_text("utf-8").strip() if branch.is_file() else self._head()

    def _head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()

    def template(self, name: str) -> Path:
        """Return a template of the team's own (``zh/repair.j2``), as it ships."""
        path = self.root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / "templates" / name, path)
        return path

    def git(self, *words: str) -> str:
        """Run git in the team's folder; return what it prints."""
        done = subprocess.run(
            ["git", *words], cwd=self.root, capture_output=True, check=True, text=True
        )
        return done.stdout


def new_team(folder: Path, *options: str, profile: str = "hotline-000") -> Desk:
    """Return a desk of a team that ``init`` makes in a new folder, with ``--sample`` or alone."""
    desk = Desk(folder, now="2025-01-02 09:00")
    typed = ["--now", desk.now, "--lang", "zh", "init", str(folder), "--profile", profile, *options]
    with redirect_stdout(StringIO()):
        assert main(typed) == 0
    return desk


def copy_folder(source: Path, target: Path) -> None:
    """Copy a team's folder, with modes and times: what is known of a folder holds in the copy.

    A run of the tests copies thousands of them; ``shutil.copytree`` takes twice the time.
    """
    subprocess.run(["cp", "-a", source, target], check=True)


PACKED_EVERY = 6  # lines: each makes some four objects


class Shelf:
    """Teams of this test run, kept by what was typed at them: each line is typed only once."""

    def __init__(self, folder: Path, profile: str = "hotline-000") -> None:
        self.profile = profile
        self.folders = (folder / str(n) for n in count())
        self.kept: dict[tuple[str, ...], Path] = {}

    def copy(self, lines: tuple[str, ...], folder: Path) -> Desk:
        """Return a desk in ``folder`` at which these lines were typed (see :meth:`Desk.play`)."""
        copy_folder(self._team(lines), folder)
        if not lines:
            return Desk(folder)
        day, time, who, _ = lines[-1].split(maxsplit=3)
        return Desk(folder, f"{day} {time}", who)

    def _team(self, lines: tuple[str, ...]) -> Path:
        if lines not in self.kept:
            folder = next(self.folders)
            if lines:
                copy_folder(self._team(lines[:-1]), folder)
                desk = Desk(folder)
                desk.play(lines[-1])
                if len(lines) % PACKED_EVERY == 0:  # a folder less to copy for each object
                    desk.git("repack", "-adq")
            else:
                team = new_team(folder, "--sample", profile=self.profile)
                # Two in five of the files: without, those that ship are used (Desk.template).
                team.git("rm", "-rq", "templates")
                team.git("commit", "-qm", "no templates of its own")
                team.git("gc", "--quiet")  # one file to copy, not hundreds
                team.git("config", "core.checkStat", "minimal")  # a copy has other inodes, and
                team.git("config", "core.trustctime", "false")  # is no edit: git need not read it
                for sample in (folder / ".git/hooks").glob("*.sample"):
                    sample.unlink()
            self.kept[lines] = folder
        return self.kept[lines]
