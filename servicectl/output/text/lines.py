"""The lines of a rulebook: kinds of case, their states, and what leads from where to where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.lines.line import CaseLine, WrittenMove
from servicectl.domain.schema.words import Words
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.text.labels import labelled, role_name, state_label
from servicectl.output.text.tables import columns


def kind_lines(kinds: Kinds) -> Iterator[str]:
    """Yield the lines of ``profiles show``: of each kind its states and its ways."""
    for n, kind in enumerate(kinds.values()):
        head = f"{labelled(kind.name, {kind.name: kind.caption})}  "
        yield ("\n" if n else "") + head + say(msg("line {line}", line=kind.line.name))
        yield from _indented(say(msg("states")), _states(kind.line, kinds.words))
        yield from _indented(say(msg("ways")), _ways(kind.line))


def _indented(head: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"  {head}"
    yield from (f"    {line}" for line in columns(list(rows)))


def _states(line: CaseLine, words: Words) -> Iterator[tuple[str, ...]]:
    for state in line.states.values():
        role = state.owner or "-"
        owner = role_name(role, words.caption("role", role))
        yield state_label(state), owner, ", ".join(state.is_)


def _ways(line: CaseLine) -> Iterator[tuple[str, ...]]:
    for key, ways in line.ways.items():
        for way in ways:
            yield key, written(way), way.rule or ""


def written(way: WrittenMove) -> str:
    """Return a way as a rulebook writes it."""
    sources = " or ".join(way.words)
    return f"{sources} -> {way.target}" if way.target else sources
