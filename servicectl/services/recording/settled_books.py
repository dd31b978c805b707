"""What is settled has to fit in the books, or what must come first is named."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.force import Force
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import is_voucher
from servicectl.domain.schema import commands
from servicectl.errors import Message, Refused, msg
from servicectl.services.queries.clashes import standing_by
from servicectl.store.team.reckoning import reckoned_with
from servicectl.store.team.team import Team

_SHELVES = ("store", "van", "branch", "depot", "agent")


def check_books(team: Team, case: Case | None, settled: Sequence[Voucher] = ()) -> None:
    """Raise Refused where something would not fit in the books once this is settled.

    ``case`` is the case with the decision, ``settled`` the voucher that decides of one.
    """
    raw = replay(case.path, case.reported, case.history, kinds_of=case.kinds_of) if case else None
    force = reckoned_with(team.as_booked, team.force, raw, settled)
    decided = {voucher.fields.get("voucher") for voucher in settled}
    if case is not None:
        last = case.history[-1].fields["event"]
        decided = {last, *(id for e in case.history if e.id == last for id in e.vouchers)}
        decided |= standing_by(team, case.history[-1])
    for id, said in force.barred.items():
        if id not in team.force.barred or id in decided:
            raise _too_soon(team, id, said)


def _too_soon(team: Team, id: str, said: Force) -> Refused:
    """Return the refusal of what would not fit, with what has to come first."""
    assert said.reason is not None
    voucher = team.voucher(id) if is_voucher(id) else None
    name = (voucher and voucher.event) or id
    text = msg("{event} cannot count: {reason}", event=name, reason=said.reason)
    return Refused(text, _first(team, voucher, said) if voucher else None)


def _first(team: Team, voucher: Voucher, said: Force) -> Message | None:
    """Return what is typed first: goods come in, or what it does not fit with is taken back."""
    assert said.reason is not None
    account, item = (said.reason.values.get(key) for key in ("account", "item"))
    if item is None:
        other = team.voucher(said.against) if said.against else None
        if other is None or other.event:
            return None
        return msg("first: servicectl {words}", words=other.way_back)
    word = str(account).partition(":")[0]
    words = commands.parts.ledger(account)
    if word in _SHELVES:
        words = commands.parts.receive(f"{item}=QTY", to=account, document="NUMBER")
    elif word == "engineer" and voucher.case:
        words = commands.parts.issue(voucher.case, f"{item}=QTY")
    return msg("first: servicectl {words}", words=words)
