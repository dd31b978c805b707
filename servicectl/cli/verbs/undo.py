"""Taking one's own last recording back, after showing it."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import output_may_fail, put, put_json
from servicectl.cli.app.typed import Typed
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import recorded_view
from servicectl.output.text.undo import undo_lines
from servicectl.services.team import undo as undoing_service
from servicectl.services.team.undo import Undoing, UndoInput, Undone

UNSAID = "undo"


def undo(context: Context, words: str, typed: Typed) -> int:
    """Take back one's own last recording in this clone; 0 where the answer was no, too."""
    found = undoing_service.last_recording(context.session)
    if not typed["yes"] and not _is_agreed(context, found, typed):
        return 0
    entry = UndoInput(typed["reason"] or UNSAID, typed["approved_by"])
    done = undoing_service.undo(context.session, found, entry)
    with output_may_fail():
        if typed["json"]:
            put_json(_view(found, done))
        else:
            put(say(msg("taken back: {what}", what=found.recording.what)))
    return 0


def _is_agreed(context: Context, found: Undoing, typed: Typed) -> bool:
    """Show what would be taken back, and ask; raise UsageError where nobody is there to answer."""
    from servicectl.cli.app import prompts

    if not prompts.is_attended(context, typed):
        raise undoing_service.not_said(found)
    lines = undo_lines(found.event, found.voucher, found.former, context.zone)
    put("\n".join((found.recording.what, *lines)))
    return prompts.agreed(msg("take this back?"))


def _view(found: Undoing, done: Undone) -> dict[str, object]:
    recording = found.recording
    undone = {"undone": recording.event or recording.voucher or recording.commit}
    return recorded_view(done.case, done.event, done.commit, done.voucher, undone)
