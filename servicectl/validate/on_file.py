"""What a file names is there, and nobody and nothing is on file twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from servicectl.domain.cases.case import Case, corrected
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer, Unit, unit_with_model
from servicectl.domain.schema import commands, layout
from servicectl.domain.schema.characters import folded, search_key
from servicectl.domain.schema.kinds import Findings
from servicectl.errors import Message, Place, Problem, msg
from servicectl.validate.file_kinds import File
from servicectl.validate.known import Known


def unknown(file: File, key: str, rule: str, message: Message) -> Problem:
    """Return that what stands behind a key of a file is not on file."""
    return Problem(Findings(file.path).place(file.raw.get(key, file.raw)), rule, message)


def _named(file: File, key: str) -> Iterator[tuple[str, Place]]:
    """Yield what a case names in its head and in each correction of it, with where that stands."""
    case = file.value
    if not isinstance(case, Case):
        return
    if said := getattr(case.reported, key):
        yield said, Findings(file.path).place(file.raw.get(key, file.raw))
    for event in case.history:
        if event.did == "edit" and key in corrected(event):
            yield corrected(event)[key], event.place


def customer_is_on_file(file: File, known: Known) -> Iterator[Problem]:
    """A case, unit or contract names a customer that there is."""
    named = list(_named(file, "customer"))
    if isinstance(file.value, Unit | Contract) and file.value.customer:
        place = Findings(file.path).place(file.raw.get("customer", file.raw))
        named = [(file.value.customer, place)]
    for id, place in named:
        if not known.exists(f"{layout.CUSTOMERS}/{id}.yaml"):
            yield Problem(place, "unknown-customer", msg("there is no customer {id}", id=id))


def unit_is_on_file(file: File, known: Known) -> Iterator[Problem]:
    """A case is about a unit that there is; one that it named wrongly need not be."""
    for id, place in _named(file, "unit"):
        if id == file.value.unit and not known.exists(f"{layout.UNITS}/{id}.yaml"):
            words = commands.edit(file.value.id, serial=id, new_unit=True)
            remedy = msg("servicectl {words} puts it on file", words=words)
            yield Problem(place, "unknown-unit", msg("there is no unit {id}", id=id), remedy)


def contract_is_on_file(file: File, known: Known) -> Iterator[Problem]:
    """A case names a contract that there is, of its own customer unless somebody says why not."""
    for id, place in _named(file, "contract"):
        path = f"{layout.CONTRACTS}/{id}.yaml"
        if not known.exists(path):
            yield Problem(place, "unknown-contract", msg("there is no contract {id}", id=id))
        else:
            yield from _contract_of_another(file.value, place, known.record(path), known)


def _contract_of_another(
    case: Case, place: Place, contract: Contract | None, known: Known
) -> Iterator[Problem]:
    with_reason = any(event.did == "report" and event.has("because") for event in case.history)
    if contract is None or contract.id != case.head.contract or with_reason:
        return
    if _followed(contract.customer, known) != _followed(case.head.customer, known):
        whose = {"id": contract.id, "customer": contract.customer}
        text = msg("{id} is a contract of {customer}", **whose)
        words = commands.edit(case.id, contract="NUMBER")
        remedy = msg("it gives this case nothing; servicectl {words} names another", words=words)
        yield Problem(place, "other-contract", text, remedy)


def contract_at_report(case: Case, then: Case, known: Known) -> Contract | None:
    """Return the contract of a head as it was ``then``, if it is its customer's and gave it."""
    path, policy = f"{layout.CONTRACTS}/{then.head.contract}.yaml", known.rulebook(then.policy)
    contract = known.record(path) if then.head.contract and known.exists(path) else None
    if contract is None or policy is None or case.opened is None:
        return None
    own = _followed(contract.customer, known) == _followed(then.head.customer, known)
    return contract if own and contract.in_force_on(policy.calendar.date_of(case.opened)) else None


def _followed(id: str, known: Known) -> str:
    """Return which customer's file is the one to go by."""
    seen = set[str]()
    while id not in seen:
        seen.add(id)
        customer = known.record(f"{layout.CUSTOMERS}/{id}.yaml")
        id = (customer.merged_into if customer else None) or id
    return id


def customers_are_on_file_once(file: File, known: Known) -> Iterator[Problem]:
    """Two customers of one name and one telephone are one."""
    own = file.value
    if not isinstance(own, Customer) or own.merged_into is not None:
        return
    for other in known.customers(search_key(own.name)):
        if other.id < own.id and _is_double(own, other):
            ids = {"id": own.id, "other": other.id}
            yield Problem(
                Findings(file.path).place(file.raw.get("name", file.raw)),
                "double-customer",
                msg("{id} has the same name and telephone as {other}", **ids),
                commands.customer.merge(other.id, own.id, reason="TEXT").message,
            )


def _is_double(one: Customer, other: Customer) -> bool:
    """Return whether one telephone, with its extension, is that of both."""
    theirs = {(number.key, number.extension) for number in other.telephones()}
    return any((number.key, number.extension) in theirs for number in one.telephones())


def units_are_on_file_once(file: File, known: Known) -> Iterator[Problem]:
    """No two files are called alike but for letter case or width, which are one unit."""
    own = file.value
    if not isinstance(own, Unit) or own.merged_into is not None:
        return
    id = PurePosixPath(file.path).stem
    names = {_unit_key(id)} | ({_unit_key(unit_with_model(id, own.model))} if own.model else set())
    for other in known.units(_unit_key(id).partition("@")[0]):
        if other < id and _unit_key(other) in names and not _is_merged(known, other):
            yield Problem(
                Findings(file.path).place(file.raw.get("serial", file.raw)),
                "double-unit",
                msg("{id} is the same unit as {other}", id=id, other=other),
                commands.unit.merge(other, id, reason="TEXT").message,
            )


def _unit_key(id: str) -> str:
    return folded(id).casefold()


def _is_merged(known: Known, unit: str) -> bool:
    record = known.record(f"{layout.UNITS}/{unit}.yaml")
    return isinstance(record, Unit) and record.merged_into is not None


def merged_leads_to_a_file(file: File, known: Known) -> Iterator[Problem]:
    """What a file was merged into is there, and the way has an end."""
    if not isinstance(file.value, Customer | Unit) or file.value.merged_into is None:
        return
    folder = str(PurePosixPath(file.path).parent)
    seen = {PurePosixPath(file.path).stem}
    next_id: str | None = file.value.merged_into
    while next_id is not None:
        if next_id in seen or not known.exists(f"{folder}/{next_id}.yaml"):
            rule = "unknown-customer" if isinstance(file.value, Customer) else "unknown-unit"
            text = msg("merged_into leads to no file: {id}", id=next_id)
            yield unknown(file, "merged_into", rule, text)
            return
        seen.add(next_id)
        next_id = getattr(known.record(f"{folder}/{next_id}.yaml"), "merged_into", None)
