"""Which lines of a checklist are for a case: those of which no condition says that they are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.condition_reader import read_condition
from servicectl.domain.rulebook.terms import Term, met
from servicectl.domain.rulebook.timeline import told
from servicectl.domain.workflow.action import Tick

Records = Mapping[str, Mapping[str, Any]]


def lines_for(case: Case, ticks: Sequence[Tick], records: Records) -> Iterator[Tick]:
    """Yield those of some lines that are for a case; ``records`` are those that its head names."""
    facts = told(case.head.plain(), case.events, case.words)

    def holds(term: Term) -> bool:
        known = facts if term.detail is None else records[term.name]
        return term.fits(known.get(term.detail or term.name))

    return (t for t in ticks if t.when is None or met(read_condition(t.when), holds))
