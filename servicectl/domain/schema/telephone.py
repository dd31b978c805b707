"""One key for a telephone, however it is written, and its extension apart.

Written for the numbers of China: mobiles, landlines with an area code, 400 and 800. What a text
says of a country stays with it; the key of a number abroad begins with ``+`` and the country code.
"""

from __future__ import annotations

import re

from servicectl.domain.schema.characters import folded, without_direction
from servicectl.errors import Malformed, msg
from servicectl.named_tuple import NamedTuple

EXAMPLE = "029-5550 1234"
LONGEST = 120
FEWEST_DIGITS = 5  # 95588, 12345
MOST_DIGITS = 18

_MOBILE = r"1[3-9][0-9]{9}"
_LANDLINE = r"(?:10|2[0-9])[0-9]{8}|[3-9][0-9]{2}[0-9]{7,8}"  # without the 0 of the area code
_SERVICE = r"[48]00[0-9]{7}"
_LOCAL = r"[2-9][0-9]{6,7}"
_AT_HOME = f"0?(?:{_MOBILE}|{_LANDLINE})|{_SERVICE}"
_COMPLETE = f"0?{_MOBILE}|0(?:{_LANDLINE})|{_SERVICE}"
_ASKED_ABOUT = r"1[3-9](?:[0-9]{8}|[0-9]{10})"
_MARK = (
    r"(?:(?:总机|總機)?\s*(?:转|轉)\s*(?:接|分机|分機|内线|內線)?[号號]?|(?:分机|分機|内线|內線)[号號]?"
    r"|;?\s*ext(?:ension|n)?\.?|[x×#*])\s*[:=]?\s*"
)
_MARKED = (
    rf"(?i)(?P<number>.*[0-9)\]])[\s,;-]*\(?\s*{_MARK}(?P<extension>[0-9]{{1,7}})"
    r"\s*(?:[号號]|分机|分機)?\s*\)?"
)
_DASHED = (
    r"(?P<number>.*[0-9)\]])\s*(?:-[\s-]*|(?P<bracket>\())\s*"
    r"(?P<extension>[0-9]{1,6})(?(bracket)\s*\))"
)
_NUMBER = r"\(?\s*\+?[0-9 ().\[\]-]*[0-9)\]]"
_BETWEEN = r"(?i)\s*([/,|、\n]|;(?!\s*ext)|或)\s*"
_EVER_READ = r"\+?[0-9][0-9 ()/-]{4,28}[0-9]"
_ENDING = r"[0-9]{1,4}"
_BEFORE_ENDING = ("/", "、")  # behind a comma it may be an extension just as well
_IN_FULL = msg("write each number in full, and an extension behind x: {text}", text=f"{EXAMPLE}x12")


class Telephone(NamedTuple):
    """A number as it was typed, its extension, and the key that it is compared by.

    ``key`` are the digits without country and trunk prefix: ``2985550001`` for 029-8555 0001.
    """

    number: str
    extension: str | None
    key: str

    def reaches(self, other: Telephone) -> bool:
        """Return whether both are one telephone; a switchboard reaches each of its extensions."""
        extensions = {self.extension, other.extension} - {None}
        return self.key == other.key and len(extensions) < 2

    @property
    def is_doubtful(self) -> bool:
        """Return whether it looks like a mobile number with a digit too few or too many."""
        return re.fullmatch(_ASKED_ABOUT, self.key) is not None


def telephone(text: str, area_code: str | None = None) -> Telephone:
    """Return what one number means; with the desk's area code a local one is complete.

    Raises Malformed for what is no number.
    """
    plain = _plain(text)
    number, extension = _apart(plain)
    digits = re.sub(r"[^0-9]", "", number)
    wanted = FEWEST_DIGITS <= len(digits) <= MOST_DIGITS
    if not wanted or not re.fullmatch(_NUMBER, number):
        raise Malformed(
            msg("{text} is not of the form {example}", text=repr(text), example=EXAMPLE),
            _IN_FULL if re.search(_BETWEEN, text) else None,
        )
    return Telephone(number, extension, _key(number, digits, area_code))


