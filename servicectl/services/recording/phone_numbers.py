"""A customer's phone numbers: some more, some less, others; the rest of the file stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.master.customers import Customer, numbers_on_file
from servicectl.domain.schema.records import replace
from servicectl.domain.schema.telephone import split_numbers, telephone
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.callers import is_filed, merged_customers
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend, without


def changed(customer: Customer, values: Mapping[str, Any], area_code: str | None) -> Customer:
    """Return the record with numbers added and dropped; ``phone`` replaces them all."""
    if values.get("phone"):
        customer = with_numbers(customer, split_numbers(values["phone"]))
    if values.get("add_phone"):
        more = unknown_numbers(customer, values["add_phone"], area_code)
        customer = with_numbers(customer, (*numbers_of(customer), *more))
    if values.get("drop_phone"):
        left = without_numbers(customer, values["drop_phone"], area_code)
        customer = with_numbers(customer, left)
    return customer


def replaced(text: str, phone: str, path: str) -> str:
    """Return a customer's file with the first of these numbers in place of all that stood there."""
    text = amend(text, ("phone",), split_numbers(phone)[0], path)
    return without(text, "phones", path) if re.search("^phones:", text, re.MULTILINE) else text


def unknown_numbers(customer: Customer, phone: str, area_code: str | None) -> tuple[str, ...]:
    """Return the numbers of a text that are not the customer's, each as it was typed."""
    return tuple(n for n in split_numbers(phone) if not is_filed(customer, n, area_code))


def new_numbers(team: Team, customer: Customer, phone: str) -> tuple[str, ...]:
    """Return the numbers of a text that are neither the customer's nor of a file merged into it."""
    files, area_code = (
        (customer, *merged_customers(team, customer.id)),
        team.policy.company.area_code,
    )
    known = {n for n in split_numbers(phone) for file in files if is_filed(file, n, area_code)}
    return tuple(n for n in split_numbers(phone) if n not in known)


def numbers_of(customer: Customer) -> tuple[str, ...]:
    """Return the numbers as they stand in the file, the first one first."""
    return tuple(filter(None, (customer.phone, *customer.phones)))


def with_numbers(customer: Customer, numbers: Sequence[str]) -> Customer:
    """Return the record with these numbers and no others."""
    return replace(customer, phone=numbers[0] if numbers else None, phones=tuple(numbers[1:]))


def without_numbers(customer: Customer, phone: str, area_code: str | None) -> tuple[str, ...]:
    """Return the numbers that stay when some are dropped.

    Raises UsageError for one that is not the customer's, Refused where none would be left.
    """
    dropped = [telephone(text, area_code) for text in split_numbers(phone)]
    if unknown_numbers(customer, phone, area_code):
        raise UsageError(
            msg("--drop-phone: {id} has no such number", id=customer.id),
            msg("servicectl customer show {id} lists them", id=customer.id),
        )
    kept = customer.telephones(area_code)
    left = [n for n in kept if not any(other.key == n.key for other in dropped)]
    if not left:
        raise Refused(
            msg("the last number of {id} is not dropped", id=customer.id),
            msg("replace it: servicectl customer edit {id} --phone NUMBER", id=customer.id),
        )
    return tuple(
        text
        for text in numbers_of(customer)
        if any(number in left for number in numbers_on_file(text, area_code))
    )


def written(text: str, before: Customer, after: Customer, path: str) -> str:
    """Return a customer's file with the numbers of ``after``; every other byte stays."""
    if after.phone != before.phone:
        text = amend(text, ("phone",), str(after.phone), path)
    grown = after.phones[: len(before.phones)] == before.phones
    steps = range(len(before.phones) + 1, len(after.phones) + 1)
    for value in [after.phones[:n] for n in steps] if grown else [after.phones]:
        text = amend(text, ("phones",), list(value), path)
    return text
