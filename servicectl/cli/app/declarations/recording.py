"""What records: an event in a case, or a document of the store or the till."""

from __future__ import annotations

from collections.abc import Mapping

from servicectl.cli.app.command import CASE, COMMON, JSON, OF_CASE, Command
from servicectl.domain.cases.fields import further_fields
from servicectl.domain.schema.kinds import FLAG, LINE, TEXT, ManyKind
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import NOT, YES, Action
from servicectl.domain.workflow.history_actions import BACK_APPROVED
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message, msg

_NAMED_FIRST: Mapping[str, tuple[Field, ...]] = {
    "event": (CASE,),
    "event_or_document": (OF_CASE,),
    "inspect": (OF_CASE,),
    "confirm": (CASE._replace(help=msg("case, or a voucher that somebody is said to approve")),),
    "report": (),
    "reverse": (),
    "settle": (),
}
"""What is typed ahead of an action's own fields, by the function that records it."""

_WHAT = Field(
    "what",
    ManyKind(LINE),
    msg("CASE EVENT, or VOUCHER, or RECORD FIELD --keep VALUE"),
    argument=True,
)
_SETTLED = (
    _WHAT,
    *(f._replace(required=False) for f in ACTIONS["settle"].fields if not f.argument),
)


def _recorder(action: Action) -> Command:
    """Return the command that records an action in a case."""
    run = action.run or ("event_or_document" if action.loose else "event")
    ticks, further = (YES, NOT) if action.ticks else (), further_fields(action)
    own = _SETTLED if run == "settle" else action.fields
    return _command(action, run, (*_NAMED_FIRST[run], *further, *own, *ticks, *COMMON))


def _booker(document: Action) -> Command:
    return _command(document, "document", (*document.fields, *COMMON))


def _command(action: Action, run: str, fields: tuple[Field, ...]) -> Command:
    run = f"servicectl.cli.verbs.record:{run}"
    typed = tuple(field for field in fields if field.typed)
    return Command(action.words, action.help, run, action.stage, action.example, typed)


def _also(action: Action, words: str, example: Message | str) -> Command:
    """Return the command of an action that can be typed with other words, too."""
    return _recorder(action)._replace(words=words, stage="parts", example=example)


_ALIASES = {"parts approve": "approve", "parts reject": "reject"}
VERBS: dict[str, str] = {
    action.words: action.verb for action in (*ACTIONS.values(), *DOCUMENTS.values())
} | _ALIASES
"""What is typed, to the name of the action."""
UNDO = Command(
    "undo",
    msg("take back what you recorded last in this clone, after it was shown"),
    "servicectl.cli.verbs.undo:undo",
    "finish",
    "undo --yes",
    (
        Field("yes", FLAG, msg("without asking")),
        Field("reason", TEXT, msg("reason")),
        BACK_APPROVED,
        JSON,
    ),
)


def recording(actions: Mapping[str, Action]) -> tuple[Command, ...]:
    """Return the commands that record an event, of a rulebook with these actions."""
    example = msg('parts reject 7k3f9q --reason "one will do"')
    return (
        *(_recorder(action) for action in actions.values() if action.typed),
        _also(actions["approve"], "parts approve", "parts approve 7k3f9q"),
        _also(actions["reject"], "parts reject", example),
        *(_booker(d) for d in DOCUMENTS.values() if d.typed and not d.loose),
        UNDO,
    )


def by_name(step: Action) -> Command:
    """Return the command ``step NAME``, by which a step is reached that another command hides."""
    return _recorder(step)._replace(words=f"step {step.verb}", stage="")
