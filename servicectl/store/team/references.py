"""Which case, entry or unit is meant by an id, an end of one, or a number that somebody typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from servicectl.domain.schema import commands
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import CASE_ID, CUSTOMER_ID, ID_ALPHABET
from servicectl.errors import UsageError, msg
from servicectl.store.team.paths import REGISTER, UNITS, case_path, case_paths, files_below

_REFERENCE = re.compile(rf"[0-9{ID_ALPHABET}-]{{3,15}}")


def find_case(root: Path, reference: str) -> str:
    """Return the id of the case that a full id, or a unique beginning or end of one, means.

    Raises UsageError where it is no id, nothing fits, or several do (they are listed).
    """
    reference = reference.strip(" #,.;，。；、").casefold()
    if CASE_ID.fits(reference):
        if (root / case_path(reference)).exists():
            return reference
        raise _unknown(reference)
    if not _REFERENCE.fullmatch(reference) or CUSTOMER_ID.fits(reference):
        raise _no_case(root, reference[:40])
    ids = dict.fromkeys(Path(path).stem for path in case_paths(root))
    hits = [id for id in ids if id.startswith(reference) or id.endswith(reference)]
    if len(hits) == 1:
        return hits[0]
    if not hits:
        raise _no_case(root, reference) if units_numbered(root, reference) else _unknown(reference)
    shown = ", ".join(hits[:8]) + (" …" if len(hits) > 8 else "")
    raise UsageError(
        msg("{text} fits {n} cases: {ids}", text=reference, n=len(hits), ids=shown),
        msg("type more of the id"),
    )


def find_entry(root: Path, reference: str) -> str:
    """Return the id of the entry that an id, or a unique end of one, means; raise UsageError."""
    ids = [Path(path).stem for path in files_below(root, REGISTER)]
    hits = [id for id in ids if id == reference] or [id for id in ids if id.endswith(reference)]
    if len(hits) != 1:
        raise UsageError(
            msg("{text} fits {n} entries", text=repr(reference[:40]), n=len(hits)),
            msg("servicectl register list shows them"),
        )
    return hits[0]


def units_numbered(root: Path, serial: str) -> list[str]:
    """Return the ids of the units on file with a serial number, by the names of their files.

    Letter case and width do not count. With ``@MODEL`` behind it: the file of that name, else the
    one of the number alone.
    """
    wanted = folded(serial).casefold()
    number = wanted.partition("@")[0]
    ids = [Path(path).stem for path in files_below(root, UNITS)]
    same = [id for id in ids if id.casefold().partition("@")[0] == number]
    if wanted == number:
        return same
    exact = [id for id in same if id.casefold() == wanted]
    return exact or [id for id in same if "@" not in id]


def _no_case(root: Path, text: str) -> UsageError:
    """Return the error for what was typed for a case, and how cases are found by what it is."""
    units = units_numbered(root, text)
    if CUSTOMER_ID.fits(text):
        words, about = commands.customer.show(text), msg("that customer's cases")
    elif units:
        words, about = commands.unit.show(units[0]), msg("that unit's cases")
    else:
        words, about = commands.search(_quoted(text)), msg("cases by customer, unit or fault")
    return UsageError(
        msg("{text} is no case", text=repr(text)),
        msg(
            "an id is 20261121-7k3f9q, or its last letters; servicectl {words} shows {about}",
            words=words,
            about=about,
        ),
    )


def _quoted(text: str) -> str:
    """Return a text as a shell takes it, in quotes even where it needs none."""
    return f"'{text}'" if shlex.quote(text) == text else shlex.quote(text)


def _unknown(reference: str) -> UsageError:
    return UsageError(
        msg("there is no case {id}", id=reference),
        msg("servicectl list shows the open cases, servicectl search WORDS finds others"),
    )
