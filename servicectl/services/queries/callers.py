"""Who is calling: whom a number or some words mean, with units and cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.schema import commands
from servicectl.domain.schema.characters import folded, search_key, without_direction
from servicectl.domain.schema.telephone import Telephone, loose_pattern, telephones
from servicectl.errors import BadData, Malformed, UsageError, msg
from servicectl.store.team.grep import customers_in_which
from servicectl.store.team.paths import CUSTOMERS
from servicectl.store.team.team import Team

EARLIER_SHOWN = 5
CASES_READ = 50
FEWEST_DIGITS = 3  # of a number that is looked for


def cases_of(team: Team, customer: str) -> tuple[Sequence[Case], Sequence[Case]]:
    """Return a customer's open cases and the earlier ones, of both the latest."""
    cases = latest_cases(team, "customer", customer, CASES_READ)
    closed = [case for case in cases if not case.is_open]
    return [case for case in cases if case.is_open], closed[:EARLIER_SHOWN]


def units_on_file(team: Team, customer: str) -> tuple[Unit, ...]:
    """Return a customer's units; one that cannot be read is passed over."""
    found = team.naming("customer", customer)
    units: dict[str, Unit] = {}
    for path in found.units:
        with suppress(BadData):
            unit = team.unit(Path(path).stem)
            units[unit.id] = unit
    for id in found.merged:
        units |= {unit.id: unit for unit in units_on_file(team, id)}
    return tuple(units[id] for id in sorted(units))


def customer_called(team: Team, id: str) -> Customer:
    """Return the customer of an id; raise UsageError where there is none."""
    if team.data(f"{CUSTOMERS}/{id}.yaml") is None:
        raise UsageError(
            msg("there is no customer {id}", id=id), commands.customer.find("PHONE").message
        )
    return team.customer(id)


def find_by_phone(team: Team, phone: str) -> list[Customer]:
    """Return the customers with this number, however it is written.

    Of several behind one switchboard those with the extension that was given, if there are any.
    """
    try:
        wanted = telephones(phone, team.policy.company.area_code)
    except Malformed:
        return []
    if not wanted:
        return []  # else nothing would be looked for, and found in every file
    pattern = re.compile("|".join(loose_pattern(number.key) for number in wanted).encode())
    # Of bytes first: a file that cannot have the number is not parsed.
    likely = customers_in_which(team.root, lambda data: pattern.search(data) is not None)
    filed = map(team.customer_as_filed, likely)
    reached = [(customer.id, _reached(team, customer, wanted)) for customer in filed]
    exact = [id for id, closeness in reached if closeness == _EXACT]
    return list(on_file(team, exact or [id for id, closeness in reached if closeness]))


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


def merged_customers(team: Team, id: str) -> tuple[Customer, ...]:
    """Return the files that were merged into a customer's, as they stand, one by one."""
    gone = team.naming("customer", id).merged
    found = tuple(team.customer_as_filed(other) for other in sorted(gone))
    return found + tuple(c for other in found for c in merged_customers(team, other.id))


def is_number_of(team: Team, customer: Customer, words: str) -> bool:
    """Return whether words are a number of a customer's, or of a file that was merged into it."""
    area_code = team.policy.company.area_code
    return has_number(customer, words, area_code) or any(
        has_number(file, words, area_code) for file in merged_customers(team, customer.id)
    )


def is_filed(customer: Customer, words: str, area_code: str | None) -> bool:
    """Return whether a number stands in a customer's file, with its extension if it has one."""
    with suppress(Malformed):
        own, typed = customer.telephones(area_code), telephones(words, area_code)
        return all(any(_says(number, other) for other in own) for number in typed)
    return has_number(customer, words, area_code)


def _says(number: Telephone, other: Telephone) -> bool:
    return number.key == other.key and number.extension in (None, other.extension)


def names_of(team: Team, id: str) -> set[str]:
    """Return the names and ids that a customer was known by before a merge, to be compared."""
    files = merged_customers(team, id)
    return {search_key(name) for file in files for name in (file.name, file.id)}


def find_by_name(team: Team, name: str) -> list[Customer]:
    """Return the customers of this name; spaces, width and letter case do not count."""
    wanted = search_key(name)
    likely = customers_in_which(team.root, lambda data: wanted in _keys_of(data, _NAME))
    return list(on_file(team, likely)) if wanted else []


def find_by_part_of_name(team: Team, name: str) -> list[Customer]:
    """Return the customers whose name has this one in it, or stands in it."""
    wanted = search_key(name)

    def is_near(data: bytes) -> bool:
        return any(wanted in key or key in wanted for key in _keys_of(data, _NAME) if len(key) > 1)

    return list(on_file(team, customers_in_which(team.root, is_near))) if len(wanted) > 1 else []


def find_by_address(team: Team, address: str) -> list[Customer]:
    """Return the customers at this address."""
    wanted = search_key(address)
    likely = customers_in_which(team.root, lambda data: wanted in _keys_of(data, _ADDRESS))
    return list(on_file(team, likely)) if wanted else []


_NAME = re.compile(rb"^name: *(.+)$", re.MULTILINE)
_ADDRESS = re.compile(rb"^address: *(.+)$", re.MULTILINE)


def _keys_of(data: bytes, line: re.Pattern[bytes]) -> list[str]:
    found = line.search(data)
    return [search_key(found[1].decode(errors="replace").strip(" '\""))] if found else []


def latest_cases(team: Team, key: str, id: str, most: int = EARLIER_SHOWN) -> Sequence[Case]:
    """Return the latest cases of a customer or unit; doubles and unreadable ones are passed over.

    ``key`` is what names it in the head of a case. What was merged into it is it, too.
    """
    cases: list[Case] = []
    for path, ids in paths_naming(team, key, id):
        if len(cases) == most:
            break
        with suppress(BadData):
            case = Team(team.root).case_at(path)
            if getattr(case.head, key) in ids and case.duplicate_of is None:
                cases.append(case)
    return cases


def paths_naming(team: Team, key: str, id: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the files of cases that name a customer or unit, the latest first, and by which ids.

    A case in which only a longer id begins so may be among them.
    """
    ids, paths = known_as(team, key, id)
    # A case's path begins with its day: the latest come first.
    for path in sorted(paths, reverse=True):
        yield path, ids


def known_as(team: Team, key: str, id: str) -> tuple[frozenset[str], set[str]]:
    """Return the ids of a customer or unit, those merged into it included, and where they stand."""
    ids, paths, wanted = {id}, set[str](), [id]
    # What was merged into it may have had others merged into it before.
    while wanted:
        id = wanted.pop()
        named = team.naming(key, id)
        paths.update(named.cases)
        read = team.unit_as_filed if key == "unit" else team.customer_as_filed
        merged = [
            other for other in named.merged if other not in ids and read(other).merged_into == id
        ]
        wanted += merged
        ids.update(merged)
    return frozenset(ids), paths
