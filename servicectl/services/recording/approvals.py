"""Who may approve what, and how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.roster import Person, Roster
from servicectl.domain.movements.requisitions import (
    asked_before,
    asked_first,
    requisition,
    waiting,
)
from servicectl.domain.schema import commands
from servicectl.domain.schema.quantities import read_goods
from servicectl.domain.schema.vocabulary import LEADERS
from servicectl.errors import Refused, msg
from servicectl.store.team.team import Team, unknown_person

_SAYS_WHAT = {"parts": "request", "amount": "discount", "serial": "exchange"}
"""What an approval is of, by the field that says how much of it, or which."""


def check_approval(team: Team, case: Case, event: Event) -> None:
    """Raise unless it answers something, and whoever said yes may, and did not ask for it."""
    check_answer(case, event)
    _check_says_what(case, event)
    check_not_own(team, case, event, event.said_by)
    person = team.roster.get(event.said_by)
    if person is None:
        raise unknown_person(event.said_by, team.roster)
    check_there(person, team.policy.calendar.date_of(event.at), "--oral")
    roles = team.rulebook(case.policy).approvers(event) or event.action.roles
    if person.plays.isdisjoint(roles):
        raise Refused(
            msg("{person} may not approve this", person=person.id),
            msg("say who of these said yes: {roles}", roles=", ".join(roles)),
        )


def _check_says_what(case: Case, event: Event) -> None:
    """Raise Refused where a yes does not say to what: to which sum, to which unit (R436, R517)."""
    what = event.fields.get("what")
    for name, only in _SAYS_WHAT.items():
        if name in event.fields and what != only:
            raise Refused(
                msg("{option} goes with --what {what}", option=f"--{name}", what=only),
                msg("leave it out, or say --what {what}", what=only),
            )
    if what == "discount" and "amount" not in event.fields:
        raise Refused(msg("how much may be taken off is not said"), msg("say it: --amount AMOUNT"))
    if what == "exchange" and "serial" not in event.fields and not case.unit:
        raise Refused(msg("{case} names no unit", case=case.id), msg("say which: --serial SERIAL"))


def check_not_own(team: Team, case: Case, event: Event, person: str) -> None:
    """Raise Refused where somebody answers what he asked for; a team of one is let off."""
    own = event.fields.get("what") == "request" and person in {e.by for e in waiting(case, event)}
    # Who is alone in the team has nobody else to ask.
    if own and len(team.roster.active(team.policy.calendar.date_of(event.at))) > 1:
        raise Refused(
            msg("{person} asked for it and may not approve it", person=person),
            msg("somebody else does it: --as NAME"),
        )


def check_approver(team: Team, event: Event, id: str) -> None:
    """Raise unless another person, who may, is named as having approved."""
    check_consent(team.roster, id, event.by, team.policy.calendar.date_of(event.at))


def check_there(person: Person, day: date, option: str) -> None:
    """Raise Refused where who is named by an option was not in the team on that day."""
    if not person.active_on(day):
        raise Refused(
            msg("{id} does not belong to the team on {day}", id=person.id, day=day.isoformat()),
            msg("name who is there: {option} PERSON", option=option),
        )


def check_consent(roster: Roster, id: str, by: str, day: date) -> None:
    """Raise unless ``id``, who may and is not the person concerned, is named as having agreed."""
    person = roster.get(id)
    if person is None:
        raise unknown_person(id, roster)
    check_there(person, day, "--approved-by")
    # Who is alone in the team approves what he types.
    alone = len(roster.active(day)) == 1
    if not alone and (id == by or person.plays.isdisjoint(LEADERS)):
        raise Refused(
            msg("{person} may not approve this", person=id),
            msg("a supervisor or manager other than who types approves"),
        )


def check_approved(team: Team, case: Case, vouchers: Sequence[Voucher]) -> None:
    """Raise Refused where more is handed out than was approved, or asked for (R089, R095)."""
    strict = team.rulebook(case.policy).issues_on_approval
    for want in requisition(case, vouchers):
        is_answered = strict or want.answered
        limit = want.approved if is_answered else want.requested
        if not is_answered and want.issued > limit > 0:
            raise Refused(
                msg(
                    "{sku}: {issued} would be handed out, {limit} are asked for",
                    sku=want.sku,
                    issued=want.issued,
                    limit=limit,
                ),
                commands.parts.request(case.id, f"{want.sku}=QTY").message,
            )
        if (strict or want.requested) and want.issued > limit:
            raise Refused(
                msg(
                    "{sku}: {issued} would be handed out, {limit} are approved",
                    sku=want.sku,
                    issued=want.issued,
                    limit=limit,
                ),
                asked_first(case, want.sku),
            )


def check_answer(case: Case, event: Event) -> None:
    """Raise Refused where an approval answers nothing, or says yes to more than was asked."""
    if event.fields.get("what") != "request":
        return
    asked = asked_before(case)
    if not asked:
        raise Refused(
            msg("no request of {case} is waiting for an answer", case=case.id),
            commands.parts.request(case.id, "SKU=QTY").message,
        )
    wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
    for goods in map(read_goods, asked):
        wanted[goods.sku] += goods.qty
    for goods in map(read_goods, event.fields.get("parts", ())):
        if goods.qty > wanted[goods.sku]:
            raise Refused(
                msg(
                    "{sku}: {qty} were asked for, {more} would be approved",
                    sku=goods.sku,
                    qty=wanted[goods.sku],
                    more=goods.qty,
                )
            )


def check_in_place_of(team: Team, answer: Event, typed_by: str) -> None:
    """Raise where somebody answers for one who is with the team, or for what he typed himself.

    Who has left cannot confirm or deny a yes by word of mouth: another who may approve looks into
    it, and says so under his own name (R187).
    """
    absent = answer.fields.get("in_place_of")
    person = team.roster.get(absent) if absent else None
    if absent is None:
        return
    if person is not None and person.active_on(team.policy.calendar.date_of(answer.at)):
        raise Refused(
            msg("{person} is with the team, and answers for himself", person=absent),
            commands.confirm("…").by(absent).message,
        )
    if answer.by == typed_by:
        raise Refused(
            msg("{person} typed it and may not confirm it", person=answer.by),
            msg("another who may approve it does"),
        )
