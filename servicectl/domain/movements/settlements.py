"""What an event opened, and by which later event nothing of it was left.

Money collected has to be handed in, a loaner to come back, an old part to be judged: each is on
the books until all of it is gone. What was approved by word of mouth is open until it is confirmed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import ZERO, BalanceKey, Holding, Posting, in_force, postings
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import read_account
from servicectl.domain.movements.oral_approvals import by_word_of_mouth
from servicectl.domain.workflow.movement import Movement
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.named_tuple import NamedTuple

_NAMED = re.compile(r"\{[^}]*\}")


@cache
def gives_back(opened: str, verb: str) -> bool:
    """Return whether an action gives back what another brings into somebody's hands.

    Of what actions move: to where the one brings something, from there the other takes it in.
    """
    if (opened, verb) == ("approve", "confirm"):
        return True
    into = {way for movement in _moved(opened) for way in _accounts(movement.target)}
    return any(
        movement.settles or movement.target.startswith("store:")
        for movement in _moved(verb)
        if into & _accounts(movement.source)
    )


def _moved(verb: str) -> tuple[Movement, ...]:
    action = ACTIONS.get(verb)
    return action.movements if action else ()


def _accounts(pattern: str) -> set[str]:
    """Return the kinds of account that a pattern may mean; none where it may be any."""
    return {*_NAMED.sub("*", pattern).split("|")} - {"*", ""}


class Settlement(NamedTuple):
    """What became of what an event opened: by which event nothing was left of it, and what is."""

    by: str | None
    left: tuple[Holding, ...] = ()


class _Opening:
    """What one voucher brought into somebody's hands, and what is left of it."""

    def __init__(self) -> None:
        self.left: dict[BalanceKey, Holding] = {}
        self.by: str | None = None


class Settlements:
    """What the events of one case opened. The vouchers are read when they are asked for first."""

    def __init__(self, case: Case, vouchers: Callable[[], Sequence[Voucher]]) -> None:
        self._case = case
        self._read = vouchers

    def opens(self, event: Event) -> bool:
        """Return whether an event brought something into somebody's hands, or was word of mouth."""
        return "oral" in event.fields or any(id in self._openings for id in event.vouchers)

    def of(self, opened: Event) -> Settlement:
        """Return what became of what an event opened."""
        if "oral" in opened.fields:
            confirmed = self._confirmed.get(opened.id)
            return Settlement(confirmed.id if confirmed else None)
        found = [self._openings[id] for id in opened.vouchers if id in self._openings]
        left = tuple(holding for opening in found for holding in opening.left.values())
        if left:
            return Settlement(None, left)
        back = (self._booked_back.get(id) for id in opened.vouchers)
        by = next((opening.by for opening in reversed(found) if opening.by), None)
        return Settlement(by or next(filter(None, back), None))

    def holder(self, opened: Event) -> str | None:
        """Return whose hands it came into, where the account is a person's."""
        names = [
            account.name
            for voucher in self._vouchers
            if voucher.id in opened.vouchers
            for account in (line.target for line in voucher.lines)
            if account.kind.named == "person" and account.kind.of_case
        ]
        return names[-1] if names else None

    @cached_property
    def _confirmed(self) -> Mapping[str, Event | None]:
        return {said.id: confirmed for said, confirmed in by_word_of_mouth(self._case.events)}

    @cached_property
    def _vouchers(self) -> Sequence[Voucher]:
        return list(self._read())

    @cached_property
    def _booked_back(self) -> Mapping[str, str | None]:
        return {v.reverses: v.event for v in self._vouchers if v.reverses}

    @cached_property
    def _openings(self) -> Mapping[str, _Opening]:
        """Return what each voucher in force opened; what is given back is the oldest first."""
        found: defaultdict[str, _Opening] = defaultdict(_Opening)
        waiting: defaultdict[BalanceKey, list[_Opening]] = defaultdict(list)
        for posting in postings(in_force(self._vouchers)):
            if not read_account(posting.key.account).kind.own:
                continue
            if posting.change > 0:
                opening = found[posting.voucher.id]
                opening.left[posting.key] = _more(opening, posting)
                if opening not in waiting[posting.key]:
                    waiting[posting.key].append(opening)
            else:
                _take(waiting[posting.key], posting)
        return found


def _more(opening: _Opening, posting: Posting) -> Holding:
    before = opening.left.get(posting.key)
    qty = posting.change + (before.qty if before else ZERO)
    return Holding(posting.key, qty, posting.line.sku, posting.line.unit)


def _take(waiting: Iterable[_Opening], posting: Posting) -> None:
    """Take what goes out of an account from what came in, the oldest first."""
    gone = -posting.change
    for opening in waiting:
        held = opening.left.get(posting.key)
        if held is None or gone <= 0:
            continue
        taken: Decimal = min(gone, held.qty)
        gone -= taken
        opening.left.pop(posting.key)
        if held.qty > taken:
            rest = Holding(held.key, held.qty - taken, held.sku, held.unit)
            opening.left[posting.key] = rest
        elif not opening.left:
            opening.by = posting.voucher.event
