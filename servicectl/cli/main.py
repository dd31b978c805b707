"""The entry: one command line in, an exit code out."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from servicectl.cli.app.application import app
from servicectl.cli.app.errors import print_error

__all__ = ["app", "main", "run"]


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code (design.md §5). Prints; never raises."""
    code: int = typer.main.get_command(app).main(argv, standalone_mode=False)
    return code


def run(*, interrupts: bool = False) -> None:
    """Run the command line of the process; ``interrupts``: heed Ctrl-C from here on."""
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as we live
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere  # cron may close them
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        if interrupts:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = main(sys.argv[1:])
    except KeyboardInterrupt as error:  # before or after all that main looks after
        code = print_error(error)
    try:
        sys.stdout.flush()
    except OSError:  # keep Python from trying again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()  # Python would look through all there is once more before it ends
    sys.exit(code)
