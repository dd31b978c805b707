"""A unit's life, on the screen and as JSON shows it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from servicectl.domain.ledger.unit_history import Stage
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View, moment
from servicectl.output.text.moments import local_time
from servicectl.output.text.stock import Column, listed, words_of

_ON_FILE = {"bought": msg("bought"), "installed": msg("installed")}


_HEADINGS = (
    *(msg("when"), msg("what"), msg("case")),
    *(msg("from account"), msg("to account"), msg("details")),
)


def life_screen(stages: Sequence[Stage], zone: ZoneInfo) -> str:
    """Return a unit's life, a line for each thing that happened."""
    return listed(
        tuple(map(Column, _HEADINGS)),
        [
            (
                _stage_time(stage, zone),
                say(_ON_FILE[stage.did]) if stage.did in _ON_FILE else words_of(stage.did),
                stage.case,
                stage.from_,
                stage.to,
                "; ".join(_told(value) for value in stage.details.values()),
            )
            for stage in stages
        ],
    )


def _stage_time(stage: Stage, zone: ZoneInfo) -> str:
    return local_time(stage.at, zone) if stage.at else stage.day.isoformat()


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def stage_view(stage: Stage, zone: ZoneInfo) -> View:
    """Return one entry of ``life``; ``at`` is a date where only the day is known."""
    return {
        "at": moment(stage.at, zone) or stage.day.isoformat(),
        "did": stage.did,
        "by": stage.by,
        "case": stage.case,
        "voucher": stage.voucher,
        "from": stage.from_,
        "to": stage.to,
        "details": {n: list(v) if isinstance(v, tuple) else v for n, v in stage.details.items()},
    }
