"""The versions that the tests run with, as pip constraints: plain ``name==version`` lines.

Usage: constraints.py newest DIR | oldest

``newest`` asks the environment in DIR, made from the bounds of pyproject.toml, what pip has put
there: `make constraints` keeps the answer as constraints.txt. ``oldest`` prints the lower bounds
of pyproject.toml, for `make test-oldest`. It runs before there is an environment, so it needs no
more than Python.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
BOUND = re.compile(r"([\w.-]+)>=([^,;]+)")
PINNED = re.compile(r"[\w.-]+==[^\s;]+")


def newest(directory: str) -> list[str]:
    """Return what is installed in an environment, apart from pip and this package."""
    python = Path(directory, "bin", "python")
    command = [str(python), "-m", "pip", "freeze", "--exclude-editable"]
    frozen = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line for line in frozen.splitlines() if PINNED.fullmatch(line)]


def requirements() -> list[str]:
    """Return what pyproject.toml asks for users and developers, without the heavy PDF extra."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def oldest(wanted: Iterable[str]) -> list[str]:
    """Return the lower bound of each requirement; ``SystemExit`` where one has none."""
    bounds = {each: BOUND.match(each) for each in wanted}
    if unbound := [each for each, bound in bounds.items() if not bound]:
        raise SystemExit(f"{PROJECT.name}: no lower bound: {', '.join(unbound)}")
    return [f"{bound[1]}=={bound[2]}" for bound in bounds.values() if bound]


def main() -> None:
    """Print one kind of constraints."""
    match sys.argv[1:]:
        case ["newest", directory]:
            found = newest(directory)
        case ["oldest"]:
            found = oldest(requirements())
        case _:
            raise SystemExit(__doc__)
    print(*sorted(found, key=str.lower), sep="\n")


if __name__ == "__main__":
    main()
