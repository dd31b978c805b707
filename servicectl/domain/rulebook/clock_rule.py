"""One deadline of the rulebook, as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from servicectl.domain.rulebook.condition_reader import read_condition, read_spec
from servicectl.domain.rulebook.terms import Condition, Joined, Spec, Term, terms_of
from servicectl.domain.schema.kinds import (
    ANY_WORD,
    CASE_KIND,
    LINE,
    MISSING,
    YES_NO,
    ChoiceKind,
    Findings,
    ManyKind,
    ParsedKind,
    WordKind,
)
from servicectl.domain.schema.listed import ROLE_NAME
from servicectl.domain.schema.nodes import Map, Value
from servicectl.domain.schema.records import Record, RecordKind, key, plain, replace
from servicectl.domain.schema.vocabulary import AT_DESK, SENT
from servicectl.domain.time.limit import TIMES, At, Limit, Within
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

CONDITION = ParsedKind(read_condition, "WHEN", "kind = repair")
EVENT_SPEC = ParsedKind(read_spec, "EVENT", "guide.failed")
CLOCK_NAME = WordKind(r"[a-z][a-z0-9_]{0,39}", "depart_next_day", "CLOCK")
RULE = WordKind(r"R[0-9]{3}", "R012", "RULE")


def _no_figure(text: str) -> str | None:
    return None if text in ("null", "~", "") else text


class When(Record):
    """What limits a clock to some cases; each may name several values."""

    for_: tuple[str, ...] = key(
        ManyKind(ChoiceKind(("today", "next-day"))), msg("day of the visit"), default=()
    )
    kind: tuple[str, ...] = key(ManyKind(CASE_KIND), msg("kind of case"), default=())
    priority: tuple[str, ...] = key(ManyKind(ANY_WORD), msg("urgency"), default=())
    channel: tuple[str, ...] = key(ManyKind(ANY_WORD), msg("how it came in"), default=())
    category: tuple[str, ...] = key(ManyKind(LINE), msg("kind of fault"), default=())


class WhenKind(RecordKind):
    """A condition, as a text or as a mapping of names and values of which one is wanted."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the condition, or MISSING."""
        if not isinstance(raw, Map):
            return CONDITION.read(raw, found)
        said = super().read(raw, found)
        if said is MISSING:
            return said
        terms = (Term(name, value="|".join(values)) for name, values in plain(said).items())
        return Joined("and", tuple(terms))

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"anyOf": [CONDITION.schema(), super().schema()]}


class Figures(NamedTuple):
    """How long a clock may take for each value of a list; None: no figure."""

    by: str
    texts: Mapping[str, str | None]

    def __str__(self) -> str:
        """Return the figures as they are written in a rulebook."""
        each = (f"{value}: {text or 'null'}" for value, text in self.texts.items())
        return f"{{{', '.join((f'by: {self.by}', *each))}}}"


class WithinKind(ParsedKind):
    """How long, or a mapping with a figure for each value: ``{by: priority, P1: 30m}``."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the figure as it is written, or one for each value."""
        if not isinstance(raw, Map):
            return super().read(raw, found)
        if not isinstance(raw.get("by"), str) or not raw["by"]:
            found.add(raw, "limit", msg("by: is missing: the list whose values have a figure each"))
            return MISSING
        texts = {name: _no_figure(str(text)) for name, text in raw.items() if name != "by"}
        return Figures(str(raw["by"]), texts)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        each = {"type": ["string", "null"]}
        figures = {"type": "object", "required": ["by"], "additionalProperties": each}
        return {"anyOf": [super().schema(), figures]}


