"""A terminal at which a test sits: the program believes that a person is there.

with Terminal(desk.speaking("zh"), "report") as terminal:
    terminal.answer("电话", "029-5550 1234")
assert terminal.code == 0
"""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.desk import Desk

REPOSITORY = Path(__file__).resolve().parent.parent
PATIENCE_S = 30
INSTANT_S = 3
PRESSES = 5
CONTROL = re.compile(r"\x1b\[[?0-9;]*[a-zA-Z]|\r")
INTERRUPT, END = "\x03", "\x04"
# The child makes the terminal its own, so that Ctrl-C reaches it.
CHILD = """
import fcntl, runpy, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("servicectl", run_name="__main__", alter_sys=True)
"""


class Terminal:
    """One command line on a terminal of its own. ``shown`` is all that was to be seen so far."""

    def __init__(self, desk: Desk, *words: str, **environment: str) -> None:
        self.shown = ""
        self.answers = 0
        self._seen = 0
        self._raw = b""
        self._screen, other = pty.openpty()
        options = ["--root", str(desk.root), "--now", desk.now, "--lang", desk.lang]
        options += ["--as", desk.who] if desk.who else []
        self._process = subprocess.Popen(
            [sys.executable, "-c", CHILD, *options, *words],
            stdin=other,
            stdout=other,
            stderr=other,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "dumb", **environment},
            start_new_session=True,
        )
        os.close(other)

    def answer(self, prompt: str, text: str) -> None:
        """Wait for a prompt and type a line."""
        self.see(prompt)
        self.answers += 1
        self.press(text + "\n")

    def see(self, text: str) -> None:
        """Wait until a text is shown, behind what was waited for before."""
        while text not in self.shown[self._seen :]:
            assert self._read(), f"{text!r} was not shown but: {self.shown}"
        self._seen = self.shown.index(text, self._seen) + len(text)

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._screen, keys.encode())

    def press_until(self, text: str, key: str) -> None:
        """Press a key, again if need be, until a text is shown.

        Python hears a Ctrl-C only while it waits for the next key, not in the instant before.
        """
        for _ in range(PRESSES):
            self.press(key)
            while self._read(INSTANT_S):
                if text in self.shown:
                    return
        raise AssertionError(f"{text!r} was not shown but: {self.shown}")

    @property
    def code(self) -> int:
        """Wait for the end and return the exit code."""
        while self._read():
            pass
        return self._process.wait(PATIENCE_S)

    def _read(self, patience: float = PATIENCE_S) -> bool:
        """Take in what is shown next; False at the end, or when nothing comes."""
        if not select.select([self._screen], [], [], patience)[0]:
            return False
        try:
            more = os.read(self._screen, 65536)
        except OSError:  # the other side is closed
            return False
        self._raw += more
        self.shown = CONTROL.sub("", self._raw.decode("utf-8", "ignore"))
        return bool(more)

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
        self._process.kill()
        self._process.wait(PATIENCE_S)
        os.close(self._screen)
