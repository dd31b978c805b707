"""The lines of a rulebook: those it says, and whether on them clocks stop and cases end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from servicectl.domain.lines.case_kinds import CaseKind, Kinds, line_from, plain_line, shipped_kinds
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.terms import BESIDE_CASES, Spec, Term, may_be
from servicectl.domain.schema.kinds import LANGUAGE_VERSION, MISSING, Findings
from servicectl.domain.schema.nodes import Map, Seq, Text, part
from servicectl.domain.schema.words import SHIPPED_WORDS
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.own import own_of
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, msg

if TYPE_CHECKING:
    from servicectl.domain.rulebook.dead_ends import DeadEnd

Required = Mapping[str, tuple[Spec, ...]]
_NEWER = ("words", "steps", "fields", "ticks")
"""What a rulebook of ``schema: 2`` may add; its ticks may also be a list, as in the first."""


def kinds_in(raw: Map, found: Findings) -> Kinds:
    """Return the kinds of case of a rulebook, with its words: those it says, else its schema's."""
    listed = isinstance(raw.get("ticks"), Seq | Text)
    newer = [word for word in _NEWER if word in raw and not (listed and word == "ticks")]
    if not newer:
        return _kinds_in(raw, found, ACTIONS)
    if str(raw.get("schema")) == "1":
        for word in newer:
            text = msg("{key}: is a word of schema: 2", key=word)
            found.add_at(raw.keys_at[word], "unknown-key", text, msg("write schema: 2"))
        return _kinds_in(raw, found, ACTIONS)
    from servicectl.domain.rulebook.steps_reader import read_own
    from servicectl.domain.rulebook.words_reader import lists_used, read_words

    words = SHIPPED_WORDS
    if "words" in raw:
        steps = raw.get("steps")
        own_steps = [*steps] if isinstance(steps, Map) else []
        words = read_words(raw["words"], found, [*lists_used(raw)], own_steps)
    own = read_own(raw, words, found)
    kinds = _kinds_in(raw, found, own_of(own).actions)
    whole = Kinds(kinds)
    whole.broken, whole.words, whole.own_text = kinds.broken, words, own
    return whole


def _kinds_in(raw: Map, found: Findings, actions: Mapping[str, Action]) -> Kinds:
    schema = LANGUAGE_VERSION.read(raw.get("schema", Text()), Findings(""))
    if "kinds" not in raw or schema is MISSING:
        return shipped_kinds(1 if schema is MISSING else schema)
    if schema == 1:
        text = msg("{key}: is a word of schema: 2", key="kinds")
        found.add_at(raw.keys_at["kinds"], "unknown-key", text, msg("write schema: 2"))
        return shipped_kinds(1)
    from servicectl.domain.lines.kinds_reader import read_kinds

    return read_kinds(raw["kinds"], schema, found, actions)


def check_lines(
    raw: Map, kinds: Kinds, clocks: Mapping[str, ClockRule], require: Required, found: Findings
) -> None:
    """Note clocks that nothing stops, and points of a line from which no case ends.

    A kind in whose text something else is wrong is left out.
    """
    whole = [kind for kind in kinds.values() if kind.name not in kinds.broken]
    if not kinds.broken:
        _check_steps(raw, kinds, found)
    for name, rule in clocks.items():
        running_on = [kind.name for kind in whole if _runs_on(rule, kind)]
        if running_on:
            text = msg(
                "nothing stops {clock} in a case of kind {kinds}", clock=name, kinds=running_on
            )
            can = ", ".join(kind.name for kind in whole if kind.name not in running_on)
            words = f"{{kind: [{can}]}}"
            remedy = msg("write when: {kind} or let a way stop it", kind=words)
            remedy = remedy if can else msg("write a way that stops it")
            found.add(part(raw, "clocks", name, "until"), "clock", text, remedy)
    _check_ends(raw, whole, kinds.own_text, require, found)


