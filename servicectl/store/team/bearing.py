"""Which vouchers bear on others: they move the same things, go by the same papers, or undo them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import PurePosixPath

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.numbered_forms import forms_of
from servicectl.domain.ledger.balances import BalanceKey
from servicectl.domain.ledger.drawer import FINANCE
from servicectl.domain.ledger.papers import paper_of
from servicectl.domain.ledger.unfit import Judged
from servicectl.domain.ledger.voucher import Voucher
from servicectl.errors import ServicectlError
from servicectl.store.team.force_cache import AsBooked
from servicectl.store.team.grep import cases_with, vouchers_with_any


def judged_of(seeds: Sequence[Voucher]) -> Judged:
    """Return which balances are known whole: of the things moved, of money in the same cases."""
    items = {line.item for voucher in seeds for line in voucher.lines}
    cases = {voucher.case for voucher in seeds}

    def judged(key: BalanceKey) -> bool:
        return key.item in items and (key.item.kind != "money" or key.case in (None, *cases))

    return judged


def bearing_on(files: AsBooked, seeds: Sequence[Voucher]) -> list[Voucher]:
    """Return these vouchers with all that move the same things, go by the same papers, or undo."""
    words: dict[str, None] = {}
    for voucher in seeds:
        paper = paper_of(voucher)
        about = voucher.fields.get("voucher")
        things = (line.item.id for line in voucher.lines if line.item.kind != "money")
        words |= dict.fromkeys(
            (voucher.id, *things, *filter(None, (about, paper and paper.number)))
        )
        if any(line.item.kind == "money" for line in voucher.lines):
            words |= dict.fromkeys(filter(None, (voucher.case, FINANCE)))
    found = {v.id: v for v in read_vouchers(files, vouchers_with_any(files.root, list(words)))}
    return list({**found, **{voucher.id: voucher for voucher in seeds}}.values())


def sharing_forms(files: AsBooked, cases: Iterable[Case], asked: set[str]) -> list[str]:
    """Return the ids of the cases that name a form taken along for one of these.

    ``asked`` are the numbers that were looked for; it grows.
    """
    numbers = {form.number for case in cases for form in forms_of(case)} - asked
    asked |= numbers
    # A number that YAML would take for one stands in quotes.
    lines = [f"form_no: {quote}{number}" for number in sorted(numbers) for quote in ("", "'")]
    return [PurePosixPath(path).stem for path in cases_with(files.root, *lines)]


def read_vouchers(files: AsBooked, paths: Iterable[str]) -> list[Voucher]:
    """Return the vouchers in these files; what cannot be read is named where it stands."""
    found = []
    for path in paths:
        with suppress(ServicectlError):
            found.append(files.voucher_at(path))
    return found
