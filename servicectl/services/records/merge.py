"""Two files of one customer, or of one unit: merged into one, and taken apart again.

Cases and vouchers stay as they are: whoever reads them follows ``merged_into``.
"""

from __future__ import annotations

from typing import NamedTuple

from servicectl.domain.master.customers import Customer, Unit
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.records.customers import MAY_FILE
from servicectl.services.records.edit import Edited, Filed, keep
from servicectl.services.session import Session
from servicectl.store.team.paths import CUSTOMERS, UNITS
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend, without


class MergedKind(NamedTuple):
    """What is merged: its word in commands, and the folder of its files."""

    word: str
    folder: str

    def path(self, id: str) -> str:
        """Return the path of a file."""
        return f"{self.folder}/{id}.yaml"

    def filed(self, team: Team, id: str) -> Customer | Unit:
        """Return what stands in a file of its own; raise UsageError where there is none."""
        if team.data(self.path(id)) is None:
            raise UsageError(
                msg("{id} is not on file", id=id), msg("servicectl search WORDS looks for it")
            )
        return team.unit_as_filed(id) if self.folder == UNITS else team.customer_as_filed(id)


KINDS = {"customer": MergedKind("customer", CUSTOMERS), "unit": MergedKind("unit", UNITS)}


def merge(session: Session, kind: MergedKind, keep_id: str, gone_id: str, reason: str) -> Filed:
    """Let ``gone_id`` be the same as ``keep_id`` from now on: one file changes, one commit.

    Raises UsageError for what is not on file, Refused where one of them is merged already.
    """

    def edit(team: Team) -> Edited:
        for id in (keep_id, gone_id):
            _check_apart(kind, id, kind.filed(team, id).merged_into)
        if keep_id == gone_id:
            raise Refused(msg("{id} cannot be merged into itself", id=keep_id))
        path = kind.path(gone_id)
        text = amend((team.data(path) or b"").decode(), ("merged_into",), keep_id, path)
        return Edited(path, amend(text, ("merge_reason",), reason, path))

    return keep(session, f"{kind.word} merge", keep_id, edit, MAY_FILE)


def _check_apart(kind: MergedKind, id: str, into: str | None) -> None:
    if into is not None:
        raise Refused(
            msg("{id} is merged into {other} already", id=id, other=into),
            msg("servicectl {kind} unmerge {id} takes it apart", kind=kind.word, id=id),
        )


def unmerge(session: Session, kind: MergedKind, id: str, reason: str) -> Filed:
    """Take a merged file apart again; raise Refused where it is not merged."""

    def edit(team: Team) -> Edited:
        if kind.filed(team, id).merged_into is None:
            raise Refused(msg("{id} is not merged into another", id=id))
        path = kind.path(id)
        text = without((team.data(path) or b"").decode(), "merged_into", path)
        return Edited(path, amend(text, ("merge_reason",), reason, path))

    return keep(session, f"{kind.word} unmerge", id, edit, MAY_FILE)