def _check_ends(
    raw: Map, kinds: list[CaseKind], own_text: str, require: Required, found: Findings
) -> None:
    """Note from where no case ends, and what is required that no case ever comes to."""
    said: list[tuple[str, ...]] = []
    never: dict[tuple[str, Spec], list[str]] = {}
    for kind in kinds:
        line = json.dumps(plain_line(kind.line))
        ends, lacking = _dead_ends(line, own_text, tuple(_asked_of(kind.name, require)))
        for end in ends:
            what = (end.state, *end.lacking)
            if what not in said:  # of a kind that stands on another it is the same
                _add(raw, kind, end, found)
                said.append(what)
        for verb, spec in lacking:
            never.setdefault((verb, spec), []).append(kind.name)
    stuck = {words for what in said for words in what}
    for (verb, spec), named in never.items():
        if f"{verb}: {spec}" not in stuck:
            found.add(
                part(raw, "require", verb),
                "line",
                msg(
                    "{verb} can never be recorded in a case taken in as {kinds}: "
                    "nothing comes to {spec}",
                    verb=verb,
                    kinds=named,
                    spec=str(spec),
                ),
                msg(
                    "write a way that does, or ask for it in other kinds: {spec} when kind = KIND",
                    spec=str(spec),
                ),
            )


def _asked_of(kind: str, require: Required) -> Iterator[tuple[str, tuple[Spec, ...]]]:
    for verb, specs in require.items():
        asked = (spec.of_kind(kind) for spec in specs)
        yield verb, tuple(spec for spec in asked if spec is not None)


def _check_steps(raw: Map, kinds: Kinds, found: Findings) -> None:
    """Note steps of the rulebook's own, and outcomes, of which no kind has a way."""
    for verb in kinds.own.steps:
        ways = [move.when for kind in kinds.values() for move in kind.line.moves(verb)]
        said = [f"{verb}.{word}" for word in kinds.actions[verb].outcomes if word not in ways]
        at = part(raw, "steps").keys_at[verb]  # type: ignore[union-attr]
        if any(problem.place[1:] == at for problem in found.problems):
            continue  # what is wrong with its name is said
        for way in (said if ways else [verb]) if None not in ways else ():
            text = msg("no kind of case has a way of {verb}", verb=way)
            how = msg("write below moves: of a kind: {way}", way=f"{way}: STATE -> STATE")
            found.add_at(at, "line", text, how)


@lru_cache(maxsize=64)
def _dead_ends(
    line: str, own_text: str, require: tuple[tuple[str, tuple[Spec, ...]], ...]
) -> tuple[tuple[DeadEnd, ...], tuple[tuple[str, Spec], ...]]:
    """Return where cases of a line are stuck, a search of a second, and what none ever meets.

    It is asked by the line's text: one command reads the same rulebook several times.
    """
    from servicectl.domain.rulebook.dead_ends import EndSearch

    whole = line_from(own_of(own_text).actions, *json.loads(line))
    search = EndSearch(whole, dict(require))
    return tuple(search.dead_ends()), tuple(search.never())


def _add(raw: Map, kind: CaseKind, end: DeadEnd, found: Findings) -> None:
    text = msg(
        "a case of kind {kind} that went {steps} can never end: {state} {why}",
        kind=kind.name,
        steps=" → ".join(end.steps),
        state=end.state,
        why=_why(end),
    )
    kinds = raw.get("kinds")
    remedy = msg("write a way out of {state}, or ask for less in require:", state=end.state)
    if isinstance(kinds, Map) and kind.name in kinds:
        found.add_at(kinds.keys_at[kind.name], "line", text, remedy)
    else:
        found.add(part(raw, "require"), "line", text, remedy)


def _why(end: DeadEnd) -> Message:
    if not end.lacking:
        return msg("leads to no end")
    return msg("needs what cannot be had there, {lacking}", lacking=list(end.lacking))


def _runs_on(rule: ClockRule, kind: CaseKind) -> bool:
    """Return whether a clock begins in a case of this kind, and nothing stops it.

    A report opens a case, and so stops nothing in it.
    """

    def known(term: Term) -> bool | None:
        return term.fits(kind.name) if term.path == "kind" else None

    if rule.when is not None and True not in may_be(rule.when, known):
        return False
    named = [term for spec in (*rule.from_, *rule.until) for term in spec.terms]
    if any(term.name not in kind.line.actions or term.name in BESIDE_CASES for term in named):
        return False  # it is of the store, or of the roster, or not known at all
    begun = [term for spec in rule.from_ for term in spec.terms]
    ended = [term for spec in rule.until for term in spec.terms if term.name != "report"]
    return any(_there(t, kind) for t in begun) and not any(_there(t, kind) for t in ended)


def _there(term: Term, kind: CaseKind) -> bool:
    """Return whether a line has a way for an event, with the outcome that is named."""
    ways = (move for move in kind.line.moves(term.name) if move.sources)
    return any(term.detail is None or move.when in (None, term.detail) for move in ways)
