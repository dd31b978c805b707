"""Customers and units: what is on file, and correcting it."""

from __future__ import annotations

import sys

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept, put_problems
from servicectl.cli.app.typed import Typed, whole
from servicectl.cli.verbs.look import customer_of
from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.books import skus
from servicectl.domain.ledger.unit_history import life
from servicectl.domain.ledger.voucher import Item
from servicectl.domain.master.customers import Unit
from servicectl.errors import BadData, Problem, UsageError, msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View, customer_view, row_view, units_view
from servicectl.output.text.customer import customer_facts
from servicectl.output.text.tables import columns, labels
from servicectl.output.text.unit import life_screen, stage_view
from servicectl.services.recording.new_case import is_meant
from servicectl.services.records import customers
from servicectl.store.team.grep import cases_with, units_of
from servicectl.store.team.paths import CUSTOMERS, UNITS


def customer_add(context: Context, words: str, typed: Typed) -> int:
    """Put a customer on file."""
    return put_kept(customers.add(context.session, whole(context, words, typed)), words, typed)


def customer_edit(context: Context, words: str, typed: Typed) -> int:
    """Correct a customer's record."""
    values = whole(context, words, typed)
    id = values.pop("customer")
    _check_on_file(context, f"{CUSTOMERS}/{id}.yaml", id)
    return put_kept(customers.edit(context.session, id, values), words, typed)


def _check_on_file(context: Context, path: str, id: str) -> None:
    if context.team.data(path) is None:
        raise UsageError(
            msg("{id} is not on file", id=id), msg("servicectl search WORDS looks for it")
        )


def customer_show(context: Context, words: str, typed: Typed) -> int:
    """Print a customer with units and cases."""
    id = whole(context, words, typed)["customer"]
    _check_on_file(context, f"{CUSTOMERS}/{id}.yaml", id)
    customer = context.team.customer(id)
    problems: list[Problem] = []
    rows = _rows(context, _cases(context, f"customer: {id}", problems), problems)
    serials = units_of(context.root, id)
    view = units_view(customer, serials, rows)
    if typed["json"]:
        put_json(view)
        return put_problems(problems)
    units = [(say(msg("units")), ", ".join(serials))] if serials else []
    put(labels([*customer_facts(customer), *units]))
    _put_cases(rows)
    return put_problems(problems)


def _cases(context: Context, line: str, problems: list[Problem]) -> list[Case]:
    cases = []
    for path in sorted(cases_with(context.root, line), reverse=True):
        try:
            cases.append(context.team.case_at(path))
        except BadData as error:
            problems.extend(error.problems)
    return cases


def _rows(context: Context, cases: list[Case], problems: list[Problem]) -> list[View]:
    return [row_view(case, customer_of(context, case, problems), context.zone) for case in cases]


def _put_cases(rows: list[View]) -> None:
    for line in columns([(row["id"], row["state"], row["fault"]) for row in rows]):
        put(f"  {line}")


def customer_find(context: Context, words: str, typed: Typed) -> int:
    """Print who has these digits in a phone number, or these words in a name."""
    wanted = whole(context, words, typed)["words"]
    problems: list[Problem] = []
    found = [c for c in context.team.customers(problems) if is_meant(c, wanted)]
    if typed["json"]:
        put_json([customer_view(customer) for customer in found])
    elif found:
        rows = [(c.id, c.name, c.contact or "-", c.phone or "-", c.address or "-") for c in found]
        put("\n".join(columns(rows)))
    elif not problems:
        print(say(msg("no customer")), file=sys.stderr)
    return put_problems(problems)


def unit_show(context: Context, words: str, typed: Typed) -> int:
    """Print a unit with its cases: the file an engineer reads before leaving (R015, R016)."""
    serial = whole(context, words, typed)["serial"]
    vouchers = context.team.vouchers_naming("serial", serial)
    moved = skus(vouchers).get(Item("serial", serial))
    if not vouchers:
        _check_on_file(context, f"{UNITS}/{serial}.yaml", serial)
    known = context.team.has_unit(serial)
    unit = context.team.unit(serial) if known else Unit(schema=1, serial=serial, model=moved)
    problems: list[Problem] = []
    cases = [c for c in _cases(context, f"unit: {serial}", problems) if c.head["unit"] == serial]
    rows = _rows(context, cases, problems)
    stages = life(serial, unit, cases, vouchers, context.zone)
    facts = {
        "serial": unit.serial,
        "model": unit.model,
        "customer": unit.customer,
        "purchased": unit.purchased.isoformat() if unit.purchased else None,
        "installed": unit.installed.isoformat() if unit.installed else None,
        "place": unit.place,
        "note": unit.note,
    }
    if typed["json"]:
        views = [stage_view(stage, context.zone) for stage in stages]
        put_json({**facts, "cases": rows, "life": views})
        return put_problems(problems)
    names = (
        msg("serial number"),
        msg("model"),
        msg("customer"),
        msg("bought on"),
        msg("installed on"),
        msg("where it stands"),
        msg("note"),
    )
    put(labels([(say(k), v) for k, v in zip(names, facts.values(), strict=True) if v]))
    _put_cases(rows)
    if stages:
        put(f"\n{life_screen(stages, context.zone)}")
    return put_problems(problems)
