"""Who is named as having approved a voucher of the store confirms it in writing (R187).

The voucher is booked at once, and his confirmation, or that he denies it, is a voucher that moves
nothing. One of a case is confirmed there, with the event that it was booked with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import booked_back
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.movements.oral_approvals import answerer, approvers_of, by_word_of_mouth
from servicectl.domain.schema import commands
from servicectl.domain.workflow.registry import DOCUMENTS
from servicectl.errors import msg
from servicectl.named_tuple import NamedTuple


class SpokenYes(NamedTuple):
    """Whose yes by word of mouth a voucher rests on, and what he said of it in writing.

    The answer is a voucher, or an event of the case that the voucher belongs to.
    """

    voucher: Voucher
    person: str
    answer: Voucher | Event | None = None

    @property
    def is_denied(self) -> bool:
        """Return whether he says that he gave no yes: then the voucher is contested."""
        return self.answer is not None and "denied" in self.answer.fields


def spoken(vouchers: Iterable[Voucher]) -> list[SpokenYes]:
    """Return each yes by word of mouth that the store's vouchers rest on, in the order of time.

    Those that are booked back rest on none. Who denied by mistake confirms after all.
    """
    known = sorted(vouchers, key=lambda voucher: (voucher.at, voucher.id))
    said = (voucher for voucher in known if voucher.did == "confirm")
    answers: dict[tuple[str, str], Voucher] = {}
    for answer in sorted(said, key=lambda answer: "denied" in answer.fields):
        answers.setdefault((answer.fields["voucher"], answerer(answer)), answer)
    gone = booked_back(known)
    return [
        SpokenYes(voucher, person, answers.get((voucher.id, person)))
        for voucher in known
        if voucher.event is None and voucher.id not in gone
        for person in approvers_of(voucher)
    ]


def spoken_in(case: Case, vouchers: Iterable[Voucher]) -> Iterator[SpokenYes]:
    """Yield each yes by word of mouth that the vouchers of a case rest on."""
    said = {event.id: (event, answer) for event, answer in by_word_of_mouth(case.events)}
    for voucher in vouchers:
        if voucher.event in said:
            event, answer = said[voucher.event]
            yield from (SpokenYes(voucher, person, answer) for person in approvers_of(event))


def unconfirmed_vouchers(vouchers: Iterable[Voucher]) -> list[SpokenYes]:
    """Return each yes by word of mouth that is neither confirmed nor denied."""
    return [yes for yes in spoken(vouchers) if yes.answer is None]


def contested_vouchers(vouchers: Iterable[Voucher]) -> list[SpokenYes]:
    """Return each yes that was denied, of vouchers that stand."""
    return [yes for yes in spoken(vouchers) if yes.is_denied]


def still_open(yes: SpokenYes) -> Obligation:
    """Return what is open of a yes: that it is confirmed; denied, that the voucher goes back."""
    voucher, person = yes.voucher, yes.person
    if yes.is_denied:
        what = msg("{person} denies the yes to {id}", person=person, id=voucher.id)
        back = commands.reverse(voucher.id, reason="TEXT").message
        return Obligation(what, voucher.by, back)
    what = msg("a yes by word of mouth to {verb}, to be confirmed", verb=_words(voucher))
    return Obligation(what, person, commands.confirm(voucher.id).message)


def _words(voucher: Voucher) -> str:
    return DOCUMENTS[voucher.did].words
