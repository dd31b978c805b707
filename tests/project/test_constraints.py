"""What `make test` installs stands in constraints.txt, within the bounds of pyproject.toml."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement

from scripts.constraints import PINNED, oldest, requirements
from tests.places import REPOSITORY

LINES = (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


KEPT = dict(line.split("==") for line in LINES)
VERSIONS = {canonical(name): kept for name, kept in KEPT.items()}


def test_each_line_is_a_name_and_a_version_without_address_or_hash() -> None:
    assert [line for line in LINES if not PINNED.fullmatch(line)] == []
    assert len(VERSIONS) == len(LINES)


@pytest.mark.parametrize("wanted", requirements())
def test_each_requirement_is_kept_within_its_bounds(wanted: str) -> None:
    requirement = Requirement(wanted)
    assert VERSIONS[canonical(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("wanted", requirements())
def test_each_lower_bound_is_a_version_that_may_be_installed(wanted: str) -> None:
    [line] = oldest([wanted])
    name, _, bound = line.partition("==")
    assert (name, bound in Requirement(wanted).specifier) == (Requirement(wanted).name, True)


def test_a_requirement_without_a_lower_bound_is_named() -> None:
    with pytest.raises(SystemExit, match=r"no lower bound: segno, typer<1$"):
        oldest(["wcwidth>=0.3", "segno", "typer<1"])
