"""What a rulebook fixes in figures, and what it promises on a repair."""

from __future__ import annotations

from decimal import Decimal

from servicectl.domain.schema.kinds import LINE, ChoiceKind, ParsedKind, WholeKind
from servicectl.domain.schema.quantities import read_quantity
from servicectl.domain.schema.records import Record, key
from servicectl.domain.time.moments import Duration, read_duration
from servicectl.errors import msg

LONGEST_MONTHS = 120
MONTHS = WholeKind(0, LONGEST_MONTHS)


class Limits(Record):
    """Figures that the work keeps to."""

    appointment: Duration | None = key(
        ParsedKind(read_duration, "DURATION", "1h"),
        msg("how long after the first call the visit may be, unless it is approved"),
        rules=("R483", "R484"),
        default=None,
    )
    harness_from: Decimal | None = key(
        ParsedKind(read_quantity, "METRES", "2.5"),
        msg("metres above the ground from which the safety belt is worn"),
        rules=("R502",),
        default=None,
    )
    contract: str | None = key(
        ChoiceKind(("with-reason",)),
        msg("a contract that is not in force may be named, with the reason why"),
        default=None,
    )
    old_parts: str | None = key(
        ChoiceKind(("with-sheet",)),
        msg("old parts come in with the sheet, or the reason why not"),
        rules=("R525", "R526"),
        default=None,
    )


class RepairWarranty(Record):
    """The warranty on a repair."""

    least: int = key(
        MONTHS,
        msg("months; fewer are agreed with the customer before the repair"),
        default=0,
        rules=("R510", "R511"),
    )
    most: int = key(
        MONTHS,
        msg("months; more are agreed with the customer before the repair"),
        default=LONGEST_MONTHS,
        rules=("R510",),
    )
    scope: str | None = key(LINE, msg("what it covers unless it is said"), default=None)
