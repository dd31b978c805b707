"""Customers, units and people: what is on file, and correcting it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.actions import records
from servicectl.actions.intake import find_by_phone
from servicectl.cli.commands import COMMANDS
from servicectl.cli.desk import Desk, put, put_json, put_problems
from servicectl.cli.look import customer_of, values_of
from servicectl.domain.assets import Unit
from servicectl.domain.cases import Case
from servicectl.domain.roster import Person, Roster, uncovered_hours
from servicectl.domain.stock import skus
from servicectl.domain.unit_life import life
from servicectl.domain.vouchers import Item
from servicectl.domain.worktime import WEEKDAYS
from servicectl.errors import BadData, Problem, UsageError, msg
from servicectl.output.tables import columns, labels, table
from servicectl.output.unit_life import life_screen, stage_view
from servicectl.output.views import View, customer_view, recorded_view, row_view, units_view
from servicectl.output.words import say
from servicectl.store.lookup import cases_with, units_of
from servicectl.store.paths import CUSTOMERS, UNITS
from servicectl.store.team import unknown_person

Typed = Mapping[str, Any]


def _given(desk: Desk, words: str, typed: Typed) -> dict[str, Any]:
    values = values_of(desk, words, typed)
    missing = [
        f"servicectl {words} {name.upper()}"
        for name in ("customer", "serial", "person", "words")
        if name in typed and not typed[name] and words != "roster show"
    ]
    if missing:
        raise UsageError(msg("what is asked for is not named"), msg("{usage}", usage=missing[0]))
    return values


def _answer(done: records.Kept, words: str, typed: Typed) -> int:
    if typed["json"]:
        put_json(recorded_view(None, None, done.commit, done.id, {}))
    else:
        put(say(msg("{id}: {verb} recorded", id=done.id, verb=words)))
    return 0


def customer_add(desk: Desk, words: str, typed: Typed) -> int:
    """Put a customer on file."""
    return _answer(records.add_customer(desk.seat, _given(desk, words, typed)), words, typed)


def customer_edit(desk: Desk, words: str, typed: Typed) -> int:
    """Correct a customer's record."""
    values = _given(desk, words, typed)
    id = values.pop("customer")
    _check_on_file(desk, f"{CUSTOMERS}/{id}.yaml", id)
    return _answer(records.edit_customer(desk.seat, id, values), words, typed)


def _check_on_file(desk: Desk, path: str, id: str) -> None:
    if desk.team.data(path) is None:
        raise UsageError(
            msg("{id} is not on file", id=id), msg("servicectl search WORDS looks for it")
        )


def customer_show(desk: Desk, words: str, typed: Typed) -> int:
    """Print a customer with units and cases."""
    id = _given(desk, words, typed)["customer"]
    _check_on_file(desk, f"{CUSTOMERS}/{id}.yaml", id)
    customer = desk.team.customer(id)
    problems: list[Problem] = []
    rows = _rows(desk, _cases(desk, f"customer: {id}", problems), problems)
    serials = units_of(desk.root, id)
    view = units_view(customer, serials, rows)
    if typed["json"]:
        put_json(view)
        return put_problems(problems)
    facts = [
        (say(msg("customer")), f"{customer.name} ({customer.id})"),
        (say(msg("contact person")), customer.contact),
        (say(msg("phone")), ", ".join(filter(None, (customer.phone, *customer.phones)))),
        (say(msg("address")), customer.address),
        (say(msg("note")), customer.note),
        (say(msg("units")), ", ".join(serials)),
    ]
    put(labels([(label, value) for label, value in facts if value]))
    _put_cases(rows)
    return put_problems(problems)


def _cases(desk: Desk, line: str, problems: list[Problem]) -> list[Case]:
    cases = []
    for path in sorted(cases_with(desk.root, line), reverse=True):
        try:
            cases.append(desk.team.case_at(path))
        except BadData as error:
            problems.extend(error.problems)
    return cases


def _rows(desk: Desk, cases: list[Case], problems: list[Problem]) -> list[View]:
    return [row_view(case, customer_of(desk, case, problems), desk.zone) for case in cases]


def _put_cases(rows: list[View]) -> None:
    for line in columns([(row["id"], row["state"], row["fault"]) for row in rows]):
        put(f"  {line}")


def customer_find(desk: Desk, words: str, typed: Typed) -> int:
    """Print who has a phone number, or these words in the name."""
    wanted = _given(desk, words, typed)["words"]
    problems: list[Problem] = []
    ids = set(find_by_phone(desk.team, wanted))
    found = [
        customer
        for customer in desk.team.customers(problems)
        if customer.id in ids or wanted.casefold() in customer.name.casefold()
    ]
    if typed["json"]:
        put_json([customer_view(customer) for customer in found])
    else:
        for line in columns([(c.id, c.name, c.phone or "-", c.address or "-") for c in found]):
            put(line)
    return put_problems(problems) or (0 if found else BadData.exit_code)


