"""The Chinese catalogue: every sentence of the program stands in it, whole, and nothing else does.

``make messages`` mends what is missing or stale here; an empty msgstr wants a translator.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from servicectl.output.i18n import language, set_language, tr
from tests.places import PACKAGE

CATALOGUE = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "servicectl.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "msg": None}
# What stays as it is typed, in any language.
TYPED = re.compile(r"--[a-z-]+|servicectl [a-z-]+|[a-z]+\.yaml|[a-z_]+: (?=immediate|agreed)")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!](?![\u0021-\u007e])")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh", abort_invalid=True)


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def extracted() -> set[str]:
    """Return the keys that ``make messages`` collects."""
    return {key for _, _, key, _, _ in extract_from_dir(PACKAGE, keywords=KEYWORDS)}


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Return every call of a function of this name, with the file it stands in."""
    return every_call().get(name, [])


@cache
def every_call() -> dict[str, list[tuple[str, ast.Call]]]:
    """Return every call in the package by the name that is called: parsed once for all tests."""
    found: dict[str, list[tuple[str, ast.Call]]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                found.setdefault(name, []).append((file.relative_to(PACKAGE).as_posix(), node))
    return found


def literal(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def places(text: str) -> set[str]:
    """Return what stands in a sentence's braces."""
    return {f"{name}!{conversion}" for _, name, _, conversion in Formatter().parse(text) if name}


def test_what_is_said_is_what_gettext_would_say(catalogue: Catalog) -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    sentences = [*(message.id for message in entries(catalogue)), "no such sentence", "", "~", "中"]
    before = language()
    try:
        set_language("zh")
        said = [tr(sentence) for sentence in sentences]
    finally:
        set_language(before)
    assert said == [compiled.gettext(sentence) if sentence else "" for sentence in sentences]


def test_every_sentence_is_in_the_catalogue_and_none_is_stale(catalogue: Catalog) -> None:
    assert {message.id for message in entries(catalogue)} == extracted()


def test_every_message_is_written_out_where_it_is_said() -> None:
    chosen = [(path, call) for path, call in calls("msg") if literal(call) is None]
    assert [(path, ast.unparse(call)) for path, call in chosen] == []


def test_no_message_hides_from_the_collector() -> None:
    """Before Python 3.12 none is seen inside an f-string: give it a name outside."""
    assert {literal(call) for _, call in calls("msg")} - {None} <= extracted()


def test_messages_are_made_by_msg_alone() -> None:
    assert {path for path, _ in calls("Message")} == {"errors.py"}


def test_nothing_is_empty_or_fuzzy(catalogue: Catalog) -> None:
    assert [m.id for m in entries(catalogue) if m.fuzzy or not m.string] == []


def test_the_places_for_values_agree(catalogue: Catalog) -> None:
    assert [m.id for m in entries(catalogue) if places(m.id) != places(m.string)] == []


def test_what_is_typed_is_not_translated(catalogue: Catalog) -> None:
    typed = {m.id: (set(TYPED.findall(m.id)), m.string) for m in entries(catalogue)}
    lost = {key: [w for w in words if w not in chinese] for key, (words, chinese) in typed.items()}
    assert {key: words for key, words in lost.items() if words} == {}


def test_margins_are_kept_and_punctuation_is_chinese(catalogue: Catalog) -> None:
    def margins(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    assert [m.id for m in entries(catalogue) if margins(m.id) != margins(m.string)] == []
    sentences = [m.string.replace("键: 值", "") for m in entries(catalogue)]
    assert [text for text in sentences if HALF_WIDTH.search(text)] == []


def test_the_compiled_catalogue_is_that_of_its_source(catalogue: Catalog) -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert {m.id: m.string for m in entries(compiled)} == {
        m.id: m.string for m in entries(catalogue)
    }
