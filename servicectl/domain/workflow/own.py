"""Steps, fields and ticks of a rulebook's own, compiled into what shipped ones are declared as.

A rulebook is read once, into what JSON can hold: its text is kept, and compiled where it is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from servicectl.domain.schema.kinds import (
    AGREED,
    CODED,
    DAY,
    LINE,
    MOMENT,
    PERSON,
    PHONE,
    SERIAL,
    SKU,
    TEXT,
    ChoiceKind,
    Kind,
    ManyKind,
    item_of,
)
from servicectl.domain.schema.listed import ListedKind
from servicectl.domain.schema.quantities import NUMBER, SUM
from servicectl.domain.schema.records import Field, Fields
from servicectl.domain.workflow.action import Action, Tick
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import caption
from servicectl.named_tuple import NamedTuple

FIELD_KINDS: Mapping[str, Kind] = {
    "text": TEXT,
    "line": LINE,
    "number": NUMBER,
    "money": SUM,
    "moment": MOMENT,
    "agreed": AGREED,
    "day": DAY,
    "yes_no": ChoiceKind(("yes", "no")),
    "word": LINE,
    "person": PERSON,
    "part": SKU,
    "serial": SERIAL,
    "phone": PHONE,
    "file": CODED,
}
"""What a field may hold, as a rulebook says it; a ``word`` is one of those that it names."""
STAGE = "own"
OF_CALL = ("customer", "unit")
"""Records of which a call may tell."""


class Own(NamedTuple):
    """The actions of a rulebook by verb, which of them are steps of its own, fields of records."""

    actions: Mapping[str, Action]
    steps: tuple[str, ...] = ()
    records: Mapping[str, Fields] = {}


def may_say_own(data: bytes) -> bool:
    """Return whether the bytes of a rulebook may add something; of a list of ticks not."""
    # Asked at every start: a wrong yes costs a look into the file, a wrong no would lose steps.
    if b"steps" in data or b"fields" in data:
        return True
    ticks = (line for line in data.splitlines() if b"ticks" in line) if b"ticks" in data else ()
    return any(not line.partition(b":")[2].lstrip().startswith(b"[") for line in ticks)


@lru_cache(maxsize=64)
def own_of(text: str) -> Own:
    """Return what the text of own steps, fields and ticks means; without one what is shipped."""
    if not text:
        return Own(ACTIONS)
    import json  # a rulebook that adds nothing waits for it at no start

    said = json.loads(text)
    steps = {step["verb"]: _step(step) for step in said["steps"]}
    known = {**ACTIONS, **steps}
    further = {verb: _further(known[verb], said) for verb in known if _is_said(verb, said)}
    records = {
        name: Fields(map(_field, fields))
        for name, fields in said["fields"].items()
        if name not in known
    }
    told = tuple(field for name in OF_CALL for field in records.get(name, ()))
    if told:
        further["report"] = further.get("report", ACTIONS["report"]).changed(further=told)
    return Own({**known, **further}, tuple(steps), records)


def _is_said(verb: str, said: Mapping[str, Any]) -> bool:
    return verb in said["fields"] or verb in said["ticks"]


def _further(action: Action, said: Mapping[str, Any]) -> Action:
    """Return an action with the fields and ticks that are added to it."""
    ticks = tuple(map(_tick, said["ticks"].get(action.verb, ())))
    named = {tick.name for tick in ticks}
    return action.changed(
        fields=(*action.fields, *map(_field, said["fields"].get(action.verb, ()))),
        ticks=(*(tick for tick in action.ticks if tick.name not in named), *ticks),
    )


def _step(step: Mapping[str, Any]) -> Action:
    """Return a step of a rulebook's own."""
    called = caption(step["zh"], step["en"])
    fields = tuple(map(_field, step["fields"]))
    needed = [f for f in fields if f.required]
    typed = (f"{field.option} {_example(field)}" for field in needed)
    return Action(
        step["verb"],
        called,
        called,
        tuple(step["by"]),
        fields,
        tuple(map(_tick, step["ticks"])),
        outcome=step["outcome"],
        after=step["after"],
        own=step["own"],
        held=step["held"],
        stage=STAGE,
        example=" ".join((step["verb"], "7k3f9q", *typed)),
    )


def _example(field: Field) -> str:
    kind = item_of(field.kind)
    return next(iter(kind.values), "") if isinstance(kind, ChoiceKind) else kind.words()


def _tick(tick: Mapping[str, Any]) -> Tick:
    rule = tick["rule"] or ""
    return Tick(tick["name"], caption(tick["zh"], tick["en"]), rule, when=tick["when"], own=True)


def _field(field: Mapping[str, Any]) -> Field:
    kind = _kind(field)
    return Field(
        field["name"],
        ManyKind(kind) if field["many"] else kind,
        caption(field["zh"], field["en"]),
        required=field["required"],
        measure=field["measure"],
        form=tuple(field["form"]),
        search=field["search"],
        rules=(field["rule"],) if field["rule"] else (),
        own=True,
    )


def _kind(field: Mapping[str, Any]) -> Kind:
    """Return the kind of a field: one of a few words where it names them, or their list."""
    if field["of"] is None:
        return FIELD_KINDS[field["kind"]]
    listed, words = field["of"]
    captions = {word: caption(zh, en) for word, zh, en in words if en is not None}
    return ListedKind.of(listed, tuple(word for word, *_ in words), captions)
