"""What the desk's rulebook adds to the commands: told by its bytes, YAML is not read at a start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from servicectl.cli.app.commands import take
from servicectl.cli.app.settings import Settings, choose_language, rulebook_near
from servicectl.domain.workflow.own import Own, may_say_own, own_of
from servicectl.errors import ServicectlError
from servicectl.output.i18n import set_language

_REFERENCE = re.compile("[0-9a-zA-Z-]{3,15}")
if TYPE_CHECKING:
    from servicectl.domain.lines.case_kinds import Kinds


def speak(settings: Settings) -> str:
    """Choose the language, have the desk's commands from here on; return the language."""
    spoken = choose_language(settings)
    set_language(spoken)
    take(_own_of_desk(settings))
    return spoken


def forget() -> None:
    """Have the commands that ship: whoever calls again may call for another desk."""
    take(own_of(""))


def take_of_case(settings: Settings, words: Sequence[str]) -> bool:
    """Have the commands of the rulebook of the case that a line names; return whether they differ.

    A case goes on by the rulebook it stands under, whatever has left today's since.
    """
    from servicectl.store.team.files import Files

    rulebook = rulebook_near(settings)
    if rulebook is None:
        return False
    files = Files(rulebook.parent)
    for word in filter(_REFERENCE.fullmatch, words[1:]):
        with suppress(ServicectlError, OSError):
            case = files.case(word)
            own = case.kinds_of(case.policy).own
            return take(own)
    return False


def check_rulebook(settings: Settings) -> None:
    """Raise BadData where the rulebook near cannot be read: nobody knows what steps it has."""
    file = rulebook_near(settings)
    if file is not None:
        _kinds_of(file.parent, file.read_bytes())


def _own_of_desk(settings: Settings) -> Own:
    """Return the actions of the rulebook near; those that ship where it has none of its own.

    So also where it cannot be read: what is wrong is said by the command that needs it.
    """
    file = rulebook_near(settings)
    try:
        data = file.read_bytes() if file else b""
        if file is None or not may_say_own(data):
            return own_of("")
        return _kinds_of(file.parent, data).own
    except (ServicectlError, OSError):
        return own_of("")


def _kinds_of(root: Path, data: bytes) -> Kinds:
    from servicectl.store.team.kept_kinds import known_kinds
    from servicectl.store.team.paths import POLICIES

    known = known_kinds(root, data, POLICIES)
    if known is not None:
        return known
    from servicectl.store.team.files import Files

    return Files(root).kinds_in(data, POLICIES)
