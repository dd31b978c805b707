"""The verb that prints sheets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from servicectl.cli.desk import Desk, put
from servicectl.cli.look import values_of
from servicectl.domain.cases import Case
from servicectl.errors import UsageError, msg
from servicectl.output.sheet_view import Records, sheet_view
from servicectl.output.sheets import render
from servicectl.output.words import language
from servicectl.store import paths
from servicectl.store.disk import naming
from servicectl.store.team import Team
from servicectl.store.templates import templates

KEPT = (*paths.DATA_FOLDERS, paths.TEMPLATES, paths.POLICIES, ".git")


def sheet(desk: Desk, words: str, typed: Mapping[str, Any]) -> int:
    """Print the sheets of the cases named, or write them to a file and print its name."""
    values = values_of(desk, words, typed)
    if not values.get("cases"):
        raise UsageError(msg("the case is not named"), msg("servicectl list shows the open ones"))
    out = _target(desk, values["out"]) if "out" in values else None
    cases = [desk.team.case(reference) for reference in values["cases"]]
    views = [sheet_view(_records(desk.team, case), desk.now) for case in cases]
    text = render(templates(desk.root), values["form"], values["format"], language(), views)
    if out is None:
        put(text.rstrip("\n"))
        return 0
    with naming(values["out"]):
        out.write_text(text, encoding="utf-8", newline="\n")
    put(values["out"])
    return 0


def _target(desk: Desk, out: str) -> Path:
    """Return the file to write; raise UsageError for one among what the team keeps."""
    target = desk.settings.folder / out
    resolved, root = target.resolve(), desk.root.resolve()
    if any(resolved.is_relative_to(root / name) for name in KEPT):
        raise UsageError(
            msg("--out {file}: that is where the team's own files are kept", file=out),
            msg("name a file elsewhere"),
        )
    return target


def _records(team: Team, case: Case) -> Records:
    serial = case.head.get("unit")
    return Records(
        case=case,
        customer=team.customer(case.head["customer"]),
        unit=team.unit(serial) if serial and team.has_unit(serial) else None,
        roster=team.roster,
        policy=team.policy,
    )
