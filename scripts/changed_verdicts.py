"""Print which verdicts on a team's cases a change of the program has changed, clock by clock.

    python scripts/changed_verdicts.py REVISION [NOW…]

The team as it stood at REVISION is replayed by the program of then and by that of now, at each NOW
(default: the moment after the sample's last entry, and two weeks later). A line says the case, the
clock and when it began, what was said then, and what is said now.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
NOWS = ("2026-11-21 09:00", "2026-12-05 09:00")
COMPARED = ("state", "due", "stopped", "late_by_s", "who", "breached_by")
REPLAY = """
import contextlib, io, json, sys
from servicectl.cli.main import main
root, now, *cases = sys.argv[1:]
told = {}
for case in cases:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(["--root", root, "--now", now, "show", case, "--json"])
    told[case] = json.loads(out.getvalue())["clocks"]
print(json.dumps(told))
"""
Clock = Mapping[str, Any]
Verdicts = Mapping[tuple[str, str, str], Clock]


def export(revision: str, folder: Path, *paths: str) -> Path:
    """Return a folder with what stood at these paths at a revision."""
    folder.mkdir()
    packed = ["git", "archive", "--format=tar", revision, *paths]
    with subprocess.Popen(packed, cwd=REPOSITORY, stdout=subprocess.PIPE) as archive:
        subprocess.run(["tar", "-x"], cwd=folder, stdin=archive.stdout, check=True)
    return folder


def team_at(revision: str, folder: Path) -> Path:
    """Return the team's folder as it stood at a revision, a repository of its own."""
    team = export(revision, folder, "cases", "inventory", "policies.yaml", "templates")
    name = ("-c", "user.name=replay", "-c", "user.email=replay@example.cn")
    for words in (("init", "-q"), ("add", "-A"), (*name, "commit", "-qm", "the team")):
        subprocess.run(["git", *words], cwd=team, check=True)
    return team


def verdicts(program: Path, team: Path, now: str) -> Verdicts:
    """Return what a program says of each clock of a team's cases, by case, clock and start."""
    cases = sorted(path.stem for path in team.glob("cases/*/*/*.yaml"))
    words = [sys.executable, "-c", REPLAY, str(team), now, *cases]
    done = subprocess.run(words, cwd=program, check=True, capture_output=True)
    found: dict[tuple[str, str, str], Clock] = {}
    for case, clocks in json.loads(done.stdout).items():
        found |= {(case, clock["name"], clock["started"]): clock for clock in clocks}
    return found


def changes(before: Verdicts, after: Verdicts) -> Iterator[str]:
    """Yield a line for each verdict that differs, with the reason where one can be told."""
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key, {}), after.get(key, {})
        differs = [name for name in COMPARED if old.get(name) != new.get(name)]
        if old:  # what nothing was said of then cannot have changed
            differs = [name for name in differs if name in old]
        if differs:
            then, now = _said(old, differs), _said(new, differs)
            yield "  ".join((*key, f"then: {then}", f"now: {now}", _reason(old, new, differs)))


def _said(clock: Clock, names: Sequence[str]) -> str:
    return ", ".join(f"{name} {clock[name]}" for name in names if name in clock) or "not there"


def _reason(old: Clock, new: Clock, differs: Sequence[str]) -> str:
    """Return why a verdict differs: of what the program tells itself."""
    if not old and new["soft"] and new["origin"] == "house":
        return "(a clock of the house, soft: what was put off comes back)"
    if differs == ["who"] and new["who"] in new["on_duty"]:
        return "(the desk's: who took it in if on shift when it was due, else who was)"
    return ""


def main(revision: str, nows: Sequence[str]) -> None:
    """Print what has changed since a revision."""
    with tempfile.TemporaryDirectory() as folder:
        program = export(revision, Path(folder) / "program", "servicectl")
        team = team_at(revision, Path(folder) / "team")
        for now in nows:
            before, after = verdicts(program, team, now), verdicts(REPOSITORY, team, now)
            found = list(changes(before, after))
            print(f"{now}: {len(before)} verdicts then, {len(after)} now, {len(found)} differ")
            print(*found, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or NOWS)
