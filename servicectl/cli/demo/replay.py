"""Commands run in this process as if typed at another context: for the demo and for replays."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import NamedTuple

from servicectl.cli.main import main
from servicectl.output.i18n import language, set_language


class Answer(NamedTuple):
    """What a command left: its exit code, what it printed and what it complained of."""

    code: int
    out: str
    err: str


def answer(words: Sequence[str], settings: Mapping[str, str]) -> Answer:
    """Run one command line under ``settings`` (see :func:`settled`) and return what it left."""
    out, err = io.StringIO(), io.StringIO()
    with settled(settings), redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    return Answer(code, out.getvalue(), err.getvalue())


@contextmanager
def settled(settings: Mapping[str, str]) -> Iterator[None]:
    """Let these environment variables hold, and no other ``SERVICECTL_`` one, until the block ends.

    The environment and the language spoken are then what they were before.
    """
    before = dict(os.environ)
    spoken = language()
    for name in before:
        if name.startswith("SERVICECTL_"):
            del os.environ[name]
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        set_language(spoken)
