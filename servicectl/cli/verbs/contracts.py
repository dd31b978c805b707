"""Maintenance contracts: putting one on file, looking at them, letting one end."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept, put_problems, put_rows
from servicectl.cli.app.typed import Typed, whole
from servicectl.errors import msg


def add(context: Context, words: str, typed: Typed) -> int:
    """Put a contract on file."""
    from servicectl.services.records.contracts import add as put_on_file

    return put_kept(put_on_file(context.session, whole(context, words, typed)), words, typed)


def edit(context: Context, words: str, typed: Typed) -> int:
    """Correct a contract's record."""
    from servicectl.services.records.contracts import edit as correct

    values = whole(context, words, typed)
    return put_kept(correct(context.session, values.pop("number"), values), words, typed)


def end(context: Context, words: str, typed: Typed) -> int:
    """Write down why a contract is not renewed."""
    from servicectl.services.records.contracts import end as let_end

    values = whole(context, words, typed)
    return put_kept(let_end(context.session, values["number"], values["reason"]), words, typed)


def show(context: Context, words: str, typed: Typed) -> int:
    """Print one contract."""
    from servicectl.output.json.contracts import contract_view
    from servicectl.output.text.contracts import contract_screen
    from servicectl.output.text.own_fields import own_facts
    from servicectl.services.queries.contracts import contract_called

    contract = contract_called(context.team, whole(context, words, typed)["number"])
    customer = context.team.customer(contract.customer)
    today = context.team.policy.calendar.date_of(context.now)
    view = contract_view(contract, customer, today, context.zone)
    if typed["json"]:
        put_json(view)
    else:
        put(contract_screen({**view, "own": own_facts(contract)}))
    return 0


def list_(context: Context, words: str, typed: Typed) -> int:
    """Print the contracts."""
    from servicectl.output.json.contracts import contract_view
    from servicectl.output.text.contracts import contracts_screen
    from servicectl.services.queries.contracts import list_contracts

    found = list_contracts(context.team, whole(context, words, typed).get("customer"))
    today = context.team.policy.calendar.date_of(context.now)
    rows = [contract_view(*row, today, context.zone) for row in found.rows]
    nothing = None if found.problems else msg("no contract")
    put_rows(typed, rows, lambda: contracts_screen(rows), nothing)
    return put_problems(found.problems)
