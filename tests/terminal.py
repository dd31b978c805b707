"""A terminal at which a test sits: the program believes that a person is there.

with Terminal(desk.speaking("zh"), "report") as terminal:
    terminal.answer("电话", "029-5550 1234")
assert terminal.code == 0
"""

from __future__ import annotations

import io
import os
import re
import sys
from types import TracebackType
from typing import Self

import pexpect

from tests.desk import Desk
from tests.places import REPOSITORY

PATIENCE_S = 30
INSTANT_S = 3
PRESSES = 5
CONTROL = re.compile(r"\x1b\[[?0-9;]*[a-zA-Z]|\r")
INTERRUPT, END = "\x03", "\x04"


class Terminal:
    """One command line on a terminal of its own."""

    def __init__(self, desk: Desk, *words: str, **environment: str) -> None:
        self.answers = 0
        self._log = io.StringIO()
        options = ["--root", str(desk.root), "--now", desk.now, "--lang", desk.lang]
        options += ["--as", desk.who] if desk.who else []
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "servicectl", *options, *words],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "dumb", **environment},
            timeout=PATIENCE_S,
            encoding="utf-8",
            codec_errors="ignore",
        )
        self._child.delaybeforesend = None  # the terminal keeps what is typed too early
        self._child.logfile_read = self._log

    @property
    def shown(self) -> str:
        """Return all that was to be seen so far."""
        return CONTROL.sub("", self._log.getvalue())

    def answer(self, prompt: str, text: str) -> None:
        """Wait for a prompt and type a line."""
        self.see(prompt)
        self.answers += 1
        self.press(text + "\n")

    def see(self, text: str) -> None:
        """Wait until a text is shown, behind what was waited for before."""
        assert self._is_shown(text), f"{text!r} was not shown but: {self.shown}"

    def press(self, keys: str) -> None:
        """Press keys."""
        self._child.send(keys)

    def press_until(self, text: str, key: str) -> None:
        """Press a key, again if need be, until a text is shown.

        Python hears a Ctrl-C only while it waits for the next key, not in the instant before.
        """
        for _ in range(PRESSES):
            self.press(key)
            if self._is_shown(text, INSTANT_S):
                return
        raise AssertionError(f"{text!r} was not shown but: {self.shown}")

    @property
    def code(self) -> int:
        """Wait for the end and return the exit code."""
        self._child.expect_exact(pexpect.EOF)
        self._child.wait()
        assert self._child.exitstatus is not None, f"ended by signal {self._child.signalstatus}"
        return self._child.exitstatus

    def _is_shown(self, text: str, patience: float = PATIENCE_S) -> bool:
        found = self._child.expect_exact([text, pexpect.EOF, pexpect.TIMEOUT], timeout=patience)
        return found == 0

    def __enter__(self) -> Self:
        """Return the terminal."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program if it still runs."""
        self._child.close(force=True)
