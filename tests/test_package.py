"""What is installed is what is here: the wheel holds every file of the package and the program."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """Build the wheel from a copy, so that no trace of the build stays here."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(REPOSITORY / name, source)
    shutil.copytree(
        REPOSITORY / "servicectl",
        source / "servicectl",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    built = tmp_path_factory.mktemp("built")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, *offline, "--wheel-dir", built, source], check=True)
    [file] = built.glob("servicectl-*.whl")
    with ZipFile(file) as opened:
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
    [(".", "errors.py"), ("data", "*.yaml"), ("data", "*.j2"), ("locale", "*.mo")],
)
def test_the_wheel_holds_every_file(wheel: ZipFile, folder: str, typical: str) -> None:
    kept = kept_files(folder)
    assert any(PurePosixPath(name).match(typical) for name in kept)
    assert kept <= set(wheel.namelist())


def test_the_wheel_holds_the_package_and_nothing_else(wheel: ZipFile) -> None:
    roots = {name.split("/")[0] for name in wheel.namelist()}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"servicectl"}


def test_the_program_is_named(wheel: ZipFile) -> None:
    entry_points = configparser.ConfigParser()
    [name] = [name for name in wheel.namelist() if name.endswith("/entry_points.txt")]
    entry_points.read_string(wheel.read(name).decode())
    assert entry_points["console_scripts"]["servicectl"] == "servicectl.cli.main:run"
