"""Writing YAML: whole new files, and items appended as text to files people have edited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from servicectl.domain.schema.nodes import Map, Seq, Text
from servicectl.domain.schema.records import Record, plain
from servicectl.errors import BadData, Message, Place, Problem, msg
from servicectl.store.yaml.block_style import write_block
from servicectl.store.yaml.read import load
from servicectl.store.yaml.scalars import in_line, scalar_text


def dump(record: Mapping[str, object]) -> str:
    """Return a record as the text of a new file, keys in the order given.

    Values are str, bool, int, Decimal, date, datetime with offset, lists and mappings of these.
    Text that some YAML reader could take for another type is quoted, save a ``Text`` that stood
    plain in its file; lines are never wrapped. Raises TypeError for values of other types, and
    ValueError for a datetime without offset.
    """
    text = write_block(record, in_line)
    if text is None:
        from servicectl.store.yaml.emit import emitted

        return emitted(record)
    return text


def dump_record(record: Record) -> str:
    """Return a declared record as the text of a new file: the fields that are filled."""
    return dump(plain(record))


def append(text: str, key: str, items: Sequence[Mapping[str, object]], path: str) -> str:
    """Return ``text`` with ``items`` added to the list under ``key``, its last top-level key.

    The items take the indentation of the file's own; every byte before them stays, except an
    empty ``[]`` and a missing last line feed. ``path`` is only named in findings. Raises BadData
    where the file has problems, where ``key`` is not last or its list not written as lines, and
    where the result, read again, would not be the old data and the new items.
    """
    old = _loaded(text, path)
    _refuse_what_cannot_grow(old, key, path)
    if not items:
        return text
    dash, gap = _indentation(old, key)
    body = text if text.endswith("\n") else text + "\n"
    if old[key] == []:
        body = _without_brackets(body, old, key, path)
    new = body + "".join(_item(item, dash, gap) for item in items)
    grown = [*(old[key] or []), *(_as_read(item) for item in items)]
    # Read again, whatever the text looked like: anchors, tabs or an odd indentation may have
    # changed what stood there.
    if _loaded(new, path) != {**old, key: grown}:
        message = msg("{key} cannot be continued without changing what stands there", key=key)
        _refuse(path, old.keys_at[key], message, _AS_LINES)
    return new


_AS_LINES = msg("write each entry on lines of its own, the first beginning with a dash")


def _loaded(text: str, path: str) -> Map:
    found, problems = load(text.encode("utf-8"), path)
    if found is None:
        raise BadData(problems)
    return found


def _refuse(path: str, at: tuple[int, int], message: Message, remedy: Message) -> NoReturn:
    raise BadData([Problem(Place(path, *at), "append", message, remedy)])


def _refuse_what_cannot_grow(top: Map, key: str, path: str) -> None:
    if key not in top:
        message = msg("there is no {key} to append to", key=key)
        _refuse(path, (top.line, top.column), message, msg("add the line {key}: []", key=key))
    at = top.keys_at[key]
    value = top[key]
    if key != next(reversed(top)):
        message = msg("{key} must be the last key of the file", key=key)
        _refuse(path, at, message, msg("move {key} with all its entries to the end", key=key))
    if not isinstance(value, Seq) and not (isinstance(value, Text) and _is_nothing(value)):
        message = msg("{key} must be a list of entries", key=key)
        _refuse(path, at, message, _AS_LINES)
    if top.flow or (isinstance(value, Seq) and value.flow and value):
        _refuse_flow(path, at, key)


def _refuse_flow(path: str, at: tuple[int, int], key: str) -> NoReturn:
    message = msg("{key} is written in brackets, so no line can be appended to it", key=key)
    _refuse(path, at, message, _AS_LINES)


def _is_nothing(text: Text) -> bool:
    return text.plain and not text


def _indentation(top: Map, key: str) -> tuple[int, int]:
    """Return the spaces before a dash, and the columns from it to the item.

    An empty list takes after the file's last other list, or begins in the column of its key.
    """
    lists = [found for found in top.values() if isinstance(found, Seq) and found and not found.flow]
    if not lists:
        return top.keys_at[key][1] - 1, 2
    last = lists[-1]
    return last.column - 1, max(2, last[-1].column - last.column)


def _without_brackets(body: str, top: Map, key: str, path: str) -> str:
    value = top[key]
    lines = body.split("\n")
    start = sum(len(line) + 1 for line in lines[: value.line - 1]) + value.column - 1
    brackets = re.compile(r"\[[ \t\n]*\]").match(body, start)
    if brackets is None:
        _refuse_flow(path, top.keys_at[key], key)
    return body[:start].rstrip(" \t") + body[brackets.end() :]


def _item(item: Mapping[str, object], dash: int, gap: int) -> str:
    lines = dump(item).splitlines(keepends=True)
    indented = (" " * (dash + gap) + line if line.strip() else line for line in lines)
    return " " * dash + "-" + "".join(indented)[dash + 1 :]


def _as_read(value: object) -> Any:
    """Return what the loader makes of a value once it is written."""
    if isinstance(value, Mapping):
        return {scalar_text(key): _as_read(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(inner) for inner in value]
    return scalar_text(value)
