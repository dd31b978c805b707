"""The guards of conftest.py hold: a test cannot reach its machine or the project's own files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.places import REPOSITORY


@pytest.mark.parametrize("name", ["policies.yaml", "cases/x.yaml", ".git/servicectl.lock"])
def test_a_kept_file_is_not_written_to(name: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="work on a copy"):
        os.open(REPOSITORY / name, os.O_WRONLY)
    with pytest.raises(pytest.fail.Exception, match="work on a copy"):
        Path("new").rename(REPOSITORY / name)


@pytest.mark.parametrize("question", ["config user.email", "rev-parse --show-toplevel"])
def test_git_knows_nobody_and_finds_no_repository(question: str) -> None:
    answer = subprocess.run(["git", *question.split()], check=False, capture_output=True)
    assert answer.returncode
    assert answer.stdout == b""
