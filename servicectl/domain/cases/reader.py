"""Reading a case's file: its head and its events."""

from __future__ import annotations

from collections.abc import Mapping

from servicectl.domain.cases.case import NOTHING_SAID, Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import (
    EVENT_FIELDS,
    CaseHead,
    event_fields,
    head_fields,
)
from servicectl.domain.cases.force import Force
from servicectl.domain.cases.replay import replay
from servicectl.domain.lines.case_kinds import Kinds, KindsOf, first_kinds
from servicectl.domain.schema.kinds import MISSING, RULEBOOK, Findings
from servicectl.domain.schema.nodes import Map, Seq, Value, part
from servicectl.domain.schema.records import read_fields
from servicectl.errors import Malformed, Problem, msg

_BASE = frozenset(field.name for field in EVENT_FIELDS)


def read_case(
    raw: Map,
    path: str,
    barred: Mapping[str, Force] = NOTHING_SAID,
    kinds_of: KindsOf = first_kinds,
) -> tuple[Case | None, tuple[Problem, ...]]:
    """Return the case that a file's content describes, and every problem in it.

    ``barred`` are vouchers that do not fit with others, ``kinds_of`` gives the kinds of a rulebook
    (see :func:`replay`). None where the head is so incomplete that there is no case to speak of.
    """
    found = Findings(path)
    policy = str(raw.get("policy", ""))
    kinds = kinds_of(policy) if RULEBOOK.fits(policy) else first_kinds(policy)
    said = read_fields(raw, head_fields(kinds.words), found, skip=("history",))
    history, whole = _read_history(raw, found, kinds, kinds_of)
    needed = ("id", "kind", "policy", "customer", "fault")
    if any(name not in said for name in needed):
        return None, tuple(found.problems)
    head = CaseHead(**{"schema": 1, **said})
    try:
        case = replay(path, head, history, barred, kinds_of)
    except Malformed as error:
        found.add(part(raw, "kind"), "choice", error.problem, error.remedy)
        return None, tuple(found.problems)
    if whole:
        return case, (*found.problems, *case.problems)
    # An event that cannot be read makes those behind it look impossible: say only what is so.
    said = {id: force for id, force in case.said.items() if not force.is_open}
    return case._replace(said=said), tuple(found.problems)


def _read_history(
    raw: Map, found: Findings, kinds: Kinds, kinds_of: KindsOf
) -> tuple[tuple[Event, ...], bool]:
    """Return the events that can be read, by the words of their time; whether these are all."""
    items = raw.get("history", MISSING)
    if items is MISSING:
        found.add(raw, "required", msg("{key} is missing", key="history"))
        return (), False
    if not isinstance(items, Seq):
        found.add(items, "type", msg("history is a list of events"))
        return (), False
    if not items:
        found.add(
            items,
            "history-empty",
            msg("the history has no event: a case begins with its report"),
            msg("git log -p {path} shows what was there", path=found.path),
        )
    if items.flow and items:
        found.add(
            items,
            "history-style",
            msg("history is written in brackets, so no event can be appended"),
            msg("write each event on lines of its own, the first beginning with a dash"),
        )
    if list(raw)[-1] != "history":
        found.add_at(
            raw.keys_at["history"],
            "history-last",
            msg("history must be the last key of a case"),
            msg("move the keys below it above it"),
        )
    events, known = [], [kinds]
    for item in items:
        event = _read_as_known(item, found, known)
        events += [event] if event else []
        if event and event.did == "repolicy" and "policy" in event.fields:
            known.insert(0, kinds_of(event.fields["policy"]))
    return tuple(events), len(events) == len(items)


def _read_as_known(raw: Value, found: Findings, known: list[Kinds]) -> Event | None:
    """Return an event by the rulebook of its time, the first of ``known``, or by one before it.

    A clone that did not yet have the ``repolicy`` recorded by the one before: that can be read, and
    does not fit where the line of the new one has no such step.
    """
    for kinds in known if len(known) > 1 else ():
        tried = Findings(found.path)
        event = read_event(raw, tried, kinds)
        if event is not None and not tried.problems:
            return event
    return read_event(raw, found, known[0])


def read_event(raw: Value, found: Findings, kinds: Kinds | None = None) -> Event | None:
    """Return the event that a mapping describes, or None where it cannot be one."""
    did = str(raw.get("did", "")) if isinstance(raw, Map) else ""
    kinds = kinds or first_kinds("")
    action = kinds.actions.get(did)
    declared = event_fields(did, kinds)
    others = () if action or not isinstance(raw, Map) else tuple(set(raw) - _BASE)
    values = read_fields(raw, declared, found, skip=others)
    if not all(map(values.__contains__, declared.required)):
        return None
    fields = {name: value for name, value in values.items() if name not in _BASE}
    base = {name: value for name, value in values.items() if name in _BASE}
    return Event(**base, fields=fields, place=found.place(raw), declared=kinds.own_action(did))
