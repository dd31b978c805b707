"""Fields that two clones changed at once, and that nobody has settled yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from servicectl.domain.master.field_clashes import CLASHES, FieldClash
from servicectl.domain.schema.kinds import Findings
from servicectl.domain.schema.nodes import Map
from servicectl.errors import BadData, Problem
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.files import Files
from servicectl.store.team.grep import lines_like
from servicectl.store.team.paths import CASES, DATA_FOLDERS


class OpenField(NamedTuple):
    """A field with several values, and the file it stands in."""

    path: str
    clash: FieldClash

    @property
    def record(self) -> str:
        """Return by what id the record is known."""
        return self.clash.record or PurePosixPath(self.path).stem

    def is_of(self, record: str) -> bool:
        """Say whether an id means this record; of a case its last letters do, too."""
        if self.path.startswith(f"{CASES}/"):
            return self.record.endswith(record) or self.record.startswith(record)
        return self.record == record


def find_field(files: Files, record: str, field: str) -> OpenField | None:
    """Return the open clash of a field of a record, None where there is none."""
    rows = [row for row in open_fields(files).rows if row.clash.field == field]
    return next((row for row in rows if row.is_of(record)), None)


def is_field(files: Files, words: Sequence[str]) -> bool:
    """Say whether words mean a field of a record [and its value], not an event of a case."""
    return len(words) == 3 or (len(words) == 2 and find_field(files, *words) is not None)


def open_fields(files: Files) -> QueryResult[OpenField]:
    """Return all fields that are to be settled, by their files; git finds those."""
    problems: list[Problem] = []
    found: list[OpenField] = []
    for path in sorted(lines_like(files.root, DATA_FOLDERS, ["clashes:"])):
        try:
            found += open_fields_in(files.document(path), path)
        except BadData as error:
            problems += error.problems
    return QueryResult(found, problems)


def open_fields_of(files: Files, *paths: str) -> dict[str, list[FieldClash]]:
    """Return what is to be settled in some files, by record; one that is not there has none."""
    found: dict[str, list[FieldClash]] = {}
    for path in paths:
        rows = open_fields_in(files.document(path), path) if files.data(path) is not None else ()
        for row in rows:
            found.setdefault(row.record, []).append(row.clash)
    return found


def open_fields_in(raw: Map, path: str) -> Sequence[OpenField]:
    """Return the fields of one file that are to be settled."""
    clashes = CLASHES.read(raw["clashes"], Findings(path)) if "clashes" in raw else ()
    return [OpenField(path, c) for c in clashes if isinstance(c, FieldClash) and c.is_open]
