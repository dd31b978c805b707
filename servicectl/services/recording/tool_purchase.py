"""A tool that is bought: its number is new, and finance saw the price."""

from __future__ import annotations

from decimal import Decimal

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import in_force
from servicectl.domain.schema import commands
from servicectl.domain.schema.vocabulary import MONEY
from servicectl.errors import Refused, msg
from servicectl.services.recording.approvals import check_there
from servicectl.store.team.team import Team, unknown_person


def _check_new(team: Team, tool: str) -> None:
    """Raise Refused for a number that is in the register, also of a tool that was lost.

    One that was booked back is on no account: it may be entered anew.
    """
    booked = team.vouchers_naming("tool", tool)
    about = (voucher for one in booked for voucher in team.vouchers_about(one.id))
    standing = in_force({v.id: v for v in (*booked, *about)}.values())
    if tool not in team.tools or (booked and not standing):
        return
    lost = [voucher for voucher in standing if voucher.did == "tool-lost"]
    words = lost[-1].way_back if lost else commands.tool.list()
    raise Refused(
        msg("{tool} is in the register already", tool=tool),
        msg("take another number; servicectl {words}, if it is the same tool", words=words),
    )


def check_purchase(team: Team, typed: Event) -> None:
    """Raise where finance did not check the price, or a costly tool is no fixed asset (R131, R138).

    Who is named must be of finance; a team of one is let off. The tool's number is a new one.
    """
    _check_new(team, typed.fields["tool"])
    checker = typed.fields.get("checked_by")
    person = team.roster.get(checker) if checker else None
    if checker and person is None:
        raise unknown_person(checker, team.roster)
    if person is not None and person.plays.isdisjoint(MONEY):
        raise Refused(
            msg("{person} is not of finance", person=person.id),
            msg("--checked-by names who of finance checked the price"),
        )
    if person is not None:
        check_there(person, team.policy.calendar.date_of(typed.at), "--checked-by")
    limit, value = team.policy.money.fixed_asset_from, typed.fields.get("value")
    costly = limit is not None and value is not None and Decimal(value) >= limit
    if costly and "fixed_asset" not in typed.fields:
        raise Refused(
            msg("a tool from {limit} on is a fixed asset", limit=limit), msg("say --fixed-asset")
        )
