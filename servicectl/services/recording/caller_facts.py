"""What a caller tells of somebody, or of a unit, on file: what was lacking is filled in there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.schema.characters import search_key
from servicectl.domain.schema.records import Record, plain
from servicectl.errors import Message, Refused, msg
from servicectl.services.queries.callers import names_of
from servicectl.services.recording.phone_numbers import (
    new_numbers,
    numbers_of,
    with_numbers,
    written,
)
from servicectl.store.commit.record import Write
from servicectl.store.team.paths import CUSTOMERS, UNITS
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend

R = TypeVar("R", bound=Record)


class _Fact(NamedTuple):
    """One value that the caller gave: the option it was typed with, and the key of the record."""

    option: str
    key: str
    value: Any


def with_customer(
    team: Team, customer: Customer, given: Mapping[str, Any]
) -> tuple[Customer, list[Write]]:
    """Return a caller's record, filled in, and its file; raise Refused where it says otherwise."""
    keys = {"customer": "name", "address": "address", "contact": "contact"}
    facts = [_Fact(option, key, given[option]) for option, key in keys.items() if option in given]
    new = [fact for fact in facts if not _is_known(team, customer, fact)]
    differing = _differing(customer, new)
    if differing:
        raise Refused(
            msg(
                "{id} is on file with another {options}",  # which one, only customer show says
                id=customer.id,
                options=[f"--{value.option}" for value in differing],
            ),
            msg(
                "see servicectl customer show {id}; leave it out, or correct the file: "
                "servicectl customer edit {id} {options}; "
                "for somebody else with the same number: --new-customer",
                id=customer.id,
                options=" ".join(f"--{value.key} TEXT" for value in differing),
            ),
        )
    path = f"{CUSTOMERS}/{customer.id}.yaml"
    filled, writes = _filled(team, customer, path, new)
    return _with_number(team, filled, writes, given.get("phone") or "", path)


def _with_number(
    team: Team, customer: Customer, writes: list[Write], phone: str, path: str
) -> tuple[Customer, list[Write]]:
    """Return the record and its file with whatever number was not known so far."""
    more = new_numbers(team, customer, phone)
    if not more:
        return customer, writes
    after = with_numbers(customer, (*numbers_of(customer), *more))
    data = writes[0].content if writes else team.data(path) or b""
    return after, [Write(path, written(data.decode(), customer, after, path).encode())]


def with_unit(team: Team, unit: Unit, given: Mapping[str, Any]) -> tuple[Unit, list[Write]]:
    """Return a unit's record, filled in, and its file; raise Refused where it says otherwise."""
    path = f"{UNITS}/{unit.id}.yaml"
    new = [_Fact(key, key, given[key]) for key in ("model", "purchased") if key in given]
    differing = _differing(unit, new)
    if differing:
        raise Refused(
            msg("{id} is on file: {values}", id=unit.id, values=_both(unit, differing)),
            msg(
                "leave it out, or correct {path}, then servicectl save; "
                "for another unit of this number: --serial {number}@MODEL",
                path=path,
                number=unit.serial,
            ),
        )
    return _filled(team, unit, path, new)


def _is_known(team: Team, customer: Customer, fact: _Fact) -> bool:
    """Return whether it is the customer's id, or a name under which the customer is on file."""
    if fact.key != "name":
        return False
    typed = search_key(fact.value)
    alike = fact.value == customer.id or typed == search_key(customer.name)
    return alike or typed in names_of(team, customer.id)


def _differing(record: Record, facts: list[_Fact]) -> list[_Fact]:
    return [fact for fact in facts if _differs(getattr(record, fact.key), fact.value)]


def _differs(on_file: Any, told: Any) -> bool:
    """Return whether two values say different things; texts that look alike do not."""
    if isinstance(on_file, str) and isinstance(told, str):
        return search_key(on_file) != search_key(told)
    return on_file not in (None, told)


def _both(unit: Unit, differing: list[_Fact]) -> list[Message]:
    return [
        msg(
            "{option} is {old}, not {new}",
            option=f"--{value.option}",
            old=str(getattr(unit, value.key)),
            new=str(value.value),
        )
        for value in differing
    ]


def _filled(team: Team, record: R, path: str, facts: list[_Fact]) -> tuple[R, list[Write]]:
    """Return a record with what it lacked, and its file where it lacked something."""
    lacking = {value.key: value.value for value in facts if getattr(record, value.key) is None}
    if not lacking:
        return record, []
    filled = record.but(**lacking)
    text = (team.data(path) or b"").decode()
    for key in lacking:
        text = amend(text, (key,), str(plain(filled)[key]), path)
    return filled, [Write(path, text.encode())]
