"""Tools and loaners: what there is, and who has it."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put_problems, put_rows
from servicectl.cli.app.typed import Typed
from servicectl.errors import msg
from servicectl.output.json import stock as views
from servicectl.output.text import tools as screens


def tool_list(context: Context, words: str, typed: Typed) -> int:
    """Print the tool register: what is on it, who has it since when (F25)."""
    from servicectl.services.queries.tools import tool_register

    rows = [views.tool_view(*row, context.zone) for row in tool_register(context.team, context.now)]
    put_rows(typed, rows, lambda: screens.tools_screen(rows, context.zone), msg("nothing"))
    return 0


def loan_list(context: Context, words: str, typed: Typed) -> int:
    """Print the loaners, those out with customers first."""
    from servicectl.output.json.rows import named
    from servicectl.services.queries.tools import loaners

    found = loaners(context.team, context.now)
    rows = [
        views.loan_view(holding, since, named(*borrower) if borrower else None, context.zone)
        for holding, since, borrower in found.rows
    ]
    nothing = msg("there are no loaners")
    put_rows(typed, rows, lambda: screens.loans_screen(rows, context.zone), nothing)
    return put_problems(found.problems)
