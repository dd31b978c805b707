"""Contracts on the screen: one, and all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.clashes import open_lines
from servicectl.output.text.listing import NUMBER, Column, listed
from servicectl.output.text.tables import labels

COLUMNS = (
    NUMBER,
    Column(msg("customer")),
    Column(msg("from")),
    Column(msg("until")),
    Column(msg("state")),
    Column(msg("time allowed, by clock")),
)


def contracts_screen(rows: Sequence[View]) -> str:
    """Return the contracts as a list."""
    table = listed(COLUMNS, [_row(row) for row in rows])
    return "\n".join((table, *open_lines(view for row in rows for view in row["clashes"])))


def contract_screen(row: View) -> str:
    """Return one contract."""
    return "\n".join(
        [row["id"], labels([(say(label), text) for label, text in _facts(row) if text])]
    )


def _row(row: View) -> tuple[str | None, ...]:
    whose = row["customer"]["name"] or row["customer"]["id"]
    return row["id"], whose, row["start"], row["end"], say(_state(row)), _within(row)


def _facts(row: View) -> Iterator[tuple[Message, str | None]]:
    customer = row["customer"]
    yield msg("customer"), " ".join(filter(None, (customer["name"], f"({customer['id']})")))
    yield msg("from"), row["start"]
    yield msg("until"), row["end"]
    yield msg("state"), say(_state(row))
    yield msg("time allowed, by clock"), _within(row)
    yield msg("why no other follows it"), row["not_renewed"]
    yield from row["own"]
    yield from ((msg("to be settled"), view["what"]) for view in row["clashes"])


def _state(row: View) -> Message:
    return msg("in force") if row["in_force"] else msg("not in force")


def _within(row: View) -> str:
    return ", ".join(f"{clock} {figure}" for clock, figure in row["within"].items())
