"""Where commands print: answers on stdout as text or JSON, complaints on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from servicectl.cli.app.typed import Typed
from servicectl.errors import BadData, Message, Problem, msg
from servicectl.output.i18n import problem_line, say

if TYPE_CHECKING:
    from servicectl.cli.app.context import Context
    from servicectl.domain.master.field_clashes import FieldClash
    from servicectl.services.records.edit import Filed


def put(text: str) -> None:
    """Print a text."""
    print(text)


def complain(line: str) -> None:
    """Print a line on stderr."""
    print(line, file=sys.stderr)


def put_json(value: Any) -> None:
    """Print a value as JSON."""
    import json

    print(json.dumps(value, ensure_ascii=False))


def put_rows(
    typed: Typed, rows: Sequence[Any], screen: Callable[[], str], nothing: Message | None
) -> None:
    """Print rows as JSON or as a screen; that there are none on stderr, unless it is None."""
    if typed["json"]:
        put_json(rows)
    elif rows:
        put(screen())
    elif nothing is not None:
        complain(say(nothing))


def put_problems(problems: Iterable[Problem]) -> int:
    """Print problems on stderr; return 1 where there were any."""
    lines = dict.fromkeys(problem_line(problem) for problem in problems)
    for line in lines:
        complain(line)
    return BadData.exit_code if lines else 0


def put_warnings(context: Context, format: str) -> None:
    """Print what is no problem yet, and will be one: behind the answer, beside JSON on stderr."""
    from servicectl.output.text.problems import annotation
    from servicectl.services.checking.calendar_end import warnings

    for warning in warnings(context.team, context.now):
        line = " ".join((say(msg("warning:")), problem_line(warning)))
        if format == "github":
            put(annotation(warning, problem_line(warning), "warning"))
        else:
            (complain if format == "json" else put)(line)


def put_kept(kept: Filed, words: str, typed: Typed) -> int:
    """Say under which id something was put on file, and on stderr what is to be known of it."""
    from servicectl.output.json.rows import recorded_view

    with output_may_fail():
        if typed["json"]:
            put_json(recorded_view(None, None, kept.commit, kept.id, {}))
        else:
            put(say(msg("{id}: {verb} recorded", id=kept.id, verb=words)))
        for notice in kept.notices:
            complain(f"  {say(notice)}")
    return 0


@contextmanager
def output_may_fail() -> Iterator[None]:
    """Let a full or closed output not fail what is recorded already."""
    try:
        yield
        sys.stdout.flush()
    except OSError:
        # Python flushes what it still holds once more at its exit, and would fail there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_views(
    context: Context, found: Mapping[str, Iterable[FieldClash]]
) -> dict[str, list[dict[str, Any]]]:
    """Return fields that are to be settled as JSON shows them, by record."""
    from servicectl.output.json.field_clashes import field_views

    return {record: field_views(record, rows, context.zone) for record, rows in found.items()}
