"""Files that people have edited, as YAML has them: what stands where, and what they say."""

from __future__ import annotations

from typing import Any

from servicectl.domain.schema.nodes import Map
from servicectl.errors import BadData, Place, Problem, msg
from servicectl.store.yaml.read import load


def composed(text: str) -> Any:
    """Return the nodes of a text, with where each begins and ends."""
    import yaml  # where something is amended only: it takes a tenth of a recording to be loaded

    return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def loaded(text: str, path: str) -> Map:
    """Return what a text says; raise BadData where it has problems."""
    found, problems = load(text.encode(), path)
    if found is None:
        raise BadData(problems)
    return found


def would_change(key: str, path: str) -> BadData:
    """Return the error for what cannot be set alone."""
    message = msg("{key} cannot be set without changing what stands beside it", key=key)
    remedy = msg("edit the file, then servicectl save")
    return BadData([Problem(Place(path), "amend", message, remedy)])
