"""Working hours by weekday and of single dates, as they are written in rulebook and roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from servicectl.domain.schema.kinds import LINE, MISSING, Findings, ManyKind, ParsedKind, TableKind
from servicectl.domain.schema.nodes import Map, Text, Value
from servicectl.domain.time.calendar import Window, read_day_range, read_week, read_windows
from servicectl.errors import Malformed, msg

_TABLE = TableKind(ManyKind(LINE))
DATES = ParsedKind(read_day_range, "DATES", "2026-10-01..2026-10-07")


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


class HoursKind:
    """Windows of single dates: ``{2027-02-05: [08:30-12:00]}``; a range of dates will do."""

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the windows by date, or MISSING where a date or a window cannot be read."""
        table = _TABLE.read(raw, found)
        if table is MISSING:
            return MISSING
        assert isinstance(raw, Map)
        hours: dict[date, tuple[Window, ...]] = {}
        for dates, texts in table.items():
            before = len(found.problems)
            days = DATES.read(Text(dates, *raw.keys_at[dates]), found)
            windows = _windows(raw[dates], texts, found)
            if len(found.problems) > before:
                return MISSING
            hours |= dict.fromkeys(days, windows)
        return hours

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return _TABLE.schema()

    def words(self) -> str:
        """Return its name."""
        return "HOURS"


def _windows(raw: Value, texts: Sequence[str], found: Findings) -> Any:
    try:
        return read_windows(texts)
    except Malformed as error:
        found.add(raw, "windows", error.problem, error.remedy)
        return MISSING


WEEK = WeekKind()
HOURS = HoursKind()
