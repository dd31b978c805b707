"""The language of conditions: what it says, and that nothing is taken for something by chance."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicectl.domain.rulebook.condition_reader import (
    check_schema_1,
    read_condition,
    read_requirement,
    read_spec,
)
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.rulebook.terms import Condition, Joined, Term, met
from servicectl.errors import Malformed, Problem
from servicectl.store.yaml.read import load
from tests.places import REPOSITORY

PROFILES = REPOSITORY / "servicectl/data/profiles"

# --- what a text means, against Python's own words

NAMES = ("priority", "kind", "优先级", "sheet-in")
VALUES = ("P1", "P2", "一级")
Facts = Mapping[str, str | None]


def texts(depth: int = 3) -> st.SearchStrategy[tuple[str, str]]:
    """A condition, and the same as an expression of Python over a mapping ``f``."""
    name, value = st.sampled_from(NAMES), st.sampled_from(VALUES)
    bare = name.map(lambda n: (n, f"(f[{n!r}] is not None)"))
    equal = st.tuples(name, value).map(lambda t: (f"{t[0]} = {t[1]}", f"(f[{t[0]!r}] == {t[1]!r})"))
    other = st.tuples(name, value).map(lambda t: (f"{t[0]}!={t[1]}", f"(f[{t[0]!r}] != {t[1]!r})"))
    few = name.map(lambda n: (f"{n} = P1 | 一级", f"(f[{n!r}] in ('P1', '一级'))"))
    one = st.one_of(bare, equal, other, few)
    if not depth:
        return one
    inner = texts(depth - 1)
    negated = inner.map(lambda p: (f"not ({p[0]})", f"(not {p[1]})"))
    groups = st.tuples(st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3))

    def joined(group: tuple[str, list[tuple[str, str]]]) -> tuple[str, str]:
        word, parts = group
        said = f" {word} ".join(f"({text})" for text, _ in parts)
        return said, "(" + f" {word} ".join(python for _, python in parts) + ")"

    return st.one_of(one, negated, groups.map(joined))


FACTS = st.fixed_dictionaries({name: st.sampled_from((None, *VALUES)) for name in NAMES})


def holds(condition: Condition, facts: Facts) -> bool:
    return met(condition, lambda term: term.fits(facts[term.name]))


@pytest.mark.parametrize(
    "value",
    [
        "秦岭酒店",
        "秦岭 酒店",
        "5000 CNY",
        "5000 cny",
        "and",
        "a（b）",
        "a(b",
        "P1",
        "-1",
        "=",
        "a|b",
    ],
)
def test_a_value_is_written_so_that_it_is_read_again(value: str) -> None:
    term = Term("customer", "name", value)
    assert read_condition(str(term)) == term
    assert (str(term).count('"') == 0) is (value in ("秦岭酒店", "5000 CNY", "P1", "-1", "a|b"))


@given(texts(), FACTS)
def test_a_condition_means_what_it_says(pair: tuple[str, str], facts: Facts) -> None:
    text, python = pair
    expected = eval(python, {"f": facts})
    condition = read_condition(text)
    assert holds(condition, facts) is expected
    assert holds(read_condition(str(condition)), facts) is expected
    all_of = [
        spec.met(lambda term: term._replace(negated=False).fits(facts[term.name]))
        for spec in read_requirement(text)
    ]
    assert all(all_of) is expected  # a list's comma is and: so may an and be


# --- rulebooks of schema 1 are read as they always were

OLD = re.compile(r"(?:([0-9]) )?([a-z][a-z_-]*)(?:\.([a-z][a-z_]*))?(?:=([a-z0-9_]+))?")


def read_before(text: str) -> list[list[Term]]:
    """How a spec was read before there was this language: terms, when, unless."""
    found: dict[str, list[Term]] = {"": [], "when": [], "unless": []}
    parts = re.split(r" (when|unless) ", text.strip())
    for word, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        for one in part.split(" or "):
            match = OLD.fullmatch(one.strip())
            assert match is not None
            count, name, detail, value = match.groups()
            found[word].append(Term(name, detail, value, int(count or 1)))
    return list(found.values())


TERM = st.from_regex(OLD, fullmatch=True).filter(
    lambda text: not re.search(r"\b(and|or|not|when|unless)\b", text) and text[0] != "0"
)
TERMS = st.lists(TERM, min_size=1, max_size=3, unique=True).map(" or ".join)


@given(TERMS, st.none() | TERMS, st.none() | TERMS)
def test_what_schema_1_says_is_read_as_it_was(
    terms: str, when: str | None, unless: str | None
) -> None:
    text = terms + (f" when {when}" if when else "") + (f" unless {unless}" if unless else "")
    check_schema_1(text)
    now, then = list(read_spec(text)), read_before(text)  # a or 1 a says a, once or twice
    assert [list(dict.fromkeys(part)) for part in now] == [list(dict.fromkeys(p)) for p in then]


@pytest.mark.parametrize("text", ["a and b", "not a", "(a)", "a != b", "a = b", "a=b|c", "类别"])
def test_schema_1_knows_nothing_newer(text: str) -> None:
    with pytest.raises(Malformed):
        check_schema_1(text)


# --- values by their type

RULEBOOK = """\
schema: 2
profile: test
language: en
calendar:
  timezone: Asia/Shanghai
  windows: {mon-sun: [00:00-24:00]}
