"""What stands first in a list of cases, as the rulebook says it (``first:``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.condition_checks import Kinds as KindsByName
from servicectl.domain.rulebook.condition_checks import Names, check_terms
from servicectl.domain.rulebook.condition_reader import read_condition
from servicectl.domain.rulebook.outside import of_record, told_by
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.terms import Condition, Term, met, terms_of
from servicectl.domain.rulebook.text_checks import facts_known, records_known
from servicectl.domain.rulebook.timeline import told

if TYPE_CHECKING:
    from servicectl.domain.lines.case_kinds import Kinds
    from servicectl.domain.rulebook.case_records import RecordsOf


def rank(case: Case, first: Sequence[Condition], records: RecordsOf) -> int:
    """Return where in a list a case stands: that of the first condition it meets; 0 is on top.

    A case that is closed waits for nobody: it stands behind all that do. ``records`` gives what is
    on file of a case.
    """
    if not first or not case.is_open:
        return len(first)
    return next((n for n, each in enumerate(first) if meets(case, each, records)), len(first))


def meets(case: Case, condition: Condition, records: RecordsOf) -> bool:
    """Return whether a condition holds for what is known of a case, and on file of it, now."""
    facts = told(case.head.plain(), case.events, case.words)

    def holds(term: Term) -> bool:
        if term.detail:
            return term.fits(told_by(of_record(records(case), term.path)))
        return term.fits(facts.get(term.name))

    return met(condition, holds)


def condition(text: str) -> Condition:
    """Return the condition that a text describes; raise Malformed."""
    return read_condition(text)


def one_word(listed: str, word: str) -> Condition:
    """Return the condition that a case has a word of a list."""
    return Term(listed, value=word)


def kinds_of_names(kinds: Kinds) -> KindsByName:
    """Return of what kind the value is of each name that a condition over cases may have."""
    records = records_known(kinds).items()
    on_file = {f"{name}.{field}": kind for name, of in records for field, kind in of.items()}
    return facts_known(kinds) | on_file


def check_condition(condition: Condition, policy: Policy) -> None:
    """Raise Malformed where a condition names what is not known of cases under a rulebook."""
    records = records_known(policy.kinds)
    names = Names({}, facts_known(policy.kinds), records, {}, policy.money.currency)
    for wrong in check_terms(terms_of([condition]), names):
        raise wrong
