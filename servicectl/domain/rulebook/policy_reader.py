"""Reading ``policies.yaml``: the rulebook, or every problem in it."""

from __future__ import annotations

from servicectl.domain.rulebook.calendar_reader import read_calendar
from servicectl.domain.rulebook.clock_reader import read_clocks, with_house
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_checks import check_verbs
from servicectl.domain.schema.kinds import Findings
from servicectl.domain.schema.nodes import Map
from servicectl.domain.schema.records import read_record
from servicectl.errors import Problem


def read_policy(raw: Map, path: str, id: str) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the rulebook that a file's content describes, and every problem in it.

    None where something in it is wrong: a deadline must not be guessed.
    """
    found = Findings(path)
    policy = read_record(Policy, raw, found, skip=("calendar", "clocks"))
    calendar = read_calendar(raw, found)
    clocks = read_clocks(raw, found)
    check_verbs(raw, found)
    if found.problems or calendar is None:
        return None, tuple(found.problems)
    return policy.but(id=id, calendar=calendar, clocks=with_house(clocks, policy, raw)), ()
