"""A case that is moved to today's rulebook: what was judged by the old one stays as it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest

from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from servicectl.domain.rulebook.clocks import Clock, ClockInputs, clocks_of
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema.records import replace
from tests.desk import Desk
from tests.domain.test_clocks import policy
from tests.domain.test_verdict_properties import CLOCKS, HOUSE, POLICY, RULES, histories
from tests.domain.test_verdicts import runs
from tests.heads import head
from tests.rules.test_rules_hotline_000 import REPORT

Play = Callable[..., Desk]
DAY = "2025-09-22"
REPORTED = f"{DAY} 09:00 wangli {REPORT}"
LATE = f"{DAY} 09:30 wangli handover CASE --no-guidance x"


def changed(desk: Desk, old: str, new: str) -> Desk:
    """Return the desk after its rulebook was changed, and saved."""
    path = desk.root / "policies.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    desk.as_("liuhong").do("save")
    return desk


def test_a_handover_that_was_late_stays_so(play: Play) -> None:
    desk = changed(play(REPORTED, LATE), "within: 5m", "within: 1h")
    before = runs(desk, "handover")
    assert before == [("late", "22T09:05", 1500, "wangli")]
    desk = desk.play(f"{DAY} 09:31 chenwei repolicy CASE --reason 新规")
    assert runs(desk, "handover") == before
    assert desk.type("validate").code == 0


def test_what_runs_ends_there_and_begins_anew_by_the_new_rulebook(play: Play) -> None:
    desk = changed(play(REPORTED), "within: 5m", "within: 1h")
    desk = desk.play(f"{DAY} 09:03 chenwei repolicy CASE --reason 新规", LATE)
    assert runs(desk, "handover") == [
        ("void", "22T09:05", 0, "wangli"),
        ("met", "22T10:03", 0, "wangli"),
    ]


def test_no_rulebook_holds_from_before_it_was_typed(play: Play) -> None:
    desk = changed(play(REPORTED), "within: 5m", "within: 1h").at(f"{DAY} 09:20").as_("chenwei")
    said = desk.refused(f"repolicy CASE --reason 新规 --at '{DAY} 09:01'")
    assert said.endswith("leave out --at")


def test_what_was_done_is_judged_by_the_requirements_of_its_time(play: Play) -> None:
    desk = play(REPORTED, LATE)
    desk = changed(desk, "customer.phone, fault]", "customer.phone, fault, unit.serial]")
    desk = changed(desk, "  plan:     [", "  handover: [triage]\n  plan:     [")
    desk = desk.play(f"{DAY} 09:31 chenwei repolicy CASE --reason 新规")
    assert desk.type("validate").code == desk.type("audit").code == 0
    note = desk.play(f"{DAY} 09:32 wangli note CASE x")
    note.do("retract CASE last --reason y")


def test_a_case_does_not_end_by_a_move(play: Play) -> None:
    from tests.domain.test_kinds import INSTALL, TO_THE_END, with_kinds
    from tests.domain.test_kinds import REPORT as INSTALLED

    desk = with_kinds(play(), "  repair: {like: repair-2}" + INSTALL)
    desk = desk.play(INSTALLED, *TO_THE_END[:3])
    over = INSTALL.replace("is: [solved]", "is: [solved, closed]")
    with_kinds(desk, "  repair: {like: repair-2}" + over)
    assert "by line install a case is over in state running; it can be done in: booked" in (
        desk.as_("chenwei").refused("repolicy CASE --reason new")
    )


# What a clock asks of a record outside the case

VISIT = "visit: {from: report, until: arrive, at: contract 24h, owner: engineer, origin: house}"
HEADQUARTERS = "清风里物业管理处"


@pytest.fixture
def under_contract(desk: Desk) -> tuple[Desk, str]:
    """Return a desk with a clock by contract and a customer who has one, of 4 hours."""
    changed(desk, "clocks:\n", f"clocks:\n  {VISIT}\n")
    [path] = list(desk.root.glob("inventory/contracts/HT-2026-017.yaml"))
    lines = dict(
        line.split(": ", 1) for line in path.read_text("utf-8").splitlines() if ": " in line
    )
    return desk, lines["customer"]


def figure(desk: Desk, hours: str) -> None:
    """Write another figure into the contract, by hand."""
    path = desk.root / "inventory/contracts/HT-2026-017.yaml"
    kept = [line for line in path.read_text("utf-8").splitlines() if "within" not in line]
    path.write_text("\n".join(line for line in kept if "visit" not in line), "utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\nwithin: {{visit: {hours}}}\n")
    desk.as_("liuhong").do("save")


def visit(desk: Desk) -> str:
    return str(desk.clock("visit")["due"][5:16])


def test_a_figure_of_a_contract_is_that_of_when_the_clock_began(
    under_contract: tuple[Desk, str],
) -> None:
    desk, owner = under_contract
    desk = desk.at("2026-11-23 09:00").as_("wangli")
    figure(desk, "2h")
    desk.do(f"report --customer {owner} --fault x")
    assert desk.last()["seen"] == {"contract.within.visit": "2h"}
    assert visit(desk) == "11-23T11:00"
    figure(desk, "8h")
    assert visit(desk) == "11-23T11:00"
    assert desk.type("validate").code == desk.type("audit").code == 0


def test_a_contract_without_a_figure_gives_none_afterwards(
    under_contract: tuple[Desk, str],
) -> None:
    desk, owner = under_contract
    desk = desk.at("2026-11-23 09:00").as_("wangli")
    desk.do(f"report --customer {owner} --fault x --no-contract")
    assert desk.last()["seen"] == {"contract.within.visit": "none"}
    assert visit(desk) == "11-24T09:00"


def test_an_event_of_before_takes_todays_value(under_contract: tuple[Desk, str]) -> None:
    desk, owner = under_contract
    desk = desk.at("2026-11-23 09:00").as_("wangli")
    figure(desk, "2h")
    desk.do(f"report --customer {owner} --fault x")
    [path] = desk.root.glob("cases/*/*/*.yaml")
    text = path.read_text("utf-8")
    path.write_text(text.partition("  seen:")[0], "utf-8")
    desk.git("commit", "--quiet", "--all", "--message", "as it was written before")
    assert visit(desk) == "11-23T11:00"
    figure(desk, "8h")
    assert visit(desk) == "11-23T17:00"
    path.write_text(text.replace("visit: 2h", "visit: twice"), "utf-8")
    assert "twice" in desk.type("validate").out


def test_nothing_is_kept_where_no_clock_asks(play: Play) -> None:
    assert "seen" not in play(REPORTED).last()


# Whatever a new rulebook says

LENGTHS = (10, 25, 50, 80, 200)
CLOSED = ("met", "late", "void")


def another(chance: random.Random) -> Policy:
    """Return a rulebook with other figures for the same clocks, or without some of them."""
    lines = []
    for line in CLOCKS.splitlines():
        figure = f"within: {chance.choice(LENGTHS)}m"
        length = line.partition("within: ")[2].partition("m")[0]
        if chance.random() < 0.8:
            lines.append(line.replace(f"within: {length}m", figure))
    return replace(policy("".join(f"{line}\n" for line in lines)), id="111111111111")


def told(clock: Clock) -> tuple[Any, ...]:
    """Return the verdict on a clock."""
    began = (clock.name, clock.start.id, clock.begun_by.id, clock.started, clock.due)
    return (*began, clock.state, clock.late_by_s, clock.stop and clock.stop.id, clock.owners)


@pytest.mark.parametrize("seed", range(3))
def test_a_change_of_the_rulebook_changes_no_verdict(seed: int) -> None:
    chance = random.Random(seed)
    new, moved = another(chance), 0
    for history, now in islice(histories(), seed, None, 3):
        at = max(event.at for event in history.events) + timedelta(minutes=chance.randrange(90))
        fields = {"reason": "r", "policy": new.id}
        repolicy = Event("e-zzzzzz", at, "chenwei", "repolicy", fields)
        case = replay("case.yaml", head(), [*history.events, repolicy])
        if case.clashes:
            continue  # it is over
        moved += 1
        before = {told(clock) for clock in _own(history.clocks(at))}
        inputs = ClockInputs(
            new,
            new.calendar,
            max(now, at),
            rulebook={new.id: new, head().policy: POLICY}.__getitem__,
            vouchers=lambda history=history: history.vouchers,  # type: ignore[misc]
        )
        after = _own(clocks_of(case, inputs))
        assert {one for one in before if one[5] in CLOSED} <= {told(clock) for clock in after}
        ended = [clock for clock in after if clock.stop and clock.stop.id == repolicy.id]
        assert {clock.state for clock in ended} <= {"late", "void"}
        overdue = {one[:5] for one in before if one[5] == "overdue"}
        missed = {told(clock)[:5] for clock in after if clock.is_missed}
        assert overdue <= missed
    assert moved > 20


def _own(clocks: Any) -> list[Clock]:
    return [clock for clock in clocks if clock.name in (*RULES, *HOUSE)]
