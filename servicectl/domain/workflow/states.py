"""The states of a case in the order of the line (rules.md §3.0, as hotline-000 needs them)."""

from __future__ import annotations

from typing import NamedTuple

from servicectl.errors import Message, msg


class State(NamedTuple):
    """A state: its name, what it means, and the role that owes the next step."""

    name: str
    help: Message
    owner: str | None


_LINE = (
    State("intake", msg("taken in"), "receptionist"),
    State("triaged", msg("sorted"), "receptionist"),
    State("phone_guidance", msg("guided by phone"), "receptionist"),
    State("phone_resolved", msg("solved by phone"), "receptionist"),
    State("awaiting_dispatch", msg("waiting for an engineer"), "supervisor"),
    State("assigned", msg("assigned"), "engineer"),
    State("appointed", msg("appointment made"), "engineer"),
    State("prepared", msg("prepared"), "engineer"),
    State("en_route", msg("on the way"), "engineer"),
    State("on_site", msg("on site"), "engineer"),
    State("diagnosed", msg("cause found"), "engineer"),
    State("quoted", msg("price told, no answer yet"), "engineer"),
    State("repairing", msg("being repaired"), "engineer"),
    State("parts_short", msg("waiting for parts"), "storekeeper"),
    State("taken_away", msg("taken along for repair"), "engineer"),
    State("ready_to_return", msg("repaired, to be brought back"), "engineer"),
    State("restored", msg("brought back"), "engineer"),
    State("not_repaired", msg("price refused, not repaired"), "engineer"),
    State("rescheduled", msg("visit put off"), "engineer"),
    State("completed", msg("work done and signed"), "engineer"),
    State("sheet_in", msg("sheet handed in"), "receptionist"),
    State("sheet_approved", msg("sheet approved"), "receptionist"),
    State("rework", msg("to be repaired again"), "supervisor"),
    State("ready_to_close", msg("ready to close"), "receptionist"),
    State("closed", msg("closed"), None),
    State("cancelled", msg("cancelled"), None),
)
STATES = {state.name: state for state in _LINE}

ALL = frozenset(STATES)
DONE = frozenset({"closed", "cancelled"})
OPEN = ALL - DONE
AT_DESK = frozenset({"intake", "triaged", "phone_guidance"})
BEFORE_LEAVING = frozenset({"assigned", "appointed", "prepared", "rescheduled"})
ANSWERED = frozenset({"diagnosed", "repairing", "restored", "not_repaired"})
AT_CUSTOMER = ANSWERED | {"on_site", "quoted"}
WITH_US = frozenset({"taken_away", "ready_to_return"})
VISITING = BEFORE_LEAVING | {"en_route", "parts_short"} | AT_CUSTOMER
SOLVED = frozenset({"completed", "phone_resolved"})
SHEET_HERE = frozenset({"sheet_in", "sheet_approved"})
CALLED_BACK = SOLVED | SHEET_HERE
WITHOUT_CALLBACK = SHEET_HERE | {"phone_resolved"}
ASKING = AT_CUSTOMER | WITH_US | SHEET_HERE | {"parts_short", "completed"}
VISITED = SHEET_HERE | WITH_US | {"completed", "ready_to_close", "rework"}
SHEET_MAY_COME = frozenset({"rework", "ready_to_close", "awaiting_dispatch"}) | BEFORE_LEAVING
