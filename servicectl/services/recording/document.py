"""Documents of the store and the till that belong to no case: one voucher each."""

from __future__ import annotations

from typing import NamedTuple

from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import SETTLE_VOUCHER
from servicectl.domain.ledger.stock_counts import differences, kept_book
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.workflow.registry import DOCUMENTS
from servicectl.domain.workflow.stock_documents import BOOK
from servicectl.errors import UsageError, msg
from servicectl.services.recording.approvals import check_approver
from servicectl.services.recording.booking import document, stock_of
from servicectl.services.recording.document_checks import beside, check_document
from servicectl.services.recording.moment_checks import check_moment
from servicectl.services.recording.permissions import check_role
from servicectl.services.recording.reading import reading, recorded
from servicectl.services.recording.requirements import check_missing
from servicectl.services.recording.settled_books import check_books
from servicectl.services.recording.typed_event import ActionInput, make_event
from servicectl.services.recording.writes import voucher_write
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader
from servicectl.store.team.team import Team


class Booked(NamedTuple):
    """What was booked: the commit, the voucher, and whether a count differs from the book."""

    commit: str
    voucher: Voucher
    differs: bool = False


def book(session: Session, verb: str, entry: ActionInput) -> Booked:
    """Book one document and return what came of it."""
    action = DOCUMENTS[verb]
    # Once, outside: what is decided again has to come to the same voucher.
    letters, event_id = session.letters(), f"e-{session.letters()}"

    def decide(reader: Reader) -> tuple[Change, Booked]:
        team = reading(session, reader)
        typed = make_event(session, team, action, entry, event_id, None)
        check_role(action, typed, actor(session, team), team.policy)
        _check_typed(team, typed)
        check_moment(team, None, typed)
        id = f"v-{typed.at:%Y%m%d}-{letters}"
        voucher = document(team, _with_book(team, typed), id)
        if typed.did == SETTLE_VOUCHER:
            check_books(team, None, [voucher])
        writes = (voucher_write(voucher), *beside(team, typed))
        trailers = (("Voucher", id), ("By", voucher.by))
        change = Change(writes, f"ledger: {verb}", trailers, voucher.id)
        return change, Booked("", voucher, _differs(team, voucher))

    commit, done = recorded(session, decide)
    return done._replace(commit=commit)


def _differs(team: Team, voucher: Voucher) -> bool:
    """Return whether what was counted is not what the book has: by how much is not said (R091)."""
    if voucher.did != "count":
        return False
    book = stock_of(team, voucher.fields["account"], voucher.at)
    return bool(differences(voucher.fields, book))


def _with_book(team: Team, typed: Event) -> Event:
    """Return an adjustment with what the book said when it was counted, anything else as typed."""
    if typed.did != "adjust":
        return typed
    count = team.voucher(typed.fields["voucher"])
    book = kept_book(count.fields, stock_of(team, count.fields["account"], count.at))
    return typed.with_fields({**typed.fields, BOOK.name: book})


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
    check_document(team, typed)
