"""What was found in cases when they were read last: caches, which may be deleted.

Each holds where the case's file is the one that was looked at, and all that the answer depends on
besides is as it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from servicectl import __version__
from servicectl.domain.cases.case import Case
from servicectl.domain.movements.desk_force import ALL_COUNT
from servicectl.errors import Problem
from servicectl.store.team.files import Files
from servicectl.store.team.git_folder import keep, kept_path
from servicectl.store.team.paths import POLICIES, RULEBOOKS

Found = tuple[str, ...]


class KnownCases:
    """What is known of cases, by the path of each; ``of`` stamps what it depends on besides.

    Contains the path of each case that has to be read.
    """

    def __init__(self, root: Path, name: str, of: str) -> None:
        self._root, self._file = root, kept_path(root, name)
        # Another program may find something else; stamps are taken before what they stamp is read:
        # what changes meanwhile is read again.
        self._of, self._stamps = f"2 of {__version__}: {of}", dict[str, str]()
        self._known = dict(self._load()) if self._file else {}
        self._kept = len(self._known)

    def __contains__(self, path: object) -> bool:
        """Return whether a case has to be read: nothing is known of it as it is now."""
        return self.found(str(path)) is None

    def found(self, path: str) -> Found | None:
        """Return what is known of a case; None for one that has changed, is gone, or hidden."""
        was, *found = self._known.get(path, ("",))
        now = self._stamps[path] = stamp(self._root / path)
        return tuple(found) if now and was == now else None

    def note(self, case: Case, found: Found | None) -> None:
        """Remember what was found in a case; None: that has to be looked for each time."""
        if self._known.pop(case.path, None) is None and found is None:
            return
        if found is not None:
            self._known[case.path] = (self._stamps[case.path], *found)
        # More than the number may be another now: what is known of one was replaced.
        self._kept = -1

    def keep(self) -> None:
        """Write what is known now, if that is not what was known before."""
        if self._file is not None and self._kept != len(self._known):
            keep(self._file, json.dumps({"of": self._of, "cases": self._known}).encode())

    def _load(self) -> Iterator[tuple[str, Found]]:
        assert self._file is not None
        with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
            kept = json.loads(self._file.read_bytes())
            if kept["of"] == self._of:
                for path, found in kept["cases"].items():
                    yield path, tuple(map(str, found))


def open_cases(files: Files, problems: list[Problem]) -> Iterator[Case]:
    """Yield the open cases, without reading those known as closed; as :meth:`Files.cases` does."""
    if files.force != ALL_COUNT:  # a case may be open again by what another one says
        yield from (case for case in files.cases(problems) if case.is_open)
        return
    rulebooks = sorted((files.root / RULEBOOKS).glob("*.yaml"))
    # Which states are closed is said by the rulebook that a case stands under.
    stamps = map(stamp, (files.root / POLICIES, *rulebooks))
    closed = KnownCases(files.root, "closed-cases", " ".join(stamps))
    for case in files.cases(problems, closed):
        if case.is_open:
            yield case
        else:
            closed.note(case, ())
    closed.keep()


def folders(top: Path) -> Iterator[Path]:
    """Yield a folder and those below it: into a folder a file comes by being renamed."""
    yield top
    with suppress(OSError):
        for entry in os.scandir(top):
            if entry.is_dir(follow_symlinks=False):
                yield from folders(Path(entry.path))


def stamp(path: Path) -> str:
    """Return what changes with a file's content; nothing for one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return ""
    # The inode, too: a file that is renamed into place may bring an old time along.
    return f"{status.st_mtime_ns}.{status.st_size}.{status.st_ino}"
