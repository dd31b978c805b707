"""The files of master data: where each stands below ``inventory/``, and the record it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from servicectl.domain.master.call_register import CallEntry
from servicectl.domain.master.catalogue import OwnAccounts, Parts, PriceList, Products, Tools
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.documents import Library
from servicectl.domain.master.roster import RosterFile
from servicectl.domain.schema import layout
from servicectl.domain.schema.kinds import item_of
from servicectl.domain.schema.records import Record, RecordKind


class MasterFile(NamedTuple):
    """One kind of file: its path or the pattern of its paths, and the record in it.

    ``listed`` is, where the file lists what others name, the key of the list and that of the ids.
    """

    pattern: str
    record: type[Record]
    listed: tuple[str, str] | None = None

    @property
    def place(self) -> str:
        return self.pattern.partition("/*")[0]


MASTER_FILES: Mapping[str, MasterFile] = {
    "register": MasterFile(f"{layout.REGISTER}/*/*/*.yaml", CallEntry),
    "customer": MasterFile(f"{layout.CUSTOMERS}/*.yaml", Customer),
    "unit": MasterFile(f"{layout.UNITS}/*.yaml", Unit),
    "contract": MasterFile(f"{layout.CONTRACTS}/*.yaml", Contract),
    "engineers": MasterFile(layout.ROSTER, RosterFile, ("people", "id")),
    "parts": MasterFile(layout.PARTS, Parts, ("parts", "sku")),
    "products": MasterFile(layout.PRODUCTS, Products, ("products", "model")),
    "tools": MasterFile(layout.TOOLS, Tools, ("tools", "tool")),
    "prices": MasterFile(layout.PRICES, PriceList),
    "accounts": MasterFile(layout.ACCOUNTS, OwnAccounts, ("accounts", "account")),
    "library": MasterFile(layout.LIBRARY, Library),
}
"""Every kind of file of master data, by the name of its schema."""
LISTED_RECORDS: Mapping[type[Record], tuple[str, str]] = {
    file.record: file.listed for file in MASTER_FILES.values() if file.listed
}
"""The files that list what others name: the key of the list, and that of the ids in it."""


def listed_in(value: object) -> tuple[str, str] | None:
    """Return under which key a file lists what others name, and that of their ids; or None."""
    found = (names for record, names in LISTED_RECORDS.items() if isinstance(value, record))
    return next(found, None)


def records_in(record: type[Record]) -> Iterator[type[Record]]:
    """Yield a record and those inside it, each before what it holds."""
    yield record
    for field in record.declared:
        kind = item_of(field.kind)
        if isinstance(kind, RecordKind):
            yield from records_in(kind.record)
