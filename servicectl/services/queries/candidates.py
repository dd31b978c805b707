"""What can stand in the place of a word that is being typed, for the completion of shells."""

from __future__ import annotations

from itertools import islice

from servicectl.domain.schema.kinds import ChoiceKind, item_of
from servicectl.domain.schema.listed import ListedKind
from servicectl.domain.workflow.action import NOT, YES
from servicectl.errors import ServicectlError
from servicectl.output.i18n import say
from servicectl.output.text.labels import captions
from servicectl.output.text.tables import cut
from servicectl.services.queries.candidates_on_file import Cursor, Found, on_file, words_of

OFFERED = 100
LONGEST = 44  # columns of a description


def completions(cursor: Cursor) -> list[tuple[str, str]]:
    """Return what begins as was typed, with what it is; nothing where nothing can be known."""
    try:
        fitting = ((w, about) for w, about in _found(cursor) if w.startswith(cursor.begun))
        found = list(islice(fitting, OFFERED))
    except (ServicectlError, OSError):
        return []
    return [(word, cut(about, LONGEST)) for word, about in found]


def _found(cursor: Cursor) -> Found:
    kind = item_of(cursor.field.kind)
    if isinstance(kind, ChoiceKind):
        rulebook = words_of(cursor) if isinstance(kind, ListedKind) else None
        kind = (rulebook and rulebook.words.of(kind)) or kind
        named = captions(cursor.field._replace(kind=kind))
        return ((word, say(named[word]) if word in named else "") for word in kind.values)
    if cursor.field.name == "line":
        from servicectl.services.queries.candidates_of_components import components

        return components(cursor)
    if cursor.field not in (YES, NOT):
        return on_file(cursor, kind)
    from servicectl.services.queries.candidates_of_checklist import ticks

    return ticks(cursor)
