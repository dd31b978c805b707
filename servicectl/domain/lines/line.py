"""A line: the states that a kind of case goes through, and what leads from where to where."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from typing import Any

from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, caption
from servicectl.named_tuple import NamedTuple

NEW = "new"
"""Where a case stands before its first event."""
OPEN, ANY = "open", "any"
"""Groups of every line: the states in which something is still to be done, and all of them."""
GIVES_UP = "cancel"
"""By this a case ends undone: it is no end that a line may count on."""
ALWAYS, UNLESS_SAID = "always", "unless-said"
TAGS = ("closed", "solved", "lapse", "visit", "working", "again")
"""What the program asks of a state, never its name.

``closed``: nothing is to be done any more; ``solved``: the fault is said to be cleared, and a new
round begins here; ``lapse``: deadlines still running are void here; ``visit``: a visit is to be
made or under way; ``working``: the repair has begun; ``again``: to be done again.
"""


class State(NamedTuple):
    """A state: its name, its caption, the role that owes the next step, its tags and groups."""

    name: str
    caption: Message
    owner: str | None = None
    is_: tuple[str, ...] = ()

    def bears(self, tag: str) -> bool:
        """Return whether the state bears a tag, or belongs to a group."""
        return tag in self.is_


BEFORE = State(NEW, caption("未受理", "not taken in"))
"""Where a case stands before its first event."""


class WrittenMove(NamedTuple):
    """A way as it is written: from any of these states or groups to ``target``, if it leads on.

    ``rule`` is what it is for.
    """

    words: tuple[str, ...]
    target: str | None = None
    rule: str | None = None


class Move(NamedTuple):
    """From any of ``sources`` to ``target`` (None: the state is kept).

    ``when`` names the outcome, or the field given, that takes this way; ``rule`` is what it is for.
    """

    sources: frozenset[str]
    target: str | None = None
    when: str | None = None
    rule: str | None = None


class CaseLine:
    """States by name, in their order, and ways by what is done: a verb, or verb.outcome.

    A verb beside the line of which no way is written is possible where its action says
    (``Action.where``). Groups are looked up when a way is asked for: a state that is made one of
    a group has every way of the group. ``asks`` says whether a step also needs what is usually
    asked for (``Action.asked``): ALWAYS, UNLESS_SAID by the rulebook, or never. ``actions`` are
    those of its rulebook by verb.
    """

    def __init__(
        self,
        name: str,
        states: Mapping[str, State],
        ways: Mapping[str, tuple[WrittenMove, ...]],
        asks: str = "",
        actions: Mapping[str, Action] = ACTIONS,
    ) -> None:
        self.name, self.states, self.ways = name, states, ways
        self.asks, self.actions = asks, actions
        self._moves: dict[str, tuple[Move, ...]] = {}

    def moves(self, verb: str) -> tuple[Move, ...]:
        """Return the ways of a verb: those of an outcome or a field before those of any."""
        if verb not in self._moves:
            found = tuple(self._found(verb))
            # What was said decides before what holds for everything else.
            self._moves[verb] = tuple(sorted(found, key=lambda move: move.when is None))
        return self._moves[verb]

    def sources(self, verb: str) -> frozenset[str]:
        """Return all states from which some way of a verb leads."""
        return frozenset[str]().union(*(move.sources for move in self.moves(verb)))

    def lacks(self, word: str) -> bool:
        """Return whether a word is a verb that can be typed in no state of the line."""
        return word in self.actions and not self.sources(word)

    def move(self, action: Action, state: str, fields: Mapping[str, Any]) -> Move | None:
        """Return the way out of ``state`` that these fields take, or None where there is none."""
        for move in self.moves(action.verb):
            if state in move.sources and (move.when is None or action.matches(fields, move.when)):
                return move
        return None

    def needs(self, action: Action, said: Container[str]) -> tuple[str, ...]:
        """Return what a step needs on this line; ``said`` are those of which its rulebook asks."""
        asks = self.asks == ALWAYS or (self.asks == UNLESS_SAID and action.verb not in said)
        return (*action.needs, *action.asked) if asks else action.needs

    def ends(self, action: Action, state: str, fields: Mapping[str, Any]) -> bool:
        """Return whether doing this with these fields leads to where nothing is to be done."""
        move = self.move(action, state, fields)
        return move is not None and move.target in self.closed

    def tagged(self, word: str) -> frozenset[str]:
        """Return the states that bear a tag, or belong to a group."""
        return frozenset(name for name, state in self.states.items() if state.bears(word))

    @cached_property
    def closed(self) -> frozenset[str]:
        """Return the states in which nothing is to be done any more."""
        return self.tagged("closed")

    def meant(self, word: str) -> frozenset[str]:
        """Return the states that a word of a way means; none for a word nobody knows."""
        if word in self.states or word == NEW:
            return frozenset({word})
        if word in (OPEN, ANY):
            return frozenset(self.states) - (self.closed if word == OPEN else frozenset())
        return self.tagged(word)

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(self._said)

    @cached_property
    def _said(self) -> dict[str, dict[str, tuple[WrittenMove, ...]]]:
        """Return the ways by verb, then by outcome, that of any called ''."""
        found: dict[str, dict[str, tuple[WrittenMove, ...]]] = {}
        for key, ways in self.ways.items():
            verb, _, outcome = key.partition(".")
            found.setdefault(verb, {})[outcome] = ways
        return found

    def _found(self, verb: str) -> Iterator[Move]:
        said = self._said.get(verb, {})
        # Once a line says a way of its own, the general one is not added to it.
        where = self.actions[verb].where if verb in self.actions and "" not in said else ""
        for outcome, ways in (said | {"": (WrittenMove((where,)),)} if where else said).items():
            for way in ways:
                sources = frozenset[str]().union(*map(self.meant, way.words))
                yield Move(sources, way.target, outcome or None, way.rule)
