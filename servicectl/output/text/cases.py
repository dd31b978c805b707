"""Lists of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from servicectl.domain.lines.line import State
from servicectl.domain.time.moments import write_minute
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.labels import state_label
from servicectl.output.text.tables import columns, cut

_MARKS = {"on_hold": msg("on hold"), "clash": msg("clash")}


def list_screen(rows: Sequence[View]) -> str:
    """Return a list of cases.

    (In columns of our own: to load a table's library takes as long as to read twenty cases.)
    """
    headers = [
        say(m)
        for m in (
            msg("case"),
            msg("state"),
            msg("engineer"),
            msg("opened"),
            msg("customer"),
            msg("fault as reported"),
        )
    ]
    cells = [
        (
            row["id"],
            _state(row),
            row["engineer"] or "-",
            _opened(row),
            cut(customer_name(row), 20),
            cut(row["fault"], 36),
        )
        for row in rows
    ]
    return "\n".join(columns([headers, *cells]))


def _state(row: View) -> str:
    """Return the state of a case, its marks, and of which other it is the double."""
    marks = [say(word) for key, word in _MARKS.items() if row[key]]
    if row["duplicate_of"]:
        marks.append(say(msg("(double of {case})", case=row["duplicate_of"])))
    return " ".join((row["state"], *marks))


def _opened(row: View) -> str:
    return write_minute(datetime.fromisoformat(row["opened"])) if row["opened"] else "-"


def customer_name(row: View) -> str:
    """Return a customer's name; the id where the record cannot be read."""
    return str(row["customer"]["name"] or row["customer"]["id"])


def status_screen(
    n: int, states: Iterable[tuple[State, int]], overdue: int, first: Mapping[str, int]
) -> str:
    """Return how many cases are open, what is overdue, what stands first, and the states."""
    lines = [say(msg("{n} open cases, {late} deadlines overdue", n=n, late=overdue))]
    for each, number in first.items():
        lines.append(f"{number:>5}  " + say(msg("stand first: {what}", what=each)))
    return "\n".join([*lines, *(f"{n:>5}  {state_label(state)}" for state, n in states)])
