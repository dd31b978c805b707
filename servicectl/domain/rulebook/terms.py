"""What a condition of the rulebook says: terms, and how ``and``, ``or`` and ``not`` join them.

A term names an event, a field of one, or something that is known of the case, with a detail after
the dot and a comparison behind. Clocks begin and end at terms; requirements ask for them. How they
are written is read in :mod:`condition_reader`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any, TypeAlias

from servicectl.domain.cases.event import Event
from servicectl.domain.workflow.own import OF_CALL
from servicectl.named_tuple import NamedTuple

BESIDE_CASES = (
    *("count", "adjust", "register-add", "register-answer"),
    *("last-day", "contract-end", "contract-renewed"),
)
"""What clocks beside the cases begin and end with: of the store, the register, the roster."""
RESERVED = ("and", "or", "not", "when", "unless")
"""Words that join."""
RECORDS_ON_FILE = ("customer", "unit", "contract")
"""Records of which a condition may speak: ``customer.phone``, ``contract.end``."""


class _TermText(NamedTuple):
    name: str
    detail: str | None = None
    value: str | None = None
    times: int = 1
    op: str = "="
    negated: bool = False


class Term(_TermText):
    """``name``, ``name.detail``, ``name.detail = value``, with how many of them are wanted.

    ``value`` may be one of a few (``P1|P2``), ``op`` one of ``= != < >``; one that is ``negated``
    is wanted not to hold. ``at`` is where in its text it stands, counted from 0.
    """

    at = 0

    @classmethod
    def of(cls, words: str) -> Term:
        """Return the term of ``name`` or ``name.detail``."""
        name, _, detail = words.partition(".")
        return cls(name, detail or None)

    @property
    def path(self) -> str:
        return f"{self.name}.{self.detail}" if self.detail else self.name

    @property
    def is_on_file(self) -> bool:
        return self.detail is not None and self.name in RECORDS_ON_FILE

    @property
    def is_typed_at_report(self) -> bool:
        """Return whether it names a field of a record of which a call tells."""
        return self.detail is not None and self.name in OF_CALL

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values of which one is meant; none where it only has to be given."""
        return () if self.value is None else tuple(self.value.split("|"))

    def matches(self, event: Event) -> bool:
        """Return whether this event is one that the term names.

        A bare name passes over attempts (a callback that reached nobody is not yet a callback).
        """
        if event.did != self.name:
            return False
        if self.detail is None:
            return not event.is_attempt
        return self.names(event)

    def names(self, event: Event) -> bool:
        """Return whether the term names this event, an attempt of it, too."""
        if event.did != self.name or self.detail is None:
            return event.did == self.name
        return event.has(self.detail) if self.value is None else self.fits(event.said(self.detail))

    def in_(self, events: Sequence[Event]) -> bool:
        """Return whether enough of these events match."""
        return sum(self.matches(event) for event in events) >= self.times

    def fits(self, actual: Any) -> bool:
        """Return whether a value is what the term wants: given at all, or as it compares."""
        if self.value is None:
            return actual not in (None, ())
        if self.op == "!=":
            return not self._replace(op="=").fits(actual)
        items = actual if isinstance(actual, tuple) else (actual,)
        return any(_compares(item, self.op, v) for item in items for v in self.values)

    def __str__(self) -> str:
        """Return the term as it is written in a rulebook."""
        count = f"{self.times} " if self.times > 1 else ""
        how = self.op if self.op == "=" and self.detail else f" {self.op} "
        values = "|".join(map(_quoted, self.values))
        behind = "" if self.value is None else f"{how}{values}"
        return f"{'not ' if self.negated else ''}{count}{self.path}{behind}"


class Joined(NamedTuple):
    """Conditions of which all hold (``and``), any holds (``or``), or the one does not (``not``)."""

    word: str
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        """Return the condition as it is written, groups within it in brackets."""
        if self.word == "not":
            return f"not {_within(self.parts[0])}"
        return f" {self.word} ".join(map(_within, self.parts))


Condition: TypeAlias = "Term | Joined"
Holds = Callable[[Term], bool]


def met(condition: Condition, holds: Holds) -> bool:
    """Return whether a condition is met, of whose terms ``holds`` tells whether each does."""
    if isinstance(condition, Term):
        return holds(condition)
    if condition.word == "not":
        return not met(condition.parts[0], holds)
    joined = all if condition.word == "and" else any
    return joined(met(part, holds) for part in condition.parts)


def may_be(condition: Condition, known: Callable[[Term], bool | None]) -> frozenset[bool]:
    """Return what may come of a condition of whose terms some are not known (None)."""
    if isinstance(condition, Term):
        value = known(condition)
        return frozenset({True, False} if value is None else {value})
    parts = [may_be(part, known) for part in condition.parts]
    if condition.word == "not":
        return frozenset(not value for value in parts[0])
    joined = all if condition.word == "and" else any
    return frozenset(map(joined, product(*parts)))


