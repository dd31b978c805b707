"""What a query over many files gives back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from servicectl.errors import Problem
from servicectl.named_tuple import NamedTuple

T = TypeVar("T")


class QueryResult(NamedTuple, Generic[T]):
    """What was found, and what is wrong with the files that could not be read for it."""

    rows: Sequence[T]
    problems: Sequence[Problem]
