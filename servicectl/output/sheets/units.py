"""What the forms of a case tell of units that change hands: taken along, lent, labelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Events, Printing, Records, unit_view
from servicectl.output.sheets.parts import SheetLedger
from servicectl.output.text.tables import cut

SYMPTOM, PLACE = 56, 20
"""Columns for which a tape label of 62 mm has room."""
_TAKEN = ("number", "at", "by", "condition", "accessories", "promised")
_BACK = ("at", "by", "signed_by", "receipt_lost")
_LENT = ("number", "at", "by", "serial", "sku", "name", "condition", "grade", "signed_by")
_RETURNED = ("at", "by", "condition")


def taken_views(records: Records, books: SheetLedger, printing: Printing) -> list[View]:
    """Return each time a unit was taken along (F15; R115, R117), or one of which nothing is known.

    ``number`` is the voucher's, ``open`` tells whether it is still with us.
    """
    taken = [_taken(v, records, books, printing) for v in books.of("take-away") if v.lines]
    return taken or [_unit_to_take(records)]


def _taken(voucher: Voucher, records: Records, books: SheetLedger, printing: Printing) -> View:
    line, events = voucher.lines[0], _since(voucher, records.case)
    back = _return_of(line, voucher, books.of("give-back"))
    fields = _fields(voucher, records.case)
    return _unit_to_take(records) | {
        **_hand_over(voucher, printing),
        "open": back is None,
        "serial": line.serial,
        "condition": fields.get("condition"),
        "accessories": fields.get("accessories"),
        "promised": printing.time(_promised(events)),
        "back": _came_back(back, records.case, printing, _BACK),
    }


def _unit_to_take(records: Records) -> View:
    unit = {name: unit_view(records)[name] for name in ("serial", "model")}
    return dict.fromkeys(_TAKEN) | unit | {"open": True, "back": dict.fromkeys(_BACK)}


def _promised(events: Events) -> datetime | None:
    """Return the date that was promised last since a unit was taken along (R527, R528)."""
    promised: datetime | None = None
    for event in events:
        promised = event.fields.get("when" if event.did == "promise" else "promised", promised)
    return promised


def loan_views(records: Records, books: SheetLedger, printing: Printing) -> list[View]:
    """Return each unit that was lent (F24; R130, R355, R450), or one of which nothing is known."""
    lent = [_lent(v, records, books, printing) for v in books.of("loan-out") if v.lines]
    nothing = dict.fromkeys(_LENT) | {"open": True, "back": dict.fromkeys(_RETURNED)}
    return lent or [nothing]


def _lent(voucher: Voucher, records: Records, books: SheetLedger, printing: Printing) -> View:
    line = voucher.lines[0]
    back = _return_of(line, voucher, books.of("loan-in"))
    fields = _fields(voucher, records.case)
    return {
        **_hand_over(voucher, printing),
        "open": back is None,
        "serial": line.serial,
        "sku": line.sku,
        "name": books.part_view(line.sku)["name"],
        **{name: fields.get(name) for name in ("condition", "grade", "signed_by")},
        "back": _came_back(back, records.case, printing, _RETURNED),
    }


def _hand_over(voucher: Voucher, printing: Printing) -> View:
    at, by = printing.time(voucher.at), printing.name(voucher.by)
    return {"number": voucher.id, "at": at, "by": by}


def _came_back(
    voucher: Voucher | None, case: Case, printing: Printing, names: tuple[str, ...]
) -> View:
    """Return when, by whom and how it came back; None in all while it has not."""
    if voucher is None:
        return dict.fromkeys(names)
    known = {**_hand_over(voucher, printing), **_fields(voucher, case)}
    return {name: known.get(name) for name in names}


def _return_of(line: Line, out: Voucher, vouchers: list[Voucher]) -> Voucher | None:
    """Return the first of these vouchers, after ``out``, in which the same thing comes back."""
    for voucher in vouchers:
        if voucher.at >= out.at and line.item in (each.item for each in voucher.lines):
            return voucher
    return None


def _fields(voucher: Voucher, case: Case) -> Mapping[str, Any]:
    """Return what was typed for the event that booked a voucher."""
    return next((e.fields for e in case.events if e.id == voucher.event), {})


def _since(voucher: Voucher, case: Case) -> Events:
    """Return the events from the one that booked a voucher until the next of its kind."""
    since: list[Any] = []
    for event in case.events:
        if event.did == voucher.did:
            since = [event] if event.id == voucher.event else since
            if since and event.id != voucher.event:
                break
        elif since:
            since.append(event)
    return since


def label_view(records: Records, taken: View) -> View:
    """Return what stands on the tape label (F12, R170), cut to the room that there is."""
    unit = records.unit
    return {
        "serial": taken["serial"],
        "model": taken["model"],
        "place": cut(unit.place, PLACE) if unit and unit.place else None,
        "symptom": cut(" ".join(str(records.case.head.fault).split()), SYMPTOM),
    }
