"""Customers: who is on file, and correcting it."""

from __future__ import annotations

from typing import Any

from servicectl.cli.app.asked_back import asked_back
from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept, put_problems, put_rows
from servicectl.cli.app.typed import Typed, whole
from servicectl.errors import msg


def customer_add(context: Context, words: str, typed: Typed) -> int:
    """Put a customer on file; at a terminal, one who is there already is named and kept."""
    from servicectl.services.records.new_customer import add

    values = whole(context, words, typed)

    def filed(values: dict[str, Any]) -> int:
        if "customer" in values:
            more = {"add_phone": values.get("phone"), "as_typed": values.get("as_typed")}
            known = {"customer": values["customer"], **more}
            return _edited(context, known, "customer edit", typed)
        return put_kept(add(context.session, values), words, typed)

    return asked_back(context, typed, values, filed)


def customer_edit(context: Context, words: str, typed: Typed) -> int:
    """Correct a customer's record."""
    values = whole(context, words, typed)
    return asked_back(context, typed, values, lambda v: _edited(context, v, words, typed))


def _edited(context: Context, values: dict[str, Any], words: str, typed: Typed) -> int:
    from servicectl.services.queries.customers import check_customer
    from servicectl.services.records import customers

    id = values["customer"]
    changes = {name: value for name, value in values.items() if name != "customer"}
    check_customer(context.team, id)
    return put_kept(customers.edit(context.session, id, changes), words, typed)


def customer_show(context: Context, words: str, typed: Typed) -> int:
    """Print a customer with units and cases."""
    from servicectl.output.json.case import units_view
    from servicectl.output.text.customer import customer_screen
    from servicectl.services.queries.customers import customer_file

    found = customer_file(context.team, whole(context, words, typed)["customer"])
    view = units_view(found.customer, found.serials, found.cases, found.merged, context.zone)
    if typed["json"]:
        put_json(view)
    else:
        put(customer_screen(found.customer, found.serials, view["cases"], found.merged))
    return put_problems(found.problems)


def customer_find(context: Context, words: str, typed: Typed) -> int:
    """Print who has these digits in a phone number, or these words in a name."""
    from servicectl.output.json.case import customer_view
    from servicectl.output.text.customer import customers_screen
    from servicectl.services.queries.customers import find_customers

    found = find_customers(context.team, whole(context, words, typed)["words"])
    rows = [customer_view(customer) for customer in found.rows]
    nothing = None if found.problems else msg("no customer")
    put_rows(typed, rows, lambda: customers_screen(found.rows), nothing)
    return put_problems(found.problems)
