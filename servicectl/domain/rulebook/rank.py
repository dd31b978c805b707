"""What stands first in a list of cases, as the rulebook says it (``first:``)."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.terms import Condition, Term, met
from servicectl.domain.rulebook.timeline import told


def rank(case: Case, first: Sequence[Condition]) -> int:
    """Return where in a list a case stands: that of the first condition it meets; 0 is on top.

    A case that is closed waits for nobody: it stands behind all that do.
    """
    if not first or not case.is_open:
        return len(first)
    facts = told(case.head.plain(), case.events, case.words)

    def holds(term: Term) -> bool:
        return term.fits(facts.get(term.name))

    return next((n for n, each in enumerate(first) if met(each, holds)), len(first))
