"""What the declaration of an action consists of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self, dataclass_transform

from servicectl.domain.schema.kinds import AGREED, LINE, ChoiceKind, ManyKind, TableKind, item_of
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.movement import Movement
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

AGREED_IN = ("when", "promised", "expected", "until")
"""Fields that hold a time agreed or expected, which a clock may be due at."""


class Tick(NamedTuple):
    """One line of a checklist: yes, no with the reason, or not said.

    ``rule`` is what it is for, ``also`` names further rules. An ``extra`` line is on the list only
    where the rulebook puts it there (``ticks:``), one with ``when`` in a case of which that holds;
    one that a rulebook adds is its ``own``.
    """

    name: str
    help: Message
    rule: str
    also: tuple[str, ...] = ()
    extra: bool = False
    when: str | None = None
    own: bool = False

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.rule, *self.also)))


YES = Field("yes", ManyKind(LINE), msg("what was done: TICK,TICK… or all"))
NOT = Field("not", ManyKind(LINE), msg("what was not done, and why: TICK:REASON"))
"""How a checklist is typed."""


def answer_of(stored: str) -> str:
    """Return the answer of a ticked line, yes or no, without the reason behind a no."""
    return stored.partition(":")[0].strip()


@dataclass_transform(frozen_default=True)
class _Declaration:
    """What an action says of itself, in order or by name; typed is its verb unless it says so.

    (A dataclass would be compiled at every start.)
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        in_order = dict(zip(type(self).__annotations__, values, strict=False))
        self.__dict__.update(in_order | {"words": in_order["verb"]} | named)


class Action(_Declaration):
    """What may be done to a case: its word, what people call it, who may do it, with what.

    From where to where it leads is the line's (``domain.lines``); ``where`` is in which states it
    may be done where the line does not say: in the ``open`` ones, in ``any``, else in none.
    ``outcome`` names the field whose value decides the way; ``attempts`` are outcomes after which
    it is still to be done. ``needs`` are requirements that no rulebook can drop: the event would
    say nothing, or its booking would not stand; ``asked`` are usual on the lines that ship, and a
    rulebook that asks something else of the step drops them (of ``schema: 1`` none does).
    ``after`` names what must have been done more often than this (a sheet comes in once for each
    visit). ``own`` says that only the visit's engineers do it, ``held`` that it may be done while
    the case is on hold, ``typed`` that it is a command. ``rules`` are those of the whole action;
    fields, ticks and ways have their own.

    ``words`` are what is typed where that is not the verb; ``movements`` are what it moves from
    account to account, ``ledger`` the rules of that, ``guards`` those that it observes without
    being asked to (that nothing stays open at closing). What is ``aside`` runs beside the line:
    parts, approvals, cash. An action of the store that is ``loose`` may also be done without a
    case: then it is a voucher and no event. ``run`` says how it comes to its case where that is a
    way of its own: a report opens one, a reversal goes where its voucher is.

    ``further`` are typed with it and kept on file, not in the event.

    ``stage`` is where in the work it belongs (a key of ``STAGES``), ``example`` a line that can be
    typed: a text that reads the same in any language, or one that is translated.
    """

    verb: str
    caption: Message
    help: Message
    roles: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    ticks: tuple[Tick, ...] = ()
    outcome: str | None = None
    attempts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    after: str | None = None
    own: bool = False
    rules: tuple[str, ...] = ()
    held: bool = False
    typed: bool = True
    words: str = ""
    movements: tuple[Movement, ...] = ()
    ledger: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    aside: bool = False
    where: str = ""
    loose: bool = False
    run: str = ""
    further: tuple[Field, ...] = ()
    stage: str = ""
    example: Message | str = ""

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """Return the fields, and the ticks as one mapping."""
        ticks = Field("ticks", TableKind(LINE, tuple(t.name for t in self.ticks)), msg("ticks"))
        return self.fields + ((ticks,) if self.ticks else ())

    def matches(self, fields: Mapping[str, Any], detail: str, value: str | None = None) -> bool:
        """Return whether a recording with these fields has this outcome, field or tick."""
        if detail in fields or detail in fields.get("ticks", {}):
            return value is None or str(self.said(fields, detail)) == value
        return self.outcome is not None and fields.get(self.outcome) == detail

    def said(self, fields: Mapping[str, Any], detail: str) -> Any:
        """Return the value of a field, or the answer of a tick, in a recording with these."""
        ticked = fields.get("ticks", {}).get(detail)
        return fields.get(detail, answer_of(ticked) if ticked else None)

    def field(self, name: str) -> Field:
        """Return the declaration of one field."""
        return next(field for field in self.fields if field.name == name)

    @cached_property
    def agreed_in(self) -> tuple[str, ...]:
        """Return the fields that hold a time agreed on with the customer; the first counts."""
        own = (field.name for field in self.fields if field.own and field.kind is AGREED)
        return (*(name for name in AGREED_IN if name in {f.name for f in self.fields}), *own)

    def changed(self, **parts: Any) -> Self:
        """Return this declaration with other parts."""
        said = {name: self.__dict__[name] for name in _SAID if name in self.__dict__}
        return type(self)(said.pop("verb"), **{**said, **parts})

    def ticked(self, extra: tuple[str, ...]) -> tuple[Tick, ...]:
        """Return the lines to be ticked under a rulebook that adds these."""
        return tuple(tick for tick in self.ticks if not tick.extra or tick.name in extra)

    @property
    def outcomes(self) -> tuple[str, ...]:
        kind = next((f.kind for f in self.fields if f.name == self.outcome), None)
        return kind.values if isinstance(kind, ChoiceKind) else ()

    @property
    def outcome_option(self) -> str:
        """Return how the field that decides the way is typed."""
        return self.field(str(self.outcome)).option

    def holds(self, word: str) -> str | None:
        """Return the field that may hold this word, though it is not what decides the way."""
        chosen = ((field.name, item_of(field.kind)) for field in self.fields if field.own)
        return next((n for n, k in chosen if isinstance(k, ChoiceKind) and word in k.values), None)

    def knows(self, detail: str) -> bool:
        """Return whether it can have such an outcome, field or tick."""
        names = {field.name for field in self.fields} | {tick.name for tick in self.ticks}
        return detail in names or detail in self.outcomes


_SAID = tuple(Action.__annotations__)
