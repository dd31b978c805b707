"""Documents of the store and the till that belong to no case: one voucher each."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import booked_back
from servicectl.domain.ledger.stock_counts import differences
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.catalogue import Tool
from servicectl.domain.schema.records import plain
from servicectl.domain.schema.vocabulary import MONEY
from servicectl.domain.workflow.registry import DOCUMENTS
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.recording.approvals import check_approver
from servicectl.services.recording.booking import document, stock_of
from servicectl.services.recording.moment_checks import check_moment
from servicectl.services.recording.permissions import check_role
from servicectl.services.recording.reading import reading
from servicectl.services.recording.requirements import check_missing
from servicectl.services.recording.reversals import check_reversal
from servicectl.services.recording.typed_event import ActionInput, make_event
from servicectl.services.recording.writes import voucher_write
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.paths import TOOLS
from servicectl.store.team.team import Team, unknown_person
from servicectl.store.yaml.write import append, dump

_WRITTEN_OFF = frozenset({"installed", "scrap", "unrecovered", "lost", "worn"})


class Booked(NamedTuple):
    """What was booked: the commit, the voucher, and whether a count differs from the book."""

    commit: str
    voucher: Voucher
    differs: bool = False


def book(session: Session, verb: str, entry: ActionInput) -> Booked:
    """Book one document and return what came of it."""
    action = DOCUMENTS[verb]
    letters, event_id = session.letters(), f"e-{session.letters()}"
    done: list[Booked] = []

    def decide(reader: Reader) -> Change:
        team = reading(session, reader)
        typed = make_event(session, team, action, entry, event_id, None)
        check_role(action, typed, actor(session, team), team.policy)
        _check_typed(team, typed)
        check_moment(team, None, typed)
        id = f"v-{typed.at:%Y%m%d}-{letters}"
        voucher = document(team, typed, id)
        done[:] = [Booked("", voucher, _differs(team, voucher))]
        writes = [voucher_write(voucher)]
        if verb == "tool-add":
            writes.append(_tool_entry(team, typed))
        return Change(
            tuple(writes), f"ledger: {verb}", (("Voucher", id), ("By", voucher.by)), voucher.id
        )

    commit = record(session.root, decide, now=session.now)
    return done[-1]._replace(commit=commit)


def _differs(team: Team, voucher: Voucher) -> bool:
    """Return whether what was counted is not what the book has: by how much is not said (R091)."""
    if voucher.did != "count":
        return False
    book = stock_of(team, voucher.fields["account"], voucher.at)
    return bool(differences(voucher.fields, book))


def _check_typed(team: Team, typed: Event) -> None:
    """Raise where something required is not given, or one person would say yes to his own."""
    lacking = [f.option for f in typed.action.fields if f.required and f.name not in typed.fields]
    if lacking:
        raise UsageError(
            msg("{verb} needs {missing}", verb=typed.action.words, missing=lacking),
            msg("servicectl {words} --help shows all", words=typed.action.words),
        )
    check_missing(typed, (), {}, team.policy)
    approver = typed.fields.get("approved_by")
    if approver is not None:
        check_approver(team, typed, approver)
    match typed.did:
        case "reverse":
            check_reversal(team, None, typed)
        case "adjust":
            _check_count(team, typed)
        case "receive" if "replaces" in typed.fields:
            _check_write_off(team, typed.fields["replaces"])
        case "tool-add":
            _check_new(team, typed.fields["tool"])
            _check_purchase(team, typed)


def _check_write_off(team: Team, id: str) -> None:
    """Raise where goods in exchange name a voucher that wrote nothing off (R094)."""
    if not any(line.to in _WRITTEN_OFF for line in team.voucher(id).lines):
        remedy = msg("servicectl parts ledger {account} lists them", account="installed")
        raise Refused(msg("{id} has written nothing off", id=id), remedy)


def _check_new(team: Team, tool: str) -> None:
    """Raise Refused for a number that is in the register, also of a tool that was lost."""
    if tool not in team.tools:
        return
    lost = [v for v in team.vouchers_naming("tool", tool) if v.did == "tool-lost"]
    words = f"reverse {lost[-1].id} --reason TEXT" if lost else "tool list"
    raise Refused(
        msg("{tool} is in the register already", tool=tool),
        msg("take another number; servicectl {words}, if it is the same tool", words=words),
    )


def _check_purchase(team: Team, typed: Event) -> None:
    """Raise where finance did not check the price, or a costly tool is no fixed asset (R131, R138).

    Who is named must be of finance; a team of one is let off.
    """
    checker = typed.fields.get("checked_by")
    person = team.roster.get(checker) if checker else None
    if checker and person is None:
        raise unknown_person(checker, team.roster)
    if person is not None and not set(MONEY) & set(person.roles):
        raise Refused(
            msg("{person} is not of finance", person=person.id),
            msg("--checked-by names who of finance checked the price"),
        )
    limit, value = team.policy.money.fixed_asset_from, typed.fields.get("value")
    costly = limit is not None and value is not None and Decimal(value) >= limit
    if costly and "fixed_asset" not in typed.fields:
        raise Refused(
            msg("a tool from {limit} on is a fixed asset", limit=limit), msg("say --fixed-asset")
        )


def _check_count(team: Team, typed: Event) -> None:
    """Raise where what is approved is no count, is one's own, or is booked already (R091)."""
    id = typed.fields["voucher"]
    count = team.voucher(id)
    if count.did != "count":
        raise UsageError(msg("{id} is no count", id=id))
    alone = len(team.roster.active(team.policy.calendar.date_of(typed.at))) == 1
    if count.by == typed.by and not alone:
        raise Refused(
            msg("{person} counted and may not approve the count", person=typed.by),
            msg("somebody else does it: --as NAME"),
        )
    adjusting = [other for other in team.vouchers_naming("voucher", id) if other.did == "adjust"]
    backs = (team.vouchers_naming("voucher", other.id) for other in adjusting)
    gone = booked_back(voucher for found in backs for voucher in found)
    for other in adjusting:
        if other.id not in gone:
            raise Refused(msg("{id} is booked already by {other}", id=id, other=other.id))


def _tool_entry(team: Team, typed: Event) -> Write:
    """Return the register with the new tool."""
    values = {n: v for n, v in typed.fields.items() if n in Tool.declared.by_name}
    tool = Tool(**{**values, "fixed_asset": "fixed_asset" in values})
    row = {name: str(value) for name, value in plain(tool).items()}
    data = team.data(TOOLS)
    text = data.decode() if data is not None else dump({"schema": 1, "tools": []})
    return Write(TOOLS, append(text, "tools", [row], TOOLS).encode())
