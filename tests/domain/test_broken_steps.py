"""Steps, fields and ticks that would hurt: each is said with its place, and how it is mended."""

from __future__ import annotations

import pytest

from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.output.i18n import with_remedy
from servicectl.store.yaml.read import load

HEAD = """\
schema: 2
profile: test
calendar:
  timezone: Asia/Shanghai
  windows: {mon-sun: [00:00-24:00]}
"""
KINDS = "kinds: {repair: {like: repair-2, moves: {survey: open, test: intake -> triaged}}}\n"
TEST = "test: {zh: 测试, en: test}"
N = "zh: 甲, en: a"
# What is written, ^ where it is said, STEP FIELD and ADDED for what stands around it; what is said.
BROKEN: dict[str, str] = {
    "steps: ^[survey]": "steps: is a mapping",
    "steps: {^arrive: {N}}": "there is a command arrive already; give it another name",
    "steps: {^parts: {N}}": "there is a command parts already; give it another name",
    "steps: {^arr: {N}}": "arr is what people type for arrive, its beginning; give it another name",
    "steps: {^surv: {N}, survey: {zh: 乙, en: b}}": "surv is what people type for survey",
    "steps: {^yes: {N}}": "yes is a word of YAML: other programs read it as no text; give it",
    "steps: {^Site Visit: {N}}": "is no word of a command: write small letters and -; give it",
    "steps: {^survey: {zh: 甲}}": "survey has no name in both languages; write zh: and en:",
    "steps: {^survey: {en: a}}": "survey has no name in both languages; write zh: and en:",
    "steps: {^survey: {zh: 到场, en: a}}": "another command is called 到场; give it another name",
    "steps: {^survey: {zh: 甲, en: arrive}}": "another command is called arrive; give it another",
    "steps: {survey: {N}, ^seen: {zh: 甲, en: b}}": "another command is called 甲; give it another",
    "steps: {survey: {N, ^feilds: {}}}": "unknown key feilds; did you mean fields?",
    "STEP by: [^enginer]": "did you mean engineer?",
    "STEP after: ^complet": "no action is called complet; did you mean complete?",
    "STEP outcome: ^result": "holds one of a few words; write of: below the field",
    "STEP own: ^perhaps": "is none of yes, no",
    "steps: {^lost: {N}}": "write below moves: of a kind: lost: STATE -> STATE",
    "FIELD ^request: {kind: text, N}": "request is the name of an event: conditions would mean",
    "FIELD ^test: {kind: text, N}": "test is the name of an event: conditions would",
    "FIELD ^no: {kind: text, N}": "no is a word of YAML: other programs read it as no",
    "FIELD floor: {of: {^off: {N}}, N}": "off is a word of YAML",
    "FIELD ^at: {kind: day, N}": "at means something else to the program; give it another name",
    "FIELD ^priority: {kind: line, N}": "priority means something else to the program; give it",
    "FIELD ^Floor: {kind: line, N}": "is no name: write small letters, digits and _; give it",
    "FIELD ^floor: {N}": "what it holds is not said; write kind: text, line, number",
    "FIELD floor: {kind: ^txt, N}": "did you mean text?",
    "FIELD ^floor: {kind: text, of: {u: {N}}, N}": "kind: and of: say two things; leave out one",
    "FIELD floor: {of: {^yes: {N}}, N}": "give it another name, or write kind: yes_no",
    "FIELD floor: {of: {^up: {zh: 上}}, N}": "up has no name in both languages; write zh: and en:",
    "FIELD floor: {of: ^priorty, N}": "no list of words is called priorty; did you mean priority?",
    "FIELD ^floor: {kind: text, measure: 米, N}": "measure: is of a number; write kind: number",
    "FIELD ^floor: {kind: yes_no, many: yes, N}": "yes_no is said once; take many: away",
    "FIELD floor: {of: ^priorty, required: yes, N}": "no list of words is called priorty; did",
    "FIELD ^floor: {kind: text, en: floor}": "floor has no name in both languages; write zh:",
    "FIELD floor: {kind: line, form: ^service-shet, N}": "did you mean service-sheet?",
    "fields: {^reprt: {floor: {kind: line, N}}}": "did you mean report?",
    "ADDED ^phone: {kind: phone, N}": "report has a field phone already; give it another name",
    "ADDED ^request: {kind: line, N}": "request is the name of an event",
    "fields: {customer: {^name: {kind: line, N}}}": "customer has a field name already; give it",
    "fields: {customer: {^key: {kind: yes_no, N, required: yes}}}": "may be without it; write req",
    "ticks: {^complet: {swept: {N}}}": "no action is called complet; did you mean complete?",
    "ticks: {complete: {^cause: {N}}}": "complete has a field cause already; give it another name",
    "ticks: {complete: {^all: {N}}}": "all means something else to the program; give it another",
    "ticks: {complete: {swept: {N, when: ^kind = instal}}}": "instal is no kind: repair",
    "ticks: {complete: {^swept: {zh: 清扫}}}": "swept has no name in both languages; write zh:",
    "steps: {TEST}\nrequire: {close: [^test.reslt]}": "test has no outcome or field reslt",
    "steps: {TEST}\nrequire: {handover: [^lost]}\nfields: {report: {lost: {kind: day, N}}}": (
        "lost is no field, event or record; did you mean report.lost?"
    ),
    "require: {handover: [^triaged]}": "that is a state; steps lead there: triage",
    "clocks: {c: {from: ^assigned, until: close, within: 2h, owner: finance}}": "lead there: ",
    "clocks: {c: {from: complete, until: ^report, within: 6mo, time: months, owner: finance}}": (
        "nothing stops c in a case of kind repair"
    ),
    "clocks: {c: {from: 2 ^callback.unreached, until: close, within: 2h, owner: finance}}": (
        "nothing is counted here: 2 callback.unreached; write callback.unreached alone"
    ),
    "require: {complete: [^work_height > 5.00 CNY]}": "no sum of money; write 5.00",
    "require: {complete: [^'work, cause']}": "what has to hold together is a list: [A, B]",
    "separate: [^complete, callback]": "write a list in the list: [[complete, callback]]",
    "fields: {customer: {^seen_at: {kind: agreed, N}}}": "agrees on no time; write kind: moment",
    "steps: {test: {N, fields: {result: {of: {up: {N}}, N}}}}\n"
    "kinds: {repair: {like: repair-2, moves: {^test.up: open}}}": "step: outcome: result",
    "steps: {test: {N, fields: {result: {of: {up: {N}}, N}}}}\nrequire: {close: [^test.up]}": (
        "test has no outcome or field up; did you mean test.result = up?"
    ),
    "clocks: {c: {from: report, until: close, owner: finance, within: ^{by: , normal: 1h}}}": (
        "by: is missing: the list whose values have a figure each"
    ),
    "require: {report: [^customer.nam]}": "or record; did you mean customer.name?",
    "require: {assign: [^engineers.trained = A]}": "of one's own stands below fields: person:",
    "by: {^approve.form: [manager]}": "approve has no outcome or field form; known here: request",
    "require: {^guide.solved: [step]}": "below its own name, not below an outcome",
    "effective_from: ^2026-2-30": "the calendar has no 2026-02-30; check the day of the month",
    "steps: {TEST}\nby: {^tset: [manager]}": "no action is called tset; did you mean test?",
    "steps: {TEST}\nclocks: {c: {from: ^test, until: close, at: agreed, owner: finance}}": (
        "test agrees on no time; at: agreed begins with an event that has --when"
    ),
}


