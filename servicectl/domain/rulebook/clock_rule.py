"""One deadline of the rulebook, as it is written."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from servicectl.domain.rulebook.terms import Spec, read_event_spec
from servicectl.domain.schema.kinds import (
    CASE_KIND,
    LINE,
    YES_NO,
    ChoiceKind,
    ManyKind,
    ParsedKind,
    WordKind,
)
from servicectl.domain.schema.records import Record, RecordKind, key, plain
from servicectl.domain.schema.vocabulary import CHANNELS, PRIORITIES, ROLES
from servicectl.domain.time.limit import TIMES, At, Limit, Within
from servicectl.errors import msg

EVENT_SPEC = ParsedKind(read_event_spec, "EVENT", "guide.failed")
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
    priority: tuple[str, ...] = key(ManyKind(ChoiceKind(PRIORITIES)), msg("urgency"), default=())
    channel: tuple[str, ...] = key(
        ManyKind(ChoiceKind(CHANNELS)), msg("how it came in"), default=()
    )
    category: tuple[str, ...] = key(ManyKind(LINE), msg("kind of fault"), default=())


class ClockRule(Record):
    """One deadline of the rulebook: from which event, until which, within what time, who owes it.

    ``from_`` lists events in order of preference; ``until`` those that stop it, the earliest first.
    ``starts`` are the names of the former, ``events`` of both. ``added`` tells that it is the
    house's, of which the rulebook says nothing.
    """

    from_: tuple[Spec, ...] = key(
        ManyKind(EVENT_SPEC), msg("events that start it, the preferred one first")
    )
    until: tuple[Spec, ...] = key(ManyKind(EVENT_SPEC), msg("events that stop it"))
    owner: str = key(ChoiceKind(ROLES), msg("role that owes it"))
    within: Any = key(
        ParsedKind(_no_figure, "DURATION", "20m"),
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
    when: When = key(RecordKind(When), msg("cases it is for"), default=When())
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

    @property
    def counts_from_start(self) -> bool:
        """Return whether an instance that a change began is counted from the start all the same."""
        return self.counts == "start"

    @property
    def has_figure(self) -> bool:
        """Return whether it says when it is due."""
        if isinstance(self.limit, Within):
            return self.limit.duration is not None
        return self.limit.moment != "immediate"

    @property
    def is_agreed(self) -> bool:
        """Return whether it is due at a time that was agreed."""
        return isinstance(self.limit, At) and self.limit.moment == "agreed"

    @cached_property
    def conditions(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return what limits it: names of values, each with those that are wanted."""
        return tuple(plain(self.when).items())
