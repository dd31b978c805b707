"""Whether things go as their action is declared to move them, and the verb for any other way.

So nothing of ours comes from nowhere, or goes for good, beside the paper and the second person
that its own verb asks for (rules.md §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.master.accounts import Account, AccountWord
from servicectl.domain.schema.kinds import TOOL
from servicectl.domain.schema.quantities import SUM
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.movement import (
    ANY,
    Movement,
    Route,
    applies,
    filled,
    fits,
)
from servicectl.domain.workflow.movements import GOOD
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.domain.workflow.usage import field_typed, usage, usage_for
from servicectl.errors import Message, msg

_COUNT = usage(DOCUMENTS["count"], "counted", "account").message
_COUNTED: frozenset[AccountWord] = frozenset({"worn", "lost", "count-difference"})


class WrongRoute(NamedTuple):
    """A line that goes a way which its action does not: the key at fault, what, the right verb."""

    key: str
    message: Message
    remedy: Message


class _Ends(NamedTuple):
    """Patterns of accounts between which a movement may go, and the fields that this asks for."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    asks: tuple[str, ...] = ()

    def takes(self, line: Line) -> bool:
        return _any(self.sources, line.from_) and _any(self.targets, line.to)


def wrong_route(voucher: Voucher, line: Line) -> WrongRoute | None:
    """Return what is wrong with the way of a line; None where it is one of its action's.

    Of a voucher of a case only accounts that are typed are judged here: its event tells the rest.
    """
    action = ACTIONS.get(voucher.did) or DOCUMENTS[voucher.did]
    ends = list(_ends(action, voucher))
    ways = [one for one in ends if one.takes(line)]
    lacking = [[name for name in way.asks if name not in voucher.fields] for way in ways]
    free = voucher.event and not ends  # its event tells the whole of it
    if free or any(not names for names in lacking):
        return None
    if not ends:
        return WrongRoute("to", msg("{verb} moves nothing", verb=action.words), _COUNT)
    if ways:
        return _unasked(action, line, lacking[0])
    key, account = _at_fault(ends, line)
    if key == "to":
        text = msg("{verb} brings nothing to {account}", verb=action.words, account=str(account))
    else:
        text = msg("{verb} takes nothing from {account}", verb=action.words, account=str(account))
    further = [end.targets for end in ends if key == "from" and _any(end.sources, line.from_)]
    return WrongRoute(key, text, _instead(account, key, [t for all_ in further for t in all_]))


def _ends(action: Action, voucher: Voucher) -> Iterator[_Ends]:
    """Yield between what the movements go that may be meant; none where any way is right."""
    said = {name: str(value) for name, value in voucher.fields.items()}
    said |= {"by": voucher.by} | ({"case": voucher.case} if voucher.case else {})
    for movement in action.movements:
        if not movement.source:
            yield _Ends((ANY,), (ANY,))
        if not movement.source or (voucher.event and not movement.routes):
            continue
        if applies(movement.when, voucher.fields, voucher.case is not None):
            source, target = filled(movement.source, said), filled(movement.target, said)
            yield from _bounded(movement.routes, source, target)


def _bounded(routes: Iterable[Route], source: str, target: str) -> Iterator[_Ends]:
    if not routes:
        yield _Ends((source,), (target,))
    for route in routes:
        yield _Ends(*route)


def _unasked(action: Action, line: Line, names: list[str]) -> WrongRoute:
    """Return that a way is open only with what was not said."""
    options = [field_typed(action.field(name)) for name in names]
    text = msg(
        "{verb} from {source} to {target} asks for {options}",
        verb=action.words,
        source=line.from_,
        target=line.to,
        options=options,
    )
    return WrongRoute("to", text, msg("say it: {options}", options=" ".join(options)))


def _at_fault(ends: list[_Ends], line: Line) -> tuple[str, Account]:
    """Return the account that stands against a line: where it goes, unless that would do."""
    if _any(ends[0].targets, line.to):
        return "from", line.source
    return "to", line.target


def _any(patterns: Iterable[str], account: str) -> bool:
    return any(fits(pattern, account) for pattern in patterns)


def _instead(account: Account, key: str, leads_to: list[str]) -> Message:
    """Return the command for what an account gets, or gives; or where it leads by this one."""
    if account.kind.word in _COUNTED:
        return _COUNT
    if account.kind.holds_stock and (key == "to" or _any(GOOD, str(account))):
        return msg("stores, vans, branches, agents and depots hold good parts")
    found = [m for m in _of_goods() if _any(_side(m[1], key), str(account))]
    settling = [m for m in found if m[1].settles and key == "from"]
    if leads_to and not settling:
        return msg("from {account} they go to {targets}", account=str(account), targets=leads_to)
    for action, movement in [*settling, *found]:
        return usage_for(action, movement).message
    if account.kind.own or account.kind.word in ("finance", "service-cost"):
        return msg("stores, vans, branches, agents and depots hold parts")
    return usage(ACTIONS["reverse"]).message


def _of_goods() -> Iterator[tuple[Action, Movement]]:
    """Yield every declared movement of goods or units, with its action.

    What a maker keeps or sends instead is no way for anything else: it is left out.
    """
    for action in {**ACTIONS, **DOCUMENTS}.values():
        for movement in action.movements:
            kind = action.field(movement.of).kind if movement.of else None
            of_makers = "supplier" in (movement.source, movement.target)
            if movement.source and kind not in (SUM, TOOL) and not of_makers:
                yield action, movement


def _side(movement: Movement, key: str) -> Iterable[str]:
    """Return the accounts that a movement leads to, or comes from."""
    pattern = filled(movement.target if key == "to" else movement.source, {})
    if pattern != ANY:
        return (pattern,)
    return [a for r in movement.routes for a in (r.targets if key == "to" else r.sources)]