money: {currency: CNY}
clocks:
  reply: {from: report, until: close, within: 1h, owner: receptionist, when: WHEN}
require:
  quote: [REQUIRE]
"""


def problems(when: str = "kind = repair", require: str = "guide") -> list[Problem]:
    text = RULEBOOK.replace("WHEN", when).replace("REQUIRE", require)
    raw, _ = load(text.encode(), "policies.yaml")
    assert raw is not None
    return list(read_policy(raw, "policies.yaml", "0" * 12)[1])


@pytest.mark.parametrize(
    "text",
    [
        "kind = repair|enquiry and priority != urgent",
        "contract or (priority = urgent and not category = 图像)",
        'category = "no picture"',
        "for = next-day",
    ],
)
def test_a_clock_may_ask_for_what_is_known_of_a_case(text: str) -> None:
    assert not problems(when=text if '"' not in text else f"'{text}'")


@pytest.mark.parametrize(
    "text",
    [
        "guide or complete",
        "guide.failed and not guide.solved",
        "2 guide.failed unless priority = urgent",
        "unit.purchased < 2020-01-01",
        "discount < 500 CNY",
        "discount > 99.50",
        "discount > 0",
        "customer.phone when kind = repair and not contract",
        "prepare.sheet=yes",
    ],
)
def test_a_requirement_may_name_events_fields_facts_and_records(text: str) -> None:
    assert not problems(require=text)


# What is wrong, at which word of it, and what is said.
BROKEN: dict[str, tuple[str, str]] = {
    "guide or": ("", "is not whole: something is missing behind it"),
    "guide and": ("", "is not whole"),
    "not": ("", "is not whole"),
    "(guide or complete": ("(guide", "a bracket is opened and not closed"),
    "guide or complete)": (")", "')' cannot be understood in"),
    "guide and complete or cancel": ("or", "and stands beside or: what belongs together?"),
    "guide or complete and cancel": ("and", "and stands beside or"),
    "guide complete": ("complete", "'complete' cannot be understood in"),
    "guide || complete": ("||", "'||' cannot be understood in"),
    "guide && complete": ("&&", "'&&' cannot be understood in"),
    "kind == repair": ("==", "values are compared by = != < >"),
    "kind <= repair": ("<=", "values are compared by"),
    "kind = ": ("", "is not whole"),
    "kind = repair|": ("", "is not whole"),
    "kind = and": ("and", "'and' cannot be understood"),
    "guide when kind = repair when contract": ("when contract", "when stands here twice"),
    "guide when": ("", "is not whole"),
    "3 customer.phone": ("customer", "customer.phone is no event: it is not counted"),
    "2 discount": ("discount", "discount is no event: it is not counted; write discount alone"),
    "0 guide": ("0", "'0' cannot be understood"),
    "guide..failed": ("guide", "'guide..failed' cannot be understood"),
    "guid": ("guid", "guid is no field, event or record; did you mean guide?"),
    "guide.fialed": ("guide", "guide has no outcome or field fialed; did you mean failed?"),
    "guide.failed = yes": ("guide", "guide.failed has no value: it happened, or it did not"),
    "guide unless kinds = repair": ("kinds", "did you mean kind?"),
    "guide when kind = repare": (
        "kind",
        "repare is no kind: repair, enquiry; did you mean repair?",
    ),
    "guide when priority = P5": ("priority", "P5 is no priority: normal, urgent"),
    "guide when priority < urgent": ("priority", "priority is text: it is not less or more"),
    "customer.phnoe": (
        "customer",
        "customer.phnoe is no field, event or record; did",
    ),
    "unit.purchased > 2020-13-01": ("unit", "2020-13-01"),
    "unit.model > 5": ("unit", "unit.model is text"),
    "discount > cheap": ("discount", "cheap"),
    "discount > 500 USD": ("discount", "this rulebook reckons in CNY; write 500"),
    "prepare.sheet = maybe": ("prepare", "maybe is no prepare.sheet: yes, no"),
    "guide when 优先级 = P1": ("优先级", "优先级 is no field, event or record; known here: kind, "),
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_condition_is_named_with_its_column(text: str) -> None:
    word, said = BROKEN[text]
    whole = RULEBOOK.replace("WHEN", "kind = repair").replace("REQUIRE", f"'{text}'")
    line = next(n for n, row in enumerate(whole.splitlines(), 1) if "quote:" in row)
    begins = whole.splitlines()[line - 1].index(text)
    at = text.rindex(word) if word else len(text.rstrip())
    if not at:
        begins -= 1  # a quoted text is said to begin at its quote
    [found] = problems(require=f"'{text}'")
    assert (found.place.line, found.place.column) == (line, begins + at + 1)
    assert said in f"{found.message}; {found.remedy}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("guide = yes", "guide is no field"),
        ("priority = high", "high is no priority: normal, urgent"),
        ("{by: priority}", "unknown key by"),
        ("kind", ""),
    ],
)
def test_a_clock_asks_for_facts_of_the_case_alone(text: str, said: str) -> None:
    found = problems(when=text)
    assert [said in str(problem.message) for problem in found] == ([True] if said else [])


def test_where_events_stand_stands_nothing_else() -> None:
    for text in ("not report", "report and guide", "kind = repair"):
        data = RULEBOOK.replace("WHEN", "kind = repair").replace("REQUIRE", "guide")
        raw, _ = load(data.replace("from: report", f"from: {text}").encode(), "policies.yaml")
        assert raw is not None
        assert read_policy(raw, "policies.yaml", "0" * 12)[1], text


def test_a_group_is_written_with_the_brackets_it_needs() -> None:
    inner = Joined("or", (Term("a"), Joined("not", (Joined("and", (Term("b"), Term("c"))),))))
    assert str(Joined("and", (inner, Term("d")))) == "(a or not (b and c)) and d"


def test_the_page_of_the_language_says_what_can_be_said() -> None:
    page = (REPOSITORY / "docs/rulebook-format.md").read_text("utf-8")
    section = page.partition("one language of conditions")[2].partition("\n## ")[0]
    head = RULEBOOK[: RULEBOOK.index("money:")].replace("schema: 2\n", "")
    clocks = {}
    for example in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL):
        raw, wrong = load((example + head).encode(), "policies.yaml")
        assert raw is not None, wrong
        policy, wrong = read_policy(raw, "policies.yaml", "0" * 12)
        assert policy is not None, [(str(p.place), str(p.message)) for p in wrong]
        clocks |= policy.clocks
    assert clocks["same_day"].figured("urgent").within == "30m"
    assert not clocks["same_day"].figured("normal").has_figure
    assert clocks["ring"].figured("gold").within == "30m"
