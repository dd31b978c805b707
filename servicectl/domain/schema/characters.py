"""What a text may be made of: what is refused, what is folded or taken out, how it is shown.

A file may hold whatever :func:`unfit` does not name. What is typed is :func:`tidied` where it is
free text, and :func:`folded` where it has a form (a time, a number, an id, a telephone).
"""

from __future__ import annotations

import re

from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_PLANES = range(0, 0x110000, 0x10000)
_NOT_CHARACTERS = "\ufeff\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
# What takes no room and says nothing, in names copied from a chat or a sheet.
_UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_HAN = "\u2e80-\u303f\u3041-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A joiner between two pictures makes one of them; a selector and a tag belong to what they follow.
_EMOJI = (
    f"(?<=[{_PICTURE}\ufe0f\U000e007f])\u200d(?=[{_PICTURE}])"
    f"|(?<=[{_PICTURE}#*0-9])[\ufe0e\ufe0f]"
    "|(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f"
    f"|(?<=[{_HAN}])[\ufe00-\ufe02\U000e0100-\U000e01ef]"  # the form of a rare character in a name
)
_DASHES = "\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_UNBROKEN = dict.fromkeys(map(ord, "\u00a0\u202f"), " ")
_DOTS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb"), "\u00b7")
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"


class Tidied(NamedTuple):
    """A free text as it is stored, and the characters that were taken out of it."""

    text: str
    taken_out: tuple[str, ...] = ()


def unfit(text: str) -> list[re.Match[str]]:
    """Return each character of ``text`` that is refused; line feed and tab are not among them."""
    if text.replace("\n", "").isprintable():  # nearly always, and much faster
        return []
    return list(re.finditer(f"[{_CONTROL}{_BIDI}{_NOT_CHARACTERS}]", text))


def unfit_to_type(text: str) -> str | None:
    """Return the first character that is not taken into a text today, or None.

    Old files may hold it: private characters, and those that no writing has so far. Whatever
    Unicode keeps free for ideographs and pictures may be newer than the tables of this Python.
    """
    if found := unfit(text):
        return found[0][0]
    if text.replace("\n", "").isprintable():
        return None
    from unicodedata import category

    free = f"[{_HAN}{_PICTURE}{_UNSEEN}]"
    return next((c for c in text if _is_unassigned(category(c)) and not re.match(free, c)), None)


def _is_unassigned(category: str) -> bool:
    return category in ("Co", "Cn")


def tidied(text: str) -> Tidied:
    """Return a free text as it is stored: composed (NFC), nothing unseen in it, plain spaces.

    A joiner inside an emoji stays, and what chooses the form of a character.
    """
    if text.isascii():
        return Tidied(text)
    from unicodedata import normalize

    composed = normalize("NFC", text).translate(_UNBROKEN)
    unseen = list(re.finditer(f"[{_UNSEEN}]", composed))
    if unseen:  # seldom, and what belongs to emoji takes long to tell
        kept = _in_emoji(composed)
        unseen = [found for found in unseen if found.start() not in kept]
    gone = {found.start() for found in unseen}
    left = "".join(char for n, char in enumerate(composed) if n not in gone)
    return Tidied(left, tuple(dict.fromkeys(found[0] for found in unseen)))


def _in_emoji(text: str) -> set[int]:
    """Return the places of the characters that make one sign with the one before."""
    return {n for found in re.finditer(_EMOJI, text) for n in range(*found.span())}


def folded(text: str) -> str:
    """Return what an input method wrote wide in plain ASCII: digits, letters, signs and dashes.

    For what has a form (times, numbers, ids, quantities, telephones), never for free text.
    """
    if text.isascii():
        return text
    return re.sub(f"[{_SPACES}]", " ", re.sub(f"[{_DASHES}]+", "-", text.translate(_WIDE)))


def without_direction(text: str) -> str:
    """Return a text without marks of direction, which come along when a number is copied."""
    return text if text.isascii() else re.sub(f"[{_BIDI}]", "", text)


def search_key(text: str) -> str:
    """Return what a text is compared by when somebody looks for it: two that look alike are one.

    Letter case, width, what cannot be seen, and spaces beside a Chinese character do not count.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    from unicodedata import normalize

    seen = re.sub(f"[{_UNSEEN}{_BIDI}]", "", normalize("NFKC", text))
    first, *words = seen.translate(_DOTS).casefold().split() or [""]
    parts = [first]
    for word in words:
        joined = _is_han(parts[-1][-1]) or _is_han(word[0])
        parts.append(word if joined else f" {word}")
    return "".join(parts)


def _is_han(char: str) -> bool:
    return char >= _HAN[0] and re.match(f"[{_HAN}]", char) is not None


def escaped(text: str) -> str:
    r"""Return ``text`` with everything invisible written as an escape such as ``\u200b``."""
    if text.isprintable():
        return text
    kept = _in_emoji(text)
    return "".join(
        char if char.isprintable() or n in kept else ascii(char)[1:-1]
        for n, char in enumerate(text)
    )


def objection(char: str) -> tuple[str, Message]:
    """Return rule name and message for a character that is refused."""
    name = ascii(char)[1:-1]
    if re.match(f"[{_BIDI}]", char):
        return "bidi-character", msg(
            "{char} turns the direction of writing and can hide what stands here", char=name
        )
    if re.match(f"[{_CONTROL}]", char):
        return "control-character", msg("the control character {char} is not text", char=name)
    if re.match(f"[{_PRIVATE}]", char):
        text = msg("{char} is a private character: it looks different everywhere", char=name)
        return "private-character", text
    return "bad-character", msg("{char} is not a character of any writing", char=name)
