"""Problems of files and commits, a line each: for people, and for GitHub's workflow log."""

from __future__ import annotations

from servicectl.errors import Problem
from servicectl.output.i18n import problem_line

SHOWN = 12  # digits of a commit's id


def finding_line(commit: str, problem: Problem) -> str:
    """Return the line of a problem behind its commit, as ``git show COMMIT:PATH`` takes it."""
    return f"{commit[:SHOWN]}:{problem_line(problem)}"


def annotation(problem: Problem, text: str, level: str = "error") -> str:
    """Return a workflow command that marks the line in a pull request with a text."""
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(char, code)
    place = problem.place
    return f"::{level} file={place.path},line={place.line},col={place.column}::{text}"
