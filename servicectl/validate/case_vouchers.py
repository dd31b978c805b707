"""A case's event and its voucher tell the same: who names whom, and what was moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.in_force import unlike
from servicectl.domain.schema import commands
from servicectl.errors import Message, Problem, msg
from servicectl.validate.expected_lines import ZERO, Expected, Sum, expected, is_vague, known_before
from servicectl.validate.file_kinds import File
from servicectl.validate.ledger_state import LedgerState
from servicectl.validate.unsettled import unsettled


def check_case(case: Case, books: LedgerState, there: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield where a case and its vouchers do not agree, and what of a closed one is open.

    ``there`` tells whether the file of a voucher is there; the books may lack one that cannot be
    read, and have one that was deleted.
    """
    naming = books.of_case(case.id)
    named = (id for event in case.history for id in event.vouchers)
    known = {id: books.files[id] for id in named if id in books.files}
    yield from agreement(case, {**naming, **known}, there)
    vouchers = [file.value for file in {**naming, **known}.values()]
    yield from in_force_alike(case, vouchers)
    out = case.unbooked
    yield from unsettled(case, [file.value for id, file in naming.items() if id not in out])


def agreement(
    case: Case, vouchers: Mapping[str, File], there: Callable[[str], bool]
) -> Iterator[Problem]:
    """Yield where a case and the vouchers that it names, or that name it, do not tell the same."""
    events = {event.id: event for event in case.history}
    for event in case.history:
        yield from _what_it_names(case, event, vouchers, there)
    for file in vouchers.values():
        voucher: Voucher = file.value
        if voucher.case == case.id and voucher.event:
            yield from _named_back(file, voucher, events.get(voucher.event))


def _what_it_names(
    case: Case, event: Event, vouchers: Mapping[str, File], there: Callable[[str], bool]
) -> Iterator[Problem]:
    """Yield where an event names no voucher, a wrong one, or one that tells something else."""
    for id in event.vouchers:
        if not there(id):
            text = msg("event {id} booked {voucher}, which is not there", id=event.id, voucher=id)
            remedy = msg("git restore brings it back; servicectl audit tells when it went")
            yield Problem(event.place, "voucher-missing", text, remedy)
        elif id in vouchers and vouchers[id].value.event == event.id:
            yield from _same(case, event, vouchers[id], vouchers)
        elif id in vouchers:
            yield _disagree(event, msg("{voucher} is not of event {id}", voucher=id, id=event.id))
    if not event.vouchers and not any(f.value.event == event.id for f in vouchers.values()):
        yield from _likeliest(_books_nothing(event, w) for w in _expected(case, event, vouchers))


def _books_nothing(event: Event, ways: Sequence[Expected]) -> list[Problem]:
    """Return that an event tells of something, and books nothing."""
    items = dict.fromkeys(sum_.item for way in ways for sum_ in way.sums if sum_.told)
    text = msg("event {id} tells of {items}, and books nothing", id=event.id, items=[*items])
    return [_disagree(event, text)] if items else []


def _likeliest(found: Iterable[list[Problem]]) -> list[Problem]:
    """Return what is wrong by what was most likely known; nothing where by something all is right.

    Without anything that can be told nothing is wrong.
    """
    first: list[Problem] | None = None
    for problems in found:
        if not problems:
            return []
        first = problems if first is None else first
    return first or []


def _named_back(file: File, voucher: Voucher, event: Event | None) -> Iterator[Problem]:
    """Yield where the event that a voucher names is not there, or does not name the voucher."""
    if event is None:
        text = msg("{case} has no event {id}", case=voucher.case, id=voucher.event)
        yield Problem(file.place("event"), "voucher-event", text)
    elif voucher.id not in event.vouchers:
        text = msg("event {id} does not name this voucher", id=event.id)
        yield Problem(file.place("event"), "voucher-event", text)


