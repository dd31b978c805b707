"""What an action observes beyond what it needs: the figures of the rulebook, and what was agreed.

Pure, and so asked twice: before an event is recorded, and of every file by the validator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event, since_last
from servicectl.domain.cases.numbered_forms import forms_of, number_is_open
from servicectl.domain.ledger.balances import of_case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.obligations import obligations
from servicectl.domain.movements.oral_approvals import answerer, is_moot, to_confirm, without_denied
from servicectl.domain.movements.prices import NO_MONEY, invoiced, paid, standing
from servicectl.domain.movements.repair_warranty import charged, rework
from servicectl.domain.movements.used_once import answers_price
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.requirements import approved, counting
from servicectl.domain.schema import commands
from servicectl.domain.time.deadlines import reckon
from servicectl.domain.time.limit import of_duration
from servicectl.domain.time.moments import write_minute
from servicectl.errors import Message, msg

BY_THE_BOOKS = frozenset({"sheet-in", "cash-pay"})
"""Actions that are checked against what is booked in the case, too."""
_YES_NO = ("approve", "reject")


class Objection(NamedTuple):
    """Why an event is refused, and how that is mended."""

    message: Message
    remedy: Message | None = None


class CheckedEvent(NamedTuple):
    """An event and what it is checked against: the case before it, its vouchers, the rulebook."""

    case: Case
    event: Event
    policy: Policy
    vouchers: Iterable[Voucher] = ()


def objections(checked: CheckedEvent) -> Iterator[Objection]:
    """Yield why an event is refused."""
    observed = _OBSERVED.get(checked.event.did)
    yield from observed(checked) if observed else ()


def _appointment(checked: CheckedEvent) -> Iterator[Objection]:
    """The visit is at most so long after the first call, or it is approved (R483, R484).

    Where nobody has called yet it is counted from the assignment (rules.md A31). An approval
    serves one appointment.
    """
    limit = checked.policy.limits.appointment
    visit = since_last(checked.case.events, "assign")
    if limit is None or not visit:
        return
    first = next((event for event in visit if event.did == "call"), visit[0])
    latest = reckon(of_duration(limit), first.at, checked.policy.calendar).due
    if latest is None or checked.event.fields["when"] <= latest:
        return
    if not approved("appointment", visit) or "reason" not in checked.event.fields:
        yield Objection(
            msg(
                "the visit has to be by {latest}; a later one needs approval and --reason",
                latest=write_minute(latest, checked.policy.zone),
            ),
            commands.approve(checked.case.id, what="appointment").message,
        )


def _at_height(checked: CheckedEvent) -> Iterator[Objection]:
    """From so many metres up the safety belt is worn (R502)."""
    limit = checked.policy.limits.harness_from
    height = Decimal(checked.event.fields.get("work_height", 0))
    if limit is not None and height >= limit and "harness" not in checked.event.fields:
        yield Objection(
            msg("from {limit} m up the safety belt is worn: --harness", limit=limit),
            msg("without it nobody works at {height} m", height=height),
        )


def _warranty(checked: CheckedEvent) -> Iterator[Objection]:
    """An unusual warranty is agreed with the customer before the repair (R510, R511)."""
    promised, fields = checked.policy.warranty, checked.event.fields
    agreed = fields.get("agreed_before")
    if agreed is None:
        if not promised.least <= fields["months"] <= promised.most:
            yield Objection(
                msg(
                    "other than {least} to {most} months is agreed before the repair",
                    least=promised.least,
                    most=promised.most,
                ),
                msg("say when the customer agreed: --agreed-before TIME"),
            )
        return
    begun = _repair_begun(checked.case) or checked.event.at
    if agreed > begun:
        yield Objection(
            msg(
                "{agreed} is not before the repair, which began at {begun}",
                agreed=write_minute(agreed.astimezone(begun.tzinfo)),
                begun=write_minute(begun),
            )
        )


def _quote(checked: CheckedEvent) -> Iterator[Objection]:
    """No price before the cause is found (R486); what is under warranty is free (R533).

    A line that has no ``diagnose`` (an installation, say) looks for no cause.
    """
    yield from _discount(checked)
    if "estimate" in checked.event.fields and not checked.policy.money.estimates:
        yield Objection(
            msg("this rulebook allows no price before the cause is found"),
            msg("diagnose first, then quote"),
        )
    found = any(event.did == "diagnose" for event in checked.case.since_solved)
    never = checked.case.line.lacks("diagnose")
    if "estimate" not in checked.event.fields and not found and not never:
        yield Objection(
            msg("no price is told before the cause is found"),
            commands.diagnose(checked.case.id, cause="TEXT").message,
        )
    again = rework(checked.case, checked.policy.calendar)
    if again is not None and again.is_free and charged(checked.event):
        yield Objection(
            msg("the repair is under warranty until {day}: it is free", day=str(again.until)),
            msg("write the lines with :free"),
        )


def _answer(checked: CheckedEvent) -> Iterator[Objection]:
    """A price is approved once, and before the customer has answered (R065)."""
    events = without_denied(checked.case.since_solved)
    said = [e for e in events if e.did == "quote" or answers_price(e)]
    if answers_price(checked.event) and said and said[-1].did != "quote":
        yield _no_price(checked.case.id)


def _no_price(case: str) -> Objection:
    quote = commands.quote(case, line="TEXT=AMOUNT")
    return Objection(
        msg("no price of {case} waits for an answer", case=case),
        msg("servicectl {words} tells a new one", words=quote),
    )


def _accept(checked: CheckedEvent) -> Iterator[Objection]:
    """The customer agrees to a price that was quoted, where the line quotes any (R500)."""
    if standing(checked.case) is None and checked.case.line.moves("quote"):
        yield _no_price(checked.case.id)


def _approve(checked: CheckedEvent) -> Iterator[Objection]:
    """A price is approved as it is answered; an exchange is that of the case's unit (R171)."""
    yield from _answer(checked)
    if checked.event.has("what", "exchange"):
        yield from _of_the_case(checked, "serial")


