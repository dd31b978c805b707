"""The words of the trade in Chinese and English, with where they are met here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from servicectl.domain.lines.case_kinds import shipped_kinds
from servicectl.domain.lines.shipped import known_states
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message
from servicectl.output.i18n import translator
from servicectl.output.reference.markdown import code, page, table
from servicectl.output.text.labels import CLOCK_STATES, ROLE_NAMES
from servicectl.output.text.other_words import OTHER_WORDS

INTRODUCTION = """# Glossary

What people say, and the word for it in files and commands. States, roles, kinds of case and
verdicts are called as the program calls them on screen; the other terms stand in
[glossary.csv](glossary.csv). This page is written by `make docs`."""

OTHERS = """## Said otherwise

No commands, but what people type for one: the refusal hints at the line."""


class GlossaryTerm(NamedTuple):
    """One term: Chinese, English, the word typed or written here, and what it is there."""

    zh: str
    en: str
    word: str
    kind: str


def glossary_page(terms: Iterable[GlossaryTerm]) -> str:
    """Return the page: what actions are called, ``terms`` as they stand, and other declarations."""
    rows = ((t.zh, t.en, code(t.word), t.kind) for t in (*_actions(), *terms, *_declared()))
    others = ((words.replace(".", " "), code(line)) for line, words in _by_line())
    return page(
        INTRODUCTION,
        table(("中文", "English", "word", "what it is"), rows),
        OTHERS,
        table(("typed", "hint"), others),
    )


def _actions() -> Iterator[GlossaryTerm]:
    for action in {**ACTIONS, **DOCUMENTS}.values():
        word, kind = (action.verb, "verb") if action.verb in ACTIONS else (action.words, "command")
        if action.typed:
            yield GlossaryTerm(str(action.caption.zh), action.caption.text, word, kind)


def _by_line() -> Iterator[tuple[str, str]]:
    for line, words in OTHER_WORDS.items():
        yield line, ", ".join(words.split())


def _declared() -> Iterator[GlossaryTerm]:
    chinese = translator("zh")
    groups: tuple[tuple[str, Iterable[tuple[str, Message]]], ...] = (
        ("state", ((state.name, state.caption) for state in known_states().values())),
        ("role", ROLE_NAMES.items()),
        ("kind of case", ((kind.name, kind.caption) for kind in shipped_kinds(2).values())),
        ("verdict of a clock", CLOCK_STATES.items()),
    )
    for kind, named in groups:
        for word, help in named:
            yield GlossaryTerm(help.zh or chinese(help.text), help.text, word, kind)
