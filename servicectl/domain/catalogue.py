"""The catalogue: models that are sold, and spare parts."""

from __future__ import annotations

from servicectl.domain.kinds import (
    LINE,
    MODEL,
    SCHEMA,
    SCHEMA_HELP,
    SKU,
    ChoiceKind,
    ManyKind,
    WholeKind,
)
from servicectl.domain.records import Record, RecordKind, key
from servicectl.errors import msg


class Component(Record):
    """A component with a warranty of its own."""

    name: str = key(LINE, msg("component"), required=True)
    months: int = key(WholeKind(0, 600), msg("warranty in months"), required=True)


class Product(Record):
    """A model that is sold."""

    model: str = key(MODEL, msg("model"), required=True)
    name: str = key(LINE, msg("name"), required=True)
    brand: str | None = key(LINE, msg("brand"))
    warranty_months: int | None = key(WholeKind(0, 600), msg("warranty in months"))
    components: tuple[Component, ...] = key(
        ManyKind(RecordKind(Component)), msg("components"), default=()
    )


class Part(Record):
    """A spare part."""

    sku: str = key(SKU, msg("part"), required=True)
    name: str = key(LINE, msg("name"), required=True)
    unit: str | None = key(LINE, msg("counted in"))
    class_: str | None = key(ChoiceKind(("A", "B", "C")), msg("ABC class"))
    min: str | None = key(LINE, msg("smallest stock"))
    price: str | None = key(LINE, msg("price"))


class Products(Record):
    """``inventory/products.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    products: tuple[Product, ...] = key(ManyKind(RecordKind(Product)), msg("models"), default=())


class Parts(Record):
    """``inventory/parts.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    parts: tuple[Part, ...] = key(ManyKind(RecordKind(Part)), msg("parts"), default=())
