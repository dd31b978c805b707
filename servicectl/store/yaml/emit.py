"""Writing YAML in any style, by PyYAML's emitter: what no line of our own can hold."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import yaml

from servicectl.domain.schema.nodes import Text
from servicectl.store.yaml.scalars import is_typed_elsewhere, scalar_text

_LITERAL = re.compile(r"\S.*\n.*[^\n]\n?", re.DOTALL)
_TAG = "tag:yaml.org,2002:"
_RESOLVER = yaml.resolver.Resolver()


def emitted(record: Mapping[str, object]) -> str:
    """Return the text of a record; raise TypeError for a value that cannot be written."""
    # The emitter in Python: libyaml's writes emoji as escapes.
    text: str = yaml.serialize(
        _node(record), Dumper=yaml.SafeDumper, allow_unicode=True, width=sys.maxsize
    )
    return text


def _node(value: object) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_node(key), _node(inner)) for key, inner in value.items()]
        return yaml.MappingNode(_TAG + "map", pairs)
    if isinstance(value, list | tuple):
        return yaml.SequenceNode(_TAG + "seq", [_node(inner) for inner in value])
    if isinstance(value, str):
        return _text_node(value)
    if isinstance(value, int | date | Decimal):
        return _unquoted(scalar_text(value))
    raise TypeError(f"no way to write a value of type {type(value).__name__}")


def _text_node(text: str) -> yaml.ScalarNode:
    if "\n" in text:
        style = "|" if _LITERAL.fullmatch(text) else '"'
        return yaml.ScalarNode(_TAG + "str", text, style=style)
    if isinstance(text, Text) and text.plain:
        return _unquoted(text)
    quoted = "'" if is_typed_elsewhere(text) else None
    return yaml.ScalarNode(_TAG + "str", text, style=quoted)


def _unquoted(text: str) -> yaml.ScalarNode:
    """Return a node that the emitter leaves plain: it quotes what resolves to another tag."""
    tag = _RESOLVER.resolve(  # type: ignore[no-untyped-call]  # PyYAML's stubs miss it
        yaml.ScalarNode, text, (True, False)
    )
    return yaml.ScalarNode(tag, text)
