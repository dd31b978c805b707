"""Who is calling: whom a number or some words mean, with units and cases."""

from __future__ import annotations

import re
from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer, Unit, digits_of
from servicectl.domain.schema.characters import search_key
from servicectl.errors import BadData
from servicectl.store.team.grep import cases_with, customers_with_digits, units_of
from servicectl.store.team.team import Team

EARLIER_SHOWN = 5
CASES_READ = 50
FEWEST_DIGITS = 3  # of a number that is looked for


def cases_of(team: Team, customer: str) -> tuple[Sequence[Case], Sequence[Case]]:
    """Return a customer's open cases and the earlier ones, of both the latest."""
    cases = latest_cases(team, f"customer: {customer}", CASES_READ)
    closed = [case for case in cases if not case.is_open]
    return [case for case in cases if case.is_open], closed[:EARLIER_SHOWN]


def units_on_file(team: Team, customer: str) -> tuple[Unit, ...]:
    """Return a customer's units; one that cannot be read is passed over."""
    units = []
    for serial in units_of(team.root, customer):
        try:
            units.append(team.unit(serial))
        except BadData:
            continue
    return tuple(units)


def find_by_phone(team: Team, phone: str) -> list[str]:
    """Return the ids of the customers with this number, however it is written."""
    digits = digits_of(phone)
    return customers_with_digits(team.root, digits) if len(digits) >= 6 else []


def is_meant(customer: Customer, words: str) -> bool:
    """Return whether these words stand in a customer's names, or their digits in a number."""
    wanted, digits = search_key(words), digits_of(words)
    if any(wanted in search_key(name) for name in (customer.name, customer.contact or "")):
        return True
    is_number = len(digits) >= FEWEST_DIGITS and re.fullmatch(r"[+0-9 ()/-]+", words)
    return bool(is_number) and any(digits in number for number in customer.numbers)


def latest_cases(team: Team, line: str, most: int = EARLIER_SHOWN) -> Sequence[Case]:
    """Return the latest cases that hold this line; one that cannot be read is passed over."""
    cases = []
    for path in sorted(cases_with(team.root, line), reverse=True)[:most]:
        try:
            cases.append(Team(team.root).case_at(path))
        except BadData:
            continue
    return cases
