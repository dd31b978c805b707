"""What does not fit and is to be settled, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.clashes import clash_text, settled_by
from servicectl.domain.time.moments import write_minute
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View


def clashes_screen(rows: Sequence[View]) -> str:
    """Return what does not fit, three lines each: when and where, what, how it is settled."""
    return "\n".join(line for row in rows for line in _lines(row))


def _lines(row: View) -> tuple[str, ...]:
    since = write_minute(datetime.fromisoformat(row["since"]))
    return f"{since}  {row['case']}", f"  {row['what']}", f"  {row['settle']}"


def clash_lines(case: Case) -> str:
    """Return what of a case does not fit and is left out of all that was reckoned."""
    return "\n".join((say(msg("does not fit, out of force until settled:")), *_of(case)))


def _of(case: Case) -> Iterator[str]:
    for event in case.clashes:
        yield f"  {say(clash_text(case, event))}"
        yield f"    {say(settled_by(case, event))}"
