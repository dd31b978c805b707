"""Git must keep the bytes of data files, and merge them by meaning or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from servicectl.errors import Place, Problem, RepositoryError, msg
from servicectl.store.team.attributes import MERGED, OURS, Attribute, attributes
from servicectl.store.team.paths import DATA_FOLDERS

_EXAMPLES = ("cases/2026/01/20260101-222222.yaml", "inventory/parts.yaml")


def attribute_problems(root: Path, paths: Iterable[str]) -> list[Problem]:
    """Return a problem for each attribute that git has for data files and that is not ours."""
    data = [path for path in paths if path.startswith(tuple(f"{top}/" for top in DATA_FOLDERS))]
    first: dict[str, Attribute] = {}
    for each in _known(root, data):
        if (each.name, each.value) not in OURS:
            first.setdefault(each.written, each)
    return [_problem(each) for each in first.values()]


def merges_by_meaning(root: Path) -> bool:
    """Say whether git is told that servicectl merges cases and what is on file."""
    merged = {a.path for a in _known(root, _EXAMPLES) if (a.name, a.value) == MERGED}
    return merged == {*_EXAMPLES}


def _known(root: Path, paths: Iterable[str]) -> list[Attribute]:
    """Return what git says; nothing where there is no git, or no repository."""
    try:
        return attributes(root, paths)
    except RepositoryError:
        return []


def _problem(each: Attribute) -> Problem:
    message = msg(
        "git is told {attribute} for this file, which would damage it", attribute=each.written
    )
    remedy = msg(
        "take it out of .gitattributes (or .git/info/attributes), then: servicectl doctor --fix"
    )
    return Problem(Place(each.path), "attributes", message, remedy)
