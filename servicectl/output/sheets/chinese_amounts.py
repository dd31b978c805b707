"""Sums of money in the characters that Chinese receipts are written in, hard to alter [大写]."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("", "万", "亿")


def capitals(amount: Decimal) -> str:
    """Return a sum in yuan in capital characters: 380.50 is 叁佰捌拾元伍角.

    The sum has at most two decimals, is not below zero, and below 1 000 000 000 000.
    """
    cents = int(amount.scaleb(2))
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_whole(yuan)}元" if yuan or not cents else ""
    if not jiao and not fen:
        return f"{text}整"
    text += f"{_DIGITS[jiao]}角" if jiao else "零" * bool(text)
    return text + (f"{_DIGITS[fen]}分" if fen else "")


def _whole(yuan: int) -> str:
    """Return a whole number, in groups of four digits from the right."""
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    text = ""
    for n in reversed(range(len(groups))):
        if groups[n]:
            # Where a group lacks its thousands, 零 says so: 壹万零贰佰.
            text += "零" * bool(text and groups[n] < 1000) + _group(groups[n]) + _GROUPS[n]
    return text or _DIGITS[0]


def _group(number: int) -> str:
    """Return a number of at most four digits; zeros between others are said once."""
    text, gap = "", False
    for digit, place in zip(f"{number:04}", _PLACES, strict=True):
        if digit != "0":
            text += "零" * gap + _DIGITS[int(digit)] + place
        gap = digit == "0" and bool(text)
    return text
