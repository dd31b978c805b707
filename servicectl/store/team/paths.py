"""Where a team's files stand: its folder, the path of each file, what is below a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from servicectl.domain.schema.kinds import CASE_ID
from servicectl.domain.schema.layout import (
    ACCOUNTS,
    CASES,
    CONTRACTS,
    CUSTOMERS,
    DATA_FOLDERS,
    INVENTORY,
    KEPT,
    LEDGER,
    PARTS,
    POLICIES,
    PRICES,
    PRODUCTS,
    REGISTER,
    ROSTER,
    RULEBOOKS,
    TEMPLATES,
    TOOLS,
    UNITS,
    case_path,
    entry_path,
    unit_path,
    voucher_path,
)
from servicectl.errors import Problem, RepositoryError, Unreadable, msg
from servicectl.store.disk import reason

__all__ = [
    "ACCOUNTS",
    "CASES",
    "CONTRACTS",
    "CUSTOMERS",
    "DATA_FOLDERS",
    "INVENTORY",
    "KEPT",
    "LEDGER",
    "PARTS",
    "POLICIES",
    "PRICES",
    "PRODUCTS",
    "REGISTER",
    "ROSTER",
    "RULEBOOKS",
    "TEMPLATES",
    "TOOLS",
    "UNITS",
    "case_path",
    "case_paths",
    "entry_path",
    "files_below",
    "find_root",
    "newest_cases",
    "unit_path",
    "voucher_path",
]


def find_root(start: Path) -> Path:
    """Return the nearest folder from ``start`` upwards with a ``policies.yaml``."""
    for folder in (start, *start.parents):
        if (folder / POLICIES).is_file():
            return folder
    raise RepositoryError(
        msg("no policies.yaml here or above: this is not a team's folder"),
        msg("go into the team's folder, give --root DIR, or make one: servicectl init DIR"),
    )


def case_paths(root: Path, problems: list[Problem] | None = None) -> Iterator[str]:
    """Yield every file below ``cases/``, as :func:`files_below` does."""
    yield from files_below(root, CASES, problems)


def newest_cases(root: Path) -> Iterator[str]:
    """Yield the ids of all cases, the latest day first, by the names of their files."""
    # Month by month: who wants the newest reads no others.
    for year in reversed(_entries(root, CASES)):
        for month in reversed(_entries(root, f"{CASES}/{year.name}") if year.is_dir() else []):
            below = _entries(root, f"{CASES}/{year.name}/{month.name}") if month.is_dir() else []
            ids = (entry.name.removesuffix(".yaml") for entry in reversed(below))
            yield from filter(CASE_ID.fits, ids)


def _entries(root: Path, folder: str) -> list[os.DirEntry[str]]:
    """Return what a folder holds, in the order of names; raise Unreadable where it cannot be."""
    try:
        # A disk lists as it likes, and every machine has to say the same.
        return sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        message = msg("the folder cannot be read: {reason}", reason=reason(error))
        raise Unreadable(folder, message) from error


def files_below(root: Path, folder: str, problems: list[Problem] | None = None) -> Iterator[str]:
    """Yield every file below a folder, in the order of names, hidden ones left out.

    A folder that cannot be read is Unreadable; given ``problems``, it is noted there, and the
    others are gone through.
    """
    try:
        entries = _entries(root, folder)
    except Unreadable as hurt:
        if problems is None:
            raise
        problems.extend(hurt.problems)
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(root, path, problems)
        else:
            yield path
