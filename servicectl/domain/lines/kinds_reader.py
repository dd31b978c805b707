"""Reading the kinds of case of a rulebook (``kinds:`` of policies.yaml)."""

from __future__ import annotations

from collections.abc import Mapping

from servicectl.domain.lines.case_kinds import CaseKind, Kinds, shipped_kinds
from servicectl.domain.lines.line import CaseLine
from servicectl.domain.lines.line_checks import RULE, check_line, check_name
from servicectl.domain.lines.reader import LineRead, read_line
from servicectl.domain.lines.shipped import shipped, shipped_names
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.nodes import Map, Value, part
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, caption, msg


def read_kinds(
    raw: Value, schema: int, found: Findings, actions: Mapping[str, Action] = ACTIONS
) -> Kinds:
    """Return the kinds that a table describes; what is wrong in it is added to ``found``.

    A kind may stand on a line that comes with the program or on another kind of the table,
    whichever is written first; ``actions`` are those of the rulebook.
    """
    if not isinstance(raw, Map) or not raw:
        found.add(raw, RULE, msg("kinds: is a mapping, a line below each kind of case"))
        return shipped_kinds(schema)
    bases: dict[str, CaseLine] = {name: shipped(name) for name in shipped_names()}
    names = [name for name in raw if check_name(raw, name, found)]
    read: dict[str, CaseKind] = {}
    broken = {*raw} - {*names}
    waiting = {name: raw[name] for name in names}
    while waiting:
        ready = [name for name, text in waiting.items() if _base_of(text) not in waiting]
        if not ready:
            _circle(waiting, found)
            break
        for name in ready:
            text = waiting.pop(name)
            if (base := _base_of(text)) in names and base not in bases:
                continue  # what is wrong is said at the kind on which it stands
            before = len(found.problems)
            one = _kind(name, text, schema, raw.keys_at[name], bases, found, actions)
            if len(found.problems) > before or _base_of(text) in broken:
                broken.add(name)
            bases |= {name: one.line} if one else {}
            read |= {name: one} if one else {}
    kinds = Kinds({name: read[name] for name in names if name in read})
    kinds.broken = frozenset(broken)
    return kinds


def _base_of(text: Value) -> str:
    return str(text.get("like", "")) if isinstance(text, Map) else ""


def _circle(waiting: Mapping[str, Value], found: Findings) -> None:
    for name, text in waiting.items():
        message = msg("{name} stands on itself, through like:", name=name)
        remedy = msg("one of them stands on a line of its own: {words}", words=[*shipped_names()])
        found.add(part(text, "like"), RULE, message, remedy)


def _kind(
    name: str,
    text: Value,
    schema: int,
    at: tuple[int, int],
    bases: Mapping[str, CaseLine],
    found: Findings,
    actions: Mapping[str, Action],
) -> CaseKind | None:
    """Return one kind; None where its line cannot be read."""
    read: LineRead = read_line(text, name, bases, found, actions)
    if read is MISSING:
        return None
    check_line(read, text, at, found)
    return CaseKind(name, _caption(name, read, schema, at, found), read.line)


def _caption(
    name: str, read: LineRead, schema: int, at: tuple[int, int], found: Findings
) -> Message:
    zh, en = read.text.zh, read.text.en
    known = shipped_kinds(schema).get(name)
    if zh is None and en is None and known is not None:
        return known.caption
    if zh is None and en is None:
        message = msg("kind {name} has no name that people read", name=name)
        found.add_at(at, RULE, message, msg("write zh: or en:, or both"))
    return caption(zh or en or name, en or zh or name)
