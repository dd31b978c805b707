"""The unit that a case named wrongly: its file goes with the correction, and comes back with it."""

from __future__ import annotations

from pathlib import PurePosixPath

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.replay import with_history
from servicectl.domain.master.customers import Unit
from servicectl.store.commit.record import Write
from servicectl.store.team.grep import files_naming
from servicectl.store.team.history import before_it_went, cases_behind
from servicectl.store.team.paths import CUSTOMERS, UNITS, unit_path
from servicectl.store.team.recordings import altered_for
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import dump_record


def before_last(case: Case) -> Case:
    """Return a case as it was before the last event of its history."""
    return with_history(case, case.history[:-1])


def unit_left(team: Team, before: Case, after: Case) -> list[Write]:
    """Return that the file of the unit goes which a case was about, where it stood for it alone."""
    unit = before.unit
    if unit is None or unit == after.unit or not is_of_case_alone(team, after, unit):
        return []
    return [Write(unit_path(unit), None)]


def customer_left(team: Team, before: Case, after: Case) -> str | None:
    """Return the customer whom a call put on file who was none: another is the one who called."""
    was, now = (team.customer(case.head.customer).id for case in (before, after))
    return (
        was
        if was != now and cases_behind(team.root, f"{CUSTOMERS}/{was}.yaml") == {after.id}
        else None
    )


def as_before(team: Team, unit: str, event: str) -> list[Write]:
    """Return the file of a unit as it was before an event, if nothing changed it since."""
    altered = altered_for(team.root, event, unit_path(unit))
    if altered is None or altered.before is None or altered.after != team.data(altered.path):
        return []
    return [Write(altered.path, altered.before)]


def unit_found_again(team: Team, case: Case) -> list[Write]:
    """Return the file of a case's unit that had gone: as it was, or with what is known of it."""
    unit = case.unit
    if unit is None or team.has_unit(unit):
        return []
    new = Unit(schema=1, id=unit, serial=unit.partition("@")[0], customer=case.head.customer)
    content = before_it_went(team.root, unit_path(unit)) or dump_record(new).encode()
    return [Write(unit_path(unit), content)]


def is_of_case_alone(team: Team, case: Case, unit: str) -> bool:
    """Return whether one case alone put a unit on file, and nothing else ever named it."""
    if not team.has_unit(unit) or cases_behind(team.root, unit_path(unit)) != {case.id}:
        return False
    others = set(files_naming(team.root, [unit]).get(unit, ())) - {case.path, unit_path(unit)}
    return not any(_is_about(team, path, unit) for path in others)


def _is_about(team: Team, path: str, unit: str) -> bool:
    """Return whether a file that names a unit is not only that of another with its number."""
    other = PurePosixPath(path)
    return str(other.parent) != UNITS or team.unit_as_filed(other.stem).merged_into == unit
