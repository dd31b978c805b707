"""What a recording is about to change, noted before it does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from servicectl.errors import RepositoryError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.disk import (
    beside,
    naming,
    read_file,
    remove,
    take_place,
    write_beside,
)

_NAME = "intent.json"


class DamagedNote(RepositoryError):
    """What the last writer had noted cannot be understood."""


class Intent(NamedTuple):
    """The files and index entries about to get new content: path in the work tree -> blob id.

    None stands for what is about to go.

    ``top`` is the work tree, ``folders`` are those about to be made in it, the outermost first;
    ``main``: it is that of the repository itself, not one that was added to it.
    """

    top: str
    files: Mapping[str, str | None]
    entries: Mapping[str, str | None]
    folders: tuple[str, ...]
    main: bool = True

    @staticmethod
    def path(own: Path) -> Path:
        """Return where it is noted."""
        return own / _NAME

    def note(self, own: Path) -> None:
        """Write it durably into the folder ``own``."""
        note = self.path(own)
        write_beside(note, json.dumps(self._asdict()).encode())
        with naming(note):
            # In a shared repository a colleague's command may have to finish what ours could not.
            beside(note).chmod(own.stat().st_mode & 0o666)
        take_place(note)

    @staticmethod
    def noted(own: Path) -> Intent | None:
        """Return what the last writer had noted and not finished; DamagedNote if illegible."""
        note = read_file(own, _NAME)
        if note is None:
            return None
        try:
            fields = json.loads(note)
            return Intent(**{**fields, "folders": tuple(fields["folders"])})
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedNote(
                msg("{path} is damaged", path=str(Intent.path(own))),
                msg("servicectl doctor --fix sets it aside; git status shows what is half done"),
            ) from error

    @staticmethod
    def signed(own: Path, lock: Path) -> bool:
        """Say whether a lock bears the note in the folder ``own`` as its content."""
        note = Intent.path(own)
        with naming(lock):
            return lock.is_file() and note.is_file() and lock.read_bytes() == note.read_bytes()

    @staticmethod
    def set_aside(own: Path) -> Path:
        """Move a note that is damaged out of the way; return where it is kept."""
        note = Intent.path(own)
        kept = note.with_suffix(".damaged")
        with naming(note):
            note.replace(kept)
        return kept

    @staticmethod
    def forget(own: Path) -> None:
        """Drop the note: what it speaks of is done, or undone."""
        remove(Intent.path(own))
