"""The verbs of customers' units."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_kept, put_problems
from servicectl.cli.app.typed import Typed, whole


def unit_show(context: Context, words: str, typed: Typed) -> int:
    """Print a unit with its cases: the file an engineer reads before leaving (R015, R016)."""
    from servicectl.output.json.rows import row_view
    from servicectl.output.text.unit import unit_screen, unit_view
    from servicectl.services.queries.units import unit_file

    found = unit_file(context.team, whole(context, words, typed)["serial"])
    rows = [row_view(*row, context.zone) for row in found.cases]
    if typed["json"]:
        put_json(unit_view(found.unit, rows, found.life, context.zone))
    else:
        put(unit_screen(found.unit, rows, found.life, context.zone))
    return put_problems(found.problems)


def unit_edit(context: Context, words: str, typed: Typed) -> int:
    """Correct a unit's record."""
    from servicectl.services.queries.units import unit_called
    from servicectl.services.records.units import edit

    values = whole(context, words, typed)
    unit = unit_called(context.team, values.pop("serial"))
    return put_kept(edit(context.session, unit.id, values), words, typed)
