"""What a person should hear at once on recording something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.prices import paid_for_work, paying_back, price
from servicectl.domain.movements.repair_warranty import rework
from servicectl.domain.movements.requisitions import asked_before
from servicectl.services.queries.doubles import other_cases
from servicectl.services.recording.checklist import checklist_of, unsaid
from servicectl.services.recording.pricing import on_file, told_of_lines
from servicectl.services.recording.unit_left import before_last, customer_left, unit_left
from servicectl.store.team.team import Team

Notices = Mapping[str, Any]


def notices(team: Team, case: Case, event: Event) -> Notices:
    """Return what is to be said beside that the event was recorded.

    ``rework`` tells of a repair asked for again whether it is free, and until when (R533, R534);
    ``earlier_cases`` of how many others a customer who is quoted a price had before (R517);
    ``lines`` what each line of a quote is under, where the model has components (R104, R106);
    ``price`` what a price agreed anew is in all, and against the one before (R119);
    ``unskilled`` for which model nobody who is sent has a skill (R111); ``approved`` which parts
    were (R089); ``ticks`` what was said of the checklist, ``not_said`` the lines left out;
    ``going_on`` which clocks run while the case rests; ``paid`` what the customer has paid for a
    case that is given up.
    """
    notice = _NOTICES.get(event.did)
    checklist = _checklist(team, case, event) if event.action.ticks else {}
    return {**checklist, **(notice(team, case, event) if notice else {})}


def _checklist(team: Team, case: Case, event: Event) -> Notices:
    said = event.fields.get("ticks", {})
    left_out = unsaid(checklist_of(team, case, event.action), said)
    return {"ticks": dict(said), "not_said": [tick.name for tick in left_out]}


def _hold(team: Team, case: Case, event: Event) -> Notices:
    clocks = (clock for clock in team.clocks(case, event.at) if clock.start.id != event.id)
    owed = (clock for clock in clocks if clock.is_running)
    going_on = (clock.name for clock in owed if event.did not in clock.rule.pauses)
    return {"going_on": list(dict.fromkeys(going_on))}


def _approve(team: Team, case: Case, event: Event) -> Notices:
    if event.fields["what"] != "request":
        return {}
    return {"approved": list(event.fields.get("parts") or asked_before(case, event))}


def _rework(team: Team, case: Case, event: Event) -> Notices:
    again = rework(case, team.policy.calendar) if case.stands.bears("again") else None
    if again is None:
        return {}
    until = again.until.isoformat() if again.until else None
    return {"rework": {"free": again.is_free, "until": until}}


def _quote(team: Team, case: Case, event: Event) -> Notices:
    told = told_of_lines(team, case, event)
    return {"earlier_cases": other_cases(team, case), **({"lines": told} if told else {})}


def _edit(team: Team, case: Case, event: Event) -> Notices:
    id = event.fields.get("customer")
    known: dict[str, Any] = {"known": team.customer(id).name} if id else {}
    before = before_last(case)
    if unit_left(team, before, case):
        known["unit_left"] = before.unit
    left = customer_left(team, before, case)
    if left and not other_cases(team, before):
        known["customer_left"] = left
    unknown = team.unknown_model(event.fields.get("model"))
    return known | ({"unknown_model": unknown} if unknown else {})


def _accept(team: Team, case: Case, event: Event) -> Notices:
    before = before_last(case)
    agreed = price(before, team.vouchers_of(before), team.policy.money.currency)
    if agreed.change == agreed.total:
        return {}
    sums = {"total": str(agreed.total), "change": f"{agreed.change:+}"}
    return {"price": {**sums, "currency": agreed.currency}}


def _cancel(team: Team, case: Case, event: Event) -> Notices:
    usual = team.rulebook(case.policy).money.currency
    told = [
        {
            "sum": str(much),
            "currency": currency,
            "words": str(paying_back(case.id, much, None if currency == usual else currency)),
        }
        for currency, much in paid_for_work(case, team.vouchers_of(case)).items()
    ]
    return {"paid": told} if told else {}


def _assign(team: Team, case: Case, event: Event) -> Notices:
    _, product = on_file(team, case)
    if product is None or not team.rulebook(case.policy).staff.skills:
        return {}
    words = " ".join(filter(None, (product.model, product.name, product.brand)))
    sent = filter(None, map(team.roster.get, case.engineers))
    skilled = any(person.is_skilled_for(words) for person in sent)
    return {} if skilled else {"unskilled": f"{product.model} {product.name}"}


_NOTICES: Mapping[str, Callable[[Team, Case, Event], Notices]] = {
    "approve": _approve,
    "accept": _accept,
    "edit": _edit,
    "assign": _assign,
    "cancel": _cancel,
    "hold": _hold,
    "callback": _rework,
    "rework": _rework,
    "quote": _quote,
}
