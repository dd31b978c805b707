"""What the words mean that are chosen from, for those who are asked to choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from servicectl.domain.lines.line import State
from servicectl.domain.master.accounts import ACCOUNT_KINDS
from servicectl.domain.schema.characters import escaped
from servicectl.domain.schema.kinds import ChoiceKind, item_of
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.words import Words
from servicectl.domain.workflow.action import Tick
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.text.other_words import OTHER_CHOICES

CHOICES: Mapping[str, Mapping[str, Message]] = {
    "role": {
        "receptionist": msg("receptionist"),
        "supervisor": msg("supervisor"),
        "engineer": msg("engineer"),
        "technician": msg("technician"),
        "storekeeper": msg("storekeeper"),
        "finance": msg("finance"),
        "manager": msg("manager"),
    },
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
    "final_test": {"gone": msg("the fault is gone"), "not_worse": msg("it is not worse")},
    "scope": {"inside": msg("covered by the warranty"), "outside": msg("not covered")},
    "what": {
        "request": msg("parts asked for"),
        "quote": msg("quote"),
        "discount": msg("discount"),
        "exchange": msg("exchange of the unit"),
        "appointment": msg("time of the visit"),
        "dispatch": msg("assignment"),
        "outside": msg("what the warranty does not cover"),
        "sheet": msg("service sheet"),
        "private_number": msg("one's own phone number"),
    },
    "result": {"good": msg("good"), "bad": msg("bad")},
    "grade": {"same": msg("the same grade"), "equal": msg("equal function")},
    "category": {"free": msg("free"), "paid": msg("paid"), "contract": msg("contract")},
    "for": {
        "compensation": msg("compensation"),
        "third-party": msg("another firm's bill"),
        "freight": msg("freight"),
        "refund": msg("refund"),
    },
    "payer": {"firm": msg("we"), "user": msg("the user"), "maker": msg("the maker")},
}
ROLE_NAMES = CHOICES["role"]
CLOCK_STATES = {
    "running": msg("running"),
    "met": msg("met"),
    "late": msg("late"),
    "overdue": msg("overdue"),
    "paused": msg("paused"),
    "void": msg("void"),
}
STEP_KINDS = {
    "counted": msg("counted"),
    "paused": msg("paused, not counted"),
    "closed": msg("closed, not counted"),
}
VISIT_DAYS = {"today": msg("the same day"), "next-day": msg("next-day")}
ANSWERS = {"yes": msg("yes"), "no": msg("no"), "unknown": msg("not known")}


def field_label(field: Field) -> str:
    """Return the name of a field in the language spoken: ``sum`` of "sum, if not all of it".

    It is how its help begins, up to the comma or bracket behind which it says how to give it; a
    field of the rulebook's own is called as it is written there.
    """
    if field.own:
        return say(field.help)
    return re.split("[（，；：(,;:]", say(field.help), maxsplit=1)[0].strip()


def captions(field: Field) -> dict[str, Message]:
    """Return what the words mean of which a field holds one; nothing of a field of another kind."""
    kind = item_of(field.kind)
    if not isinstance(kind, ChoiceKind):
        return {}
    listed, own = getattr(kind, "vocabulary", ""), getattr(kind, "captions", {})
    known = {**ANSWERS, **CHOICES.get(listed, {}), **CHOICES.get(field.name, {}), **own}
    return {word: known[word] for word in kind.values if word in known}


def chosen(field: Field, value: str) -> str:
    """Return the value of a field that is chosen from a few words, with what it means, or ""."""
    means = VISIT_DAYS if field.name == "for" else {}
    means = {**means, **captions(field)}
    return labelled(value, means) if value in means else ""


def measured(field: Field, value: str) -> str:
    """Return the value of a field of one's own in words: its meaning, or with its measure."""
    if means := captions(field).get(value):
        return say(means)
    return f"{value} {field.measure}" if field.measure else value


def other_choice(text: str, words: Iterable[str]) -> Message | None:
    """Return which of a few words is meant by one that people say for it; None for none."""
    said = text.casefold()
    meant = (word for word in words if said in OTHER_CHOICES.get(word, "").split())
    return next((msg("did you mean {word}?", word=word) for word in meant), None)


def labelled(name: str, labels: Mapping[str, Message]) -> str:
    """Return a word with what it means in the language spoken: ``assigned (已派工)``."""
    label = say(labels[name]) if name in labels else name
    return name if label == name else f"{name} ({label})"


def role_name(role: str, own: Message | None = None) -> str:
    """Return what a role is called in the language spoken; ``own`` where the rulebook says it."""
    named = own or ROLE_NAMES.get(role)
    return say(named) if named else role


def urgency(priority: str, words: Words) -> str | None:
    """Return how urgent a case is, in the language spoken; None where it is as usual."""
    if priority == words.usual.get("priority", ""):
        return None
    named = words.caption("priority", priority) or CHOICES["priority"].get(priority)
    return say(named) if named else priority


def who_label(who: str) -> str:
    """Return a role or a kind of account in the language spoken; a person as he is typed."""
    if who in ACCOUNT_KINDS:
        return say(ACCOUNT_KINDS[who].help)
    return say(ROLE_NAMES[who]) if who in ROLE_NAMES else who


def state_label(state: State, held: bool = False, sheet_is_out: bool = False) -> str:
    """Return a state with its meaning, and that the case rests, or the sheet of a visit is out."""
    label = labelled(state.name, {state.name: state.caption})
    label += ", " + say(msg("on hold")) if held else ""
    return say(msg("{state}; the sheet is still out", state=label)) if sheet_is_out else label


def ticked(ticks: Sequence[Tick], answers: Mapping[str, str]) -> str:
    """Return the lines of a checklist, each ticked or crossed out with the reason."""
    lines = []
    for tick in (tick for tick in ticks if tick.name in answers):
        answer, _, reason = answers[tick.name].partition(":")
        line = f"{'✓' if answer == 'yes' else '×'} {say(tick.help)}"
        lines.append(line + (f" ({escaped(reason.strip())})" if reason else ""))
    return "; ".join(lines)
