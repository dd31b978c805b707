"""New files, and text appended to files that people have formatted their own way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from servicectl.domain.schema.characters import unfit
from servicectl.domain.schema.nodes import Text
from servicectl.errors import BadData
from servicectl.store.yaml import write as yaml_write
from servicectl.store.yaml.block_style import write_block
from servicectl.store.yaml.emit import emitted
from servicectl.store.yaml.read import load
from servicectl.store.yaml.scalars import in_line
from servicectl.store.yaml.text import SIZE_LIMIT
from servicectl.store.yaml.write import append, dump
from tests.places import REPOSITORY

SHANGHAI = timezone(timedelta(hours=8))

RECORD = {
    "schema": 1,
    "id": "20261121-7k3f9q",
    "policy": "5f2c1e9a04b7",
    "phone": "0712345670",
    "at": datetime(2026, 11, 21, 9, 2, tzinfo=SHANGHAI),
    "purchased": date(2026, 2, 28),
    "urgent": True,
    "note": "flat #3",
    "work": "第一行\n第二行\n",
    "emoji": "👩\u200d🔧 " + "很长的一行 " * 30,
    "parts": [],
    "engineers": ["O'Brien", "on"],
    "history": [{"did": "quote", "lines": [{"text": "a: b", "amount": "1e5"}]}],
}

RECORD_TEXT = f"""\
schema: 1
id: 20261121-7k3f9q
policy: 5f2c1e9a04b7
phone: '0712345670'
at: 2026-11-21T09:02:00+08:00
purchased: 2026-02-28
urgent: true
note: 'flat #3'
work: |
  第一行
  第二行
emoji: '{RECORD["emoji"]}'
parts: []
engineers:
- O'Brien
- 'on'
history:
- did: quote
  lines:
  - text: 'a: b'
    amount: '1e5'
