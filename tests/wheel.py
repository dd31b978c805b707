"""The wheel of this repository, built without a network and without a trace here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.places import REPOSITORY


def build_wheel(folder: Path) -> Path:
    """Build the wheel from a copy in a folder of its own; return its path."""
    source, built = folder / "source", folder / "built"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "hatch_build.py"):
        shutil.copy(REPOSITORY / name, source)
    for name in ("servicectl", "templates"):
        made = shutil.ignore_patterns("__pycache__", "*.mo")  # by the build
        shutil.copytree(REPOSITORY / name, source / name, ignore=made)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, *offline, "--wheel-dir", built, source], check=True)
    [wheel] = built.glob("servicectl-*.whl")
    return wheel
