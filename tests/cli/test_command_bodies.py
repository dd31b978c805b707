"""A command is find, ask, say: it reckons nothing, is short, and knows no other command."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import PACKAGE

CLI = PACKAGE / "cli"
VERBS = sorted((CLI / "verbs").glob("*.py"))
LONGEST = 15  # lines of a body, its docstring not counted
# What answers a question about a team; its answers come from ``services.queries``.
RECKONS = (
    *("domain.ledger", "domain.movements", "domain.rulebook"),
    *("domain.cases.case", "domain.cases.visits", "domain.cases.numbered_forms"),
    *("store.team.grep", "store.team.history", "store.team.log", "store.team.provenance"),
    "domain.master.roster.RosterFile",
)
ASKED_FOR = {"domain.ledger.books.BookQuery"}  # what is asked, as a value


def body_lines(function: ast.FunctionDef) -> int:
    """Return how many lines a function's body takes, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def too_long(source: str) -> list[str]:
    functions = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef))
    return [function.name for function in functions if body_lines(function) > LONGEST]


def imported(source: str) -> Iterator[str]:
    """Yield the package's names that a module imports when it runs, wherever in it."""
    tree = ast.parse(source)
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in for_types:
            names = (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            names = (each.name for each in node.names)
        else:
            continue
        yield from (name.removeprefix("servicectl.") for name in names)


def reckoning(source: str) -> list[str]:
    wanted = (name for name in imported(source) if name not in ASKED_FOR)
    return [name for name in wanted if any(f"{name}.".startswith(f"{r}.") for r in RECKONS)]


def others(source: str) -> list[str]:
    return [name for name in imported(source) if name.startswith("cli.verbs")]


@pytest.mark.parametrize("path", VERBS, ids=lambda path: path.stem)
def test_a_body_is_short_and_knows_no_other_command(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert too_long(source) == []
    assert others(source) == []


@pytest.mark.parametrize(
    "path", sorted(CLI.rglob("*.py")), ids=lambda path: str(path.relative_to(CLI))
)
def test_the_command_line_holds_no_query(path: Path) -> None:
    assert reckoning(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("folder", ["services/queries", "output", "domain"])
def test_what_answers_and_shows_prints_nothing(folder: str) -> None:
    for path in sorted((CLI.parent / folder).rglob("*.py")):
        calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
        said = {ast.unparse(call.func) for call in calls}
        assert said.isdisjoint({"print", "sys.stdout.write", "sys.stderr.write"}), path


def test_what_is_wrong_is_seen() -> None:
    long = "def f():\n    'doc'\n" + "    x = 1\n" * (LONGEST + 1)
    assert too_long(long) == ["f"]
    assert too_long(long.removesuffix("    x = 1\n")) == []
    assert others("def f():\n    from servicectl.cli.verbs import look") == ["cli.verbs.look"]
    clocks = "from servicectl.domain.rulebook.clocks import Clock"
    assert reckoning(clocks) == ["domain.rulebook.clocks.Clock"]
    assert reckoning(f"if TYPE_CHECKING:\n    {clocks}") == []
    assert reckoning("from servicectl.domain.ledger import books") == ["domain.ledger.books"]
    assert reckoning("from servicectl.domain.ledger.books import BookQuery") == []
