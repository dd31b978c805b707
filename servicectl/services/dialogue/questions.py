"""What is still to be asked of the person who types: decided here, asked by the command line.

A question is put only where the answer is all that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import further_fields
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.roster import Person, Roster
from servicectl.domain.rulebook.requirements import typed_at_report
from servicectl.domain.rulebook.terms import Spec
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import (
    CASE_ID,
    CASE_REFERENCE,
    EVENT_ID,
    MODEL,
    PERSON,
    SERIAL,
    ChoiceKind,
    ManyKind,
    item_of,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.time.moments import write_minute
from servicectl.domain.workflow.action import NOT, YES, Action, Tick
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Malformed, Message, msg
from servicectl.output.text.labels import captions
from servicectl.services.recording.assignment import free_engineers
from servicectl.services.recording.checklist import as_typed, is_said, parts_of
from servicectl.services.recording.event_reference import may_be_taken_back
from servicectl.services.recording.requirements import Incomplete
from servicectl.services.recording.typed_event import ActionInput

Answer = str | tuple[str, ...]
Actions = Mapping[str, Action]
SAID = 40  # so much of an event is shown, to tell it from others
SKIP = "-"
OFFERED = 15
NOT_LISTED = "+"
LEFT_OPEN = msg("leave it open")
UNSAID = msg("say nothing of it")
CHECKLIST = YES._replace(
    help=msg("what was done: numbers, names or all; NAME:REASON for what was not")
)
# In the order of a telephone call; who is known by the number is not asked who it is.
_CALL = ("phone", "customer", "address", "contact", "serial", "model", "purchased", "fault")
_OF_CALLER = frozenset({"customer", "address", "contact"})
_OF_UNIT = frozenset({"model", "purchased"})
_SPOKEN_WITH = frozenset({"met", "signed_by", "with", "asked_by"})


class Offer(NamedTuple):
    """One answer that can be chosen: what is recorded, its name, and what more is to be said."""

    word: str
    name: Message | str = ""
    about: Message | str = ""


class Question(NamedTuple):
    """One question: the field, the answer that Enter takes, what can be chosen.

    ``enter`` says what comes of no answer; None where there has to be one.
    """

    field: Field
    default: str | None = None
    offers: tuple[Offer, ...] = ()
    enter: Message | None = None


class Situation(NamedTuple):
    """The case that is spoken of: its customer, the people, the day of the visit, a checklist."""

    case: Case
    customer: Customer
    roster: Roster
    day: date
    ticks: tuple[Tick, ...] = ()


class Call(NamedTuple):
    """What is on file about a call being taken in.

    ``callers`` have the number that was given, ``units`` are those of the one who is calling.
    """

    callers: tuple[Customer, ...] = ()
    units: tuple[Unit, ...] = ()
    unit_on_file: bool = False


def given(entry: ActionInput) -> ActionInput:
    """Return what was typed, without the fields that were not."""
    filled = {name: value for name, value in entry.fields.items() if value not in (None, ())}
    return entry._replace(fields=filled)


def answered(entry: ActionInput, field: Field, answer: Answer) -> ActionInput:
    """Return what was typed with an answer; an empty tuple is a question left open."""
    said = as_typed(answer) if field is CHECKLIST else {field.name: answer}
    return entry._replace(fields={**entry.fields, **said})


def lacking(
    trial: Callable[[ActionInput], object],
    entry: ActionInput,
    verb: str,
    actions: Actions = ACTIONS,
) -> tuple[Spec, ...]:
    """Return what an attempt to record lacks; raise what else, or what no answer can give."""
    try:
        trial(entry)
    except Incomplete as error:
        for spec in error.lacking:
            if all(field.name in entry.fields for field in alternatives(spec, verb, actions)):
                raise
        return error.lacking
    return ()


def alternatives(spec: Spec, verb: str, actions: Actions = ACTIONS) -> tuple[Field, ...]:
    """Return the fields that a person may be asked for to meet a requirement, in order."""
    fields = _fields(actions[verb])
    names: list[str | None] = []
    for term in spec.terms:
        if term.is_typed_at_report:
            names.append(typed_at_report(term))
        elif term.detail is None and term.name in fields:
            names += [term.name, fields[term.name].instead]
        elif term.detail is None and term.name in {tick.name for tick in actions[verb].ticks}:
            names.append(CHECKLIST.name)
    return tuple(fields[name] for name in dict.fromkeys(names) if name in fields)


def _fields(action: Action) -> dict[str | None, Field]:
    return {field.name: field for field in (*further_fields(action), *action.fields, CHECKLIST)}


def next_in_case(
    verb: str,
    lacks: Sequence[Spec],
    fields: Mapping[str, object],
    situation: Situation,
    actions: Actions = ACTIONS,
) -> Question | None:
    """Return the next question about an action in a case, or None.

    First what is lacking; when nothing is, whatever has a usual value that may be another, and
    the checklist unless something was said of it.
    ``fields`` are those typed or asked already.
    """
    for spec in lacks:
        first, *others = [f for f in alternatives(spec, verb, actions) if f.name not in fields]
        enter = others[0].help if others else None
        return Question(first, _usual(first, situation), _offers(first, situation), enter)
    for field in actions[verb].fields:
        if field.default and field.name not in fields:
            return Question(field, field.default, _offers(field, situation))
    if situation.ticks and not is_said(fields):
        return Question(CHECKLIST, None, _offers(CHECKLIST, situation), UNSAID)
    return None


def _usual(field: Field, situation: Situation) -> str | None:
    """Return what Enter takes: whom one speaks with is whoever was there last, or the contact."""
    if field.name not in _SPOKEN_WITH or field.instead:
        return field.default
    return situation.case.latest("met") or situation.customer.contact or situation.customer.name


def _offers(field: Field, situation: Situation) -> tuple[Offer, ...]:
    """Return what can be chosen for a field in a case."""
    if field is CHECKLIST:
        return tuple(Offer(tick.name, tick.help) for tick in situation.ticks)
    kind = item_of(field.kind)
    if kind is EVENT_ID:
        return tuple(map(_event, reversed(may_be_taken_back(situation.case))))
    if kind is PERSON and field.name == "brought_by":
        return _people(filter(None, map(situation.roster.get, situation.case.engineers)))
    if kind is PERSON:
        there = free_engineers(situation.roster, situation.day)
        return _people(p for p in there if p.id not in situation.case.engineers)
    return choices(field)


def _event(event: Event) -> Offer:
    """Return an event as it is recognised: when it was, what was done, what was said."""
    said = [str(value) for value in event.fields.values() if isinstance(value, str)]
    about = "; ".join(filter(None, (*said, event.note)))[:SAID]
    return Offer(event.id, f"{write_minute(event.at)} {event.action.words}", about)


def choices(field: Field) -> tuple[Offer, ...]:
    """Return the words of a field that has only a few."""
    if not isinstance(field.kind, ChoiceKind):
        return ()
    named = captions(field)
    return tuple(Offer(value, named.get(value, "")) for value in field.kind.values)


def _people(people: Iterable[Person]) -> tuple[Offer, ...]:
    return tuple(Offer(p.id, p.name, " ".join(p.skills)) for p in people)


def next_in_call(
    lacks: Sequence[Spec],
    fields: Mapping[str, object],
    call: Call,
    actions: Actions = ACTIONS,
) -> Question | None:
    """Return the next question of a call that is taken in, or None when all was asked.

    ``fields`` are those typed or asked already.
    """
    found = (alternatives(spec, "report", actions) for spec in lacks)
    wanted = dict.fromkeys(field.name for fields_ in found for field in fields_)
    known = _fields(actions["report"])
    if len(call.callers) > 1 and "customer" not in fields:
        offers = tuple(Offer(c.id, c.name, c.address or "") for c in call.callers)
        return Question(known["customer"], offers=offers)
    for name in dict.fromkeys((*_CALL, *wanted)):
        if name not in fields and (name in wanted or _is_asked(name, fields, call)):
            field = known[name]
            offers = _units(call.units) if name == "serial" else choices(field)
            return Question(field, None, offers, None if name in wanted else LEFT_OPEN)
    return None


def _is_asked(name: str, fields: Mapping[str, object], call: Call) -> bool:
    """Return whether a call is asked for what it could do without."""
    if name in _OF_CALLER:
        return not call.callers and name == "contact"
    if name in _OF_UNIT:
        return not call.unit_on_file and (name == "model" or bool(fields.get("serial")))
    return name in ("phone", "serial")


def _units(units: Iterable[Unit]) -> tuple[Offer, ...]:
    return tuple(Offer(unit.id, unit.model or "", unit.place or "") for unit in units)


def understood(question: Question, text: str) -> Answer | None:
    """Return the answer that a line means: None for left open; raise Malformed.

    A number or a name chooses what was offered.
    """
    text = text.strip() or question.default or ""
    if folded(text) in ("", SKIP):
        if question.enter:
            return None
        raise Malformed(msg("an answer is wanted here"), msg("Ctrl-C ends it, nothing is recorded"))
    if question.field is CHECKLIST:
        names = [offer.word for offer in question.offers]
        return parts_of(text, lambda word: chosen(question, word), names)
    if isinstance(question.field.kind, ManyKind):
        one_by_one = question.field.kind.item is PERSON
        words = re.split(r"[\s,，、;；]+", text) if one_by_one else [text]
        return tuple(chosen(question, word) for word in words if word)
    return chosen(question, text)


def chosen(question: Question, text: str) -> str:
    """Return the word that a number, a name or the word itself chooses.

    Without a list a text is the answer. With one it is so only where what it names is looked up
    anyway, or behind the sign for what is not listed; else it is Malformed.
    """
    offers = shown_offers(question.offers)
    number = folded(text)
    if number.isascii() and number.isdigit() and 0 < int(number) <= len(offers):
        return offers[int(number) - 1].word
    named = [offer.word for offer in question.offers if _is_called(offer, text)]
    if len(named) == 1:
        return named[0]
    if offers and is_open(question):
        return _not_listed(text, len(offers))
    return _no_slip(text) if question.field.kind in (SERIAL, MODEL) else text


def _no_slip(text: str) -> str:
    """Return a serial number or a model; raise Malformed for what is more like a choice or a yes.

    Behind the sign for what is not listed it is taken as it stands.
    """
    if folded(text[:1]) == NOT_LISTED:
        return text[1:].strip()
    if re.fullmatch("[0-9]{1,2}|[A-Za-z]", folded(text)):
        raise Malformed(
            msg("{text} is very short, and there is no list to choose from", text=repr(text)),
            msg("put {sign} before it if it is meant", sign=NOT_LISTED),
        )
    return text


def _is_called(offer: Offer, text: str) -> bool:
    return text == offer.name or folded(text).casefold() == offer.word.casefold()


def shown_offers(offers: Sequence[Offer]) -> Sequence[Offer]:
    """Return what of a list is shown, and can be chosen by number."""
    return offers[:OFFERED]


def is_open(question: Question) -> bool:
    """Return whether an answer is taken as it stands: what it names is not looked up."""
    kind = item_of(question.field.kind)
    is_chosen = question.field is CHECKLIST or isinstance(kind, ChoiceKind)
    return not is_chosen and kind not in (PERSON, EVENT_ID, CASE_ID, CASE_REFERENCE)


def _not_listed(text: str, most: int) -> str:
    """Return the text behind the sign; raise Malformed where a choice from the list was meant."""
    if folded(text[:1]) == NOT_LISTED and text[1:].strip():
        return text[1:].strip()
    way = msg(
        "type a number from 1 to {most}, or {sign} before one that is not listed",
        most=most,
        sign=NOT_LISTED,
    )
    raise Malformed(msg("{text} is not in the list", text=repr(text)), way)


def summary(action: Action, fields: Mapping[str, object]) -> list[tuple[Field, str]]:
    """Return what was typed and answered, with its fields, in a few words."""
    declared = {**_fields(action), NOT.name: NOT}
    rows = ((declared[name], value) for name, value in fields.items() if name in declared and value)
    return [(field, _short(value)) for field, value in rows]


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= SAID else f"{text[:SAID]}…"
