"""The holidays of a year: shown as they stand in a calendar, or written into it."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept
from servicectl.cli.app.typed import Typed, whole
from servicectl.services.team.china_holidays import YearOfHolidays


def holidays(context: Context, words: str, typed: Typed) -> int:
    """Print or enter the holidays of a year."""
    from servicectl.services.team.china_holidays import holidays_of
    from servicectl.services.team.holiday_block import block, enter

    found = holidays_of(whole(context, words, typed)["year"])
    if typed["write"]:
        return put_kept(enter(context.session, found), words, typed)
    if typed["json"]:
        put_json(_view(found))
    else:
        put("\n".join(("calendar:", *(f"  {line}" for line in block(found)))))
    return 0


def _view(found: YearOfHolidays) -> dict[str, object]:
    return {
        "year": found.year,
        "published": found.is_published,
        "source": found.source,
        "holidays": [span.days for span in found.holidays],
        "extra_workdays": [span.days for span in found.extra_workdays],
    }
