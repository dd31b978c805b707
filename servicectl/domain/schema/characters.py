"""Characters that may not stand in a text, typed or kept in a file, and how they are shown."""

from __future__ import annotations

import re

from servicectl.errors import Message, msg

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_PLANES = range(0, 0x110000, 0x10000)
_NOT_CHARACTERS = "\ufeff\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"


def unfit(text: str) -> list[re.Match[str]]:
    """Return each character of ``text`` that is refused; line feed and tab are not among them."""
    if text.replace("\n", "").isprintable():  # nearly always, and much faster
        return []
    return list(re.finditer(f"[{_CONTROL}{_BIDI}{_NOT_CHARACTERS}]", text))


def escaped(text: str) -> str:
    r"""Return ``text`` with everything invisible written as an escape such as ``\u200b``."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def objection(char: str) -> tuple[str, Message]:
    """Return rule name and message for a character that ``unfit`` found."""
    name = ascii(char)[1:-1]
    if re.match(f"[{_BIDI}]", char):
        return "bidi-character", msg(
            "{char} turns the direction of writing and can hide what stands here", char=name
        )
    if re.match(f"[{_CONTROL}]", char):
        return "control-character", msg("the control character {char} is not text", char=name)
    return "bad-character", msg("{char} is not a character of any writing", char=name)
