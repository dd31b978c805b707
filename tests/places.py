"""Where things stand in this repository: no test asks where its own file is."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").is_file())
PACKAGE = REPOSITORY / "servicectl"
