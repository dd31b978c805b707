"""What files hold that only YAML can read, as it was read last: a cache, which may be deleted.

It holds where the bytes that are kept with it are those of the file. What the program writes itself
is read as quickly without.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from servicectl.domain.schema.nodes import Map, Seq, Text, Value
from servicectl.store.team.git_folder import keep, kept_path
from servicectl.store.team.paths import POLICIES, ROSTER, RULEBOOKS
from servicectl.store.yaml.read import Loaded, load, load_by, read_yaml

_FORM = 1


def load_kept(root: Path, data: bytes, path: str, keeps: bool) -> Loaded:
    """Return what the bytes of a team's file hold, or None and all that is wrong with them.

    ``keeps``: they are those of the work tree, which the next command reads again.
    """
    if path not in (POLICIES, ROSTER) and not path.startswith(f"{RULEBOOKS}/"):
        return load(data, path)  # nothing of a customer's stands in a cache
    return load_by(lambda text: _read(root, text, path, keeps), data, path)


def _read(root: Path, text: str, path: str, keeps: bool) -> Loaded:
    at = kept_path(root, "read+" + path.replace("/", "+"))
    known = _kept(at, text) if at else None
    if known is not None:
        return known, ()
    top, problems = read_yaml(text, path)
    if keeps and at is not None and top is not None:
        keep(at, json.dumps([_FORM, text, _plain(top)], ensure_ascii=False).encode())
    return top, problems


def _kept(at: Path, text: str) -> Map | None:
    with suppress(OSError, ValueError, TypeError, IndexError, AttributeError):
        form, kept, plain = json.loads(at.read_bytes())
        top = _value(plain) if (form, kept) == (_FORM, text) else None
        return top if isinstance(top, Map) else None
    return None


def _plain(value: Value) -> list[Any]:
    """Return a value with its position as a list: what it is, line, column, and what it holds."""
    if isinstance(value, Text):
        return ["plain" if value.plain else "text", value.line, value.column, str(value)]
    kind = ("flow " if value.flow else "") + ("map" if isinstance(value, Map) else "seq")
    if isinstance(value, Map):
        held = [[key, *value.keys_at[key], _plain(each)] for key, each in value.items()]
        return [kind, value.line, value.column, held]
    return [kind, value.line, value.column, [_plain(each) for each in value]]


def _value(plain: list[Any]) -> Value:
    kind, line, column, held = plain
    if kind in ("plain", "text"):
        return Text(held, line, column, kind == "plain")
    flow = kind.startswith("flow ")
    if kind.endswith("seq"):
        return Seq(map(_value, held), line, column, flow)
    found = Map((), line, column, flow)
    for key, key_line, key_column, each in held:
        found[key] = _value(each)
        found.keys_at[key] = (key_line, key_column)
    return found
