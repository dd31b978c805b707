"""Reading the clocks of a rulebook, beside which those of the house stand."""

from __future__ import annotations

from collections.abc import Mapping

from servicectl.domain.rulebook.clock_rule import CLOCK_NAME, ClockRule, Figures
from servicectl.domain.rulebook.house import beside, completed, house_clocks, is_off
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_checks import Actions, check_agreed, check_bound
from servicectl.domain.rulebook.terms import names_of
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.nodes import Map, Text, Value, part
from servicectl.domain.schema.records import read_record, replace
from servicectl.domain.time.limit import Limit, Within, read_at, read_within
from servicectl.errors import Malformed, msg


def read_clocks(raw: Map, found: Findings, actions: Actions) -> dict[str, ClockRule]:
    """Return the clocks that a rulebook says itself, all of them or what is otherwise.

    ``actions`` are those of the rulebook.
    """
    table = raw.get("clocks", Map())
    if not isinstance(table, Map):
        found.add(table, "type", msg("a mapping (key: value) is wanted here"))
        return {}
    clocks: dict[str, ClockRule] = {}
    for name, given in table.items():
        if is_off(name, given):
            continue
        block = completed(name, given)
        rule = read_record(ClockRule, block, found)
        named = CLOCK_NAME.read(Text(name, *table.keys_at[name]), found)
        if rule is not MISSING and named is not MISSING:
            clocks[str(name)] = _with_limit(str(name), rule, block, found, actions)
    for rule in clocks.values():
        check_bound(rule, clocks, table, found)
    return clocks


def _with_limit(
    name: str, rule: ClockRule, block: Value, found: Findings, actions: Actions
) -> ClockRule:
    """Return the clock with its name and the limit that ``within`` or ``at`` describes."""
    assert isinstance(block, Map)
    given = [word for word in ("within", "at") if word in block]
    if not given and set(block) - set(ClockRule.declared.by_name):
        return rule  # the mistyped key is named already
    if len(given) != 1:
        found.add(block, "limit", msg("a clock has either within: or at:"))
        return rule
    try:
        limit: Limit
        if given == ["within"]:
            if isinstance(rule.within, Figures):
                rule = _with_figures(rule, block, found)
            limit = read_within(_one_figure(rule), rule.time if "time" in block else None)
        else:
            limit = read_at(rule.at or "immediate", rule.day)
            if limit.moment == "agreed":
                check_agreed(rule, block, found, actions)
    except Malformed as error:
        found.add(block[given[0]], "limit", error.problem, error.remedy)
        return rule
    starts = names_of(rule.from_)
    return replace(
        rule, name=name, limit=limit, starts=starts, events=starts | names_of(rule.until)
    )


def _one_figure(rule: ClockRule) -> str | None:
    return None if rule.by else rule.within


def _with_figures(rule: ClockRule, block: Map, found: Findings) -> ClockRule:
    """Return a clock with the limit that it has for each value of a list."""
    figures: dict[str, Within] = {}
    for value, text in rule.within.texts.items():
        try:
            figures[value] = read_within(text, rule.time if "time" in block else None)
        except Malformed as error:
            found.add(part(block, "within", value), "limit", error.problem, error.remedy)
    return replace(rule, figures=figures)


def with_house(own: Mapping[str, ClockRule], policy: Policy, raw: Map) -> dict[str, ClockRule]:
    """Return a rulebook's clocks with those of the house of which it says nothing."""
    said = raw.get("clocks", Map())
    house = {name: rule for name, rule in house_clocks().items() if name not in said}
    register = raw.get("register")
    if "register" in house and isinstance(register, Map) and "answer_within" in register:
        house["register"] = _answered(house["register"], str(register["answer_within"]), policy)
    found = {rule.name: rule for rule in beside(house, own, policy.required("close"))}
    whole = {**own, **found}
    return {n: _owed(rule, policy) for n, rule in whole.items() if rule.has_figure or n in own}


def _owed(rule: ClockRule, policy: Policy) -> ClockRule:
    """Return a clock with what its owner is taken for, where that is a role of the rulebook's."""
    title = policy.words.caption("role", rule.owner)
    if title is None:
        return rule
    return replace(rule, taken_for=policy.words.taken_for(rule.owner), title=title)


def _answered(house: ClockRule, within: str, policy: Policy) -> ClockRule:
    """Return the register's clock as ``register: {answer_within}`` says it; null: no figure."""
    limit = policy.register.answer_within
    return replace(
        house, within=within, at=None, limit=limit, soft=False, origin="document", added=False
    )
