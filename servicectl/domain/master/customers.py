"""Customers and their units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import (
    CUSTOMER_ID,
    DAY,
    LINE,
    MODEL,
    PHONE,
    SCHEMA,
    SCHEMA_HELP,
    SERIAL,
    TEXT,
    ManyKind,
    TextKind,
)
from servicectl.domain.schema.records import Record, key, replace
from servicectl.domain.schema.telephone import Telephone, split_numbers, telephones
from servicectl.errors import Malformed, msg

NAME = TextKind(limit=100, lines=False)
ON_FILE = PHONE._replace(remedy=commands.customer.edit("CUSTOMER", phone="NUMBER").message)
"""A number in a customer's file: one that cannot be read there is replaced by a command."""


class Customer(Record):
    """One customer; name, phone and address stand here and nowhere else."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    id: str = key(CUSTOMER_ID, msg("customer"))
    name: str = key(NAME, msg("customer's name"))
    phone: str | None = key(ON_FILE, msg("phone"), default=None)
    phones: tuple[str, ...] = key(ManyKind(ON_FILE), msg("further phones"), default=())
    contact: str | None = key(NAME, msg("contact person"), default=None)
    address: str | None = key(LINE, msg("address"), default=None)
    note: str | None = key(TEXT, msg("note"), default=None)
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())
    merged_into: str | None = key(
        CUSTOMER_ID, msg("who this customer is, too: the file to go by"), default=None
    )
    merge_reason: str | None = key(
        LINE, msg("why it was merged, or taken apart again"), default=None
    )

    def telephones(self, area_code: str | None = None) -> tuple[Telephone, ...]:
        """Return what the phone numbers mean; a local one is whole with the desk's area code."""
        return tuple(
            number
            for text in (self.phone, *self.phones)
            if text
            for number in numbers_on_file(text, area_code)
        )


def new_customer(id: str, given: Mapping[str, Any]) -> Customer:
    """Return the record of somebody who is not on file; ``A / B`` are two numbers."""
    numbers = split_numbers(given.get("phone") or "")
    return Customer(
        schema=1,
        id=id,
        name=given.get("customer", ""),
        phone=numbers[0] if numbers else None,
        phones=numbers[1:],
        contact=given.get("contact"),
        address=given.get("address"),
        note=given.get("note"),
    )


def numbers_on_file(text: str, area_code: str | None) -> tuple[Telephone, ...]:
    """Return the numbers of a text in a file; one that is no number is only what it says."""
    try:
        return telephones(text, area_code)
    except Malformed:
        return (Telephone(text, None, re.sub(r"[^0-9]", "", text)),)


class Unit(Record):
    """One sold or installed unit.

    ``id`` is what its file is called, and what cases name: the serial number, or of a further unit
    of that number ``SERIAL@MODEL``.
    """

    id: str = ""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    serial: str = key(SERIAL, msg("serial number"))
    model: str | None = key(MODEL, msg("model"), default=None)
    customer: str | None = key(CUSTOMER_ID, msg("customer"), default=None)
    purchased: date | None = key(DAY, msg("bought on"), default=None)
    installed: date | None = key(DAY, msg("installed on"), default=None)
    place: str | None = key(LINE, msg("where it stands"), default=None)
    inspected_by: str | None = key(LINE, msg("inspected by"), default=None)
    note: str | None = key(TEXT, msg("note"), default=None)
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())
    merged_into: str | None = key(
        SERIAL, msg("which unit this is, too: the file to go by"), default=None
    )
    merge_reason: str | None = key(
        LINE, msg("why it was merged, or taken apart again"), default=None
    )


def put_in(unit: Unit, model: str, customer: str, day: date) -> Unit:
    """Return a unit that was put in at a customer's on a day: that day is what its warranty is by.

    What was known of it in an earlier life stays, where it is still true.
    """
    return replace(unit, model=model, customer=customer, installed=day, purchased=None)


def nobodys(unit: Unit) -> Unit:
    """Return a unit that came back from where it was put in."""
    return replace(unit, customer=None, installed=None)


def unit_with_model(serial: str, model: str) -> str:
    """Return how a unit is named where its number alone is that of another maker's, too."""
    return f"{serial.partition('@')[0]}@{model.replace('/', '_')}"


def is_one_slip(one: str, other: str) -> bool:
    """Return whether two serial numbers differ by a character, or by two that changed places.

    Letter case does not count; a number is no slip of itself.
    """
    a, b = sorted((one.casefold(), other.casefold()), key=len)
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(b) - len(a) == 1:
        return a[start:] == b[start + 1 :]
    if len(a) != len(b) or a == b:
        return False
    swapped = a[start : start + 2] == b[start : start + 2][::-1]
    return a[start + 1 :] == b[start + 1 :] or (swapped and a[start + 2 :] == b[start + 2 :])
