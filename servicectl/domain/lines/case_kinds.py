"""The kinds of case of a rulebook: what each is called, and the line that it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from servicectl.domain.lines.line import CaseLine, State, WrittenMove
from servicectl.domain.lines.shipped import shipped
from servicectl.domain.schema.words import SHIPPED_WORDS, Words, plain_words, words_from
from servicectl.errors import Malformed, Message, caption, msg


class CaseKind(NamedTuple):
    """A kind of case: its name, its caption, its line."""

    name: str
    caption: Message
    line: CaseLine


class Kinds(dict[str, CaseKind]):
    """The kinds of a rulebook by name, in its order: the first is what nobody types.

    Something is wrong in the text of those that are ``broken``; ``words`` are the lists of the same
    rulebook.
    """

    broken: frozenset[str] = frozenset()
    words: Words = SHIPPED_WORDS

    @property
    def usual(self) -> str:
        """Return the kind of a case of which none was said."""
        return next(iter(self))

    def known(self, name: str) -> CaseKind:
        """Return the kind of a name; raise Malformed for one that the rulebook does not have."""
        if name in self:
            return self[name]
        from servicectl.domain.schema.kinds import did_you_mean

        near = did_you_mean(name, self)
        raise Malformed(
            msg("no kind of case is called {name}", name=name),
            near or msg("known here: {words}", words=", ".join(self)),
        )


KindsOf = Callable[[str], Kinds]
"""The kinds of the rulebook with a content id."""
REPAIR, ENQUIRY = caption("报修", "repair"), caption("技术咨询", "enquiry")
_SHIPPED = {
    1: (("repair", REPAIR, "repair-1"), ("enquiry", ENQUIRY, "enquiry-1")),
    2: (("repair", REPAIR, "repair-2"), ("enquiry", ENQUIRY, "enquiry-2")),
}


@cache
def shipped_kinds(schema: int) -> Kinds:
    """Return the kinds of a rulebook of this ``schema:`` that says none."""
    return Kinds({name: CaseKind(name, c, shipped(line)) for name, c, line in _SHIPPED[schema]})


def first_kinds(policy: str) -> Kinds:
    """Return the kinds of every rulebook of ``schema: 1``, which says none."""
    return shipped_kinds(1)


def plain_kinds(kinds: Kinds) -> list[Any]:
    """Return kinds with the words of their rulebook as JSON can hold them."""
    plain = [
        [kind.name, kind.caption.zh, kind.caption.text, *_plain_line(kind.line)]
        for kind in kinds.values()
    ]
    return [plain, plain_words(kinds.words)]


def _plain_line(line: CaseLine) -> list[Any]:
    states = [[s.name, s.caption.zh, s.caption.text, s.owner, s.is_] for s in line.states.values()]
    ways = {key: list(map(list, written)) for key, written in line.ways.items()}
    return [line.name, states, ways, line.asks]


def kinds_from(plain: list[Any]) -> Kinds:
    """Return the kinds that :func:`plain_kinds` made plain."""
    kinds = Kinds({name: _kind(name, *rest) for name, *rest in plain[0]})
    kinds.words = words_from(plain[1])
    return kinds


def _kind(
    name: str,
    zh: str,
    en: str,
    line: str,
    states: list[tuple[str, str, str, str | None, list[str]]],
    ways: Mapping[str, list[tuple[list[str], str | None, str | None]]],
    asks: str,
) -> CaseKind:
    said = {n: State(n, caption(z, e), owner, tuple(is_)) for n, z, e, owner, is_ in states}
    moves = {
        key: tuple(WrittenMove(tuple(words), target, rule) for words, target, rule in written)
        for key, written in ways.items()
    }
    return CaseKind(name, caption(zh, en), CaseLine(line, said, moves, asks))
