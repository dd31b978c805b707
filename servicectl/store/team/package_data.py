"""What ships with the program: rulebooks, sheets, sample people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from servicectl.domain.schema.kinds import did_you_mean
from servicectl.errors import UsageError, msg

DATA = Path(__file__).parents[2] / "data"


def profiles() -> tuple[str, ...]:
    """Return the names of the rulebooks that ship."""
    return tuple(sorted(path.stem for path in (DATA / "profiles").glob("*.yaml")))


def profile(name: str) -> bytes:
    """Return a shipped rulebook; raise UsageError for an unknown name."""
    if name not in profiles():
        raise UsageError(
            msg("no rulebook is called {name}", name=name),
            did_you_mean(name, profiles()) or msg("servicectl profiles lists them"),
        )
    return (DATA / "profiles" / f"{name}.yaml").read_bytes()


def is_shipped(path: str, data: bytes) -> bool:
    """Return whether a file with this content ships at this path."""
    file = DATA / path
    return file.is_file() and file.read_bytes() == data


def shipped(folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield (path below ``folder``, content) of every file that ships there, in order of names."""
    top = DATA / folder
    for path in sorted(top.rglob("*")):
        if path.is_file():
            yield path.relative_to(top).as_posix(), path.read_bytes()
