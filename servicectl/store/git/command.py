"""The one door to git: every call, with the settings that keep it safe on a stranger's machine."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from servicectl.domain.schema.characters import escaped
from servicectl.errors import Message, RepositoryError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.disk import reason

OLDEST_GIT = (2, 36)
"""The first git that can be told to make everything durable (``core.fsync``)."""

_SETTINGS = (
    # update-ref runs a hook, too: none that a repository brings along is run.
    "core.hooksPath=/dev/null",
    # Default git flushes nothing: after a power cut a branch may name a commit that is not there.
    "core.fsync=all",
    "core.fsyncMethod=fsync",
    # It is a program that the configuration of the repository may name.
    "core.fsmonitor=false",
    "core.quotePath=false",
    # Else a check would write the index while somebody is at work on it.
    "diff.autoRefreshIndex=false",
    "submodule.recurse=false",
    # Who records is on the telephone: nobody waits there for a packing.
    "maintenance.auto=false",
    # Of its own git gives up after a tenth of a second, and a whole desk records at nine.
    "core.filesRefLockTimeout=5000",
    "core.packedRefsTimeout=5000",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    # A name that git guesses from the machine would stand in the history for ever.
    "user.useConfigOnly=true",
)
_OPTIONS = ("--literal-pathspecs", "--no-pager", *(part for s in _SETTINGS for part in ("-c", s)))

# A diff shown by a program of the repository's choice, or of a submodule by a git in it.
_AS_STORED = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
_FLAGS = {
    "diff": _AS_STORED,
    "diff-tree": _AS_STORED,
    "log": _AS_STORED,
    "grep": ("--no-textconv",),
}
# What may send files of the work tree through filters.
_READ_FILES = {"add", "commit", "diff", "update-index"}

# Who commits, and how the network is reached; any other GIT_ variable may lead to another
# repository, index or object store.
_KEPT_VARIABLES = (
    *("ASKPASS", "CEILING_DIRECTORIES", "CONFIG_GLOBAL", "CONFIG_NOSYSTEM", "CONFIG_SYSTEM"),
    *("EXEC_PATH", "SSH", "TERMINAL_PROMPT"),
)
_KEPT_BEGINNINGS = ("AUTHOR_", "COMMITTER_", "HTTP_", "SSH_", "SSL_")
_ALWAYS = {
    # What git complains of is looked up below, in English.
    "LC_ALL": "C",
    # Who only looks takes no lock over which somebody else's commit could stumble.
    "GIT_OPTIONAL_LOCKS": "0",
    # With a replaced object the history would say what nobody ever recorded.
    "GIT_NO_REPLACE_OBJECTS": "1",
    # Nothing is fetched on the way: git 2.39.4, 2.45 and later know the first, all the second.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
}
_LOCK_IN_THE_WAY = re.compile(r"Unable to create '(.+\.lock)': File exists")
_REMEDIES: tuple[tuple[str, Message], ...] = (
    (
        r"dubious ownership",
        msg("if you trust its owner: git config --global --add safe.directory FOLDER"),
    ),
    (
        r"[Pp]ermission denied|insufficient permission",
        msg("a colleague may own it: git config core.sharedRepository group"),
    ),
    (
        r"failed to sign|gpg|user\.signingkey",
        msg("commit.gpgsign is set: mend the key, or git config commit.gpgsign false"),
    ),
    (r"No space left|quota exceeded", msg("make room on the disk, then type it again")),
    (
        r"corrupt|bad object|bad tree|unable to read|broken ref|invalid sha1|unable to resolve",
        msg("the repository is damaged: git fsck tells where"),
    ),
)

Process = subprocess.Popen[bytes]
"""A git that was started; who started it ends it."""


class Completed(NamedTuple):
    """What a git process left: its output, its complaints and its exit code."""

    stdout: bytes
    stderr: str
    code: int


Settings = tuple[tuple[str, str], ...]
FILTERS = r"^filter\."


class LockHeld(RepositoryError):
    """A ``.lock`` file of git stands in the way: somebody is at work, or died at it."""


class GitMissing(RepositoryError):
    """There is no git on this machine, or none that can do what is asked."""


class Pending:
    """A question that git works on while we go on; what nobody listens to ends with the block."""

    def __init__(self, command: str, process: Process) -> None:
        self.command = command
        self._process = process

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, if it still works on it: who asks only looks."""
        with suppress(BrokenPipeError), self._process as process:
            process.kill()

    def answer(self, input: bytes | None = None, *, check: bool = True) -> Completed:
        """Hand git the input and return what it left, once; raises what ``Git.run`` does."""
        stdout, complaints = self._process.communicate(input)
        done = Completed(stdout, complaints.decode(errors="replace"), self._process.returncode)
        # Git goes on without the settings it could not read: identity and durability among them.
        if (check and done.code) or "unable to access '" in done.stderr:
            raise failure(self.command, done)
        return done


