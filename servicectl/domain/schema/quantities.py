"""Quantities and sums as people type them: ``PSU-12V5A=2``, ``HDD-4T@WD123``, ``380.00``.

Decimal throughout: a float would lose a cent. What is read here is kept as normal text in a case's
history, and taken apart again where it is booked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import SERIAL_FORM, ParsedKind
from servicectl.errors import Malformed, msg
from servicectl.named_tuple import NamedTuple

LARGEST = Decimal(99_999)
LARGEST_SUM = Decimal("9999999.99")
MOST_BOOKED = Decimal(10) ** 15
"""What several entries come to may be more than anybody types in one."""
CENT = Decimal("0.01")
CATEGORIES = ("free", "paid", "contract")
MEASURED = frozenset(
    {"m", "cm", "mm", "kg", "g", "l", "ml", "米", "厘米", "公斤", "千克", "克", "升"}
)
"""Units of which there is a half; any other is counted in whole pieces."""

_THING = r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,47}"
_GOODS = rf"(?s)({_THING})(?:=([^:@=]*)|@({SERIAL_FORM}))(?::(.*))?"
_NUMBER = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,3})?")
_SUM = r"[0-9]{1,16}(?:\.[0-9]{1,2})?"
_CHARGE = re.compile(rf"(.+)=([^:=]*)(?::({'|'.join(CATEGORIES)}))?", re.DOTALL)


class Goods(NamedTuple):
    """So much of a part, or one piece by its serial number; ``reason`` where one is given."""

    sku: str
    qty: Decimal
    serial: str | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """Return it as it is typed."""
        amount = f"@{self.serial}" if self.serial else f"={self.qty}"
        return f"{self.sku}{amount}" + (f":{self.reason}" if self.reason else "")


class UnitPrice(NamedTuple):
    """What one piece of a part, or one of what it is measured in, is bought for."""

    sku: str
    amount: Decimal

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.sku}={self.amount}"


class Charge(NamedTuple):
    """One line of a quote; ``category`` where it is not the case's (R106)."""

    text: str
    amount: Decimal
    category: str | None = None

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.text}={self.amount}" + (f":{self.category}" if self.category else "")


def read_quantity(text: str, most: Decimal = LARGEST) -> Decimal:
    """Return a quantity above zero with at most three decimals; raise Malformed."""
    if text.startswith("-"):
        raise Malformed(
            msg("{text} is below zero", text=repr(text)),
            msg("things that go the other way have a word of their own: return, old-in, reverse"),
        )
    if not _NUMBER.fullmatch(text):
        raise Malformed(
            msg("{text} is no quantity", text=repr(text[:20])), msg("such as 2, or 0.5 of a metre")
        )
    qty = Decimal(text)
    if not 0 < qty <= most:
        raise Malformed(msg("{text} is not above 0 and at most {most}", text=text, most=most))
    return normal(qty)


