"""What the words mean that are chosen from, for those who are asked to choose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from servicectl.domain.lines.line import State
from servicectl.domain.master.accounts import ACCOUNT_KINDS
from servicectl.domain.schema.characters import escaped
from servicectl.domain.schema.kinds import CASE_KIND, STATE, ChoiceKind, ManyKind
from servicectl.domain.schema.records import Field
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


def meaning(field: str, value: str) -> Message | str:
    """Return what a choice of a field means; nothing for what is not chosen from a few words."""
    return {**ANSWERS, **CHOICES.get(field, {})}.get(value, "")


def chosen(field: Field, value: str) -> str:
    """Return the value of a field that is chosen from a few words, with what it means, or ""."""
    listed = getattr(field.kind, "vocabulary", "")
    means = meaning(field.name, value) if isinstance(field.kind, ChoiceKind) else ""
    means = means or meaning(listed, value)
    means = VISIT_DAYS.get(value, means) if field.name == "for" else means
    means = _own(field.kind).get(value, means)
    return labelled(value, {value: means}) if isinstance(means, Message) else ""


def measured(field: Field, value: str) -> str:
    """Return the value of a field of one's own in words: its meaning, or with its measure."""
    kind = field.kind.item if isinstance(field.kind, ManyKind) else field.kind
    if isinstance(kind, ChoiceKind):
        means = _own(kind).get(value) or meaning(field.name, value) or value
        return say(means) if isinstance(means, Message) else means
    return f"{value} {field.measure}" if field.measure else value


def _own(kind: object) -> Mapping[str, Message]:
    """Return what the words of a list of the rulebook mean, where they are its own."""
    found: Mapping[str, Message] = getattr(kind, "captions", {})
    return found


def choice_meant(field: Field, text: str) -> Message | None:
    """Return the choice of a field whose meaning, in the language spoken, was typed; or None.

    Of states and kinds of case it is one that every rulebook has that says none of its own.
    """
    for value, label in _meanings(field).items():
        said = OTHER_CHOICES.get(value, "").split()
        if isinstance(label, Message) and text.casefold() in (say(label).casefold(), *said):
            return msg("did you mean {word}?", word=value)
    return None


def _meanings(field: Field) -> Mapping[str, Message | str]:
    kind = field.kind.item if isinstance(field.kind, ManyKind) else field.kind
    if isinstance(kind, ChoiceKind):
        own = _own(kind)
        return {value: own.get(value) or meaning(field.name, value) for value in kind.values}
    # Only who typed something wrong waits for these.
    from servicectl.domain.lines.case_kinds import shipped_kinds

    shipped = shipped_kinds(2)
    if kind is CASE_KIND:
        return {name: case_kind.caption for name, case_kind in shipped.items()}
    states = {name: s for one in shipped.values() for name, s in one.line.states.items()}
    return {name: state.caption for name, state in states.items()} if kind is STATE else {}


def labelled(name: str, labels: Mapping[str, Message]) -> str:
    """Return a word with what it means in the language spoken: ``assigned (已派工)``."""
    label = say(labels[name]) if name in labels else name
    return name if label == name else f"{name} ({label})"


def role_name(role: str, own: Message | None = None) -> str:
    """Return what a role is called in the language spoken; ``own`` where the rulebook says it."""
    named = own or ROLE_NAMES.get(role)
    return say(named) if named else role


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
