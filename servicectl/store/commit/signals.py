"""Ctrl-C and a polite kill, kept waiting until a safe moment."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def deferred_interrupts() -> Iterator[Callable[[], None]]:
    """Keep interrupts waiting; the check handed out raises KeyboardInterrupt for one that came.

    One that comes after the last check is void: what it meant to stop is done.
    """
    came: list[int] = []

    def check() -> None:
        if came:
            raise KeyboardInterrupt

    before = {}
    # Python takes signals in the main thread only, and refuses a handler set in another.
    if threading.current_thread() is threading.main_thread():
        # Who started us with nohup wants SIGHUP ignored, and it stays so.
        heeded = [each for each in _SIGNALS if signal.getsignal(each) not in (None, signal.SIG_IGN)]
        before = {
            each: signal.signal(each, lambda number, _: came.append(number)) for each in heeded
        }
    try:
        yield check
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
