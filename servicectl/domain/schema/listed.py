"""A value that is one of the words of a list of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.schema.kinds import (
    MISSING,
    ChoiceKind,
    Findings,
    Kind,
    WordKind,
    did_you_mean,
    item_of,
)
from servicectl.domain.schema.nodes import Value
from servicectl.domain.schema.vocabulary import APPROVABLE, CHANNELS, PRIORITIES, ROLES
from servicectl.errors import Message, msg


def no_word(value: str, name: str, words: tuple[str, ...]) -> Message:
    """Return that a value is none of the words that something may be."""
    return msg("{value} is no {name}: {words}", value=value, name=name, words=", ".join(words))


class ListedKind(ChoiceKind):
    """One of the words of a list of the rulebook: ``vocabulary`` is its name.

    ``captions`` are what they mean, where they are no shipped ones. One that is ``kept`` reads a
    word that has left the list, too: what is on file stays readable (``validate`` names it).
    """

    vocabulary = ""
    captions: Mapping[str, Message] = {}
    kept = False

    @classmethod
    def of(
        cls, vocabulary: str, values: tuple[str, ...], captions: Mapping[str, Message | None] = {}
    ) -> ListedKind:
        """Return the kind of a value that is one of these words of a list."""
        made = cls(values)
        made.vocabulary = vocabulary
        made.captions = {name: means for name, means in captions.items() if means is not None}
        return made

    def on_file(self) -> ListedKind:
        """Return the kind of what a record on file keeps of it."""
        made = self.of(self.vocabulary, self.values, self.captions)
        made.kept = True
        return made

    @property
    def _is_own(self) -> bool:
        return bool(self.vocabulary and self.captions)

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the word, or MISSING with those that the list has, and the nearest."""
        if isinstance(raw, str) and self.kept:
            return str(raw)
        if not isinstance(raw, str) or str(raw) in self.values or not self._is_own:
            return super().read(raw, found)
        text = no_word(str(raw), self.vocabulary, self.values)
        found.add(raw, "choice", text, did_you_mean(str(raw), self.values))
        return MISSING


def list_of(kind: Kind) -> str:
    """Return the list of the rulebook of which a value is a word; "" where it is of none."""
    named: str = getattr(item_of(kind), "vocabulary", "")
    return named


ROLE_NAME = WordKind(r"[^\W\d_][\w-]{0,39}", "engineer", "ROLE")
"""A role, which may be one of a rulebook's own: which there are is asked elsewhere."""
PRIORITY = ListedKind.of("priority", PRIORITIES)
CHANNEL = ListedKind.of("channel", CHANNELS)
ROLE = ListedKind.of("role", ROLES)
APPROVAL = ListedKind.of("approval", APPROVABLE)
