"""Scalars as they stand in a file, and which texts stand in quotes."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from servicectl.domain.schema.nodes import Text
from servicectl.store.yaml.block_style import is_plain

_TYPED_ELSEWHERE = re.compile(
    r"""
      null | true | false | yes | no | on | off | y | n | ~ | = | <<
    | [-+]? \.? [0-9] [0-9_.,:]* (?: e [-+]? [0-9]* )?
    | [-+]? 0 [xob] [0-9a-f_]+
    | [-+]? \. (?: inf | nan )
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: [t\ \t] .* )?
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""What some reader of YAML 1.0, 1.1 or 1.2 takes for another type than text."""


def scalar_text(value: object) -> str:
    """Return the text of a scalar as it stands in a file, before any quoting."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a datetime without offset cannot be written")
    return value.isoformat() if isinstance(value, date) else str(value)


def is_typed_elsewhere(text: str) -> bool:
    """Return whether some reader of YAML takes a text without quotes for another type."""
    return _TYPED_ELSEWHERE.fullmatch(text) is not None


def in_line(value: object) -> str | None:
    """Return how a scalar stands in a line of its own key, in quotes if need be.

    None for one that needs more than that, or is none.
    """
    if not isinstance(value, str | int | date | Decimal):
        return None
    text = scalar_text(value)
    is_text = isinstance(value, str) and not (isinstance(value, Text) and value.plain)
    if is_text and is_typed_elsewhere(text):
        return f"'{text}'" if text.isprintable() and "'" not in text else None
    return text if is_plain(text) else None
