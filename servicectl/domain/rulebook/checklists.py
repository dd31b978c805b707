"""Which lines of a checklist are for a case: those of which no condition says that they are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.case_records import RecordsOf
from servicectl.domain.rulebook.condition_reader import read_condition
from servicectl.domain.rulebook.rank import meets
from servicectl.domain.workflow.action import Tick


def lines_for(case: Case, ticks: Sequence[Tick], records: RecordsOf) -> Iterator[Tick]:
    """Yield those of some lines that are for a case; ``records`` gives what is on file of it."""
    return (t for t in ticks if t.when is None or meets(case, read_condition(t.when), records))
