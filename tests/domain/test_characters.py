"""What a text may be made of: what is folded where there is a form, what is taken out of text."""

from __future__ import annotations

import pytest

from servicectl.domain.schema.characters import (
    escaped,
    folded,
    objection,
    search_key,
    tidied,
    unfit_to_type,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("０９：０５", "09:05"),
        ("2026－11－23\u3000１５：００", "2026-11-23 15:00"),
        ("ＳＮ２４１１０５００", "SN24110500"),
        ("PSU－12V5A＝２", "PSU-12V5A=2"),
        ("Ａ，Ｂ", "A,B"),
        ("138—0013–8001", "138-0013-8001"),
        ("029——5550", "029-5550"),
        ("+86\u00a0138", "+86 138"),
        ("转", "转"),
    ],
)
def test_what_an_input_method_writes_wide_is_plain_where_there_is_a_form(
    typed: str, meant: str
) -> None:
    assert folded(typed) == meant
    assert folded(folded(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "stored", "taken_out"),
    [
        ("钱\u200b九", "钱九", ("\u200b",)),
        ("\ufeff钱\u00ad九\u2060", "钱九", ("\ufeff", "\u00ad", "\u2060")),
        ("钱\u00a0十", "钱 十", ()),
        ("Mu\u0308ller", "Müller", ()),
        ("１２３，ＡＢ", "１２３，ＡＢ", ()),
        ("女工程师 👩\u200d🔧", "女工程师 👩\u200d🔧", ()),
        ("👩🏽\u200d🔬 ❤\ufe0f\u200d🔥", "👩🏽\u200d🔬 ❤\ufe0f\u200d🔥", ()),
        ("钱\u200d九 👩\u200d", "钱九 👩", ("\u200d",)),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            (),
        ),
        ("葛\U000e0100城", "葛\U000e0100城", ()),
        ("王\u3164\ufe0f", "王", ("\u3164", "\ufe0f")),
    ],
)
def test_what_nobody_sees_is_taken_out_of_a_text(
    typed: str, stored: str, taken_out: tuple[str, ...]
) -> None:
    assert tidied(typed) == (stored, taken_out)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("钱\u202e九", "bidi-character"),
        ("钱\x07", "control-character"),
        ("钱\ue000", "private-character"),
        ("钱\U0010fffd", "private-character"),
        ("钱\u0378", "bad-character"),
        ("钱\uffff", "bad-character"),
    ],
)
def test_what_is_no_text_is_refused_by_its_name(typed: str, rule: str) -> None:
    char = unfit_to_type(typed)
    assert char is not None
    assert objection(char)[0] == rule
    assert ascii(char)[1:-1] in str(objection(char)[1])


@pytest.mark.parametrize(
    "typed", ["钱九\n二", "O'Brien ش", "𲎯 \U0001faff", "钱\u200b九", "👩\u200d🔧"]
)
def test_what_is_newer_than_the_tables_of_this_python_is_taken(typed: str) -> None:
    assert unfit_to_type(typed) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("钱 九", "钱九"),
        ("钱\u00a0十", "钱 十"),
        ("钱\u200b九", "钱九"),
        ("钱\u3000九", "钱九"),
        ("ＷＡＮＧ  Fang", "wang fang"),
        ("阿卜杜·热合曼", "阿卜杜•热合曼"),
        ("Mu\u0308ller", "müller"),
    ],
)
def test_names_that_look_alike_are_found_as_one(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_an_emoji_is_shown_and_what_is_unseen_is_named() -> None:
    assert escaped("👩\u200d🔧 钱\u200d九") == "👩\u200d🔧 钱\\u200d九"
