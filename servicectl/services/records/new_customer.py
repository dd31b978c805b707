"""Putting a customer on file: not one who is there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from servicectl.domain.master.customers import Customer, new_customer
from servicectl.errors import Message, UsageError, msg
from servicectl.services.queries.callers import find_by_address, find_by_name
from servicectl.services.recording.ask_back import AskBack, check_phone, is_it
from servicectl.services.records.customers import MAY_FILE, also_of
from servicectl.services.records.edit import Edited, Filed, keep
from servicectl.services.session import Session
from servicectl.store.team.paths import CUSTOMERS
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import dump_record


def add(session: Session, values: Mapping[str, Any]) -> Filed:
    """Put a customer on file under a new id.

    Raises AskBack for a name that is on file, and for a doubtful number.
    """
    if not values.get("name"):
        raise UsageError(msg("customer add needs --name"))
    check_phone(values, "phone")
    told = {**values, "customer": values["name"]}
    customer = new_customer(f"c-{session.letters()}", told)

    def edit(team: Team) -> Edited:
        filed = team.with_own(customer, values)
        if not values.get("new_customer"):
            _ask_whether_known(team, values["name"])
        path = f"{CUSTOMERS}/{customer.id}.yaml"
        return Edited(path, dump_record(filed), tuple(_others_like(team, customer)))

    return keep(session, "customer add", customer.id, edit, MAY_FILE)


def _others_like(team: Team, customer: Customer) -> Iterator[Message]:
    """Yield who else has this phone number, or lives at this address."""
    yield from also_of(team, customer.id, customer.phone)
    same = find_by_address(team, customer.address or "")
    if same:
        yield msg("at this address, too: {ids}", ids=[other.id for other in same])


def _ask_whether_known(team: Team, name: str) -> None:
    """Raise AskBack where the name is on file."""
    for known in find_by_name(team, name):
        raise _is_it(known)


def _is_it(known: Customer) -> AskBack:
    return is_it(
        known,
        msg("{id} {name} is on file", id=known.id, name=known.name),
        msg(
            "the same: servicectl customer edit {id} --add-phone NUMBER; "
            "somebody else: --new-customer",
            id=known.id,
        ),
    )
