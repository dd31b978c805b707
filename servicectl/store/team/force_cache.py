"""What does not count of a desk's vouchers, as it was reckoned last: a cache, which may be deleted.

It holds as long as no file came into the folders of the cases and of the ledger: every recording,
and git, writes a file by renaming it into its folder. What changed since then is asked of git.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from servicectl.domain.cases.force import Force
from servicectl.domain.movements.desk_force import ALL_COUNT, DeskForce
from servicectl.errors import Message, Problem
from servicectl.named_tuple import NamedTuple
from servicectl.store.team import git_folder
from servicectl.store.team.git_folder import kept_path
from servicectl.store.team.paths import CASES, LEDGER

if TYPE_CHECKING:
    from servicectl.domain.cases.case import Case
    from servicectl.domain.ledger.voucher import Voucher
    from servicectl.domain.schema.nodes import Map

FORM = 2


class AsBooked(Protocol):
    """The files of a team, read as if every voucher counted."""

    @property
    def root(self) -> Path:
        """Return the team's folder."""

    def cases(self, problems: list[Problem]) -> Iterator[Case]:
        """Yield every case."""

    def cases_at(self, found: Iterable[str], problems: list[Problem]) -> Iterator[Case]:
        """Yield the cases in these files."""

    def vouchers(self, problems: list[Problem]) -> Iterator[Voucher]:
        """Yield every voucher."""

    def voucher_at(self, path: str) -> Voucher:
        """Return the voucher in one file."""

    def document(self, path: str) -> Map:
        """Return a file's content with positions."""


class Reckoned(NamedTuple):
    """What was reckoned: when (``seen`` tells the folders), at which commit, and the result.

    ``edited`` are the files that were not as in the commit, ``cases`` those in which an event is
    not simply in force.
    """

    seen: str
    commit: str
    force: DeskForce = ALL_COUNT
    cases: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()


def carry_on(root: Path, commit: str) -> None:
    """Let what was reckoned before a recording hold after it, where all counted and all fits.

    What is recorded was checked to fit. A desk with something out of force is reckoned anew.
    """
    known = load(root)
    if known is not None and (known.force, known.cases, known.edited) == (ALL_COUNT, (), ()):
        keep(root, Reckoned(seen(root), commit))


def seen(root: Path) -> str:
    """Return the folders of cases and ledger, each with when something came in last."""
    found = (pair for top in (CASES, LEDGER) for pair in _folders(root / top, 3))
    # A file comes into a folder by a rename, which changes the folder's time: no file is asked.
    return " ".join(f"{name}:{time}" for name, time in found)


def _folders(folder: Path, depth: int) -> Iterator[tuple[str, int]]:
    """Yield a folder and those below it down to the months, each with when it was changed."""
    try:
        yield str(folder.name), folder.stat().st_mtime_ns
        # Only as deep as the months: below them are the files themselves.
        below = [Path(e.path) for e in os.scandir(folder) if depth > 1 and e.is_dir()]
    except OSError:
        return
    for one in sorted(below):
        yield from _folders(one, depth - 1)


def load(root: Path) -> Reckoned | None:
    """Return what was reckoned last; None where nothing is known."""
    path = kept_path(root, "force")
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(path.read_bytes()) if path else {}
        if kept.get("form") == FORM:
            # A cache of another form, or half written, is none: nothing here may end a command.
            return _read(kept)
    return None


def keep(root: Path, known: Reckoned) -> None:
    """Keep what was reckoned, where something can be written; without, it is reckoned anew."""
    path = kept_path(root, "force")
    if path is not None:
        git_folder.keep(path, json.dumps(_plain(known), ensure_ascii=False).encode())


def _plain(known: Reckoned) -> Mapping[str, Any]:
    barred, out, since = known.force
    return {
        **known._asdict(),
        "form": FORM,
        "force": None,
        "barred": {id: _reason(force) for id, force in barred.items()},
        "out": sorted(out),
        "since": {id: at.isoformat() for id, at in since.items()},
    }


def _reason(force: Force) -> tuple[str | None, str, Mapping[str, str]]:
    """Return with what a voucher does not fit, and why."""
    assert force.reason is not None
    values = {name: str(value) for name, value in force.reason.values.items()}
    return force.against, force.reason.text, values


def _read(kept: Mapping[str, Any]) -> Reckoned:
    barred = {
        id: Force("clash", None, against, Message._make((text, values, None)))
        for id, (against, text, values) in kept["barred"].items()
    }
    since = {id: datetime.fromisoformat(at) for id, at in kept["since"].items()}
    force = DeskForce(barred, frozenset(kept["out"]), since)
    return Reckoned(
        kept["seen"], kept["commit"], force, tuple(kept["cases"]), tuple(kept["edited"])
    )
