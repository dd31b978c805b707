"""What was typed, read by the declared fields: all that is wrong is said at once."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from warnings import warn
from zoneinfo import ZoneInfo

from servicectl.domain.master.roster import Roster
from servicectl.domain.schema.characters import (
    objection,
    tidied,
    unfit_to_type,
    without_direction,
)
from servicectl.domain.schema.kinds import (
    CUSTOMER_ID,
    MISSING,
    MOMENT,
    PERSON,
    PHONE,
    ChoiceKind,
    Findings,
    Kind,
    ManyKind,
    as_meant,
    item_of,
)
from servicectl.domain.schema.nodes import Text
from servicectl.domain.schema.records import Field
from servicectl.errors import Malformed, Message, Notice, UsageError, msg
from servicectl.output.text.labels import other_choice
from servicectl.services.recording.typed_time import check_happened, is_of_time, time_typed
from servicectl.services.recording.word_meant import KindsAsked, word_meant
from servicectl.store.team.team import id_of, person_meant

AT = Field("at", MOMENT, msg("time"))
TypedFields = Mapping[str, str | Sequence[str] | None]


def parse_fields(
    fields: Sequence[Field],
    typed: TypedFields,
    zone: ZoneInfo,
    now: datetime,
    roster: Callable[[], Roster] | None = None,
    kinds: KindsAsked | None = None,
) -> dict[str, Any]:
    """Return the typed values of the options given; times may be short (``tomorrow 09:00``).

    Raises one UsageError that names every option that cannot be read; with a ``roster`` it tells
    who is meant by a name. A word may be typed as it is called (:func:`word_meant`).
    """
    values: dict[str, Any] = {}
    wrong: list[Message] = []
    for field in fields:
        given = typed.get(field.name)
        if given is None or given == ():
            continue
        try:
            given = _by_id(field.kind, given, roster)
            values[field.name] = field_value(field, given, zone, now, kinds)
            _tell_taken_out(field, given)
        except Malformed as error:
            hint = next(filter(None, _meant(field, given, roster)), error.remedy)
            wrong.append(_wrong(field.option, error.problem, hint))
    if wrong:
        raise UsageError(msg("{problems}", problems=wrong))
    return values


def _by_id(
    kind: Kind, given: str | Sequence[str], roster: Callable[[], Roster] | None
) -> str | Sequence[str]:
    """Return a person's id where the name was typed; Malformed where several are called so."""
    if roster is None or item_of(kind) is not PERSON:
        return given
    if isinstance(given, str):
        return given if PERSON.fits(given) else id_of(given, roster())
    return [text if PERSON.fits(text) else id_of(text, roster()) for text in given]


def _tell_taken_out(field: Field, given: str | Sequence[str]) -> None:
    """Say which characters that nobody sees are not stored, so that who typed them knows."""
    for text in (given,) if isinstance(given, str) else given:
        if unseen := tidied(text).taken_out:
            said = msg(
                "{option}: {chars}: cannot be seen, taken out", option=field.option, chars=unseen
            )
            warn(Notice(said), stacklevel=2)


def field_value(
    field: Field,
    given: str | Sequence[str],
    zone: ZoneInfo,
    now: datetime,
    kinds: KindsAsked | None = None,
) -> Any:
    """Return the value of what was typed for a field, in the words of rulebooks; Malformed."""
    if isinstance(given, str):
        value = typed_value(field.kind, word_meant(field, given, kinds), zone, now)
    else:
        words = [word_meant(field, text, kinds) for text in given]
        value = typed_value(field.kind, words, zone, now)
    if item_of(field.kind) is MOMENT and (field.own or field.name == AT.name):
        check_happened(value, zone, now)
    return value


def typed_value(kind: Kind, given: str | Sequence[str], zone: ZoneInfo, now: datetime) -> Any:
    """Return the typed value of one text, or of several; raise Malformed."""
    try:
        return _read(kind, given, zone, now)
    except UsageError as error:
        raise Malformed(error.message, error.remedy) from None


def parse_at(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the moment that was typed for ``--at``; raise UsageError."""
    moment: datetime = parse_fields((AT,), {"at": text}, zone, now)["at"]
    return moment


def _meant(
    field: Field, given: str | Sequence[str], roster: Callable[[], Roster] | None
) -> Iterator[Message | None]:
    """Yield for each text what it perhaps means: a person by name, a choice by its meaning."""
    kind = item_of(field.kind)
    for text in (given,) if isinstance(given, str) else given:
        if kind is PERSON and roster is not None and not PERSON.fits(text):
            yield person_meant(text, roster())
        elif kind is CUSTOMER_ID and not CUSTOMER_ID.fits(text):
            words = shlex.quote(text)
            yield msg("servicectl customer find {words} tells the id", words=words)
        elif isinstance(kind, ChoiceKind):
            yield other_choice(text, kind.values)


def _wrong(option: str, problem: Message, remedy: Message | None) -> Message:
    if remedy:
        return msg("{option}: {problem}; {remedy}", option=option, problem=problem, remedy=remedy)
    return msg("{option}: {problem}", option=option, problem=problem)


def _read(kind: Kind, given: str | Sequence[str], zone: ZoneInfo, now: datetime) -> Any:
    if isinstance(kind, ManyKind):
        return tuple(_read(kind.item, text, zone, now) for text in given)
    assert isinstance(given, str)
    given = as_meant(kind, given)
    if not is_of_time(kind):
        return read_text(kind, given)
    told = time_typed(kind, given, zone, now)
    return read_text(kind, told) if isinstance(told, str) else told


def read_text(kind: Kind, given: str) -> Any:
    """Return the value of a text as it is stored: free text tidied, what has a form plain."""
    given = as_meant(kind, tidied(without_direction(given) if kind is PHONE else given).text)
    if bad := unfit_to_type(given):
        raise Malformed(objection(bad)[1])
    found = Findings("")
    value = kind.read(Text(given), found)
    if value is MISSING:
        raise Malformed(found.problems[0].message, found.problems[0].remedy)
    return value
