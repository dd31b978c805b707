"""The table of movements, as docs/ledger.md shows it: what each command moves, and where to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.movement import Condition, Movement, conditions
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.output.reference.markdown import code, codes, table

_HOLE = re.compile(r"\{([^}]+)\}")
_DERIVED = {
    "held": "all that is there",
    "gone": "all that was excused and has not turned up",
    "approved": "all that is approved and not handed out",
    "came_off": "the old parts of those used",
    "unit_of_case": "the case's unit",
    "price_more": "what the price is above what was booked",
    "price_less": "what the price is below what was booked",
    "beyond_book": "what was found beyond the book",
    "short_of_book": "what is short of the book",
    "undone": "the lines of the voucher, turned round",
}
"""What the functions that a declaration names mean, in the words of the page."""


def movements_table() -> str:
    """Return every declared movement: the command, what is moved, from where, to where, when."""
    rows = [
        (code(action.words), _what(movement), *_ends(movement), _when(movement))
        for action in {**ACTIONS, **DOCUMENTS}.values()
        for movement in action.movements
    ]
    return table(("command", "what is moved", "from", "to", "when"), rows)


def routes_table() -> str:
    """Return which account leads to which by which command, where accounts are typed."""
    rows = [
        (code(action.words), codes(route.sources), codes(route.targets), codes(route.asks))
        for action in {**ACTIONS, **DOCUMENTS}.values()
        for movement in action.movements
        for route in movement.routes
    ]
    return table(("command", "from", "to", "only with"), rows)


def movement_facts(action: Action) -> Iterator[str]:
    """Yield what an action moves, one sentence for each movement."""
    for movement in action.movements:
        source, target = _ends(movement)
        when = _when(movement)
        yield f"moves {_what(movement)}: {source} → {target}" + (f" ({when})" if when else "")


def _what(movement: Movement) -> str:
    derived = _DERIVED[movement.derived] if movement.derived else ""
    if movement.of is None:
        return derived
    return code(movement.of) + (f", or {derived}" if derived else "")


def _ends(movement: Movement) -> tuple[str, str]:
    if not movement.source:
        return "its `to`", "its `from`"
    return tuple(  # type: ignore[return-value]
        " or ".join(map(code, _typed(pattern).split("|")))
        for pattern in (movement.source, movement.target)
    )


def _typed(pattern: str) -> str:
    """Return an account pattern as people read it: ``engineer:{by}`` is ``engineer:BY``."""
    return _HOLE.sub(lambda hole: " or ".join(_words(hole[1])), pattern)


def _words(hole: str) -> Iterator[str]:
    for word in hole.split(" or "):
        if word != "'*'":
            yield word.strip("'") if word.startswith("'") else word.upper()


def _when(movement: Movement) -> str:
    said = (_condition(one) for one in conditions(movement.when))
    return ", ".join(said)


def _condition(condition: Condition) -> str:
    if condition.name == "case":
        return "for no case" if condition.is_denied else "for a case"
    value = f"={condition.value}" if condition.value else ""
    return ("not " if condition.is_denied else "") + condition.name + value
