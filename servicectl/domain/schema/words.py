"""The words of a rulebook: its priorities, channels, kinds of fault, approvals.

Every list is in the order of its rank. ``schema: 1`` has those that come with the program; from 2
on a rulebook that writes a list has that, and else the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from servicectl.domain.schema.kinds import LINE, ManyKind, item_of
from servicectl.domain.schema.listed import ListedKind
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import (
    APPROVABLE,
    CHANNELS,
    PRIORITIES,
    ROLES,
    SERVES_ONE,
    USUAL_CHANNEL,
    USUAL_PRIORITY,
)
from servicectl.errors import Message, caption
from servicectl.named_tuple import NamedTuple


class Word(NamedTuple):
    """A word: its name; what it means, where it is no shipped one.

    ``for_`` is the act that one approval serves, ``like`` the role for which one is taken, ``rule``
    the rule that it is for.
    """

    name: str
    caption: Message | None = None
    for_: str | None = None
    like: str | None = None
    rule: str | None = None


class Vocabulary(dict[str, Word]):
    """The words of a list by name, in the order of their rank; ``usual`` is what nobody types."""

    usual: str | None = None

    def kind(self, name: str) -> ListedKind:
        """Return the kind of a value that is one of these."""
        return ListedKind.of(name, tuple(self), {w.name: w.caption for w in self.values()})


class Words(dict[str, Vocabulary]):
    """The lists of a rulebook by name."""

    def __hash__(self) -> int:  # type: ignore[override]
        """Return that of the object itself: fields are kept by it."""
        return id(self)

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same object."""
        return self is other

    def of(self, kind: object) -> ListedKind | None:
        """Return the kind that a declared one is in this rulebook; None where it is the same."""
        if not isinstance(kind, ListedKind) or kind.vocabulary not in self:
            return None
        known = self._kinds[kind.vocabulary]
        return None if known.values == kind.values and not known.captions else known

    @cached_property
    def _kinds(self) -> dict[str, ListedKind]:
        return {name: listed.kind(name) for name, listed in self.items()}

    @cached_property
    def usual(self) -> dict[str, str]:
        """Return what is meant where nobody says it, by list."""
        return {name: listed.usual for name, listed in self.items() if listed.usual}

    def fields(self, declared: Iterable[Field]) -> tuple[Field, ...]:
        """Return declared fields as they are in this rulebook, with its words to choose from."""
        return tuple(self._field(field) for field in declared)

    def _field(self, field: Field) -> Field:
        kind = field.kind
        one = self.of(item_of(kind))
        if field.name == "category" and kind is LINE and "category" in self:
            one = self._kinds["category"]
        if one is None:
            return field
        default = self.usual.get(one.vocabulary) if field.default else None
        default = default or (field.default if field.default in one.values else None)
        return field._replace(
            kind=ManyKind(one) if isinstance(kind, ManyKind) else one, default=default
        )

    def taken_for(self, role: str) -> str:
        """Return the role that comes with the program for which one is taken: itself, if it is."""
        word = self["role"].get(role)
        return (word and word.like) or role

    def caption(self, listed: str, word: str) -> Message | None:
        """Return what a word of a list means; None where it is a shipped one."""
        known = self[listed].get(word) if listed in self else None
        return known.caption if known else None

    def serves(self, approval: str | None) -> str | None:
        """Return the act of which an approval serves one only; None where it serves any."""
        word = self.get("approval", Vocabulary()).get(approval or "")
        return word.for_ if word else None


def _listed(names: Iterable[str], usual: str | None = None) -> Vocabulary:
    found = Vocabulary({name: Word(name, for_=SERVES_ONE.get(name)) for name in names})
    found.usual = usual
    return found


SHIPPED_WORDS = Words(
    role=_listed(ROLES),
    priority=_listed(PRIORITIES, USUAL_PRIORITY),
    channel=_listed(CHANNELS, USUAL_CHANNEL),
    approval=_listed(APPROVABLE),
)
"""The lists of a rulebook that writes none."""


def plain_words(words: Words) -> dict[str, Any]:
    """Return the lists that are no shipped ones as JSON can hold them."""
    return {
        name: [listed.usual, [_plain(word) for word in listed.values()]]
        for name, listed in words.items()
        if listed != SHIPPED_WORDS.get(name) or listed.usual != SHIPPED_WORDS[name].usual
    }


def _plain(word: Word) -> list[str | None]:
    zh, en = (word.caption.zh, word.caption.text) if word.caption else (None, None)
    return [word.name, zh, en, word.for_, word.like, word.rule]


def words_from(plain: Mapping[str, Any]) -> Words:
    """Return the words that :func:`plain_words` made plain."""
    words = Words(SHIPPED_WORDS)
    for name, (usual, listed) in plain.items():
        words[name] = Vocabulary(
            (word, Word(word, caption(zh, en) if en else None, *rest))
            for word, zh, en, *rest in listed
        )
        words[name].usual = usual
    return words
