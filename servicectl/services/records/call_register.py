"""The register of calls and letters: entering what came in, clarifying it, answering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicectl.domain.master.call_register import ANSWER, CLARIFY, CallEntry, CallStep
from servicectl.domain.schema import commands
from servicectl.domain.schema.records import plain, replace
from servicectl.errors import Refused, msg
from servicectl.services.recording.reading import reading
from servicectl.services.records.edit import Filed
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.paths import entry_path
from servicectl.store.team.references import find_case, find_entry
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import append, dump


def enter(session: Session, values: Mapping[str, Any]) -> Filed:
    """Enter what came in [with the answer that was given at once]; raise UsageError."""
    letters, step_id = session.letters(), f"e-{session.letters()}"
    case = find_case(session.root, values["case"]) if values.get("case") else None
    at = values.get("at") or session.now

    def decide(team: Team) -> tuple[CallEntry, Write, str]:
        at_home = at.astimezone(team.policy.zone)
        by = actor(session, team).id
        answer = values.get("answer")
        entry = CallEntry(
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
            steps=(_step(session, team, ANSWER, answer, step_id),) if answer else (),
        )
        entry = team.with_own(entry, values)
        text = dump({**plain(entry), "steps": [plain(step) for step in entry.steps]})
        return entry, Write(entry_path(entry.id), text.encode()), "add"

    return _record(session, decide, step_id)


def clarify(session: Session, reference: str, text: str) -> Filed:
    """Write down what was asked and learnt about an entry (R087)."""
    return _done(session, reference, CLARIFY, text)


def answer(session: Session, reference: str, text: str) -> Filed:
    """Write down the answer to an entry (R086); refused while details are to be asked (R087)."""
    return _done(session, reference, ANSWER, text)


def _done(session: Session, reference: str, did: str, text: str) -> Filed:
    id, step_id = find_entry(session.root, reference), f"e-{session.letters()}"

    def decide(team: Team) -> tuple[CallEntry, Write, str]:
        path = entry_path(id)
        entry = team.record(CallEntry, path)
        _check_open(entry, did)
        step = _step(session, team, did, text, step_id)
        data = (team.data(path) or b"").decode()
        written = append(data, "steps", [plain(step)], path)
        return replace(entry, steps=(*entry.steps, step)), Write(path, written.encode()), did

    return _record(session, decide, step_id)


def _step(session: Session, team: Team, did: str, text: str, id: str) -> CallStep:
    at = session.now.astimezone(team.policy.zone)
    return CallStep(id=id, at=at, by=actor(session, team).id, did=did, text=text)


def _check_open(entry: CallEntry, did: str) -> None:
    """Raise Refused where an entry is answered, or something is to be asked first."""
    if not entry.is_open:
        raise Refused(msg("{id} is answered already", id=entry.id))
    if did == ANSWER and entry.state == "clarifying":
        raise Refused(
            msg("{id} is unclear: {what}", id=entry.id, what=entry.unclear),
            msg(
                "ask first: servicectl {words}",
                words=commands.register.clarify(entry.id, text="TEXT"),
            ),
        )


def _record(
    session: Session, decide: Callable[[Team], tuple[CallEntry, Write, str]], step: str
) -> Filed:
    def change(reader: Reader) -> tuple[Change, str]:
        team = reading(session, reader)
        entry, write, did = decide(team)
        by = actor(session, team).id
        trailers = (("Entry", entry.id), ("Event", step), ("By", by))
        return Change((write,), f"register: {did}", trailers, step), entry.id

    return Filed(*record(session.root, change, now=session.now, who=session.committer))
