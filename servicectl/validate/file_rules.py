"""What a file must agree with beyond itself. ``RULES`` is the list; each is a small function."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.call_register import CallEntry
from servicectl.domain.master.documents import Library
from servicectl.domain.master.files import listed_in
from servicectl.domain.master.roster import RosterFile
from servicectl.domain.rulebook.case_records import Records, records_of
from servicectl.domain.rulebook.constraints import BY_THE_BOOKS, CheckedEvent, Objection, objections
from servicectl.domain.rulebook.earlier import not_yet
from servicectl.domain.rulebook.requirements import all_needs, unmet
from servicectl.domain.schema import layout
from servicectl.domain.schema.kinds import Findings, did_you_mean
from servicectl.domain.schema.nodes import part
from servicectl.errors import Problem, msg
from servicectl.validate.days_in_team import people_are_there
from servicectl.validate.double_cases import doubles_are_of_a_case
from servicectl.validate.field_clashes import fields_are_settled
from servicectl.validate.file_kinds import File
from servicectl.validate.known import Known, Rule
from servicectl.validate.listed_words import words_are_known
from servicectl.validate.on_file import (
    contract_at_report,
    contract_is_on_file,
    customer_is_on_file,
    customers_are_on_file_once,
    merged_leads_to_a_file,
    unit_is_on_file,
    units_are_on_file_once,
    unknown,
)

_PEOPLE = ("engineer", "brought_by", "consulted")


def people_are_in_the_roster(file: File, known: Known) -> Iterator[Problem]:
    """Everybody named in a history is in the roster (R014)."""
    people = known.people()
    if not isinstance(file.value, Case) or people is None:
        return
    ids = tuple(people)
    for event in file.value.history:
        named = (event.by, *event.fields.get("engineers", ()))
        named += tuple(filter(None, (event.fields.get(k) for k in _PEOPLE)))
        for id in named:
            if id not in ids:
                yield Problem(
                    event.place,
                    "unknown-person",
                    msg("{id} is not in the roster", id=id),
                    did_you_mean(id, ids),
                )


def records_name_people(file: File, known: Known) -> Iterator[Problem]:
    """Who keeps a document, agreed to a rest or answered a letter is in the roster (R141, R082)."""
    people = known.people()
    if people is None:
        return
    ids = tuple(people)
    for keys in _named_people(file.value):
        id = part(file.raw, *keys)
        if isinstance(id, str) and id not in ids:
            yield Problem(
                Findings(file.path).place(id),
                "unknown-person",
                msg("{id} is not in the roster", id=str(id)),
                did_you_mean(str(id), ids),
            )


def _named_people(value: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield where a record names somebody."""
    match value:
        case Library():
            yield from (("documents", n, "keeper") for n in range(len(value.documents)))
        case CallEntry():
            yield ("by",)
            yield from (("steps", n, "by") for n in range(len(value.steps)))
        case RosterFile():
            for n, person in enumerate(value.people):
                rests = range(len(person.rests))
                yield from (("people", n, "rests", m, "approved_by") for m in rests)


def entry_names_a_case(file: File, known: Known) -> Iterator[Problem]:
    """An entry of the register names a case that there is (R086)."""
    case = file.value.case if isinstance(file.value, CallEntry) else None
    if case and not known.exists(layout.case_path(case)):
        yield unknown(file, "case", "unknown-case", msg("there is no case {id}", id=case))


def rulebook_is_kept(file: File, known: Known) -> Iterator[Problem]:
    """The rulebook that a case was promised under is kept, under the name of its content."""
    if not isinstance(file.value, Case):
        return
    path = f"{layout.RULEBOOKS}/{file.value.policy}.yaml"
    if not known.exists(path):
        yield unknown(file, "policy", "unknown-rulebook", msg("{path} is not there", path=path))
    for event in file.value.history:
        path = f"{layout.RULEBOOKS}/{event.calendar}.yaml"
        if event.calendar and not known.exists(path):
            text = msg("{path} is not there", path=path)
            yield Problem(event.place, "unknown-rulebook", text)


def rulebook_is_unchanged(file: File, known: Known) -> Iterator[Problem]:
    """A kept rulebook is what its name says."""
    if file.path.startswith(f"{layout.RULEBOOKS}/"):
        id = known.content_id(file.path)
        if id != PurePosixPath(file.path).stem:
            yield Problem(
                Findings(file.path).place(file.raw),
                "rulebook-content",
                msg("this rulebook is not what its name says: it was changed"),
                msg("git restore {path} brings it back", path=file.path),
            )


def requirements_are_met(file: File, known: Known) -> Iterator[Problem]:
    """Each event has what its rulebook asks of it."""
    if not isinstance(file.value, Case):
        return
    case = file.value
    named = (event.fields.get("customer") for event in case.events if event.did == "edit")
    customers = {case.reported.customer, *filter(None, named)}
    if not all(known.record(_customer(id)) for id in customers):
        return
    for event, lacking in unmet(case, lambda then: _records(case, then, known), known.rulebook):
        if case.force(event).word != "in":
            continue
        yield Problem(
            event.place,
            "requirement",
            msg("{verb} needs {missing}", verb=event.did, missing=list(map(str, lacking))),
        )


def _customer(id: str) -> str:
    return f"{layout.CUSTOMERS}/{id}.yaml"


