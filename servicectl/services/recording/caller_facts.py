"""What a caller tells of somebody, or of a unit, on file: what was lacking is filled in there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.schema import commands
from servicectl.domain.schema.characters import search_key
from servicectl.domain.schema.records import Record, replace
from servicectl.domain.workflow.own_records import own_fields
from servicectl.errors import Message, Refused, msg
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.callers import names_of
from servicectl.services.queries.unit_identity import check_one_name
from servicectl.services.recording.amended import amended
from servicectl.services.recording.ask_back import AskBack, is_it
from servicectl.services.recording.phone_numbers import (
    new_numbers,
    numbers_of,
    with_numbers,
    written,
)
from servicectl.store.commit.record import Write
from servicectl.store.team.paths import CUSTOMERS, unit_path
from servicectl.store.team.team import Team

R = TypeVar("R", Customer, Unit)


class _Fact(NamedTuple):
    """One value that the caller gave: the option it was typed with, and the key of the record."""

    option: str
    key: str
    value: Any


def with_customer(
    team: Team, customer: Customer, given: Mapping[str, Any], attended: bool = False
) -> tuple[Customer, list[Write]]:
    """Return a caller's record, filled in, and its file; ``correct``: what was told replaces it.

    Else raises Refused where the file says otherwise; AskBack where somebody is ``attended`` to.
    """
    keys = {"customer": "name", "address": "address", "contact": "contact"}
    keys |= {field.name: field.name for field in own_fields("customer", team.own_text)}
    facts = [_Fact(option, key, given[option]) for option, key in keys.items() if option in given]
    new = [fact for fact in facts if not _is_known(team, customer, fact)]
    differing = _differing(customer, new)
    if differing and attended:
        _ask_which(customer, differing, given)
    if any(fact.key == "name" or not given.get("correct") for fact in differing):
        raise Refused(
            msg(
                "{id} is on file with another {options}",  # which one, only customer show says
                id=customer.id,
                options=[f"--{value.option}" for value in differing],
            ),
            msg(
                "see servicectl {words}; for this case only: --note TEXT instead; to "
                "correct the file: {way}; for somebody else with the same number: "
                "--new-customer",
                words=commands.customer.show(customer.id),
                way=_correcting(customer, differing),
            ),
        )
    path = f"{CUSTOMERS}/{customer.id}.yaml"
    filled, writes = _filled(team, customer, path, new, replaced=differing)
    return _with_number(team, filled, writes, given.get("phone") or "", path)


def _correcting(customer: Customer, differing: list[_Fact]) -> str:
    """Return how a customer's file is corrected: by a command, or all but a name by this call."""
    corrected = commands.customer.edit(customer.id, **{fact.key: "TEXT" for fact in differing})
    way = f"servicectl {corrected}"
    return way if any(fact.key == "name" for fact in differing) else f"{way} | --correct"


def _ask_which(customer: Customer, differing: list[_Fact], given: Mapping[str, Any]) -> None:
    """Raise AskBack: it is somebody else, or what was told may replace what is on file."""
    options = [f"--{fact.option}" for fact in differing]
    what = {"id": customer.id, "name": customer.name}
    lead = msg("{id} is on file with another {options}", id=customer.id, options=options)
    way = msg("to correct the file: {way}", way=_correcting(customer, differing))
    if any(fact.key == "name" for fact in differing):
        raise is_it(customer, lead, way)
    if not given.get("correct"):
        told = [str(fact.value) for fact in differing]
        question = msg("put into the file of {id} {name}: {told}? (n: a note)", **what, told=told)
        left_out = {fact.option: "" for fact in differing}
        no = {**left_out, "note": "; ".join(told)}
        raise AskBack(lead, way, question, {"correct": "yes"}, no)


def _with_number(
    team: Team, customer: Customer, writes: list[Write], phone: str, path: str
) -> tuple[Customer, list[Write]]:
    """Return the record and its file with whatever number was not known so far."""
    more = new_numbers(team, customer, phone)
    if not more:
        return customer, writes
    after = with_numbers(customer, (*numbers_of(customer), *more))
    data = (writes[0].content if writes else team.data(path)) or b""
    return after, [Write(path, written(data.decode(), customer, after, path).encode())]


def with_unit(team: Team, unit: Unit, given: Mapping[str, Any]) -> tuple[Unit, list[Write]]:
    """Return a unit's record, filled in, and its file; raise Refused where it says otherwise."""
    path = unit_path(unit.id)
    own = (field.name for field in own_fields("unit", team.own_text))
    new = [_Fact(key, key, given[key]) for key in ("model", "purchased", *own) if key in given]
    differing = _differing(unit, new)
    if differing:
        raise Refused(
            msg("{id} is on file: {values}", id=unit.id, values=_both(unit, differing)),
            msg(
                "leave it out, or correct the file: servicectl {words}; "
                "for another unit of this number: --serial {number}@MODEL",
                words=commands.unit.edit(
                    unit.id, **{v.option: v.option.upper() for v in differing}
                ),
                number=unit.serial,
            ),
        )
    if unit.model is None and "model" in given:
        check_one_name(team, unit, given["model"])
    return _filled(team, unit, path, new)


def _is_known(team: Team, customer: Customer, fact: _Fact) -> bool:
    """Return whether it is the customer's id, or a name on file for the customer, or half of it."""
    if fact.key != "name":
        return False
    typed = search_key(fact.value)
    alike = fact.value == customer.id or (len(typed) > 1 and typed in search_key(customer.name))
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


def _filled(
    team: Team, record: R, path: str, facts: list[_Fact], replaced: Sequence[_Fact] = ()
) -> tuple[R, list[Write]]:
    """Return a record with what it lacked and what is replaced, and its file where that changes."""
    lacking = {value.key: value.value for value in facts if getattr(record, value.key) is None}
    lacking |= {value.key: value.value for value in replaced}
    if not lacking:
        return record, []
    filled = replace(record, **lacking)
    return filled, amended(team, path, lacking)
