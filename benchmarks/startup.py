"""How long servicectl takes to start and answer, against the floor that its libraries set.

Every round runs the floor and each command one after the other, so that a busy moment of the
machine meets all of them alike; a figure is the median over the rounds of command time / floor.
``report`` records, each time a case, so it is held against an earlier version instead. What a
rulebook of six kinds of case costs is held against the same desk with the rulebook that ships.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
PROGRAM = [str(Path(sys.executable).with_name("servicectl")), "--root", str(REPOSITORY)]
SETTINGS = {
    "SERVICECTL_NOW": "2026-11-23T10:00+08:00",
    "SERVICECTL_LANG": "zh",
    "GIT_CONFIG_COUNT": "2",  # who records
    "GIT_CONFIG_KEY_0": "user.name",
    "GIT_CONFIG_VALUE_0": "Lin Hua",
    "GIT_CONFIG_KEY_1": "user.email",
    "GIT_CONFIG_VALUE_1": "lin@example.cn",
}
TARGETS = {
    "list": 2.0,
    "show": 2.0,
    "overdue": 2.0,
    "completion": 1.5,
    "report": 1.05,
    "caller": 1.1,
}
TAB = {
    "_SERVICECTL_COMPLETE": "bash_complete",  # as the shell asks, with a case as the word to come
    "COMP_WORDS": f"servicectl --root {REPOSITORY} show ",
    "COMP_CWORD": "4",
}
REPORT = [
    *("report", "--customer", "秦岭酒店", "--address", "西安1号"),
    *("--phone", "029-55501234", "--fault", "无图像"),
]
CALLER = ["report", "--phone", "+86 (29) 5550-1234", "--fault", "无图像"]
"""A caller who is on file, by a number that is spelt otherwise than there."""
SIX_KINDS = """
kinds:
  repair: {like: repair-2}
  enquiry: {like: enquiry-2}
  visit: {like: repair, zh: 巡检, en: inspection, without: [guide, quote]}
  upgrade: {like: repair, zh: 升级, en: upgrade}
  training: {like: visit, zh: 培训, en: training}
  install:
    like: repair
    zh: 安装
    en: installation
    states: {commissioned: {zh: 已调试, en: commissioned, owner: engineer, is: [visit]}}
    moves: {diagnose: on_site -> commissioned, complete: commissioned -> completed}
