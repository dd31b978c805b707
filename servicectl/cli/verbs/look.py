"""The verbs that read cases: lists, one case, deadlines, search."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_problems, put_rows
from servicectl.cli.app.typed import Typed, case_not_named, one_case, values_of
from servicectl.domain.schema import commands
from servicectl.errors import Message, Problem, UsageError, msg
from servicectl.output.i18n import say

if TYPE_CHECKING:
    from servicectl.services.queries.case_clocks import Explained
    from servicectl.services.queries.cases import CaseQuery, CaseRow
    from servicectl.services.queries.due_rows import DueClock
    from servicectl.services.queries.missed import Missed
    from servicectl.services.queries.result import QueryResult


def show(context: Context, words: str, typed: Typed) -> int:
    """Print one case."""
    from servicectl.output.json.case import case_view
    from servicectl.output.text.case import case_screen
    from servicectl.services.queries.case_file import case_file

    file = case_file(context.team, context.now, one_case(context, typed))
    view = case_view(*file, context.zone)
    if typed["json"]:
        put_json(view)
    else:
        names = {person.id: person.name for person in context.team.roster.people}
        put(case_screen(file.case, view, file.clocks, names, context.zone))
    return 0


def log(context: Context, words: str, typed: Typed) -> int:
    """Print a case's history."""
    from servicectl.output.json.case import case_view
    from servicectl.output.text.history import log_screen
    from servicectl.services.queries.case_file import case_file

    case = one_case(context, typed)
    if typed["json"]:
        file = case_file(context.team, context.now, case)
        put_json(case_view(*file, context.zone)["history"])
    else:
        put(log_screen(case, context.zone))
    return 0


def explain(context: Context, words: str, typed: Typed) -> int:
    """Print how each deadline, or one of them, was reckoned: of a case, or of what is beside."""
    from servicectl.output.json.clocks import explained_view
    from servicectl.services.queries.case_clocks import clocks_called

    if not typed["case"]:
        raise case_not_named()
    found = clocks_called(context.team, context.now, typed["case"], typed["clock"])
    if typed["json"]:
        put_json([explained_view(clock, context.zone) for clock in found.clocks])
    else:
        _put_explained(context, found, typed["clock"])
    return put_problems(found.problems)


def _put_explained(context: Context, found: Explained, wanted: str | None) -> None:
    from servicectl.output.text.clashes import left_out
    from servicectl.output.text.deadlines import explain_screen

    case, double = found.case, found.case.duplicate_of if found.case else None
    if found.clocks:
        put(explain_screen(found.clocks, context.zone, context.now, double))
    else:
        named = msg("the clock {clock} has not begun in this case", clock=wanted or "")
        put(say(named if wanted else msg("no clock has begun in this case")))
    if case is not None and case.clashes:
        put(left_out(case))


def overdue(context: Context, words: str, typed: Typed) -> int:
    """Print who owes what since when; 1 where anything is overdue that is not soft."""
    from servicectl.services.queries import deadlines
    from servicectl.services.queries.duties import seeking_duties

    values = values_of(context, words, typed)
    kind, problems = values.get("kind"), list[Problem]()
    ask = deadlines.missed if typed["flag"] else deadlines.still_missed
    with seeking_duties(context.team, context.now) as beside:
        missed = ask(context.team, context.now, problems, kind)
        found = deadlines.overdue(context.team, missed, beside, problems, kind)
    _check_since(values)
    _put_due(context, typed, found, msg("nothing is overdue"))
    if typed["flag"]:
        _flag(context, missed, values, problems)
    return put_problems(problems) or int(any(not row.clock.rule.soft for row in found.rows))


def _flag(
    context: Context,
    missed: Sequence[Missed],
    values: Mapping[str, Any],
    problems: list[Problem],
) -> None:
    from servicectl.services.queries.missed import Asked
    from servicectl.services.recording.breaches import flag

    asked = Asked(values.get("kind"), values.get("since"))
    flag(context.session, context.team, missed, asked, problems)


def _check_since(values: Mapping[str, object]) -> None:
    if values.get("since") and not values.get("flag"):
        raise UsageError(msg("--since is for --flag: what was missed since then is recorded, too"))


def due(context: Context, words: str, typed: Typed) -> int:
    """Print what falls due within a time from now."""
    from servicectl.services.queries import deadlines

    within = values_of(context, words, typed)["within"]
    found = deadlines.due(context.team, context.now, within)
    _put_due(context, typed, found, msg("nothing is due in that time"))
    return put_problems(found.problems)


def _put_due(
    context: Context, typed: Typed, found: QueryResult[DueClock], nothing: Message
) -> None:
    """Print what is owed; that there is none only to a terminal, for cron mails every line."""
    from servicectl.output.json.owed import due_view
    from servicectl.output.text.owed import owed_lines

    rows = [(due_view(*row, context.zone), row.clock) for row in found.rows]
    is_told = not found.problems and sys.stderr.isatty()
    put_rows(
        typed,
        [view for view, _ in rows],
        lambda: "\n".join(owed_lines(rows, context.zone)),
        nothing if is_told else None,
    )


def list_(context: Context, words: str, typed: Typed) -> int:
    """Print the cases asked for."""
    from servicectl.services.queries.cases import is_closed, list_cases

    values = values_of(context, words, typed)
    state = values.get("state")
    lists_closed = state is not None and is_closed(context.team, state)
    others = "--all" if typed["all"] else f"--state {state}" if lists_closed else ""
    if typed["open"] and others:
        raise UsageError(
            msg("--open and {other} contradict one another", other=others), msg("say one of them")
        )
    query = _cases_asked(words, values, bool(typed["all"]))
    return _put_cases(context, typed, list_cases(context.team, query))


def _cases_asked(words: str, values: Mapping[str, Any], closed_too: bool) -> CaseQuery:
    from servicectl.cli.app.commands import COMMANDS
    from servicectl.services.queries.cases import CaseQuery

    asked = ("state", "engineer", "kind", "priority", "when")
    named = {name: values.get(name) for name in asked}
    own = [field.name for field in COMMANDS[words].fields if field.own]
    said = tuple((name, str(values[name])) for name in own if values.get(name))
    return CaseQuery(**named, said=said, closed_too=closed_too)


def search(context: Context, words: str, typed: Typed) -> int:
    """Print the cases in which all words stand: customer, unit, fault, cause, work, notes."""
    from servicectl.services.queries.cases import search as searched

    wanted = values_of(context, words, typed).get("words")
    if not wanted:
        raise UsageError(msg("search for what?"), commands.search("WORDS").message)
    return _put_cases(context, typed, searched(context.team, wanted))


def _put_cases(context: Context, typed: Typed, found: QueryResult[CaseRow]) -> int:
    from servicectl.output.json.rows import row_view
    from servicectl.output.text.cases import list_screen

    rows = [row_view(*row, context.zone) for row in found.rows]
    nothing = None if found.problems else msg("no case")
    put_rows(typed, rows, lambda: list_screen(rows), nothing)
    return put_problems(found.problems)


def status(context: Context, words: str, typed: Typed) -> int:
    """Print the desk in a few lines: open cases by state, what is overdue."""
    from servicectl.output.text.cases import status_screen
    from servicectl.services.queries.status import status as counted

    found = counted(context.team, context.now)
    states = {name: counted.n for name, counted in found.states.items()}
    n = sum(states.values())
    if typed["json"]:
        put_json(
            {"open": n, "states": states, "first": dict(found.first), "overdue": found.overdue}
        )
    else:
        put(status_screen(n, found.states.values(), found.overdue, found.first))
    return put_problems(found.problems)
