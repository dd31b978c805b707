"""A unit's life, on the screen and as JSON shows it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from servicectl.domain.ledger.unit_history import Stage
from servicectl.domain.master.customers import Unit
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.field_clashes import field_views, said
from servicectl.output.json.rows import View, moment
from servicectl.output.text.book import words_of
from servicectl.output.text.customer import case_lines
from servicectl.output.text.listing import Column, listed
from servicectl.output.text.moments import local_time
from servicectl.output.text.own_fields import own_facts
from servicectl.output.text.tables import labels

_ON_FILE = {"bought": msg("bought"), "installed": msg("installed")}


_HEADINGS = (
    *(msg("when"), msg("what"), msg("case")),
    *(msg("from account"), msg("to account"), msg("details")),
)


_FACTS = {
    "serial": msg("serial number"),
    "model": msg("model"),
    "customer": msg("customer"),
    "purchased": msg("bought on"),
    "installed": msg("installed on"),
    "place": msg("where it stands"),
    "note": msg("note"),
}


def unit_view(unit: Unit, cases: Sequence[View], stages: Sequence[Stage], zone: ZoneInfo) -> View:
    """Return a unit with its cases and its life as JSON shows it."""
    views = [stage_view(stage, zone) for stage in stages]
    clashes = field_views(unit.id, unit.clashes, zone)
    return {
        **_facts(unit),
        **unit.own_values,
        "clashes": clashes,
        "cases": list(cases),
        "life": views,
    }


def unit_screen(unit: Unit, cases: Sequence[View], stages: Sequence[Stage], zone: ZoneInfo) -> str:
    """Return a unit with its cases and its life."""
    known = [(say(_FACTS[name]), value) for name, value in _facts(unit).items() if value]
    known += [(say(label), value) for label, value in own_facts(unit)]
    open_ = [c for c in unit.clashes if c.is_open]
    facts = labels([*known, *((say(msg("to be settled")), said(unit.id, c)) for c in open_)])
    life = ["", life_screen(stages, zone)] if stages else []
    return "\n".join([facts, *case_lines(cases), *life])


def _facts(unit: Unit) -> dict[str, str | None]:
    return {
        "serial": unit.serial,
        "model": unit.model,
        "customer": unit.customer,
        "purchased": unit.purchased.isoformat() if unit.purchased else None,
        "installed": unit.installed.isoformat() if unit.installed else None,
        "place": unit.place,
        "note": unit.note,
    }


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
