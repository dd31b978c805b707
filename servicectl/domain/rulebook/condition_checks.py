"""Whether a condition says something: its names are known, its values can be had.

To nothing is ever given a meaning by chance: a name that nobody knows is no false one, and text is
neither more nor less than another. What is wrong is said with its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from servicectl.domain.rulebook.terms import BESIDE_CASES, Term
from servicectl.domain.schema.kinds import (
    MISSING,
    ChoiceKind,
    Findings,
    Kind,
    did_you_mean,
    item_of,
    nearest,
)
from servicectl.domain.schema.listed import no_word
from servicectl.domain.schema.nodes import Text
from servicectl.domain.workflow.action import Action
from servicectl.errors import Malformed, Message, msg
from servicectl.named_tuple import NamedTuple

ANSWERED = ChoiceKind(("yes", "no"))
"""What a tick may be."""
Kinds = Mapping[str, Kind]
_SHOWN = 4


class Names(NamedTuple):
    """What may be named: events, fields of the step that asks, what is known of a case, records.

    ``own`` are fields and ticks of the step itself; ``currency`` is the one that is reckoned in;
    ``leading`` are the steps that lead to each state, which is no name of a condition.
    """

    events: Mapping[str, Action]
    facts: Kinds
    records: Mapping[str, Kinds]
    own: Kinds
    currency: str
    leading: Mapping[str, tuple[str, ...]] = {}

    @property
    def paths(self) -> tuple[str, ...]:
        """Return all names, for somebody who mistyped one."""
        within = (f"{name}.{detail}" for name, kinds in self.records.items() for detail in kinds)
        return (*self.own, *self.facts, *self.events, *within)


def fields_of(action: Action, further: Iterable[Any] = ()) -> dict[str, Kind]:
    """Return the fields and ticks of an action by name, each with its kind."""
    fields = {field.name: field.kind for field in (*action.fields, *further)}
    return fields | {tick.name: ANSWERED for tick in action.ticks}


def check_terms(terms: Iterable[Term], names: Names) -> Iterator[Malformed]:
    """Yield what is wrong in terms that may name anything."""
    for term in terms:
        try:
            _check_value(term, _kind_of(term, names), names)
            _check_count(term, names)
        except Malformed as error:
            yield Malformed(error.problem, error.remedy, term.at)


def check_events(terms: Iterable[Term], names: Names) -> Iterator[Malformed]:
    """Yield what is wrong in terms that may name events only."""
    for term in terms:
        if term.name not in names.events and not (term.name in BESIDE_CASES and not term.detail):
            near = _of_state(term, names) or did_you_mean(term.name, tuple(names.events))
            yield Malformed(msg("no event is called {name}", name=term.name), near, term.at)
        elif term.times > 1:
            text = msg("nothing is counted here: {term}", term=str(term))
            yield Malformed(text, msg("write {term} alone", term=term.path), term.at)
        elif term.name in names.events:
            yield from check_terms([term], names)


def _kind_of(term: Term, names: Names) -> Kind | None:
    """Return the kind of what a term names; None for what has no value; raise Malformed."""
    name, detail = term.name, term.detail
    if detail is None:
        known = {**names.facts, **names.own}
        if name in known or name in names.events:
            return known.get(name)
    elif name in names.records:
        if detail in names.records[name]:
            return names.records[name][detail]
        close = nearest(detail, names.records[name])
        near = msg("did you mean {word}?", word=f"{name}.{close}") if close else None
        record = "person" if name == "engineers" else name
        own = msg("a field of one's own stands below fields: {record}:", record=record)
        raise Malformed(msg("{term} is no field, event or record", term=term.path), near or own)
    elif name in names.events:
        action = names.events[name]
        if action.knows(detail):
            return fields_of(action).get(detail)
        said, field = (*action.outcomes, *fields_of(action)), action.holds(detail)
        text = msg("{verb} has no outcome or field {detail}", verb=name, detail=detail)
        meant = msg("did you mean {word}?", word=f"{name}.{field} = {detail}") if field else None
        raise Malformed(text, meant or what_is_meant(detail, said, said))
    here = (*names.facts, *names.own, *(f"{record}.…" for record in names.records))
    meant = _of_state(term, names) or _of_others(term, names)
    meant = meant or what_is_meant(term.path, names.paths, here)
    raise Malformed(msg("{term} is no field, event or record", term=term.path), meant)


def _of_state(term: Term, names: Names) -> Message | None:
    """Return what is written instead of a state."""
    steps = names.leading.get(term.path, ())
    return (
        msg("that is a state; steps lead there: {words}", words=", ".join(steps)) if steps else None
    )


def _of_others(term: Term, names: Names) -> Message | None:
    """Return how a field or tick of other steps, or of a record, is named."""
    paths = [
        f"{verb}.{term.path}" for verb, each in names.events.items() if term.path in fields_of(each)
    ]
    paths += [
        f"{record}.{term.path}" for record, kinds in names.records.items() if term.path in kinds
    ]
    return msg("did you mean {word}?", word=" / ".join(paths[:_SHOWN])) if paths else None


def what_is_meant(name: str, known: tuple[str, ...], shown: tuple[str, ...]) -> Message:
    """Return the name that is meant, be it only a record's, else what is known."""
    of_record = next((path for path in known if path.endswith(f".{name}")), None)
    if of_record:
        return msg("did you mean {word}?", word=of_record)
    return did_you_mean(name, known) or msg("known here: {words}", words=", ".join(shown))


