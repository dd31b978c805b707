"""Guards for every test: no machine settings get in, nothing of this repository is written to."""

from __future__ import annotations

import compileall
import gc
import os
import sys
import time
from collections.abc import Callable
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from hatch_build import compile_all
from servicectl.store.team.merge_driver import set_up
from tests.desk import Desk, Shelf
from tests.places import PACKAGE, REPOSITORY

# The project's own repository is a team at work: tests copy it, and never record in it.
KEPT = (".git", "cases", "inventory", "policies.yaml", "templates")
CACHES = ".git/servicectl"
CACHED = ("force", "read+", "kinds+", "quiet", "closed")  # see servicectl/store/team/git_folder.py
HERE = f"{REPOSITORY}/"
WRITES = frozenset({"os.mkdir", "os.remove", "os.rename", "os.rmdir"})
NO_DIRECTORY = -1  # what these events end with, unless their paths are relative to an open folder


def pytest_configure(config: pytest.Config) -> None:
    """Live in a zone where no team of the tests lives, and watch the kept files."""
    if not hasattr(config, "workerinput"):  # once, before those who run tests beside one another
        compile_all(PACKAGE)
        # Where Python is told to keep no compiled modules, each process typed would compile them.
        compileall.compile_dir(PACKAGE, quiet=1)
        # The first command typed in a new clone does so, and says it: to whichever test is first.
        set_up(REPOSITORY)
    # A property is no stopwatch: on a busy machine the same example takes a hundred times longer.
    hypothesis.settings.register_profile("unhurried", deadline=None)
    hypothesis.settings.load_profile("unhurried")
    os.environ["TZ"] = "America/St_Johns"
    time.tzset()
    sys.addaudithook(refuse_writes_to_kept_files)


def refuse_writes_to_kept_files(event: str, args: tuple[Any, ...]) -> None:
    """Fail the test that is about to change a kept file, at the line that does it."""
    if event == "open":
        written = args[:1] if args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else ()
    elif event in WRITES and args[-1] == NO_DIRECTORY:
        written = args[:2]
    else:
        written = ()
    for path in written:
        if isinstance(path, str | Path) and is_kept(path):
            pytest.fail(f"a test writes to the project's own {path}; let it work on a copy")


real_folder = lru_cache(maxsize=4096)(os.path.realpath)


def pytest_collection_finish() -> None:
    """Let the collector pass over what all tests share: that takes a tenth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 100)


def is_kept(path: str | Path) -> bool:
    """Say whether a path is, or lies in, what the project's own team keeps; caches are not."""
    folder, name = os.path.split(path)
    link = os.path.islink(path)  # noqa: PTH114 - asked of every file that is written
    if link or not folder.startswith("/") or name in ("", os.pardir):
        resolved = os.path.realpath(path)
    else:  # the links above it are looked up once
        resolved = f"{real_folder(folder)}/{name}"
    if not resolved.startswith(HERE):
        return False
    below = resolved.removeprefix(HERE)
    if below == CACHES or below.startswith(tuple(f"{CACHES}/{name}" for name in CACHED)):
        return False
    return any(f"{below}/".startswith(f"{name}/") for name in KEPT)


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, with nobody's home, git settings or servicectl settings."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "SERVICECTL_", "XDG_", "LC_")) or name == "CI":
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return where the teams of this run are kept; see ``play``."""
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture
def play(shelf: Shelf, tmp_path: Path) -> Callable[..., Desk]:
    """Return what gives a desk of its own, in a copy of the sample team, after lines were typed."""
    (tmp_path / "home" / ".gitconfig").write_text(
        "[user]\n\tname = 王丽\n\temail = wangli@example.cn\n", encoding="utf-8"
    )
    numbers = count(1)
    return lambda *lines: shelf.copy(lines, tmp_path / f"team{next(numbers)}")


@pytest.fixture
def desk(play: Callable[..., Desk]) -> Desk:
    """Return a desk of the sample team, before the first call."""
    return play()