def _records(case: Case, then: Case, known: Known) -> Records:
    """Return the records of a head as it was ``then``; for a unit that was none, the case's own."""
    head = then.head
    ids = (head.unit, case.unit) if head.unit else ()
    paths = (path for id in ids if known.exists(path := f"{layout.UNITS}/{id}.yaml"))
    unit = next(map(known.record, paths), None)
    customer = known.record(_customer(head.customer))
    contract = contract_at_report(case, then, known)
    return records_of(head.plain(), customer, unit, contract, case.kinds_of(then.policy))


def nothing_is_before_what_it_is_about(file: File, known: Known) -> Iterator[Problem]:
    """What is taken back, answered, confirmed or closed happened before."""
    if not isinstance(file.value, Case):
        return
    for n, event in enumerate(file.value.events):
        before = file.value.before(n)
        policy = known.rulebook(before.policy)
        later = not_yet(before, event, all_needs(event.did, policy, before.head.kind))
        if later is not None and file.value.force(event).word == "in":
            text = msg("{id} is before {later}, which it is about", id=event.id, later=later.id)
            yield Problem(event.place, "order", text, file.value.way_back(event.id).message)


def agreements_are_observed(file: File, known: Known) -> Iterator[Problem]:
    """Each event observes the figures of its rulebook, and what was agreed with the customer."""
    if not isinstance(file.value, Case):
        return
    case = file.value
    for n, event in enumerate(case.events):
        before = case.before(n)
        policy = known.rulebook(before.policy)
        if policy is None:
            continue
        vouchers = _vouchers(before, known) if event.did in BY_THE_BOOKS else ()
        plain = case.force(event).word == "in"
        checked = CheckedEvent(before, event, policy, vouchers)
        for objection in _objections(checked, known) if plain else ():
            yield Problem(event.place, "observance", objection.message, objection.remedy)


def _objections(checked: CheckedEvent, known: Known) -> list[Objection]:
    """Return what is objected to by the rulebook's calendar and by today's.

    Which of the two held when the event was recorded is not kept, so either speaks for it.
    """
    against = list(objections(checked))
    today = known.record(layout.POLICIES) if against else None
    if today is None or today.calendar == checked.policy.calendar:
        return against
    now = checked._replace(policy=checked.policy.by_calendar_of(today))
    return against if list(objections(now)) else []


def _vouchers(case: Case, known: Known) -> tuple[Voucher, ...]:
    """Return the vouchers of a case's events that can be read."""
    paths = (layout.voucher_path(id) for event in case.events for id in event.vouchers)
    found = map(known.record, paths)
    return tuple(voucher for voucher in found if isinstance(voucher, Voucher))


def ids_stand_once(file: File, known: Known) -> Iterator[Problem]:
    """No person, part, model, tool or account stands twice in its file."""
    names = listed_in(file.value)
    if names is None:
        return
    seen: set[str] = set()
    for n in range(len(getattr(file.value, names[0]))):
        id = part(file.raw, names[0], n, names[1])
        if str(id).casefold() in seen:
            place = Findings(file.path).place(id)
            yield Problem(place, "double-id", msg("{id} stands here twice", id=str(id)))
        seen.add(str(id).casefold())


def roster_makes_sense(file: File, known: Known) -> Iterator[Problem]:
    """One e-mail is one person; people report to people; nobody leaves before coming."""
    if not isinstance(file.value, RosterFile):
        return
    people = file.value.people
    ids = {person.id for person in people}
    seen: set[str] = set()
    for n, person in enumerate(people):
        place = Findings(file.path)
        email = (person.email or "").lower()
        if email and email in seen:
            at = place.place(part(file.raw, "people", n, "email"))
            yield Problem(at, "double-email", msg("{email} is somebody else's too", email=email))
        seen.add(email)
        if person.reports_to and person.reports_to not in ids:
            at = place.place(part(file.raw, "people", n, "reports_to"))
            yield Problem(
                at, "unknown-person", msg("{id} is not in the roster", id=person.reports_to)
            )
        if person.from_ and person.until and person.until < person.from_:
            at = place.place(part(file.raw, "people", n, "until"))
            yield Problem(at, "order", msg("the last day is before the first"))
        for k, rest in enumerate(person.rests):
            if rest.approved_by == person.id and len(people) > 1:
                at = place.place(part(file.raw, "people", n, "rests", k, "approved_by"))
                yield Problem(
                    at, "approver", msg("{person} may not approve this", person=person.id)
                )


RULES: tuple[Rule, ...] = (
    fields_are_settled,
    customer_is_on_file,
    unit_is_on_file,
    contract_is_on_file,
    people_are_in_the_roster,
    people_are_there,
    records_name_people,
    entry_names_a_case,
    doubles_are_of_a_case,
    rulebook_is_kept,
    rulebook_is_unchanged,
    requirements_are_met,
    nothing_is_before_what_it_is_about,
    agreements_are_observed,
    ids_stand_once,
    customers_are_on_file_once,
    units_are_on_file_once,
    merged_leads_to_a_file,
    roster_makes_sense,
    words_are_known,
)


def check(file: File, known: Known) -> Iterator[Problem]:
    """Yield what every rule finds in a file."""
    for rule in RULES:
        yield from rule(file, known)
