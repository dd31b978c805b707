"""What git asks for one file: three temporary files, of which ours takes what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from warnings import warn

from servicectl.errors import Message, Notice, UsageError, msg
from servicectl.services.merging.authors import Authors
from servicectl.services.merging.versions import Merged, merged
from servicectl.store.disk import take_place, write_beside
from servicectl.store.git.command import Git
from servicectl.store.yaml.read import read_bytes

_DATA = re.compile(r"(.*/)?((?:cases|inventory)/.+)")


def merge_one(folder: Path, files: Sequence[str], path: str, theirs: Sequence[str]) -> None:
    """Write what a file becomes over the second of ``files``: base, ours, theirs.

    ``folder`` is the top of the work tree, ``path`` the file's place below it, ``theirs`` the
    commits that come to HEAD; a rebase names none, and its commits are before ORIG_HEAD. Raises
    BadData where a version cannot be read.
    """
    found = _DATA.fullmatch(path)
    if found is None:
        raise UsageError(msg("{path} is none of a team's data files", path=path))
    prefix, inside = found[1] or "", found[2]
    base, ours, other = (read_bytes(folder / name, shown=path) for name in files)
    entered = Authors(Git(folder), "HEAD", theirs or ("ORIG_HEAD",), prefix)
    result = merged(inside, (base, ours, other), entered)
    assert result is not None  # all three files are there
    write_beside(folder / files[1], result.content)
    take_place(folder / files[1])
    for text in _told(path, result):
        warn(Notice(text), stacklevel=2)


def _told(path: str, result: Merged) -> Iterator[Message]:
    """Yield what somebody has to know of a merge that went well."""
    for event in result.restored:
        yield msg(
            "{path}: {event} stays as it was before a side changed it", path=path, event=event
        )
    for clash in result.clashes:
        field = " ".join(filter(None, clash.where))
        yield msg("{path}: both sides changed {field}: servicectl settle", path=path, field=field)
