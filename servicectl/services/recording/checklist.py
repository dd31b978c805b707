"""A checklist as it was typed: each line is yes, no with the reason, or was not said."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.checklists import lines_for
from servicectl.domain.schema.characters import folded, tidied
from servicectl.domain.schema.kinds import LINE, did_you_mean
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import NOT, YES, Action, Tick
from servicectl.errors import Malformed, Message, UsageError, msg
from servicectl.services.recording.input import TypedFields, read_text
from servicectl.store.team.team import Team

ALL = "all"
_COMMAS = re.compile(r"[,，、;；]+")
_COLON = re.compile(r"[:：]")


def typed_ticks(ticks: Sequence[Tick], typed: TypedFields) -> dict[str, str]:
    """Return what ``--yes`` and ``--not`` say of the lines on the list, in the list's order.

    A line that neither names is not in it: nobody said. ``--yes all`` means all but those that
    ``--not`` names. Raises UsageError for an unknown line, one said twice, or a missing reason.
    """
    names = tuple(tick.name for tick in ticks)
    done = _done(_texts(typed, YES), names)
    not_done = dict(_not_done(text, names) for text in _texts(typed, NOT))
    for name in done:
        if name in not_done and ALL not in done:
            raise UsageError(
                msg("{tick} is said to be done and not done", tick=name),
                msg("name it with --yes or with --not"),
            )
    every = names if ALL in done else done
    said = dict.fromkeys(every, "yes") | not_done
    return {name: said[name] for name in names if name in said}


def checklist_of(team: Team, case: Case | None, action: Action) -> tuple[Tick, ...]:
    """Return the lines to be ticked at an action in a case, None: in one that is to come."""
    policy = team.rulebook(case.policy) if case else team.policy
    lines = action.ticked(policy.ticks)
    return tuple(lines_for(case, lines, team.records_of)) if case else lines


def unsaid(ticks: Iterable[Tick], said: Mapping[str, str]) -> tuple[Tick, ...]:
    """Return the lines of the list of which nothing was said."""
    return tuple(tick for tick in ticks if tick.name not in said)


def is_said(typed: Mapping[str, object]) -> bool:
    """Return whether anything was said of the checklist; an answer left open has been asked."""
    return any(typed.get(field.name) is not None for field in (YES, NOT))


def _texts(typed: TypedFields, field: Field) -> Sequence[str]:
    given = typed.get(field.name) or ()
    return (given,) if isinstance(given, str) else given


def _done(texts: Iterable[str], names: tuple[str, ...]) -> tuple[str, ...]:
    words = [_word(word) for text in texts for word in _COMMAS.split(text)]
    for word in filter(None, words):
        if _COLON.search(word):
            raise UsageError(
                msg("--yes {text}: what was done has no reason", text=repr(word)),
                msg("what was not done: --not TICK:REASON"),
            )
        if word != ALL:
            _check_known(YES, word, names)
    return tuple(filter(None, words))


def _not_done(text: str, names: tuple[str, ...]) -> tuple[str, str]:
    before, _, reason = _at_colon(text)
    name = _word(before)
    _check_known(NOT, name, names)
    if not reason:
        raise UsageError(
            msg("--not {name}: the reason is missing", name=name),
            msg("write --not {name}:REASON", name=name),
        )
    try:
        return name, read_text(LINE, f"no: {reason}")
    except Malformed as error:
        wrong = msg("{option}: {problem}", option=f"--not {name}", problem=error.problem)
        raise UsageError(wrong, error.remedy) from None


def _word(text: str) -> str:
    return folded(tidied(text).text).strip()


def _check_known(field: Field, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise UsageError(
            msg(
                "{option} {name}: there is no such tick here", option=field.option, name=repr(name)
            ),
            did_you_mean(name, names) or _known(names),
        )


def _known(names: tuple[str, ...]) -> Message:
    return msg("ticks: {words}", words=", ".join(names))


def parts_of(text: str, chosen: Callable[[str], str], ticks: Collection[str]) -> tuple[str, ...]:
    """Return the parts of an answer at a terminal: names of lines, ``all``, and NAME:REASON.

    They stand apart by commas, names also by spaces. ``chosen`` tells the name that a number means.
    What follows a comma in a reason and names no line belongs to the reason.
    """
    parts: list[str] = []
    for piece in filter(None, (piece.strip() for piece in _COMMAS.split(text))):
        before, colon, reason = _at_colon(piece)
        words = [chosen(word) for word in before.split()]
        known = all(word in ticks or word == ALL for word in words)
        if parts and ":" in parts[-1] and not known:
            parts[-1] += f", {piece}"
        elif colon and words:
            parts += [*words[:-1], f"{words[-1]}:{reason}"]
        else:
            parts += words or [piece]
    return tuple(parts)


def _at_colon(text: str) -> tuple[str, str, str]:
    before, *rest = _COLON.split(text, maxsplit=1)
    return before, ":" if rest else "", rest[0].strip() if rest else ""


def as_typed(parts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the parts of an answer as they would be typed with ``--yes`` and ``--not``."""
    return {
        YES.name: tuple(part for part in parts if ":" not in part),
        NOT.name: tuple(part for part in parts if ":" in part),
    }
