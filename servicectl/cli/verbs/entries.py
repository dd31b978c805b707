"""What is entered on file beside cases: that it was typed whole, and what is said about it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from servicectl.cli.app.commands import COMMANDS
from servicectl.cli.app.context import Desk, put, put_json, told_anyway
from servicectl.cli.verbs.look import values_of
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import say
from servicectl.output.json.case import recorded_view

if TYPE_CHECKING:
    from servicectl.services.records.edit import Kept

Typed = Mapping[str, Any]


def whole(desk: Desk, words: str, typed: Typed) -> dict[str, Any]:
    """Return what was typed; raise UsageError where something required is not there."""
    lacking = [f.option for f in COMMANDS[words].fields if f.required and not typed[f.name]]
    if lacking:
        raise UsageError(msg("{verb} needs {missing}", verb=words, missing=lacking))
    return values_of(desk, words, typed)


def answer(kept: Kept, words: str, typed: Typed) -> int:
    """Say under which id something was entered, and on stderr what is to be known of it."""
    with told_anyway():
        if typed["json"]:
            put_json(recorded_view(None, None, kept.commit, kept.id, {}))
        else:
            put(say(msg("{id}: {verb} recorded", id=kept.id, verb=words)))
        for notice in kept.notices:
            print(f"  {say(notice)}", file=sys.stderr)
    return 0
