"""Git that is asked early: heard late, or not at all."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from servicectl.errors import RepositoryError
from servicectl.store.git.command import Git
from servicectl.store.git.identity import Committer


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    Git(tmp_path).init()
    return tmp_path


def hanging(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a git in front of the others that takes long to answer, and hears no Ctrl-C."""
    folder.mkdir()
    script = folder / "git"
    script.write_text("#!/bin/sh\ntrap '' INT TERM\nsleep 20\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_what_is_heard_late_is_what_is_heard_at_once(repository: Path) -> None:
    words = ("rev-parse", "--is-inside-work-tree")
    with Git(repository).ask(*words) as pending:
        late = pending.answer()
    assert late == Git(repository).run(*words) == (b"true\n", "", 0)


def test_a_git_to_which_nobody_listens_ends_with_the_block(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hanging(tmp_path / "bin", monkeypatch)
    with pytest.raises(KeyError), Git(repository).ask("grep", "x") as pending:
        raise KeyError
    assert pending._process.returncode == -signal.SIGKILL


def test_who_commits_is_asked_once(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in (("user.name", "林华"), ("user.email", "lin@example.cn")):
        Git(repository).run("config", key, value)
    asked = []
    start = Git.start

    def counted(self: Git, *args: str, **named: object) -> object:
        asked.append(args[0])
        return start(self, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "start", counted)
    committer = Committer(repository)
    with committer:
        assert asked == ["var"]
        assert committer() == ("林华", "lin@example.cn")
    with committer:
        assert committer().email == "lin@example.cn"
    assert asked == ["var"]


def test_nobody_who_is_named_nowhere_commits(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("GIT_CONFIG_COUNT", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "none"))
    with Committer(repository) as committer, pytest.raises(RepositoryError, match="who you are"):
        committer()
