"""The kinds of case of a rulebook: what each is called, and the line that it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any

from servicectl.domain.lines.line import CaseLine, State, WrittenMove
from servicectl.domain.lines.shipped import shipped
from servicectl.domain.schema.words import SHIPPED_WORDS, Words, plain_words, words_from
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.own import Own, own_of
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Malformed, Message, caption, msg
from servicectl.named_tuple import NamedTuple


class CaseKind(NamedTuple):
    """A kind of case: its name, its caption, its line."""

    name: str
    caption: Message
    line: CaseLine


class Kinds(dict[str, CaseKind]):
    """The kinds of a rulebook by name, in its order: the first is what nobody types.

    Something is wrong in the text of those that are ``broken``; ``words`` are the lists of the same
    rulebook, ``own_text`` its steps, fields and ticks (:mod:`workflow.own`).
    """

    broken: frozenset[str] = frozenset()
    words: Words = SHIPPED_WORDS
    own_text: str = ""

    def __hash__(self) -> int:  # type: ignore[override]
        """Return that of the object itself: fields are kept by it."""
        return id(self)

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same object."""
        return self is other

    @property
    def own(self) -> Own:
        """Return the actions of the rulebook, and what is its own among them."""
        return own_of(self.own_text)

    @property
    def actions(self) -> Mapping[str, Action]:
        """Return the actions of the rulebook by verb: those that ship, and its own."""
        return own_of(self.own_text).actions

    def own_action(self, verb: str) -> Action | None:
        """Return the action of a verb where the rulebook says it itself, or adds to it."""
        action = self.actions.get(verb)
        return None if action is ACTIONS.get(verb) else action

    @cached_property
    def usual_on_file(self) -> Mapping[str, Mapping[str, str]]:
        """Return what a record on file means that says no word of a list, by record and field."""
        usual, records = self.words.usual, self.own.records.items()
        of = {
            name: {f.name: getattr(f.kind, "vocabulary", "") for f in own} for name, own in records
        }
        return {
            name: {field: usual[listed] for field, listed in lists.items() if listed in usual}
            for name, lists in of.items()
        }

    @property
    def states(self) -> dict[str, State]:
        lines = (kind.line for kind in self.values())
        return {name: state for line in lines for name, state in line.states.items()}

    @property
    def usual(self) -> str:
        """Return the kind of a case of which none was said."""
        return next(iter(self), "")

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
        [kind.name, kind.caption.zh, kind.caption.text, *plain_line(kind.line)]
        for kind in kinds.values()
    ]
    return [plain, plain_words(kinds.words), kinds.own_text]


def plain_line(line: CaseLine) -> list[Any]:
    """Return a line as JSON can hold it: without the actions of its rulebook."""
    states = [[s.name, s.caption.zh, s.caption.text, s.owner, s.is_] for s in line.states.values()]
    ways = {key: list(map(list, written)) for key, written in line.ways.items()}
    return [line.name, states, ways, line.asks]


def kinds_from(plain: list[Any]) -> Kinds:
    """Return the kinds that :func:`plain_kinds` made plain."""
    actions = own_of(plain[2]).actions
    kinds = Kinds(
        {
            name: CaseKind(name, caption(zh, en), line_from(actions, *line))
            for name, zh, en, *line in plain[0]
        }
    )
    kinds.words, kinds.own_text = words_from(plain[1]), plain[2]
    return kinds


def line_from(
    actions: Mapping[str, Action],
    name: str,
    states: list[tuple[str, str, str, str | None, list[str]]],
    ways: Mapping[str, list[tuple[list[str], str | None, str | None]]],
    asks: str,
) -> CaseLine:
    """Return the line that :func:`plain_line` made plain."""
    said = {n: State(n, caption(z, e), owner, tuple(is_)) for n, z, e, owner, is_ in states}
    moves = {
        key: tuple(WrittenMove(tuple(words), target, rule) for words, target, rule in written)
        for key, written in ways.items()
    }
    return CaseLine(name, said, moves, asks, actions)
