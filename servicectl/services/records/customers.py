"""Correcting a customer's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from servicectl.domain.schema.vocabulary import OFFICE
from servicectl.errors import BadData, Message, msg
from servicectl.services.queries.callers import find_by_phone
from servicectl.services.recording.amended import corrected
from servicectl.services.recording.ask_back import check_phone
from servicectl.services.recording.phone_numbers import changed, numbers_of, replaced, written
from servicectl.services.records.edit import (
    Edited,
    Filed,
    check_given,
    check_own,
    check_settled,
    keep,
)
from servicectl.services.session import Session
from servicectl.store.team.paths import CUSTOMERS
from servicectl.store.team.team import Team

MAY_FILE = OFFICE
PHONES = ("phone", "add_phone", "drop_phone")
NO_KEYS = (*PHONES, "as_typed", "new_customer")


def edit(session: Session, id: str, values: Mapping[str, Any]) -> Filed:
    """Correct some values of a customer's record; the rest of the file stays as it is.

    Raises AskBack for a doubtful number.
    """
    plain_values = {name: value for name, value in values.items() if name not in NO_KEYS}
    check_given({**values, "as_typed": None}, "--phone NUMBER")
    check_phone(values, "phone", "add_phone")
    path = f"{CUSTOMERS}/{id}.yaml"

    def edit(team: Team) -> Edited:
        text = (team.data(path) or b"").decode()
        try:
            before = team.customer_as_filed(id)
        except BadData:
            if not values.get("phone"):
                raise
            text = replaced(text, values["phone"], path)
            before = Team(team.root, {path: text.encode()}.get).customer_as_filed(id)
        check_own(before, "customer")
        check_settled(before.clashes, id, values)
        after = changed(before, values, team.policy.company.area_code)
        text = corrected(written(text, before, after, path), path, plain_values)
        others = (also_of(team, id, values.get(option)) for option in ("phone", "add_phone"))
        return Edited(
            path,
            text,
            (*chain.from_iterable(others), *_dropped(numbers_of(before), numbers_of(after))),
        )

    return keep(session, "customer edit", id, edit, MAY_FILE)


def _dropped(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Message]:
    """Yield that more than one number went."""
    dropped = [number for number in before if number not in after]
    if len(dropped) > 1:
        yield msg("no longer on file: {numbers}", numbers=dropped)


def also_of(team: Team, id: str, phone: str | None) -> Iterator[Message]:
    """Yield who else has a phone number: a call from it has to say who is calling."""
    others = [other.id for other in find_by_phone(team, phone or "") if other.id != id]
    text = msg("{others} has this number too: report --customer ID says who calls", others=others)
    yield from (text,) if others else ()
