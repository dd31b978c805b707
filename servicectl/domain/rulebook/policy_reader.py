"""Reading ``policies.yaml``: the rulebook, or every problem in it."""

from __future__ import annotations

from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.rulebook.calendar_reader import read_calendar
from servicectl.domain.rulebook.clock_reader import read_clocks, with_house
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.rulebook_lines import check_lines, kinds_in
from servicectl.domain.rulebook.text_checks import check_texts
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.layout import RULEBOOKS
from servicectl.domain.schema.nodes import Map
from servicectl.domain.schema.records import read_record, replace
from servicectl.errors import Problem

APART = ("calendar", "clocks", "kinds", "words", "steps", "fields")
"""What a rulebook says that is read here by itself."""


def read_policy(
    raw: Map, path: str, id: str, kinds: Kinds | None = None
) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the rulebook that a file's content describes, and every problem in it.

    None where something in it is wrong: a deadline must not be guessed. ``kinds`` are those of the
    file, where they were read before; where they were not, it is asked of today's rulebook whether
    clocks stop and cases end on its lines. One that is kept was right when it was today's: what a
    later program would refuse in its texts does not keep it from being read.
    """
    found = Findings(path)
    policy = read_record(Policy, raw, found, skip=APART)
    calendar = read_calendar(raw, found)
    whole = kinds or kinds_in(raw, found)
    clocks = read_clocks(raw, found, whole.actions)
    if not path.startswith(f"{RULEBOOKS}/"):
        check_texts(raw, whole, clocks, found)
        if policy is not MISSING and policy.schema > 1 and kinds is None:
            check_lines(raw, whole, clocks, policy.require, found)
    if found.problems or calendar is None:
        return None, tuple(found.problems)
    known = replace(policy, id=id, calendar=calendar, kinds=whole)
    return replace(known, clocks=with_house(clocks, known, raw)), ()
