"""Who is calling: whom a number or some words mean, with units and cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.schema.characters import folded, search_key, without_direction
from servicectl.domain.schema.telephone import Telephone, loose_pattern, telephones
from servicectl.errors import BadData, Malformed
from servicectl.store.team.grep import cases_with, customers_in_which, units_of
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


def find_by_phone(team: Team, phone: str) -> list[Customer]:
    """Return the customers with this number, however it is written.

    Of several behind one switchboard those with the extension that was given, if there are any.
    """
    try:
        wanted = telephones(phone, team.policy.company.area_code)
    except Malformed:
        return []
    pattern = re.compile("|".join(loose_pattern(number.key) for number in wanted).encode())
    likely = customers_in_which(team.root, lambda data: pattern.search(data) is not None)
    known = [(customer, _reached(team, customer, wanted)) for customer in on_file(team, likely)]
    exact = [customer for customer, closeness in known if closeness == _EXACT]
    return exact or [customer for customer, closeness in known if closeness]


def on_file(team: Team, ids: Sequence[str]) -> Iterator[Customer]:
    """Yield these customers, each once; who was merged into another is the other."""
    yield from {customer.id: customer for customer in map(team.customer, ids)}.values()


_EXACT = 2


def _reached(team: Team, customer: Customer, wanted: Sequence[Telephone]) -> int:
    """Return whether a number is the customer's (1), with the very extension (2), or not (0)."""
    own = customer.telephones(team.policy.company.area_code)
    reached = [
        _EXACT if number.extension == other.extension else 1
        for number in wanted
        for other in own
        if number.reaches(other)
    ]
    return max(reached, default=0)


def is_meant(customer: Customer, words: str, area_code: str | None = None) -> bool:
    """Return whether these words stand in a customer's names, or their digits in a number."""
    wanted = search_key(words)
    if any(wanted in search_key(name) for name in (customer.name, customer.contact or "")):
        return True
    return has_number(customer, words, area_code)


def has_number(customer: Customer, words: str, area_code: str | None) -> bool:
    """Return whether words are a customer's number, however written, or some digits of it."""
    own = customer.telephones(area_code)
    with suppress(Malformed):
        if any(number.reaches(other) for number in telephones(words, area_code) for other in own):
            return True
    plain = folded(without_direction(words))
    digits = re.sub(r"[^0-9]", "", plain)
    if len(digits) < FEWEST_DIGITS or not re.fullmatch(r"[+0-9 ().\[\]/-]+", plain):
        return False
    return any(digits in re.sub(r"[^0-9]", "", number.number) for number in own)


def latest_cases(team: Team, line: str, most: int = EARLIER_SHOWN) -> Sequence[Case]:
    """Return the latest cases that hold this line; one that cannot be read is passed over."""
    cases = []
    for path in sorted(cases_with(team.root, line), reverse=True)[:most]:
        try:
            cases.append(Team(team.root).case_at(path))
        except BadData:
            continue
    return cases