def _plan(checked: CheckedEvent) -> Iterator[Objection]:
    """Outside period or scope the price is explained, and the customer chooses (R534)."""
    again = rework(checked.case, checked.policy.calendar)
    if again is not None and not again.is_free and "choice" not in checked.event.fields:
        yield Objection(
            msg("this repair is not free: explain it, and let the customer choose"),
            msg("write down what the customer chose: --choice TEXT"),
        )


def _rework_report(checked: CheckedEvent) -> Iterator[Objection]:
    """What is reported is that a repair did not hold, and once each time (R045)."""
    case, told = checked.case.id, since_last(checked.case.events, "rework-report")
    if not any(map(_is_bad, checked.case.events)):
        failed = commands.callback(case, running="old_fault|new_fault")
        remedy = msg("servicectl {words} records it", words=failed)
        yield Objection(msg("no repair of {case} failed", case=case), remedy)
    elif told and not any(map(_is_bad, told)):
        yield Objection(msg("the supervisor of {case} was told already", case=case))


def _is_bad(event: Event) -> bool:
    """Return whether an event says that the fault is there again, or another one."""
    return event.did == "rework" or event.fields.get("running") in ("old_fault", "new_fault")


def _promise(checked: CheckedEvent) -> Iterator[Objection]:
    """A promised date is changed before it passes (R528)."""
    promised = [e.agreed for e in checked.case.events if e.did in ("take-away", "promise")]
    if promised and promised[-1] is not None and checked.event.at > promised[-1]:
        note = commands.note(checked.case.id, "TEXT")
        yield Objection(
            msg("the date promised has passed: {date}", date=write_minute(promised[-1])),
            msg("servicectl {words} writes down what was agreed", words=note),
        )


