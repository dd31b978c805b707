"""What a caller tells of somebody, or of a unit, on file: what was lacking is filled in there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.schema.records import Record, plain
from servicectl.errors import Message, Refused, msg
from servicectl.services.queries.callers import has_number
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
    keys = {"customer": "name", "phone": "phone", "address": "address", "contact": "contact"}
    values = [_Fact(option, key, given[option]) for option, key in keys.items() if option in given]
    area_code = team.policy.company.area_code
    new = [v for v in values if not _is_known(customer, v, area_code)]
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
                "for somebody else with the same number: servicectl customer add",
                id=customer.id,
                options=" ".join(f"--{value.key} TEXT" for value in differing),
            ),
        )
    return _filled(team, customer, f"{CUSTOMERS}/{customer.id}.yaml", new)


def with_unit(team: Team, unit: Unit, given: Mapping[str, Any]) -> tuple[Unit, list[Write]]:
    """Return a unit's record, filled in, and its file; raise Refused where it says otherwise."""
    path = f"{UNITS}/{unit.serial}.yaml"
    new = [_Fact(key, key, given[key]) for key in ("model", "purchased") if key in given]
    differing = _differing(unit, new)
    if differing:
        raise Refused(
            msg("{id} is on file: {values}", id=unit.serial, values=_both(unit, differing)),
            msg("leave it out, or correct {path}, then servicectl save", path=path),
        )
    return _filled(team, unit, path, new)


def _is_known(customer: Customer, fact: _Fact, area_code: str | None) -> bool:
    """Return whether it is the customer's id, or one of the numbers, however it is written."""
    return fact.value == customer.id or (
        fact.key == "phone" and has_number(customer, fact.value, area_code)
    )


def _differing(record: Record, facts: list[_Fact]) -> list[_Fact]:
    return [v for v in facts if getattr(record, v.key) not in (None, v.value)]


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
