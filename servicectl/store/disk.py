"""Files read and replaced so that neither a link, a crash nor a full disk does harm."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from servicectl.errors import Message, RepositoryError, msg

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes that are read into memory at most."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM)
_REASONS = {
    errno.ENOENT: msg("no such file or folder"),
    errno.EACCES: msg("permission denied"),
    errno.EPERM: msg("permission denied"),
    errno.EEXIST: msg("there is something of this name already"),
    errno.EISDIR: msg("this is a folder"),
    errno.ENOTDIR: msg("something on the way there is no folder"),
    errno.EROFS: msg("this disk can only be read"),
    errno.EIO: msg("the disk fails"),
    errno.ENAMETOOLONG: msg("the name is too long"),
}


def read_file(top: Path, path: str) -> bytes | None:
    """Return the bytes of ``top / path``, None where there is no such file.

    Raises RepositoryError, without waiting or following it, for anything but a plain file, and
    for a link on the way there.
    """
    if not _reachable(top, path):
        return None
    with naming(path):
        # It was a plain file a moment ago; a link or a pipe put there since is refused, not waited
        # for.
        handle = os.open(top / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            # Asked of what was opened, not of the name, which may mean another file by now.
            if os.fstat(handle).st_size > SIZE_LIMIT:
                message = msg(
                    "{path} is larger than {limit} MiB", path=path, limit=SIZE_LIMIT >> 20
                )
                raise RepositoryError(message)
            return file.read()


def _reachable(top: Path, path: str) -> bool:
    """Say whether there is a plain file; refuse what is there instead of a folder or file."""
    for step in [*reversed(PurePosixPath(path).parents[:-1]), PurePosixPath(path)]:
        with naming(str(step)):
            try:
                mode = (top / step).lstat().st_mode
            except FileNotFoundError:
                return False
        if not (stat.S_ISREG(mode) if str(step) == path else stat.S_ISDIR(mode)):
            raise RepositoryError(
                msg("{path} is no plain file or folder, and is left alone", path=str(step)),
                msg("a link, pipe or device has no place among the data: move it away"),
            )
    return True


def beside(target: Path) -> Path:
    """Return where the next content of a file waits until it takes the file's place."""
    return target.with_name(f".{target.name}.servicectl-tmp")


def write_beside(target: Path, content: bytes) -> None:
    """Put ``content`` durably beside ``target``, with its permissions but never executable."""
    new = beside(target)
    with naming(target):
        # What waits there is a dead writer's. O_EXCL then refuses what comes in between.
        new.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(new, flags, 0o666)
        with os.fdopen(handle, "wb") as file:
            if target.exists():
                os.fchmod(handle, target.stat().st_mode & 0o666)
            file.write(content)
            file.flush()
            os.fsync(handle)


def take_place(target: Path) -> None:
    """Let what waits beside ``target`` take its place, durably."""
    with naming(target):
        # Both are in one folder, so on one file system: who reads sees the old content or the new.
        beside(target).replace(target)
    sync_folder(target.parent)


def remove(target: Path) -> None:
    """Remove a file, durably; there may be none."""
    with naming(target):
        target.unlink(missing_ok=True)
    # A folder that somebody removed has nothing left to make durable.
    if target.parent.exists():
        sync_folder(target.parent)


def missing_folders(target: Path) -> tuple[Path, ...]:
    """Return the folders above ``target`` that are not there yet, the outermost first."""
    return tuple(folder for folder in reversed(target.parents) if not folder.exists())


def make_folder(folder: Path) -> None:
    """Make a folder, durably; it may be there."""
    with naming(folder):
        folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def remove_folder(folder: Path) -> None:
    """Remove a folder unless somebody put something into it."""
    with naming(folder):
        try:
            folder.rmdir()
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                raise


def sync_folder(folder: Path) -> None:
    """Make the entries of a folder durable."""
    with naming(folder):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Turn what the system objects to in this block into a RepositoryError that names the path."""
    try:
        yield
    except OSError as error:
        message = msg("{path}: {reason}", path=str(path), reason=_reason(error, Path(path)))
        raise RepositoryError(message, _remedy(error)) from error


def reason(error: OSError) -> Message:
    """Return what the system objects to, in words that can be translated; rare things by name."""
    number = error.errno or 0
    name = errno.errorcode.get(number, type(error).__name__)
    return _REASONS.get(number, msg("the system says {name}", name=name))


def _reason(error: OSError, path: Path) -> Message:
    if error.errno not in _FULL:
        return reason(error)
    folder = os.statvfs(next(parent for parent in path.parents if parent.exists()))
    free = folder.f_bavail * folder.f_frsize
    return msg("no room on the disk ({free} bytes free)", free=free)


def _remedy(error: OSError) -> Message | None:
    if error.errno in _FULL:
        return msg("make room on the disk, then type it again")
    if error.errno in _FORBIDDEN:
        return msg("a colleague may own it: git config core.sharedRepository group")
    return None
