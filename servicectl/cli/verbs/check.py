"""The verbs that check: files, their history, and the schema that editors check with."""

from __future__ import annotations

from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json
from servicectl.cli.app.typed import Typed, team_paths, values_of
from servicectl.errors import BadData, Problem, msg
from servicectl.output.i18n import problem_line, say
from servicectl.services.checking.audit import audit as audited
from servicectl.services.checking.files import check_files, chosen_files, every_file
from servicectl.store.team.history import changed_since


def validate(context: Context, words: str, typed: Typed) -> int:
    """Print every problem of the files chosen; 1 where there is any."""
    values = values_of(context, words, typed)
    team = context.team
    files = every_file(team)
    if typed["paths"]:
        files = chosen_files(team, team_paths(context, typed["paths"]))
    if typed["since"]:
        changed = set(changed_since(context.root, typed["since"]))
        files = [path for path in files if path in changed]
    problems = check_files(team, files, typed["since"] or "HEAD")
    form = "json" if typed["json"] else values["format"]
    if form == "json":
        put_json([_view(problem) for problem in problems])
    else:
        for problem in problems:
            line = problem_line(problem)
            put(_github(problem, line) if form == "github" else line)
        if not problems and form == "text":
            put(say(msg("{n} files, no problem", n=len(files))))
    return BadData.exit_code if problems else 0


def audit(context: Context, words: str, typed: Typed) -> int:
    """Print what each commit breaks; 1 where there is anything."""
    values = values_of(context, words, typed)
    proof = audited(context.root, typed["since"])
    form = "json" if typed["json"] else values["format"]
    if form == "json":
        put_json([{"commit": commit, **_view(problem)} for commit, problem in proof.findings])
    for commit, problem in proof.findings:
        if form == "github":
            put(_github(problem, _in_commit(commit, problem)))
        elif form == "text":
            put(_in_commit(commit, problem))
    if form == "text" and not proof.findings:
        n, m = proof.commits, proof.vouchers
        put(say(msg("{n} commits, {m} vouchers, no problem", n=n, m=m)))
    return BadData.exit_code if proof.findings else 0


def _in_commit(commit: str, problem: Problem) -> str:
    """Return the line of a problem behind its commit, as ``git show COMMIT:PATH`` takes it."""
    return f"{commit[:12]}:{problem_line(problem)}"


def _view(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "rule": problem.rule,
        "message": say(problem.message),
        "remedy": say(problem.remedy) if problem.remedy else None,
    }


def _github(problem: Problem, text: str) -> str:
    """Return a workflow command that marks the line in a pull request with a text."""
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(char, code)
    place = problem.place
    return f"::error file={place.path},line={place.line},col={place.column}::{text}"


def schema(context: Context, words: str, typed: Typed) -> int:
    """Print the JSON Schema of a kind of file."""
    from servicectl.output.json.schemas import schema_of

    put_json(schema_of(values_of(context, words, typed)["file"]))
    return 0
