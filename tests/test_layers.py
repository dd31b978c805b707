"""The direction of imports, and what each layer may touch, as data (see CONTRIBUTING.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "servicectl"

MAY_IMPORT = {
    "errors": set(),
    "domain": {"errors"},
    "store": {"domain", "errors"},
    "validate": {"domain", "errors"},
    "output": {"domain", "errors"},
    "actions": {"store", "validate", "output", "domain", "errors"},
    "cli": {"actions", "store", "validate", "output", "domain", "errors"},
}
# Disk, processes and environment belong to the store, and at the edge to the command line.
MACHINE_ROOM = {"store", "cli"}
MACHINE = {"fcntl", "glob", "io", "os", "shutil", "socket", "sqlite3", "subprocess", "tempfile"}
DISK_WRITES = {"open()", ".mkdir", ".unlink", ".write_bytes", ".write_text"}
DISK_READS = {".read_bytes", ".read_text"}
PURE = {"domain", "errors"}
IMPURE = {"gettext", "importlib", "locale", "logging", "pathlib", "sys", "threading", "time"}
# Now, who and chance are read in one module, and are arguments everywhere else.
EDGE = "cli/settings.py"
WHO_AND_CHANCE = {"getpass", "pwd", "random", "secrets", "uuid"}
CHANCE_AS_ARGUMENT = "random.Random"
NOW_AND_CHANCE = {
    *("Random()", "SystemRandom()"),
    *("date.today", "datetime.now", "datetime.today", "datetime.utcnow"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"),
}


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
    layer = path.partition("/")[0].removesuffix(".py").replace("__main__", "cli")
    inward = {layer, "__version__", *MAY_IMPORT[layer]}
    modules, names = banned(path, layer)
    found = {(line, name) for line, name in mentions(tree) if name in names}
    for line, name in imports(tree):
        root, _, rest = name.partition(".")
        if root == "servicectl":
            wrong = rest.split(".")[0] not in inward
        elif name == CHANCE_AS_ARGUMENT:
            wrong = layer in PURE
        else:
            wrong = root in modules or name in names or not root
        if wrong:
            found.add((line, name))
    return sorted(found)


@pytest.mark.parametrize(
    "path",
    sorted(str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py") if file.stat().st_size),
)
def test_every_module_keeps_the_direction(path: str) -> None:
    if path != "__init__.py":
        assert breaches(path, (PACKAGE / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("domain/clocks.py", "from servicectl.store import git", "servicectl.store.git"),
        ("domain/clocks.py", "def f():\n    import os.path", "os.path"),
        ("domain/clocks.py", "from pathlib import Path", "pathlib.Path"),
        ("domain/clocks.py", "from .. import errors", "...errors"),
        ("store/git.py", "import servicectl.output.words", "servicectl.output.words"),
        ("store/git.py", "from servicectl import validate", "servicectl.validate"),
        ("store/ids.py", "import secrets", "secrets"),
        ("domain/ids.py", "from random import Random", "random.Random"),
        ("actions/seat.py", "from random import Random\nchance = Random()", "Random()"),
        ("validate/rules.py", "from servicectl.actions import add", "servicectl.actions.add"),
        ("validate/rules.py", "text = open('x')", "open()"),
        ("actions/intake.py", "path.write_text('x')", ".write_text"),
        ("actions/intake.py", "import subprocess as harmless", "subprocess"),
        ("cli/look.py", "import datetime as dt\nnow = dt.datetime.now", "datetime.now"),
        ("cli/look.py", "from time import time", "time.time"),
        ("errors.py", "from servicectl.domain import ids", "servicectl.domain.ids"),
    ],
)  # fmt: skip
def test_a_breach_is_seen(path: str, source: str, found: str) -> None:
    assert [name for _, name in breaches(path, source)] == [found]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("cli/settings.py", "import secrets, datetime\nnow = datetime.datetime.now()"),
        ("store/lock.py", "import os, time\ntime.sleep(1)\nopen('x')"),
        ("actions/seat.py", "from random import Random\ndef f(chance: Random): ..."),
        ("actions/finish.py", "from servicectl.store import files\nfrom servicectl import errors"),
        ("domain/times.py", "from datetime import time\nnoon = time(12)\nstart = time.min"),
    ],
)  # fmt: skip
def test_what_is_allowed_is_not_a_breach(path: str, source: str) -> None:
    assert breaches(path, source) == []
