"""Whether the conditions that stand in a rulebook name what there is: each text where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial

from servicectl.domain.cases.fields import further_fields
from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.master.roster import Person
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.condition_checks import (
    Names,
    check_events,
    check_terms,
    fields_of,
    what_is_meant,
)
from servicectl.domain.rulebook.condition_reader import (
    check_schema_1,
    read_condition,
    read_one_event,
    read_requirement,
    read_spec,
)
from servicectl.domain.rulebook.policy import ACTIONS_AND_DOCUMENTS
from servicectl.domain.rulebook.policy_checks import check_kinds, check_yields
from servicectl.domain.rulebook.terms import RECORDS_ON_FILE, terms_of
from servicectl.domain.schema.kinds import (
    CONTRACT_NUMBER,
    LINE,
    ChoiceKind,
    Findings,
    Kind,
    did_you_mean,
)
from servicectl.domain.schema.listed import ROLE_NAME, list_of, no_word
from servicectl.domain.schema.nodes import Map, Seq, Text, part
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.own_records import OWN_RECORDS, as_added
from servicectl.errors import Malformed, msg

Check = Callable[[str], Iterable[Malformed]]
"""What reads a text and yields what is wrong in it."""


def names_known(raw: Map, kinds: Kinds) -> Names:
    """Return what the conditions of a rulebook may name; of ``schema: 1`` no fact of a case."""
    records = records_known(kinds)
    if _newer(raw):
        people = as_added(Person, kinds.own_text)
        records["engineers"] = {field.name: field.kind for field in people.declared}
    money = raw.get("money")
    currency = str(money.get("currency", "CNY")) if isinstance(money, Map) else "CNY"
    facts = facts_known(kinds) if _newer(raw) else {}
    return Names(_in_words(kinds), facts, records, {}, currency, _leading(kinds))


def _leading(kinds: Kinds) -> dict[str, tuple[str, ...]]:
    """Return the ways by the state to which they lead, those of all kinds."""
    found: dict[str, dict[str, None]] = {}
    for kind in kinds.values():
        for key, ways in kind.line.ways.items():
            for target in (way.target for way in ways if way.target):
                found.setdefault(target, {})[key] = None
    return {state: tuple(keys) for state, keys in found.items()}


def _in_words(kinds: Kinds) -> Mapping[str, Action]:
    """Return the actions by name, their choices in the words of a rulebook."""
    actions = kinds.actions
    said = ((verb, kinds.words.fields(action.fields)) for verb, action in actions.items())
    changed = {verb: fields for verb, fields in said if fields != actions[verb].fields}
    return {**actions, **{v: actions[v].changed(fields=fields) for v, fields in changed.items()}}


def records_known(kinds: Kinds) -> dict[str, dict[str, Kind]]:
    """Return what may be on file of what a case names, with what the rulebook adds."""
    records = {name: as_added(OWN_RECORDS[name], kinds.own_text) for name in RECORDS_ON_FILE}
    return {name: {f.name: f.kind for f in made.declared} for name, made in records.items()}


def facts_known(kinds: Kinds) -> dict[str, Kind]:
    """Return what is known of a case beside its events, by name."""
    listed = {name: words.kind(name) for name, words in kinds.words.items()}
    apart = {"role", "approval", *_of_records_only(kinds)}
    own = {name: kind for name, kind in listed.items() if name not in apart}
    return {
        "kind": ChoiceKind(tuple(kinds)),
        "category": LINE,
        "contract": CONTRACT_NUMBER,
        "for": ChoiceKind(("today", "next-day")),
        **own,
    }


def _of_records_only(kinds: Kinds) -> set[str]:
    """Return the lists of which only fields of records on file hold a word: no case says it."""
    records = (field for own in kinds.own.records.values() for field in own)
    actions = (field for action in kinds.actions.values() for field in action.fields)
    return {list_of(field.kind) for field in records} - {list_of(field.kind) for field in actions}


def check_texts(raw: Map, kinds: Kinds, clocks: Mapping[str, ClockRule], found: Findings) -> None:
    """Note every text of a rulebook that reads well and says nothing."""
    names = names_known(raw, kinds)
    if not _newer(raw):
        _check_first_schema(raw, found)
    for section in ("require", "approve", "by"):
        _check_steps(section, raw, names, found)
    for text in _of_clocks(raw, "from", "until", "yields_to"):
        _check(text, "event", partial(_events, names), found)
    of_case = names._replace(records={name: names.records[name] for name in RECORDS_ON_FILE})
    for text in (*_of_clocks(raw, "when"), *_texts(raw.get("first")), *_of_ticks(raw)):
        _check(text, "when", partial(_of_case, of_case), found)
    _check_values(raw, kinds, found)
    _check_roles(raw, kinds, found)
    _check_pairs(raw.get("separate"), found)
    for text in _texts(raw.get("separate")):
        _check(text, "event", lambda words: check_events([read_one_event(words)], names), found)
    if _newer(raw):
        check_yields(raw, clocks, found, names.events)
    if not found.problems:
        check_kinds(raw, kinds, found)


def _check_pairs(separate: object, found: Findings) -> None:
    """Note one action alone where those stand that one person may not do together."""
    for pair in separate if isinstance(separate, Seq) else ():
        if not isinstance(pair, Seq) or len(pair) < 2:
            text = msg("one action alone is separate from none")
            found.add(pair, "event", text, msg("write a list in the list: [[complete, callback]]"))


def _check_first_schema(raw: Map, found: Findings) -> None:
    """Note what rulebooks of ``schema: 1`` do not know."""
    for text in (*_texts(raw.get("require")), *_of_clocks(raw, "from", "until", "yields_to")):
        _check_form(text, found)
    for word in ("by", "first"):
        if word in raw:
            message = msg("{key}: is a word of schema: 2", key=word)
            found.add_at(raw.keys_at[word], "unknown-key", message, msg("write schema: 2"))


def _check_values(raw: Map, kinds: Kinds, found: Findings) -> None:
    """Note values of a mapping below ``when`` and ``within`` that a case cannot have."""
    facts, records = facts_known(kinds), records_known(kinds).items()
    facts |= {f"{name}.{field}": kind for name, kept in records for field, kind in kept.items()}
    for block in _clocks(raw):
        when, within = block.get("when"), block.get("within")
        for name, said in when.items() if isinstance(when, Map) else ():
            for item in _texts(said) if name in ("priority", "channel") else ():
                facts[name].read(item, found)
        if isinstance(within, Map) and isinstance(within.get("by"), Text):
            _check_figures(within, facts, found)


def _check_figures(within: Map, facts: Mapping[str, Kind], found: Findings) -> None:
    """Note a list that a case has no word of, and values that have no figure."""
    by = within["by"]
    kind = facts.get(str(by))
    if not isinstance(kind, ChoiceKind):
        lists = tuple(name for name, kind in facts.items() if isinstance(kind, ChoiceKind))
        near = what_is_meant(str(by), lists, lists)
        found.add(by, "limit", msg("{name} is no list of values", name=str(by)), near)
        return
    for name in set(within) - {"by", *kind.values}:
        text, nearest = no_word(name, str(by), kind.values), did_you_mean(name, kind.values)
        found.add_at(within.keys_at[name], "limit", text, nearest)
    lacking = [value for value in kind.values if value not in within]
    if lacking:
        text = msg("{values} of {name} have no figure here", values=lacking, name=str(by))
        found.add(within, "limit", text, msg("write {value}: null for none", value=lacking[0]))


def _check_roles(raw: Map, kinds: Kinds, found: Findings) -> None:
    """Note roles that the rulebook does not have: who owes, who may, who owes the next step."""
    role = kinds.words["role"].kind("role")
    own = raw.get("kinds")
    lines = own.values() if isinstance(own, Map) else ()
    owed = (*_clocks(raw), *(state for line in lines for state in _maps(part(line, "states"))))
    said = [text for block in owed for text in _texts(block.get("owner"))]
    for text in (*said, *_texts(raw.get("approve")), *_texts(raw.get("by"))):
        if ROLE_NAME.fits(text):
            role.read(text, found)


def _maps(value: object) -> Iterator[Map]:
    blocks = value.values() if isinstance(value, Map) else ()
    return (block for block in blocks if isinstance(block, Map))


def _clocks(raw: Map) -> Iterator[Map]:
    return _maps(raw.get("clocks"))


def _newer(raw: Map) -> bool:
    return raw.get("schema") != "1"


def _of_clocks(raw: Map, *keys: str) -> Iterator[Text]:
    """Yield the texts that stand under these keys of clocks; of a mapping none."""
    for clock in _clocks(raw):
        for said in map(clock.get, keys):
            yield from () if isinstance(said, Map) else _texts(said)


def _check_form(text: Text, found: Findings) -> None:
    """Note a text of a form that ``schema: 1`` lacks; one that cannot be read is noted."""
    try:
        read_requirement(str(text))
    except Malformed:
        return
    try:
        check_schema_1(text)
    except Malformed as error:
        found.add(text, "event", error.problem, error.remedy)


def _check_steps(section: str, raw: Map, names: Names, found: Findings) -> None:
    """Note requirements and approvals of actions, fields and outcomes that do not exist."""
    table = raw.get(section)
    for words, at in table.keys_at.items() if isinstance(table, Map) else ():
        verb, _, detail = words.partition(".")
        known = names.events.get(verb) or ACTIONS_AND_DOCUMENTS.get(verb)
        if known is None:
            near = did_you_mean(verb, {**ACTIONS_AND_DOCUMENTS, **names.events})
            found.add_at(at, "unknown-action", msg("no action is called {name}", name=verb), near)
        elif detail and not known.knows(detail):
            message = msg("{verb} has no outcome or field {detail}", verb=verb, detail=detail)
            near = did_you_mean(detail, known.outcomes)
            shown = msg("known here: {words}", words=", ".join(known.outcomes) or "-")
            found.add_at(at, "unknown-detail", message, near or shown)
        elif detail and section == "require":
            message = msg("what a step needs stands below its own name, not below an outcome")
            when = f"{known.outcome} = {detail}" if detail in known.outcomes else detail
            how = msg("write {verb}: [… when {condition}]", verb=verb, condition=when)
            found.add_at(at, "unknown-detail", message, how)
        elif section == "require":
            for text in _texts(part(raw, section, words)):
                _check(text, "unknown-requirement", partial(_required, names, known), found)


def _required(names: Names, action: Action, text: str) -> Iterator[Malformed]:
    names = names._replace(own=fields_of(action, further_fields(action)))
    terms = [term for spec in read_requirement(text) for term in spec.all_terms]
    yield from check_terms({term.at: term for term in terms}.values(), names)


def _of_case(names: Names, text: str) -> Iterator[Malformed]:
    yield from check_terms(terms_of([read_condition(text)]), names._replace(events={}))


def _events(names: Names, text: str) -> Iterator[Malformed]:
    """Yield what is wrong where events stand, and behind ``when`` and ``unless`` also facts."""
    spec = read_spec(text)
    yield from check_events(spec.terms, names)
    for term in spec.behind:
        of_fact = term.is_on_file or (term.detail is None and term.name in names.facts)
        yield from check_terms([term], names) if of_fact else check_events([term], names)


def _texts(value: object) -> Iterator[Text]:
    """Yield the texts of a value, of lists and mappings all that stand in them."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Seq | Map):
        for item in value.values() if isinstance(value, Map) else value:
            yield from _texts(item)


def _of_ticks(raw: Map) -> Iterator[Text]:
    """Yield the conditions under which own lines are on a checklist."""
    if isinstance(raw.get("ticks"), Map) or "steps" in raw:
        from servicectl.domain.rulebook.steps_reader import conditions_of_ticks

        yield from conditions_of_ticks(raw)


def _check(text: Text, rule: str, check: Check, found: Findings) -> None:
    """Note what is wrong in a text; one that cannot be read is noted."""
    with suppress(Malformed):
        for wrong in check(str(text)):
            found.add_at(text.place(wrong.at), rule, wrong.problem, wrong.remedy)
