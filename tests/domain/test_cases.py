"""A case is its history: YAML in, state or positions out."""

from __future__ import annotations

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.reader import read_case
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.schema.nodes import Map
from servicectl.store.yaml.read import load

HEAD = """\
schema: 1
id: 20261120-7k3f9q
kind: repair
policy: 000000000000
customer: c-4m2x8t
fault: 无图像
history:
- {id: e-222222, at: 2026-11-20T09:00:00+08:00, by: wangli, did: report}
- {id: e-222223, at: 2026-11-20T09:10:00+08:00, by: wangli, did: handover, no_guidance: x}
"""
ASSIGNED = (
    HEAD
    + """\
- {id: e-222224, at: 2026-11-20T09:20:00+08:00, by: chenwei, did: assign, engineers: [guotao]}
"""
)


def loaded(text: str) -> Map:
    """Return what stands in a file."""
    raw, problems = load(text.encode(), "case.yaml")
    assert raw is not None, problems
    return raw


def read(text: str) -> tuple[Case, list[str]]:
    """Return the case, and its problems and clashes as ``line:column rule``."""
    case, problems = read_case(loaded(text), "case.yaml")
    assert case is not None
    found = [(p.place, p.rule) for p in problems]
    found += [(event.place, "clash") for event in case.clashes]
    return case, [f"{place.line}:{place.column} {rule}" for place, rule in found]


@pytest.mark.parametrize(
    ("event", "state", "problems"),
    [
        ("{id: e-333333, at: 2026-11-20T09:30:00+08:00, by: guotao, did: prepare}", "prepared", []),
        # Not what may be done here: named, and passed over.
        (
            "{id: e-333333, at: 2026-11-20T09:30:00+08:00, by: guotao, did: depart}",
            "assigned",
            ["11:3 clash"],
        ),
        # A sheet comes in once for each completed visit.
        (
            "{id: e-333333, at: 2026-11-20T09:30:00+08:00, by: wangli, did: sheet-in}",
            "assigned",
            ["11:3 clash"],
        ),
        # Before the event above it: only what was typed late may be.
        (
            "{id: e-333333, at: 2026-11-20T09:15:00+08:00, by: wangli, did: note, text: x}",
            "assigned",
            ["11:3 clash"],
        ),
        (
            ("{id: e-333333, at: 2026-11-20T09:15:00+08:00, by: wangli, did: note, text: x,"
            " entered: 2026-11-20T10:00:00+08:00}"),
            "assigned",
            [],
        ),
        # Also typed late, a step of the line does not come before the step it follows.
        (
            ("{id: e-333333, at: 2026-11-20T09:15:00+08:00, by: guotao, did: prepare,"
            " entered: 2026-11-20T10:00:00+08:00}"),
            "assigned",
            ["11:3 clash"],
        ),
        (
            ("{id: e-333333, at: 2026-11-20T08:59:00+08:00, by: wangli, did: note, text: x,"
            " entered: 2026-11-20T10:00:00+08:00}"),
            "assigned",
            ["11:3 order"],
        ),
        ("{id: e-222224, at: 2026-11-20T09:30:00+08:00, by: guotao, did: prepare}", "prepared",
         ["11:3 double-id"]),
        # What is taken back was never there; the rest has to fit without it.
        (
            ("{id: e-333333, at: 2026-11-20T09:30:00+08:00, by: chenwei, did: retract,"
            " event: e-222224, reason: r}"),
            "awaiting_dispatch",
            [],
        ),
        (
            ("{id: e-333333, at: 2026-11-20T09:30:00+08:00, by: chenwei, did: retract,"
            " event: e-222223, reason: r}"),
            "intake",
            ["10:3 clash"],
        ),
        (
            ("{id: e-333333, at: 2026-11-20T09:30:00+08:00, by: chenwei, did: retract,"
            " event: e-222222, reason: r}"),
            "assigned",
            ["11:3 clash"],
        ),
    ],
)  # fmt: skip
def test_a_further_event_is_replayed_or_named(event: str, state: str, problems: list[str]) -> None:
    case, found = read(ASSIGNED + f"- {event}\n")
    assert (case.state, found) == (state, problems)


