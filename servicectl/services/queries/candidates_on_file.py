"""What the files of a team have for a word that is being typed: cases, people, parts.

Found by the names of files where there may be many; only the first few are opened, to be described.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.schema import kinds
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import Action
from servicectl.errors import BadData, ServicectlError
from servicectl.output.i18n import say
from servicectl.store.team import paths
from servicectl.store.team.files import Files
from servicectl.store.team.package_data import profiles

DESCRIBED = 12
LETTERS = 6
Found = Iterator[tuple[str, str]]

FEWEST_DIGITS = 3  # of a telephone number, before any is offered


class Cursor(NamedTuple):
    """Where a word is being typed: its field, its beginning, the words before it.

    ``files`` and ``today`` are asked for where they are needed: there may be no team here.
    ``action`` is what the verb records, None for one that records nothing.
    """

    files: Callable[[], Files]
    today: Callable[[], date]
    action: Action | None
    field: Field
    begun: str
    typed: Mapping[str, Any]


def on_file(cursor: Cursor, kind: kinds.Kind) -> Found:
    """Yield what is on file of a kind and begins as was typed, with what it is."""
    find = _BY_KIND.get(kind, _BY_NAME.get(cursor.field.name))
    return find(cursor) if find else iter(())


def _cases(cursor: Cursor) -> Found:
    """Yield cases, the latest first, but those in which the verb is possible before the others."""
    words = _words(cursor)
    rows = [(word, *_about_case(cursor, id)) for word, id in islice(words, DESCRIBED)]
    yield from ((word, about) for word, about, fits in rows if fits)
    yield from ((word, about) for word, about, fits in rows if not fits)
    yield from ((word, "") for word, _ in words)


def _words(cursor: Cursor) -> Iterator[tuple[str, str]]:
    """Yield how a case is typed, by its id or the last letters of it, with the id."""
    for id in paths.newest_cases(cursor.files().root):
        for word in (id, id[-LETTERS:]):
            if word.startswith(cursor.begun):
                yield word, id
                break


def _about_case(cursor: Cursor, id: str) -> tuple[str, bool]:
    """Return customer and state of a case, and whether the verb is possible in it."""
    files, action = cursor.files(), cursor.action
    try:
        case = files.case_at(paths.case_path(id))
        name = files.customer(case.head.customer).name
    except BadData:
        return "", False
    about = f"{name} · {say(case.stands.caption)}"
    return about, action is None or case.standing.allows(action)


def _people(cursor: Cursor) -> Found:
    """Yield who belongs to the team today; for a verb that sends somebody, whom it can send."""
    from servicectl.domain.master.roster import Roster, RosterFile, in_words

    people = cursor.files().record(RosterFile, paths.ROSTER).people
    kinds = words_of(cursor)
    roster = Roster(tuple(in_words(person, kinds.words) for person in people) if kinds else people)
    today = cursor.today()
    sends = cursor.action is not None and cursor.field.name in ("engineers", "engineer")
    for person in roster.active(today):
        if not sends or person.repairs:
            yield person.id, " · ".join((person.name, *(person.skills or person.roles)))


def _customers(cursor: Cursor) -> Found:
    return _filed(cursor, paths.CUSTOMERS, lambda id: cursor.files().customer(id).name)


def _phones(cursor: Cursor) -> Found:
    """Yield how the number that is being typed goes on, of those on file, in the same spelling."""
    digits = re.sub("[^0-9]", "", cursor.begun)
    country = "0086" if digits.startswith("0086") else "86" if "+86" in cursor.begun else "0"
    key = digits.removeprefix(country)
    for customer in cursor.files().customers([]) if len(key) >= FEWEST_DIGITS else ():
        for number in customer.telephones():
            if number.key.startswith(key) and len(number.key) > len(key):
                yield cursor.begun + number.key[len(key) :], customer.name


def _units(cursor: Cursor) -> Found:
    def about(serial: str) -> str:
        unit = cursor.files().unit_as_filed(serial)
        return " · ".join(filter(None, (unit.model, unit.place)))

    return _filed(cursor, paths.UNITS, about)


def _contracts(cursor: Cursor) -> Found:
    return _filed(cursor, paths.CONTRACTS, lambda id: "")


def _filed(cursor: Cursor, folder: str, about: Callable[[str], str]) -> Found:
    """Yield the records of a folder by the names of their files."""
    names = (Path(path).stem for path in paths.files_below(cursor.files().root, folder))
    for n, name in enumerate(name for name in names if name.startswith(cursor.begun)):
        try:
            yield name, about(name) if n < DESCRIBED else ""
        except BadData:
            yield name, ""


def _models(cursor: Cursor) -> Found:
    return _listed(cursor, paths.PRODUCTS, "products", "model")


def _parts(cursor: Cursor) -> Found:
    return _listed(cursor, paths.PARTS, "parts", "sku")


def _listed(cursor: Cursor, path: str, key: str, name: str) -> Found:
    """Yield the entries of a list in one file, by the value of one key."""
    for item in cursor.files().document(path).get(key, ()):
        if isinstance(item, Mapping) and name in item:
            yield str(item[name]), str(item.get("name", ""))


def _clocks(cursor: Cursor) -> Found:
    clocks = cursor.files().document(paths.POLICIES).get("clocks")
    if isinstance(clocks, Mapping):
        for name, clock in clocks.items():
            yield str(name), str(clock.get("rule", "")) if isinstance(clock, Mapping) else ""


def _events(cursor: Cursor) -> Found:
    """Yield the events of the case that was named, the latest first."""
    if cursor.typed.get("case"):
        for event in reversed(cursor.files().case(cursor.typed["case"]).events):
            yield event.id, f"{event.did} · {event.by}"


def _case_kinds(cursor: Cursor) -> Found:
    """Yield the kinds of case: those of the case's rulebook where one was named, else today's."""
    files = cursor.files()
    kinds = _kinds_today(files)
    if cursor.typed.get("case"):
        case = files.case(cursor.typed["case"])
        kinds = case.kinds_of(case.policy)
    return ((kind.name, say(kind.caption)) for kind in kinds.values())


def words_of(cursor: Cursor) -> Kinds | None:
    """Return the kinds of the case's rulebook where one was named, else today's, with its words.

    None where there is no team.
    """
    try:
        files, case = cursor.files(), cursor.typed.get("case")
        if case:
            named = files.case(case)
            return named.kinds_of(named.policy)
        return _kinds_today(files)
    except ServicectlError:
        return None


def _words_of_list(cursor: Cursor) -> Found:
    """Yield the words of the list of today's rulebook that is called as the field is."""
    known = words_of(cursor)
    words = known.words[cursor.field.name].values() if known else ()
    return ((word.name, say(word.caption) if word.caption else "") for word in words)


