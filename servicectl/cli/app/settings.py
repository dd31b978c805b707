"""The settings of one run: the only module that reads the clock and the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.languages import LANGUAGES
from servicectl.domain.time.moments import parse_moment
from servicectl.errors import UsageError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.team.paths import POLICIES

if TYPE_CHECKING:
    from random import Random

VARIABLE = "_SERVICECTL_COMPLETE"  # by which a shell asks for completions
WITH_VALUE = {
    "--root": "SERVICECTL_ROOT",
    "--now": "SERVICECTL_NOW",
    "--as": "SERVICECTL_USER",
    "--lang": "SERVICECTL_LANG",
}


class Settings(NamedTuple):
    """What the options before the verb, or the environment, say; None where neither does."""

    root: str | None
    now: str | None
    user: str | None
    lang: str | None
    seed: str | None
    folder: Path
    wall: datetime
    unattended: bool = False  # CI sets a variable: nobody is there to answer

    def present(self, zone: ZoneInfo) -> datetime:
        """Return the present in the team's zone: what was set, or the clock's (whole seconds)."""
        wall = self.wall.astimezone(zone)
        if self.now is None:
            return wall
        try:
            return parse_moment(self.now, zone=zone, now=wall).astimezone(zone)
        except UsageError as error:
            raise UsageError(msg("--now: {problem}", problem=error.message), error.remedy) from None

    def chance(self) -> Random:
        """Return what makes ids: the system's, or one of a fixed seed, for replays."""
        from random import Random, SystemRandom

        return Random(self.seed) if self.seed is not None else SystemRandom()


def read_settings(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings as they were given; options before the verb go before the environment."""
    environment = os.environ if environment is None else environment
    given = {option: _plain(option, value) for option, value in _options(argv)}
    values = {
        option: given.get(option, environment.get(name) or None)
        for option, name in WITH_VALUE.items()
    }
    return Settings(
        root=values["--root"],
        now=values["--now"],
        user=values["--as"],
        lang=values["--lang"],
        seed=environment.get("SERVICECTL_SEED"),
        folder=Path.cwd(),
        wall=datetime.now(UTC).replace(microsecond=0),
        unattended=bool(environment.get("CI")),
    )


def _plain(option: str, value: str) -> str:
    """Return a value that has a form in plain signs; a folder is called as it is."""
    return value if option == "--root" else folded(value)


def asked_by_a_shell() -> str:
    """Return what a shell asks that wants to complete a line; empty where none does."""
    return os.environ.get(VARIABLE, "")


def commits_to_come() -> tuple[str, ...]:
    """Return the commits that git is merging into HEAD, as it tells the programs it starts."""
    found = (re.fullmatch("GITHEAD_([0-9a-f]{40,64})", name) for name in os.environ)
    return tuple(sorted(name[1] for name in found if name))


def line_to_complete() -> tuple[str, str]:
    """Return the line that a shell asks about, and which word of it; in fish its beginning."""
    return os.environ.get("COMP_WORDS", ""), os.environ.get("COMP_CWORD", "")


def this_shell() -> tuple[str, Path]:
    """Return the name of the shell that people use here, and the folder they are at home in."""
    return Path(os.environ.get("SHELL", "")).name, Path.home()


def check_settings(settings: Settings) -> None:
    """Raise UsageError for an option with nothing behind it, and for a language nobody speaks."""
    values = (settings.root, settings.now, settings.user, settings.lang)
    for option, value in zip(WITH_VALUE, values, strict=True):
        if value == "":
            raise UsageError(msg("{option}: nothing stands behind it", option=option))
    if settings.lang not in (None, *LANGUAGES):
        raise UsageError(
            msg("--lang: {value} is no language", value=repr(settings.lang)), msg("write zh or en")
        )


def _options(argv: Sequence[str]) -> list[tuple[str, str]]:
    """Return the options with their values that stand before the verb."""
    found = []
    words = iter(argv)
    for word in words:
        option, equals, value = word.partition("=")
        if option in WITH_VALUE:
            found.append((option, value if equals else next(words, "")))
        elif not word.startswith("-"):
            break
    return found


def words_of_verb(argv: Sequence[str]) -> list[str]:
    """Return the words from the verb on."""
    words = list(argv)
    while words and words[0].startswith("-"):
        option, equals, _ = words.pop(0).partition("=")
        if option in WITH_VALUE and not equals:
            del words[:1]
    return words


def rulebook_near(settings: Settings) -> Path | None:
    """Return the rulebook of the desk that the settings point at; None where there is none."""
    folder = Path(settings.root) if settings.root else settings.folder
    files = (parent / POLICIES for parent in (folder, *folder.parents))
    return next((file for file in files if file.is_file()), None)


def choose_language(settings: Settings) -> str:
    """Return the language to speak: as set, else the policy's, else that of the environment."""
    if settings.lang in LANGUAGES:
        return settings.lang
    file = rulebook_near(settings)
    # By its lines, not as YAML: a rulebook that cannot be read is complained of in its language,
    # and one that can costs more than the command.
    for line in file.read_bytes().splitlines() if file else ():
        key, _, value = line.partition(b":")
        word = value.split(b"#")[0].strip().strip(b"\"'").decode("utf-8", "replace")
        if key == b"language" and word in LANGUAGES:
            return word
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"