def terms_of(conditions: Iterable[Condition]) -> Iterator[Term]:
    """Yield the terms of conditions, in the order in which they are written."""
    for condition in conditions:
        if isinstance(condition, Term):
            yield condition
        else:
            yield from terms_of(condition.parts)


_TRUE, _FALSE = frozenset({True}), frozenset({False})


class Spec(NamedTuple):
    """Terms of which any serves, and a condition: ``A or B unless C``; each any of several."""

    terms: tuple[Term, ...]
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Return whether one term is all it says."""
        return len(self.terms) == 1 and not self.behind

    @property
    def behind(self) -> tuple[Term, ...]:
        return (*terms_of(self.when), *terms_of(self.unless))

    @property
    def all_terms(self) -> tuple[Term, ...]:
        return (*self.terms, *self.behind)

    def matches(self, event: Event) -> bool:
        """Return whether one of the terms names this event, whatever the condition says."""
        return any(term.matches(event) for term in self.terms)

    def possible(self, lacks: Callable[[str], bool]) -> Spec:
        """Return it without the terms that cannot come to be where these verbs are lacking."""
        left = tuple(term for term in self.terms if not lacks(term.name))
        return self._replace(terms=left or self.terms)

    def is_had(self, lacks: Callable[[str], bool]) -> bool:
        """Return whether one of the terms may come to be where these verbs are lacking."""
        return not all(lacks(term.name) for term in self.terms)

    def met(self, holds: Holds) -> bool:
        """Return whether one of the terms is as it is wanted, whatever the condition says."""
        return any(holds(term) != term.negated for term in self.terms)

    def waived(self, holds: Holds) -> bool:
        """Return whether the condition takes the whole spec out of force."""
        if any(met(each, holds) for each in self.unless):
            return True
        return bool(self.when) and not any(met(each, holds) for each in self.when)

    def of_kind(self, kind: str) -> Spec | None:
        """Return what is asked in cases of a kind; None where the condition says: nothing."""

        def known(term: Term) -> bool | None:
            return term.fits(kind) if term.path == "kind" else None

        when = [may_be(each, known) for each in self.when]
        unless = [may_be(each, known) for each in self.unless]
        if _TRUE in unless or (when and all(each == _FALSE for each in when)):
            return None
        pairs = zip(self.unless, unless, strict=True)
        left = tuple(each for each, values in pairs if values != _FALSE)
        return self._replace(when=() if _TRUE in when else self.when, unless=left)

    def __str__(self) -> str:
        """Return the spec as it is written in a rulebook."""
        words = " or ".join(map(str, self.terms))
        for name, conditions in (("when", self.when), ("unless", self.unless)):
            if conditions:
                one = len(conditions) == 1
                said = map(str if one else _within, conditions)
                words += f" {name} " + " or ".join(said)
        return words


def names_of(specs: Iterable[Spec]) -> frozenset[str]:
    """Return the names of all events that these specs speak of, conditions aside."""
    return frozenset(term.name for spec in specs for term in spec.terms)


def _quoted(value: str) -> str:
    """Return a value as it is written in a condition: in quotes where it would end too early."""
    bare = r"""[^\s()|!=<>"（）＝＜＞！｜“”]+|[0-9.]+ [A-Z]{3}"""
    return value if re.fullmatch(bare, value) and value not in RESERVED else f'"{value}"'


def _within(condition: Condition) -> str:
    joined = isinstance(condition, Joined) and condition.word != "not"
    return f"({condition})" if joined else str(condition)


def _compares(actual: Any, op: str, text: str) -> bool:
    """Return whether a value compares so with one that is written."""
    if actual is None:
        return False
    if isinstance(actual, bool):
        return op == "=" and text == ("yes" if actual else "no")
    if op == "=" and str(actual) == text:
        return True
    try:
        one, other = _alike(actual, text, op)
    except (ValueError, InvalidOperation):
        return False
    return bool(one == other if op == "=" else one < other if op == "<" else one > other)


def _alike(actual: Any, text: str, op: str) -> tuple[Any, Any]:
    """Return a value and a written one as days or as numbers; raise where they are neither.

    Sums and lengths are kept as text, with a point where they have parts.
    """
    match actual:
        case datetime():
            return actual.date(), date.fromisoformat(text)
        case date():
            return actual, date.fromisoformat(text)
        case str() if op == "=" and "." not in actual:
            raise ValueError(actual)
    return Decimal(actual), Decimal(text.split(" ", maxsplit=1)[0])
