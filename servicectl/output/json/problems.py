"""Problems of files as JSON shows them."""

from __future__ import annotations

from servicectl.errors import Problem
from servicectl.output.i18n import say
from servicectl.output.json.rows import View


def problem_view(problem: Problem) -> View:
    """Return one row of ``validate``."""
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "rule": problem.rule,
        "message": say(problem.message),
        "remedy": say(problem.remedy) if problem.remedy else None,
    }


def finding_view(commit: str, problem: Problem) -> View:
    """Return one row of ``audit``."""
    return {"commit": commit, **problem_view(problem)}
