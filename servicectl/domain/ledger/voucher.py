"""A voucher: what moved from which account to which, written once and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from servicectl.domain.master.accounts import ACCOUNT, Account, read_account
from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import (
    CASE_ID,
    EVENT_ID,
    LINE,
    MISSING,
    MOMENT,
    PERSON,
    SCHEMA,
    SCHEMA_HELP,
    SERIAL,
    TEXT,
    THING,
    TOOL,
    VOUCHER_ID,
    ChoiceKind,
    Findings,
    WordKind,
)
from servicectl.domain.schema.nodes import Map, Seq, Value
from servicectl.domain.schema.quantities import BOOKED_SUM, QTY
from servicectl.domain.schema.records import (
    Field,
    Fields,
    Record,
    key,
    plain,
    read_fields,
    read_record,
    replace,
)
from servicectl.domain.workflow.money_actions import CURRENCY
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Place, Problem, msg
from servicectl.named_tuple import NamedTuple

SEAL = WordKind(r"[0-9a-f]{12}", "8d1f0c2b9a47", "SEAL")
ONE = Decimal(1)
MOVED = frozenset({"parts", "from", "to", "amount", "currency", "tool", "person", "maker"})
"""Fields that are typed for a document and stand in its lines, not beside them."""

BOOKS = tuple(verb for verb, action in ACTIONS.items() if action.movements)
VOUCHER_FIELDS = (
    Field("schema", SCHEMA, SCHEMA_HELP, required=True),
    Field("id", VOUCHER_ID, msg("voucher"), required=True),
    Field("at", MOMENT, msg("when it happened"), required=True),
    Field("by", PERSON, msg("who booked it"), required=True),
    Field("did", ChoiceKind((*BOOKS, *DOCUMENTS)), msg("what was done"), required=True),
    Field("case", CASE_ID, msg("case")),
    Field("event", EVENT_ID, msg("event of the case")),
    Field("entered", MOMENT, msg("when it was typed, if later")),
    Field("note", TEXT, msg("note")),
    Field("total", BOOKED_SUM, msg("sum of the lines")),
    Field("seal", SEAL, msg("fingerprint of all that stands above"), required=True),
)
BACK = ("reverse", "retract")
"""What books a voucher back: by itself, or with the event that it was booked with."""
OWN = frozenset({"lines", *(field.name for field in VOUCHER_FIELDS)})
"""What every voucher has; a field of an action that is called alike stands in its event alone."""


class Item(NamedTuple):
    """What is moved: ``kind`` is sku, serial, tool or money; ``id`` the part, number, currency."""

    kind: str
    id: str


class Line(Record):
    """One line of a voucher: so much of one thing, from one account to another."""

    sku: str | None = key(THING, msg("part or model"), default=None)
    serial: str | None = key(SERIAL, msg("serial number"), default=None)
    tool: str | None = key(TOOL, msg("tool"), default=None)
    qty: Decimal | None = key(QTY, msg("quantity"), default=None)
    unit: str | None = key(LINE, msg("counted in"), default=None)
    amount: Decimal | None = key(BOOKED_SUM, msg("sum"), default=None)
    currency: str | None = key(CURRENCY, msg("currency"), default=None)
    from_: str = key(ACCOUNT, msg("account it comes from"))
    to: str = key(ACCOUNT, msg("account it goes to"))
    reason: str | None = key(TEXT, msg("reason"), default=None)
    place: Place = Place("")

    @property
    def item(self) -> Item:
        """Return what is moved. A thing with a serial number is known by that alone."""
        if self.currency:
            return Item("money", self.currency)
        if self.tool:
            return Item("tool", self.tool)
        return Item("serial", self.serial) if self.serial else Item("sku", str(self.sku))

    @property
    def quantity(self) -> Decimal:
        """Return how much of it: pieces, metres, or money."""
        return self.amount or self.qty or ONE

    @property
    def source(self) -> Account:
        return read_account(self.from_)

    @property
    def target(self) -> Account:
        return read_account(self.to)

    def back(self) -> Line:
        """Return the line that undoes this one."""
        return replace(self, from_=self.to, to=self.from_, reason=None)


class Voucher(NamedTuple):
    """What moved, when (aware), by whom, for which case; ``fields`` are those of its document.

    ``event`` is the case's event that it was booked with.
    """

    id: str
    at: datetime
    by: str
    did: str
    lines: tuple[Line, ...]
    case: str | None = None
    event: str | None = None
    fields: Mapping[str, Any] = MappingProxyType({})
    entered: datetime | None = None
    note: str | None = None
    total: Decimal | None = None
    seal: str = ""
    place: Place = Place("")

    @property
    def reverses(self) -> str | None:
        return self.fields.get("voucher") if self.did in BACK else None

    def plain(self) -> dict[str, Any]:
        """Return the voucher as it is written to a file, without its seal."""
        head = {"schema": 1, "id": self.id, "at": self.at, "by": self.by, "did": self.did}
        case = {"case": self.case, "event": self.event}
        tail = {"entered": self.entered, "note": self.note, "total": self.total}
        fields = {name: list(v) if isinstance(v, tuple) else v for name, v in self.fields.items()}
        filled = {k: v for k, v in (case | fields | tail).items() if v not in (None, [], ())}
        return head | filled | {"lines": [plain(line) for line in self.lines]}

    @property
    def fingerprint(self) -> str:
        """Return what the seal has to be: the first 12 hex digits of a SHA-256 of the content."""
        text = json.dumps(self.plain(), default=_written, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def way_back(self) -> commands.CommandLine:
        """Return what is typed to book it back: one of a case goes with its entry."""
        if self.event:
            return commands.retract(self.case, self.event, reason="TEXT")
        return commands.reverse(self.id, reason="TEXT")

    def sealed(self) -> Voucher:
        """Return the voucher with the total of its sums and the seal of its content."""
        sums = [line.amount for line in self.lines if line.amount]
        whole = self._replace(total=sum(sums, Decimal(0)) if sums else None)
        return whole._replace(seal=whole.fingerprint)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@cache
def voucher_fields(did: str) -> Fields:
    """Return the fields of a voucher by what was done, without its lines.

    What is booked about another voucher is nothing without that; what else its command requires is
    asked of those of no case, by a rule (validate/ledger_rules.py): one of a case has its event.
    """
    document = DOCUMENTS.get("reverse" if did in BACK else did)
    own = document.fields if document else ()
    kept = [f for f in own if f.name not in MOVED | OWN]
    asked = (f._replace(required=f.name == "voucher" and f.required) for f in kept)
    return Fields((*VOUCHER_FIELDS, *asked))


def read_voucher(raw: Map, path: str) -> tuple[Voucher | None, tuple[Problem, ...]]:
    """Return the voucher that a file's content describes, and every problem in it."""
    found = Findings(path)
    values = read_fields(raw, voucher_fields(str(raw.get("did", ""))), found, skip=("lines",))
    lines = tuple(_lines(raw, found))
    if found.problems:
        return None, tuple(found.problems)
    base = {name: value for name, value in values.items() if name in OWN - {"schema"}}
    own = {name: value for name, value in values.items() if name not in OWN}
    voucher = Voucher(**base, lines=lines, fields=own, place=found.place(raw))
    _check_total(voucher, raw, found)
    return voucher, tuple(found.problems)


