"""Scenes at a context: a script of typed commands, and how it is played."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from servicectl.cli.app.printing import put
from servicectl.cli.demo.replay import Answer, answer
from servicectl.domain.master.roster import Person
from servicectl.domain.schema.kinds import CASE_ID
from servicectl.errors import BadData, Refused, msg
from servicectl.output.i18n import language, say
from servicectl.output.text.labels import role_name
from servicectl.store.team.package_data import shipped
from servicectl.store.team.team import Team
from servicectl.store.yaml.read import load

FOLDER = "demo"
FILE = "day.yaml"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
INTERRUPTED = 130


class DemoStep(NamedTuple):
    """One command: when, who types it, what, and the exit code that belongs to it.

    ``needs`` names the cases without which it is left out, ``opens`` the case that it opens.
    """

    now: str
    by: str
    line: str
    code: int
    needs: frozenset[str]
    opens: str | None


class DemoScene(NamedTuple):
    """Some commands of a day under a heading."""

    title: str
    steps: tuple[DemoStep, ...]


class Script(NamedTuple):
    """The scenes, and by name the faults of the cases that a team may have on file."""

    on_file: Mapping[str, str]
    scenes: tuple[DemoScene, ...]

    @property
    def steps(self) -> Iterator[DemoStep]:
        return (step for scene in self.scenes for step in scene.steps)


def read_script() -> Script:
    """Return the day that ships, its headings in the language spoken now."""
    script: Any
    script, problems = load(dict(shipped(FOLDER))[FILE], f"{FOLDER}/{FILE}")
    if problems:
        raise BadData(problems)
    return Script(script["on_file"], tuple(_scene(scene) for scene in script["scenes"]))


def _scene(scene: Mapping[str, Any]) -> DemoScene:
    steps = tuple(_step(step, scene["day"]) for step in scene["steps"])
    return DemoScene(f"{scene['day']}  {scene[language()]}", steps)


def _step(step: Mapping[str, str], day: str) -> DemoStep:
    return DemoStep(
        now=f"{day} {step['at']}",
        by=step["as"],
        line=step["type"],
        code=int(step.get("exit", "0")),
        needs=frozenset(PLACEHOLDER.findall(step["type"])) | set(step.get("with", "").split()),
        opens=step.get("opens"),
    )


def play(script: Script, root: Path) -> None:
    """Type the script's commands at a team's desk and print what comes back.

    Raises Refused at the first command whose exit code is not the script's.
    """
    team = Team(root)
    ids = dict(_cases_on_file(script, team))
    known = {*ids, *(step.opens for step in script.steps)}
    for scene in script.scenes:
        steps = [step for step in scene.steps if step.needs <= known]
        if steps:
            put(f"\n\n=== {scene.title} ===")
        for step in steps:
            done = _type(step, step.line.format_map(ids), root, team.roster.get(step.by))
            if step.opens:
                ids[step.opens] = _opened(done)


def _cases_on_file(script: Script, team: Team) -> Iterator[tuple[str, str]]:
    """Yield name and letters of the open cases that the script knows."""
    for case in team.cases([]):
        for name, fault in script.on_file.items():
            if case.is_open and fault in case.head.fault:
                yield name, _letters(case.id)


def _letters(id: str) -> str:
    return id.rpartition("-")[2]


def _type(step: DemoStep, line: str, root: Path, person: Person | None) -> Answer:
    """Show who types a line and when, run it, and show what it answers."""
    assert person is not None
    role = role_name(person.roles[0])
    put(_dim(f"\n{step.now[-5:]}  {person.name} {person.id} ({role})"))
    put(f"$ servicectl {line}")
    sys.stdout.flush()
    done = answer(shlex.split(line), _settings(step, root))
    print(done.out + done.err, end="")
    if done.code:
        put(_dim(say(msg("(exit code {code})", code=done.code))))
    _check(step, done)
    return done


def _settings(step: DemoStep, root: Path) -> dict[str, str]:
    return {
        "SERVICECTL_ROOT": str(root),
        "SERVICECTL_NOW": step.now,
        "SERVICECTL_USER": step.by,
        "SERVICECTL_LANG": language(),
        # Other ids for each line, and the same whenever it is played.
        "SERVICECTL_SEED": f"{step.now} {step.line}",
    }


def _check(step: DemoStep, done: Answer) -> None:
    if done.code == INTERRUPTED:
        raise KeyboardInterrupt
    if done.code != step.code:
        raise Refused(
            msg("the script expects exit code {code} here", code=step.code),
            msg("it is written for the team that ships; this one may have moved on"),
        )


def _opened(done: Answer) -> str:
    """Return the letters of the case that a report has opened: the first id in its answer."""
    found = re.search(CASE_ID.pattern, done.out)
    assert found is not None
    return _letters(found.group())


def _dim(text: str) -> str:
    return f"\033[2m{text}\033[0m" if sys.stdout.isatty() else text
