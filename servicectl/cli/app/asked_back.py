"""What has to be asked back before something is put on file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.app.typed import Typed


def asked_back(
    context: Context, typed: Typed, values: dict[str, Any], filed: Callable[[dict[str, Any]], int]
) -> int:
    """File it; what has to be asked back is asked where somebody sits there."""
    from servicectl.services.recording.ask_back import AskBack

    try:
        return filed(values)
    except AskBack as error:
        from servicectl.cli.app import prompts

        if not prompts.is_attended(context, typed):
            raise
        return asked_back(context, typed, prompts.with_answer(values, error), filed)
