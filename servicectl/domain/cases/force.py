"""What an event counts for: in force, taken back, a clash (it does not fit), kept, or void.

An event that does not fit is no broken file: it is kept, is out of force until somebody settles
it, and everything else of its case goes on without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from servicectl.domain.cases.event import Event
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

TAKE_BACK, SETTLE, SETTLE_VOUCHER = "retract", "settle", "settle-voucher"
NOT_BOOKED_BACK = "clash"
"""The field of a taking back by which nothing is booked back: what is taken back never counted."""
UNFIT = msg("name an earlier event that is in force; report and retract stay")


class Force(NamedTuple):
    """What an event counts for: ``word`` is in, retracted, clash, kept or void.

    ``by`` is the event that took it back or settled it. Of a clash ``against`` is the id of what
    it does not fit with, where that can be told, ``reason`` says why, ``remedy`` what was right.
    """

    word: str
    by: Event | None = None
    against: str | None = None
    reason: Message | None = None
    remedy: Message | None = None

    @property
    def is_open(self) -> bool:
        """Return whether somebody has to settle it."""
        return self.word == "clash"

    @property
    def books(self) -> bool:
        """Return whether its vouchers count.

        Of what was taken back they are booked back, unless it was a clash.
        """
        if self.word == "retracted":
            return self.by is None or NOT_BOOKED_BACK not in self.by.fields
        return self.word in ("in", "kept")


IN = Force("in")


def decisions(history: Sequence[Event]) -> dict[str, Force]:
    """Return what later events say of earlier ones: taken back, void, kept.

    Also which of them do not fit: there is nothing to be taken back, or it was decided before.
    """
    deciding = [event for event in history if event.did in (TAKE_BACK, SETTLE)]
    if not deciding:
        return {}
    found: dict[str, Force] = {}
    undone = _undone(deciding)
    known = {event.id: n for n, event in reversed(list(enumerate(history)))}
    for event in deciding:
        if event.id in undone:
            continue
        odd = _objection(event, history, known, found)
        if odd is not None:
            found[event.id] = odd
            continue
        for id, word in _says(event):
            found[id] = Force(word, event)
    return found


def _says(event: Event) -> Iterator[tuple[str, str]]:
    """Yield of which event this one says what."""
    target, instead = event.fields["event"], event.fields.get("instead_of")
    if event.did == TAKE_BACK:
        yield target, "retracted"
    elif "void" in event.fields:
        yield target, "void"
    else:
        yield (instead, "void") if instead else (target, "kept")


def _undone(deciding: Sequence[Event]) -> Mapping[str, Event]:
    """Return the decisions that a later one takes out, the last of all looked at first."""
    ids = {event.id for event in deciding}
    undone: dict[str, Event] = {}
    for event in reversed(deciding):
        if event.id not in undone:
            out = (id for id, word in _says(event) if word != "kept" and _may(event, id, deciding))
            undone |= {id: event for id in out if id in ids and id != event.id}
    return undone


def _may(event: Event, id: str, deciding: Sequence[Event]) -> bool:
    """Return whether a decision may be taken out so: what was taken back is not, by taking back."""
    return event.did == SETTLE or any(e.id == id and e.did == SETTLE for e in deciding)


def _objection(
    event: Event, history: Sequence[Event], known: Mapping[str, int], found: Mapping[str, Force]
) -> Force | None:
    """Return why a decision does not fit, or None."""
    for id in filter(None, (event.fields["event"], event.fields.get("instead_of"))):
        n = known.get(id)
        target = history[n] if n is not None and n < known[event.id] else None
        if target is None or not _can_be_decided(event, target):
            text = msg("{event} cannot be taken back", event=id)
            return Force("clash", None, target and target.id, text, UNFIT)
        before = found.get(id)
        if before is not None and not _goes_on(event, before):
            text = msg("{event} was taken back or settled before", event=id)
            return Force("clash", None, before.by and before.by.id, text)
    return None


def _can_be_decided(event: Event, target: Event) -> bool:
    return target.did != "report" and (event.did == SETTLE or target.did != TAKE_BACK)


def _goes_on(event: Event, before: Force) -> bool:
    """Return whether a decision may follow another: what was kept may still be taken back."""
    return before.word == "clash" or (before.word == "kept" and event.did == TAKE_BACK)
