"""The verbs that check: files, their history, and the schema that editors check with."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_problems, put_warnings
from servicectl.cli.app.typed import Typed, team_paths, values_of, whole
from servicectl.errors import BadData, Message, Problem, ServicectlError, msg
from servicectl.output.i18n import problem_line, say

if TYPE_CHECKING:
    from servicectl.domain.lines.case_kinds import Kinds


def validate(context: Context, words: str, typed: Typed) -> int:
    """Print every problem of the files chosen; 1 where there is any."""
    from servicectl.output.json.problems import problem_view
    from servicectl.output.text.clashes import settled_lines
    from servicectl.services.checking.validation import validated

    values, since = values_of(context, words, typed), typed["since"]
    found = validated(context.team, team_paths(context, typed["paths"]), since)
    problems, fine = found.problems, msg("{n} files, no problem", n=len(found.files))
    if typed["json"] or values["format"] == "json":
        put_json([problem_view(problem) for problem in problems])
    else:
        lines = [(problem, problem_line(problem)) for problem in problems]
        _put_lines(values["format"], lines, fine, settled_lines(found.settled))
    if not typed["paths"]:
        _warn(context, "json" if typed["json"] else values["format"])
    return BadData.exit_code if problems else 0


def _warn(context: Context, format: str) -> None:
    with suppress(BadData):  # even now asks the rulebook for its zone; validate has named it
        put_warnings(context, format)


def audit(context: Context, words: str, typed: Typed) -> int:
    """Print what each commit breaks; 1 where there is anything."""
    from servicectl.output.json.problems import finding_view
    from servicectl.output.text.clashes import settled_lines
    from servicectl.output.text.problems import finding_line
    from servicectl.services.checking.audit import audit as audited

    values, proof = values_of(context, words, typed), audited(context.root, typed["since"])
    if typed["json"] or values["format"] == "json":
        put_json([finding_view(*finding) for finding in proof.findings])
    else:
        lines = [(problem, finding_line(commit, problem)) for commit, problem in proof.findings]
        n, m = proof.commits, proof.vouchers
        fine = msg("{n} commits, {m} vouchers, no problem", n=n, m=m)
        _put_lines(values["format"], lines, fine, settled_lines(proof.settled))
    return BadData.exit_code if proof.findings else 0


def simulate(context: Context, words: str, typed: Typed) -> int:
    """Print which verdicts and refusals would differ under a rulebook."""
    from servicectl.output.json.simulation import simulation_view
    from servicectl.output.text.simulation import simulation_lines
    from servicectl.services.checking.simulation import simulate as simulated
    from servicectl.store.team.tried import TriedTeam

    values, problems = whole(context, words, typed), list[Problem]()
    tried = TriedTeam(context.root, context.settings.folder, values["policy"])
    found = simulated(context.team, tried, context.now, values.get("since"), problems)
    if typed["json"]:
        put_json(simulation_view(found, context.zone))
    else:
        put("\n".join(simulation_lines(found, context.zone)))
    return put_problems(problems)


def _put_lines(
    format: str, lines: Sequence[tuple[Problem, str]], fine: Message, settled: Sequence[str] = ()
) -> None:
    """Print problems as text or for GitHub; that there is none, and what was, as text only."""
    from servicectl.output.text.problems import annotation

    for problem, line in lines:
        put(annotation(problem, line) if format == "github" else line)
    if not lines and format == "text":
        put(say(fine))
    if settled and format == "text":
        put("\n".join(settled))


def schema(context: Context, words: str, typed: Typed) -> int:
    """Print the JSON Schema of a kind of file."""
    from servicectl.output.json.schemas import schema_of

    values = values_of(context, words, typed)
    put_json(schema_of(values["file"], _rulebooks(context, values.get("policy"))))
    return 0


def _rulebooks(context: Context, kept: str | None) -> list[Kinds]:
    """Return what one rulebook that is kept says; else today's and all: none where no desk is."""
    from servicectl.services.queries.rulebooks import kept_kinds

    if kept:
        return [kept_kinds(context.files, kept)]
    with suppress(ServicectlError):
        return list(context.files.all_kinds())
    return []
