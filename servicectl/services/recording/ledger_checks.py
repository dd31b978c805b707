"""What a voucher must not do to the ledger: shortfalls, doubles, accounts that are not ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from servicectl.domain.ledger.balances import (
    BalanceKey,
    Holding,
    Posting,
    Shortfall,
    balances,
    booked_back,
    doubles,
    postings,
    renamed,
    shortfalls,
)
from servicectl.domain.ledger.drawer import FINANCE, unfunded
from servicectl.domain.ledger.papers import by_paper, paper_of
from servicectl.domain.ledger.routes import wrong_route
from servicectl.domain.ledger.voucher import Item, Line, Voucher
from servicectl.domain.master.roster import Roster
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.domain.time.moments import write_minute
from servicectl.errors import Message, Refused, UsageError, msg
from servicectl.store.team.team import Team, unknown_person

KEYS = {"sku": "sku", "serial": "serial", "tool": "tool", "money": "currency"}


def where(team: Team, id: str) -> Holding | None:
    """Return the account of ours that a serial number or a tool is in, or None."""
    for kind in ("serial", "tool"):
        found = balances(team.vouchers_naming(kind, id))
        for key, holding in found.items():
            if key.item == Item(kind, id) and holding.qty > 0 and holding.account.kind.own:
                return holding
    return None


def check_voucher(team: Team, voucher: Voucher, own: Sequence[Voucher]) -> None:
    """Raise unless the ledger with ``voucher`` has no shortfall, no double, no foreign account.

    Only vouchers that name what is taken are read; those of the case are ``own``.
    """
    if voucher.reverses in team.force.out:
        return  # it books back what does not count
    for line in voucher.lines:
        _check_way(line, voucher)
        _check_case(line, voucher.case)
        _check_accounts(team, line, team.policy.calendar.date_of(voucher.at))
        if voucher.reverses is None:
            _check_hands(team, line)
    _check_paper(team, voucher)
    _check_drawer(team, voucher)
    known = {v.id: v for v in (*own, *_others(team, voucher), voucher)}
    touched = {line.item for line in voucher.lines}
    found = [p for p in postings(known.values()) if p.key.item in touched]
    posted = sorted(found, key=lambda p: (p.at, p.voucher.id == voucher.id))  # the new one last
    keys = {p.key for p in posted if p.voucher.id == voucher.id and p.change < 0}
    for shortfall in shortfalls([p for p in posted if p.key in keys]):
        _check_moved_on(shortfall, voucher, known)
        raise Refused(*_too_little(shortfall, voucher))
    _check_models(posted, voucher, booked_back(known.values()))
    for posting in doubles(posted):
        holding = where(team, posting.key.item.id)
        raise Refused(
            msg(
                "{id} is in {account} already",
                id=posting.key.item.id,
                account=holding.key.account if holding else posting.key.account,
            ),
            msg("servicectl unit show {id} tells its way", id=posting.key.item.id),
        )


def _check_models(posted: Sequence[Posting], voucher: Voucher, gone: Collection[str]) -> None:
    """Raise Refused where a thing with a serial number would be taken as another model."""
    standing = [p for p in posted if p.voucher.id not in gone and not p.voucher.reverses]
    for posting, model in renamed(standing):
        if posting.voucher.id == voucher.id:
            serial = posting.key.item.id
            raise Refused(
                msg("{id} is in {at} as {sku}", id=serial, at=posting.key.account, sku=model),
                msg("say {goods}", goods=f"{model}@{serial}"),
            )


def _check_moved_on(shortfall: Shortfall, back: Voucher, known: Mapping[str, Voucher]) -> None:
    """Raise Refused, naming what has to come back first, where what is booked back is elsewhere."""
    original = known.get(back.reverses or "")
    if original is None:
        return
    gone, key = booked_back(known.values()), shortfall.posting.key
    later = [
        p.voucher
        for p in postings(known.values())
        if (p.key, p.change < 0) == (key, True) and p.at >= original.at
        if p.voucher.id not in (*gone, back.id) and not p.voucher.reverses
    ]
    if later:
        moved = [_moved_by(v) for v in {v.id: v for v in reversed(later)}.values()]
        raise Refused(
            msg(
                "{item} of {id} has moved on from {account}",
                item=key.item.id,
                id=original.id,
                account=key.account,
            ),
            msg("take back first: {vouchers}", vouchers=moved),
        )


def _moved_by(voucher: Voucher) -> Message:
    return msg("{verb} with servicectl {words}", verb=voucher.did, words=voucher.way_back)


def _others(team: Team, voucher: Voucher) -> Iterable[Voucher]:
    """Yield the vouchers that name what is taken from accounts that are not the case's alone."""
    seen = set()
    for line in voucher.lines:
        own = line.source.kind.by_case and voucher.case is not None
        single = line.item.kind in ("serial", "tool")
        if line.item not in seen and line.item.kind != "money" and (single or not own):
            seen.add(line.item)
            if single or line.source.kind.own:
                yield from team.vouchers_naming(KEYS[line.item.kind], line.item.id)


def _check_paper(team: Team, voucher: Voucher) -> None:
    """Raise Refused where the paper from outside was used before (R093)."""
    paper = paper_of(voucher)
    if paper is None:
        return
    same = team.vouchers_by_paper(paper.number)
    back = [v for one in same for v in team.vouchers_about(one.id)]
    for other in by_paper(paper, [*same, *back]):
        raise Refused(
            msg(
                "paper {number} of {account} is used already by {id}",
                number=paper.number,
                account=paper.account,
                id=other.id,
            ),
            msg("one paper is booked once; of one with several pages name the page, too"),
        )


