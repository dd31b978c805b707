"""What was committed must stand: histories are only appended to, vouchers never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import Findings
from servicectl.domain.schema.nodes import Map, Seq, Value
from servicectl.errors import Message, Place, Problem, msg


def rewritten(old: Case, new: Case) -> Iterator[Problem]:
    """Yield a problem for each committed event that ``new`` lacks, has changed or has moved."""
    if old.id != new.id:
        yield Problem(Place(new.path), "id-changed", msg("the case was {old}", old=old.id), _BACK)
    for n, event in enumerate(old.history):
        now = new.history[n] if n < len(new.history) else None
        if now is None or now.id != event.id:
            place = now.place if now else Place(new.path)
            yield Problem(
                place, "history-changed", msg("event {id} is no longer here", id=event.id), _BACK
            )
            return
        if _content(now) != _content(event):
            yield Problem(
                now.place, "history-changed", msg("event {id} was changed", id=event.id), _BACK
            )


def head_corrected(old: Case, new: Case, raw: Map) -> Iterator[Problem]:
    """Yield each value of a head that was changed; the fault alone may be corrected by hand.

    ``raw`` is the file of ``new``. What a merge left open, or somebody settled, says for itself
    what it was.
    """
    clashes = (c.field for head in (old.reported, new.reported) for c in head.clashes)
    for key in sorted(_CORRECTED_BY.keys() - set(clashes)):
        was, now = getattr(old.reported, key), getattr(new.reported, key)
        if was != now:
            yield Problem(
                Findings(new.path).place(raw.get(key, raw)),
                "head-changed",
                _what_stood_there(key, was),
                _corrects(key, new.id),
            )


def _corrects(key: str, case: str) -> Message:
    corrected = _CORRECTED_BY[key](case)
    return msg("put it back; servicectl {words} corrects it", words=corrected)


def _what_stood_there(key: str, value: object) -> Message:
    if value is None:
        return msg("{key} of the head was not there", key=key)
    return msg("{key} of the head was {value}", key=key, value=str(value))


def lost(old: Case, new: Case, others: Sequence[Case] = ()) -> Iterator[Problem]:
    """Yield a problem for each event of ``old`` that a merge has left out, changed or moved.

    Events of the other sides may stand between them, and one that both recorded (a breach that
    two crons flagged) may be as another side has it.
    """
    elsewhere = {
        e.id: [o.plain() for c in others for o in c.history if o.id == e.id] for e in old.history
    }
    at = {event.id: n for n, event in enumerate(new.history)}
    last = -1
    for event in old.history:
        n = at.get(event.id)
        same = n is not None and _content(new.history[n]) == _content(event)
        if n is not None and not same and _content(new.history[n]) in elsewhere[event.id]:
            continue  # it is that side's, and stands where that side has it
        if n is None or n < last:
            place = new.history[max(last, 0)].place if new.history else Place(new.path)
            text = msg("event {id} is no longer here", id=event.id)
            yield Problem(place, "history-changed", text, _BACK)
            continue
        last = n
        if not same:
            text = msg("event {id} was changed", id=event.id)
            yield Problem(new.history[n].place, "history-changed", text, _BACK)


def added(new: Case, parents: Sequence[Case]) -> Iterator[Problem]:
    """Yield a problem for each event, and value of a head, that a merge has and no parent."""
    known = {event.id for parent in parents for event in parent.history}
    for event in new.history:
        if event.id not in known:
            text = msg("event {id} was brought in by a merge, which only unites", id=event.id)
            yield Problem(event.place, "merge-added", text, _RECORD)
    heads = [case.reported for case in (*parents, new)]
    open_ = {clash.field for head in heads for clash in head.clashes}
    for key in sorted({"fault", *_CORRECTED_BY} - open_):
        if all(getattr(head, key) != getattr(new.reported, key) for head in heads[:-1]):
            text = msg("{key} was brought in by a merge, which only unites", key=key)
            yield Problem(Place(new.path), "merge-added", text, _RECORD)


def file_added(path: str) -> Problem:
    """Return the problem of a file that a merge has and none of its parents."""
    text = msg("this file was brought in by a merge, which only unites")
    return Problem(Place(path), "merge-added", text, _RECORD)


def altered(old: Map, new: Map, path: str, remedy: Message | None = None) -> Iterator[Problem]:
    """Yield a problem for each value of a voucher that is no longer what it was, where it stands.

    One for the file where no value differs: it was written anew all the same.
    """
    found = Findings(path)
    differences = list(_differences(old, new, ""))
    for text, value in differences:
        yield Problem(found.place(value), "voucher-content", text, remedy or _UNDO)
    if not differences:
        text = msg("this voucher was written anew, though with the same values")
        yield Problem(Place(path), "voucher-content", text, remedy or _UNDO)


def broken_seal(raw: Map, path: str) -> Problem:
    """Return the problem of a voucher whose seal does not fit, where nothing tells what it was."""
    text = msg("the seal does not fit: this voucher was altered after it was written")
    return Problem(Findings(path).place(raw.get("seal", raw)), "voucher-content", text, _UNDO)


def _differences(old: Value, new: Value, key: str) -> Iterator[tuple[Message, Value]]:
    """Yield what was altered, and the value that stands there now or around the gap."""
    if isinstance(old, Map) and isinstance(new, Map):
        for name in dict.fromkeys((*old, *new)):
            yield from _entry(old.get(name), new.get(name), name, new)
    elif isinstance(old, Seq) and isinstance(new, Seq):
        for n in range(max(len(old), len(new))):
            then, now = (items[n] if n < len(items) else None for items in (old, new))
            yield from _entry(then, now, key, new)
    elif old != new:
        yield _said(msg("{key} was {value}", key=key, value=_shown(old))), new


def _entry(
    old: Value | None, new: Value | None, key: str, around: Value
) -> Iterator[tuple[Message, Value]]:
    if old is None and new is not None:
        yield _said(msg("{key} {value} was not there", key=key, value=_shown(new))), new
    elif new is None and old is not None:
        yield _said(msg("{key} was {value}", key=key, value=_shown(old))), around
    elif old is not None and new is not None:
        yield from _differences(old, new, key)


def _said(what: Message) -> Message:
    return msg("this voucher was altered after it was written: {what}", what=what)


def _shown(value: Value) -> str:
    if isinstance(value, Map):
        return " ".join(f"{key}: {_shown(each)}" for key, each in value.items())
    return ", ".join(map(_shown, value)) if isinstance(value, Seq) else str(value)


_CORRECTED_BY = {
    "kind": partial(commands.triage, category="TEXT", kind="KIND"),
    "policy": partial(commands.repolicy, reason="TEXT"),
    "customer": partial(commands.edit, customer="ID"),
    "unit": partial(commands.edit, serial="SERIAL"),
    "model": partial(commands.edit, model="MODEL"),
    "contract": partial(commands.edit, contract="ID"),
    "priority": partial(commands.edit, priority="PRIORITY"),
}
"""What is typed to correct a value of a head, so that it is known from when on it counts."""

_UNDO = msg("put it back as it was; what is wrong is booked back by servicectl reverse")
_RECORD = msg("what happened is recorded in a commit of its own")
_BACK = msg("put it back as it was; a wrong entry is taken back by servicectl retract")


def _content(event: Event) -> dict[str, object]:
    return event.plain()


def still_to_come(case: Case, now: datetime) -> Iterator[Problem]:
    """Yield a problem for each event later than a day after ``now``: no clock is that wrong."""
    for event in case.history:
        if event.at > now + timedelta(days=1):
            yield Problem(event.place, "future", msg("event {id} is still to come", id=event.id))
