"""Finding files by what stands in them, without reading them one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from servicectl.errors import BadData, Problem, Unreadable
from servicectl.named_tuple import NamedTuple
from servicectl.store.git.command import Completed, Git, Pending
from servicectl.store.team.paths import CASES, CUSTOMERS, DATA_FOLDERS, LEDGER, UNITS, files_below
from servicectl.store.yaml.read import read_bytes

_SEARCH = ("grep", "--files-with-matches", "--fixed-strings", "--untracked", "-z")
_MANY_WORDS = 100
SPECIAL = frozenset(".*+?(){}|$[]^\\")


class Naming(NamedTuple):
    """The files of cases and of units that name a customer or unit, and who was merged into it.

    A longer id that begins so may be named in some: whoever reads them sees.
    """

    cases: Sequence[str]
    units: Sequence[str]
    merged: Sequence[str]


def naming(root: Path, key: str, id: str) -> Naming:
    """Return where a customer or a unit (the ``key`` that names it) is named."""
    own = UNITS if key == "unit" else CUSTOMERS
    keys = (key, "merged_into", *(("serial",) if key == "unit" else ()))
    texts = [f"{key}: {text}" for key in keys for text in (id, f"'{id}'")]
    found = _search(root, texts, CUSTOMERS, UNITS, CASES)

    def below(folder: str) -> list[str]:
        return [path for path in found if path.startswith(f"{folder}/")]

    return Naming(below(CASES), below(UNITS), [Path(path).stem for path in below(own)])


def cases_with(root: Path, *texts: str) -> list[str]:
    """Return the paths of the case files that hold one of these texts, in the work tree."""
    return _search(root, texts, CASES) if texts else []


def customers_in_which(root: Path, fits: Callable[[bytes], bool]) -> list[str]:
    """Return the ids of the customers whose files, as text, fit; none of them is parsed.

    One that is there and cannot be read is Unreadable: the one who is looked for may stand in it.
    """
    found = []
    for path in files_below(root, CUSTOMERS):
        try:
            data = read_bytes(root / path, shown=path)
        except Unreadable:
            raise
        except BadData:
            continue  # validate names it
        if fits(data):
            found.append(Path(path).stem)
    return found


def vouchers_with(root: Path, keys: Sequence[str], values: Sequence[str]) -> list[str]:
    """Return the paths of the vouchers in which some ``key: value`` stands, quoted or not.

    Those in which a longer value begins so are among them. One search finds them all.
    """
    pairs = [(key, value) for key in keys for value in values]
    lines = [f"{key}: {quote}{value}{quote}" for key, value in pairs for quote in ("", "'")]
    return sorted(_search(root, lines, LEDGER)) if lines else []


def vouchers_by_paper(root: Path, numbers: Sequence[str]) -> list[str]:
    """Return the paths of the vouchers of papers, numbers in capitals or not, spaced or not.

    All of them where git cannot search, or for so many.
    """
    if not numbers:
        return []
    words = (" *".join(map(_escaped, "".join(number.split()))) for number in numbers)
    patterns = [part for word in words for part in ("-e", f"^document: ['\"]?{word}")]
    options = ("grep", "--files-with-matches", "--extended-regexp", "--ignore-case", "--untracked")
    done = Git(root).run(*options, "-z", *patterns, "--", LEDGER, check=False)
    if _has_failed(done):
        return _below(root, (LEDGER,))
    return [path for path in done.stdout.decode().split("\0") if path.endswith(".yaml")]


def _escaped(letter: str) -> str:
    """Return what finds a letter as YAML has it, in the language of extended expressions."""
    if letter == "'":
        return "''?"
    return f"\\{letter}" if letter in SPECIAL else letter


def vouchers_with_any(root: Path, words: Sequence[str]) -> list[str]:
    """Return the paths of the vouchers in which any of these words stands.

    All of them where reading is quicker than searching for so many.
    """
    if not words:
        return []
    # Git goes through its list of words for each line; reading all vouchers once is quicker then.
    if len(words) > _MANY_WORDS:
        return _below(root, (LEDGER,))
    return _search(root, words, LEDGER)


def lines_like(root: Path, folders: Sequence[str], patterns: Sequence[str]) -> dict[str, list[str]]:
    """Return the lines of a folder's files that fit one of these patterns as a whole, by path.

    A file that cannot be read has none; one without such a line is not among them.
    """
    with searching_lines(root, folders, patterns) as found:
        return found()


@contextmanager
def searching_lines(
    root: Path, folders: Sequence[str], patterns: Sequence[str]
) -> Iterator[Callable[[], dict[str, list[str]]]]:
    """Have git search while something else is done; hand out what returns :func:`lines_like`."""
    there = [folder for folder in folders if (root / folder).is_dir()]
    if not there:
        yield dict
        return
    patterns = [f"^{pattern}$" for pattern in patterns]
    words = [word for pattern in patterns for word in ("-e", pattern)]
    with Git(root).ask("grep", "--untracked", "-E", "-z", *words, "--", *there) as asked:
        yield partial(_lines_found, asked, root, there, patterns)


def _lines_found(
    asked: Pending, root: Path, there: Sequence[str], patterns: Sequence[str]
) -> dict[str, list[str]]:
    done = asked.answer(check=False)
    if _has_failed(done):
        return dict(_lines_read(root, there, re.compile("|".join(patterns), re.MULTILINE)))
    found: dict[str, list[str]] = {}
    for row in done.stdout.decode(errors="replace").splitlines():
        path, _, line = row.partition("\0")
        found.setdefault(path, []).append(line)
    return found


def _lines_read(
    root: Path, folders: Sequence[str], fits: re.Pattern[str]
) -> Iterator[tuple[str, list[str]]]:
    for path in _below(root, folders):
        try:
            text = read_bytes(root / path, shown=path).decode(errors="replace")
        except BadData:
            yield path, []
            continue
        lines = [line for line in text.splitlines() if fits.fullmatch(line)]
        if lines:
            yield path, lines


def numbers_in_books(root: Path, number: str) -> dict[str, str]:
    """Return the serial numbers in vouchers that are this one, or begin with it and ``@``.

    Letter case does not count: each stands as it is spelt there, by its small letters.
    """
    # Not --ignore-case: that would find `Serial:` in somebody's note, too.
    letters = "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else re.escape(c) for c in number)
    found = lines_like(root, [LEDGER], [f"[ -]*serial: '?{letters}(@.*)?"])
    lines = [line for rows in found.values() for line in rows]
    texts = [line.partition("serial: ")[2].strip("'") for line in lines]
    return {text.casefold(): text for text in texts}


def files_naming(root: Path, words: Sequence[str]) -> dict[str, list[str]]:
    """Return the paths of the cases and records in which each of these words stands as a whole."""
    patterns = [part for word in words for part in ("-e", word)]
    options = ("grep", "--only-matching", "--word-regexp", "--fixed-strings", "--untracked", "-z")
    done = Git(root).run(*options, *patterns, "--", *DATA_FOLDERS, check=False)
    if _has_failed(done):
        return {word: _read_for(root, [word], DATA_FOLDERS) for word in words}
    found: dict[str, dict[str, None]] = {}
    for line in done.stdout.decode().split("\n"):
        path, _, word = line.partition("\0")
        found.setdefault(word, {})[path] = None
    return {word: list(paths) for word, paths in found.items()}


def _search(root: Path, texts: Sequence[str], *folders: str) -> list[str]:
    """Return the files in which one of these texts stands, and those that cannot be read.

    Git searches; where it cannot, because there is no repository or a file is unreadable, the
    files are read one by one, and who wants one of the unreadable is told.
    """
    patterns = [word for text in texts for word in ("-e", text)]
    done = Git(root).run(*_SEARCH, *patterns, "--", *folders, check=False)
    if _has_failed(done):
        return _read_for(root, texts, folders)
    return [path for path in done.stdout.decode().split("\0") if path.endswith(".yaml")]


def _has_failed(done: Completed) -> bool:
    # 1 is "nothing found"; over a file that it cannot read git complains, and finds nothing in it.
    return done.code > 1 or bool(done.stderr)


def _read_for(root: Path, texts: Sequence[str], folders: Sequence[str]) -> list[str]:
    wanted = [text.encode() for text in texts]

    def has_one(path: str) -> bool:
        try:
            data = read_bytes(root / path, shown=path)
        except BadData:
            return True
        return any(text in data for text in wanted)

    return [path for path in _below(root, folders) if has_one(path)]


def _below(root: Path, folders: Sequence[str]) -> list[str]:
    """Return the files there are, and the folders that cannot be read in place of theirs."""
    hurt: list[Problem] = []
    below = [path for folder in folders for path in files_below(root, folder, hurt)]
    return [path for path in below if path.endswith(".yaml")] + [p.place.path for p in hurt]
