"""The life of a case: a state diagram and the table of states (R003: the chart the text lacks)."""

from __future__ import annotations

from collections.abc import Iterator

from servicectl.domain.lines.line import NEW
from servicectl.domain.lines.shipped import shipped
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.output.reference.markdown import code, codes, page, table

INTRODUCTION = """# The life of a case

A case is in one of these states; its history says which, no file stores it. An arrow is a verb of
the [reference](reference.md), with the outcome after a dot where it matters. What leaves the state
as it is stands in the table below. This page is written by `make docs`."""
LINE = shipped("repair-2")
FROM_NEARLY_ANYWHERE = len(LINE.states) // 2


def states_page() -> str:
    """Return the page: what leads from where to where, and who owes the next step."""
    return page(
        INTRODUCTION,
        "```mermaid\n" + "\n".join(_chart()) + "\n```",
        *_everywhere(),
        table(("state", "meaning", "next step", "leads on", "may be typed, and stays"), _rows()),
    )


def _ways() -> Iterator[tuple[frozenset[str], str, str]]:
    """Yield every way to another state: its sources, its target, and what is typed."""
    for action in ACTIONS.values():
        for move in LINE.moves(action.verb):
            word = f"{action.verb}.{move.when}" if move.when else action.verb
            if move.target:
                yield move.sources - {move.target}, move.target, word


def _chart() -> Iterator[str]:
    """Yield the lines of a Mermaid state diagram; one arrow for all verbs between two states."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for sources, target, word in _ways():
        if len(sources) > FROM_NEARLY_ANYWHERE:
            continue
        for source in (name for name in (NEW, *LINE.states) if name in sources):
            arrows.setdefault((source, target), []).append(word)
    yield "stateDiagram-v2"
    for (source, target), words in arrows.items():
        yield f"    {'[*]' if source == NEW else source} --> {target}: {', '.join(words)}"
    for state in (name for name in LINE.states if name in LINE.closed):
        yield f"    {state} --> [*]"


def _everywhere() -> Iterator[str]:
    """Yield a sentence for each way from nearly every state: its arrows would hide the rest."""
    for sources, target, word in _ways():
        if len(sources) > FROM_NEARLY_ANYWHERE:
            names = codes(name for name in LINE.states if name in sources)
            yield f"Not drawn: {code(word)} leads to {code(target)} from {names}."


def _rows() -> Iterator[tuple[str, str, str, str, str]]:
    for state in LINE.states.values():
        leaving = [word for sources, _, word in _ways() if state.name in sources]
        owner, staying = state.owner or "–", codes(_staying(state.name))
        yield code(state.name), str(state.caption), owner, codes(leaving), staying


def _staying(state: str) -> Iterator[str]:
    """Yield the verbs that may be typed in a state and leave it as it is."""
    for action in ACTIONS.values():
        moves = (move for move in LINE.moves(action.verb) if state in move.sources)
        if action.typed and any(move.target in (None, state) for move in moves):
            yield action.verb
