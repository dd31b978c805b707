"""What an action moves, declared: which things, from which account, to which.

Booking, the validator's comparison of an event with its voucher, what is owed, and the table in
docs/ledger.md all read these declarations. An account is a pattern: ``{by}`` and ``{case}`` are
who acts and for what, any other word in braces is a field of the action, and ``{to or lead}`` is
the second word where the first is not given (in quotes: as it stands). ``*`` is any name, and
``|`` stands between accounts that may be meant. What data cannot say is the name of a function of
``domain.movements.derived``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from servicectl.errors import Message

ANY = "**"
"""The pattern of an account of which nothing is known."""
_HOLE = re.compile(r"\{([^}]+)\}")


class Route(NamedTuple):
    """Accounts from which, and to which, things may be moved where accounts are typed.

    ``asks`` are the fields that this way asks for: a paper from outside, another person's yes.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    asks: tuple[str, ...] = ()


class Movement(NamedTuple):
    """Things that go from one account to another.

    ``of`` is the field that names them; ``derived`` the function that tells them where it is not
    given. ``when`` is what must have been said for it (``excused``, ``not excused``,
    ``for=refund``). ``routes`` bound accounts that are typed. ``settles`` is what is typed behind
    the verb for what the source still holds for a case; ``none`` is said where it holds nothing.
    ``reason`` is the field whose text stands in the line, ``like`` the field that names a thing of
    the same kind.
    """

    of: str | None
    source: str
    target: str
    derived: str | None = None
    when: str | None = None
    routes: tuple[Route, ...] = ()
    settles: str | None = None
    none: Message | None = None
    reason: str | None = None
    like: str | None = None


def applies(when: str | None, fields: Mapping[str, Any], in_case: bool) -> bool:
    """Return whether what a movement depends on was said."""
    if when is None:
        return True
    word = when.removeprefix("not ")
    name, _, value = word.partition("=")
    given = in_case if name == "case" else name in fields
    holds = given and (not value or str(fields[name]) == value)
    return holds != when.startswith("not ")


def filled(pattern: str, told: Mapping[str, str | None]) -> str:
    """Return a pattern with what was said in it; what nobody said may be any account."""

    def value(hole: re.Match[str]) -> str:
        for word in hole[1].split(" or "):
            found = word.strip("'") if word.startswith("'") else told.get(word)
            if found is not None:
                return found
        return ANY

    return _HOLE.sub(value, pattern)


def fits(pattern: str, account: str) -> bool:
    """Return whether an account is meant by a pattern."""
    return bool(_compiled(pattern).fullmatch(account))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    names = (
        re.escape(one).replace(r"\*\*", ".+").replace(r"\*", "[^:]+") for one in pattern.split("|")
    )
    return re.compile("|".join(names))


def is_open(pattern: str) -> bool:
    """Return whether several accounts may be meant by a pattern."""
    return "*" in pattern or "|" in pattern