def _check_drawer(team: Team, voucher: Voucher) -> None:
    """Raise Refused where more would be set against cost than finance holds (R066)."""
    if not any(line.from_ == FINANCE for line in voucher.lines):
        return
    known = team.vouchers_touching(FINANCE)
    posted = sorted(postings([*known, voucher]), key=lambda p: (p.at, p.voucher.id == voucher.id))
    before = {posting.voucher.id for posting, _ in unfunded(postings(known))}
    for posting, there in unfunded(posted):  # the new one is the last of its moment
        if posting.voucher.id not in before:
            raise Refused(_too_much_settled(posting, there), _of_the_drawer(posting, voucher))


def _too_much_settled(posting: Posting, there: Decimal) -> Message:
    return msg(
        "finance holds {there} {currency}, {wanted} would be set against cost",
        there=there,
        currency=posting.key.item.id,
        wanted=-posting.change,
    )


def _of_the_drawer(posting: Posting, voucher: Voucher) -> Message:
    """Return where it can be seen; of a sum that is set against cost already how it comes back."""
    if posting.voucher.id == voucher.id:
        return msg("servicectl parts ledger {account} shows the book", account=FINANCE)
    return msg("take back first: {vouchers}", vouchers=[_moved_by(posting.voucher)])


def _check_way(line: Line, voucher: Voucher) -> None:
    """Raise Refused for a way that the action does not go, or that leads nowhere."""
    if line.from_ == line.to:
        raise Refused(
            msg("{account} is where it is already", account=line.to),
            msg("say another account: --to ACCOUNT"),
        )
    wrong = wrong_route(voucher, line)
    if wrong is not None:
        raise Refused(wrong.message, wrong.remedy)


def _check_case(line: Line, case: str | None) -> None:
    """Raise Refused where goods would be in somebody's hands for no case, or for another one.

    Tools are in them for none, and what is at the maker's may be the store's.
    """
    for account in (line.source, line.target):
        kind = account.kind
        if line.item.kind == "tool" or not kind.of_case or kind.named == "name":
            continue
        if case is None or (kind.named == "case" and account.name != case):
            raise Refused(
                msg("{account} holds what belongs to a case", account=str(account)),
                msg("servicectl parts issue CASE hands out for one; van:NAME is for no case"),
            )


def _check_accounts(team: Team, line: Line, day: date) -> None:
    """Raise for a person unknown or gone, and for an account that the team does not have."""
    for account, gets in ((line.source, False), (line.target, True)):
        if account.kind.named == "person":
            _check_person(team.roster, str(account.name), day, gets)
        if account.kind.named == "name" and str(account) not in team.own_accounts:
            known = tuple(team.own_accounts)
            raise UsageError(
                msg("there is no account {name}", name=repr(str(account))),
                did_you_mean(str(account), known)
                or msg("enter it in inventory/accounts.yaml, with its name"),
            )


def _check_person(roster: Roster, id: str, day: date, gets: bool) -> None:
    person = roster.get(id)
    if person is None:
        raise unknown_person(id, roster)
    if gets and not person.active_on(day):
        raise Refused(
            msg("{id} does not belong to the team on {day}", id=id, day=day.isoformat()),
            msg("nothing is handed to somebody who has left"),
        )


def _check_hands(team: Team, line: Line) -> None:
    """Raise Refused unless parts for a case go to who repairs: the store hands itself none."""
    if line.target.kind.word != "engineer" or line.item.kind == "tool":
        return
    person = team.roster.get(str(line.target.name))
    if person is not None and not person.repairs:
        raise Refused(
            msg("{person} is no engineer, and is handed nothing for a case", person=person.id),
            msg("say who of the engineers gets it: --to PERSON"),
        )


def _too_little(shortfall: Shortfall, voucher: Voucher) -> tuple[Message, Message]:
    posting = shortfall.posting
    account, item = posting.key.account, posting.key.item
    there = max(shortfall.balance - posting.change, Decimal(0))
    if posting.key.held_in.kind.word == "customer" and item.kind == "money":
        return (
            msg(
                "the customer owes {there} {currency}, not {wanted}",
                there=there,
                currency=item.id,
                wanted=-posting.change,
            ),
            msg("servicectl show {case} lists what is open", case=str(voucher.case)),
        )
    what = msg(
        "{account} has {there} of {item}, {wanted} are wanted",
        account=account,
        there=there,
        item=item.id,
        wanted=-posting.change,
    )
    if posting.voucher.id != voucher.id:
        what = msg(
            "{account} would fall short of {item} at {time}: voucher {id}",
            account=account,
            item=item.id,
            time=write_minute(posting.at),
            id=posting.voucher.id,
        )
    return what, _remedy(posting.key, voucher)


def _remedy(key: BalanceKey, voucher: Voucher) -> Message:
    account, item = key.held_in, key.item
    if account.kind.word == "engineer" and not account.old and voucher.case:
        return msg(
            "what is used was issued before: servicectl parts issue {case} {item}=QTY",
            case=voucher.case,
            item=item.id,
        )
    if account.kind.word == "unrecovered":
        return msg("servicectl log {case} tells what was excused", case=str(voucher.case))
    if item.kind == "money":
        return msg("servicectl parts ledger {account} shows the book", account=key.account)
    if item.kind == "tool":
        return msg("servicectl tool list tells who has it")
    option = "--serial" if item.kind == "serial" else "--sku"
    return msg(
        "servicectl parts stock {option} {item} tells where there is some",
        option=option,
        item=item.id,
    )
