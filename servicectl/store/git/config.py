"""What is configured about recording, and by whom: asked once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import umask

from servicectl.named_tuple import NamedTuple
from servicectl.store.git.command import FILTERS, Git, Pending, Settings, disarming

_ASKED = r"^(commit\.gpgsign|gpg\..*|user\.signingkey|filter\..*|core\.sharedrepository)$"
_TRUSTED = ("system", "global")
_GROUP, _ALL = 0o660, 0o664
_SHARED = {"group": _GROUP, "true": _GROUP, "1": _GROUP, "yes": _GROUP, "on": _GROUP, "": _GROUP}
_SHARED |= {"all": _ALL, "world": _ALL, "everybody": _ALL, "2": _ALL}


class GitConfig(NamedTuple):
    """Values by key in lower case: all, and those that are not the repository's own."""

    every: Mapping[str, str]
    trusted: Mapping[str, str]

    @property
    def filters(self) -> Settings:
        return disarming(key for key in self.every if re.match(FILTERS, key))


NO_CONFIG = GitConfig({}, {})


def ask_config(git: Git) -> Pending:
    """Ask what is configured about signing and about who may read what is written."""
    return git.ask("config", "--null", "--show-scope", "--get-regexp", _ASKED)


def configured(asked: Pending) -> GitConfig:
    """Return the answer to :func:`ask_config`."""
    words = asked.answer(check=False).stdout.decode(errors="surrogateescape").split("\0")[:-1]
    every: dict[str, str] = {}
    trusted: dict[str, str] = {}
    for scope, setting in zip(words[::2], words[1::2], strict=True):
        key, _, value = setting.partition("\n")
        every[key] = value
        if scope in _TRUSTED:
            trusted[key] = value
    return GitConfig(every, trusted)


@contextmanager
def shared_as_configured(settings: GitConfig) -> Iterator[None]:
    """Give files and folders the permissions that ``core.sharedRepository`` asks for.

    Git does so with its own; this is for ours, whatever the user's umask.
    """
    mode = _mode(settings.every.get("core.sharedrepository", "umask").lower())
    if mode is None:
        yield
        return
    passing = mode | (mode & 0o444) >> 2  # who may read a folder may go through it
    before = umask(0o777)
    umask(before & ~passing if mode in (_GROUP, _ALL) else 0o777 & ~passing)
    try:
        yield
    finally:
        umask(before)


def _mode(value: str) -> int | None:
    if re.fullmatch("0[0-7]{3}", value):
        return int(value, 8)
    return _SHARED.get(value)
