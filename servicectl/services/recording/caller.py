"""Who is it: a caller is known by a number, a name, a unit or an id; a new one is put on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.master.customers import Customer, new_customer
from servicectl.domain.schema.characters import search_key
from servicectl.domain.schema.kinds import CUSTOMER_ID
from servicectl.errors import Message, UsageError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.callers import (
    customer_called,
    find_by_address,
    find_by_name,
    find_by_part_of_name,
    find_by_phone,
)
from servicectl.services.queries.unit_identity import owner_of, unit_with_number
from servicectl.services.recording.ask_back import AskBack, check_phone, is_it
from servicectl.store.team.team import Team

Given = Mapping[str, Any]


class SeveralCallers(UsageError):
    """Several customers are meant by what was given: it has to be said who is calling."""


class Caller(NamedTuple):
    """Who calls: the record, whether it is new, and others at the address, or of a like name."""

    customer: Customer
    is_new: bool = False
    same_address: Sequence[str] = ()
    like_name: Sequence[str] = ()


def caller(team: Team, given: Given, new_id: str, attended: bool = False) -> Caller:
    """Return the caller's record, found on file or new.

    Raises UsageError for an unknown id, SeveralCallers, and AskBack where a name or a unit is on
    file and the number is not; where somebody is ``attended`` to, also of a name that is like one.
    """
    if CUSTOMER_ID.fits(given.get("customer", "")):
        return Caller(customer_called(team, given["customer"]))
    check_phone(given, "phone")
    known = _by_number(team, given) or _by_name_alone(team, given)
    if known is not None:
        return Caller(known)
    if not given.get("new_customer"):
        _ask_whether_known(team, given)
    address = given.get("address")
    same = [c.id for c in find_by_address(team, address)] if address else []
    alike = find_by_part_of_name(team, given.get("customer", ""))
    if attended and len(alike) == 1 and not given.get("new_customer"):
        raise _is_near(given["customer"], alike[0])
    return Caller(new_customer(new_id, given), True, same, [f"{c.id} {c.name}" for c in alike])


def _by_number(team: Team, given: Given) -> Customer | None:
    """Return who has the number; a name that was given decides between several."""
    known = find_by_phone(team, given.get("phone") or "")
    name = search_key(given.get("customer", ""))
    same = [customer for customer in known if search_key(customer.name) == name]
    if same or not given.get("new_customer"):
        return _only(
            same or known, msg("several customers have this number: {ids}", ids=_ids(known))
        )
    return None


def _by_name_alone(team: Team, given: Given) -> Customer | None:
    """Return who is meant where no number was given: by name, else by the unit."""
    name = given.get("customer")
    if given.get("phone") or given.get("new_customer"):
        return None
    if name:
        known = find_by_name(team, name)
        one = _only(known, msg("several customers have this name: {ids}", ids=_ids(known)))
        if one is None:
            _check_half_a_name(team, name)
        return one
    return _by_unit(team, given)


def _check_half_a_name(team: Team, name: str) -> None:
    """Raise where a name of which there is no number is a part of that of somebody on file."""
    found = find_by_part_of_name(team, name)
    near = _only(found, msg("nobody is called {name}, but: {ids}", name=name, ids=_ids(found)))
    if near is not None:
        raise _is_near(name, near)


def _is_near(name: str, near: Customer) -> AskBack:
    return is_it(
        near,
        msg("nobody is called {name}, but: {ids}", name=name, ids=_ids([near])),
        msg("the same: --customer {id}; somebody else: --new-customer", id=near.id),
    )


def _by_unit(team: Team, given: Given) -> Customer | None:
    """Return whose the unit is that was named, where no other is named in the same breath."""
    serial, model = given.get("serial"), given.get("model")
    unit = unit_with_number(team, serial, model) if serial else None
    owner = owner_of(team, unit) if unit else None
    return team.customer(owner) if owner else None


def _ask_whether_known(team: Team, given: Given) -> None:
    """Raise where name or unit are those of somebody on file, and the number is not."""
    known = find_by_name(team, given.get("customer", ""))
    if len(known) > 1:
        _only(known, msg("several customers have this name: {ids}", ids=_ids(known)))
    owner = known[0] if known else _by_unit(team, given)
    if owner is not None:
        raise is_it(
            owner,
            msg("{id} {name} is on file, with another number", id=owner.id, name=owner.name),
            msg(
                "the same: --customer {id} (adds the number to that file); somebody else: "
                "--new-customer",
                id=owner.id,
            ),
        )


def _only(known: Sequence[Customer], several: Message) -> Customer | None:
    if len(known) > 1:
        raise SeveralCallers(several, msg("say which: --customer ID"))
    return known[0] if known else None


def _ids(known: Sequence[Customer]) -> str:
    return ", ".join(f"{customer.id} {customer.name}" for customer in known)
