"""A rulebook's page: every rule of the document with where it lives, then its clocks and needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.house import house_clocks
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.terms import Spec
from servicectl.domain.rulebook.traceability import RuleLocation
from servicectl.errors import caption
from servicectl.output.i18n import say, tr
from servicectl.output.reference.markdown import code, codes, page, table

INTRODUCTION = """Drawn from: {source}. Each rule with what became of it here, and where it lives.
FIELD, TICK, ACTION and MOVE are declared in `servicectl/domain/workflow/` (a FIELD may also stand
in a record of `inventory/`, or belong to a command of `servicectl/cli/app/commands.py`). LEDGER is
what an action moves, or an account; ROSTER stands in `inventory/engineers.yaml`; REPORT is a list
that is asked for, FORM one that is printed. CHECK is what an action needs or observes; CLOCK, KPI
and TEXT stand in the rulebook `servicectl/data/profiles/{profile}.yaml`; PAGE is another page.
Rules are listed in [{profile}.csv]({profile}.csv); this page is written by `make docs`."""
CLOCK_HEADERS = (
    caption("时限", "clock"),
    caption("从", "from"),
    caption("到", "until"),
    caption("到期", "due"),
    caption("适用", "for"),
    caption("责任人", "owes"),
    caption("条款", "rule"),
)
HOUSE = caption("（本单位自定）", " (house figure)")
PAGE = re.compile(r"PAGE `([^`]+)`")


class Rule(NamedTuple):
    """One rule of the document: its number, kind, figure, words, and what became of it here."""

    id: str
    kind: str
    figure: str
    rule: str
    embodiment: str


def rulebook_page(policy: Policy, rules: Sequence[Rule], locations: Iterable[RuleLocation]) -> str:
    """Return the page of a rulebook."""
    found = list(locations)
    rows = (
        (rule.id, rule.kind, rule.rule, rule.figure, rule.embodiment, _where(rule, found))
        for rule in rules
    )
    return page(
        f"# {policy.profile}: the {len(rules)} rules",
        INTRODUCTION.format(source=policy.source, profile=policy.profile),
        table(("rule", "kind", "what it asks", "figure", "here", "where it lives"), rows),
        "## Clocks",
        _clocks(policy.clocks.values()),
        "## What an action needs",
        table(("action", "needs"), _needs(policy)),
    )


def locations_in_pages(rules: Iterable[Rule]) -> tuple[RuleLocation, ...]:
    """Return the locations of rules that a page of the repository carries, as the list says."""
    found = ((rule.id, path) for rule in rules for path in PAGE.findall(rule.embodiment))
    return tuple(RuleLocation(id, "PAGE", path) for id, path in found)


def _where(rule: Rule, locations: Sequence[RuleLocation]) -> str:
    return "; ".join(
        f"{location.kind} {code(location.where)}"
        for location in locations
        if location.rule == rule.id
    )


def house_table() -> str:
    """Return the table of the house's clocks, in the language spoken."""
    return _clocks(house_clocks().values())


def _clocks(clocks: Iterable[ClockRule]) -> str:
    return table([say(header) for header in CLOCK_HEADERS], map(_clock, clocks))


def _clock(clock: ClockRule) -> tuple[str, ...]:
    owes = tr(clock.owner) + (say(HOUSE) if clock.origin == "house" else "")
    return (
        code(clock.name),
        _specs(clock.from_),
        _specs(clock.until),
        _due(clock),
        str(clock.when or ""),
        owes,
        clock.rule or "",
    )


def _due(clock: ClockRule) -> str:
    if clock.at:
        return code(clock.at)
    kind = "" if clock.time == "elapsed" else f" {clock.time}"
    return code(f"{clock.within}{kind}") if clock.within else "no figure"


def _specs(specs: Sequence[Spec]) -> str:
    return codes(map(str, specs))


def _needs(policy: Policy) -> Iterator[tuple[str, str]]:
    for verb, specs in policy.require.items():
        yield code(verb), _specs(specs)
