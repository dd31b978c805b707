"""The clocks of the house: for what was put off or left, where a rulebook says nothing of it.

They are written as a rulebook writes them. It may say otherwise: a clock of the same name stands in
the house's place, ``{within: 3wd}`` alone changes the figure, ``null`` turns it off. They are shown
late without counting a breach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.rulebook.terms import Spec, Term, names_of
from servicectl.domain.schema.nodes import NULLS, Map, Text, Value
from servicectl.domain.schema.records import replace
from servicectl.domain.time.limit import read_at, read_within

_ALL = {"soft": "yes", "origin": "house"}
HOUSE: Mapping[str, Mapping[str, str]] = {
    "hold": {"from": "hold", "until": "resume", "at": "agreed 7d", "owner": "receptionist"},
    "parts_short": {
        "from": "parts-short",
        "until": "parts-in",
        "at": "agreed 7d",
        "owner": "storekeeper",
    },
    "at_maker": {
        "from": "to-maker",
        "until": "from-maker",
        "at": "agreed 30d",
        "owner": "storekeeper",
    },
    "appointment": {
        "from": "appoint or reschedule",
        "until": "arrive",
        "at": "agreed",
        "pauses": "hold",
        "owner": "engineer",
    },
    "promised": {
        "from": "take-away.promised or promise",
        "until": "give-back or complete",
        "at": "agreed",
        "owner": "engineer",
    },
    "repaired_by": {
        "from": "reply.when",
        "until": "complete or give-back",
        "at": "agreed",
        "owner": "engineer",
    },
    "sheet_promised": {
        "from": "late-notice",
        "until": "sheet-in",
        "at": "agreed",
        "owner": "engineer",
    },
    "ready_to_close": {
        "from": "callback.ok or approve.sheet",
        "until": "close or rework",
        "within": "2wd",
        "pauses": "hold",
        "owner": "receptionist",
        "renewed": "no",
    },
    "caller": {
        "from": "rang",
        "until": "ring-back or call",
        "at": "close_of_business",
        "owner": "receptionist",
        "renewed": "no",
        "outlives": "yes",
    },
    "register": {
        "from": "register-add",
        "until": "register-answer",
        "at": "next_morning",
        "owner": "receptionist",
        "rule": "R086",
    },
    "count": {
        "from": "count",
        "until": "adjust",
        "within": "2wd",
        "owner": "supervisor",
        "rule": "R091",
    },
    "contract_end": {
        "from": "contract-end",
        "until": "contract-renewed",
        "at": "agreed",
        "owner": "supervisor",
    },
    "leaver": {
        "from": "last-day",
        "until": "return",
        "at": "agreed",
        "owner": "storekeeper",
        "rule": "R136",
        "soft": "no",
    },
}
_WHOLE = frozenset({"from", "until", "owner"})
_FIGURE = frozenset({"within", "at", "time", "day"})


def is_off(name: str, block: Value) -> bool:
    """Return whether a rulebook turns a clock of the house off: ``NAME: null``."""
    return name in HOUSE and _is_null(block)


def completed(name: str, block: Value) -> Value:
    """Return a rulebook's clock with what it leaves to the house.

    One that says from when until when and who owes it is its own, and has the house's figure only
    where it gives none; another says only what is otherwise.
    """
    if name not in HOUSE or not isinstance(block, Map):
        return block
    has_figure = any(word in block and not _is_null(block[word]) for word in ("within", "at"))
    if has_figure and set(block) >= _WHOLE:
        return block
    own = {key: value for key, value in block.items() if has_figure or not _is_null(value)}
    left = _FIGURE if has_figure else frozenset[str]()
    given = {key: text for key, text in _block(name).items() if key not in left}
    whole = Map({**given, **own}, block.line, block.column, block.flow)
    whole.keys_at = block.keys_at
    return whole


@cache
def house_clocks() -> Mapping[str, ClockRule]:
    """Return the clocks of the house by name."""
    return {name: _read(name, {**_ALL, **words}) for name, words in HOUSE.items()}


def _read(name: str, words: Mapping[str, str]) -> ClockRule:
    """Return a clock from its words, which need no checks: this is read at every start."""
    begins, ends = (read_spec(words["from"]),), (read_spec(words["until"]),)
    within, at = words.get("within"), words.get("at")
    return ClockRule(
        name=name,
        from_=begins,
        until=ends,
        within=within,
        at=at,
        pauses=(words["pauses"],) if "pauses" in words else (),
        limit=read_at(at) if at else read_within(within),
        starts=names_of(begins),
        events=names_of((*begins, *ends)),
        added=True,
        owner=words["owner"],
        origin=words["origin"],
        rule=words.get("rule"),
        soft=words["soft"] == "yes",
        renewed=words.get("renewed", "yes") == "yes",
        outlives=words.get("outlives") == "yes",
    )


def beside(
    house: Mapping[str, ClockRule], own: Mapping[str, ClockRule], closing: Sequence[Spec]
) -> Iterator[ClockRule]:
    """Yield the clocks of the house that stand beside a rulebook's own.

    Not from what one of those is counted from already, until the same or the agreed time; and from
    an approval only where ``closing``, what the rulebook asks of ``close``, names it.
    """
    asked = {term for spec in closing for term in spec.terms}
    for rule in house.values():
        terms = (term for spec in rule.from_ for term in spec.terms)
        left = tuple(
            term
            for term in terms
            if not any(_covers(one, rule, term) for one in own.values())
            and (term.name != "approve" or term in asked)
        )
        if left:
            begins = (Spec(left),)
            events = names_of((*begins, *rule.until))
            rest = replace(rule, from_=begins, starts=names_of(begins), events=events)
            yield rule if begins == rule.from_ else rest


def _covers(own: ClockRule, rule: ClockRule, term: Term) -> bool:
    """Return whether a rulebook's clock says already, for every case, what the house's would."""
    if not own.has_figure or own.conditions or term.name not in own.starts:
        return False
    begins = (t for spec in own.from_ for t in spec.terms if t.name == term.name)
    same = (own.is_agreed and rule.is_agreed) or names_of(own.until) & names_of(rule.until)
    return bool(same) and any(begun.detail in (None, term.detail) for begun in begins)


def _block(name: str) -> Map:
    return Map({key: Text(text) for key, text in {**_ALL, **HOUSE[name]}.items()})


def _is_null(value: Value) -> bool:
    return isinstance(value, str) and value in NULLS
