"""What only one kind of document has to observe, and what is written beside its voucher."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import booked_back, in_force
from servicectl.domain.ledger.stock_counts import corrected_since
from servicectl.domain.ledger.unfit import too_late
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.oral_approvals import answerer
from servicectl.domain.movements.voucher_approvals import SpokenYes, spoken
from servicectl.domain.schema import commands
from servicectl.domain.schema.quantities import read_goods, read_price
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.unit_identity import is_at_customers, owner_of, units_with
from servicectl.services.recording.approvals import check_in_place_of
from servicectl.services.recording.reversals import check_reversal
from servicectl.services.recording.settling import check_voucher_settlement
from servicectl.services.recording.tool_purchase import check_purchase
from servicectl.services.recording.tool_register import tool_entry
from servicectl.store.commit.record import Write
from servicectl.store.team.team import Team

_WRITTEN_OFF = frozenset({"installed", "scrap", "unrecovered", "lost", "worn"})


def check_document(team: Team, typed: Event) -> None:
    """Raise where something that only this kind of document has to observe is not so."""
    if typed.did in _CHECKS:
        _CHECKS[typed.did](team, typed)


def beside(team: Team, typed: Event) -> tuple[Write, ...]:
    """Return the files that are written with the voucher of a document."""
    return (_BESIDE[typed.did](team, typed),) if typed.did in _BESIDE else ()


def _check_received(team: Team, typed: Event) -> None:
    """Raise for a write-off that is none, and for a unit that stands at a customer's."""
    _check_write_off(team, typed)
    received = map(read_goods, typed.fields.get("parts", ()))
    _check_prices({goods.sku for goods in received}, typed)
    _check_new(team, typed)


def check_from_maker(team: Team, typed: Event) -> None:
    """Raise where the piece that a maker sends instead stands at a customer's (R099)."""
    if "instead_of" in typed.fields:
        _check_new(team, typed)


def _check_new(team: Team, typed: Event) -> None:
    """Raise where a unit that stands at a customer's would come in as a new one."""
    for goods in map(read_goods, typed.fields.get("parts", ())):
        for unit in units_with(team, goods.serial) if goods.serial else ():
            if unit.model in (None, goods.sku) and is_at_customers(team, unit):
                raise _is_installed(unit.id, owner_of(team, unit))


def _check_prices(received: Collection[str], typed: Event) -> None:
    """Raise where a price is of nothing that comes in, or a part has two (R092)."""
    known: set[str] = set()
    for price in map(read_price, typed.fields.get("price", ())):
        if price.sku not in received:
            remedy = msg("a price is of what is received: {parts}", parts=", ".join(received))
            raise UsageError(msg("{sku} is priced and does not come in", sku=price.sku), remedy)
        if price.sku in known:
            raise UsageError(
                msg("{sku} has two prices", sku=price.sku),
                msg("what was bought at another price comes in on its own: parts receive"),
            )
        known.add(price.sku)


def _is_installed(unit: str, customer: str | None) -> Refused:
    return Refused(
        msg("{unit} is on file with a customer: {id}", unit=unit, id=customer),
        msg(
            "servicectl unit show {unit} tells its way; from a customer it comes back "
            "with take-away, swap or exchange",
            unit=unit,
        ),
    )


def _check_write_off(team: Team, typed: Event) -> None:
    """Raise where goods in exchange name a voucher that wrote nothing off (R094)."""
    id = typed.fields.get("replaces")
    if id and not any(line.to in _WRITTEN_OFF for line in team.voucher(id).lines):
        remedy = msg("servicectl parts ledger {account} lists them", account="installed")
        raise Refused(msg("{id} has written nothing off", id=id), remedy)


def _check_count(team: Team, typed: Event) -> None:
    """Raise where what is approved is no count, is one's own, or is booked already (R091)."""
    id = typed.fields["voucher"]
    count = team.voucher(id)
    if count.did != "count":
        raise UsageError(msg("{id} is no count", id=id))
    alone = len(team.roster.active(team.policy.calendar.date_of(typed.at))) == 1
    if count.by == typed.by and not alone:
        raise Refused(
            msg("{person} counted and may not approve the count", person=typed.by),
            msg("somebody else does it: --as NAME"),
        )
    about = team.vouchers_about(id)
    gone = booked_back(about)
    for other in about:
        if (other.did, other.fields["voucher"]) == ("adjust", id) and other.id not in gone:
            raise Refused(msg("{id} is booked already by {other}", id=id, other=other.id))
    _check_not_corrected(team, count)


def _check_not_corrected(team: Team, count: Voucher) -> None:
    """Raise where another count of the same was booked since: this one knew the book before it."""
    moved = in_force(team.vouchers_touching("count-difference"))
    other = corrected_since(count, (voucher for voucher in moved if voucher.did == "adjust"))
    if other is not None:
        remedy = msg("count anew: servicectl parts count SKU=QTY --account ACCOUNT")
        raise Refused(too_late(count.id, other.id), remedy)


def _may_say(yes: SpokenYes, typed: Event) -> bool:
    """Return whether a yes waits for an answer, or for another one than that it was not given."""
    return yes.answer is None or (yes.is_denied and "denied" not in typed.fields)


def _check_confirmation(team: Team, typed: Event) -> None:
    """Raise where no yes to the voucher waits for this person's word (R187)."""
    voucher = team.voucher(typed.fields["voucher"])
    check_in_place_of(team, typed, voucher.by)
    known = [voucher, *team.vouchers_about(voucher.id)]
    asked = [yes.person for yes in spoken(known) if yes.voucher is voucher and _may_say(yes, typed)]
    if not asked:
        raise Refused(msg("nothing said by word of mouth waits to be confirmed"))
    if answerer(typed) not in asked:
        raise Refused(
            msg("{person} said yes, and confirms it", person=asked[0]),
            commands.confirm(voucher.id).by(asked[0]).message,
        )


_CHECKS: Mapping[str, Callable[[Team, Event], None]] = {
    "settle-voucher": check_voucher_settlement,
    "reverse": lambda team, typed: check_reversal(team, None, typed),
    "adjust": _check_count,
    "confirm": _check_confirmation,
    "receive": _check_received,
    "from-maker": check_from_maker,
    "tool-add": check_purchase,
}
_BESIDE: Mapping[str, Callable[[Team, Event], Write]] = {"tool-add": tool_entry}
