"""What people read of the store: a voucher, stock, a book, what to order."""

from __future__ import annotations

from servicectl.domain.vouchers import Line, Voucher
from servicectl.errors import msg
from servicectl.output.tables import columns
from servicectl.output.words import say


def voucher_screen(voucher: Voucher, words: str) -> str:
    """Return what booking a document answers: its number, and what moved."""
    head = say(msg("{id}: {verb} recorded", id=voucher.id, verb=words))
    return "\n".join(
        [head, *(f"  {line}" for line in columns([_line(line) for line in voucher.lines]))]
    )


def _line(line: Line) -> tuple[str, ...]:
    what = line.serial or line.tool or line.sku or ""
    counted = line.currency if line.amount else line.unit
    return what, f"{line.quantity} {counted or ''}".strip(), f"{line.from_} → {line.to}"
