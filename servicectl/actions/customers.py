"""Customers on file: putting them there, correcting them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.actions.filing import Kept, keep
from servicectl.actions.seat import Seat
from servicectl.domain.assets import Customer
from servicectl.domain.choices import DESK
from servicectl.domain.records import plain
from servicectl.errors import UsageError, msg
from servicectl.store.paths import CUSTOMERS
from servicectl.store.team import Team
from servicectl.store.yamledit import amend
from servicectl.store.yamlwrite import dump

MAY_FILE = (*DESK, "manager")


def add(seat: Seat, values: Mapping[str, Any]) -> Kept:
    """Put a customer on file under a new id."""
    if not values.get("name"):
        raise UsageError(msg("customer add needs --name"))
    customer = Customer(schema=1, id=f"c-{seat.letters()}", **values)

    def edit(team: Team) -> tuple[str, str]:
        return f"{CUSTOMERS}/{customer.id}.yaml", dump(plain(customer))

    return keep(seat, "customer add", MAY_FILE, customer.id, edit)


def edit(seat: Seat, id: str, values: Mapping[str, Any]) -> Kept:
    """Correct some values of a customer's record; the rest of the file stays as it is."""
    if not values:
        raise UsageError(msg("nothing to change was given"), msg("such as --phone NUMBER"))
    path = f"{CUSTOMERS}/{id}.yaml"

    def edit(team: Team) -> tuple[str, str]:
        team.customer(id)
        text = (team.data(path) or b"").decode()
        for name, value in values.items():
            text = amend(text, (name,), value, path)
        return path, text

    return keep(seat, "customer edit", MAY_FILE, id, edit)
