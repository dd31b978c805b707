"""What the urgency of a case is called."""

from __future__ import annotations

from servicectl.domain.schema.words import Words
from servicectl.output.i18n import say
from servicectl.output.text.labels import CHOICES


def urgency(priority: str, words: Words) -> str | None:
    """Return how urgent a case is, in the language spoken; None where it is as usual."""
    if priority == words.usual.get("priority", ""):
        return None
    named = words.caption("priority", priority) or CHOICES["priority"].get(priority)
    return say(named) if named else priority
