"""What ships with the program: rulebooks, sheets, sample people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from servicectl.domain.schema.kinds import did_you_mean
from servicectl.errors import UsageError, msg

_PACKAGE = Path(__file__).parents[2]
_DATA = _PACKAGE / "data"


def profiles() -> tuple[str, ...]:
    """Return the names of the rulebooks that ship."""
    return tuple(sorted(path.stem for path in (_DATA / "profiles").glob("*.yaml")))


def profile(name: str) -> bytes:
    """Return a shipped rulebook; raise UsageError for an unknown name."""
    if name not in profiles():
        raise UsageError(
            msg("no rulebook is called {name}", name=name),
            did_you_mean(name, profiles()) or msg("servicectl profiles lists them"),
        )
    return (_DATA / "profiles" / f"{name}.yaml").read_bytes()


def _place(path: str) -> Path:
    """Return where something that ships stands.

    The wheel has all of it in the package. In the source the templates are those of the team at
    the top of the repository: they stand there once, for a team that tries them and for the wheel.
    """
    inside = _DATA / path
    return inside if inside.exists() else _PACKAGE.parent / path


def is_shipped(path: str, data: bytes) -> bool:
    """Return whether a file with this content ships at this path."""
    file = _place(path)
    return file.is_file() and file.read_bytes() == data


def shipped(folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield (path below ``folder``, content) of every file that ships there, in order of names."""
    top = _place(folder)
    for path in sorted(top.rglob("*")):
        if path.is_file():
            yield path.relative_to(top).as_posix(), path.read_bytes()