"""


def test_a_new_file_is_plain_block_style_in_the_order_given() -> None:
    assert dump(RECORD) == RECORD_TEXT


# fmt: off
TYPED_SOMEWHERE = [
    "yes", "No", "ON", "off", "y", "N", "true", "False", "~", "null", "NULL", "=", "<<",
    "0712345670", "+41791234567", "0x1F", "0o17", "0b1", "017", "1e5", "1E+5", ".5", "-1.",
    "1_000", "1,000", "12:30", "1:2:3.4", ".nan", "-.INF", "2026-02-30", "2026-1-1",
    "2026-11-21T09:02:00+08:00", "0",
]
# fmt: on


@pytest.mark.parametrize("text", [*TYPED_SOMEWHERE, "", "2026-11-21 09:02:00"])
def test_text_that_some_reader_would_type_is_quoted(text: str) -> None:
    assert dump({"k": text, "l": [text]}) == f"k: '{text}'\nl:\n- '{text}'\n"


@pytest.mark.parametrize("text", ["20261121-7e3f9q", "e-9d4k2p", "1.2.x", "断电", "null值", "0xyz"])
def test_text_that_nobody_would_type_stays_plain(text: str) -> None:
    assert dump({"k": text}) == f"k: {text}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one\ntwo", "|-\n  one\n  two"),
        ("one\n  two: #3\n\n- ok\n", "|\n  one\n    two: #3\n\n  - ok"),
        (" one\ntwo", '" one\\ntwo"'),
        ("one\n\n", '"one\\n\\n"'),
        ("one \ntwo", '"one \\ntwo"'),
    ],
)
def test_lines_are_written_as_lines_where_an_editor_could_not_harm_them(
    text: str, written: str
) -> None:
    assert dump({"k": text}) == f"k: {written}\n"


@pytest.mark.parametrize("value", [None, 1.5, b"x", {1}, object()])
def test_a_value_of_another_type_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        dump({"k": value})


def test_a_time_without_offset_is_not_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        dump({"at": datetime(2026, 11, 21, 9, 2)})  # noqa: DTZ001


def test_a_file_read_and_written_again_keeps_what_was_plain_and_what_quoted() -> None:
    text = "at: 2026-11-21T09:02:00+08:00\nphone: '071'\nnone:\nt: ~\nq: '~'\nqty: 3\n"
    found, _ = load(text.encode(), "a.yaml")
    assert found is not None
    assert dump(found) == text


fit_text = st.text(st.characters(codec="utf-8") | st.sampled_from(" \n\t#:-'\"|>")).filter(
    lambda text: not unfit(text)
)
keys = fit_text.filter(lambda text: text and text.isprintable())
records = st.dictionaries(
    keys,
    st.recursive(
        fit_text | st.sampled_from(TYPED_SOMEWHERE),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@given(records)
def test_what_is_written_is_read_back_the_same(record: dict[str, Any]) -> None:
    assert load(dump(record).encode(), "a.yaml") == (record, ())


@given(records)
def test_other_readers_of_yaml_find_the_same_texts(record: dict[str, Any]) -> None:
    assert yaml.safe_load(dump(record)) == record


plain_keys = st.sampled_from(["id", "by", "on", "y", "null", "own_field", "k9"])
near_plain = st.text("aé断 0.-+:,'\"#[]{}?!&*%@`=<~_/x\u3000\u200d🔧\xa0e", max_size=6)
scalars = (
    near_plain
    | st.sampled_from(TYPED_SOMEWHERE)
    | near_plain.filter(bool).map(lambda text: Text(text, 1, 1, True))
    | st.integers()
    | st.booleans()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.just(SHANGHAI))
)
lined = st.dictionaries(
    plain_keys,
    st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain_keys, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@given(lined)
def test_what_is_written_without_yaml_is_what_yaml_writes(record: dict[str, Any]) -> None:
    text = write_block(record, in_line)
    assert text is None or text == emitted(record)


def test_nearly_all_that_a_team_records_is_written_without_yaml() -> None:
    files = [p for top in ("cases", "inventory") for p in (REPOSITORY / top).rglob("*.yaml")]
    read = (load(file.read_bytes(), file.name)[0] for file in files)
    written = [write_block(found, in_line) for found in read if found]
    assert len(written) > 300
    assert sum(text is not None for text in written) > 0.9 * len(written)


EVENT = {"id": "e-2", "at": datetime(2026, 11, 21, 9, 6, tzinfo=SHANGHAI), "steps": ["a", "b"]}
LINES = ["id: e-2", "at: 2026-11-21T09:06:00+08:00", "steps:", "- a", "- b"]


def block(dash: int, gap: int) -> str:
    """Return EVENT as an item whose dash has ``dash`` spaces before it, ``gap`` columns wide."""
    first, *others = LINES
    lines = [" " * dash + "-" + " " * (gap - 1) + first]
    return "".join(f"{line}\n" for line in lines + [" " * (dash + gap) + text for text in others])


GROWING = [
    ("history:\n- id: e-1\n", 0, 2),
    ("a: 1 # mine\n\nhistory:\n  - id: e-1\n    by: x\n", 2, 2),
    ("history:\n    -   id: e-1\n        by: x\n", 4, 4),
    ("history:\n-\n    id: e-1\n", 0, 4),
    ("history:\n- # first\n   id: e-1\n", 0, 3),
    ("history:\n  - {id: e-1, by: x}\n", 2, 2),
    ("history:\n- id: e-0\n-   id: e-1\n", 0, 4),
    ("history:\n- id: e-1\n  # a comment inside\n# a comment at the end\n\n", 0, 2),
    ("history:\n- id: e-1\n  note: |\n    two\n      lines\n", 0, 2),
    ("history:\n- id: e-1\n  note: |+\n    kept\n\n\n", 0, 2),
    ("history:\n- id: e-1\n  note: >-\n\n    folded\n    text\n    # no comment\n", 0, 2),
    ("history:\n- id: e-1\n  note: 'over\n\n    lines'\n", 0, 2),
    ("history:\n- id: e-1\n  note: plain\n   over lines\n", 0, 2),
    ("'history':\n- id: e-1\n", 0, 2),
    ("---\nhistory: # from here on\n- id: e-1\n", 0, 2),
    ("history:\n-\n", 0, 2),
    ("history:\n", 0, 2),
    ("history: # nothing yet\n", 0, 2),
    ("  a: 1\n  history:\n", 2, 2),
    ("a:\n    -  x\nhistory:\n", 4, 3),
]


@pytest.mark.parametrize(("text", "dash", "gap"), GROWING)
@pytest.mark.parametrize("line_feed", ["\n", ""])
def test_an_item_is_appended_in_the_files_own_indentation(
    text: str, dash: int, gap: int, line_feed: str
) -> None:
    text = text[:-1] + line_feed
    kept = text if text.endswith("\n") else text + "\n"
    assert append(text, "history", [EVENT], "a.yaml") == kept + block(dash, gap)


@pytest.mark.parametrize(
    ("text", "emptied"),
    [
        ("history: []\n", "history:\n"),
        ("history: []", "history:\n"),
        ("history: [ ]   # none yet, 无\n", "history:   # none yet, 无\n"),
        ("名: '[]'\nhistory: []\n# end\n", "名: '[]'\nhistory:\n# end\n"),
        ("history:\n  []\n", "history:\n\n"),
        ("history: [\n]\n", "history:\n"),
    ],
)
def test_of_an_empty_list_only_the_brackets_go(text: str, emptied: str) -> None:
    assert append(text, "history", [EVENT], "a.yaml") == emptied + block(0, 2)


def test_several_items_are_appended_in_order_and_none_changes_nothing() -> None:
    text = "people:\n- id: a"
    assert append(text, "people", [], "a.yaml") == text
    two = [{"id": "b"}, {"id": "c", "note": "x\n\n  y\n"}]
    assert append(text, "people", two, "a.yaml") == (
        "people:\n- id: a\n- id: b\n- id: c\n  note: |\n    x\n\n      y\n"
    )


@pytest.mark.parametrize(
    ("text", "rule", "line", "column", "words"),
    [
        ("history:\n- id: a\nnote: x\n", "append", 1, 1, "must be the last key"),
        ("a: 1\n", "append", 1, 1, "no history"),
        ("a: 1\nhistory: [{id: a}]\n", "append", 2, 1, "in brackets"),
        ("history: [ # why\n]\n", "append", 1, 1, "in brackets"),
        ("{a: 1, history: []}\n", "append", 1, 8, "in brackets"),
        ("history: text\n", "append", 1, 1, "must be a list"),
        ("history: {a: 1}\n", "append", 1, 1, "must be a list"),
        ("history: ~\n", "append", 1, 1, "must be a list"),
        ("a: 1\na: 2\nhistory: []\n", "duplicate-key", 2, 1, "line 1"),
    ],
)
def test_a_list_that_cannot_grow_is_refused_at_its_place(
    text: str, rule: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(BadData) as caught:
        append(text, "history", [EVENT], "a.yaml")
    (problem,) = caught.value.problems
    assert (problem.rule, *problem.place) == (rule, "a.yaml", line, column)
    assert words in str(problem.message)


@pytest.mark.parametrize(
    ("item", "rule"),
    [({"note": "\x1b[2J"}, "control-character"), ({"note": "x" * SIZE_LIMIT}, "file-size")],
)
def test_an_item_that_could_not_be_read_again_is_refused(
    item: Mapping[str, object], rule: str
) -> None:
    with pytest.raises(BadData) as caught:
        append("history: []\n", "history", [item], "a.yaml")
    assert [problem.rule for problem in caught.value.problems] == [rule]


def test_a_result_that_is_not_the_old_data_and_the_new_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for wrong in ("- id: e-9\n", "", "  more: of the last item\n"):
        monkeypatch.setattr(yaml_write, "_item", lambda *_, text=wrong: text)
        with pytest.raises(BadData, match="without changing"):
            append("history:\n- id: e-1\n", "history", [EVENT], "a.yaml")


@st.composite
def hand_formatted(draw: st.DrawFn) -> str:
    """Return a case file as an editor may leave it: any indentation, comments, quotes, scalars."""
    dash, gap = draw(st.integers(0, 6)), draw(st.integers(2, 6))
    inner = " " * (dash + gap)
    comment = st.sampled_from(["", "\n", "# 注\n", f"{inner}# in\n"])
    value = st.sampled_from(
        ["x", "'a b'", '"\\u5317"', "a # why", "[1, {b: c}]", "", f"x\n{inner}  y"]
        + [f"{mark}\n{inner}  one\n\n{inner}   two" for mark in ("|", "|-", "|+", ">", ">+", "|2")]
    )
    text = draw(comment).lstrip(" ") + "schema: 1\nhistory:\n"
    for _ in range(draw(st.integers(1, 3))):
        text += " " * dash + "-" + " " * (gap - 1) + f"id: e-1\n{inner}note: {draw(value)}\n"
        text += draw(comment)
    return text if draw(st.booleans()) else text.removesuffix("\n")


@given(hand_formatted(), st.lists(records.filter(bool), min_size=1, max_size=2))
def test_every_byte_before_stays_and_the_items_are_what_is_read(
    text: str, items: list[dict[str, Any]]
) -> None:
    old, problems = load(text.encode(), "a.yaml")
    assert not problems
    assert old is not None
    new = append(text, "history", items, "a.yaml")
    assert new.startswith(text)
    assert load(new.encode(), "a.yaml") == ({**old, "history": [*old["history"], *items]}, ())
