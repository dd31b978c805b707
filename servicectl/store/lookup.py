"""Finding files by what stands in them, without reading them one by one."""

from __future__ import annotations

import re
from pathlib import Path

from servicectl.errors import BadData
from servicectl.store.git import Git
from servicectl.store.paths import CASES, CUSTOMERS, LEDGER, UNITS, files_below
from servicectl.store.yamlread import read_bytes


def cases_with(root: Path, line: str) -> list[str]:
    """Return the paths of the case files that hold this text (git searches the work tree)."""
    return _grep(root, line, CASES)


def customers_with_digits(root: Path, digits: str) -> list[str]:
    """Return the ids of the customers one of whose phone numbers has these digits.

    The lines are searched as text: a phone number may be written with spaces and dashes.
    """
    found = []
    for path in files_below(root, CUSTOMERS):
        try:
            data = read_bytes(root / path, shown=path)
        except BadData:
            continue  # validate names it
        numbers = re.findall(rb"[+0-9][0-9 ()/-]{4,}", data)
        if any(re.sub(rb"[^0-9]", b"", number).decode() == digits for number in numbers):
            found.append(Path(path).stem)
    return found


def units_of(root: Path, customer: str) -> list[str]:
    """Return the serials of a customer's units."""
    paths = _grep(root, f"customer: {customer}", UNITS)
    return sorted(Path(path).stem for path in paths)


def vouchers_with(root: Path, key: str, value: str) -> list[str]:
    """Return the paths of the vouchers in which ``key: value`` stands, quoted or not.

    Those in which a longer value begins so are among them.
    """
    return sorted(_grep(root, f"{key}: {value}", LEDGER, f"{key}: '{value}'"))


def _grep(root: Path, line: str, folder: str, *others: str) -> list[str]:
    patterns = [word for text in (line, *others) for word in ("-e", text)]
    done = Git(root).run(
        "grep",
        "--files-with-matches",
        "--fixed-strings",
        "--untracked",
        "-z",
        *patterns,
        "--",
        folder,
        check=False,
    )
    return [path for path in done.stdout.decode().split("\0") if path.endswith(".yaml")]