def _sheet_in(checked: CheckedEvent) -> Iterator[Objection]:
    """Old parts come in with the sheet (R525, R526); the form is one that was handed out (R521)."""
    if checked.policy.limits.old_parts:
        held = of_case(checked.vouchers, checked.case.id)
        old = [h for h in held if h.account.old or h.account.kind.word == "customer-unit"]
        for owed in obligations(old, checked.case.id):
            yield Objection(
                msg("old part not in: {what}", what=owed.what),
                msg("{settle}, or with --excused REASON", settle=owed.settle),
            )
    yield from _form(checked)


def _form(checked: CheckedEvent) -> Iterator[Objection]:
    number = checked.event.fields.get("form_no")
    taken = [form.number for form in forms_of(checked.case) if form.state == "out"]
    is_open = not taken and number_is_open(checked.case)
    if number is not None and number not in taken and not is_open:
        yield Objection(
            msg("form {number} is not out for this case", number=number),
            msg("out: {numbers}", numbers=", ".join(taken) or "-"),
        )


def _give_back(checked: CheckedEvent) -> Iterator[Objection]:
    """The receipt that is reclaimed is one given in this case (R117)."""
    receipt = checked.event.fields.get("receipt")
    given = [id for e in checked.case.events if e.did == "take-away" for id in e.vouchers]
    if receipt is not None and receipt not in given:
        yield Objection(
            msg("{receipt} is no receipt of {case}", receipt=receipt, case=checked.case.id),
            msg("receipts given: {ids}", ids=", ".join(given) or "-"),
        )


def _exchange(checked: CheckedEvent) -> Iterator[Objection]:
    """The unit for which another is given is the case's (R171), and the one approved."""
    yield from _of_the_case(checked, "old")
    given = _counted_approvals("exchange", checked.case)
    serial = given[-1].fields.get("serial") if given else None
    if serial not in (None, checked.event.fields["old"]):
        yield Objection(
            msg("the exchange of {serial} is approved, no other", serial=serial),
            commands.approve(checked.case.id, what="exchange").message,
        )


def _of_the_case(checked: CheckedEvent, field: str) -> Iterator[Objection]:
    """A unit that is taken along (R115) or taken off for good is the case's."""
    unit, serial = checked.case.head.unit, checked.event.fields.get(field)
    events = (*checked.case.events, checked.event)
    if unit and serial and serial not in _one_after_another(unit, events):
        yield Objection(
            msg(
                "{case} is about {unit}, not about {serial}",
                case=checked.case.id,
                unit=unit,
                serial=serial,
            ),
            msg("say --{field} {unit}; another unit has a case of its own", field=field, unit=unit),
        )


def _counted_approvals(what: str, case: Case) -> list[Event]:
    """Return the approvals of one thing that still count, the latest last."""
    return [e for e in counting(what, case.since_solved) if e.did == "approve" and e.has(what)]


def _discount(checked: CheckedEvent) -> Iterator[Objection]:
    """No more is taken off than was approved, where a sum was approved (R517)."""
    given = _counted_approvals("discount", checked.case)
    most = given[-1].fields.get("amount") if given else None
    off = Decimal(checked.event.fields.get("discount", 0))
    if most is not None and off > Decimal(most):
        yield Objection(
            msg("{off} would be taken off, at most {most} is approved", off=off, most=most),
            commands.approve(checked.case.id, what="discount", amount=off).message,
        )


def _confirm(checked: CheckedEvent) -> Iterator[Objection]:
    """What was approved by word of mouth is confirmed by who said it, and once (R187)."""
    wanted = to_confirm(checked.case, checked.event.fields.get("event"))
    givers = [giver for _, giver in wanted]
    if answerer(checked.event) in givers or is_moot(checked.case, checked.event):
        return
    if not wanted:
        yield Objection(msg("nothing said by word of mouth waits to be confirmed"))
        return
    person = givers[-1]
    yield Objection(
        msg("{person} said yes, and confirms it", person=person),
        commands.confirm(checked.case.id, wanted[-1][0].id).by(person).message,
    )


