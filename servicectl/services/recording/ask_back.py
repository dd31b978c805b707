"""What is asked back before something is put on file: it may be on file already, or mistyped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.master.customers import Customer
from servicectl.domain.schema.telephone import Telephone, telephones
from servicectl.errors import Malformed, Message, UsageError, msg


class AskBack(UsageError):
    """It may be this or that, and only a person can tell.

    ``question`` is put at a terminal; ``yes`` and ``no`` are the fields that each answer gives
    (None: the number is asked for again; an empty text: that field is left out; ``note`` goes to
    the note). Without a terminal the remedy names the options.
    """

    def __init__(
        self,
        message: Message,
        remedy: Message,
        question: Message,
        yes: Mapping[str, str | None],
        no: Mapping[str, str | None],
    ) -> None:
        super().__init__(message, remedy)
        self.question, self.yes, self.no = question, yes, no


def is_it(customer: Customer, message: Message, remedy: Message) -> AskBack:
    """Return the question whether somebody is who is on file."""
    return AskBack(
        message,
        remedy,
        msg("is it {id} {name}?", id=customer.id, name=customer.name),
        yes={"customer": customer.id},
        no={"new_customer": "yes"},
    )


def check_phone(given: Mapping[str, Any], *options: str) -> None:
    """Raise AskBack for a mobile number with a digit too few or too many, unless it is meant so."""
    for option in options:
        doubtful = [number.number for number in _numbers(given.get(option)) if number.is_doubtful]
        if doubtful and not given.get("as_typed"):
            raise _is_right(doubtful[0], option)


def _is_right(phone: str, option: str) -> AskBack:
    return AskBack(
        msg("{phone} looks like a mobile number, which has 11 digits", phone=phone),
        msg("correct it, or take it with --as-typed"),
        msg("{phone} has not 11 digits; is it right?", phone=phone),
        yes={"as_typed": "yes"},
        no={option: None},
    )


def _numbers(text: str | None) -> Sequence[Telephone]:
    try:
        return telephones(text) if text else ()
    except Malformed:
        return ()
