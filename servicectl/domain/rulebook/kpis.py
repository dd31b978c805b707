"""The figures by which a team is measured, and the targets that a rulebook sets (rules.md §6)."""

from __future__ import annotations

import re
from decimal import Decimal

from servicectl.errors import Malformed, Message, msg
from servicectl.named_tuple import NamedTuple

_TARGET = re.compile(r"(>=|<=|>|<) ?([0-9]{1,5}(?:\.[0-9]{1,4})?)(%?)")


class Kpi(NamedTuple):
    """One figure: what it tells, and the rules it is asked for by."""

    name: str
    help: Message
    rules: tuple[str, ...] = ()


_DECLARED = (
    Kpi("punctuality", msg("share of arrivals in time"), ("R053",)),
    Kpi("satisfaction", msg("share of answers that are satisfied or better"), ("R054", "R440")),
    Kpi(
        "complaint_rate",
        msg("complaints for which the service is to blame, by services completed"),
        ("R055", "R440"),
    ),
)
KPIS = {kpi.name: kpi for kpi in _DECLARED}


class Target(NamedTuple):
    """What a figure should be: ``>= 95%``; ``figure`` is 0.95 then."""

    relation: str
    figure: Decimal
    percent: bool = False

    def __str__(self) -> str:
        """Return it as it is written in a rulebook."""
        figure = self.figure * 100 if self.percent else self.figure
        return f"{self.relation} {figure.normalize():f}{'%' if self.percent else ''}"


def read_target(text: str) -> Target:
    """Return the target that a text such as ``>= 95%`` or ``< 1%`` means; raise Malformed."""
    match = _TARGET.fullmatch(text.strip())
    if not match:
        raise Malformed(
            msg("{text} is no target", text=repr(text[:20])), msg('such as ">= 95%" or "< 1%"')
        )
    relation, figure, percent = match.groups()
    return Target(relation, Decimal(figure) / (100 if percent else 1), bool(percent))