def telephones(text: str, area_code: str | None = None) -> tuple[Telephone, ...]:
    """Return the numbers of a text: ``A / B`` are two, and so are ``029-5550 1234/35``.

    Raises Malformed where one of them is none.
    """
    return tuple(telephone(part, area_code) for part in split_numbers(text))


def split_numbers(text: str) -> tuple[str, ...]:
    """Return the texts of the numbers that stand in one text, each as it was typed.

    The ending of ``029-5550 1234/35`` is made whole. A text stays one where a part of it is no
    number, so that each of what is returned can be read again.
    """
    plain = _plain(text)
    typed = re.split(_BETWEEN, plain)
    parts: list[str] = []
    for part, sign in zip(typed[::2], ["", *typed[1::2]], strict=True):
        is_ending = parts and sign in _BEFORE_ENDING and re.fullmatch(_ENDING, part)
        parts += [_ending_so(parts[-1], part) if is_ending else part] if part else []
    return tuple(parts) if all(map(_is_number, parts)) else (plain,)


def _ending_so(text: str, ending: str) -> str:
    """Return a number with other last digits, and without the extension."""
    return re.sub(rf"(?:[0-9][^0-9]*){{{len(ending)}}}$", ending, _apart(text)[0])


def _is_number(text: str) -> bool:
    try:
        telephone(text)
    except Malformed:
        return False
    return True


def _plain(text: str) -> str:
    return folded(without_direction(text)).strip()


def read_phone(text: str) -> str:
    """Return a text with one number or several, as a file keeps it; raise Malformed."""
    plain = _plain(text)
    if not re.fullmatch(_EVER_READ, plain):
        if len(plain) > LONGEST or not split_numbers(plain):
            raise Malformed(
                msg("{text} is not of the form {example}", text=repr(text), example=EXAMPLE)
            )
        telephones(plain)
    return plain


def loose_pattern(key: str) -> str:
    """Return a pattern that stands in every text with this number, and in few others.

    The last digits decide; how they are grouped, and how wide they are, does not.
    """
    digits = (f"(?:{digit}|{chr(0xFF10 + int(digit))})" for digit in key.lstrip("+")[-7:])
    return "[^0-9\n]{0,8}".join(digits)


def _apart(text: str) -> tuple[str, str | None]:
    """Return number and extension: marked so, or behind a dash or in brackets."""
    found = re.fullmatch(_MARKED, text)
    if found:
        return found["number"].rstrip(" ,;-"), found["extension"]
    found = re.fullmatch(_DASHED, text)
    if found and _is_whole(found["number"]) and not _is_one_number(text):
        return found["number"].rstrip(), found["extension"]
    return text, None


def _is_whole(number: str) -> bool:
    country, digits = _at_home(number)
    if country:
        return re.fullmatch(_AT_HOME, digits) is not None
    return (re.fullmatch(_COMPLETE, digits) or re.fullmatch(_LOCAL, digits)) is not None


def _is_one_number(text: str) -> bool:
    """Return whether a text with dashes is one number to its end: 400-8200-000, 86 29-5550-1234."""
    country, digits = _at_home(text)
    if re.fullmatch(_SERVICE, digits):
        return True
    is_apart = re.match(r"\(?86[ )-]", text) is not None
    return bool(country and is_apart and re.fullmatch(_AT_HOME, digits))


def _at_home(number: str) -> tuple[str, str]:
    """Return the country code that is written before a number, and the other digits."""
    digits = re.sub(r"[^0-9]", "", number)
    is_abroad = number.lstrip("( ").startswith("+")
    if digits.startswith("00"):
        is_abroad, digits = True, digits[2:]
    if digits.startswith("86") and (is_abroad or re.fullmatch(_AT_HOME, digits[2:])):
        return "86", digits[2:]
    return ("+" if is_abroad else ""), digits


def _key(number: str, digits: str, area_code: str | None) -> str:
    country, digits = _at_home(number)
    if country == "+":
        return f"+{digits}"
    if digits.startswith("0") and len(digits) > len("0291234"):
        return digits[1:]
    if not country and area_code and re.fullmatch(_LOCAL, digits):
        return area_code.lstrip("0") + digits
    return digits
