"""A unit that was put in at a customer's gets its file: whose it is, since when, its model."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.master.customers import Unit, nobodys, put_in, unit_with_model
from servicectl.services.recording.amended import unit_write
from servicectl.services.recording.corrected_unit import given_back, unit_writes
from servicectl.services.recording.unit_left import before_last, unit_found_again, unit_left
from servicectl.store.commit.record import Write
from servicectl.store.team.team import Team

_PUTS_IN = ("swap", "exchange")


def units_changed(team: Team, case: Case, event: Event, voucher: Voucher | None) -> list[Write]:
    """Return the files of units that change with an event: put in, or said to be another's."""
    before = before_last(case)
    if event.did == "edit":
        return unit_writes(team, before, event.fields) + unit_left(team, before, case)
    if event.did == "retract" and voucher is None:
        back = [e for e in case.history if e.id == event.fields["event"] and e.did == "edit"]
        if back:
            left, found = unit_left(team, before, case), unit_found_again(team, case)
            return [*given_back(team, case, back[0]), *left, *found]
        return []
    return _put_in(team, case, voucher) if voucher is not None else []


def _put_in(team: Team, case: Case, voucher: Voucher) -> list[Write]:
    """Return the files of the units that came to the customer for another (R099, R171, R300).

    A part with a number, such as a SIM card, has none. The warranty is that of the model, from the
    day on which the unit was put in. Where that is taken back the unit is nobody's again.
    """
    if voucher.did == "retract":
        return _taken_out(team, case, voucher)
    there = [line for line in voucher.lines if line.to == "installed" and line.serial]
    new = _for_another(team, case, voucher.did, there)
    models = [line for line in new if line.sku in team.products]
    return [_file(team, case, voucher, str(line.serial), str(line.sku)) for line in models]


def _for_another(team: Team, case: Case, did: str, lines: Sequence[Line]) -> Sequence[Line]:
    """Return those of an action's numbered lines that are of a unit which came for another.

    What is given back is that only where a maker sent it for the customer's own (R099).
    """
    if did != "give-back":
        return lines if did in _PUTS_IN else ()
    moved = (line for v in team.vouchers_of(before_last(case)) for line in v.lines)
    sent = {line.serial for line in moved if (line.from_, line.to) == ("supplier", "house")}
    return [line for line in lines if line.serial in sent]


def _taken_out(team: Team, case: Case, back: Voucher) -> list[Write]:
    """Return the files of the units that come back to the store, for they were never put in."""
    away = [line for line in back.lines if line.from_ == "installed" and line.serial]
    lines = _for_another(team, case, team.voucher(str(back.reverses)).did, away)
    serials = [str(line.serial) for line in lines]
    return [
        unit_write(serial, nobodys(team.unit(serial)))
        for serial in serials
        if team.has_unit(serial)
    ]


def _file(team: Team, case: Case, voucher: Voucher, serial: str, model: str) -> Write:
    """Return the file of one unit; what stood there of an earlier life is kept where it is true."""
    day = team.policy.calendar.date_of(voucher.at)
    if team.has_unit(serial) and team.unit(serial).model not in (None, model):
        serial = unit_with_model(serial, model)
    new = Unit(schema=1, serial=serial.partition("@")[0])
    known = team.unit(serial) if team.has_unit(serial) else new
    return unit_write(serial, put_in(known, model, case.head.customer, day))
