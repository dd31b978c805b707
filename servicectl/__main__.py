"""``python -m servicectl``, and what the command ``servicectl`` starts."""

import gc
import signal


def run() -> None:
    """Run the command line of the process; Ctrl-C while modules are imported just ends it."""
    gc.disable()  # a command ends before a collection would pay
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeded:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from servicectl.cli.main import run as answer

    answer(interrupts=heeded)


if __name__ == "__main__":
    run()
