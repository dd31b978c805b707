"""An event is in force if and only if its vouchers are: what breaks that, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import booked_back
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.schema import commands
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple


class Unlike(NamedTuple):
    """An event that stands though its voucher is booked back (``back``), or the other way round.

    ``settle`` is what is typed to make them alike.
    """

    event: Event
    voucher: str
    stands: bool
    back: str | None
    settle: Message


def unlike(case: Case, vouchers: Iterable[Voucher]) -> Iterator[Unlike]:
    """Yield each event and voucher of which only one is in force. ``vouchers`` are the case's."""
    known = {voucher.id: voucher for voucher in vouchers}
    gone = booked_back(known.values())
    standing = {event.id for event in case.events}
    for event in case.history:
        for id in (id for id in event.vouchers if id in known and case.force(event).books):
            if (id in gone) is (event.id in standing):
                back = known[gone[id]] if id in gone else None
                settle = _settle(case, event, id, back)
                yield Unlike(event, id, back is not None, gone.get(id), settle)


def _settle(case: Case, event: Event, voucher: str, back: Voucher | None) -> Message:
    """Return what is typed: the entry is taken back, too, or the booking back is."""
    own = case.way_back(event.id)
    if back is not None and back.event:
        other = case.way_back(back.event)
        return msg(
            "servicectl {words}; to book it anew: servicectl {other}", words=own, other=other
        )
    taken = any(e.did == "retract" and e.fields["event"] == event.id for e in case.history)
    stays = back is not None or not taken
    return (own if stays else commands.reverse(voucher, reason="TEXT")).message
