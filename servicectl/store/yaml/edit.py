"""Setting one value in a file that people have edited; every other byte stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servicectl.store.yaml.compose import composed, loaded, would_change
from servicectl.store.yaml.write import dump

if TYPE_CHECKING:
    import yaml

Where = tuple[str | int, ...]
Item = str | Mapping[str, str]
Value = Item | Sequence[Item]


def amend(text: str, where: Where, value: Value, path: str) -> str:
    """Return ``text`` with the value at ``where`` set: keys and list places, the last one a key.

    A list grows by the last of ``value``, which holds what stood in it, too.

    A key that is not there is added behind the others of its mapping. Raises BadData where the
    file has problems, and where the result, read again, is not the old data with the new value.
    """
    old = loaded(text, path)
    node: Any = composed(text)
    for step in where[:-1]:
        node = _child(node, step)
    key = str(where[-1])
    new = _replaced(text, node, key, value)
    if loaded(new, path) != _expected(old, where, value):
        raise would_change(key, path)
    return new


def _child(node: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return node.value[step]
    return next(value for key, value in node.value if key.value == step)


def _replaced(text: str, node: Any, key: str, value: Value) -> str:
    there = next((v for k, v in node.value if k.value == key), None)
    if there is not None and there.id == "sequence" and not there.flow_style:
        if len(value) == len(there.value) + 1 and all(map(_is_still, there.value, value)):
            return _one_more(text, there, [*value][-1])
        return _on_one_line(text, node, key, value)
    if there is not None:
        start, end = there.start_mark.index, there.end_mark.index
        # The end of a block is where the next key begins: the lines between are not its own.
        kept = text[start:end]
        tail = kept[len(kept.rstrip()) :]
        return text[:start] + _written(value) + tail + text[end:]
    if node.flow_style:
        end = node.end_mark.index - 1
        return f"{text[:end].rstrip()}, {key}: {_written(value)}{text[end:]}"
    last = node.value[-1][1]
    body = text[: last.end_mark.index].rstrip()
    end = text.find("\n", len(body))
    end = len(text) if end < 0 else end
    column = node.value[0][0].start_mark.column
    return f"{text[:end]}\n{' ' * column}{key}: {_written(value)}{text[end:]}"


def _is_still(node: Any, item: str | Item) -> bool:
    return bool(node.id != "scalar" or node.value == item)


def _on_one_line(text: str, node: Any, key: str, value: Value) -> str:
    """Return ``text`` with a list of lines written anew behind its key."""
    before, there = next((k, v) for k, v in node.value if k.value == key)
    kept = text[: there.end_mark.index].rstrip()
    return f"{text[: before.end_mark.index]}: {_written(value)}{text[len(kept) :]}"


def without(text: str, key: str, path: str) -> str:
    """Return ``text`` without a key of its mapping; raise BadData as :func:`amend` does."""
    old = loaded(text, path)
    node: Any = composed(text)
    before, there = next((k, v) for k, v in node.value if k.value == key)
    end = text.find("\n", len(text[: there.end_mark.index].rstrip())) + 1 or len(text)
    new = text[: text.rfind("\n", 0, before.start_mark.index) + 1] + text[end:]
    if loaded(new, path) != {name: value for name, value in old.items() if name != key}:
        raise would_change(key, path)
    return new


def _one_more(text: str, there: yaml.SequenceNode, item: Item) -> str:
    """Return ``text`` with a further line of a list of lines."""
    last = there.value[-1]
    end = text.find("\n", len(text[: last.end_mark.index].rstrip()))
    end = len(text) if end < 0 else end
    dash = " " * there.start_mark.column + "- "
    return f"{text[:end]}\n{dash}{_written(item)}{text[end:]}"


def _written(value: Value | Item) -> str:
    """Return a text, a list, or a mapping of texts on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_in_brackets(v)}" for key, v in value.items()) + "}"
    if not isinstance(value, str):
        return "[" + ", ".join(_in_brackets(item) for item in value) + "]"
    # A block would have to be indented for its place; in quotes a text stands in any.
    if "\n" in value:
        return json.dumps(value, ensure_ascii=False)
    return dump({"k": value}).removeprefix("k: ").rstrip("\n")


def _in_brackets(item: Item) -> str:
    written = _written(item)
    if isinstance(item, Mapping):
        return written
    # Between brackets these would end the value.
    plain = written == item and not set(item) & set(",[]{}")
    return written if plain or written[0] in "'\"" else json.dumps(item, ensure_ascii=False)


def _expected(old: Any, where: Where, value: Value) -> Any:
    if not where:
        return value if isinstance(value, str | Mapping) else list(value)
    step, rest = where[0], where[1:]
    if isinstance(step, int):
        return [_expected(v, rest, value) if n == step else v for n, v in enumerate(old)]
    return {**old, step: _expected(old.get(step), rest, value)}
