"""What still stands between a case and its filing, and what may follow after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any, Self

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.clashes import clash_text, settled_by
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import of_case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.lines.line import GIVES_UP, CaseLine
from servicectl.domain.master.field_clashes import changed_by_two, settling
from servicectl.domain.movements.in_force import unlike
from servicectl.domain.movements.invoices import invoice_of, not_invoiced
from servicectl.domain.movements.obligations import Obligation, obligations
from servicectl.domain.movements.oral_approvals import (
    confirmation,
    contested,
    taking_back,
    unconfirmed,
    without_denied,
)
from servicectl.domain.movements.requisitions import not_answered, waiting
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.terms import Spec, Term, terms_of
from servicectl.domain.schema import commands
from servicectl.domain.schema.quantities import Goods
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple


class OpenItem(NamedTuple):
    """One thing that is open in a case: what, who owes it, the command that settles it.

    ``blocks``: the case cannot be closed before it is settled; else it may follow.
    ``instead`` are the commands where the usual one cannot come to be.
    """

    what: str | Message
    who: str | None
    settle: Message
    blocks: bool = True
    instead: tuple[Message, ...] = ()

    @classmethod
    def of(cls, owed: Obligation, *, blocks: bool = True) -> Self:
        """Return what is owed as one thing that is open."""
        return cls(owed.what, owed.who, owed.settle, blocks, owed.instead)


class Filing(NamedTuple):
    """What decides whether a case can be filed: itself, its rulebook, clocks and vouchers.

    ``fields`` are those that the ``verb`` is typed with by which the case is to end.
    """

    case: Case
    policy: Policy
    clocks: Sequence[Clock]
    vouchers: Sequence[Voucher]
    fields: Mapping[str, Any] = MappingProxyType({})
    verb: str = "close"

    @property
    def is_at_the_end(self) -> bool:
        """Return whether the state lets the case be closed, typed with these fields."""
        line, state = self.case.line, self.case.state
        if line.sources(self.verb):
            return line.move(self.case.actions[self.verb], state, self.fields) is not None
        ways = _steps(line, state)
        return any(to in line.closed for term, to in ways if term.name != GIVES_UP)

    @property
    def asked(self) -> Sequence[Spec]:
        """Return what the rulebook asks of the closing, where the line has it."""
        # What leads to the end by another verb was asked for what it needs when it was typed.
        known = self.verb == "close" and self.case.line.sources(self.verb)
        required = self.policy.required(self.verb) if known else ()
        return [spec for spec in required if spec.is_had(self.case.line.lacks)]


def open_items(filing: Filing) -> list[OpenItem]:
    """Return all that is open in a case: ``close`` is refused if and only if some of it blocks.

    What the accounts of the case hold, parts asked for and not answered, what stands though the yes
    to it was denied, what the rulebook asks of ``close`` and is not there, what clocks wait for on
    the way there, questions without an answer, a case on hold, and the next step of the line where
    nothing else is in the way.

    What may follow: the confirmation of what was said by word of mouth, an invoice, and what a
    clock waits for that outlives the case.
    """
    held, usual = of_case(filing.vouchers, filing.case.id), filing.policy.money.currency
    found = [OpenItem.of(owed) for owed in obligations(held, filing.case.id, usual)]
    found += (
        OpenItem(
            msg("{event} and {voucher} differ", event=odd.event.id, voucher=odd.voucher),
            None,
            odd.settle,
        )
        for odd in unlike(filing.case, filing.vouchers)
    )
    found += _clashes(filing.case)
    found += _not_answered(filing)
    found += _contested(filing.case)
    if filing.case.is_open:
        found += _of_the_line(filing)
        if not any(item.blocks for item in found):
            found += _next_step(filing)
    return [*found, *_following(filing)]


def in_the_way(filing: Filing) -> list[OpenItem]:
    """Return what has to be settled before the case can be closed."""
    return [item for item in open_items(filing) if item.blocks]


def _of_the_line(filing: Filing) -> Iterator[OpenItem]:
    """Yield what the rulebook asks for, what is late or due, what was asked; each matter once."""
    seen: set[str] = set()
    for name, item in chain(_required(filing), _running(filing), _asked(filing)):
        if name not in seen:
            yield item
        seen.add(name)
    if filing.case.held is not None:
        yield OpenItem(msg("on hold"), None, commands.resume(filing.case.id).message)


def _clashes(case: Case) -> Iterator[OpenItem]:
    """Yield each event that does not fit and each open field: somebody has to settle it first."""
    for event in case.clashes:
        yield OpenItem(clash_text(case, event), None, settled_by(case, event))
    for clash in case.head.clashes:
        if clash.is_open:
            text = changed_by_two(case.id, clash.field)
            yield OpenItem(text, None, settling(case.id, clash.field))


def _not_handed_out(case: Case, parts: Sequence[Goods]) -> OpenItem:
    """Return that parts asked for were neither handed out nor refused; nobody has to say yes."""
    goods = list(map(str, parts))
    return OpenItem(
        msg("asked for, not handed out yet: {parts}", parts=goods),
        ACTIONS["issue"].roles[0],
        commands.parts.issue(case.id, *goods).message,
        case.is_open,
        (commands.parts.reject(case.id, reason="TEXT").message,),
    )


def _not_answered(filing: Filing) -> Iterator[OpenItem]:
    """Yield that parts asked for wait for somebody's yes: whose, and how it is said."""
    case = filing.case
    parts: list[Goods] = not_answered(case, filing.vouchers)
    if not parts:
        return
    if not filing.policy.issues_on_approval:
        yield _not_handed_out(case, parts)
        return
    last = waiting(case)[-1]
    yes = Event(id=last.id, at=last.at, by="", did="approve", fields={"what": "request"})
    who = (filing.policy.approvers(yes) or yes.action.roles)[0]
    what = msg("asked for, not approved yet: {parts}", parts=list(map(str, parts)))
    settle = commands.parts.approve(case.id).message
    yield OpenItem(what, who, settle, case.is_open)


