"""What is entered on file beside cases: that it was typed whole, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.cli.commands import COMMANDS
from servicectl.cli.desk import Desk, put, put_json, told_anyway
from servicectl.cli.look import values_of
from servicectl.errors import UsageError, msg
from servicectl.output.views import recorded_view
from servicectl.output.words import say

Typed = Mapping[str, Any]


def whole(desk: Desk, words: str, typed: Typed) -> dict[str, Any]:
    """Return what was typed; raise UsageError where something required is not there."""
    lacking = [f.option for f in COMMANDS[words].fields if f.required and not typed[f.name]]
    if lacking:
        raise UsageError(msg("{verb} needs {missing}", verb=words, missing=lacking))
    return values_of(desk, words, typed)


def answer(commit: str, id: str, words: str, typed: Typed) -> int:
    """Say under which id something was entered."""
    with told_anyway():
        if typed["json"]:
            put_json(recorded_view(None, None, commit, id, {}))
        else:
            put(say(msg("{id}: {verb} recorded", id=id, verb=words)))
    return 0
