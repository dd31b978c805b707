"""One clone moves a case to today's rulebook while the other goes on by the line of before."""

from __future__ import annotations

from servicectl.store.team.team import Team
from tests.clones import Clones, Play, clones_of, data, met
from tests.desk import Desk
from tests.domain.test_kinds import INSTALL, REPORT, TO_THE_END, with_kinds
from tests.store.test_clones_settle import green, settle_both_ways

REPAIR = "  repair: {like: repair-2}"
ASSIGNED = (REPORT, TO_THE_END[0])
WITHOUT_FITTING = INSTALL.replace("arrive: dated -> fitting", "arrive: dated").replace(
    "complete: fitting -> running", "complete: dated -> running"
)
RESCHEDULED = INSTALL + "      reschedule: dated -> dated\n"
"""Lines of today: one on which nobody is fitting, one on which a visit can be put off."""


def moved_here_and_gone_on_there(play: Play, old: str, new: str, a: str, b: str) -> Clones:
    """Return two clones that met: at one the rulebook was changed and the case moved to it."""
    desk = with_kinds(play(), REPAIR + old).play(*ASSIGNED)
    clones = clones_of(desk)
    with_kinds(clones.a.at("2025-09-22 09:20"), REPAIR + new)
    return met(clones.record(a, b))


def read_and_recorded_in(desk: Desk) -> None:
    for words in ("show CASE", "log CASE", "explain CASE", "list", "settle", "sheet CASE"):
        assert desk.type(words).code == 0, words
    desk.do("note CASE 已联系")


def unfit(desk: Desk) -> tuple[str, str]:
    """Return the event that does not fit, by its id and what was done; it is named once."""
    [clash] = desk.show()["clashes"]
    [event] = [e for e in desk.show()["history"] if e["force"] == "clash"]
    assert event["id"] == clash["event"]
    found = desk.type("validate")
    assert (found.code, found.out.count("[clash]"), found.out.count("\n")) == (1, 1, 1), found.out
    return event["id"], event["did"]


def test_a_step_of_the_old_line_after_the_move_does_not_fit(play: Play) -> None:
    moved = "2025-09-22 09:30 chenwei repolicy CASE --reason 新规"
    put_off = "2025-09-22 09:35 zhangqiang reschedule CASE --when 14:00 --reason 客户要求"
    clones = moved_here_and_gone_on_there(play, RESCHEDULED, INSTALL, moved, put_off)
    desk = clones.a.at("2025-09-23 10:00").as_("chenwei")
    read_and_recorded_in(desk)
    event, did = unfit(desk)
    assert did == "reschedule"
    assert desk.show()["state"] == "dated"
    settle_both_ways(clones, event)


def test_a_move_to_a_line_without_the_state_that_was_reached_there_does_not_fit(
    play: Play,
) -> None:
    moved = "2025-09-22 09:50 chenwei repolicy CASE --reason 新规"
    arrived = "2025-09-22 09:40 zhangqiang arrive CASE --met 池畔"
    without = WITHOUT_FITTING.replace(
        "      fitting: {zh: 安装中, en: being fitted, owner: engineer, is: [visit, working]}\n", ""
    )
    clones = moved_here_and_gone_on_there(play, INSTALL, without, moved, arrived)
    desk = clones.a.at("2025-09-23 10:00").as_("chenwei")
    read_and_recorded_in(desk)
    event, did = unfit(desk)
    assert (did, desk.show()["state"]) == ("repolicy", "fitting")
    assert "line install has no state fitting; it can be done in: booked, dated, running" in (
        desk.type("validate").out
    )
    settle_both_ways(clones, event, by="chenwei")
    for word in ("--keep", "--void"):
        copy = clones.copy()
        desk = copy.a.at("2025-09-23 10:05").as_("chenwei")
        before = under_one_rulebook(desk)
        desk.do(f"settle CASE {event} {word} --reason 按旧规做完")
        assert under_one_rulebook(desk) == before, word
    green(desk)
    done = "complete CASE --cause new --work fitted --signed-by 池畔"
    assert desk.as_("zhangqiang").do(done)["state"] == "running"
    assert data(copy.meet().b) == data(desk)


def under_one_rulebook(desk: Desk) -> tuple[str, str, list[str]]:
    """Return rulebook, state and clocks of a case, the line of which is that rulebook's."""
    case = Team(desk.root).case(desk.case)
    assert case.line is case.kinds_of(case.policy)[case.kind].line
    return case.policy, case.state, [clock["name"] for clock in desk.show()["clocks"]]


def test_what_fits_both_lines_is_no_clash(play: Play) -> None:
    moved = "2025-09-22 09:30 chenwei repolicy CASE --reason 新规"
    arrived = "2025-09-22 09:40 zhangqiang arrive CASE --met 池畔"
    clones = moved_here_and_gone_on_there(play, INSTALL, RESCHEDULED, moved, arrived)
    assert clones.a.show()["clashes"] == []
    assert clones.a.show()["state"] == "fitting"
    green(clones.a)
