"""What the build adds to the source: the compiled catalogues, and the templates of the sheets."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Built(BuildHookInterface[Any]):
    """Compiles the catalogues where they stand: there an editable install finds them, too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and let a wheel take along what stands beside the package."""
        compile_all(Path(self.root) / "servicectl")
        if version != "editable":  # that one finds the templates where they are
            build_data["force_include"]["templates"] = "servicectl/data/templates"


def compile_all(package: Path) -> None:
    """Compile each catalogue (``.po``) of a package that is newer than what was made of it."""
    for source in package.glob("locale/*/LC_MESSAGES/*.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns:
            _compile(source, made)


def _compile(source: Path, made: Path) -> None:
    """Write a compiled catalogue at once: somebody may be reading the one before."""
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file))
    beside = made.with_name(f"{made.name}.{os.getpid()}")
    beside.write_bytes(compiled.getvalue())
    beside.replace(made)