"""
WITH_KINDS = ("help", "complete", "display", "take in")
"""What is asked of a desk of six kinds: the list of commands, a word, a case, a new case."""
BASES = {"report": "before", "caller": "unkeyed"}
BASES |= {f"{name}, 6 kinds": name for name in WITH_KINDS}
TARGETS |= {f"{name}, 6 kinds": 1.05 for name in WITH_KINDS}
FLOOR = "import typer, yaml"
EXIT_CODES = (0, 1)  # 1 is an answer too: something is overdue


def commands() -> dict[str, list[str]]:
    """Return what is measured on the team that ships, by name: the floor first."""
    # As pip does for an installed program; PYTHONDONTWRITEBYTECODE would compile at every start.
    compileall.compile_dir(REPOSITORY / "servicectl", quiet=2)
    case = max((REPOSITORY / "cases").rglob("*.yaml"), key=lambda path: path.stat().st_size).stem
    return {
        "floor": [sys.executable, "-c", FLOOR],
        "list": [*PROGRAM, "list"],
        "show": [*PROGRAM, "show", case],
        "overdue": [*PROGRAM, "overdue"],
        "completion": ["env", *(f"{name}={value}" for name, value in TAB.items()), PROGRAM[0]],
    }


def reports(folder: Path, name: str, earlier: Path, line: list[str]) -> dict[str, list[str]]:
    """Return how a call is recorded by an earlier version, always as ``REPORT``, and by ours.

    Each has a team of its own in the folder, which is made here, and the caller is on file.
    """
    found = {}
    ours = Path(sys.executable).parent.parent
    for key, place, typed in ((BASES[name], earlier, REPORT), (name, ours, line)):
        program, team = str(place / "bin" / "servicectl"), str(folder / key)
        seconds([program, "init", team, "--profile", "hotline-000"])
        seconds([program, "--root", team, *REPORT])
        found[key] = [program, "--root", team, *typed]
    return found


def with_kinds(folder: Path) -> dict[str, list[str]]:
    """Return what is asked of two desks, made here: as one ships, and with six kinds of case."""
    found: dict[str, list[str]] = {}
    for suffix, further in (("", ""), (", 6 kinds", SIX_KINDS)):
        team = folder / f"desk{len(further)}"
        seconds([PROGRAM[0], "init", str(team), "--profile", "hotline-000"])
        with (team / "policies.yaml").open("a", encoding="utf-8") as file:
            file.write(further)
        desk = [PROGRAM[0], "--root", str(team)]
        if further:
            seconds([*desk, "save"])
        seconds([*desk, *REPORT])
        case = next(path.stem for path in (team / "cases").rglob("*.yaml"))
        tab = TAB | {"COMP_WORDS": f"servicectl --root {team} list --kind ", "COMP_CWORD": "5"}
        found |= {
            f"help{suffix}": [*desk, "--help"],
            f"complete{suffix}": ["env", *(f"{n}={v}" for n, v in tab.items()), PROGRAM[0]],
            f"display{suffix}": [*desk, "show", case],
            f"take in{suffix}": [*desk, *REPORT],
        }
    return found


def seconds(command: Sequence[str]) -> float:
    """Run a command once and return its wall time; stop where it gives no answer."""
    start = time.perf_counter()
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **SETTINGS},
    )
    taken = time.perf_counter() - start
    if done.returncode not in EXIT_CODES or done.stderr:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode()}")
    return taken


def measure(measured: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Return the wall times of each command, one a round; the first, cold round is thrown away."""
    times: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds + 1):
        for name, command in measured.items():
            times[name].append(seconds(command))
    return {name: taken[1:] for name, taken in times.items()}


def base_of(name: str) -> str:
    """Return what a command is held against."""
    return BASES.get(name, "floor")


def figures(times: dict[str, list[float]]) -> dict[str, Any]:
    """Return the ratios to what each is held against, and the milliseconds for orientation."""
    ratios = {
        name: statistics.median(a / b for a, b in zip(taken, times[base_of(name)], strict=True))
        for name, taken in times.items()
        if name in TARGETS
    }
    return {
        "targets": TARGETS,
        "rounds": len(times["floor"]),
        "python": sys.version.split()[0],
        "ratios": {name: round(ratio, 2) for name, ratio in ratios.items()},
        "milliseconds": {
            name: round(statistics.median(taken) * 1000, 1) for name, taken in times.items()
        },
    }


def say(result: dict[str, Any]) -> None:
    """Print the figures for people."""
    milliseconds = result["milliseconds"]
    print(f"python -c '{FLOOR}'   {milliseconds['floor']:6.1f} ms")
    for base in BASES.values() & milliseconds.keys():
        print(f"servicectl report, {base:<15} {milliseconds[base]:6.1f} ms")
    for name, ratio in result["ratios"].items():
        verdict = "within" if ratio <= TARGETS[name] else "above"
        print(
            f"servicectl {name:<23} {milliseconds[name]:6.1f} ms"
            f"   {ratio:.2f} times the {base_of(name)}, {verdict} the target of {TARGETS[name]}"
        )


def main() -> None:
    """Measure, and print figures; they inform and never fail a build."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="print the figures for programs")
    parser.add_argument("--before", type=Path, help="environment of the version before, for report")
    parser.add_argument("--unkeyed", type=Path, help="that for the report of a known caller")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = commands() | with_kinds(Path(folder))
        # The first command in a new clone says that git merges by meaning from now on.
        subprocess.run(measured["list"], check=False, capture_output=True)
        for name, earlier, line in (
            ("report", arguments.before, REPORT),
            ("caller", arguments.unkeyed, CALLER),
        ):
            if earlier:
                measured |= reports(Path(folder), name, earlier.resolve(), line)
        result = figures(measure(measured, arguments.rounds))
    if arguments.json:
        print(json.dumps(result))
    else:
        say(result)


if __name__ == "__main__":
    main()
