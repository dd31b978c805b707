"""The lines of a checklist that can still be named, for the completion of shells."""

from __future__ import annotations

from servicectl.domain.rulebook.policy import EXTRA_TICKS
from servicectl.domain.schema.nodes import Seq
from servicectl.domain.workflow.action import YES
from servicectl.errors import ServicectlError, msg
from servicectl.output.i18n import say
from servicectl.services.queries.candidates_on_file import Cursor, Found
from servicectl.store.team.paths import POLICIES


def ticks(cursor: Cursor) -> Found:
    """Yield the lines of the checklist that were not named yet, behind those typed before a comma.

    Where no rulebook can be read, every line is one.
    """
    before, comma, _ = cursor.begun.rpartition(",")
    named = before.split(",")
    try:
        said = cursor.files().document(POLICIES).get("ticks", Seq())
        extra = tuple(map(str, said)) if isinstance(said, Seq) else ()
    except (ServicectlError, OSError):
        extra = EXTRA_TICKS
    if cursor.field is YES and not comma:
        yield "all", say(msg("everything on the list"))
    for tick in cursor.action.ticked(extra) if cursor.action else ():
        if tick.name not in named:
            yield before + comma + tick.name, say(tick.help)
