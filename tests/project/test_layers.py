"""The direction of imports, and what each layer may touch, as data (see CONTRIBUTING.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.places import PACKAGE

ORDER = (
    "named_tuple",
    "errors",
    *("domain.time", "domain.schema", "domain.master", "domain.merge", "domain.workflow"),
    "domain.lines",
    *("domain.cases", "domain.ledger", "domain.movements", "domain.rulebook"),
    *("store.disk", "store.yaml", "store.git", "store.commit", "store.team"),
    "validate",
    *("output.i18n", "output.json", "output.text", "output.sheets", "output.reference"),
    *("services.session", "services.queries", "services.recording", "services.records"),
    *("services.merging", "services.checking", "services.dialogue", "services.team"),
    *("cli.app", "cli.verbs", "cli.main", "cli.demo"),
)
"""The packages; each may import what stands before it (docs/architecture.md)."""
OUTSIDE = {"__main__.py", "__init__.py"} | {
    f"{layer}/__init__.py" for layer in ("domain", "store", "output", "services", "cli")
}
"""The door, and folders of packages, in which nothing but a sentence stands."""
STRANGERS = {"store", "validate", "output"}
"""Layers that do not import one another."""
# Disk, processes and environment belong to the store, and at the edge to the command line.
MACHINE_ROOM = {"store", "cli"}
MACHINE = {"fcntl", "glob", "io", "os", "shutil", "socket", "sqlite3", "subprocess", "tempfile"}
DISK_WRITES = {"open()", ".mkdir", ".unlink", ".write_bytes", ".write_text"}
DISK_READS = {".read_bytes", ".read_text"}
PURE = {"domain", "errors", "named_tuple"}
IMPURE = {"gettext", "importlib", "locale", "logging", "pathlib", "sys", "threading", "time"}
# Now, who and chance are read in one module, and are arguments everywhere else.
EDGE = "cli/app/settings.py"
WHO_AND_CHANCE = {"getpass", "pwd", "random", "secrets", "uuid"}
CHANCE_AS_ARGUMENT = "random.Random"
NOW_AND_CHANCE = {
    *("Random()", "SystemRandom()"),
    *("date.today", "datetime.now", "datetime.today", "datetime.utcnow"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"),
}


def package_of(module: str) -> str:
    """Return the package of ``ORDER`` that a module belongs to; empty for none."""
    inside = module.removeprefix("servicectl.") + "."
    fitting = (package for package in ORDER if inside.startswith(package + "."))
    return max(fitting, key=len, default="")


def may_import(own: str, other: str) -> bool:
    """Say whether a package may import another, or itself."""
    layer, wanted = own.partition(".")[0], other.partition(".")[0]
    if layer != wanted and {layer, wanted} <= STRANGERS:
        return False
    return other in ORDER[: ORDER.index(own) + 1]


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{each.name}") for each in node.names)


def mentions(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, f"{node.func.id}()"
        elif isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).split(".")[-1]
            yield node.lineno, f"{owner}.{node.attr}"
            yield node.lineno, f".{node.attr}"


def banned(path: str, layer: str) -> tuple[set[str], set[str]]:
    """Return the modules not to be imported and the names not to be mentioned in a file."""
    modules: set[str] = set()
    names: set[str] = set()
    if path != EDGE:
        modules |= WHO_AND_CHANCE
        names |= NOW_AND_CHANCE
    if layer not in MACHINE_ROOM:
        modules |= MACHINE
        names |= DISK_WRITES
    if layer not in MACHINE_ROOM | {"output"}:  # which reads what ships inside the package
        names |= DISK_READS
    if layer in PURE:
        modules |= IMPURE
    return modules, names


def breaches(path: str, source: str) -> list[tuple[int, str]]:
    """Return the line and name of everything a file of the package must not import or mention."""
    tree = ast.parse(source)
    own = package_of("servicectl." + path.removesuffix(".py").replace("/", "."))
    layer = own.partition(".")[0]
    modules, names = banned(path, layer)
    found = {(line, name) for line, name in mentions(tree) if name in names}
    for line, name in imports(tree):
        root = name.partition(".")[0]
        if root == "servicectl":
            wrong = name != "servicectl.__version__" and not may_import(own, package_of(name))
        elif name == CHANCE_AS_ARGUMENT:
            wrong = layer in PURE
        else:
            wrong = root in modules or name in names or not root
        if wrong:
            found.add((line, name))
    return sorted(found)


@pytest.mark.parametrize(
    "path",
    sorted(str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py")),
)
def test_every_module_keeps_the_direction(path: str) -> None:
    if path not in OUTSIDE:
        assert package_of("servicectl." + path.removesuffix(".py").replace("/", ".")), path
        assert breaches(path, (PACKAGE / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("domain/rulebook/clocks.py", "from servicectl.store.git import init", "store.git.init"),
        ("domain/rulebook/clocks.py", "def f():\n    import os.path", "os.path"),
        ("domain/rulebook/clocks.py", "from pathlib import Path", "pathlib.Path"),
        ("domain/rulebook/clocks.py", "from .. import errors", "...errors"),
        ("domain/time/moments.py", "from servicectl.domain.cases import case", "domain.cases.case"),
        ("store/git/command.py", "import servicectl.output.i18n", "output.i18n"),
        ("store/git/command.py", "from servicectl import validate", "validate"),
        ("store/git/command.py", "from servicectl.store.team import files", "store.team.files"),
        ("store/team/ids.py", "import secrets", "secrets"),
        ("domain/schema/ids.py", "from random import Random", "random.Random"),
        ("output/text/case.py", "import servicectl.output.sheets.case", "output.sheets.case"),
        ("services/session.py", "from random import Random\nchance = Random()", "Random()"),
        ("services/queries/cases.py", "from servicectl.cli.verbs import look", "cli.verbs.look"),
        ("validate/file_rules.py", "from servicectl.services import records", "services.records"),
        ("validate/file_rules.py", "text = open('x')", "open()"),
        ("services/recording/new_case.py", "path.write_text('x')", ".write_text"),
        ("services/recording/new_case.py", "import subprocess as harmless", "subprocess"),
        ("cli/verbs/look.py", "import datetime as dt\nnow = dt.datetime.now", "datetime.now"),
        ("cli/verbs/look.py", "from time import time", "time.time"),
        ("cli/verbs/look.py", "from servicectl.cli.main import main", "cli.main.main"),
        ("errors.py", "from servicectl.domain import ids", "domain.ids"),
    ],
)  # fmt: skip
def test_a_breach_is_seen(path: str, source: str, found: str) -> None:
    assert [name.removeprefix("servicectl.") for _, name in breaches(path, source)] == [found]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("cli/app/settings.py", "import secrets, datetime\nnow = datetime.datetime.now()"),
        ("store/commit/lock.py", "import os, time\ntime.sleep(1)\nopen('x')"),
        ("services/session.py", "from random import Random\ndef f(chance: Random): ..."),
        ("services/team/x.py", "from servicectl import errors\nfrom servicectl.store import git"),
        ("domain/time/moments.py", "from datetime import time\nnoon = time(12)\nstart = time.min"),
        ("cli/app/builder.py", "from servicectl import __version__"),
    ],
)  # fmt: skip
def test_what_is_allowed_is_not_a_breach(path: str, source: str) -> None:
    assert breaches(path, source) == []
