"""The rulebook's small language of events: ``guide.failed``, ``report unless guide``.

A term names an event, or a field of one, with a detail after the dot and a value after ``=``.
Clocks begin and end at terms; requirements ask for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from servicectl.domain.cases.event import Event
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Malformed, msg

BESIDE_CASES = (
    *("count", "adjust", "register-add", "register-answer"),
    *("last-day", "contract-end", "contract-renewed"),
)
"""What clocks beside the cases begin and end with: of the store, the register, the roster."""
_TERM = re.compile(r"(?:(\d) )?([a-z][a-z_-]*)(?:\.([a-z][a-z_]*))?(?:=([a-z0-9_]+))?")


class Term(NamedTuple):
    """``name``, ``name.detail``, ``name.detail=value``, with how many of them are wanted."""

    name: str
    detail: str | None = None
    value: str | None = None
    times: int = 1

    @classmethod
    def of(cls, words: str) -> Term:
        """Return the term of ``name`` or ``name.detail``."""
        name, _, detail = words.partition(".")
        return cls(name, detail or None)

    def matches(self, event: Event) -> bool:
        """Return whether this event is one that the term names.

        A bare name passes over attempts (a callback that reached nobody is not yet a callback).
        """
        if event.did != self.name:
            return False
        if self.detail is None:
            return not event.is_attempt
        return event.has(self.detail, self.value)

    def names(self, event: Event) -> bool:
        """Return whether the term names this event, an attempt of it, too."""
        return event.did == self.name and (
            self.detail is None or event.has(self.detail, self.value)
        )

    def in_(self, events: Sequence[Event]) -> bool:
        """Return whether enough of these events match."""
        return sum(self.matches(event) for event in events) >= self.times

    def __str__(self) -> str:
        """Return the term as it is written in a rulebook."""
        count = f"{self.times} " if self.times > 1 else ""
        detail = f".{self.detail}" if self.detail else ""
        return count + self.name + detail + (f"={self.value}" if self.value else "")


class Spec(NamedTuple):
    """Terms of which any serves, and a condition: ``A or B unless C``."""

    terms: tuple[Term, ...]
    when: tuple[Term, ...] = ()
    unless: tuple[Term, ...] = ()

    def matches(self, event: Event) -> bool:
        """Return whether one of the terms names this event, whatever the condition says."""
        return any(term.matches(event) for term in self.terms)

    def waived(self, holds: Callable[[Term], bool]) -> bool:
        """Return whether the condition takes the whole spec out of force."""
        if any(map(holds, self.unless)):
            return True
        return bool(self.when) and not any(map(holds, self.when))

    def __str__(self) -> str:
        """Return the spec as it is written in a rulebook."""
        words = " or ".join(map(str, self.terms))
        for name, terms in (("when", self.when), ("unless", self.unless)):
            if terms:
                words += f" {name} " + " or ".join(map(str, terms))
        return words


def names_of(specs: Iterable[Spec]) -> frozenset[str]:
    """Return the names of all events that these specs speak of, conditions aside."""
    return frozenset(term.name for spec in specs for term in spec.terms)


def read_spec(text: str) -> Spec:
    """Return the spec that a rulebook's text describes; raise Malformed."""
    parts = re.split(r" (when|unless) ", text.strip())
    conditions = dict(zip(parts[1::2], parts[2::2], strict=True))
    if len(parts) > 5 or len(conditions) != len(parts) // 2:
        raise Malformed(msg("{text} has too many conditions", text=repr(text)))
    return Spec(
        _terms(parts[0], text),
        _terms(conditions["when"], text) if "when" in conditions else (),
        _terms(conditions["unless"], text) if "unless" in conditions else (),
    )


def read_event_spec(text: str) -> Spec:
    """Return a spec whose terms all name events; raise Malformed (for clocks)."""
    spec = read_spec(text)
    for term in (*spec.terms, *spec.when, *spec.unless):
        if term.name in BESIDE_CASES and not term.detail:
            continue
        if term.name not in ACTIONS:
            from servicectl.domain.schema.kinds import did_you_mean

            raise Malformed(
                msg("no event is called {name}", name=term.name),
                did_you_mean(term.name, tuple(ACTIONS)),
            )
        if term.detail and not ACTIONS[term.name].knows(term.detail):
            raise Malformed(
                msg("{verb} has no outcome or field {detail}", verb=term.name, detail=term.detail)
            )
    return spec


def read_one_event(text: str) -> Term:
    """Return the term of one event, without alternatives or conditions; raise Malformed."""
    spec = read_event_spec(text)
    if len(spec.terms) > 1 or spec.when or spec.unless:
        raise Malformed(msg("{text} is not one event", text=repr(text)))
    return spec.terms[0]


def _terms(text: str, whole: str) -> tuple[Term, ...]:
    terms = []
    for word in text.split(" or "):
        match = _TERM.fullmatch(word.strip())
        if not match:
            raise Malformed(
                msg("{text} cannot be understood in {whole}", text=repr(word), whole=repr(whole)),
                msg("write event, event.outcome or event.field=value, joined by or/when/unless"),
            )
        count, name, detail, value = match.groups()
        terms.append(Term(name, detail, value, int(count or 1)))
    return tuple(terms)
