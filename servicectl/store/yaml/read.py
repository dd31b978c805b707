"""Reading files: their bytes, and what these hold, every value with its place in the file."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from servicectl.domain.schema.nodes import Map
from servicectl.errors import BadData, Place, Problem, Unreadable, msg
from servicectl.store.disk import reason
from servicectl.store.yaml.block_style import read_block
from servicectl.store.yaml.text import SIZE_LIMIT, checked_text, too_large

_NOT_A_FILE = {errno.ELOOP, errno.EISDIR, errno.ENXIO}


Loaded = tuple[Map | None, tuple[Problem, ...]]
"""What a file holds, None where something is wrong with it; and what."""


def load(data: bytes, path: str) -> Loaded:
    """Return what the bytes of a file hold, or None and all that is wrong with them.

    ``path`` is only named in the findings. Never raises for what stands in ``data``.
    """
    return load_by(lambda text: read_yaml(text, path), data, path)


def load_by(read_other: Callable[[str], Loaded], data: bytes, path: str) -> Loaded:
    """Return what :func:`load` does; a text in another style is read by ``read_other``."""
    text, problems = checked_text(data, path)
    if problems:
        return None, problems
    # POSIX ends every line with LF; without the last one `|` would read differently once a line
    # is appended.
    text = text if text.endswith("\n") else text + "\n"
    block = read_block(text)
    return read_other(text) if block is None else (block, ())


def read_yaml(text: str, path: str) -> Loaded:
    """Return what a text in any style holds, or None and all that is wrong with it."""
    from servicectl.store.yaml.any_style import read_any

    return read_any(text, path)


def read(root: Path, path: str) -> Loaded:
    """Return what the file ``root / path`` holds, or None and all that is wrong with it.

    ``path`` has forward slashes; no part of it may be a symbolic link. Never raises for the file.
    """
    # A link on the way would read a file that is not the team's, and git keeps none of it.
    folders = [root / folder for folder in PurePosixPath(path).parents if folder.name]
    try:
        if any(folder.is_symlink() for folder in folders):
            return None, (_wrong_type(path),)
        data = read_bytes(root / path, shown=path)
    except OSError as error:
        return None, _unreadable(error, path).problems
    except BadData as error:
        return None, error.problems
    return load(data, path)


def read_bytes(path: Path, limit: int = SIZE_LIMIT, shown: str = "") -> bytes:
    """Return the bytes of an ordinary file of at most ``limit`` bytes.

    ``shown`` is the path to name in a finding. Raises BadData for symbolic links, pipes, devices
    and directories (without waiting for them) and for larger files, Unreadable for what cannot be
    read or is not there.
    """
    shown = shown or str(path)
    try:
        with open(path, "rb", opener=_open) as stream:
            # Of what was opened: under its name another may stand by now.
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise BadData([_wrong_type(shown)])
            # One byte more than allowed: it may have grown since it was measured.
            data = stream.read(limit + 1) if status.st_size <= limit else None
    except OSError as error:
        if error.errno in _NOT_A_FILE:
            raise BadData([_wrong_type(shown)]) from error
        raise _unreadable(error, shown) from error
    if data is None or len(data) > limit:
        raise BadData([too_large(shown, limit)])
    return data


def _open(path: str, flags: int) -> int:
    # A pipe in a file's place would keep us waiting for a writer.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _wrong_type(path: str) -> Problem:
    message = msg("this is not an ordinary file but a link, a directory or a device")
    return Problem(Place(path), "file-type", message, msg("put an ordinary file in its place"))


def _unreadable(error: OSError, path: str) -> Unreadable:
    return Unreadable(path, msg("the file cannot be read: {reason}", reason=reason(error)))
