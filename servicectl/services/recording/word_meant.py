"""Words of a rulebook are typed as they are called, too: ``投诉``, or its English name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import (
    ANY_WORD,
    CASE_KIND,
    STATE,
    ChoiceKind,
    Kind,
    did_you_mean,
    item_of,
)
from servicectl.domain.schema.records import Field
from servicectl.errors import Malformed, Message, msg
from servicectl.output.i18n import in_each_language
from servicectl.output.text.labels import captions, other_choice

Captions = Mapping[str, Message | None]
"""Words, each with what it is called; None where it has no other name."""
KindsAsked = Callable[[], Iterable[Kinds]]
"""The kinds of the rulebooks whose words may be typed, that of today first."""


def word_meant(field: Field, text: str, kinds: KindsAsked | None) -> str:
    """Return the word that a text is or is called, of those that a field may hold.

    Of a field that holds no words it is the text. Raises Malformed for none that a rulebook has,
    and where several are called so.
    """
    lists = list[Captions]()
    for words in _lists(field, kinds):
        lists.append(words)
        if text in words:
            return text
        called = [word for word, caption in words.items() if _is_called(caption, text)]
        if len(called) > 1:
            several = msg("{text} is what several are called", text=repr(text))
            raise Malformed(several, msg("type one of {ids}", ids=called))
        if called:
            return called[0]
    if lists and not isinstance(item_of(field.kind), ChoiceKind):
        known = tuple(lists[0])
        wrong = msg("{text} is none of {words}", text=repr(text), words=", ".join(known))
        raise Malformed(wrong, other_choice(text, known) or did_you_mean(text, known))
    return text


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
        named = captions(field)
        yield {word: named.get(word) for word in kind.values}
    elif kind in _BY_KIND and kinds is not None:
        yield from (_BY_KIND[kind](known, field) for known in kinds())


def _listed(kinds: Kinds, field: Field) -> Captions:
    listed = kinds.words[field.name].kind(field.name)
    return dict.fromkeys(listed.values) | captions(field._replace(kind=listed))


_BY_KIND: Mapping[Kind, Callable[[Kinds, Field], Captions]] = {
    CASE_KIND: lambda kinds, _: {kind.name: kind.caption for kind in kinds.values()},
    STATE: lambda kinds, _: {name: state.caption for name, state in kinds.states.items()},
    ANY_WORD: _listed,
}
