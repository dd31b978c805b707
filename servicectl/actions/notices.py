"""What a person should hear at once on recording something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicectl.actions.pricing import on_file
from servicectl.domain.cases import Case
from servicectl.domain.events import Event
from servicectl.domain.reworks import rework
from servicectl.store.lookup import cases_with
from servicectl.store.team import Team

Notices = Mapping[str, Any]


def notices(team: Team, case: Case, event: Event) -> Notices:
    """Return what is to be said beside that the event was recorded.

    ``rework`` tells of a repair asked for again whether it is free, and until when (R533, R534);
    ``earlier_cases`` of how many others a customer who is told a price had before (R517);
    ``unskilled`` for which model nobody who is sent has a skill (R111).
    """
    tell = _TOLD.get(event.did)
    return tell(team, case) if tell else {}


def _rework(team: Team, case: Case) -> Notices:
    again = rework(case) if case.state == "rework" else None
    if again is None:
        return {}
    until = again.until.isoformat() if again.until else None
    return {"rework": {"free": again.is_free, "until": until}}


def _quote(team: Team, case: Case) -> Notices:
    paths = cases_with(team.root, f"customer: {case.head['customer']}")
    return {"earlier_cases": len(set(paths) - {case.path})}


def _assign(team: Team, case: Case) -> Notices:
    _, product = on_file(team, case)
    if product is None or not team.rulebook(case.policy).staff.matches_skills:
        return {}
    words = " ".join(filter(None, (product.model, product.name, product.brand)))
    sent = filter(None, map(team.roster.get, case.engineers))
    skilled = any(person.is_skilled_for(words) for person in sent)
    return {} if skilled else {"unskilled": f"{product.model} {product.name}"}


_TOLD: Mapping[str, Callable[[Team, Case], Notices]] = {
    "assign": _assign,
    "callback": _rework,
    "rework": _rework,
    "quote": _quote,
}
