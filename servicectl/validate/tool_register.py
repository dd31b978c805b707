"""The register of tools says what was said when a tool was bought (R131, R138)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.schema.kinds import Findings
from servicectl.domain.schema.nodes import Map, Seq, part
from servicectl.errors import Problem, msg

_SIGNED = ("value", "fixed_asset", "quotes", "checked_by", "approved_by")
"""What somebody stood for at the purchase; a name may be written better."""


def unlike_the_register(bought: Iterable[Voucher], raw: Map, path: str) -> Iterator[Problem]:
    """Yield each value of the register that the voucher of the purchase has otherwise.

    ``bought`` are the vouchers in force by which tools came in, ``raw`` is the register's file.
    """
    last = {str(v.lines[0].tool): v for v in sorted(bought, key=lambda v: (v.at, v.id))}
    entries = part(raw, "tools")
    for entry in entries if isinstance(entries, Seq) else ():
        voucher = last.get(str(part(entry, "tool")))
        if voucher is not None and isinstance(entry, Map):
            yield from _unlike(voucher, entry, Findings(path))


def _unlike(voucher: Voucher, entry: Map, found: Findings) -> Iterator[Problem]:
    usual = {"fixed_asset": "no"}
    for name in _SIGNED:
        was = str(voucher.fields.get(name) or usual.get(name, ""))
        if str(entry.get(name) or usual.get(name, "")) != was:
            yield Problem(
                found.place(entry.get(name, entry)),
                "tool-altered",
                msg("{key} of {tool} was {was}", key=name, tool=str(entry["tool"]), was=was or "-"),
                msg(
                    "put it back; what was entered wrongly is booked back by "
                    "servicectl reverse {id} --reason TEXT, and entered anew",
                    id=voucher.id,
                ),
            )
