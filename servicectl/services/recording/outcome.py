"""What came of recording an event, as the person who typed it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.rulebook.clocks import Clock
from servicectl.named_tuple import NamedTuple


class Recorded(NamedTuple):
    """What was recorded: the commit, the case as it is now, the event.

    ``clocks`` are the case's from now on (reckoned before anything is written, so that telling of
    it cannot fail), ``notices`` what the person should hear at once,
    ``voucher`` what was booked with it.
    """

    commit: str
    case: Case
    event: Event
    clocks: tuple[Clock, ...]
    notices: Mapping[str, Any]
    voucher: Voucher | None = None
