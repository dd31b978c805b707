"""Reading ``policies.yaml``: the rulebook, or every problem in it."""

from __future__ import annotations

from servicectl.domain.rulebook.calendar_reader import read_calendar
from servicectl.domain.rulebook.clock_rule import CLOCK_NAME, ClockRule
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_checks import check_agreed, check_bound, check_verbs
from servicectl.domain.rulebook.terms import names_of
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.nodes import Map, Text, Value
from servicectl.domain.schema.records import read_record
from servicectl.domain.time.limit import Limit, read_at, read_within
from servicectl.errors import Malformed, Problem, msg


def read_policy(raw: Map, path: str, id: str) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the rulebook that a file's content describes, and every problem in it.

    None where something in it is wrong: a deadline must not be guessed.
    """
    found = Findings(path)
    policy = read_record(Policy, raw, found, skip=("calendar", "clocks"))
    calendar = read_calendar(raw, found)
    clocks = _read_clocks(raw, found)
    check_verbs(raw, found)
    if found.problems or calendar is None:
        return None, tuple(found.problems)
    return policy.but(id=id, calendar=calendar, clocks=clocks), ()


def _read_clocks(raw: Map, found: Findings) -> dict[str, ClockRule]:
    table = raw.get("clocks", Map())
    if not isinstance(table, Map):
        found.add(table, "type", msg("a mapping (key: value) is wanted here"))
        return {}
    clocks = {}
    for name, block in table.items():
        rule = read_record(ClockRule, block, found)
        if (
            rule is not MISSING
            and CLOCK_NAME.read(Text(name, *table.keys_at[name]), found) is not MISSING
        ):
            clocks[str(name)] = _with_limit(str(name), rule, block, found)
    for rule in clocks.values():
        check_bound(rule, clocks, table, found)
    return clocks


def _with_limit(name: str, rule: ClockRule, block: Value, found: Findings) -> ClockRule:
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
            limit = read_within(rule.within, rule.time if "time" in block else None)
        else:
            limit = read_at(rule.at or "immediate", rule.day)
            if limit.moment == "agreed":
                check_agreed(rule, block, found)
    except Malformed as error:
        found.add(block[given[0]], "limit", error.problem, error.remedy)
        return rule
    starts = names_of(rule.from_)
    return rule.but(name=name, limit=limit, starts=starts, events=starts | names_of(rule.until))
