"""How long it takes to merge many case files in one process, against git's own line merge.

Both sides of a repository have a new event in each of the files. A round has git merge them line
by line with ``merge=union`` (which damages them), then our function by meaning, from the same
commits; a figure is the median over the rounds of ours / git's.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = 20.0
NAMES = ("user.name=Lin Hua", "user.email=lin@example.cn", "gc.auto=0")


def git(folder: Path, *words: str) -> None:
    """Run git in a folder; stop where it fails."""
    settings = [part for name in NAMES for part in ("-c", name)]
    subprocess.run(["git", *settings, *words], cwd=folder, check=True, capture_output=True)


def grow(paths: list[Path], side: str, minute: int) -> None:
    """Append a note to each file."""
    for n, path in enumerate(paths):
        at = f"2026-11-23T10:{minute:02}:00+08:00"
        note = f"- id: e-{side}{n:05}\n  at: {at}\n  by: wangli\n  did: note\n  text: 已联系\n"
        path.write_text(path.read_text(encoding="utf-8") + note, encoding="utf-8")


def repository(folder: Path, files: int) -> None:
    """Make a repository of so many of the sample's cases, changed on main and on side."""
    git(folder, "init", "-q", "-b", "main")
    texts = [path.read_bytes() for path in sorted((REPOSITORY / "cases").rglob("*.yaml"))]
    paths = [folder / f"cases/2026/11/{n:05}.yaml" for n in range(files)]
    paths[0].parent.mkdir(parents=True)
    for n, path in enumerate(paths):
        path.write_bytes(texts[n % len(texts)])
    (folder / ".gitattributes").write_text("*.yaml merge=union\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "cases")
    git(folder, "switch", "-qc", "side")
    grow(paths, "a", 1)
    git(folder, "commit", "-qam", "side")
    git(folder, "switch", "-q", "main")
    grow(paths, "b", 2)
    git(folder, "commit", "-qam", "main")


def measure(folder: Path, files: int, rounds: int) -> dict[str, Any]:
    """Return the figures of so many rounds, after a cold one."""
    from servicectl.services.merging.commits import merge_commits
    from servicectl.store.git.repository import open_repository

    times: list[tuple[float, float]] = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        git(folder, "merge", "-q", "-m", "merged", "side")
        between = time.perf_counter()
        git(folder, "reset", "-q", "--hard", "HEAD~1")
        again = time.perf_counter()
        found = merge_commits(open_repository(folder), "main", "side")
        times.append((between - start, time.perf_counter() - again))
        assert len(found.files) == files
        assert not found.problems
    ratios = [ours / theirs for theirs, ours in times[1:]]
    lines, meaning = (statistics.median(column) * 1000 for column in zip(*times[1:], strict=True))
    return {
        "target": TARGET,
        "files": files,
        "rounds": rounds,
        "python": sys.version.split()[0],
        "ratio": round(statistics.median(ratios), 2),
        "milliseconds": {"union": round(lines, 1), "by meaning": round(meaning, 1)},
    }


def main() -> None:
    """Measure, and print figures; they inform and never fail a build."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="print the figures for programs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repository(Path(folder), arguments.files)
        result = measure(Path(folder), arguments.files, arguments.rounds)
    if arguments.json:
        print(json.dumps(result))
        return
    verdict = "within" if result["ratio"] <= TARGET else "above"
    print(
        f"merging {result['files']} cases by meaning {result['milliseconds']['by meaning']:6.1f} ms"
        f"   {result['ratio']:.2f} times git's merge=union, {verdict} the target of {TARGET}"
    )


if __name__ == "__main__":
    main()
