"""What the words mean that are chosen from, for those who are asked to choose."""

from __future__ import annotations

from collections.abc import Mapping

from servicectl.errors import Message, msg

CHOICES: Mapping[str, Mapping[str, Message]] = {
    "kind": {"repair": msg("repair"), "enquiry": msg("enquiry")},
    "priority": {"normal": msg("normal"), "urgent": msg("urgent")},
    "channel": {
        "phone": msg("telephone"),
        "visit": msg("came to us"),
        "web": msg("website"),
        "mail": msg("letter or e-mail"),
        "wechat": msg("WeChat"),
    },
    "outcome": {
        "continue": msg("still under way"),
        "solved": msg("solved by phone"),
        "failed": msg("did not help"),
        "visit": msg("a visit is needed"),
    },
    "asked": {
        "support": msg("technical support"),
        "rnd": msg("research and development"),
        "maker": msg("the maker"),
    },
    "responsibility": {
        "product": msg("a fault of the product"),
        "installation": msg("wrong installation"),
        "service": msg("our service"),
        "user": msg("wrong use"),
        "third_party": msg("somebody else"),
        "unknown": msg("not known"),
    },
    "running": {
        "ok": msg("it is running"),
        "old_fault": msg("the old fault again"),
        "new_fault": msg("a new fault"),
        "unreached": msg("nobody was reached"),
    },
}


def meaning(field: str, value: str) -> Message | str:
    """Return what a choice of a field means; nothing for a word that speaks for itself."""
    return CHOICES.get(field, {}).get(value, "")
