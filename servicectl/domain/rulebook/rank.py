"""What stands first in a list of cases, as the rulebook says it (``first:``)."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.condition_checks import Names, check_terms
from servicectl.domain.rulebook.condition_reader import read_condition
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.terms import Condition, met, terms_of
from servicectl.domain.rulebook.text_checks import facts_known
from servicectl.domain.rulebook.timeline import told


def rank(case: Case, first: Sequence[Condition]) -> int:
    """Return where in a list a case stands: that of the first condition it meets; 0 is on top.

    A case that is closed waits for nobody: it stands behind all that do.
    """
    if not first or not case.is_open:
        return len(first)
    return next((n for n, each in enumerate(first) if meets(case, each)), len(first))


def meets(case: Case, condition: Condition) -> bool:
    """Return whether a condition holds for what is known of a case now."""
    facts = told(case.head.plain(), case.events, case.words)
    return met(condition, lambda term: term.fits(facts.get(term.name)))


def condition(text: str) -> Condition:
    """Return the condition that a text describes; raise Malformed."""
    return read_condition(text)


def check_condition(condition: Condition, policy: Policy) -> None:
    """Raise Malformed where a condition names what is not known of cases under a rulebook."""
    names = Names({}, facts_known(policy.kinds), {}, {}, policy.money.currency)
    for wrong in check_terms(terms_of([condition]), names):
        raise wrong
