"""What is read without YAML is what YAML reads there, with its places; all else is left to YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from servicectl.domain.schema.nodes import Map, Seq, Value
from servicectl.store.team import files, rulebooks
from servicectl.store.team.files import Files
from servicectl.store.yaml import any_style
from servicectl.store.yaml.block_style import read_block
from servicectl.store.yaml.read import load
from tests.desk import Desk
from tests.places import REPOSITORY

KEYS = ("a", "b", "a_b", "true", "null")
VALUES = (
    *("x", "1", "a:b", "'q'", "张三", "2026-11-18T10:05:00+08:00", "''", "null", "a  b", "x]"),
    *('"q r\'s: t # u"', '""', "[]"),
)
ODD = (
    "",
    "a: b",
    "a:",
    "a #b",
    "'q''r'",
    '""',
    "[a]",
    "- x",
    "*a",
    "&a x",
    "!t x",
    "|",
    "x ",
    "？",
)
LINES = ("", "# x", "  x", "x", "- x", "---", "a: b", "\ta: b", "? a", "<<: b", "a : b")
Shape = Any


def shapes(scalars: st.SearchStrategy[str]) -> st.SearchStrategy[Shape]:
    """Return nested mappings and lists of these scalars, each level with how far it is indented."""
    steps = st.sampled_from([2, 2, 2, 0, 1, 4])

    def level(below: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
        entries = st.lists(st.tuples(st.sampled_from(KEYS), steps, below), min_size=1, max_size=3)
        return entries.map(tuple) | st.lists(below, min_size=1, max_size=3)

    return st.lists(
        st.tuples(st.sampled_from(KEYS), steps, st.recursive(scalars, level, max_leaves=8)),
        min_size=1,
        max_size=4,
    ).map(tuple)


def written(shape: Shape, indent: int, first: str | None = None) -> Iterator[str]:
    """Yield the lines of a shape; ``first`` is what stands before its first key."""
    if isinstance(shape, list):
        for item in shape:
            dash = " " * indent + "- "
            if isinstance(item, str):
                yield dash + item
            else:
                yield from written(item, indent + 2, dash)
        return
    for n, (key, step, value) in enumerate(shape):
        before = first if first is not None and n == 0 else " " * indent
        yield f"{before}{key}: {value}" if isinstance(value, str) else f"{before}{key}:"
        if not isinstance(value, str):
            yield from written(value, indent + step)


def every_part(value: Value | None) -> object:
    """Return all there is to a value: its texts, their places, how they were written."""
    if isinstance(value, Map):
        parts = [(key, value.keys_at[key], every_part(part)) for key, part in value.items()]
        return "map", value.line, value.column, value.flow, parts
    if isinstance(value, Seq):
        return "list", value.line, value.column, value.flow, list(map(every_part, value))
    return value and ("text", str(value), value.line, value.column, value.plain)


def is_as_yaml_reads_it(text: str) -> bool:
    """Check a text that is read without YAML; return whether it is one."""
    found = read_block(text)
    if found is None:
        return False
    reader = any_style._Reader(text, "x")
    top = reader.read()
    assert reader.problems == []
    assert every_part(found) == every_part(top)
    return True


@given(shapes(st.sampled_from(VALUES)))
def test_what_is_well_formed_is_read_alike(shape: Shape) -> None:
    is_as_yaml_reads_it("\n".join(written(shape, 0)) + "\n")


@given(shapes(st.sampled_from(VALUES + ODD)), st.data())
def test_and_so_is_what_somebody_wrote_into_it(shape: Shape, data: st.DataObject) -> None:
    lines = list(written(shape, 0))
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    changed = (f" {line}", f"- {line}", line[1:], line.replace("- ", "", 1), f"{line} ", f"{line}:")
    lines[at : at + 1] = data.draw(
        st.sampled_from([*((one,) for one in changed), *((line, one) for one in LINES)])
    )
    is_as_yaml_reads_it("\n".join(lines) + "\n")


@pytest.mark.parametrize("loader", ["CBaseLoader", "BaseLoader"])
def test_nearly_all_files_of_a_team_are_read_so(
    loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(any_style, "_Loader", getattr(yaml, loader))
    files = [*(REPOSITORY / "cases").rglob("*.yaml"), *(REPOSITORY / "inventory").rglob("c-*.yaml")]
    read = [is_as_yaml_reads_it(file.read_text(encoding="utf-8")) for file in files]
    assert len(read) > 70
    assert read.count(False) < len(read) / 10


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "a\n", "- a: 1\n", " a: 1\n", "a:\n", "a: 1\na: 2\n", "null: 1\n"),
        *("a: 1 # b\n", "a: b: c\n", "a: b:\n", "a: 1 \n", "a: 1\n  2\n", "a:\n- b\n  c\n"),
        *("a: '1\n", "a: 'b''c'\n", "a: [b]\n", "a: 1\n\nb: 2\n", "a: 1\n---\n"),
        *("a:\n- b: 1\n c: 2\n", "a:\n  b: 1\n c: 2\n", "a: 1\n- b\n", "a: b\tc\n", "a: \ue000\n"),
        f"{'a' * 61}: 1\n",
        "".join(f"{'  ' * n}a:\n" for n in range(9)) + "  " * 9 + "a: 1\n",
    ],
)
def test_what_is_not_so_plain_is_left_to_yaml(text: str) -> None:
    assert read_block(text) is None


def in_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what bytes were read as."""
    for module, known in ((files, "_PARSED"), (rulebooks, "_POLICIES")):
        monkeypatch.setattr(module, known, {})


def test_a_rulebook_is_kept_as_it_was_read_and_its_own_text_counts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, kept = desk.root / "policies.yaml", desk.root / ".git/servicectl/read+policies.yaml.json"
    with monkeypatch.context() as without:
        in_a_new_process(without)
        assert desk.type("overdue").code == 0
        without.setattr(any_style, "read_any", None)
        in_a_new_process(without)
        top = Files(desk.root).document("policies.yaml")
    assert every_part(top) == every_part(load(path.read_bytes(), "x")[0])
    for wrong in ("{", "[1]", "[1, 2, 3]", kept.read_text("utf-8").replace("Asia/", "Asien/")):
        kept.write_text(wrong, "utf-8")
        in_a_new_process(monkeypatch)
        assert every_part(Files(desk.root).document("policies.yaml")) == every_part(top)
    path.write_text(path.read_text("utf-8").replace("Asia/Shanghai", "Asia/Urumqi"), "utf-8")
    assert str(Files(desk.root).document("policies.yaml")["calendar"]["timezone"]) == "Asia/Urumqi"
    assert not [p for p in kept.parent.glob("read+*") if "customers" in p.name]