def _contested(case: Case) -> Iterator[OpenItem]:
    """Yield what stands though the yes to it was denied: it is taken back before the closing."""
    for event in contested(case):
        yield OpenItem.of(taking_back(case, event), blocks=case.is_open)


def _required(filing: Filing) -> Iterator[tuple[str, OpenItem]]:
    """Yield what the rulebook asks of ``close`` and is not there, by the action it names."""
    done = without_denied(filing.case.since_solved)
    for spec in filing.asked:
        if not spec.waived(lambda term: term.in_(done)) and not _is_met(spec, filing, done):
            term = spec.terms[0]
            own = any(field.name == term.name for field in filing.case.actions[filing.verb].fields)
            by = Term(filing.verb, term.name) if own else term
            yield term.name, OpenItem(str(term), _by_whom(filing, by), _settle(filing.case, by))


def _by_whom(filing: Filing, term: Term) -> str | None:
    """Return who does what the rulebook asks of ``close``: of its own field who may type that."""
    if term.name != filing.verb:
        return _owner(filing.case, term.name)
    says = _said_now(filing, filing.case.actions[term.name], {str(term.detail): ""})
    return (*filing.policy.approvers(says), _owner(filing.case, term.name))[0]


def _said_now(filing: Filing, action: Action, fields: Mapping[str, str]) -> Event:
    at = filing.case.events[-1].at
    return Event("", at, "", action.verb, fields, declared=action)


def _is_met(spec: Spec, filing: Filing, done: Sequence[Event]) -> bool:
    return any(term.in_(done) or term.name in filing.fields for term in spec.terms)


def _running(filing: Filing) -> Iterator[tuple[str, OpenItem]]:
    """Yield what a clock waits for on the way to the closing, which ends those that still run."""
    if filing.is_at_the_end:
        return
    for clock in filing.clocks:
        if clock.is_running and not clock.rule.outlives and not clock.rule.added:
            term = clock.rule.until[0].terms[0]
            who = clock.who or clock.rule.owner
            yield term.name, OpenItem(clock.name, who, _settle(filing.case, term))


