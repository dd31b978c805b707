"""Reading the words of a rulebook (``words:`` of policies.yaml), in the order of their rank."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from servicectl.domain.lines.line_checks import ANOTHER, YAML_WORDS, of_yaml
from servicectl.domain.schema.kinds import (
    LINE,
    MISSING,
    YES_NO,
    Findings,
    WordKind,
    did_you_mean,
    unknown_key,
)
from servicectl.domain.schema.nodes import Map, Text, Value
from servicectl.domain.schema.records import Record, RecordKind, key, read_record
from servicectl.domain.schema.vocabulary import ROLES
from servicectl.domain.schema.words import SHIPPED_WORDS, Vocabulary, Word, Words
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, caption, msg

RULE = "words"
Wrong = tuple[Message, Message | None]
"""What is wrong, and how it is mended."""
LISTS = (
    *("role", "group", "priority", "severity", "category", "channel"),
    *("mode", "topic", "point", "problem", "approval"),
)
"""The lists that every rulebook may write, beside those of which its own fields hold a word."""
_ADDED = ("role", "approval")
"""Lists to which a rulebook adds words: those that come with the program stay."""
_TAKEN = ("kind", "for", "contract", "customer", "unit", "by")
WORD = WordKind(r"[^\W\d_][\w-]{0,39}", "P1", "WORD")
ACT = WordKind(r"[a-z][a-z-]*", "assign", "VERB")


class WordText(Record):
    """A word as it is written."""

    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)
    usual: bool = key(YES_NO, msg("what is meant where nobody types it"), default=False)
    like: str | None = key(LINE, msg("role for which one is taken"), default=None)
    for_: str | None = key(ACT, msg("act of which one yes serves one only"), default=None)
    rule: str | None = key(LINE, msg("rule that it is for"), default=None)


WORD_TEXT = RecordKind(WordText)


def read_words(
    raw: Value, found: Findings, used: Collection[str] = (), steps: Collection[str] = ()
) -> Words:
    """Return the lists that a table describes, beside those that come with the program.

    ``used`` are the lists of which fields of the rulebook hold a word, ``steps`` its own steps.
    """
    acts = (*ACTIONS, *steps)
    words = Words(SHIPPED_WORDS)
    if not isinstance(raw, Map):
        found.add(raw, RULE, msg("words: is a mapping, a list of words below each name"))
        return words
    for name, table in raw.items():
        wrong = _wrong_list(name)
        if name not in LISTS and name not in used:
            unknown_key(raw, name, tuple(dict.fromkeys((*LISTS, *used))), found)
        elif wrong is not None:
            found.add_at(raw.keys_at[name], RULE, *wrong)
        elif not isinstance(table, Map) or not table:
            text = msg("{name} has its words below it, each with zh and en", name=name)
            found.add(table, RULE, text)
        else:
            shipped = SHIPPED_WORDS[name] if name in _ADDED else {}
            words[name] = _listed(name, table, found, Vocabulary(shipped), acts)
    return words


def lists_used(value: Value) -> Iterator[str]:
    """Yield the lists of which fields in a part of a rulebook hold a word (``of: NAME``)."""
    if isinstance(value, Map):
        of = value.get("of")
        if isinstance(of, Text):
            yield str(of)
        for each in value.values():
            yield from lists_used(each)


def _wrong_list(name: str) -> Wrong | None:
    """Return why a list of one's own would hurt, and how that is mended; None where it does not."""
    if name in _TAKEN or name in ACTIONS:
        return msg("{name} is no name of a list: it says something else here", name=name), ANOTHER
    return _wrong_form(name)


def _wrong_form(word: str) -> Wrong | None:
    if WORD.fits(word):
        return None
    return msg("{name} is no word: write letters, digits, - and _", name=repr(word)), ANOTHER


def wrong_word(word: str, remedy: Message = ANOTHER) -> Wrong | None:
    """Return why nothing can be called by a word; ``remedy`` is how one of YAML is mended."""
    is_yaml = word.casefold() in YAML_WORDS
    return _wrong_form(word) or ((of_yaml(word), remedy) if is_yaml else None)


def wrong_caption(name: str, read: Any) -> Wrong | None:
    """Return what is wrong with how something is called in Chinese and English."""
    if read is MISSING or (read.zh is not None and read.en is not None):
        return None
    return msg("{word} has no name in both languages", word=name), msg("write zh: and en:")


def _listed(
    name: str, table: Map, found: Findings, listed: Vocabulary, acts: tuple[str, ...]
) -> Vocabulary:
    """Return a list with the words that a table adds to it."""
    for word, text in table.items():
        read = read_record(WordText, text, found)
        wrong = _wrong(name, word, read, acts)
        if wrong is not None:
            found.add_at(table.keys_at[word], RULE, *wrong)
            listed.setdefault(word, Word(word))  # who names it makes no second mistake
        elif read is not MISSING:
            listed[word] = Word(
                word, caption(str(read.zh), str(read.en)), read.for_, read.like, read.rule
            )
            if read.usual and listed.usual:
                found.add_at(table.keys_at[word], RULE, *_TWICE)
            listed.usual = word if read.usual else listed.usual
    return listed


_TWICE = msg("two words of one list are the usual one"), msg("take usual: away from one of them")


def _wrong(name: str, word: str, read: Any, acts: tuple[str, ...]) -> Wrong | None:
    """Return why a word would hurt, and how that is mended; None where it does not."""
    wrong = wrong_word(word) or wrong_caption(word, read)
    if wrong is not None or read is MISSING:
        return wrong
    if read.like is not None and (name != "role" or read.like not in ROLES):
        how = msg("like: of a role names one of: {words}", words=", ".join(ROLES))
        near = did_you_mean(read.like, ROLES) if name == "role" else None
        return msg("{name} is no role that comes with the program", name=read.like), near or how
    if read.for_ is not None and (name != "approval" or read.for_ not in acts):
        how = msg("for: of an approval names the act that one yes serves")
        near = did_you_mean(read.for_, acts) if name == "approval" else None
        return msg("no action is called {name}", name=read.for_), near or how
    return None
