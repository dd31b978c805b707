"""Print China's days off and make-up days in a rulebook's words, for the `calendar:` of profiles.

The packages asked are named with their versions in what is printed; the rest is arithmetic, so the
same versions print the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from servicectl.services.team.china_holidays import holidays_of

YEARS = (2025, 2026, 2027)


def lines() -> Iterator[str]:
    """Return the lists and how far they are known, ready to stand below ``calendar:``."""
    found = [holidays_of(year) for year in YEARS]
    yield "  # Written by scripts/china_holidays.py; servicectl holidays YEAR --write adds a year."
    yield "  holidays:"
    for year in found:
        kind = "as published" if year.is_published else "statutory days only, no notice yet"
        yield f"  # {year.year}: {kind} ({year.source})"
        yield from (f"  {span}" for span in year.holidays)
    yield "  extra_workdays:"
    for year in found:
        yield from (f"  {span}" for span in year.extra_workdays)
    last = max(year.year for year in found if year.is_published)
    yield f"  known_until: {last}-12-31"
    yield f"  provisional_from: {last + 1}-01-01"


if __name__ == "__main__":
    for line in lines():
        print(line)
