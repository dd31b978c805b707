"""What templates were compiled to: the same text is compiled once in a process."""

from __future__ import annotations

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """The code of templates, by name and by the checksum of the text."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket what is known."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was compiled."""
        self._code[bucket.key, bucket.checksum] = bucket.code


@cache
def compiled_for(format: str) -> CompiledTemplates:
    """Return what was compiled for a format: what stands in a template was escaped for it."""
    return CompiledTemplates()
