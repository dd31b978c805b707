"""Who may record what is on file beside cases, by the subject of its commit."""

from __future__ import annotations

from servicectl.domain.master.roster import Person
from servicectl.domain.schema.vocabulary import LEADERS, ROLES
from servicectl.services.records.customers import MAY_FILE
from servicectl.services.records.edit import check_may

_MAY = {"customer": MAY_FILE, "roster": LEADERS, "roster rest": ROLES}


def check_may_record(person: Person, subject: str) -> None:
    """Raise Refused unless a person may record this, or take it back."""
    group = subject.partition(" ")[0]
    check_may(person, _MAY.get(subject) or _MAY.get(group) or ROLES, subject)