def _asked(filing: Filing) -> Iterator[tuple[str, OpenItem]]:
    """Yield each question without an answer, and each caller who was not rung back."""
    for action in filing.case.actions.values():
        answer = _answer_to(action, filing)
        if answer is not None and filing.case.standing.allows(action):
            fields = {answer.detail: ""} if answer.detail else {}
            says = _said_now(filing, action, fields)
            who = (filing.policy.approvers(says) or action.roles[-1:])[0]
            yield action.verb, OpenItem(str(answer), who, _settle(filing.case, answer))


def _answer_to(action: Action, filing: Filing) -> Term | None:
    """Return the answer that an action owes: to what it asked itself, or to what it comes after."""
    events = filing.case.events
    if action.aside and action.after and not _outlives(action.verb, filing.policy):
        asked = Term(action.after)
        last = next((e.did for e in reversed(events) if e.did in (action.verb, asked.name)), None)
        return Term(action.verb) if last == asked.name else None
    for spec in map(read_spec, (*action.needs, *action.asked)):
        if spec.when and spec.terms[0].name == action.verb:
            answer = Term(action.verb, next(terms_of(spec.when)).name)
            own = [event for event in events if event.did == action.verb]
            return answer if own and not answer.matches(own[-1]) else None
    return None


def _outlives(verb: str, policy: Policy) -> bool:
    """Return whether a clock that this action stops runs on after the case is closed."""
    own = (clock for clock in policy.clocks.values() if not clock.added)
    lasting = (clock for clock in own if clock.outlives)
    return any(term.name == verb for c in lasting for spec in c.until for term in spec.terms)


def _next_step(filing: Filing) -> Iterator[OpenItem]:
    """Yield the next step on the shortest way to a state from which the case can be closed."""
    case = filing.case
    if not filing.is_at_the_end:
        step = _toward_filing(case.line, case.state)
        yield OpenItem(str(step), _owner(case, step.name), _settle(case, step))


def _toward_filing(line: CaseLine, state: str) -> Term:
    """Return the first of the fewest steps of the line that lead to where it can be closed.

    A line without ``close`` ends by the steps that lead to its end.
    """
    filed = frozenset[str]().union(*(m.sources for m in line.moves("close") if not m.when))
    filed = filed or line.closed
    ways = deque(_steps(line, state))
    seen = {state}
    while ways:
        first, state = ways.popleft()
        if state in filed:
            return first
        if state not in seen:
            seen.add(state)
            ways.extend((first, target) for _, target in _steps(line, state))
    return Term("close")


def _steps(line: CaseLine, state: str) -> Iterator[tuple[Term, str]]:
    for verb in line.actions:
        for move in line.moves(verb):
            if state in move.sources and move.target is not None:
                yield Term(verb, move.when), move.target


def _following(filing: Filing) -> Iterator[OpenItem]:
    """Yield what may follow after the closing: it stays open, and stands in nobody's way."""
    case = filing.case
    said = unconfirmed(case)
    yield from (OpenItem.of(confirmation(case, event), blocks=False) for event in said)
    for currency, amount in not_invoiced(case, filing.vouchers).items():
        yield OpenItem.of(invoice_of(case, amount, currency), blocks=False)
    seen = {"confirm"} if said else set()
    for clock in filing.clocks:
        term = clock.rule.until[0].terms[0]
        if case.is_open and clock.rule.added:
            continue  # it is listed for itself: parts, a caller, the case's end
        if clock.is_running and clock.rule.outlives and term.name not in seen:
            seen.add(term.name)
            who = clock.who or clock.rule.owner
            yield OpenItem(clock.name, who, _settle(case, term), blocks=False)


def _owner(case: Case, verb: str) -> str | None:
    return case.actions[verb].roles[0] if verb in case.actions else None


def _settle(case: Case, term: Term) -> Message:
    action = case.actions.get(term.name)
    line = commands.CommandLine(action.words if action else term.name, (case.id,))
    if action and action.aside and term.detail in action.outcomes:
        line = line._replace(options=(f"{action.outcome_option} {term.detail}",))
    elif action and term.detail in {field.name for field in action.fields}:
        line = line._replace(options=(f"{action.field(term.detail).option} TEXT",))
    return line.message