def _same(case: Case, event: Event, file: File, vouchers: Mapping[str, File]) -> Iterator[Problem]:
    """Yield where a voucher has another case, time, person, action or content than its event."""
    voucher: Voucher = file.value
    pairs = (
        ("case", voucher.case, case.id),
        ("at", voucher.at, event.at),
        ("by", voucher.by, event.by),
        ("did", voucher.did, event.did),
        ("voucher", voucher.reverses, _booked_back_by(case, event, voucher)),
    )
    unlike = [(key, theirs) for key, ours, theirs in pairs if ours != theirs]
    for key, theirs in unlike:
        text = msg("{key} is {value} in event {id}", key=key, value=theirs or "-", id=event.id)
        yield Problem(file.place(key), "voucher-event", text)
    if not unlike:
        yield from _same_content(case, event, file, vouchers)


def _booked_back_by(case: Case, event: Event, voucher: Voucher) -> str | None:
    """Return which voucher an event books back: the one it names, or one of the entry it names."""
    if event.did != "retract":
        return event.fields.get("voucher")
    taken = [id for e in case.history if e.id == event.fields["event"] for id in e.vouchers]
    return voucher.reverses if voucher.reverses in taken else next(iter(taken), None)


def in_force_alike(case: Case, vouchers: Iterable[Voucher]) -> Iterator[Problem]:
    """Yield where an event is in force and its voucher is not, or the other way round."""
    for odd in unlike(case, vouchers):
        if odd.stands:
            text = msg(
                "{event} stands, and its voucher {voucher} is booked back by {other}",
                event=odd.event.id,
                voucher=odd.voucher,
                other=odd.back,
            )
        else:
            text = msg(
                "{event} was taken back, and its voucher {voucher} stands",
                event=odd.event.id,
                voucher=odd.voucher,
            )
        yield Problem(odd.event.place, "voucher-event", text, odd.settle)


def _same_content(
    case: Case, event: Event, file: File, vouchers: Mapping[str, File]
) -> Iterator[Problem]:
    """Yield each line that the event does not tell of, and each sum that it tells otherwise."""
    ways = _expected(case, event, vouchers, file.value)
    yield from _likeliest(list(_unlike(each, event, file)) for each in ways)


def _unlike(ways: Sequence[Expected], event: Event, file: File) -> Iterator[Problem]:
    for n, line in enumerate(file.value.lines):
        if not any(way.takes(line) for way in ways):
            text = msg("event {id} tells nothing of this line", id=event.id)
            yield Problem(file.place("lines", n), "voucher-event", text)
    for way in ways:
        yield from _same_sums(way, event, file)


def _expected(
    case: Case, event: Event, vouchers: Mapping[str, File], own: Voucher | None = None
) -> Iterator[list[Expected]]:
    """Yield what an event tells of what it moves, by each that may have been known before it.

    Nothing can be told of one that does not fit: it was recorded of a case that stood otherwise.
    """
    if not event.action.movements or not case.tells_what_moved(event):
        return
    known = {id: file.value for id, file in vouchers.items()}
    currency = next((line.currency for line in own.lines if line.currency), None) if own else None
    is_exact = False
    for earlier in known_before(case, event):
        ways = expected(case, event, earlier, known, currency)
        if ways is None:
            return
        if not (is_exact and is_vague(ways)):
            yield ways
        is_exact = is_exact or not is_vague(ways)


def _same_sums(way: Expected, event: Event, file: File) -> Iterator[Problem]:
    """Yield what goes this way in other quantities than the event tells."""
    booked: defaultdict[str, Decimal] = defaultdict(Decimal)
    first: dict[str, int] = {}
    for n, line in enumerate(file.value.lines):
        if way.takes(line):
            booked[line.item.id] += line.quantity
            first.setdefault(line.item.id, n)
    told = {sum_.item: sum_ for sum_ in way.sums}
    for id in dict.fromkeys((*told, *booked)):
        sum_ = told.get(id, Sum(id, ZERO, ZERO))
        if not sum_.is_(booked[id]):
            steps = ("lines", first[id]) if id in first else ("lines",)
            text = msg(
                "event {id} tells of {told} {item}, here is {booked}",
                id=event.id,
                told=sum_.told,
                item=id,
                booked=booked[id],
            )
            anew = msg(
                "if the paper agrees with the event: servicectl {words}, then anew",
                words=commands.retract(file.value.case, event.id),
            )
            yield Problem(file.place(*steps), "voucher-event", text, anew)


def _disagree(event: Event, text: Message) -> Problem:
    return Problem(event.place, "voucher-event", text)