def _check_count(term: Term, names: Names) -> None:
    """Raise Malformed where what happens once or not at all is counted."""
    is_field = term.detail is None and (term.name in names.own or term.name in names.facts)
    if term.times > 1 and (is_field or term.name not in names.events):
        text = msg("{term} is no event: it is not counted", term=term.path)
        raise Malformed(text, msg("write {term} alone", term=term.path))


def _check_value(term: Term, kind: Kind | None, names: Names) -> None:
    """Raise Malformed for a comparison that cannot be made, and a value that cannot be had."""
    kind = kind and item_of(kind)
    if term.value is None:
        return
    if kind is None:
        raise Malformed(
            msg("{term} has no value: it happened, or it did not", term=term.path),
            msg("write {term} alone", term=term.path),
        )
    for value in term.values:
        number, _, currency = value.partition(" ")
        if currency and _is_sum(number) and kind.words() != "AMOUNT":
            text = msg("{term} is no sum of money", term=term.path)
            raise Malformed(text, msg("write {number}", number=number))
        if currency and currency != names.currency and _is_sum(number):
            text = msg("this rulebook reckons in {currency}", currency=names.currency)
            raise Malformed(text, msg("write {number}", number=number))
        read = _read(term, kind, number if currency and _is_sum(number) else value)
        if term.op in "<>" and not isinstance(read, date | Decimal | int):
            text = msg("{term} is text: it is not less or more than another", term=term.path)
            raise Malformed(text, msg("only days, numbers and money are: compare text by = or !="))


def _is_sum(text: str) -> bool:
    return text.replace(".", "").isdigit()


def _read(term: Term, kind: Kind, value: str) -> Any:
    """Return a value as its kind reads it, numbers as numbers; raise Malformed."""
    found = Findings("")
    if kind.words() == "AMOUNT" and _is_sum(value) and not Decimal(value):
        return Decimal(0)  # nothing is no sum, but one may be above it
    read = kind.read(Text(value), found)
    if read is MISSING and isinstance(kind, ChoiceKind):
        raise Malformed(no_word(value, term.path, kind.values), did_you_mean(value, kind.values))
    if read is MISSING:
        raise Malformed(found.problems[0].message, found.problems[0].remedy)
    is_number = kind.words() in ("AMOUNT", "METRES", "NUMBER") and isinstance(read, str)
    return Decimal(read) if is_number else read