def unit_show(desk: Desk, words: str, typed: Typed) -> int:
    """Print a unit with its cases: the file an engineer reads before leaving (R015, R016)."""
    serial = _given(desk, words, typed)["serial"]
    vouchers = desk.team.vouchers_naming("serial", serial)
    moved = skus(vouchers).get(Item("serial", serial))
    if not vouchers:
        _check_on_file(desk, f"{UNITS}/{serial}.yaml", serial)
    known = desk.team.has_unit(serial)
    unit = desk.team.unit(serial) if known else Unit(schema=1, serial=serial, model=moved)
    problems: list[Problem] = []
    cases = [c for c in _cases(desk, f"unit: {serial}", problems) if c.head["unit"] == serial]
    rows = _rows(desk, cases, problems)
    stages = life(serial, unit, cases, vouchers, desk.zone)
    facts = {
        "serial": unit.serial,
        "model": unit.model,
        "customer": unit.customer,
        "purchased": unit.purchased.isoformat() if unit.purchased else None,
        "installed": unit.installed.isoformat() if unit.installed else None,
        "place": unit.place,
        "note": unit.note,
    }
    if typed["json"]:
        views = [stage_view(stage, desk.zone) for stage in stages]
        put_json({**facts, "cases": rows, "life": views})
        return put_problems(problems)
    names = (
        msg("serial number"),
        msg("model"),
        msg("customer"),
        msg("bought on"),
        msg("installed on"),
        msg("where it stands"),
        msg("note"),
    )
    put(labels([(say(k), v) for k, v in zip(names, facts.values(), strict=True) if v]))
    _put_cases(rows)
    if stages:
        put(f"\n{life_screen(stages, desk.zone)}")
    return put_problems(problems)


def roster_show(desk: Desk, words: str, typed: Typed) -> int:
    """Print the people, one of them, or the hours with nobody on the hotline."""
    roster = desk.team.roster
    if typed["hours"]:
        return _put_hours(desk, roster, bool(typed["json"]))
    people = roster.people
    if typed["person"]:
        person = roster.get(typed["person"])
        if person is None:
            raise unknown_person(typed["person"], roster)
        people = (person,)
    today = desk.now.date()
    if typed["json"]:
        put_json([_person_view(person, person.active_on(today)) for person in people])
        return 0
    headers = [say(m) for m in (msg("person"), msg("name"), msg("roles"), msg("today"))]
    rows = [(p.id, p.name, ", ".join(p.roles), _today(desk, p)) for p in people]
    put(table(rows, headers))
    return 0


def _today(desk: Desk, person: Person) -> str:
    today = desk.now.date()
    if not person.active_on(today):
        return say(msg("left the team") if person.until else msg("not yet in the team"))
    return say(msg("on leave")) if person.on_leave(today) else say(msg("there"))


def _person_view(person: Person, active: bool) -> View:
    return {"id": person.id, "name": person.name, "roles": list(person.roles), "active": active}


def _put_hours(desk: Desk, roster: Roster, as_json: bool) -> int:
    """Print the hours of the week with no receptionist (R004); 1 where there are any."""
    week = desk.team.policy.calendar.week
    gaps = [
        {"day": WEEKDAYS[day], "from": _clock_time(start), "until": _clock_time(end)}
        for day, start, end in uncovered_hours(roster.active(desk.now.date(), "receptionist"), week)
    ]
    if as_json:
        put_json(gaps)
    else:
        for gap in gaps:
            put(f"{gap['day']}  {gap['from']}-{gap['until']}")
        if not gaps:
            put(say(msg("the hotline is covered every hour of the week")))
    return 1 if gaps else 0


def _clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def roster_add(desk: Desk, words: str, typed: Typed) -> int:
    """Take a person into the roster."""
    values = _given(desk, words, typed)
    missing = [f"--{name}" for name in ("name", "role") if not values.get(name)]
    if missing:
        raise UsageError(msg("{verb} needs {missing}", verb=words, missing=missing))
    return _answer(records.add_person(desk.seat, values.pop("person"), values), words, typed)


def roster_leave(desk: Desk, words: str, typed: Typed) -> int:
    """Enter leave, or a person's last day."""
    values = _given(desk, words, typed)
    done = records.leave(desk.seat, values["person"], values.get("days"), values.get("until"))
    return _answer(done, words, typed)


def roster_rest(desk: Desk, words: str, typed: Typed) -> int:
    """Enter that a person rests, with a head's consent."""
    values = whole(desk, words, typed)
    done = records.rest(desk.seat, values["person"], values["until"], values["approved_by"])
    return _answer(done, words, typed)


def roster_certify(desk: Desk, words: str, typed: Typed) -> int:
    """Enter a certificate of a person's."""
    values = whole(desk, words, typed)
    done = records.certify(desk.seat, values["person"], values["name"], values.get("until"))
    return _answer(done, words, typed)


def whole(desk: Desk, words: str, typed: Typed) -> dict[str, Any]:
    """Return what was typed; raise UsageError where something required is not there."""
    lacking = [f.option for f in COMMANDS[words].fields if f.required and not typed[f.name]]
    if lacking:
        raise UsageError(msg("{verb} needs {missing}", verb=words, missing=lacking))
    return values_of(desk, words, typed)
