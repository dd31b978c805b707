"""What one recording in a case changes: its file, its voucher, the files of its units."""

from __future__ import annotations

from servicectl.services.recording.new_units import units_changed
from servicectl.services.recording.writes import Decided, appended, rulebook_writes, voucher_write
from servicectl.store.commit.record import Change, Write
from servicectl.store.team.team import Team


def change(team: Team, new: Decided) -> Change:
    """Return the files that recording writes: the case, its voucher, today's rulebook if new."""
    event, case, voucher = new
    data = team.data(case.path)
    assert data is not None
    writes = [Write(case.path, appended(data.decode(), case, event))]
    if voucher is not None:
        writes.append(voucher_write(voucher))
    writes += units_changed(team, case, event, voucher)
    if event.did == "repolicy" or event.calendar:
        writes += rulebook_writes(team)
    return Change(
        writes=tuple(writes),
        subject=f"case {case.id}: {event.did}",
        trailers=(("Case", case.id), ("Event", event.id), ("By", event.by)),
        event=event.id,
    )
