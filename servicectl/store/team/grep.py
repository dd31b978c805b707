"""Finding files by what stands in them, without reading them one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from servicectl.errors import BadData
from servicectl.store.git.command import Completed, Git
from servicectl.store.team.paths import CASES, CUSTOMERS, DATA_FOLDERS, LEDGER, UNITS, files_below
from servicectl.store.yaml.read import read_bytes

_SEARCH = ("grep", "--files-with-matches", "--fixed-strings", "--untracked", "-z")
_MANY_WORDS = 100


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


def vouchers_with_any(root: Path, words: Sequence[str]) -> list[str]:
    """Return the paths of the vouchers in which any of these words stands.

    All of them where git cannot search, or where reading is quicker than searching for so many.
    """
    if not words:
        return []
    if len(words) > _MANY_WORDS:
        return list(files_below(root, LEDGER))
    done = _search(root, words, LEDGER)
    return list(files_below(root, LEDGER)) if done.code > 1 else _found(done)


def files_naming(root: Path, words: Sequence[str]) -> dict[str, list[str]]:
    """Return the paths of the cases and records in which each of these words stands as a whole."""
    patterns = [part for word in words for part in ("-e", word)]
    options = ("grep", "--only-matching", "--word-regexp", "--fixed-strings", "--untracked", "-z")
    done = Git(root).run(*options, *patterns, "--", *DATA_FOLDERS, check=False)
    found: dict[str, dict[str, None]] = {}
    for line in done.stdout.decode().split("\n"):
        path, _, word = line.partition("\0")
        found.setdefault(word, {})[path] = None
    return {word: list(paths) for word, paths in found.items()}


def _grep(root: Path, line: str, folder: str, *others: str) -> list[str]:
    return _found(_search(root, (line, *others), folder))


def _search(root: Path, texts: Sequence[str], folder: str) -> Completed:
    patterns = [word for text in texts for word in ("-e", text)]
    return Git(root).run(*_SEARCH, *patterns, "--", folder, check=False)


def _found(done: Completed) -> list[str]:
    return [path for path in done.stdout.decode().split("\0") if path.endswith(".yaml")]
