"""Customers, their units, and the catalogue of models and parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servicectl.domain.kinds import (
    CUSTOMER_ID,
    DAY,
    LINE,
    MODEL,
    PHONE,
    SCHEMA,
    SCHEMA_HELP,
    SERIAL,
    SKU,
    TEXT,
    ChoiceKind,
    ManyKind,
    TextKind,
    WholeKind,
)
from servicectl.domain.records import RecordKind, key
from servicectl.errors import msg

NAME = TextKind(limit=100, lines=False)


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer; name, phone and address stand here and nowhere else."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    id: str = key(CUSTOMER_ID, msg("customer"), required=True)
    name: str = key(NAME, msg("customer's name"), required=True)
    phone: str | None = key(PHONE, msg("phone"))
    phones: tuple[str, ...] = key(ManyKind(PHONE), msg("further phones"), default=())
    contact: str | None = key(NAME, msg("contact person"))
    address: str | None = key(LINE, msg("address"))
    note: str | None = key(TEXT, msg("note"))


@dataclass(frozen=True, slots=True)
class Unit:
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


@dataclass(frozen=True, slots=True)
class Component:
    """A component with a warranty of its own."""

    name: str = key(LINE, msg("component"), required=True)
    months: int = key(WholeKind(0, 600), msg("warranty in months"), required=True)


@dataclass(frozen=True, slots=True)
class Product:
    """A model that is sold."""

    model: str = key(MODEL, msg("model"), required=True)
    name: str = key(LINE, msg("name"), required=True)
    brand: str | None = key(LINE, msg("brand"))
    warranty_months: int | None = key(WholeKind(0, 600), msg("warranty in months"))
    components: tuple[Component, ...] = key(
        ManyKind(RecordKind(Component)), msg("components"), default=()
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part."""

    sku: str = key(SKU, msg("part"), required=True)
    name: str = key(LINE, msg("name"), required=True)
    unit: str | None = key(LINE, msg("counted in"))
    class_: str | None = key(ChoiceKind(("A", "B", "C")), msg("ABC class"))
    min: str | None = key(LINE, msg("smallest stock"))
    price: str | None = key(LINE, msg("price"))


@dataclass(frozen=True, slots=True)
class Products:
    """``inventory/products.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    products: tuple[Product, ...] = key(ManyKind(RecordKind(Product)), msg("models"), default=())


@dataclass(frozen=True, slots=True)
class Parts:
    """``inventory/parts.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    parts: tuple[Part, ...] = key(ManyKind(RecordKind(Part)), msg("parts"), default=())
