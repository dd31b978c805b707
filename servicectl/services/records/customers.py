"""Customers on file: putting them there, correcting them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from servicectl.domain.master.customers import Customer
from servicectl.domain.schema.vocabulary import DESK
from servicectl.errors import Message, UsageError, msg
from servicectl.services.queries.callers import find_by_phone
from servicectl.services.records.edit import Filed, keep
from servicectl.services.session import Session
from servicectl.store.team.paths import CUSTOMERS
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend
from servicectl.store.yaml.write import dump_record

MAY_FILE = (*DESK, "manager")


def add(session: Session, values: Mapping[str, Any]) -> Filed:
    """Put a customer on file under a new id."""
    if not values.get("name"):
        raise UsageError(msg("customer add needs --name"))
    customer = Customer(schema=1, id=f"c-{session.letters()}", **values)

    def edit(team: Team) -> tuple[str, str]:
        return f"{CUSTOMERS}/{customer.id}.yaml", dump_record(customer)

    def notice(team: Team) -> Iterator[Message]:
        yield from _also_of(team, customer.id, values.get("phone"))

    return keep(session, "customer add", MAY_FILE, customer.id, edit, notice)


def edit(session: Session, id: str, values: Mapping[str, Any]) -> Filed:
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

    def notice(team: Team) -> Iterator[Message]:
        yield from _also_of(team, id, values.get("phone"))

    return keep(session, "customer edit", MAY_FILE, id, edit, notice)


def _also_of(team: Team, id: str, phone: str | None) -> Iterator[Message]:
    """Yield who else has a phone number: a call from it has to say who is calling."""
    others = [other.id for other in find_by_phone(team, phone or "") if other.id != id]
    if others:
        yield msg(
            "{others} has this number too: report --customer ID says who calls", others=others
        )
