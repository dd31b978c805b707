"""One file at a time: what kind of file it is, and whether its content fits that kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from servicectl.domain.cases.reader import read_case
from servicectl.domain.ledger.voucher import read_voucher
from servicectl.domain.master.customers import unit_with_model
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.schema import layout
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.nodes import Map, part
from servicectl.domain.schema.records import read_record
from servicectl.domain.workflow.own_records import files_added
from servicectl.errors import Place, Problem, msg

Content = tuple[Any, tuple[Problem, ...]]
Reader = Callable[[Map, str], Content]


@dataclass(frozen=True, slots=True)
class File:
    """A file that could be read: its path, its content with positions, and what it means.

    ``value`` is a Case, Policy, or one of the records; None where it means nothing.
    """

    path: str
    raw: Map
    value: Any

    def place(self, *steps: str | int) -> Place:
        """Return where a value stands in the file, by keys and list places."""
        return Findings(self.path).place(part(self.raw, *steps))


def _record(record: type[Any]) -> Reader:
    def read(raw: Map, path: str) -> Content:
        found = Findings(path)
        value = read_record(record, raw, found)
        return (None if value is MISSING else value), tuple(found.problems)

    return read


def _policy(raw: Map, path: str) -> Content:
    return read_policy(raw, path, PurePosixPath(path).stem)


KINDS: tuple[tuple[str, Reader], ...] = (
    (layout.POLICIES, _policy),
    (f"{layout.LEDGER}/*/*/*.yaml", read_voucher),
    (f"{layout.RULEBOOKS}/*.yaml", _policy),
)


@lru_cache(maxsize=8)
def _records(own: tuple[str, ...]) -> tuple[tuple[str, Reader], ...]:
    """Return the readers of records on file, with the fields that rulebooks add."""
    return tuple((pattern, _record(record)) for pattern, record in files_added(own))


def read_file(
    raw: Map, path: str, cases: Reader = read_case, own: tuple[str, ...] = ()
) -> tuple[File | None, tuple[Problem, ...]]:
    """Return what a file means by its path, and what is wrong in it.

    ``cases`` reads a case, which goes by the kinds of its rulebook; ``own`` are the texts of
    what rulebooks add to records (``Kinds.own_text``).
    A file that no team keeps there is a problem, too: it would never be read.
    """
    for pattern, read in (*_records(own), *KINDS, (f"{layout.CASES}/*/*/*.yaml", cases)):
        if PurePosixPath(path).match(pattern) and path.count("/") == pattern.count("/"):
            value, problems = read(raw, path)
            return File(path, raw, value), (*problems, *_misnamed(path, raw))
    problem = Problem(
        Place(path),
        "stray-file",
        msg("no such file is kept here"),
        msg("take it away, or give it the name of its kind"),
    )
    return None, (problem,)


def _misnamed(path: str, raw: Map) -> Iterator[Problem]:
    """Yield a problem where the id inside a file is not the file's name."""
    stem = PurePosixPath(path).stem
    for key in ("id", "serial"):
        id = raw.get(key)
        if isinstance(id, str) and path not in _names(path, id, raw) and "/" in path:
            place = Findings(path).place(id)
            yield Problem(
                place,
                "file-name",
                msg("{key} is {id}, and the file is called {stem}", key=key, id=id, stem=stem),
                msg("it belongs into {path}", path=_named(path, id)),
            )


def _names(path: str, id: str, raw: Map) -> tuple[str, ...]:
    """Return where a file with this id may stand; that of a unit may name its model, too."""
    model = raw.get("model")
    if path.startswith(f"{layout.UNITS}/") and isinstance(model, str):
        return _named(path, id), _named(path, unit_with_model(id, model))
    return (_named(path, id),)


def _named(path: str, id: str) -> str:
    """Return where a file with this id stands."""
    if path.startswith(f"{layout.CASES}/"):
        return layout.case_path(id)
    if path.startswith(f"{layout.LEDGER}/"):
        return layout.voucher_path(id)
    if path.startswith(f"{layout.REGISTER}/"):
        return layout.entry_path(id)
    return f"{PurePosixPath(path).parent}/{id}.yaml"
