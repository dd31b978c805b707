"""Where things stand in this repository: no test asks where its own file is."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").is_file())
PACKAGE = REPOSITORY / "servicectl"


def module_called(name: str) -> str:
    """Return the path of a test module, ``tests/…/test_NAME.py``, wherever it stands."""
    [found] = (REPOSITORY / "tests").rglob(f"test_{name}.py")
    return found.relative_to(REPOSITORY).as_posix()
