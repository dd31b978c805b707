"""Clocks of a case: a history in YAML in, verdicts out."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.reader import read_case
from servicectl.domain.master.roster import Person
from servicectl.domain.rulebook.clocks import Clock, ClockInputs, clocks_of
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.domain.time.calendar import read_week
from servicectl.store.yaml.read import load
from tests.places import PACKAGE

ZONE = ZoneInfo("Asia/Shanghai")
PROFILE = PACKAGE / "data/profiles/hotline-000.yaml"
HEAD = """\
schema: 1
id: 20261120-7k3f9q
kind: repair
policy: 000000000000
customer: c-4m2x8t
fault: 无图像
history:
"""


def policy(extra: str = "", data: str = PROFILE.read_text("utf-8")) -> Policy:
    """Return hotline-000, with further clocks."""
    raw, problems = load(data.replace("clocks:\n", "clocks:\n" + extra).encode(), "policies.yaml")
    assert raw is not None, problems
    found, problems = read_policy(raw, "policies.yaml", "000000000000")
    assert found is not None, [str(problem.message) for problem in problems]
    return found


HOTLINE = policy()


def case(history: str) -> Case:
    """Return the case with this history: a line an event, ``11-20 09:58 report``, then fields."""
    text = HEAD
    for n, line in enumerate(history.strip().splitlines()):
        day, hour, did, *fields = line.split(maxsplit=3)
        seconds = hour if hour.count(":") == 2 else hour + ":00"
        text += f"- {{id: e-22222{ID_ALPHABET[n]}, at: 2026-{day}T{seconds}+08:00, by: wangli"
        text += f", did: {did}{', ' + fields[0] if fields else ''}}}\n"
    raw, problems = load(text.encode(), "case.yaml")
    assert raw is not None, problems
    found, problems = read_case(raw, "case.yaml")
    assert found is not None
    assert not problems, [(str(p.place), str(p.message)) for p in problems]
    return found


def clocks(
    history: str,
    now: str,
    rules: Policy = HOTLINE,
    shifts: dict[str, dict[str, list[str]]] | None = None,
) -> list[Clock]:
    """Return the clocks of a history at a moment of 2026."""
    present = datetime.fromisoformat(f"2026-{now}+08:00")
    people = [
        Person(id=name, name=name, roles=("engineer",), shifts=read_week(week))
        for name, week in (shifts or {}).items()
    ]
    return list(clocks_of(case(history), ClockInputs(rules, rules.calendar, present, people)))


def verdicts(name: str, *args: object, **kwargs: object) -> list[str]:
    """Return the verdicts of one clock: state, due as day and time, seconds late."""
    return [
        f"{c.state} {c.due.astimezone(ZONE):%m-%d %H:%M:%S} {c.late_by_s}"
        if c.due
        else f"{c.state} - {c.late_by_s}"
        for c in clocks(*args, **kwargs)  # type: ignore[arg-type]
        if c.name == name
    ]


REPORT = "11-20 09:58 report\n"
FAILED = REPORT + "11-20 10:10 guide step: a, result: b, outcome: failed\n"
HANDED = FAILED + "11-20 10:12 handover\n"
TODAY = HANDED + "11-20 10:20 assign engineers: [zhaolei], for: today\n"
NEXT = HANDED + "11-20 16:00 assign engineers: [zhaolei], for: next-day\n"
READY = TODAY + "11-20 10:30 prepare\n"
ON_SITE = READY + "11-20 10:40 depart\n11-20 11:00 arrive met: m\n"
DONE = ON_SITE + "11-20 16:40 complete cause: c, work: w, signed_by: s\n"


@pytest.mark.parametrize(
    ("clock", "history", "now", "expected"),
    [
        # From the report while nothing was tried; exactly at the due moment is on time (W1).
        ("handover", REPORT, "11-20 10:03", ["running 11-20 10:03:00 0"]),
        ("handover", REPORT, "11-20 10:03:01", ["overdue 11-20 10:03:00 1"]),
        # Guidance under way is not late; failed guidance is the start that counts.
        (
            "handover",
            REPORT + "11-20 10:00 guide step: a, result: b, outcome: continue\n",
            "11-20 11:00",
            [],
        ),
        ("handover", FAILED, "11-20 10:15:01", ["overdue 11-20 10:15:00 1"]),
        ("handover", HANDED, "11-20 12:00", ["met 11-20 10:15:00 0"]),
        ("handover", REPORT + "11-20 10:04 handover no_guidance: x\n", "11-20 12:00",
         ["late 11-20 10:03:00 60"]),
        # No figure: open work, never late.
        ("dispatch", HANDED, "11-27 12:00", ["running - 0"]),
        ("prep_same_day", TODAY, "11-20 10:41", ["overdue 11-20 10:40:00 60"]),
        ("prep_same_day", NEXT, "11-20 16:41", []),
        ("prep_next_day", NEXT, "11-20 17:00", ["running 11-20 17:30:00 0"]),
        ("depart_next_day", NEXT, "11-20 17:00", ["running 11-23 08:50:00 0"]),
        # Given after closing: preparation is due no later than the departure it serves.
        ("prep_next_day", HANDED + "11-20 18:00 assign engineers: [z], for: next-day\n",
         "11-20 18:01", ["running 11-23 08:50:00 0"]),
        # A date is meant as next-day for that date.
        ("depart_next_day", HANDED + "11-20 16:00 assign engineers: [z], for: 2026-11-25\n",
         "11-20 17:00", ["running 11-25 08:50:00 0"]),
        # An appointment later than opening + 20 minutes voids the clock, an earlier one does not.
        ("depart_next_day", NEXT + "11-20 16:10 appoint when: 2026-11-23T10:00:00+08:00\n",
         "11-23 09:00", ["void 11-23 08:50:00 0"]),
        ("depart_next_day", NEXT + "11-20 16:10 appoint when: 2026-11-23T08:45:00+08:00\n",
         "11-23 08:51", ["overdue 11-23 08:50:00 60"]),
        # Agreed after it was due: the breach stays.
        ("depart_next_day", NEXT + "11-23 09:00 appoint when: 2026-11-23T10:00:00+08:00\n",
         "11-23 09:30", ["late 11-23 08:50:00 600"]),
        # A new assignment begins anew; the old one is void, or late if it was due by then.
        ("prep_same_day", TODAY + "11-20 10:30 assign engineers: [b], for: today\n", "11-20 10:45",
         ["void 11-20 10:40:00 0", "running 11-20 10:50:00 0"]),
        ("prep_same_day", TODAY + "11-20 10:50 assign engineers: [b], for: today\n", "11-20 11:00",
         ["late 11-20 10:40:00 600", "running 11-20 11:10:00 0"]),
        ("appointment", TODAY + "11-20 10:25 appoint when: 2026-11-20T15:00:00+08:00\n",
         "11-20 15:00:01", ["overdue 11-20 15:00:00 1"]),
        ("appointment", TODAY + "11-20 10:25 appoint when: 2026-11-20T15:00:00+08:00\n"
         "11-20 15:30 reschedule when: 2026-11-23T09:00:00+08:00, reason: r\n",
         "11-20 16:00", ["late 11-20 15:00:00 1800", "running 11-23 09:00:00 0"]),
        ("phone_in", DONE, "11-20 17:00", ["running 11-20 17:30:00 0"]),
        # The sheet's coming in stops the phone-in clock, too.
        ("phone_in", DONE + "11-20 17:20 sheet-in debrief: d\n", "11-20 18:00",
         ["met 11-20 17:30:00 0"]),
        ("sheet_in", DONE, "11-20 17:00", ["running - 0"]),
        ("sheet_in", DONE + "11-20 17:20 phone-in summary: d\n", "11-20 18:00", []),
        ("sheet_in_late", DONE, "11-23 12:00:01", ["overdue 11-23 12:00:00 1"]),
        ("callback", DONE, "11-23 12:00", ["running 11-23 12:00:00 0"]),
        ("callback", DONE, "11-23 12:00:01", ["overdue 11-23 12:00:00 1"]),
        # An attempt leaves it open.
        ("callback", DONE + "11-23 09:00 callback running: unreached\n", "11-23 12:00:01",
         ["overdue 11-23 12:00:00 1"]),
        # Solved by phone: a callback is due; a note in between changes nothing.
        ("callback", REPORT + "11-20 10:00 guide step: a, result: b, outcome: solved\n"
         "11-20 10:01 note text: x\n", "11-20 10:02", ["running 11-23 12:00:00 0"]),
        # Solved by phone ends what still ran.
        ("prep_same_day", TODAY + "11-20 10:30 call findings: f, outcome: solved\n", "11-20 12:00",
         ["void 11-20 10:40:00 0"]),
        # Cancelling ends all; what was late stays late.
        ("prep_same_day", TODAY + "11-20 10:41 cancel reason: r\n", "11-20 12:00",
         ["late 11-20 10:40:00 60"]),
        # A second repair starts a new clock; the old verdict stays.
        ("callback", DONE + "11-23 13:00 callback running: old_fault\n"
         "11-23 13:05 plan analysis: a, plan: p\n11-23 13:10 assign engineers: [z], for: today\n"
         "11-23 13:15 prepare\n11-23 13:20 depart\n11-23 14:00 arrive met: m\n"
         "11-23 15:00 complete cause: c, work: w, signed_by: s\n", "11-23 16:00",
         ["late 11-23 12:00:00 3600", "running 11-24 12:00:00 0"]),
        ("rework_visit", DONE + "11-23 13:00 callback running: old_fault\n", "11-30 13:00",
         ["running - 0"]),
        # A retracted event was never there.
        ("prep_same_day", READY + "11-20 10:40 depart\n"
         "11-20 10:45 retract event: e-222227, reason: r\n", "11-20 10:46",
         ["overdue 11-20 10:40:00 360"]),
    ],
)  # fmt: skip
def test_hotline_verdicts(clock: str, history: str, now: str, expected: list[str]) -> None:
    assert verdicts(clock, history, now) == expected


APPOINTED = TODAY + "11-20 10:25 appoint when: 2026-11-20T15:00:00+08:00\n"


@pytest.mark.parametrize(
    ("history", "now", "expected"),
    [
        ("11-20 14:00 hold reason: r\n", "11-20 16:00", "paused"),
        ("11-20 14:00 hold reason: r\n11-20 16:00 resume\n", "11-20 16:01", "overdue"),
        ("11-20 14:00 hold reason: r, until: 2026-11-20T16:00:00+08:00\n", "11-20 15:59", "paused"),
        (
            "11-20 14:00 hold reason: r, until: 2026-11-20T16:00:00+08:00\n",
            "11-20 16:01",
            "overdue",
        ),
    ],
)
def test_a_clock_rests_only_while_the_case_is_on_hold(
    history: str, now: str, expected: str
) -> None:
    assert [c.state for c in clocks(APPOINTED + history, now) if c.name == "appointment"] == [
        expected
    ]
    assert [c.state for c in clocks(APPOINTED + history, now) if c.name == "prep_same_day"] == [
        "overdue"
    ]


def test_pauses_are_taken_out_of_working_hours() -> None:
    rules = policy(
        "  answer: {from: report, until: handover, within: 4h, time: business, pauses: [hold],"
        " owner: receptionist, rule: R012}\n"
    )
    history = REPORT + "11-20 11:00 hold reason: r\n11-20 13:00 resume\n"
    assert verdicts("answer", history, "11-20 14:00", rules) == ["running 11-20 15:58:00 0"]


def test_an_engineers_own_clock_goes_by_his_shifts() -> None:
    shifts = {"zhaolei": {"tue-sat": ["13:00-21:00"]}}
    assert verdicts("depart_next_day", NEXT, "11-20 17:00", shifts=shifts) == [
        "running 11-21 13:20:00 0"
    ]


def test_a_clock_is_for_the_cases_it_names() -> None:
    rules = policy(
        "  hurry: {from: report, until: assign, within: 1h, when: {priority: urgent},"
        " owner: supervisor, rule: R013}\n"
    )
    assert verdicts("hurry", REPORT, "11-20 12:00", rules) == []
    urgent = REPORT + "11-20 09:59 triage category: c, priority: urgent\n"
    assert verdicts("hurry", urgent, "11-20 10:00", rules) == ["running 11-20 10:59:00 0"]


def test_who_has_it_at_the_due_moment_itself_is_who_was_late() -> None:
    rules = policy("  visit: {from: report, until: arrive, within: 32m, owner: engineer}\n")
    again = "11-20 10:30 assign engineers: [liming], for: today\n"
    [clock] = [c for c in clocks(TODAY + again, "11-20 10:31", rules) if c.name == "visit"]
    assert (clock.state, clock.breached_by, clock.who) == ("overdue", "liming", "liming")
