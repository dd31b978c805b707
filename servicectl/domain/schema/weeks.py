"""Working hours by weekday, as they are written in rulebook and roster."""

from __future__ import annotations

from typing import Any

from servicectl.domain.schema.kinds import LINE, MISSING, Findings, ManyKind, TableKind
from servicectl.domain.schema.nodes import Value
from servicectl.domain.time.calendar import read_week
from servicectl.errors import Malformed, msg

_TABLE = TableKind(ManyKind(LINE))


class WeekKind:
    """Windows by weekday: ``{mon-fri: [08:30-12:00, 13:30-17:30], sat: [09:00-12:00]}``."""

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the week, or MISSING where it cannot be read or nobody ever works."""
        table = _TABLE.read(raw, found)
        if table is MISSING:
            return MISSING
        try:
            week = read_week(table)
        except Malformed as error:
            found.add(raw, "windows", error.problem, error.remedy)
            return MISSING
        if not any(week):
            found.add(raw, "windows", msg("no day of the week has working hours"))
            return MISSING
        return week

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return _TABLE.schema()

    def words(self) -> str:
        """Return its name."""
        return "WEEK"


WEEK = WeekKind()
