"""What an action needs: the rulebook's ``require`` lists and what no rulebook can drop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.actions import ACTIONS
from servicectl.domain.events import Event
from servicectl.domain.specs import Spec, Term, parse_spec


def missing(
    event: Event,
    earlier: Sequence[Event],
    records: Mapping[str, Mapping[str, Any]],
    required: Sequence[Spec],
) -> tuple[Spec, ...]:
    """Return every requirement that ``event`` does not meet.

    A term is met by a field of the event or of an earlier one of the same visit (the cause may be
    known since ``diagnose``), by an event since the fault was last said to be cleared
    (``earlier``), or by a field of a record it names (``customer.phone``).
    """
    declared = (Spec((Term(f.name),)) for f in event.action.fields if f.required)
    needs = (*declared, *map(parse_spec, event.action.needs), *required)

    def holds(term: Term) -> bool:
        return _holds(term, event, earlier, records)

    lacking = (s for s in needs if not s.waived(holds) and not any(map(holds, s.terms)))
    return tuple(dict.fromkeys(lacking))


def _holds(
    term: Term, event: Event, earlier: Sequence[Event], records: Mapping[str, Mapping[str, Any]]
) -> bool:
    declared = {field.name: field for field in event.action.all_fields}
    if term.detail is None and (term.name in declared or term.name not in ACTIONS):
        instead = declared[term.name].instead if term.name in declared else None
        given = any(_given(term, e.fields) for e in (*_this_visit(earlier), event))
        return given or (instead is not None and instead in event.fields)
    if term.name in ACTIONS:
        return term.in_((*earlier, event))
    return bool(records.get(term.name, {}).get(term.detail or ""))


def _this_visit(earlier: Sequence[Event]) -> Sequence[Event]:
    starts = [n for n, event in enumerate(earlier) if event.did == "assign"]
    return earlier[starts[-1] :] if starts else ()


def _given(term: Term, fields: Mapping[str, Any]) -> bool:
    value = fields.get(term.name)
    return bool(value) and (term.value is None or str(value) == term.value)
