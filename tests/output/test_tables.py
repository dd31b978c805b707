"""Columns stand straight: one rule says how wide a text is, and it is wcwidth's."""

from __future__ import annotations

import sys

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from servicectl.output.text.tables import cut, is_common, len_shown, table, wrapped


def test_what_is_measured_without_wcwidth_is_as_wide_as_it_says() -> None:
    common = [char for char in map(chr, range(sys.maxunicode)) if is_common(char)]
    assert len(common) > 20_000
    assert [char for char in common if len_shown(char) != wcwidth.width(char)] == []


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_every_other_text_is_as_wide_as_wcwidth_says(text: str) -> None:
    assert len_shown(text) == wcwidth.width(text)


@given(st.text(st.sampled_from("ab ~·…—“”‘’电源、（，。～〇")), st.integers(1, 20))
def test_what_is_cut_without_wcwidth_is_cut_as_it_would(text: str, width: int) -> None:
    clipped = f"{wcwidth.clip(text, 0, width - 1, fillchar='')}…"
    assert cut(text, width) == (text if len_shown(text) <= width else clipped)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("电源板", 6, "电源板"),
        ("电源板坏", 7, "电源板…"),
        ("电源板坏", 6, "电源…"),
        ("电源板坏", 1, "…"),
        ("“电源”—坏", 4, "“电…"),
        ("power board", 6, "power…"),
        ("café au lait", 6, "café …"),
        ("👨‍👩‍👧 Gu", 4, "👨‍👩‍👧 …"),
    ],
)
def test_a_text_is_cut_at_a_display_width(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert len_shown(shown) <= width


def test_no_line_begins_with_a_chinese_comma() -> None:
    assert wrapped("客户说机器开机没有图，电源灯闪烁", 20) == [
        "客户说机器开机没有",
        "图，电源灯闪烁",
    ]


def test_a_table_of_two_alphabets_has_straight_columns() -> None:
    shown = table([["电源板", "F-01"], ["cable", "A-3"]], ["part", "place"])
    assert shown.splitlines() == ["part    place", "电源板  F-01", "cable   A-3"]
