"""Whether git merges data files by meaning in this clone, and having it do so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from servicectl.errors import Message, msg
from servicectl.services.checking.attributes import attribute_problems, merges_by_meaning
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.merge_driver import (
    ATTRIBUTES,
    DRIVER,
    configure,
    configured,
    with_lines,
)
from servicectl.store.team.paths import DATA_FOLDERS, files_below


def merging(root: Path) -> Iterator[tuple[bool, Message]]:
    """Yield what is wrong with how git merges here, or that it is well."""
    paths = [path for top in DATA_FOLDERS for path in files_below(root, top)]
    for problem in attribute_problems(root, paths):
        yield False, msg("{path}: {what}", path=problem.place.path, what=problem.message)
    if merges_by_meaning(root) and configured(root) == DRIVER:
        yield True, msg("git merges cases and records by meaning")
    else:
        yield False, msg("git does not merge cases and records by meaning: servicectl doctor --fix")


def merge_by_meaning(root: Path, now: datetime) -> Iterator[tuple[bool, Message]]:
    """Have git merge by meaning: in this clone, and by a commit in all others."""
    if configured(root) != DRIVER:
        configure(root)
        yield True, msg("set in .git/config: git merges cases and records by meaning")
    if not merges_by_meaning(root):
        record(root, _with_our_lines, now=now)
        yield True, msg("committed: .gitattributes has cases and records merged by meaning")


def _with_our_lines(reader: Reader) -> tuple[Change, None]:
    content = with_lines(reader.read(ATTRIBUTES) or b"")
    subject = "doctor: cases and records merge by meaning"
    return Change((Write(ATTRIBUTES, content),), subject), None