class Git(NamedTuple):
    """Git in one folder.

    ``lock`` is the descriptor of a lock which every process started here keeps held until it
    ends, even if this program dies first; the terminal's Ctrl-C then does not reach it either.
    ``settings`` are further keys and values that outrank what is configured, ``filters`` those
    that disarm the filter drivers, where it is known which there are.
    """

    root: Path
    lock: int | None = None
    settings: Settings = ()
    filters: Settings | None = None

    def run(
        self,
        *args: str,
        input: bytes | None = None,
        env: Mapping[str, str] | None = None,
        check: bool = True,
    ) -> Completed:
        """Run git and return what it left; ``env`` is added to the environment.

        Raises RepositoryError where git is missing, could not read its settings or, with
        ``check``, failed; LockHeld where it failed on a lock file.
        """
        return self.ask(*args, env=env).answer(input, check=check)

    def ask(self, *args: str, env: Mapping[str, str] | None = None) -> Pending:
        """Start git on a question that is answered later; raise RepositoryError as ``run`` does."""
        return Pending(args[0], self.start(*args, env=env, stderr=subprocess.PIPE))

    def text(self, *args: str) -> str:
        """Run git and return its output without the last line end."""
        return self.run(*args).stdout.decode(errors="surrogateescape").removesuffix("\n")

    def start(
        self,
        *args: str,
        env: Mapping[str, str] | None = None,
        stderr: int = subprocess.DEVNULL,
    ) -> Process:
        """Start git with pipes for its input and output; the caller ends it.

        No program that the repository names is run, and nothing goes over the network.
        """
        command, *rest = args
        settings = self.settings + (self._no_filters() if command in _READ_FILES else ())
        try:
            return subprocess.Popen(
                ["git", *_OPTIONS, command, *_FLAGS.get(command, ()), *rest],
                cwd=self.root,
                env={**_environment(), **_as_variables(settings), **(env or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                pass_fds=() if self.lock is None else (self.lock,),
                start_new_session=self.lock is not None,
            )
        except FileNotFoundError as error:
            raise self._missing(error) from error
        except OSError as error:
            message = msg("git cannot be started: {reason}", reason=reason(error))
            raise RepositoryError(message) from error

    def _no_filters(self) -> Settings:
        """Return the settings that disarm all filter drivers, whatever they are called."""
        if self.filters is not None:
            return self.filters
        asked = self.run("config", "--null", "--name-only", "--get-regexp", FILTERS, check=False)
        return disarming(asked.stdout.decode(errors="surrogateescape").split("\0")[:-1])

    def _missing(self, error: FileNotFoundError) -> RepositoryError:
        if error.filename != "git":
            return RepositoryError(msg("there is no folder {path}", path=str(self.root)))
        return GitMissing(msg("git was not found"), _install())

    def init(self) -> None:
        """Make the folder a repository with the branch ``main``."""
        self.run("init", "--quiet", "--initial-branch=main")


def check_version(git: Git) -> None:
    """Raise GitMissing where git is older than ``OLDEST_GIT``."""
    found = re.search(r"(\d+)\.(\d+)\S*", git.text("version"))
    if found and (int(found[1]), int(found[2])) < OLDEST_GIT:
        raise GitMissing(msg("git {version} is too old", version=found[0]), _install())


def disarming(keys: Iterable[str]) -> Settings:
    """Return the settings that disarm the filter drivers to which these keys belong."""
    names = dict.fromkeys(key.rpartition(".")[0] for key in keys)
    parts = {"clean": "", "smudge": "", "process": "", "required": "false"}
    return tuple((f"{name}.{part}", value) for name in names for part, value in parts.items())


def _as_variables(settings: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return settings as git takes them from the environment: a key may hold ``=``."""
    variables = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables


def _environment() -> dict[str, str]:
    """Return the environment for git: no detours, no translation, no stand-in objects."""
    return {name: value for name, value in os.environ.items() if _is_kept(name)} | _ALWAYS


def _is_kept(name: str) -> bool:
    """Say whether git is told a variable; most of its own lead elsewhere."""
    own = name.removeprefix("GIT_")
    return own == name or own in _KEPT_VARIABLES or own.startswith(_KEPT_BEGINNINGS)


def failure(command: str, done: Completed) -> RepositoryError:
    """Return the error of a command of git's that failed: its own words, and the remedy."""
    locked = _LOCK_IN_THE_WAY.search(done.stderr)
    if locked:
        return lock_in_the_way(Path(locked[1]))
    lines = [line for line in done.stderr.splitlines() if line] or [str(done.code)]
    detail = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1])
    message = msg("git {command} failed: {detail}", command=command, detail=escaped(detail))
    fitting = (remedy for sign, remedy in _REMEDIES if re.search(sign, done.stderr))
    return RepositoryError(message, next(fitting, None))


def lock_in_the_way(path: Path) -> LockHeld:
    """Return the error for a lock file that git left, or that another git needs just now."""
    try:
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    except OSError:
        since = "?"
    return LockHeld(
        msg("{path} stands in the way since {since}", path=str(path), since=since),
        msg("end the editor or git that is at work here; if none is: servicectl doctor --fix"),
    )


def _install() -> Message:
    return msg("install git {version} or newer", version=".".join(map(str, OLDEST_GIT)))
