"""What is quiet or closed is not read again: the answer is the same as without knowing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from servicectl.services.queries.cases import CaseQuery, list_cases
from servicectl.services.queries.deadlines import missed, still_missed
from servicectl.store.team import paths
from servicectl.store.team.files import Files
from servicectl.store.team.team import Team
from tests.desk import Desk

Play = Callable[..., Desk]
DAY = "2025-09-22"
CALLS = tuple(
    f"{DAY} {at} wangli report --customer 客户{n} --phone 1380000000{n} --address 街{n} --fault 黑"
    for n, at in enumerate(("09:00", "09:01", "09:02", "09:03", "09:04"))
)


def late(root: Path, now: datetime) -> list[tuple[str, str]]:
    """Return what is late, by what is known; checked against what all cases say."""
    found = [(case.id, clock.name) for case, clock in still_missed(Team(root), now, [])]
    all_ = [(case.id, c.name) for case, c in missed(Team(root), now, []) if c.state == "overdue"]
    assert found == all_, now
    return found


@pytest.mark.parametrize("seed", range(3))
def test_what_is_late_is_the_same_whatever_was_known(play: Play, seed: int) -> None:
    desk, chance = play(*CALLS), Random(seed)
    start = datetime.fromisoformat(f"{DAY}T09:10+08:00")
    cases = [path.stem for path in sorted(desk.root.glob("cases/*/*/*.yaml"))]
    seen = 0
    for step in range(25):
        now = start + timedelta(minutes=chance.choice((-9, -8, -5, 0, 1, 30, 600, 3000)) + step)
        seen += len(late(desk.root, now))
        typed = desk.at(f"{start + timedelta(minutes=step):%Y-%m-%d %H:%M}").as_("wangli")
        case = chance.choice(cases)
        words = chance.choice(
            (
                f"handover {case} --no-guidance x",
                f"guide {case} --step x --result y --outcome failed",
                f"hold {case} --reason x",
                f"resume {case}",
                f"cancel {case} --reason x",
                f"note {case} x",
                "",
            )
        )
        if words:
            typed.type(words)
    assert seen


def test_only_what_may_be_late_is_read_and_a_changed_rulebook_or_file_is_looked_at(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = play(*CALLS)
    now = datetime.fromisoformat(f"{DAY}T09:04:30+08:00")
    read: list[str] = []
    case_at = Files.case_at

    def watched(self: Files, path: str) -> object:
        read.append(path)
        return case_at(self, path)

    def asked(at: datetime) -> int:
        read.clear()
        still_missed(Team(desk.root), at, [])
        return len(read)

    asked(now)
    monkeypatch.setattr(Files, "case_at", watched)
    assert asked(now) == 0
    assert asked(now + timedelta(minutes=1)) == 1  # the first call is to be handed over by 09:05
    assert asked(now - timedelta(minutes=1)) == 5  # earlier than what is known
    asked(now)
    policies = desk.root / "policies.yaml"
    policies.write_text(policies.read_text("utf-8") + "# more\n", "utf-8")
    assert asked(now) == 5
    [case, *_] = sorted(desk.root.glob("cases/*/*/*.yaml"))
    case.write_text(case.read_text("utf-8").replace("黑", "黑屏"), "utf-8")
    assert asked(now) == 1
    kept = desk.root / ".git/servicectl/quiet-cases.json"
    assert "客户" not in kept.read_text("utf-8")
    for wrong in ("", "[]", "{", kept.read_text("utf-8").replace(" of 0", " of 9")):
        kept.write_text(wrong, "utf-8")
        assert asked(now) == 5


def test_a_list_reads_the_closed_cases_once_and_those_that_changed_or_are_open_again(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = play(*CALLS)
    cases = [path.stem for path in sorted(desk.root.glob("cases/*/*/*.yaml"))]
    for case in cases[:4]:
        desk.at(f"{DAY} 09:10").as_("wangli").type(f"cancel {case} --reason 客户不修了")
    read: list[str] = []
    case_at = Files.case_at

    def watched(self: Files, path: str) -> object:
        read.append(path)
        return case_at(self, path)

    def listed(**asked: bool) -> tuple[int, list[str]]:
        read.clear()
        rows = list_cases(Team(desk.root), CaseQuery(**asked)).rows
        return len(read), [case.id for case, _ in rows]

    monkeypatch.setattr(Files, "case_at", watched)
    assert listed() == (5, cases[4:])
    assert listed() == (1, cases[4:])
    assert listed(closed_too=True) == (5, cases)
    closed = desk.root / paths.case_path(cases[0])
    text = closed.read_text("utf-8")
    closed.write_text(text.replace("did: cancel", "did: kancel"), "utf-8")
    problems = list_cases(Team(desk.root), CaseQuery()).problems
    assert [str(problem.place.path) for problem in problems] == [paths.case_path(cases[0])]
    closed.write_text(text[: text.index("- id: ", text.index("did: report"))], "utf-8")
    assert listed() == (2, [cases[0], cases[4]])  # the call alone is there: it is open
    kept = desk.root / ".git/servicectl/closed-cases.json"
    assert "客户" not in kept.read_text("utf-8")
    (desk.root / "inventory/rulebooks").mkdir(exist_ok=True)
    (desk.root / "inventory/rulebooks/0123456789ab.yaml").write_text("schema: 1\n", "utf-8")
    assert listed()[0] == 5
