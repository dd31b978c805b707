"""People as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from servicectl.domain.master.roster import Person
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.time.moments import write_moment
from servicectl.output.i18n import say
from servicectl.output.json.case import View


def leaver_view(
    person: Person, left: datetime, held: Sequence[Obligation], now: datetime, zone: ZoneInfo
) -> View:
    """Return the row of ``overdue`` of somebody who has left and still holds something (R136)."""
    return {
        "case": None,
        "clock": "leaver",
        "owner": "storekeeper",
        "who": person.id,
        "due": write_moment(left, zone),
        "late_by_s": int((now - left).total_seconds()),
        "soft": False,
        "rule": "R136",
        "customer": None,
        "held": [{"what": say(o.what), "settle": say(o.settle)} for o in held],
    }
