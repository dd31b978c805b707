"""What the declarations of an action come to: from where to where, how much of what.

Booking makes the lines of a voucher of it, and the validator holds a voucher against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.derived import ACCOUNTS, DERIVED
from servicectl.domain.movements.things import Way, named
from servicectl.domain.workflow.movement import Movement, applies, filled


class _Said(Mapping[str, str | None]):
    """What the words of an account pattern stand for in one action."""

    def __init__(self, context: BookingContext) -> None:
        self._context = context

    def __getitem__(self, word: str) -> str | None:
        if word in ("by", "case"):
            return self._context.by if word == "by" else self._context.case_id
        if word in ACCOUNTS:
            return ACCOUNTS[word](self._context)
        value = self._context.fields.get(word)
        return None if value is None else str(value)

    def __iter__(self) -> Iterator[str]:
        return iter(("by", "case", *ACCOUNTS, *self._context.fields))

    def __len__(self) -> int:
        return len(list(iter(self)))


def applying(context: BookingContext) -> list[Movement]:
    """Return the movements that are declared for what was said."""
    in_case = context.case is not None
    return [m for m in context.action.movements if applies(m.when, context.fields, in_case)]


def ways(context: BookingContext) -> list[Way]:
    """Return the ways of all that an action moves, in the order of its declarations."""
    return [way for movement in applying(context) for way in ways_of(context, movement)]


def ways_of(context: BookingContext, movement: Movement) -> Iterable[Way]:
    """Return the ways of one movement; none where nothing is named and nothing is there."""
    said = _Said(context)
    way = Way(movement, filled(movement.source, said), filled(movement.target, said))
    found = named(context, way)
    if found is not None:
        return (way._replace(things=found, is_typed=True),)
    return DERIVED[movement.derived](context, way) if movement.derived else ()
