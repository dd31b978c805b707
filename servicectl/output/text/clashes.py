"""What does not fit and is to be settled, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.clashes import clash_text, settled_by
from servicectl.domain.cases.event import Event
from servicectl.domain.time.moments import write_minute
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View

_FORCE = {
    "retracted": msg("(taken back)"),
    "clash": msg("(clash: out of force until settled)"),
    "kept": msg("(settled: kept)"),
    "void": msg("(settled: void)"),
}


def clashes_screen(rows: Sequence[View]) -> str:
    """Return what does not fit, three lines each: when and where, what, how it is settled."""
    return "\n".join(line for row in rows for line in _lines(row))


def _lines(row: View) -> tuple[str, ...]:
    since = write_minute(datetime.fromisoformat(row["since"])) if row["since"] else "-"
    name = row["case"] or row.get("record") or row["voucher"]
    return f"{since}  {name}", f"  {row['what']}", f"  {row['settle']}"


def open_lines(clashes: Iterable[View]) -> list[str]:
    """Return a line for each field that is to be settled."""
    return [f"{say(msg('to be settled'))}  {view['what']}" for view in clashes]


def settled_lines(found: Iterable[tuple[datetime, str, str, str, str, str, str]]) -> list[str]:
    """Return a line for what did not fit: where, what, how it was settled, by what of whom."""
    return [
        " ".join(filter(None, (where, id, verb, say(_FORCE[word]), by, who)))
        for _, where, id, verb, word, by, who in found
    ]


def left_out(case: Case) -> str:
    """Return what of a case does not fit and is left out of all that was reckoned."""
    lines = (f"  {line}" for event in case.clashes for line in clash_lines(case, event))
    return "\n".join((say(msg("does not fit, out of force until settled:")), *lines))


def clash_lines(case: Case, event: Event) -> tuple[str, ...]:
    """Return with what an event does not fit and what settles it; nothing where it fits."""
    if not case.force(event).is_open:
        return ()
    return say(clash_text(case, event)), say(settled_by(case, event))


def force_label(case: Case, event: Event) -> str:
    """Return what an event counts for, where it is not simply in force."""
    word = case.force(event).word
    return say(_FORCE[word]) if word in _FORCE else ""
