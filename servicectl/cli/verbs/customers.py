"""Customers and units: what is on file, and correcting it."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept, put_problems, put_rows
from servicectl.cli.app.typed import Typed, whole
from servicectl.errors import msg


def customer_add(context: Context, words: str, typed: Typed) -> int:
    """Put a customer on file."""
    from servicectl.services.records import customers

    return put_kept(customers.add(context.session, whole(context, words, typed)), words, typed)


def customer_edit(context: Context, words: str, typed: Typed) -> int:
    """Correct a customer's record."""
    from servicectl.services.queries.customers import check_customer
    from servicectl.services.records import customers

    values = whole(context, words, typed)
    id = values.pop("customer")
    check_customer(context.team, id)
    return put_kept(customers.edit(context.session, id, values), words, typed)


def customer_show(context: Context, words: str, typed: Typed) -> int:
    """Print a customer with units and cases."""
    from servicectl.output.json.case import row_view, units_view
    from servicectl.output.text.customer import customer_screen
    from servicectl.services.queries.customers import customer_file

    found = customer_file(context.team, whole(context, words, typed)["customer"])
    rows = [row_view(*row, context.zone) for row in found.cases]
    if typed["json"]:
        put_json(units_view(found.customer, found.serials, rows))
    else:
        put(customer_screen(found.customer, found.serials, rows))
    return put_problems(found.problems)


def customer_find(context: Context, words: str, typed: Typed) -> int:
    """Print who has these digits in a phone number, or these words in a name."""
    from servicectl.output.json.case import customer_view
    from servicectl.output.text.customer import customers_screen
    from servicectl.services.queries.customers import find_customers

    found = find_customers(context.team, whole(context, words, typed)["words"])
    rows = [customer_view(customer) for customer in found.rows]
    nothing = None if found.problems else msg("no customer")
    put_rows(typed, rows, lambda: customers_screen(rows), nothing)
    return put_problems(found.problems)


def unit_show(context: Context, words: str, typed: Typed) -> int:
    """Print a unit with its cases: the file an engineer reads before leaving (R015, R016)."""
    from servicectl.output.json.case import row_view
    from servicectl.output.text.unit import unit_screen, unit_view
    from servicectl.services.queries.units import unit_file

    found = unit_file(context.team, whole(context, words, typed)["serial"])
    rows = [row_view(*row, context.zone) for row in found.cases]
    if typed["json"]:
        put_json(unit_view(found.unit, rows, found.life, context.zone))
    else:
        put(unit_screen(found.unit, rows, found.life, context.zone))
    return put_problems(found.problems)
