"""Reading the words of a rulebook (``words:`` of policies.yaml), in the order of their rank."""

from __future__ import annotations

from typing import Any

from servicectl.domain.lines.line_checks import YAML_WORDS
from servicectl.domain.schema.kinds import LINE, MISSING, YES_NO, Findings, WordKind, unknown_key
from servicectl.domain.schema.nodes import Map, Value
from servicectl.domain.schema.records import Record, RecordKind, key, read_record
from servicectl.domain.schema.words import SHIPPED_WORDS, Vocabulary, Word, Words
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, caption, msg

RULE = "words"
LISTS = ("priority", "category", "channel", "approval")
"""The lists that a rulebook may write."""
WORD = WordKind(r"[^\W\d_][\w-]{0,39}", "P1", "WORD")
ACT = WordKind(r"[a-z][a-z-]*", "assign", "VERB")


class WordText(Record):
    """A word as it is written."""

    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)
    usual: bool = key(YES_NO, msg("what is meant where nobody types it"), default=False)
    for_: str | None = key(ACT, msg("act of which one yes serves one only"), default=None)


WORD_TEXT = RecordKind(WordText)


def read_words(raw: Value, found: Findings) -> Words:
    """Return the lists that a table describes, beside those that come with the program."""
    words = Words(SHIPPED_WORDS)
    if not isinstance(raw, Map):
        found.add(raw, RULE, msg("words: is a mapping, a list of words below each name"))
        return words
    for name, table in raw.items():
        if name not in LISTS:
            unknown_key(raw, name, LISTS, found)
        elif not isinstance(table, Map) or not table:
            text = msg("{name} has its words below it, each with zh and en", name=name)
            found.add(table, RULE, text)
        else:
            shipped = SHIPPED_WORDS[name] if name == "approval" else {}
            words[name] = _listed(name, table, found, Vocabulary(shipped))
    return words


def _listed(name: str, table: Map, found: Findings, listed: Vocabulary) -> Vocabulary:
    """Return a list with the words that a table adds to it."""
    for word, text in table.items():
        read = read_record(WordText, text, found)
        wrong = _wrong(name, word, read)
        if wrong is not None:
            found.add_at(table.keys_at[word], RULE, *wrong)
        elif read is not MISSING:
            listed[word] = Word(word, caption(str(read.zh), str(read.en)), read.for_)
            if read.usual and listed.usual:
                found.add_at(table.keys_at[word], RULE, *_TWICE)
            listed.usual = word if read.usual else listed.usual
    return listed


_TWICE = msg("two words of one list are the usual one"), msg("take usual: away from one of them")


def _wrong(name: str, word: str, read: Any) -> tuple[Message, Message] | None:
    """Return why a word would hurt, and how that is mended; None where it does not."""
    another = msg("give it another name")
    if not WORD.fits(word):
        text = msg("{name} is no word: write letters, digits, - and _", name=repr(word))
        return text, another
    if word.casefold() in YAML_WORDS:
        text = msg("{name} is a word of YAML: other programs read it as no text", name=word)
        return text, another
    if read is MISSING:
        return None
    if read.zh is None or read.en is None:
        return msg("{word} has no name in both languages", word=word), msg("write zh: and en:")
    if read.for_ is not None and (name != "approval" or read.for_ not in ACTIONS):
        how = msg("for: of an approval names the act that one yes serves")
        return msg("no action is called {name}", name=read.for_), how
    return None
