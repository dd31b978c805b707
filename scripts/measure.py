"""Print the figures that the house is built by: lengths, imports, types, names.

`python scripts/measure.py` reads all with `ast`; `tests/project/test_measures.py` holds the bounds.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "servicectl"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """One file: its dotted name, its lines, and what they mean."""

    name: str
    lines: int
    tree: ast.Module

    @property
    def functions(self) -> Iterator[Function]:
        """Yield every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    @property
    def classes(self) -> Iterator[str]:
        """Yield the names of its classes."""
        return (node.name for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))


class Spread(NamedTuple):
    """The middle of some figures, the value that nine of ten do not pass, and the largest."""

    median: float
    p90: int
    largest: int

    def __str__(self) -> str:
        """Return the three, as the table has them."""
        return f"{self.median:g} / {self.p90} / {self.largest}"


def spread(figures: Iterable[int]) -> Spread:
    """Return the spread of at least one figure."""
    ordered = sorted(figures)
    return Spread(median(ordered), ordered[int(len(ordered) * 0.9)], ordered[-1])


def modules(package: Path = PACKAGE) -> list[Module]:
    """Return the modules of a package, in the order of their names."""
    found = []
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, len(text.splitlines()), ast.parse(text)))
    return found


def length(function: Function) -> int:
    """Return the lines of a function from ``def`` to its end, docstring included."""
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def own_imports(module: Module, names: frozenset[str]) -> frozenset[str]:
    """Return which of these modules a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{each.name}" for each in node.names} & names
            found |= inside or {node.module}
    return frozenset(found & names) - {module.name}


def imports(found: Sequence[Module]) -> Mapping[str, frozenset[str]]:
    """Return what each module imports of the others."""
    names = frozenset(module.name for module in found)
    return {module.name: own_imports(module, names) for module in found}


def circle(graph: Mapping[str, Iterable[str]]) -> Sequence[str]:
    """Return modules that import one another in a circle; empty where none do."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        around: Sequence[str] = error.args[1]
        return around
    return ()


def doubles(names: Iterable[str]) -> list[str]:
    """Return the names that stand more than once."""
    return sorted(name for name, n in Counter(names).items() if n > 1)


def table(found: Sequence[Module]) -> list[tuple[str, object]]:
    """Return the figures of a package, each with what it is."""
    functions = [function for module in found for function in module.functions]
    classes = [name for module in found for name in module.classes]
    graph = imports(found)
    typed = sum(function.returns is not None for function in functions)
    return [
        ("modules", len(found)),
        ("lines of a module (median / p90 / largest)", spread(module.lines for module in found)),
        ("functions", len(functions)),
        ("lines of a function (median / p90 / largest)", spread(map(length, functions))),
        ("own imports of a module (median / p90 / largest)", spread(map(len, graph.values()))),
        ("functions with a return type, %", round(100 * typed / len(functions), 1)),
        ("classes", len(classes)),
        ("names of several classes", ", ".join(doubles(classes)) or "none"),
        ("circle of imports", " → ".join(circle(graph)) or "none"),
    ]


if __name__ == "__main__":
    for name, figure in table(modules(Path(sys.argv[1]) if sys.argv[1:] else PACKAGE)):
        print(f"{name:50} {figure}")
