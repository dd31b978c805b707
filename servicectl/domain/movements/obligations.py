"""May a case be closed? It may when every account of it is empty: what is not, is owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicectl.domain.ledger.balances import Holding
from servicectl.domain.schema.command_line import CommandLine
from servicectl.domain.schema.quantities import SUM
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.movement import Movement, applies, filled, fits
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple


class Obligation(NamedTuple):
    """What is still open in a case: the thing, who holds it, the command that settles it.

    ``instead`` are the commands where that cannot come to be: the debt is let go, the loaner lost.
    """

    what: Message
    who: str
    settle: Message
    instead: tuple[Message, ...] = ()


def obligations(
    held: Iterable[Holding], case: str, currency: str | None = None
) -> Iterator[Obligation]:
    """Yield one obligation for each account of the case that is not empty.

    With the ``currency`` of the rulebook, what is owed in another is settled in that.
    """
    for holding in held:
        account = holding.account
        what = msg("{thing} in {account}", thing=thing(holding), account=str(account))
        who = account.name if account.kind.named == "person" else account.kind.word
        found = list(ways_to_settle(holding, case, currency))
        assert found, holding
        settle, *instead = (line.message for line in found)
        yield Obligation(what, str(who), settle, tuple(instead))


def settled_with(holding: Holding, case: str | None) -> CommandLine | None:
    """Return what is typed to settle what an account holds: the verb declared to take it on."""
    return next(ways_to_settle(holding, case), None)


def ways_to_settle(
    holding: Holding, case: str | None, currency: str | None = None
) -> Iterator[CommandLine]:
    """Yield all that may be typed to settle what an account holds, the usual way first."""
    kind, id = holding.key.item
    other = kind == "money" and currency not in (None, id)
    for action, movement in _SETTLING:
        if _settles(action, movement, holding, case):
            words = str(movement.settles).format(
                case=case,
                goods=_goods(holding),
                sum=f"{holding.qty} --currency {id}" if other else holding.qty,
                name=holding.account.name,
                tool=holding.key.item.id,
            )
            yield CommandLine(action.words, tuple(words.split()))


def _settles(action: Action, movement: Movement, holding: Holding, case: str | None) -> bool:
    kind, field = holding.key.item.kind, action.field(movement.of) if movement.of else None
    if (kind == "money") != (field is not None and field.kind is SUM):
        return False
    if (kind == "tool") != (movement.of == "tool"):
        return False
    here = applies(movement.when, {}, case is not None)
    return here and fits(filled(movement.source, {}), holding.key.account)


_SETTLING = [
    (action, movement)
    for action in {**ACTIONS, **DOCUMENTS}.values()
    for movement in action.movements
    if movement.settles
]


def thing(holding: Holding) -> str:
    """Return how much of what is held, in a few words."""
    kind, id = holding.key.item
    if kind == "money":
        return f"{holding.qty} {id}"
    return id if kind != "sku" else f"{id} {holding.qty}" + (holding.unit or "")


def _goods(holding: Holding) -> str:
    kind, id = holding.key.item
    return f"{holding.sku or 'MODEL'}@{id}" if kind == "serial" else f"{id}={holding.qty}"