def _one_after_another(unit: str, events: Sequence[Event]) -> set[str]:
    """Return the units that stood in the place of one, before it and after it."""
    pairs = [(e.fields["old"], e.fields["new"]) for e in events if {"old", "new"} <= {*e.fields}]
    found = {unit}
    for old, new in pairs:
        found |= {new} if old in found else set()
    for old, new in reversed(pairs):
        found |= {old} if new in found else set()
    return found


def _collect(checked: CheckedEvent) -> Iterator[Objection]:
    """Above what may be taken on the spot the invoice comes first (R120, R121)."""
    limit, events = checked.policy.money.on_site_limit, checked.case.events
    if limit is None or any(event.did == "invoice" for event in events):
        return
    collected = [e for e in (*events, checked.event) if e.did == "cash-collect"]
    taken = sum((Decimal(event.fields["amount"]) for event in collected), Decimal(0))
    if taken > limit:
        yield Objection(
            msg("{sum} is more than {limit}, the most taken on the spot", sum=taken, limit=limit),
            msg(
                "the invoice comes first: servicectl {words}",
                words=commands.invoice(checked.case.id, "NUMBER"),
            ),
        )


def _invoice(checked: CheckedEvent) -> Iterator[Objection]:
    """An invoice is noted once, all together are of no more than was agreed and stays paid."""
    number, sums = checked.event.fields["number"], invoiced(checked.case)
    if any(e.did == "invoice" and e.fields["number"] == number for e in checked.case.events):
        yield Objection(msg("invoice {number} is noted already", number=number))
    amount = checked.event.fields.get("amount")
    if (Decimal(amount) > sums.left) if amount else (sums.left <= 0):
        agreed = msg("{sum} were agreed", sum=sums.agreed)
        if any(e.has("for", "refund") for e in checked.case.events):
            agreed = msg("{sum} were agreed and not paid back", sum=sums.agreed)
        yield Objection(
            msg("{agreed}, {billed} of it has an invoice", agreed=agreed, billed=sums.billed),
            msg("a higher price is quoted and accepted first: servicectl quote, accept"),
        )


def _refund(checked: CheckedEvent) -> Iterator[Objection]:
    """No more is paid back than the customer has paid, by then and in all."""
    fields = checked.event.fields
    if fields["for"] != "refund":
        return
    currency = fields.get("currency") or checked.policy.money.currency
    known = list(checked.vouchers)
    by_then = [voucher for voucher in known if voucher.at <= checked.event.at]
    left = min(paid(vouchers).get(currency, NO_MONEY) for vouchers in (known, by_then))
    if Decimal(fields["amount"]) > left:
        yield Objection(
            msg(
                "the customer has paid {left} {currency} that may be paid back, not {wanted}",
                left=left,
                currency=currency,
                wanted=fields["amount"],
            ),
            msg("what else is paid is --for compensation"),
        )


def _repair_begun(case: Case) -> datetime | None:
    """Return when the repair of this visit began, or None."""
    visit = len(since_last(case.events, "assign"))
    trail = case.trail[-visit:] if visit else ()
    return next((step.event.at for step in trail if step.state.bears("working")), None)


_OBSERVED: Mapping[str, Callable[[CheckedEvent], Iterator[Objection]]] = {
    "appoint": _appointment,
    "complete": _at_height,
    "warranty": _warranty,
    "quote": _quote,
    "accept": _accept,
    "approve": _approve,
    "reject": _answer,
    "plan": _plan,
    "rework-report": _rework_report,
    "promise": _promise,
    "give-back": _give_back,
    "take-away": partial(_of_the_case, field="serial"),
    "exchange": _exchange,
    "confirm": _confirm,
    "cash-collect": _collect,
    "cash-pay": _refund,
    "invoice": _invoice,
    "sheet-in": _sheet_in,
    "form-void": _form,
}
