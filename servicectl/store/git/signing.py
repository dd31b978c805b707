"""Signing commits where that is asked for, with no program that the repository itself names."""

from __future__ import annotations

from servicectl.errors import RepositoryError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.git.config import GitConfig

_PROGRAMS = {"openpgp": "gpg", "x509": "gpgsm", "ssh": "ssh-keygen"}
_TRUE = ("", "true", "yes", "on", "1")
_KEY = "user.signingkey"
_KEY_COMMAND = "gpg.ssh.defaultkeycommand"


class Signing(NamedTuple):
    """The option for ``commit-tree``, and settings that outrank those of the repository."""

    options: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


def signing(configured: GitConfig) -> Signing:
    """Return how a commit is to be signed: not at all unless ``commit.gpgsign`` is set.

    Which key and program is for the global and the system configuration to say: a repository that
    somebody handed over says nothing there. Raises RepositoryError where only it names the key.
    """
    every, trusted = configured
    if every.get("commit.gpgsign", "false").lower() not in _TRUE:
        return Signing()
    form = every.get("gpg.format", "openpgp")
    if _KEY in every and _KEY not in trusted:
        raise RepositoryError(
            msg("commit.gpgsign is set, and only this repository says with which key"),
            msg("git config --global user.signingKey KEY"),
        )
    settings = {f"gpg.{name}.program": program for name, program in _PROGRAMS.items()}
    settings["gpg.openpgp.program"] = trusted.get("gpg.program", _PROGRAMS["openpgp"])
    settings |= {key: value for key, value in trusted.items() if key in settings}
    settings["gpg.program"] = settings["gpg.openpgp.program"]
    if _KEY_COMMAND in every:
        settings[_KEY_COMMAND] = trusted.get(_KEY_COMMAND, "")
    if form == "ssh" and not trusted.get(_KEY) and not trusted.get(_KEY_COMMAND):
        raise RepositoryError(
            msg("commit.gpgsign is set, and git knows no key"),
            msg("git config --global user.signingKey KEY"),
        )
    return Signing(("-S",), tuple(settings.items()))
