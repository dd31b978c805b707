"""What can stand in the place of a word that is being typed, for the completion of shells.

Found by the names of files where there may be many; only the first few are opened, to be described.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from servicectl.cli.app.command import CASE
from servicectl.cli.app.context import Context
from servicectl.cli.app.declarations.recording import VERBS
from servicectl.domain.schema import kinds
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.domain.workflow.states import STATES
from servicectl.errors import BadData, ServicectlError
from servicectl.output.i18n import say
from servicectl.output.text.labels import meaning
from servicectl.output.text.tables import cut
from servicectl.store.team import paths
from servicectl.store.team.package_data import profiles

OFFERED = 100
DESCRIBED = 12
LONGEST = 44  # columns of a description
LETTERS = 6
FIELD_ROLES = frozenset({"engineer", "technician"})

Found = Iterator[tuple[str, str]]


class Cursor(NamedTuple):
    """Where a word is being typed: its field, its beginning, the words before it."""

    context: Context
    verb: str
    field: Field
    begun: str
    typed: Mapping[str, Any]


def completions(place: Cursor) -> list[tuple[str, str]]:
    """Return what begins as was typed, with what it is; nothing where nothing can be known."""
    try:
        fitting = ((w, about) for w, about in _found(place) if w.startswith(place.begun))
        found = list(islice(fitting, OFFERED))
    except (ServicectlError, OSError):
        return []
    return [(word, cut(about, LONGEST)) for word, about in found]


def _found(place: Cursor) -> Found:
    name, kind = place.field.name, place.field.kind
    kind = kind.item if isinstance(kind, kinds.ManyKind) else kind
    if isinstance(kind, kinds.ChoiceKind):
        return ((value, _meaning(name, value)) for value in kind.values)
    find = _BY_KIND.get(kind, _BY_NAME.get(name))
    return find(place) if find else iter(())


def _meaning(name: str, value: str) -> str:
    label = STATES[value].help if value in STATES else meaning(name, value)
    return label if isinstance(label, str) else say(label)


def _cases(place: Cursor) -> Found:
    """Yield cases, the latest first, but those in which the verb is possible before the others."""
    words = _words(place)
    rows = [(word, *_about_case(place, id)) for word, id in islice(words, DESCRIBED)]
    yield from ((word, about) for word, about, fits in rows if fits)
    yield from ((word, about) for word, about, fits in rows if not fits)
    yield from ((word, "") for word, _ in words)


def _words(place: Cursor) -> Iterator[tuple[str, str]]:
    """Yield how a case is typed, by its id or the last letters of it, with the id."""
    for id in paths.newest_cases(place.context.root):
        for word in (id, id[-LETTERS:]):
            if word.startswith(place.begun):
                yield word, id
                break


def _about_case(place: Cursor, id: str) -> tuple[str, bool]:
    """Return customer and state of a case, and whether the verb is possible in it."""
    files, action = place.context.files, ACTIONS.get(VERBS.get(place.verb, ""))
    try:
        case = files.case_at(paths.case_path(id))
        name = files.customer(case.head["customer"]).name
    except BadData:
        return "", False
    about = f"{name} · {say(STATES[case.state].help)}"
    return about, action is None or case.standing.allows(action)


def _people(place: Cursor) -> Found:
    """Yield who belongs to the team today; for a verb that sends somebody, whom it can send."""
    from servicectl.domain.master.roster import Roster, RosterFile

    roster = Roster(place.context.files.record(RosterFile, paths.ROSTER).people)
    today = place.context.settings.present(ZoneInfo("UTC")).date()
    sends = VERBS.get(place.verb) in ACTIONS and place.field.name in ("engineers", "engineer")
    for person in roster.active(today):
        if not sends or FIELD_ROLES.intersection(person.roles):
            yield person.id, " · ".join((person.name, *(person.skills or person.roles)))


def _customers(place: Cursor) -> Found:
    return _filed(place, paths.CUSTOMERS, lambda id: place.context.files.customer(id).name)


def _units(place: Cursor) -> Found:
    def about(serial: str) -> str:
        unit = place.context.files.unit(serial)
        return " · ".join(filter(None, (unit.model, unit.place)))

    return _filed(place, paths.UNITS, about)


def _contracts(place: Cursor) -> Found:
    return _filed(place, paths.CONTRACTS, lambda id: "")


def _filed(place: Cursor, folder: str, about: Callable[[str], str]) -> Found:
    """Yield the records of a folder by the names of their files."""
    names = (Path(path).stem for path in paths.files_below(place.context.root, folder))
    for n, name in enumerate(name for name in names if name.startswith(place.begun)):
        try:
            yield name, about(name) if n < DESCRIBED else ""
        except BadData:
            yield name, ""


def _models(place: Cursor) -> Found:
    return _listed(place, paths.PRODUCTS, "products", "model")


def _parts(place: Cursor) -> Found:
    return _listed(place, paths.PARTS, "parts", "sku")


def _listed(place: Cursor, path: str, key: str, name: str) -> Found:
    """Yield the entries of a list in one file, by the value of one key."""
    for item in place.context.files.document(path).get(key, ()):
        if isinstance(item, Mapping) and name in item:
            yield str(item[name]), str(item.get("name", ""))


def _clocks(place: Cursor) -> Found:
    clocks = place.context.files.document(paths.POLICIES).get("clocks")
    if isinstance(clocks, Mapping):
        for name, clock in clocks.items():
            yield str(name), str(clock.get("rule", "")) if isinstance(clock, Mapping) else ""


def _events(place: Cursor) -> Found:
    """Yield the events of the case that was named, the latest first."""
    if place.typed.get("case"):
        for event in reversed(place.context.files.case(place.typed["case"]).events):
            yield event.id, f"{event.did} · {event.by}"


def _profiles(place: Cursor) -> Found:
    return ((name, "") for name in profiles())


FILES = {"paths": "file", "out": "file", "folder": "dir", "into": "dir", "root": "dir"}
_BY_KIND: Mapping[kinds.Kind, Callable[[Cursor], Found]] = {
    CASE.kind: _cases,
    kinds.PERSON: _people,
    kinds.CUSTOMER_ID: _customers,
    kinds.SERIAL: _units,
    kinds.CONTRACT_NUMBER: _contracts,
    kinds.MODEL: _models,
    kinds.SKU: _parts,
    kinds.THING: _parts,
    kinds.EVENT_ID: _events,
}
_BY_NAME = {"clock": _clocks, "kind": _clocks, "profile": _profiles}