def _lines(raw: Map, found: Findings) -> Iterator[Line]:
    items = raw.get("lines", MISSING)
    if not isinstance(items, Seq):
        at = raw if items is MISSING else items
        found.add(at, "lines", msg("lines is a list of what moved"))
        return
    for item in items:
        line = read_record(Line, item, found)
        if line is not MISSING and _moves_one_thing(line, item, found):
            yield replace(line, place=found.place(item))


def _moves_one_thing(line: Line, raw: Value, found: Findings) -> bool:
    """Return whether a line moves exactly one thing, or money; a problem where it does not."""
    money = line.amount is not None
    if money != (line.currency is not None):
        found.add(raw, "line", msg("amount and currency go together"))
    elif sum((money, line.tool is not None, line.sku is not None or line.serial is not None)) != 1:
        found.add(
            raw,
            "line",
            msg("a line moves one thing"),
            msg("sku (and serial), tool, or amount and currency"),
        )
    elif not money and line.serial is None and line.tool is None and line.qty is None:
        found.add(raw, "line", msg("{key} is missing", key="qty"))
    elif (line.serial or line.tool) and line.qty not in (None, ONE):
        found.add(raw, "line", msg("there is only one of {id}", id=line.serial or line.tool))
    elif line.from_ == line.to:
        found.add(raw, "line", msg("from and to are the same account"))
    else:
        return True
    return False


def _check_total(voucher: Voucher, raw: Map, found: Findings) -> None:
    currencies = {line.currency for line in voucher.lines if line.currency}
    if len(currencies) > 1:
        found.add(raw["lines"], "currency", msg("one voucher has one currency"))
    total = sum((line.amount for line in voucher.lines if line.amount), Decimal(0))
    if (voucher.total or Decimal(0)) != total:
        found.add(
            raw.get("total", raw),
            "total",
            msg("the lines make {sum}, not {total}", sum=total, total=voucher.total or 0),
        )