def test_an_unreadable_event_is_the_only_thing_said() -> None:
    text = ASSIGNED.replace("did: handover", "did: hand-over") + (
        "- {id: e-333333, at: 2026-11-20T09:30:00+08:00, by: guotao, did: prepare}\n"
    )
    assert read(text)[1] == ["9:66 choice"]


def test_a_hold_is_left_by_resume_alone() -> None:
    held = ASSIGNED + (
        "- {id: e-333333, at: 2026-11-20T09:30:00+08:00, by: guotao, did: hold, reason: r}\n"
    )
    case, found = read(held)
    assert (case.state, case.held is not None, found) == ("assigned", True, [])
    assert "prepare" not in case.standing.possible
    resumed = held + "- {id: e-333334, at: 2026-11-20T09:40:00+08:00, by: guotao, did: resume}\n"
    assert "prepare" in read(resumed)[0].standing.possible


def test_a_second_visit_is_a_visit_of_its_own() -> None:
    case, found = read(
        ASSIGNED
        + """\
- {id: e-333332, at: 2026-11-20T09:25:00+08:00, by: chenwei, did: assign, engineers: [liming]}
- {id: e-333333, at: 2026-11-20T09:30:00+08:00, by: liming, did: prepare}
- {id: e-333334, at: 2026-11-20T09:40:00+08:00, by: liming, did: depart}
- {id: e-333335, at: 2026-11-20T10:00:00+08:00, by: liming, did: arrive, met: m}
- {id: e-333336, at: 2026-11-20T10:30:00+08:00, by: liming, did: reinforce, engineer: guotao}
- {id: e-333337, at: 2026-11-20T11:00:00+08:00, by: liming, did: complete, work: w, signed_by: s}
- {id: e-333338, at: 2026-11-20T14:00:00+08:00, by: wangli, did: callback, running: old_fault}
- {id: e-333339, at: 2026-11-20T14:10:00+08:00, by: chenwei, did: plan, analysis: a, plan: p}
- {id: e-333342, at: 2026-11-20T14:20:00+08:00, by: chenwei, did: assign, engineers: [guotao]}
"""
    )
    assert found == []
    assert [(v.n, v.engineers, v.completed is not None) for v in case.visits] == [
        (1, ("liming", "guotao"), True),
        (2, ("guotao",), False),
    ]
    assert [event.did for event in case.since_solved] == ["complete", "callback", "plan", "assign"]


OWN = """\
schema: 2
profile: p
calendar: {timezone: Asia/Shanghai, windows: {mon: [00:00-24:00]}}
kinds: {repair: {like: repair-2, moves: {survey: open}}}
steps: {survey: {zh: 勘察, en: survey, fields: {depth: {kind: number, zh: 深, en: depth}}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "event", "clashes"),
    [
        (OWN, OWN.replace("survey", "look"), "survey, depth: '3'", ["survey"]),
        (OWN, OWN.replace("depth", "height"), "survey, depth: '3'", []),
        (OWN.replace("survey", "look"), OWN, "survey, depth: '3'", []),
    ],
)
def test_what_a_clone_recorded_by_the_rulebook_before_a_repolicy_is_read(
    old: str, new: str, event: str, clashes: list[str]
) -> None:
    kinds = {}
    for id, text in (("0" * 12, old), ("1" * 12, new)):
        policy = read_policy(loaded(text), "p.yaml", id)[0]
        assert policy is not None
        kinds[id] = policy.kinds
    moved = f"at: 2026-11-20T09:20:00+08:00, by: a, did: repolicy, policy: {'1' * 12}, reason: x"
    text = f"{HEAD}- {{id: e-222224, {moved}}}\n"
    text += f"- {{id: e-222225, at: 2026-11-20T09:30:00+08:00, by: wangli, did: {event}}}\n"
    case, problems = read_case(loaded(text), "case.yaml", kinds_of=kinds.__getitem__)
    assert case is not None
    assert [event.did for event in case.clashes] == clashes
    assert [p.rule for p in problems if p.rule != "clash"] == []
