"""A voucher on a terminal: its number, and what it moves."""

from __future__ import annotations

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.movements.oral_approvals import approvers_of
from servicectl.domain.schema import commands
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.text.tables import columns


def voucher_screen(voucher: Voucher, words: str, differs: bool = False) -> str:
    """Return what booking a document answers: its number, what moved, what comes next."""
    head = say(msg("{id}: {verb} recorded", id=voucher.id, verb=words))
    settle = commands.parts.adjust(voucher.id).message
    coming = msg("  it differs from the book; next, by somebody else: {settle}", settle=settle)
    next_ = [say(coming)] if differs else to_confirm(voucher, voucher.id)
    return "\n".join([head, *moved(voucher), *next_, *_contested(voucher)])


def to_confirm(entry: Voucher | Event, id: str) -> list[str]:
    """Return who is named as approving an entry and has to confirm it, one line each."""
    return [say(_confirmed_by(person, id)) for person in approvers_of(entry)]


def _confirmed_by(person: str, id: str) -> Message:
    return msg(
        "  {person} is said to approve it, and confirms it: servicectl {words}",
        person=person,
        words=commands.confirm(id),
    )


def _contested(answer: Voucher) -> list[str]:
    """Return what is to be done about a voucher to which the yes is denied here."""
    if answer.did != "confirm" or "denied" not in answer.fields:
        return []
    said = msg(
        "  the voucher is contested until it is booked back: servicectl {words}",
        words=commands.reverse(answer.fields["voucher"], reason="TEXT"),
    )
    return [say(said)]


def booked_lines(voucher: Voucher) -> list[str]:
    """Return what the event of a case booked: the voucher's number, and what it moved."""
    return [say(msg("  booked: {voucher}", voucher=voucher.id)), *moved(voucher)]


def moved(voucher: Voucher) -> list[str]:
    """Return what a voucher moved, one line each."""
    return [f"  {line}" for line in columns([_line(line) for line in voucher.lines])]


def _line(line: Line) -> tuple[str, ...]:
    what = line.serial or line.tool or line.sku or ""
    counted = line.currency if line.amount else line.unit
    return what, f"{line.quantity} {counted or ''}".strip(), f"{line.from_} → {line.to}"
