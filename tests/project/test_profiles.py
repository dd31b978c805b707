"""``profiles``: the rulebooks that ship, what leads where in one, and one in today's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicectl.domain.lines.shipped import shipped
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.schema.records import plain, replace
from servicectl.store.team.package_data import profiles
from servicectl.store.yaml.read import load
from tests.conftest import REPOSITORY
from tests.desk import Desk
from tests.domain.test_kinds import INSTALL, with_kinds

BEFORE = REPOSITORY / "scripts/schema_1"
NAMES = ("appliance-004", "hotline-000", "settopbox-001")
"""Those that shipped in the language of schema 1."""


def rulebook(text: str) -> Policy:
    raw, problems = load(text.encode(), "policies.yaml")
    assert raw is not None, problems
    policy, problems = read_policy(raw, "policies.yaml", "000000000000")
    assert policy is not None, [str(problem.message) for problem in problems]
    return policy


def test_a_line_is_shown_as_a_rulebook_writes_it(tmp_path: Path) -> None:
    nowhere = Desk(tmp_path)
    shown = nowhere.type("profiles show hotline-000").out
    assert shown.startswith("repair  line repair-2\n  states\n    intake (taken in)")
    assert "    depart              prepared -> en_route\n" in shown
    assert "guide.solved        desk -> closed" in shown.partition("\nenquiry  line enquiry-2\n")[2]
    chinese = nowhere.speaking("zh").type("profiles show hotline-000").out
    assert chinese.startswith("repair (报修)  流程 repair-2\n  状态\n    intake (受理登记)")
    assert nowhere.type("profiles").out.split() == [*profiles()]
    assert nowhere.type("profiles show hotline-00").code == 2
    told = nowhere.do("profiles show hotline-000")
    assert [kind["kind"] for kind in told] == ["repair", "enquiry"]
    assert {"move": "depart", "from": ["prepared"], "to": "en_route", "rule": None} in (
        told[0]["moves"]
    )


def test_ones_own_kinds_are_shown_and_drawn(desk: Desk) -> None:
    with_kinds(desk, "  repair: {like: repair-2}" + INSTALL)
    shown = desk.type("profiles show").out
    assert "install (installation)  line install" in shown
    assert "booked or dated -> dated" in shown
    drawn = desk.type("profiles show --diagram").out
    own = drawn.partition("## install\n")[2]
    assert "    [*] --> booked: report\n    booked --> dated: assign\n" in own
    assert "    filed --> [*]\n" in own
    path = str(desk.root / "policies.yaml")
    assert desk.type("profiles", "show", path).out == shown


@pytest.mark.parametrize("name", NAMES)
def test_a_rulebook_of_schema_1_says_the_same_in_todays_language(name: str) -> None:
    path = BEFORE / f"{name}.yaml"
    text = path.read_text("utf-8")
    typed = Desk(REPOSITORY).type("profiles", "upgrade", str(path))
    assert typed.code == 0, typed.err
    before, after = rulebook(text), rulebook(typed.out)
    assert repr(plain(replace(after, schema=1))) == repr(plain(before))
    assert repr([plain(clock) for clock in after.clocks.values()]) == repr(
        [plain(clock) for clock in before.clocks.values()]
    )
    assert [*after.kinds] == [*before.kinds]
    for kind, was in zip(after.kinds.values(), before.kinds.values(), strict=True):
        assert (kind.line.ways, kind.line.states) == (was.line.ways, was.line.states)
        assert was.line is shipped(was.line.name)
    kept = [line for line in text.splitlines() if line != "schema: 1"]
    new = typed.out.splitlines()
    assert [line for line in new if line in set(kept)] == kept
    assert len(new) == len(kept) + 4


def test_an_upgraded_desk_goes_on_as_before(desk: Desk) -> None:
    from tests.rules.test_rules_hotline_000 import REPORT

    path = desk.root / "policies.yaml"
    path.write_bytes((BEFORE / "hotline-000.yaml").read_bytes())
    desk.as_("liuhong").do("save")
    path.write_text(desk.type("profiles upgrade").out, "utf-8")
    desk.do("save")
    solved = "2025-09-22 09:05 wangli guide CASE --step a --result b --outcome solved"
    desk = desk.play(f"2025-09-22 09:00 wangli {REPORT}", solved)
    assert desk.as_("chenwei").type("close CASE").code == 3
    assert desk.show()["state"] == "phone_resolved"


def test_what_is_written_in_it_already_is_said(desk: Desk) -> None:
    assert desk.refused("profiles upgrade hotline-000").endswith("schema: 2 already")
