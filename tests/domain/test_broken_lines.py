"""Lines in which something is wrong: all of it is said at once, at the kind that wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.store.yaml.read import load
from tests.desk import Desk
from tests.domain.test_words import HEAD

Play = Callable[..., Desk]

# What stands below a kind; the word at which it is said; what is said, and how it is mended.
BROKEN: dict[str, tuple[str, str, str]] = {
    "key": ("{like: repair-2, moovs: {}}", "moovs", "unknown key moovs; did you mean moves?"),
    "like": ("{like: repair-9}", "repair-9", "no line is called repair-9; did you mean repair-"),
    "itself": ("{like: itself}", "itself}", "itself stands on itself, through like:"),
    "left_out": ("{like: repair-2, without: [trige]}", "trige", "did you mean triage?"),
    "no_name": ("{like: repair-2}", "no_name", "kind no_name has no name that people read"),
    "state_form": (
        "{like: repair-2, states: {On-Way: {en: x}}}",
        "On-Way",
        "is no name: write small",
    ),
    "state_yaml": ("{like: repair-2, states: {yes: {en: x}}}", "yes:", "is a word of YAML"),
    "state_open": ("{like: repair-2, states: {open: {en: x}}}", "open:", "is a word of every line"),
    "state_group": (
        "{like: repair-2, states: {desk: {en: x}}, moves: {triage: intake -> desk}}",
        "desk:",
        "desk is the name of a group, too",
    ),
    "state_name": (
        "{like: repair-2, states: {seen: {owner: manager}}, moves: {triage: intake -> seen}}",
        "seen:",
        "state seen has no name that people read; write zh: or en:, or both",
    ),
    "state_owner": (
        "{like: repair-2, states: {intake: {en: x, owner: clerk}}}",
        "clerk",
        "'clerk' is none of",
    ),
    "state_lost": (
        "{like: repair-2, states: {seen: {en: x}}}",
        "seen:",
        "nothing leads to state seen",
    ),
    "group": (
        "{like: repair-2, states: {seen: {en: x, is: [colsed]}}, moves: {triage: intake -> seen}}",
        "colsed",
        "no way speaks of a group colsed; did you mean closed?",
    ),
    "verb": ("{like: repair-2, moves: {trige: intake}}", "trige", "did you mean triage?"),
    "outcome": (
        "{like: repair-2, moves: {guide.sovled: desk}}",
        "guide.sov",
        "did you mean solved?",
    ),
    "field": (
        "{like: repair-2, moves: {plan.x: rework}}",
        "plan.x",
        "plan has no outcome or field x",
    ),
    "form": (
        "{like: repair-2, moves: {triage: intake => triaged}}",
        "intake =>",
        "is no way; a way",
    ),
    "source": (
        "{like: repair-2, moves: {triage: intke -> triaged}}",
        "intke",
        "did you mean intake?",
    ),
    "target": ("{like: repair-2, moves: {triage: intake -> triagd}}", "intake ->", "mean triaged?"),
    "to_group": (
        "{like: repair-2, moves: {triage: intake -> with_us}}",
        "intake -> w",
        "a way leads to one state: ready_to_return, taken_away",
    ),
    "two": (
        "{like: repair-2, moves: {triage: [intake -> triaged, desk -> rework]}}",
        "desk -> r",
        "triage leads from intake to triaged and to rework; leave one of them out",
    ),
    "no_way": ("{like: repair-2, moves: {triage: []}}", "[]", "triage has no way"),
    "history": ("{like: repair-2, moves: {retract: intake}}", "retract", "it is no word of a line"),
    "early": (
        "{like: repair-2, moves: {triage: new -> triaged}}",
        "new ->",
        "begins with its report",
    ),
    "again": (
        "{like: repair-2, moves: {report: intake -> triaged}}",
        "intake -> t",
        "is done once",
    ),
    "no_start": (
        "{like: repair-2, without: [report]}",
        "no_start",
        "no case of this kind can begin",
    ),
    "no_end": ("{like: repair-2, without: [closed, cancelled]}", "no_end", "of this kind can end"),
    "after": ("{like: repair-2, without: [complete]}", "after", "comes after complete, of which"),
    "sent": (
        "{states: {a: {is: closed, en: a}}, moves: {report: new -> a, arrive: a}}",
        "sent",
        "arrive is for who is sent, and there is no way of assign; write a way of assign",
    ),
    "type": ("[repair-2]", "[repair-2]", "a mapping (key: value) is wanted here"),
    "Wrong": ("{like: repair-2}", "Wrong", "is no name: write small letters"),
    "off": ("{like: repair-2}", "off", "off is a word of YAML"),
    "stuck": (
        "{like: repair-2, without: [callback.ok, callback.unreached]}",
        "stuck",
        "guide.solved can never end: phone_resolved needs what cannot be had there, close: c",
    ),
}
NAMELESS = ("no_name", "off", "Wrong", "type")


def written(kind: str, text: str) -> str:
    """Return a kind as it stands in the rulebook, with a name that people read."""
    named = text if kind in NAMELESS else text.replace("{", "{zh: 类, en: kind, ", 1)
    return f"  {kind}: {named}\n"


@pytest.fixture
def desk_of_broken(desk: Desk) -> Desk:
    """Return a desk whose rulebook has a kind for each mistake, and one without."""
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    kinds = "".join(written(kind, text) for kind, (text, *_) in BROKEN.items())
    policies.write_text(f"{text}\nkinds:\n  repair: {{like: repair-2}}\n{kinds}", "utf-8")
    return desk


def test_all_broken_lines_are_named_at_once_with_place_and_remedy(desk_of_broken: Desk) -> None:
    answer = desk_of_broken.type("validate")
    assert answer.code == 1
    lines = (desk_of_broken.root / "policies.yaml").read_text("utf-8").splitlines()
    said = re.sub(r" \[[a-z-]+\](; )?", r"\1", answer.out).splitlines()
    missing = []
    for kind, (_, word, message) in BROKEN.items():
        number = next(n for n, line in enumerate(lines, 1) if line.startswith(f"  {kind}:"))
        begin = 0 if word == kind else len(kind) + 3
        place = f"policies.yaml:{number}:{lines[number - 1].index(word, begin) + 1}: "
        if not any(line.startswith(place) and message in line for line in said):
            missing.append((kind, place, [line for line in said if f":{number}:" in line]))
    assert missing == []


def test_a_finding_in_the_rulebook_is_said_once(desk_of_broken: Desk) -> None:
    answer = desk_of_broken.type("validate")
    said = answer.out.splitlines()
    assert (len(said), answer.err) == (len(set(said)), "")


def test_nothing_is_recorded_under_a_broken_line(desk_of_broken: Desk) -> None:
    before = desk_of_broken.head
    answer = desk_of_broken.as_("wangli").type(
        "report --customer x --phone 029-85550077 --address y --fault z"
    )
    assert (answer.code, answer.out, desk_of_broken.head) == (1, "", before)


def test_a_mistake_is_said_once_at_the_kind_that_wrote_it(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    kinds = (
        "  repair: {like: repair-2, moves: {triage: intke -> triaged}}\n"
        "  install: {zh: 安装, en: installation, like: repair}\n"
    )
    policies.write_text(f"{text}\nkinds:\n{kinds}", "utf-8")
    [problem] = desk.type("validate --json").json
    assert "intke is no state and no group of repair" in problem["message"]


WAYS_THAT_GET_STUCK = (
    ("  close: [accept]\n", "guide.solved can never end: phone_resolved", "close: accept"),
    ("  close: [accept when kind = repair]\n", "guide.solved can never end: ph", "close: accept"),
    (
        "  close: [accept unless kind = enquiry]\n",
        "guide.solved can never end: ph",
        "close: accept",
    ),
    ("  plan: [accept-task]\n", "callback.old_fault can never end: rework", "plan: accept-task"),
)


@pytest.mark.parametrize(("asked", "way", "lacking"), WAYS_THAT_GET_STUCK)
def test_what_cannot_be_met_is_named_with_the_way_that_gets_stuck(
    asked: str, way: str, lacking: str
) -> None:
    text = f"{HEAD}require:\n{asked}"
    raw, _ = load(text.encode(), "policies.yaml")
    assert raw is not None
    _, problems = read_policy(raw, "policies.yaml", "x")
    [said] = [str(problem.message) for problem in problems]
    assert way in said
    assert f" needs what cannot be had there, ['{lacking}']" in said


NEVER = """
kinds:
  repair: {like: repair-2, moves: {look.failed: open}}
  survey: {zh: 普查, en: survey, like: repair-2, moves: {look.passed: open, look.failed: open}}