def read_number(text: str) -> Decimal:
    """Return a number with at most six decimals; raise Malformed."""
    if not re.fullmatch(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", text):
        raise Malformed(msg("{text} is no number", text=repr(text[:20])), msg("such as 12 or 2.5"))
    return normal(Decimal(text))


def read_level(text: str) -> Decimal:
    """Return a quantity of zero or more (a smallest stock); raise Malformed."""
    return Decimal(0) if re.fullmatch(r"0+(\.0+)?", text) else read_quantity(text)


def normal(qty: Decimal) -> Decimal:
    """Return a quantity without needless zeros, never in powers of ten."""
    return qty.quantize(Decimal(1)) if qty == qty.to_integral() else qty.normalize()


def read_sum(text: str, most: Decimal = LARGEST_SUM) -> Decimal:
    """Return a sum of money above zero, with two decimals; raise Malformed."""
    if text.startswith("-"):
        raise Malformed(
            msg("{text} is below zero", text=repr(text[:20])),
            msg("money that goes the other way: cash pay --for refund, reverse"),
        )
    if not re.fullmatch(_SUM, text):
        raise Malformed(
            msg("{text} is no sum of money", text=repr(text[:20])), msg("such as 380 or 380.50")
        )
    amount = Decimal(text)
    if not 0 < amount <= most:
        raise Malformed(msg("{text} is not above 0 and at most {most}", text=text, most=most))
    return amount.quantize(CENT)


def read_goods(text: str) -> Goods:
    """Return what ``SKU=QTY``, ``SKU@SERIAL`` and a reason after a colon mean; raise Malformed."""
    match = re.fullmatch(_GOODS, text.strip())
    if not match:
        raise Malformed(
            msg("{text} is not of the form SKU=QTY", text=repr(text[:40])),
            msg("such as PSU-12V5A=2, or HDD-4T@WD0012 for one with a serial number"),
        )
    sku, qty, serial, reason = match.groups()
    reason = (reason or "").strip() or None
    return Goods(sku, Decimal(1) if serial else read_quantity(qty.strip()), serial, reason)


def read_plain_goods(text: str) -> Goods:
    """Return goods that carry no reason; raise Malformed."""
    goods = read_goods(text)
    if goods.reason:
        raise Malformed(msg("{text}: no reason is asked for here", text=repr(text[:40])))
    return goods


def read_counted(text: str) -> Goods:
    """Return goods that were counted; raise Malformed, of none of them with how that is said."""
    sku, _, qty = text.strip().partition("=")
    if re.fullmatch(r"0+(\.0+)?", qty.strip()):
        raise Malformed(
            msg("{text}: of what is counted there is some", text=repr(text[:40])),
            msg("that there is none is said so: --none {sku}", sku=sku),
        )
    return read_plain_goods(text)


def read_stock(text: str) -> Goods:
    """Return how much a book says there is of a part, or that there is none; raise Malformed."""
    sku, _, qty = text.partition("=")
    return Goods(sku, Decimal(0)) if qty == "0" else read_plain_goods(text)


def read_reasoned_goods(text: str) -> Goods:
    """Return goods with a reason (R078, R526); raise Malformed where there is none."""
    goods = read_goods(text)
    if not goods.reason:
        raise Malformed(
            msg("{text}: the reason is missing", text=repr(text[:40])),
            msg("write {goods}:REASON", goods=str(goods)),
        )
    return goods


def read_price(text: str) -> UnitPrice:
    """Return what ``SKU=AMOUNT`` means, the price of one; raise Malformed."""
    sku, equals, amount = text.strip().partition("=")
    if not equals or not re.fullmatch(_THING, sku.strip()):
        raise Malformed(
            msg("{text} is not of the form SKU=AMOUNT", text=repr(text[:40])),
            msg("such as PSU-12V5A=86.00, the price of one"),
        )
    return UnitPrice(sku.strip(), read_sum(amount.strip()))


def read_charge(text: str) -> Charge:
    """Return what ``TEXT=AMOUNT[:free|paid|contract]`` means; raise Malformed.

    A free line may be of 0: it tells the customer what is not charged.
    """
    match = _CHARGE.fullmatch(text.strip())
    if not match:
        raise Malformed(
            msg("{text} is not of the form TEXT=AMOUNT", text=repr(text[:40])),
            msg(
                "such as 换电源板=380.00, with :free, :paid or :contract where it is not the case's"
            ),
        )
    words, amount, category = match.groups()
    free = category in ("free", "contract") and re.fullmatch(r"0+(\.0{1,2})?", amount.strip())
    return Charge(words.strip(), Decimal("0.00") if free else read_sum(amount.strip()), category)


def _as_text(parse: Callable[[str], object]) -> Callable[[str], str]:
    """Return a reader of the same form whose value is the normal text, as it stands in files."""
    return lambda text: str(parse(text))


def _fold_goods(text: str) -> str:
    """Return goods in plain signs; the reason behind the colon is free text."""
    goods, colon, reason = re.sub("[：﹕]", ":", text, count=1).partition(":")
    return folded(goods) + colon + reason


def _fold_charge(text: str) -> str:
    """Return a charge in plain signs; the words before the last equals are free text."""
    words, equals, amount = re.sub("[＝﹦](?=[^=＝﹦]*$)", "=", text).rpartition("=")
    return words + equals + folded(amount)


GOODS = ParsedKind(_as_text(read_plain_goods), "SKU=QTY", "PSU-12V5A=2", fold=_fold_goods)
COUNTED = ParsedKind(_as_text(read_counted), "SKU=QTY", "PSU-12V5A=2", fold=_fold_goods)
STOCK = ParsedKind(_as_text(read_stock), "SKU=QTY", "PSU-12V5A=2", fold=_fold_goods)
USED = ParsedKind(
    _as_text(read_reasoned_goods), "SKU=QTY:REASON", "PSU-12V5A=1:烧毁", fold=_fold_goods
)
CHARGE = ParsedKind(_as_text(read_charge), "TEXT=AMOUNT", "换电源板=380.00", fold=_fold_charge)
PRICE = ParsedKind(_as_text(read_price), "SKU=AMOUNT", "PSU-12V5A=86.00")
SUM = ParsedKind(_as_text(read_sum), "AMOUNT", "380.00")
LEVEL = ParsedKind(read_level, "LEVEL", "2")
AMOUNT = ParsedKind(read_sum, "AMOUNT", "380.00")
METRES = ParsedKind(_as_text(read_quantity), "METRES", "2.5")
QTY = ParsedKind(lambda text: read_quantity(text, MOST_BOOKED), "QTY", "2")
BOOKED_SUM = ParsedKind(lambda text: read_sum(text, MOST_BOOKED), "AMOUNT", "380.00")
NUMBER = ParsedKind(_as_text(read_number), "NUMBER", "12.5")
