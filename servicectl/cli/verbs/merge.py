"""The verb that git types: one file of a merge."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.settings import commits_to_come
from servicectl.cli.app.typed import Typed


def merge_driver(context: Context, words: str, typed: Typed) -> int:
    """Write what a file becomes over our version of it."""
    from servicectl.services.merging.driver import merge_one

    files = [typed[name] for name in ("base", "ours", "theirs")]
    merge_one(context.settings.folder, files, typed["path"], commits_to_come())
    return 0
