"""A voucher on a terminal: its number, and what it moves."""

from __future__ import annotations

from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.text.tables import columns


def voucher_screen(voucher: Voucher, words: str, differs: bool = False) -> str:
    """Return what booking a document answers: its number, what moved, what comes next."""
    head = say(msg("{id}: {verb} recorded", id=voucher.id, verb=words))
    settle = f"servicectl parts adjust {voucher.id}"
    coming = msg("  it differs from the book; next, by somebody else: {settle}", settle=settle)
    return "\n".join([head, *moved(voucher), *([say(coming)] if differs else [])])


def moved(voucher: Voucher) -> list[str]:
    """Return what a voucher moved, one line each."""
    return [f"  {line}" for line in columns([_line(line) for line in voucher.lines])]


def _line(line: Line) -> tuple[str, ...]:
    what = line.serial or line.tool or line.sku or ""
    counted = line.currency if line.amount else line.unit
    return what, f"{line.quantity} {counted or ''}".strip(), f"{line.from_} → {line.to}"
