"""What is wrong in a line that reads well: said where it is written, at the kind that wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from servicectl.domain.lines.line import ANY, NEW, OPEN, TAGS, CaseLine, WrittenMove
from servicectl.domain.lines.reader import LineRead, reached
from servicectl.domain.lines.ways import WORD
from servicectl.domain.schema.kinds import Findings, did_you_mean
from servicectl.domain.schema.nodes import Map, Seq, Value, part
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.history_actions import HISTORY_ACTIONS
from servicectl.errors import Message, msg

RULE = "line"
RESERVED = (NEW, OPEN, ANY, "or")
YAML_WORDS = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})
ANOTHER = msg("give it another name")
NO_WAYS = frozenset(action.verb for action in HISTORY_ACTIONS)
"""What is done to a history and not to a case: it is no word of a line."""


def of_yaml(name: str) -> Message:
    """Return what is wrong with a name that is one of YAML_WORDS."""
    return msg("{name} is a word of YAML: other programs read it as no text", name=name)


def check_name(table: Map, name: str, found: Findings) -> bool:
    """Note a name of a kind or of a state that cannot be typed; return whether it can."""
    wrong = None
    if not re.fullmatch(WORD, name):
        wrong = msg("{name} is no name: write small letters, digits and _", name=repr(name))
    elif name in YAML_WORDS:
        wrong = of_yaml(name)
    elif name in RESERVED:
        wrong = msg("{name} is a word of every line", name=name)
    if wrong is not None:
        found.add_at(table.keys_at[name], RULE, wrong, ANOTHER)
    return wrong is None


def check_line(read: LineRead, raw: Value, at: tuple[int, int], found: Findings) -> None:
    """Note all that is wrong in what a kind writes of its line; ``at`` is where its name stands.

    Where its ways lead is not asked while one of them is not understood.
    """
    states, moves, before = part(raw, "states"), part(raw, "moves"), len(found.problems)
    if isinstance(moves, Map) and read.text.moves:
        _check_moves(read, moves, found)
    understood = read.whole and len(found.problems) == before
    if isinstance(states, Map) and read.text.states:
        _check_states(read, states, understood, found)
    if not understood:
        return
    inherited = {str(fault) for fault, _ in _faults(read.base)} if read.text.like else set()
    for fault, remedy in _faults(read.line):
        if str(fault) not in inherited:
            found.add_at(at, RULE, fault, remedy)


def _check_states(read: LineRead, states: Map, understood: bool, found: Findings) -> None:
    line = read.line
    groups = {word for state in line.states.values() for word in state.is_}
    spoken = {w for ways in line.ways.values() for way in ways for w in way.words}
    there = reached(line)
    for name, text in read.text.states.items():
        at = states.keys_at[name]
        if not check_name(states, name, found):
            continue
        if text.zh is None and text.en is None and name not in read.base.states:
            message = msg("state {name} has no name that people read", name=name)
            found.add_at(at, RULE, message, msg("write zh: or en:, or both"))
        if name in groups and name not in read.base.states:
            message = msg("{name} is the name of a group, too", name=name)
            found.add_at(at, RULE, message, msg("give it another name"))
        if name not in there and understood:
            message = msg("nothing leads to state {name}", name=name)
            remedy = msg("write a way to it below moves:, or take it away")
            found.add_at(at, RULE, message, remedy)
        for n, word in enumerate(text.is_):
            if word not in TAGS and word not in spoken and understood:
                message = msg("no way speaks of a group {word}", word=word)
                near = did_you_mean(word, (*TAGS, *sorted(spoken)))
                how = msg("let a way begin with {word}, or take it out of is:", word=word)
                found.add(part(states[name], "is", n), RULE, message, near or how)


def _check_moves(read: LineRead, moves: Map, found: Findings) -> None:
    line = read.line
    for key, ways in read.text.moves.items():
        verb, _, detail = key.partition(".")
        unknown = _unknown(line.actions, verb, detail)
        if unknown is not None:
            found.add_at(moves.keys_at[key], RULE, *unknown)
            continue
        raw = moves[key]
        items = raw if isinstance(raw, Seq) else [raw]
        if not ways:
            message = msg("{key} has no way", key=key)
            found.add(raw, RULE, message, msg("what is not to be done stands in without:"))
        for item, way in zip(items, ways, strict=True):
            _check_way(read, way, part(item, "way"), found)
            _check_beginning(verb, way, part(item, "way"), found)
        _check_doubles(line, key, ways, items, found)


def _unknown(
    actions: Mapping[str, Action], verb: str, detail: str
) -> tuple[Message, Message | None] | None:
    """Return what is wrong with the name of a way, or None."""
    if verb not in actions:
        return msg("no action is called {name}", name=verb), did_you_mean(verb, actions)
    if verb in NO_WAYS:
        text = msg("{verb} is about the history: it is no word of a line", verb=verb)
        return text, msg("it can be typed in every line; take this key away")
    if detail and not actions[verb].knows(detail):
        near = did_you_mean(detail, actions[verb].outcomes)
        field = None if actions[verb].outcome else actions[verb].holds(detail)
        if field is not None:
            near = msg("write below the step: {line}", line=f"outcome: {field}")
        known = msg("known here: {words}", words=", ".join(actions[verb].outcomes) or "-")
        text = msg("{verb} has no outcome or field {detail}", verb=verb, detail=detail)
        return text, near or known
    return None


def _check_way(read: LineRead, way: WrittenMove, at: Value, found: Findings) -> None:
    line = read.line
    there = {*line.states, *read.base.states} - set(read.text.without) | set(read.text.states)
    for word in way.words:
        if word not in (NEW, OPEN, ANY, *there) and not line.meant(word):
            text = msg("{word} is no state and no group of {line}", word=word, line=line.name)
            known = {*line.states, *(w for s in line.states.values() for w in s.is_)}
            found.add(at, RULE, text, did_you_mean(word, tuple(sorted(known))))
    if way.target is not None and way.target not in there:
        text = msg("{word} is no state of {line}", word=way.target, line=line.name)
        remedy = did_you_mean(way.target, tuple(sorted(there)))
        if line.meant(way.target):
            remedy = msg("a way leads to one state: {words}", words=sorted(line.meant(way.target)))
        found.add(at, RULE, text, remedy)


def _check_beginning(verb: str, way: WrittenMove, at: Value, found: Findings) -> None:
    """Note a way from before the report that is not the report's, and a report later on."""
    if verb != "report" and NEW in way.words:
        text = msg("a case begins with its report: {verb} leads out of no case", verb=verb)
        found.add(at, RULE, text, msg("write: report: new -> STATE"))
    if verb == "report" and (way.words != (NEW,) or way.target is None):
        text = msg("a report opens a case, and is done once")
        found.add(at, RULE, text, msg("write: report: new -> STATE"))


