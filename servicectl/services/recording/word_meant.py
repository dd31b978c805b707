"""Words of a rulebook are typed as they are called, too: ``投诉``, or its English name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.rulebook.rank import condition, kinds_of_names
from servicectl.domain.rulebook.terms import Condition, Joined
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import (
    ANY_WORD,
    CASE_KIND,
    STATE,
    WRITTEN_CONDITION,
    ChoiceKind,
    Kind,
    did_you_mean,
    item_of,
)
from servicectl.domain.schema.listed import list_of
from servicectl.domain.schema.records import Field
from servicectl.errors import Malformed, Message, caption, msg
from servicectl.output.i18n import in_each_language
from servicectl.output.text.labels import captions, other_choice

Captions = Mapping[str, Message | None]
"""Words, each with what it is called; None where it has no other name."""
KindsAsked = Callable[[], Iterable[Kinds]]
"""The kinds of the rulebooks whose words may be typed, that of today first."""


def word_meant(field: Field, text: str, kinds: KindsAsked | None) -> str:
    """Return the word that a text is or is called, of those that a field may hold.

    Of a field that holds no words it is the text, of a condition the condition with its words.
    Raises Malformed for none that a rulebook has, and where several are called so.
    """
    if field.kind is WRITTEN_CONDITION and kinds is not None:
        return next((_condition_meant(text, known) for known in kinds()), text)
    lists = list[Captions]()
    for words in _lists(field, kinds):
        lists.append(words)
        called = _called(words, text)
        if called is not None:
            return called
    if lists and not isinstance(item_of(field.kind), ChoiceKind):
        known = tuple(lists[0])
        wrong = msg("{text} is none of {words}", text=repr(text), words=", ".join(known))
        raise Malformed(wrong, other_choice(text, known) or did_you_mean(text, known))
    return text


def is_of_rulebook(field: Field) -> bool:
    """Return whether a field holds a word that a rulebook may have of its own."""
    kind = item_of(field.kind)
    return bool(list_of(kind)) or kind in _BY_KIND


def _called(words: Captions, text: str) -> str | None:
    """Return the one of these words that a text is or is called; raise Malformed for several."""
    if text in words:
        return text
    called = [word for word, caption in words.items() if _is_called(caption, text)]
    if len(called) > 1:
        several = msg("{text} is what several are called", text=repr(text))
        raise Malformed(several, msg("type one of {ids}", ids=called))
    return called[0] if called else None


def _condition_meant(text: str, kinds: Kinds) -> str:
    """Return a condition that was typed with the words that are meant; raise Malformed."""
    lists = {name: _words_of(name, kind) for name, kind in kinds_of_names(kinds).items()}
    return str(_in_words(condition(text), lists | {"kind": _kinds(kinds)}))


def _in_words(said: Condition, lists: Mapping[str, Captions]) -> Condition:
    if isinstance(said, Joined):
        return said._replace(parts=tuple(_in_words(part, lists) for part in said.parts))
    words = lists.get(said.path, {})
    meant = "|".join(_called(words, value) or value for value in said.values)
    return said._replace(value=meant or None)


def _is_called(caption: Message | None, text: str) -> bool:
    names = in_each_language(caption) if caption else ()
    return _plain(text) in map(_plain, names)


def _plain(text: str) -> str:
    """Return a text as it is compared: what is typed wide, a comma too, is the same."""
    return folded(text).strip().casefold()


def _lists(field: Field, kinds: KindsAsked | None) -> Iterator[Captions]:
    """Yield the words that a field may hold: its own, or those of one rulebook after another."""
    kind = item_of(field.kind)
    if isinstance(kind, ChoiceKind):
        yield _words_of(field.name, kind)
    elif kind in _BY_KIND and kinds is not None:
        yield from (_BY_KIND[kind](known, field.name) for known in kinds())


def _kinds(kinds: Kinds, _: str = "") -> Captions:
    return {kind.name: kind.caption for kind in kinds.values()}


def _states(kinds: Kinds, _: str) -> Captions:
    return {name: state.caption for name, state in kinds.states.items()}


def _listed(kinds: Kinds, name: str) -> Captions:
    return _words_of(name, kinds.words[name].kind(name))


def _words_of(name: str, kind: Kind) -> Captions:
    """Return the words that a value may be; nothing of a kind that holds none."""
    listed = item_of(kind)
    words = listed.values if isinstance(listed, ChoiceKind) else ()
    return dict.fromkeys(words) | captions(Field(name, kind, caption(name, name)))


_BY_KIND: Mapping[Kind, Callable[[Kinds, str], Captions]] = {
    CASE_KIND: _kinds,
    STATE: _states,
    ANY_WORD: _listed,
}
"""The words of a rulebook that fields of a kind may hold, by the name of the field."""
