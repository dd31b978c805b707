"""What a recording is about to change, noted before it does, and how that is taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from servicectl.errors import RepositoryError, msg
from servicectl.store.disk import (
    beside,
    naming,
    read_file,
    remove,
    remove_folder,
    take_place,
    write_beside,
)
from servicectl.store.git.objects import Objects
from servicectl.store.git.repository import Repository

_NAME = "intent.json"


@dataclass(frozen=True, slots=True)
class Intent:
    """The files and index entries about to get new content: path in the work tree -> blob id.

    ``top`` is the work tree, ``folders`` are those about to be made in it, the outermost first.
    """

    top: str
    files: Mapping[str, str]
    entries: Mapping[str, str]
    folders: tuple[str, ...]

    @staticmethod
    def path(own: Path) -> Path:
        """Return where it is noted."""
        return own / _NAME

    def note(self, own: Path) -> None:
        """Write it durably into the folder ``own``."""
        note = self.path(own)
        write_beside(note, json.dumps(asdict(self)).encode())
        with naming(note):
            beside(note).chmod(own.stat().st_mode & 0o666)
        take_place(note)

    @staticmethod
    def noted(own: Path) -> Intent | None:
        """Return what the last writer had noted and not finished; RepositoryError if illegible."""
        note = read_file(own, _NAME)
        if note is None:
            return None
        try:
            fields = json.loads(note)
            return Intent(**{**fields, "folders": tuple(fields["folders"])})
        except (ValueError, TypeError, KeyError) as error:
            raise RepositoryError(
                msg("{path} is damaged", path=str(Intent.path(own))),
                msg("look at git status, mend what is half done, and remove it"),
            ) from error

    @staticmethod
    def forget(own: Path) -> None:
        """Drop the note: what it speaks of is done, or undone."""
        remove(Intent.path(own))


def put_back(repo: Repository, intent: Intent) -> tuple[str, ...]:
    """Give HEAD's content back to what HEAD did not take over; return the paths of those files.

    A file or index entry that somebody changed since stays as it is. May be repeated. Raises
    LockHeld where another git is at work on the index.
    """
    with Objects(repo.git) as objects:
        left = {
            path: blob for path, blob in intent.files.items() if not _landed(objects, path, blob)
        }
        undone = [path for path, blob in left.items() if _put_back(repo, objects, path, blob)]
        entries = [
            path
            for path, blob in intent.entries.items()
            if not _landed(objects, path, blob) and objects.id(f":0:{path}") == blob
        ]
    for path in intent.files:
        remove(beside(repo.top / path))
    for folder in reversed(intent.folders):
        remove_folder(repo.top / folder)
    if entries:
        repo.git.run("restore", "--staged", "--quiet", "--", *entries)
    return tuple(undone)


def _landed(objects: Objects, path: str, blob: str) -> bool:
    return objects.id(f"HEAD:{path}") == blob


def _put_back(repo: Repository, objects: Objects, path: str, blob: str) -> bool:
    content = read_file(repo.top, path)
    if content is None or repo.blob_id(content) != blob:
        return False
    before = objects.content(f"HEAD:{path}")
    if before is None:
        remove(repo.top / path)
    else:
        write_beside(repo.top / path, before)
        take_place(repo.top / path)
    return True
