"""The life of a case: a state diagram and the table of states (R003: the chart the text lacks)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicectl.domain.lines.line import NEW, CaseLine
from servicectl.domain.lines.shipped import shipped, shipped_names
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.reference.markdown import code, codes, page, table

INTRODUCTION = """# The life of a case

A case is in one of these states; its history says which, no file stores it. An arrow is a verb of
the [reference](reference.md), with the outcome after a dot where it matters. What leaves the state
as it is stands in the table below it. A rulebook may say its own lines (`kinds:` in
[rulebook-format.md](rulebook-format.md)), which `servicectl profiles show --diagram` draws; these
come with the program, and a line keeps what its number says for ever. This page is written by
`make docs`."""

HEADERS = ("state", "meaning", "next step", "leads on", "may be typed, and stays")


def states_page() -> str:
    """Return the page: of each line what leads from where to where, and who owes the next step."""
    return page(INTRODUCTION, *(part for name in _newest_first() for part in _section(name)))


def _newest_first() -> Sequence[str]:
    return sorted(shipped_names(), key=lambda name: name.partition("-")[2], reverse=True)


def _section(name: str) -> Iterator[str]:
    line = shipped(name)
    same = next((o for o in shipped_names() if o != name and shipped(o).ways == line.ways), None)
    yield f"## {name}"
    if same is not None and name.startswith("enquiry"):
        yield f"As {code(same)}."
        return
    yield from _drawing(line)
    yield table(
        ("state", "meaning", "next step", "leads on", "may be typed, and stays"), _rows(line)
    )


def drawn(name: str, line: CaseLine) -> str:
    """Return a line drawn in Markdown, as ``docs/states.md`` has those that come with it."""
    return "\n\n".join((f"## {name}", *_drawing(line)))


def _drawing(line: CaseLine) -> Iterator[str]:
    yield "```mermaid\n" + "\n".join(_chart(line)) + "\n```"
    yield from _everywhere(line)


def _ways(line: CaseLine) -> Iterator[tuple[frozenset[str], str, str]]:
    """Yield every way to another state: its sources, its target, and what is typed."""
    for action in line.actions.values():
        for move in line.moves(action.verb):
            word = f"{action.verb}.{move.when}" if move.when else action.verb
            if move.target:
                yield move.sources - {move.target}, move.target, word


def _is_everywhere(line: CaseLine, sources: frozenset[str]) -> bool:
    """Return whether a way leads from so many states that its arrows would hide the rest."""
    return len(sources) > len(line.states) // 2


def _chart(line: CaseLine) -> Iterator[str]:
    """Yield the lines of a Mermaid state diagram; one arrow for all verbs between two states."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for sources, target, word in _ways(line):
        if _is_everywhere(line, sources):
            continue
        for source in (name for name in (NEW, *line.states) if name in sources):
            arrows.setdefault((source, target), []).append(word)
    yield "stateDiagram-v2"
    for (source, target), words in arrows.items():
        yield f"    {'[*]' if source == NEW else source} --> {target}: {', '.join(words)}"
    for state in (name for name in line.states if name in line.closed):
        yield f"    {state} --> [*]"


def _everywhere(line: CaseLine) -> Iterator[str]:
    """Yield a sentence for each way that is not drawn."""
    for sources, target, word in _ways(line):
        if _is_everywhere(line, sources):
            names = codes(name for name in line.states if name in sources)
            values = {"word": code(word), "target": code(target), "names": names}
            yield say(msg("Not drawn: {word} leads to {target} from {names}.", **values))


def _rows(line: CaseLine) -> Iterator[tuple[str, str, str, str, str]]:
    for state in line.states.values():
        leaving = [word for sources, _, word in _ways(line) if state.name in sources]
        owner, staying = state.owner or "–", codes(_staying(line, state.name))
        yield code(state.name), str(state.caption), owner, codes(leaving), staying


def _staying(line: CaseLine, state: str) -> Iterator[str]:
    """Yield the verbs that may be typed in a state and leave it as it is."""
    for action in line.actions.values():
        moves = (move for move in line.moves(action.verb) if state in move.sources)
        if action.typed and any(move.target in (None, state) for move in moves):
            yield action.verb
