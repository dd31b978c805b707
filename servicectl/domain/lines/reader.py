"""Reading a line: states and ways of its own, on those of another line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from servicectl.domain.lines.line import NEW, CaseLine, State, WrittenMove
from servicectl.domain.lines.ways import WORD, read_move
from servicectl.domain.schema.kinds import (
    LINE,
    MISSING,
    Findings,
    Kind,
    ManyKind,
    ParsedKind,
    TableKind,
    WordKind,
    did_you_mean,
)
from servicectl.domain.schema.listed import ROLE_NAME
from servicectl.domain.schema.nodes import Map, Value, part
from servicectl.domain.schema.records import Record, RecordKind, key, read_record
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import caption, msg

GROUP = WordKind(WORD, "at_customer", "GROUP")
WAY = ParsedKind(read_move, "WAY", "on_site or diagnosed -> completed")


class StateText(Record):
    """A state as it is written."""

    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)
    owner: str | None = key(ROLE_NAME, msg("role that owes the next step"), default=None)
    is_: tuple[str, ...] = key(ManyKind(GROUP), msg("tags and groups of the state"), default=())


class MoveText(Record):
    """A way, and the rule that it is for."""

    way: WrittenMove = key(WAY, msg("from which states to which"))
    rule: str | None = key(LINE, msg("rule that it is for"), default=None)


class MoveKind(WordKind):
    """A way, or a mapping of a way and its rule."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the way, or MISSING."""
        if not isinstance(raw, Map):
            return WAY.read(raw, found)
        said = read_record(MoveText, raw, found)
        return MISSING if said is MISSING else said.way._replace(rule=said.rule)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"anyOf": [WAY.schema(), RecordKind(MoveText).schema()]}


WAYS: Kind = ManyKind(MoveKind("", WAY.example, "WAY"))


class LineText(Record):
    """A line as it is written: what it takes from another, what it leaves out, what it adds."""

    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)
    like: str | None = key(LINE, msg("line or kind on which it stands"), default=None)
    without: tuple[str, ...] = key(
        ManyKind(LINE), msg("states, verbs and ways that it does not have"), default=()
    )
    states: Mapping[str, StateText] = key(
        TableKind(RecordKind(StateText)), msg("states of its own"), default={}
    )
    moves: Mapping[str, tuple[WrittenMove, ...]] = key(
        TableKind(WAYS), msg("what leads where"), default={}
    )


class LineRead(NamedTuple):
    """A line with how it was written: its text, the line on which it stands; all of it, or less."""

    line: CaseLine
    text: LineText
    base: CaseLine
    whole: bool = True


def read_line(
    raw: Value,
    name: str,
    bases: Mapping[str, CaseLine],
    found: Findings,
    actions: Mapping[str, Action] = ACTIONS,
) -> Any:
    """Return the line that a mapping describes, a LineRead; MISSING where it cannot be read.

    ``bases`` are the lines on which it may stand, ``actions`` those of the rulebook. A way that is
    written takes the place of all the line had under its key; what led to a state that is left out
    is gone, and so are inherited states to which nothing leads any more.
    """
    before = len(found.problems)
    said = read_record(LineText, raw, found)
    if said is MISSING:
        return MISSING
    if said.like is not None and said.like not in bases:
        text = msg("no line is called {name}", name=said.like)
        known = msg("known here: {words}", words=", ".join(bases))
        found.add(part(raw, "like"), "line", text, did_you_mean(said.like, bases) or known)
        return MISSING
    base = bases[said.like] if said.like else CaseLine("", {}, {})
    left_out = _left_out(said, base, raw, found)
    states = {name: state for name, state in base.states.items() if name not in left_out}
    gone = left_out - set(said.states)
    ways = {
        key: tuple(way for way in written if way.target not in gone)
        for key, written in base.ways.items()
        if not {key, key.split(".")[0]} & left_out
    }
    states |= {name: _state(name, text) for name, text in said.states.items()}
    line = CaseLine(name, states, {**ways, **said.moves}, actions=actions)
    read = CaseLine(name, _reached(line, said.states), line.ways, base.asks, actions)
    return LineRead(read, said, base, len(found.problems) == before)


def _left_out(said: LineText, base: CaseLine, raw: Value, found: Findings) -> set[str]:
    """Return what a line leaves out of its base; note what the base does not have."""
    known = {*base.states, *base.ways, *(key.split(".")[0] for key in base.ways)}
    for n, word in enumerate(said.without):
        if word not in known:
            text = msg("{word} is nothing that {line} has", word=word, line=base.name or "-")
            found.add(part(raw, "without", n), "line", text, did_you_mean(word, tuple(known)))
    return set(said.without)


def _state(name: str, text: StateText) -> State:
    zh, en = text.zh or text.en or name, text.en or text.zh or name
    return State(name, caption(zh, en), text.owner, text.is_)


def _reached(line: CaseLine, own: Iterable[str]) -> dict[str, State]:
    """Return the states that can be reached, and those that the line says itself."""
    kept = {*reached(line), *own}
    return {name: state for name, state in line.states.items() if name in kept}


def reached(line: CaseLine) -> set[str]:
    """Return the states to which some way leads."""
    steps = [move for verb in line.verbs for move in line.moves(verb)]
    seen: set[str] = {NEW}
    found = {m.target for m in steps if m.target and m.sources & seen} - seen
    while found:
        seen |= found
        found = {m.target for m in steps if m.target and m.sources & seen} - seen
    return seen
