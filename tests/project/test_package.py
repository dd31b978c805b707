"""What is installed is what is here: the wheel holds every file of the package and the program."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from pathlib import PurePosixPath
from zipfile import ZipFile

import pytest

from tests.places import REPOSITORY
from tests.wheel import build_wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """Open the wheel, built for these tests."""
    with ZipFile(build_wheel(tmp_path_factory.mktemp("wheel"))) as opened:
        yield opened


def kept_files(folder: str) -> set[str]:
    root = REPOSITORY / "servicectl" / folder
    return {
        path.relative_to(REPOSITORY).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.mark.parametrize(
    ("folder", "typical"),
    [(".", "errors.py"), ("data", "*.yaml"), ("locale", "*.mo")],
)
def test_the_wheel_holds_every_file(wheel: ZipFile, folder: str, typical: str) -> None:
    kept = kept_files(folder)
    assert any(PurePosixPath(name).match(typical) for name in kept)
    assert kept <= set(wheel.namelist())


def test_the_wheel_holds_the_templates_that_stand_at_the_top(wheel: ZipFile) -> None:
    here = {p.relative_to(REPOSITORY).as_posix(): p for p in (REPOSITORY / "templates").rglob("*")}
    texts = {f"servicectl/data/{name}": p.read_bytes() for name, p in here.items() if p.is_file()}
    assert any(name.endswith(".j2") for name in texts)
    assert {name: wheel.read(name) for name in texts} == texts


def test_the_wheel_holds_the_package_and_nothing_else(wheel: ZipFile) -> None:
    roots = {name.split("/")[0] for name in wheel.namelist()}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"servicectl"}


def test_the_program_is_named(wheel: ZipFile) -> None:
    entry_points = configparser.ConfigParser()
    [name] = [name for name in wheel.namelist() if name.endswith("/entry_points.txt")]
    entry_points.read_string(wheel.read(name).decode())
    assert entry_points["console_scripts"]["servicectl"] == "servicectl.__main__:run"
