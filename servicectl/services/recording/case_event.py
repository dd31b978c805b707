"""Recording one event in one case: find, check, append, commit."""

from __future__ import annotations

from functools import partial

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.force import SETTLE
from servicectl.domain.cases.replay import with_history
from servicectl.domain.rulebook.case_records import Records, records_of
from servicectl.domain.schema import commands
from servicectl.domain.workflow.action import Action
from servicectl.errors import Refused, msg
from servicectl.services.queries.unit_identity import unit_on_file
from servicectl.services.recording.action_checks import check_action
from servicectl.services.recording.booking import booked
from servicectl.services.recording.case_change import change
from servicectl.services.recording.completion import completed, valued
from servicectl.services.recording.constraints import check_observed
from servicectl.services.recording.moment_checks import check_moment
from servicectl.services.recording.notices import notices
from servicectl.services.recording.outcome import Recorded
from servicectl.services.recording.permissions import check_event
from servicectl.services.recording.reading import reading, recorded
from servicectl.services.recording.reckoned_by import with_calendar, with_seen
from servicectl.services.recording.reversals import check_what_rested
from servicectl.services.recording.settled_books import check_books
from servicectl.services.recording.settling import said_of_clash
from servicectl.services.recording.typed_event import ActionInput, make_event
from servicectl.services.recording.writes import Decided
from servicectl.services.session import Session
from servicectl.store.commit.record import Change, Reader
from servicectl.store.team.paths import case_path
from servicectl.store.team.references import find_case
from servicectl.store.team.team import Team


def do(session: Session, verb: str, reference: str, entry: ActionInput) -> Recorded:
    """Record one action in one case and return what came of it."""
    id = find_case(session.root, reference)
    # Once, outside: what is decided again has to come to the same event.
    letters = session.letters()

    def decide(reader: Reader) -> tuple[Change, Recorded]:
        team = reading(session, reader)
        case = team.case_at(case_path(id))
        action = action_in(case, verb)
        _check_known(team, case, action, entry)
        new = decided(session, team, action, entry, letters, case)
        booked_now = (new.voucher,) if new.voucher else ()
        clocks = team.clocks(new.case, session.now, booked_now)
        said = notices(team, new.case, new.event)
        done = Recorded("", new.case, new.event, clocks, said, new.voucher)
        return change(team, new), done

    commit, done = recorded(session, decide)
    return done._replace(commit=commit)


def action_in(case: Case, verb: str) -> Action:
    """Return an action as the rulebook of a case has it; raise Refused where that knows none."""
    if verb in case.actions:
        return case.actions[verb]
    raise Refused(
        msg("the rulebook of {case} knows no step {verb}", case=case.id, verb=verb),
        msg("possible now: {words}", words=case.standing.possible),
    )


def _check_known(team: Team, case: Case, action: Action, entry: ActionInput) -> None:
    """Raise Refused for options of today's rulebook that the case's own does not know."""
    today = team.policy.kinds.actions.get(action.verb)
    known = {field.name for field in action.fields}
    own = (field for field in today.fields if field.own) if today else ()
    typed = [f.option for f in own if entry.fields.get(f.name) and f.name not in known]
    if typed:
        raise Refused(
            msg("the rulebook of {case} knows no {options}", case=case.id, options=typed),
            msg(
                "leave it away, or first: servicectl {words}",
                words=commands.repolicy(case.id, reason="TEXT"),
            ),
        )


def records_named(team: Team, case: Case, then: Case) -> Records:
    """Return the records of a head as it was ``then``; for a unit that was none, the case's own."""
    head = then.head
    ids = (head.unit, case.unit) if head.unit else ()
    unit = next((unit for id in ids if (unit := unit_on_file(team, id))), None)
    customer, contract = team.customer(head.customer), team.contract_at_report(then, case.opened)
    return records_of(head.plain(), customer, unit, contract, team.kinds_of(then.policy))


def decided(
    session: Session, team: Team, action: Action, entry: ActionInput, letters: str, case: Case
) -> Decided:
    """Return what was typed as it is to be recorded; raise what refuses it."""
    event = make_event(session, team, action, entry, f"e-{letters}", case)
    event = said_of_clash(case, completed(team, case, event))
    records = partial(records_named, team, case)
    after = check_event(case, event, team.rulebook, team.roster, records)
    check_moment(team, case, event)
    check_action(team, case, event)
    final = valued(team, case, event)
    check_observed(team, case, final)
    voucher = booked(team, case, final, f"v-{event.at:%Y%m%d}-{letters}")
    if voucher is not None:
        final = final._replace(vouchers=(voucher.id,))
    if final is not event:
        after = with_history(case, (*case.history, final))
    if event.did == SETTLE:
        check_books(team, after)
    if event.did == "retract":
        check_what_rested(team, case, after, voucher)
    kept = with_calendar(team, session.now, Decided(final, after, voucher))
    return with_seen(team, session.now, kept)