class ClockRule(Record):
    """One deadline of the rulebook: from which event, until which, within what time, who owes it.

    ``from_`` lists events in order of preference; ``until`` those that stop it, the earliest first.
    ``starts`` are the names of the former, ``events`` of both. ``added`` tells that it is the
    house's, of which the rulebook says nothing. Of an owner that is a role of the rulebook's own
    ``taken_for`` is the role for which it is taken, ``title`` what it is called.
    """

    from_: tuple[Spec, ...] = key(
        ManyKind(EVENT_SPEC), msg("events that start it, the preferred one first")
    )
    until: tuple[Spec, ...] = key(ManyKind(EVENT_SPEC), msg("events that stop it"))
    owner: str = key(ROLE_NAME, msg("role that owes it"))
    within: Any = key(
        WithinKind(_no_figure, "DURATION", "20m"),
        msg("how long it may take; null: no figure"),
        default=None,
    )
    at: Any = key(
        ParsedKind(_no_figure, "MOMENT", "next_open_plus 20m"),
        msg("moment it is due"),
        default=None,
    )
    time: str = key(
        ChoiceKind(TIMES),
        msg("kind of time that is counted"),
        default="elapsed",
    )
    day: str = key(
        ChoiceKind(("working", "calendar")), msg("kind of day that counts"), default="working"
    )
    when: Condition | None = key(WhenKind(When), msg("cases it is for"), default=None)
    pauses: tuple[str, ...] = key(
        ManyKind(ChoiceKind(("hold",))), msg("what lets it rest"), default=()
    )
    yields_to: tuple[Spec, ...] = key(
        ManyKind(EVENT_SPEC), msg("agreements on a later time that void it"), default=()
    )
    not_after: str | None = key(CLOCK_NAME, msg("clock whose due moment bounds it"), default=None)
    soft: bool = key(YES_NO, msg("shown late without counting a breach"), default=False)
    renewed: bool = key(YES_NO, msg("a later start begins it anew"), default=True)
    outlives: bool = key(YES_NO, msg("runs on when the case is closed"), default=False)
    counts: str = key(
        ChoiceKind(("change", "start")),
        msg("what it is counted from where it came to apply while under way"),
        default="change",
    )
    rule: str | None = key(RULE, msg("rule it comes from"), default=None)
    origin: str = key(
        ChoiceKind(("document", "house")), msg("who set the figure"), default="document"
    )
    name: str = ""
    limit: Limit = Within(None)
    starts: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    added: bool = False
    figures: Mapping[str, Within] = MappingProxyType({})
    listed: str | None = None
    taken_for: str | None = None
    title: Message | None = None

    @property
    def by(self) -> str | None:
        """Return the list for each value of which it has a figure of its own, or None."""
        return self.within.by if isinstance(self.within, Figures) else self.listed

    def figured(self, value: object) -> ClockRule:
        """Return the clock as it is for this value of its list."""
        if not isinstance(self.within, Figures):
            return self
        text = self.within.texts.get(str(value))
        limit = self.figures.get(str(value), Within(None))
        return replace(self, within=text, limit=limit, figures={}, listed=self.by)

    @property
    def is_of_who_is_sent(self) -> bool:
        """Return whether whoever is sent owes it."""
        return (self.taken_for or self.owner) == SENT

    @property
    def is_of_the_desk(self) -> bool:
        """Return whether whoever takes the calls owes it."""
        return (self.taken_for or self.owner) == AT_DESK

    @property
    def counts_from_start(self) -> bool:
        """Return whether an instance that a change began is counted from the start all the same."""
        return self.counts == "start"

    @property
    def has_figure(self) -> bool:
        """Return whether it says when it is due."""
        if self.figures:
            return any(limit.duration for limit in self.figures.values())
        if isinstance(self.limit, Within):
            return self.limit.duration is not None
        return self.limit.moment != "immediate"

    @property
    def is_agreed(self) -> bool:
        """Return whether it is due at a time that was agreed."""
        return isinstance(self.limit, At) and self.limit.moment == "agreed"

    @cached_property
    def on_file(self) -> tuple[str, ...]:
        """Return what of records on file its conditions and its figure ask for: ``unit.model``."""
        behind = (t for s in (*self.from_, *self.until, *self.yields_to) for t in s.behind)
        terms = (*map(Term.of, self.conditions), *behind)
        return tuple(dict.fromkeys(term.path for term in terms if term.is_on_file))

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Return the names of what limits it to some cases, or decides on its figure."""
        asked = [self.when] if self.when else []
        names = [*(term.path for term in terms_of(asked)), *([self.by] if self.by else [])]
        return tuple(dict.fromkeys(names))