def _states(cursor: Cursor) -> Found:
    """Yield the states of the lines of today's rulebook, each once."""
    found = _kinds_today(cursor.files()).states
    return ((name, say(state.caption)) for name, state in found.items())


def _kinds_today(files: Files) -> Kinds:
    return files.kinds_in(files.data(paths.POLICIES) or b"", paths.POLICIES)


def _rulebooks(cursor: Cursor) -> Found:
    return _filed(cursor, paths.RULEBOOKS, lambda id: "")


def _profiles(cursor: Cursor) -> Found:
    return ((name, "") for name in profiles())


_BY_KIND: Mapping[kinds.Kind, Callable[[Cursor], Found]] = {
    kinds.CASE_REFERENCE: _cases,
    kinds.CASE_ID: _cases,
    kinds.CASE_KIND: _case_kinds,
    kinds.STATE: _states,
    kinds.PERSON: _people,
    kinds.CUSTOMER_ID: _customers,
    kinds.SERIAL: _units,
    kinds.PHONE: _phones,
    kinds.CONTRACT_NUMBER: _contracts,
    kinds.MODEL: _models,
    kinds.SKU: _parts,
    kinds.THING: _parts,
    kinds.EVENT_ID: _events,
    kinds.RULEBOOK: _rulebooks,
}
_BY_NAME = {"priority": _words_of_list, "clock": _clocks, "kind": _clocks, "profile": _profiles}
