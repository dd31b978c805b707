"""The figures that the code keeps to (scripts/measure.py prints them all)."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import pytest

from scripts.measure import (
    PACKAGE,
    Function,
    Module,
    circle,
    doubles,
    imports,
    length,
    modules,
    spread,
)

PRIVATE_WORDS = {
    *("hearsay", "homes", "judging", "matters", "owing", "seat"),
    *("struck", "talks", "told", "told_anyway"),
}


@pytest.fixture(scope="module")
def found() -> Sequence[Module]:
    return modules()


def functions(found: Sequence[Module]) -> list[Function]:
    return [function for module in found for function in module.functions]


def test_functions_are_short(found: Sequence[Module]) -> None:
    lines = spread(map(length, functions(found)))
    assert lines.median <= 6
    assert lines.p90 <= 17
    assert lines.largest <= 40


def test_modules_are_short(found: Sequence[Module]) -> None:
    lines = spread(module.lines for module in found)
    assert lines.median <= 110
    assert lines.largest <= 400


def test_a_module_imports_few_of_ours(found: Sequence[Module]) -> None:
    assert spread(map(len, imports(found).values())).p90 <= 10


def test_no_modules_import_one_another_in_a_circle(found: Sequence[Module]) -> None:
    assert circle(imports(found)) == ()
    assert circle({"a": ["b"], "b": ["c"], "c": ["a"]}) != ()


def test_every_function_says_what_it_returns(found: Sequence[Module]) -> None:
    silent = [each.name for each in functions(found) if each.returns is None]
    assert silent == []


def test_no_class_has_the_name_of_another(found: Sequence[Module]) -> None:
    assert doubles(name for module in found for name in module.classes) == []
    assert doubles(("Scene", "Desk", "Scene")) == ["Scene"]


def test_modules_and_classes_have_the_names_of_the_field(found: Sequence[Module]) -> None:
    names = [module.name.rpartition(".")[2] for module in found]
    names += [name.lower() for module in found for name in module.classes]
    assert sorted({*names} & PRIVATE_WORDS) == []


def test_what_is_measured_is_what_stands_there() -> None:
    tree = ast.parse("import servicectl.b\nfrom servicectl import c\ndef f():\n    return 1\n")
    module = Module("servicectl.a", 4, tree)
    others = [Module(f"servicectl.{name}", 1, ast.parse("")) for name in "bcd"]
    graph = imports([module, *others])
    assert graph["servicectl.a"] == {"servicectl.b", "servicectl.c"}
    assert [length(each) for each in module.functions] == [2]
    assert spread([1, 2, 3, 40]) == (2.5, 40, 40)
    assert {"servicectl.errors", "servicectl.domain.cases.case"} <= {
        m.name for m in modules(PACKAGE)
    }
