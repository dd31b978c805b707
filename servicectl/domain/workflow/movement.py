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
from typing import Any

from servicectl.errors import Message
from servicectl.named_tuple import NamedTuple

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
    ``for=refund``, several with ``and`` between them). ``routes`` bound accounts that are typed.
    ``settles`` is what is typed behind the verb for what the source still holds for a case;
    ``none`` is said where it holds nothing. ``reason`` is the field whose text stands in the line,
    ``like`` the field that names a thing of the same kind.
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


class Condition(NamedTuple):
    """One thing that must have been said, or must not: a field, one value of it, or the case."""

    name: str
    value: str
    is_denied: bool

    def holds(self, fields: Mapping[str, Any], in_case: bool) -> bool:
        """Return whether it was said, or was not where that is wanted."""
        given = in_case if self.name == "case" else self.name in fields
        said = given and (not self.value or str(fields[self.name]) == self.value)
        return said != self.is_denied


def conditions(when: str | None) -> tuple[Condition, ...]:
    """Return what a movement depends on."""
    return tuple(map(_condition, when.split(" and "))) if when else ()


def _condition(text: str) -> Condition:
    name, _, value = text.removeprefix("not ").partition("=")
    return Condition(name, value, text.startswith("not "))


def applies(when: str | None, fields: Mapping[str, Any], in_case: bool) -> bool:
    """Return whether what a movement depends on was said."""
    return all(condition.holds(fields, in_case) for condition in conditions(when))


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
