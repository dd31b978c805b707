"""Make the sample team anew: replay what its people typed (sample_cases.yaml), byte for byte.

The files at the root of the repository (cases/, inventory/, policies.yaml) are what comes of
it; they are never written by hand.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sample_stock import year

from servicectl.cli.demo.replay import answer
from servicectl.store.yaml.read import read

REPOSITORY = Path(__file__).resolve().parent.parent
SCRIPT = "scripts/sample_cases.yaml"
FOLDERS = ("cases", "inventory")
PROFILE = "hotline-000"
FOUNDED = "2025-11-03 08:30"
SCHEMA_1 = REPOSITORY / "scripts/schema_1" / f"{PROFILE}.yaml"
"""The rulebook as it shipped in the language of schema 1: the team began with it."""
MOVED = "2026-11-20 08:00"
"""When it took up the rulebook of today; cases of before stay under theirs."""
WHO = {
    "GIT_AUTHOR_NAME": "sample",
    "GIT_AUTHOR_EMAIL": "sample@example.cn",
    "GIT_COMMITTER_NAME": "sample",
    "GIT_COMMITTER_EMAIL": "sample@example.cn",
}


class Step(NamedTuple):
    """One command: when and by whom it was typed, for which case, its place there, its words."""

    at: str
    by: str
    case: str
    number: int
    words: tuple[str, ...]


def steps() -> list[Step]:
    """Return everything that was typed, in the order of time."""
    script: Any
    script, problems = read(REPOSITORY, SCRIPT)
    for problem in problems:
        raise SystemExit(f"{problem.place}: {problem.message}")
    found = [
        Step(step["at"], step["as"], case["name"], number, tuple(step["type"]))
        for case in script["cases"]
        for number, step in enumerate(case["steps"], 1)
    ]
    found += [Step(step.at, step.by, step.name, 0, step.words) for step in year()]
    return sorted(found, key=lambda step: step.at)


def build(team: Path) -> None:
    """Make the sample team in a new folder; stop at the first command that is refused."""
    run(["init", str(team), "--profile", PROFILE, "--sample"], {"SERVICECTL_NOW": FOUNDED})
    today = (team / "policies.yaml").read_bytes()
    take_up(team, SCHEMA_1.read_bytes(), FOUNDED)
    ids: dict[str, str] = {}
    for step in steps():
        if step.at >= MOVED and (team / "policies.yaml").read_bytes() != today:
            take_up(team, today, MOVED)
        settings = {
            "SERVICECTL_ROOT": str(team),
            "SERVICECTL_NOW": step.at,
            "SERVICECTL_USER": step.by,
            "SERVICECTL_SEED": f"{step.case}/{step.number}",
        }
        words = [_meant(word, step, ids) for word in step.words]
        done = run([*words, "--json"], settings, f"{step.case}/{step.number}: ")
        ids[step.case] = done["case"] or done["id"]


def take_up(team: Path, rulebook: bytes, now: str) -> None:
    """Put another rulebook in the place of today's, and save it."""
    (team / "policies.yaml").write_bytes(rulebook)
    who = {"SERVICECTL_ROOT": str(team), "SERVICECTL_NOW": now, "SERVICECTL_USER": "liuhong"}
    run(["save"], who, "policies.yaml: ")


def _meant(word: str, step: Step, ids: dict[str, str]) -> str:
    """Return a word as it is typed: ``@`` is the case, ``@NAME`` the voucher of a step."""
    if word == "@":
        return ids[step.case]
    return ids[word[1:]] if word.startswith("@") else word


def run(words: Sequence[str], settings: dict[str, str], name: str = "") -> dict[str, Any]:
    """Run one command and return its answer; stop, naming it, where it is refused."""
    done = answer(words, {**WHO, **settings})
    if done.code:
        raise SystemExit(f"{name}servicectl {' '.join(words)}\nexit {done.code}: {done.err}")
    return json.loads(done.out) if "--json" in words else {}


def kept(team: Path) -> dict[str, bytes]:
    """Return every file that a team keeps, by its path."""
    files = [path for folder in FOLDERS for path in (team / folder).rglob("*") if path.is_file()]
    files.append(team / "policies.yaml")
    return {path.relative_to(team).as_posix(): path.read_bytes() for path in files}


def differences(made: dict[str, bytes], there: dict[str, bytes]) -> list[str]:
    """Return the paths whose bytes are not the same, or that stand on one side only."""
    return sorted(path for path in made | there if made.get(path) != there.get(path))


def replace(made: dict[str, bytes], root: Path) -> None:
    """Write a team's files, and take away the other files of its folders."""
    for folder in FOLDERS:
        shutil.rmtree(root / folder, ignore_errors=True)
    for path, data in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def main() -> None:
    """Make the team and put it at the root of the repository, or say how the two differ."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        team = Path(folder) / "team"
        build(team)
        made = kept(team)
    changed = differences(made, kept(REPOSITORY) if (REPOSITORY / "policies.yaml").exists() else {})
    if not check:
        replace(made, REPOSITORY)
    for path in changed:
        print(f"{path}: {'differs' if check else 'written'}")
    raise SystemExit(1 if check and changed else 0)


if __name__ == "__main__":
    main()
