"""Recording without git: what was decided is written to the files, and nothing is committed.

For tests of what is decided, line by line in their hundreds: git takes most of their time, and
decides nothing there. What git is for, tests/store/test_recording.py and tests/torture ask of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from servicectl.services.recording import reading
from servicectl.store.commit.record import Change
from tests.desk import Desk

T = TypeVar("T")
RECORDED = Counter[Path]()
"""How much was recorded in a team's folder."""


class Files(NamedTuple):
    """What a decision reads where nobody edits by hand, and nobody else records."""

    root: Path

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None where it is not there."""
        file = self.root / path
        return file.read_bytes() if file.is_file() else None

    edited = read


def record(
    root: Path,
    decide: Callable[[Files], tuple[Change, T]],
    *,
    now: datetime,
    who: Callable[[], object],
    after: Callable[[str], None],
) -> tuple[str, T]:
    """Write what ``decide`` makes of the files; return the commit that was there before."""
    head = Desk(root).head
    change, found = decide(Files(root))
    for path, content in change.writes:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    after(head)
    RECORDED[root] += 1
    return head, found


def leave_git_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this test record events, cases and documents of the store without git."""
    monkeypatch.setattr(reading, "record", record)
