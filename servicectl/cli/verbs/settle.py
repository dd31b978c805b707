"""Settling a field that two clones changed at once."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put_kept
from servicectl.cli.app.typed import Typed
from servicectl.errors import UsageError, msg


def settle_one_field(context: Context, words: str, typed: Typed) -> int:
    """Settle a field: ``--keep`` stands before the value that it has, ``--void`` takes it out."""
    from servicectl.services.records.settle_field import settle_field

    record, field, *value = typed["what"]
    if not typed["reason"] or bool(value) != bool(typed["keep"]) or len(value) == typed["void"]:
        raise UsageError(
            msg("what {field} of {record} is to be is not said", field=field, record=record),
            msg("servicectl settle RECORD FIELD --keep VALUE --reason TEXT"),
        )
    chosen = value[0] if value else None
    filed = settle_field(context.session, record, field, chosen, typed["reason"])
    return put_kept(filed, words, typed)
