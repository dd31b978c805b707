"""What serves once, and what two clones made of it: a numbered form, an answer, an approval.

In merged order the later use does not fit. Of a case the uses go by its history, between cases by
time, then by id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import Force
from servicectl.domain.cases.numbered_forms import GIVEN_AT, TAKEN_AT, VOIDED_AT, forms_of
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.oral_approvals import (
    answerer,
    is_moot,
    to_confirm,
    without_denied,
)
from servicectl.domain.movements.requisitions import answers, asked_before, requisition
from servicectl.domain.schema.vocabulary import APPROVABLE, SERVES_ONE
from servicectl.errors import Message, msg


class Use(NamedTuple):
    """An event of a case that uses something, the case as it was before; ``vouchers`` count."""

    before: Case
    event: Event
    vouchers: Mapping[str, Voucher]


class UsedUp(NamedTuple):
    """Which earlier event has used what another one needs, too, and that in words."""

    by: Event
    reason: Message


Judge = Callable[[Use], UsedUp | None]


def nothing_served(use: Use) -> UsedUp | None:
    """Say of no approval that it has served: no rulebook is known."""


def may_use(case: Case) -> bool:
    """Return whether something may have been used twice in a case, or a form by it and another."""
    may = _serving(case)
    uses = [event for event in case.history if may(event) or _number(event)]
    return len(uses) > 1 or any(map(_number, uses))


def _serving(case: Case) -> Callable[[Event], bool]:
    """Return whether an event may be served by what serves once: any by a yes of one's own."""
    if any(e.did == "approve" and e.fields.get("what") not in APPROVABLE for e in case.history):
        return lambda _: True
    return lambda event: event.did in _SERVED


def used_twice(
    cases: Iterable[Case], vouchers: Iterable[Voucher], served: Judge = nothing_served
) -> dict[str, Force]:
    """Return by their ids the events that use what is used already; of a case the first.

    ``vouchers`` are those that count, ``served`` judges by the rulebook of a case.
    """
    known = {voucher.id: voucher for voucher in vouchers if voucher.did == "issue"}
    found: dict[str, Force] = {}
    taken: list[Taken] = []
    for case in filter(may_use, cases):
        found |= used_in(case, known, served)
        taken += taken_along(case)
    return {**taken_twice(taken), **found}


def used_in(
    case: Case, vouchers: Mapping[str, Voucher], served: Judge = nothing_served
) -> dict[str, Force]:
    """Return the first event that uses what an earlier one of its case has used."""
    may = _serving(case)
    for n, event in enumerate(case.events):
        if case.force(event).word != "in" or not may(event):
            continue
        use = Use(case.before(n), event, vouchers)
        own = _USES.get(event.did)
        found = (own and own(use)) or served(use)
        if found is not None:
            return {event.id: Force("clash", None, found.by.id, found.reason)}
    return {}


class Taken(NamedTuple):
    """A form taken along: its number, when, by which event, for which case.

    One that somebody kept (``is_kept``) is in nobody's way.
    """

    number: str
    at: datetime
    event: str
    case: str
    is_kept: bool


def taken_along(case: Case) -> Iterator[Taken]:
    """Yield the forms taken along for a case by what is in force."""
    for event in case.events:
        if event.did == TAKEN_AT and _number(event):
            is_kept = case.force(event).word == "kept"
            yield Taken(_number(event), event.at, event.id, case.id, is_kept)


def taken_twice(taken: Iterable[Taken]) -> dict[str, Force]:
    """Return by their ids the events that took along a form which another case has (R521)."""
    found: dict[str, Force] = {}
    for number, each in groupby(sorted(taken), key=attrgetter("number")):
        uses = list(each)
        first = next((use for use in uses if not use.is_kept), uses[0])
        fine = {first.case, *(use.case for use in uses if use.is_kept)}
        text = msg("form {number} was taken along for {case}", number=number, case=first.case)
        late = (use.event for use in uses if use.case not in fine)
        found |= {id: Force("clash", None, first.event, text) for id in late}
    return found


def _number(event: Event) -> str:
    return str(event.fields.get("form_no") or "")


def _form(use: Use) -> UsedUp | None:
    """A form that came in, or was struck, is neither taken along nor brought again (R521)."""
    number = _number(use.event)
    state = {form.number: form.state for form in forms_of(use.before)}.get(number, "out")
    if state == "out":
        return None
    ended = (e for e in use.before.events if e.did in (GIVEN_AT, VOIDED_AT))
    by = [event for event in ended if _number(event) == number]
    return UsedUp(by[-1], msg("form {number} is not out for this case", number=number))


def _answer(use: Use) -> UsedUp | None:
    """What was asked for is answered once (R089), a price before the customer says so (R065)."""
    case, what = use.before, use.event.fields.get("what")
    if what == "request" and not asked_before(case):
        given = [event for event in case.events if answers(event)]
        text = msg("no request of {case} is waiting for an answer", case=case.id)
        return UsedUp(given[-1], text) if given else None
    if what == "quote":
        events = without_denied(case.since_solved)
        said = [e for e in events if e.did == "quote" or answers_price(e)]
        if said and said[-1].did != "quote":
            text = msg("no price of {case} waits for an answer", case=case.id)
            return UsedUp(said[-1], text)
    return None


def answers_price(event: Event) -> bool:
    """Return whether somebody says yes or no to a price."""
    return event.did in ("accept", "refuse") or (
        event.did in ("approve", "reject") and event.has("quote")
    )


def _confirm(use: Use) -> UsedUp | None:
    """A yes by word of mouth is confirmed or denied once (R187)."""
    named, who = use.event.fields.get("event"), answerer(use.event)
    waits = (giver for _, giver in to_confirm(use.before, named))
    if who in waits or is_moot(use.before, use.event):
        return None
    said = [e for e in use.before.events if e.did == "confirm" and answerer(e) == who]
    same = [e for e in said if None in (named, e.fields.get("event")) or e.fields["event"] == named]
    text = msg("nothing said by word of mouth waits to be confirmed")
    return UsedUp(same[-1], text) if same else None


def _issue(use: Use) -> UsedUp | None:
    """No more is handed out than was approved (R089, R095)."""
    case, event, known = use
    own = [known[id] for id in event.vouchers if id in known]
    skus = {line.sku for voucher in own for line in voucher.lines}
    earlier = [e for e in case.events if e.did == "issue"]
    vouchers = [known[id] for e in earlier for id in e.vouchers if id in known]
    for want in requisition(case, (*vouchers, *own)) if vouchers else ():
        if want.answered and want.issued > want.approved and want.sku in skus:
            by = (v.event for v in vouchers if any(line.sku == want.sku for line in v.lines))
            last = [e for e in earlier if e.id in set(by)]
            text = msg(
                "{sku}: {issued} would be handed out, {limit} are approved",
                sku=want.sku,
                issued=want.issued,
                limit=want.approved,
            )
            return UsedUp(last[-1], text) if last else None
    return None


_USES: Mapping[str, Judge] = {
    TAKEN_AT: _form,
    GIVEN_AT: _form,
    VOIDED_AT: _form,
    "approve": _answer,
    "reject": _answer,
    "confirm": _confirm,
    "issue": _issue,
}
_SERVED = frozenset((*_USES, "accept", "refuse", *SERVES_ONE.values()))
