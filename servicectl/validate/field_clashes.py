"""A field that two clones changed at once is settled by somebody, and named until then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from servicectl.domain.master.field_clashes import (
    CLASHES,
    FieldClash,
    changed_by_two,
    settling,
)
from servicectl.domain.schema.kinds import Findings
from servicectl.errors import Problem
from servicectl.validate.file_kinds import File


def fields_are_settled(file: File, known: Any) -> Iterator[Problem]:
    """A field has one value; no value is named here, as cron prints this, too."""
    raw, found = file.raw.get("clashes"), Findings(file.path)
    clashes = CLASHES.read(raw, found) if isinstance(raw, list) else ()
    for place, clash in zip(raw or (), clashes, strict=False):
        if isinstance(clash, FieldClash) and clash.is_open:
            record = clash.record or PurePosixPath(file.path).stem
            text = changed_by_two(record, clash.field)
            yield Problem(found.place(place), "clash", text, settling(record, clash.field))