steps:
  look:
    zh: 查看
    en: look
    outcome: result
    fields:
      result: {of: {passed: {zh: 好, en: ok}, failed: {zh: 坏, en: bad}}, zh: 结论, en: result}
require:
"""


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ("reply: [look.passed]", ["repair"]),
        ("reply: [guide.solved or look.passed]", None),
        ("reply: [look.passed when kind = survey]", None),
        ("reply: [look.passed unless look]", None),
        ("reply: [3 look.failed]", None),
        ("reply: [not look.passed]", None),
        ("reply: [approve.quote, rework]", None),
        ("report: [close]", ["repair", "survey"]),
    ],
)
def test_what_no_way_of_a_kind_leads_to_is_named_where_a_step_asks_for_it(
    asked: str, kinds: list[str] | None
) -> None:
    raw, _ = load(f"{HEAD}{NEVER}  {asked}\n".encode(), "policies.yaml")
    assert raw is not None
    _, problems = read_policy(raw, "policies.yaml", "x")
    verb, _, rest = asked.partition(": [")
    text = (
        f"{verb} can never be recorded in a case taken in as {kinds}: nothing comes to {rest[:-1]}"
    )
    assert [str(problem.message) for problem in problems] == ([text] if kinds else [])


def test_a_clock_that_nothing_stops_is_named(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    quick = "{zh: 快, en: quick, like: repair, without: [handover]}"
    kinds = f"  repair: {{like: repair-2}}\n  quick: {quick}\n"
    policies.write_text(f"{text}\nkinds:\n{kinds}", "utf-8")
    said = desk.type("validate").out
    assert "nothing stops handover in a case of kind quick" in said
    assert "write when: {kind: [repair]}" in said


def test_clocks_yield_to_what_agrees_on_a_time(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    policies.write_text(text.replace("yields_to: reschedule", "yields_to: call", 1), "utf-8")
    [problem] = desk.type("validate --json").json
    assert problem["message"] == "call agrees on no time"
