"""The rulebooks that are kept for the cases that were opened under them."""

from __future__ import annotations

from pathlib import Path

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.errors import UsageError, msg
from servicectl.store.team.files import Files
from servicectl.store.team.paths import RULEBOOKS, files_below


def kept_kinds(files: Files, id: str) -> Kinds:
    """Return the kinds of a kept rulebook; raise UsageError where none has this id."""
    known = tuple(Path(path).stem for path in files_below(files.root, RULEBOOKS))
    if id not in known:
        raise UsageError(
            msg("no rulebook {id} is kept", id=id),
            did_you_mean(id, known) or msg("known here: {words}", words=", ".join(known)),
        )
    return files.kinds_of(id)