def written(text: str) -> str:
    """Return a rulebook with what is broken in it, ^ where that is to be said."""
    around = {"STEP ": "", "FIELD ": "fields: {", "ADDED ": "fields: {report: {"}
    for word, before in around.items():
        if text.startswith(word):
            said = before + text.removeprefix(word) + "}" * before.count("{")
            step = f"steps: {{TEST, survey: {{zh: 勘察, en: survey, {said}}}}}"
            text = said if word == "ADDED " else step
    head = HEAD + (KINDS if "TEST" in text else "")
    return head + text.replace("TEST", TEST).replace("N}", f"{N}}}").replace("N,", f"{N},")


# Mistakes from which others seem to follow; in cases of the kind a test is to be closed with.
CLOSED = "kinds: {repair: {like: repair-2, moves: {test: open}}}\nrequire: {close: [test]}\n"
STATES = "states: {seen: {N}}, moves: {triage: ^intake → seen}"
RESULT = "fields: {result: {of: {up: {N}, down: {N}}, N}}"
ALONE = (
    f"kinds: {{repair: {{like: repair-2, {STATES}}}}}",
    CLOSED + "steps: {^test: {zh: 测试}}",
    CLOSED + "steps: {^test: {zh: 到场, en: t}}",
    CLOSED.replace("test", "Test_Run") + "steps: {^Test_Run: {N}}",
    CLOSED.replace("test", "arr") + "steps: {^arr: {N}}",
    "steps: {^arr: {N}}",
    "steps: {^survey: {zh: 甲}}",
    CLOSED + "steps: {test: {N, fields: {result: {kind: ^txt, N}}}}",
    CLOSED.replace("[test]", "[test.up]") + f"steps: {{test: {{N, outcome: ^reslt, {RESULT}}}}}",
    CLOSED.replace("[test]", "[test.result = up]")
    + "steps: {test: {N, fields: {result: {of: {^up: {zh: 上}}, N}}}}",
    CLOSED.replace("test:", "test.up:") + f"steps: {{^test: {{N, outcome: result, {RESULT}}}}}",
    CLOSED.replace("repair:", "^类:") + "steps: {test: {N}}",
    "clocks: {c: {from: report, until: ^asign, within: 2h, owner: finance}}",
)


@pytest.mark.parametrize("text", ALONE)
def test_of_one_mistake_nothing_else_is_said(text: str) -> None:
    marked = written(text)
    raw, _ = load(marked.replace("^", "").encode(), "policies.yaml")
    assert raw is not None
    [problem] = read_policy(raw, "policies.yaml", "0" * 12)[1]
    assert problem.place[1:] == marked_place(marked)


def marked_place(text: str) -> tuple[int, int]:
    """Return line and column of ^."""
    before = text[: text.index("^")]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("text", BROKEN)
def test_what_would_hurt_is_refused_with_its_place_and_a_remedy(text: str) -> None:
    marked = written(text)
    place = marked_place(marked)
    raw, wrong = load(marked.replace("^", "").encode(), "policies.yaml")
    assert raw is not None, wrong
    problems = read_policy(raw, "policies.yaml", "0" * 12)[1]
    said = [(p.place[1:], with_remedy(p.message, p.remedy)) for p in problems]
    assert any(at == place and BROKEN[text] in words for at, words in said), (place, said)
