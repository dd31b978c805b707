"""Markdown tables and code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; bars and line breaks in a cell do not break it."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def code(text: str) -> str:
    """Return a text set as code; an empty one stays empty."""
    return f"`{text}`" if text else ""


def codes(texts: Iterable[str]) -> str:
    """Return texts set as code, with commas between."""
    return ", ".join(map(code, texts))


def page(*blocks: str) -> str:
    """Return a page: its blocks that are not empty, with a blank line between."""
    return "\n\n".join(filter(None, blocks)) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
