"""The verbs that check: files, and the schema that editors check with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.actions.checking import check_files, chosen_files, every_file
from servicectl.cli.desk import Desk, put, put_json
from servicectl.cli.keep import team_paths
from servicectl.cli.look import values_of
from servicectl.errors import BadData, Problem, msg
from servicectl.output.words import problem_line, say
from servicectl.store.history import changed_since

Typed = Mapping[str, Any]


def validate(desk: Desk, words: str, typed: Typed) -> int:
    """Print every problem of the files chosen; 1 where there is any."""
    values = values_of(desk, words, typed)
    team = desk.team
    files = every_file(team)
    if typed["paths"]:
        files = chosen_files(team, team_paths(desk, typed["paths"]))
    if typed["since"]:
        changed = set(changed_since(desk.root, typed["since"]))
        files = [path for path in files if path in changed]
    problems = check_files(team, files)
    form = "json" if typed["json"] else values["format"]
    if form == "json":
        put_json([_view(problem) for problem in problems])
    else:
        for problem in problems:
            put(_github(problem) if form == "github" else problem_line(problem))
        if not problems and form == "text":
            put(say(msg("{n} files, no problem", n=len(files))))
    return BadData.exit_code if problems else 0


def _view(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "rule": problem.rule,
        "message": say(problem.message),
        "remedy": say(problem.remedy) if problem.remedy else None,
    }


def _github(problem: Problem) -> str:
    """Return a workflow command that marks the line in a pull request."""
    text = problem_line(problem)
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(char, code)
    place = problem.place
    return f"::error file={place.path},line={place.line},col={place.column}::{text}"


def schema(desk: Desk, words: str, typed: Typed) -> int:
    """Print the JSON Schema of a kind of file."""
    from servicectl.output.schemas import schema_of

    put_json(schema_of(values_of(desk, words, typed)["file"]))
    return 0
