"""Customers and their units."""

from __future__ import annotations

import re
from datetime import date

from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
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
from servicectl.domain.schema.records import Record, key
from servicectl.domain.schema.telephone import Telephone, telephones
from servicectl.errors import Malformed, msg

NAME = TextKind(limit=100, lines=False)


class Customer(Record):
    """One customer; name, phone and address stand here and nowhere else."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    id: str = key(CUSTOMER_ID, msg("customer"), required=True)
    name: str = key(NAME, msg("customer's name"), required=True)
    phone: str | None = key(PHONE, msg("phone"))
    phones: tuple[str, ...] = key(ManyKind(PHONE), msg("further phones"), default=())
    contact: str | None = key(NAME, msg("contact person"))
    address: str | None = key(LINE, msg("address"))
    note: str | None = key(TEXT, msg("note"))
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())

    def telephones(self, area_code: str | None = None) -> tuple[Telephone, ...]:
        """Return what the phone numbers mean; a local one is whole with the desk's area code."""
        return tuple(
            number
            for text in (self.phone, *self.phones)
            if text
            for number in _numbers_on_file(text, area_code)
        )


def _numbers_on_file(text: str, area_code: str | None) -> tuple[Telephone, ...]:
    """Return the numbers of a text in a file; one that is no number is only what it says."""
    try:
        return telephones(text, area_code)
    except Malformed:
        return (Telephone(text, None, re.sub(r"[^0-9]", "", text)),)


class Unit(Record):
    """One sold or installed unit."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    serial: str = key(SERIAL, msg("serial number"), required=True)
    model: str | None = key(MODEL, msg("model"))
    customer: str | None = key(CUSTOMER_ID, msg("customer"))
    purchased: date | None = key(DAY, msg("bought on"))
    installed: date | None = key(DAY, msg("installed on"))
    place: str | None = key(LINE, msg("where it stands"))
    inspected_by: str | None = key(LINE, msg("inspected by"))
    note: str | None = key(TEXT, msg("note"))
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())
