"""Cases in which nothing is late, nor will be before a moment: a cache, which may be deleted.

It holds where the case's file is the one that was looked at, and all that clocks depend on besides
is as it was: rulebook, roster, contracts, customers, and what was booked. It says of a case only
until when nothing in it falls due; what is late is reckoned each time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from servicectl import __version__
from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.clocks import Clock
from servicectl.store.team import paths
from servicectl.store.team.git_folder import keep, kept_path

_FORM = f"1 of {__version__}"  # another program may have other clocks
_NEVER = "-"
_FILES = (paths.POLICIES, paths.ROSTER)
_FOLDERS = (paths.CONTRACTS, paths.CUSTOMERS, paths.LEDGER)


class QuietCases:
    """What is known of cases at a moment: contains the path of each that has to be looked at."""

    def __init__(self, root: Path, now: datetime) -> None:
        self._root, self._now = root, now
        self._file = kept_path(root, "quiet")
        # Stamps are taken before what they stamp is read: what changes meanwhile is read again.
        self._of, self._stamps = self._depended_on(), dict[str, str]()
        self._known = dict(self._load()) if self._file else {}
        self._kept = len(self._known)

    def __contains__(self, path: object) -> bool:
        """Return whether something in a case may be late; a quiet one need not be read."""
        stamp, since, until = self._known.get(str(path), ("", "", ""))
        now = self._stamps[str(path)] = _stamp(self._root / str(path))
        if not now or stamp != now:  # one that is gone, or hidden, is for the reader to name
            return True
        # A moment that is not after the limit is on time: only what is before now is late.
        is_due = until != _NEVER and datetime.fromisoformat(until) < self._now
        # Asked with --now about the past, when the case was perhaps not quiet yet.
        return is_due or self._now < datetime.fromisoformat(since)

    def note(self, case: Case, clocks: Sequence[Clock]) -> None:
        """Remember until when nothing in a case falls due, if nothing is late or rests in it."""
        self._known.pop(case.path, None)
        if any(clock.state in ("overdue", "paused") for clock in clocks):
            return
        due = [clock.due for clock in clocks if clock.is_running and clock.due is not None]
        until = min(due).isoformat() if due else _NEVER
        self._known[case.path] = (self._stamps[case.path], self._now.isoformat(), until)
        self._kept = -1

    def keep(self) -> None:
        """Write what is known now, if that is not what was known before."""
        if self._file is not None and self._kept != len(self._known):
            plain = {"form": _FORM, "of": self._of, "cases": self._known}
            keep(self._file, json.dumps(plain).encode())

    def _load(self) -> Iterator[tuple[str, tuple[str, str, str]]]:
        assert self._file is not None
        with suppress(OSError, ValueError, TypeError, AttributeError):
            kept = json.loads(self._file.read_bytes())
            if (kept["form"], kept["of"]) == (_FORM, self._of):
                for path, (stamp, since, until) in kept["cases"].items():
                    yield path, (str(stamp), str(since), str(until))

    def _depended_on(self) -> str:
        """Return the stamps of the files and folders that clocks depend on besides their case."""
        found = [_stamp(self._root / path) for path in _FILES]
        for folder in _FOLDERS:
            below = sorted(folders(self._root / folder))
            found += [_stamp(path) for path in below]
        contracts = sorted((self._root / paths.CONTRACTS).glob("*.yaml"))
        return " ".join([*found, *map(_stamp, contracts)])


def folders(top: Path) -> Iterator[Path]:
    """Yield a folder and those below it: into a folder a file comes by being renamed."""
    yield top
    with suppress(OSError):
        for entry in os.scandir(top):
            if entry.is_dir(follow_symlinks=False):
                yield from folders(Path(entry.path))


def _stamp(path: Path) -> str:
    """Return what changes with a file's content; nothing for one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return ""
    # The inode, too: a file that is renamed into place may bring an old time along.
    return f"{status.st_mtime_ns}.{status.st_size}.{status.st_ino}"
