"""The catalogue: models that are sold, spare parts, tools, prices, and the team's own accounts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from servicectl.domain.master.accounts import ACCOUNT
from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
from servicectl.domain.schema.kinds import (
    DAY,
    LINE,
    MODEL,
    SCHEMA,
    SCHEMA_HELP,
    SKU,
    TOOL,
    YES_NO,
    ChoiceKind,
    ManyKind,
    WholeKind,
    did_you_mean,
)
from servicectl.domain.schema.quantities import AMOUNT, LEVEL, MEASURED
from servicectl.domain.schema.records import Record, RecordKind, key
from servicectl.errors import Message, UsageError, msg


class Component(Record):
    """A component with a warranty of its own."""

    name: str = key(LINE, msg("component"))
    months: int = key(WholeKind(0, 600), msg("warranty in months"), rules=("R104",))


class Product(Record):
    """A model that is sold."""

    model: str = key(MODEL, msg("model"))
    name: str = key(LINE, msg("name"))
    brand: str | None = key(LINE, msg("brand"), default=None)
    warranty_months: int | None = key(
        WholeKind(0, 600), msg("warranty in months"), rules=("R103",), default=None
    )
    components: tuple[Component, ...] = key(
        ManyKind(RecordKind(Component)), msg("components"), default=(), rules=("R104",)
    )


class Part(Record):
    """A spare part (R091, R126, R127)."""

    sku: str = key(SKU, msg("part"))
    name: str = key(LINE, msg("name"))
    spec: str | None = key(LINE, msg("specification"), rules=("R091",), default=None)
    unit: str | None = key(LINE, msg("counted in"), default=None)
    class_: str | None = key(
        ChoiceKind(("A", "B", "C")), msg("ABC class"), rules=("R127",), default=None
    )
    min: Decimal | None = key(LEVEL, msg("smallest stock"), rules=("R126", "R350"), default=None)
    max: Decimal | None = key(LEVEL, msg("largest stock"), rules=("R126",), default=None)
    lead_days: int | None = key(
        WholeKind(0, 999), msg("days from order to receipt"), rules=("R126",), default=None
    )
    price: Decimal | None = key(AMOUNT, msg("price"), default=None)
    months: int | None = key(WholeKind(0, 600), msg("warranty in months"), default=None)
    location: str | None = key(LINE, msg("shelf"), rules=("R091",), default=None)
    supplier: str | None = key(LINE, msg("supplier"), default=None)
    serialised: bool = key(YES_NO, msg("each piece has a serial number"), default=False)
    returnable: bool = key(YES_NO, msg("the old part has to come back"), default=False)

    @property
    def is_measured(self) -> bool:
        """Return whether there is a half of it."""
        return self.unit in MEASURED


class Products(Record):
    """``inventory/products.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    products: tuple[Product, ...] = key(ManyKind(RecordKind(Product)), msg("models"), default=())
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())


class Parts(Record):
    """``inventory/parts.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    parts: tuple[Part, ...] = key(ManyKind(RecordKind(Part)), msg("parts"), default=())
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())


class Tool(Record):
    """A tool that is somebody's to keep (R131, R133, R138)."""

    tool: str = key(TOOL, msg("tool"))
    name: str = key(LINE, msg("name"))
    value: Decimal | None = key(AMOUNT, msg("value"), default=None)
    fixed_asset: bool = key(
        YES_NO, msg("counted among the fixed assets"), default=False, rules=("R131",)
    )
    bought: object = key(DAY, msg("bought on"), default=None)
    quotes: str | None = key(LINE, msg("prices asked for"), default=None)
    checked_by: str | None = key(LINE, msg("who of finance checked the price"), default=None)
    approved_by: str | None = key(LINE, msg("who approved the purchase"), default=None)


class Tools(Record):
    """``inventory/tools.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    tools: tuple[Tool, ...] = key(ManyKind(RecordKind(Tool)), msg("tools"), default=())
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())


class ListPrice(Record):
    """One line of the list of repair items and charges [维修项目与收费标准表] (R119)."""

    item: str = key(LINE, msg("repair item"))
    amount: Decimal = key(AMOUNT, msg("sum"))
    note: str | None = key(LINE, msg("note"), default=None)


class PriceList(Record):
    """``inventory/prices.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    version: str = key(LINE, msg("version of the list"), rules=("R119",))
    items: tuple[ListPrice, ...] = key(
        ManyKind(RecordKind(ListPrice)), msg("repair items"), default=()
    )
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())


class OwnAccount(Record):
    """A branch, an agent, a maker or a depot that the team has an account for (R102)."""

    account: str = key(ACCOUNT, msg("account"), rules=("R102",))
    name: str = key(LINE, msg("name"))


class OwnAccounts(Record):
    """``inventory/accounts.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    accounts: tuple[OwnAccount, ...] = key(
        ManyKind(RecordKind(OwnAccount)), msg("accounts"), default=()
    )
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())


class Catalogue:
    """Parts and models by the number they are booked under. A model is a part with a serial.

    ``parts`` are those that are no model.
    """

    def __init__(self, parts: Iterable[Part], products: Iterable[Product]) -> None:
        models = (Part(sku=p.model, name=p.name, serialised=True) for p in products)
        self.parts = tuple(parts)
        self._by_sku = {part.sku: part for part in (*models, *self.parts)}

    def get(self, sku: str) -> Part | None:
        """Return what is booked under a number, or None."""
        return self._by_sku.get(sku)

    def part(self, sku: str) -> Part:
        """Return what is booked under a number; raise UsageError for an unknown one."""
        part = self._by_sku.get(sku)
        if part is None:
            raise UsageError(
                msg("there is no part {sku}", sku=sku),
                self.nearest(sku) or msg("inventory/parts.yaml lists them"),
            )
        return part

    def nearest(self, sku: str) -> Message | None:
        """Return which number was probably meant, or None."""
        return did_you_mean(sku, self._by_sku)
