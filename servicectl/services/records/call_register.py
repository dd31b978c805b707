"""The register of calls and letters: entering what came in, clarifying it, answering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from servicectl.domain.master.call_register import ANSWER, CLARIFY, Entry, Step
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema.records import plain
from servicectl.domain.time.deadlines import reckon
from servicectl.errors import BadData, Problem, Refused, msg
from servicectl.services.recording.case_event import reading
from servicectl.services.records.edit import Kept
from servicectl.services.session import Seat, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.paths import REGISTER, entry_path, files_below, find_case, find_entry
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import append, dump


def enter(seat: Seat, values: Mapping[str, Any]) -> Kept:
    """Enter what came in [with the answer that was given at once]; raise UsageError."""
    letters, step_id = seat.letters(), f"e-{seat.letters()}"
    case = find_case(seat.root, values["case"]) if values.get("case") else None
    at = values.get("at") or seat.now

    def decide(team: Team) -> tuple[Entry, Write, str]:
        at_home = at.astimezone(team.policy.zone)
        by = actor(seat, team).id
        answer = values.get("answer")
        entry = Entry(
            schema=1,
            id=f"r-{at_home:%Y%m%d}-{letters}",
            at=at_home,
            by=by,
            channel=values["channel"],
            sender=values["from"],
            contact=values.get("contact"),
            about=values["about"],
            unclear=values.get("unclear"),
            case=case,
            steps=(_step(seat, team, ANSWER, answer, step_id),) if answer else (),
        )
        text = dump({**plain(entry), "steps": [plain(step) for step in entry.steps]})
        return entry, Write(entry_path(entry.id), text.encode()), "add"

    return _record(seat, decide, step_id)


def clarify(seat: Seat, reference: str, text: str) -> Kept:
    """Write down what was asked and learnt about an entry (R087)."""
    return _done(seat, reference, CLARIFY, text)


def answer(seat: Seat, reference: str, text: str) -> Kept:
    """Write down the answer to an entry (R086); refused while details are to be asked (R087)."""
    return _done(seat, reference, ANSWER, text)


def _done(seat: Seat, reference: str, did: str, text: str) -> Kept:
    id, step_id = find_entry(seat.root, reference), f"e-{seat.letters()}"

    def decide(team: Team) -> tuple[Entry, Write, str]:
        path = entry_path(id)
        entry = team.record(Entry, path)
        _check_open(entry, did)
        step = _step(seat, team, did, text, step_id)
        data = (team.data(path) or b"").decode()
        written = append(data, "steps", [plain(step)], path)
        return entry.but(steps=(*entry.steps, step)), Write(path, written.encode()), did

    return _record(seat, decide, step_id)


def _step(seat: Seat, team: Team, did: str, text: str, id: str) -> Step:
    at = seat.now.astimezone(team.policy.zone)
    return Step(id=id, at=at, by=actor(seat, team).id, did=did, text=text)


def _check_open(entry: Entry, did: str) -> None:
    """Raise Refused where an entry is answered, or something is to be asked first."""
    if not entry.is_open:
        raise Refused(msg("{id} is answered already", id=entry.id))
    if did == ANSWER and entry.state == "clarifying":
        raise Refused(
            msg("{id} is unclear: {what}", id=entry.id, what=entry.unclear),
            msg("ask first: servicectl register clarify {id} --text TEXT", id=entry.id),
        )


def _record(seat: Seat, decide: Callable[[Team], tuple[Entry, Write, str]], step: str) -> Kept:
    done: list[str] = []

    def change(reader: Reader) -> Change:
        team = reading(seat, reader)
        entry, write, did = decide(team)
        done[:] = [entry.id]
        by = actor(seat, team).id
        trailers = (("Entry", entry.id), ("Event", step), ("By", by))
        return Change((write,), f"register: {did}", trailers, step)

    return Kept(record(seat.root, change, now=seat.now), done[0])


def entries(team: Team, problems: list[Problem]) -> list[Entry]:
    """Return every entry that can be read, in the order in which they came in (R085)."""
    found = []
    for path in files_below(team.root, REGISTER):
        try:
            found.append(team.record(Entry, path))
        except BadData as error:
            problems.extend(error.problems)
    return sorted(found, key=lambda entry: (entry.at, entry.id))


def due(entry: Entry, policy: Policy) -> datetime | None:
    """Return when an answer is due, in UTC; None where the rulebook gives no time (R086)."""
    return reckon(policy.register.answer_within, entry.at, policy.calendar).due