def _check_doubles(
    line: CaseLine,
    key: str,
    ways: tuple[WrittenMove, ...],
    items: Iterable[Value],
    found: Findings,
) -> None:
    """Note a state from which one outcome leads to two: which it is would be chance."""
    seen: dict[str, str | None] = dict.fromkeys(())
    for way, item in zip(ways, items, strict=True):
        for state in sorted(frozenset[str]().union(*map(line.meant, way.words))):
            if state in seen and seen[state] != way.target:
                text = msg(
                    "{key} leads from {state} to {one} and to {other}",
                    key=key,
                    state=state,
                    one=seen[state] or state,
                    other=way.target or state,
                )
                found.add(part(item, "way"), RULE, text, msg("leave one of them out"))
                break
        seen |= {s: way.target for w in way.words for s in line.meant(w) if s not in seen}


def _faults(line: CaseLine) -> Iterator[tuple[Message, Message]]:
    """Yield what a whole line lacks."""
    possible = [verb for verb in line.actions if line.sources(verb)]
    if NEW not in line.sources("report"):
        text = msg("no case of this kind can begin: no way leads out of {new}", new=NEW)
        yield text, msg("write: report: new -> STATE")
    elif not line.closed & reached(line):
        text = msg("no case of this kind can end: no state to which a way leads is closed")
        yield text, msg("write is: closed at the state in which nothing is to be done any more")
    for action in (line.actions[verb] for verb in possible if not line.actions[verb].aside):
        if action.after and action.after not in possible:
            named = {"verb": action.verb, "other": action.after}
            text = msg("{verb} comes after {other}, of which there is no way", **named)
            yield text, msg("write a way of {other}, or without: [{verb}]", **named)
        if action.own and "assign" not in possible:
            named = {"verb": action.verb, "other": "assign"}
            text = msg("{verb} is for who is sent, and there is no way of {other}", **named)
            yield text, msg("write a way of {other}, or let everybody do it (own: no)", **named)
