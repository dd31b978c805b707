"""The generated pages say what the declarations say, and the list of rules names real places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.docs import REPOSITORY, locations_of, pages, policy_of, rows, rules_of
from servicectl.domain.schema.vocabulary import FILES
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.domain.workflow.reserved import CAPTIONS
from servicectl.output.json.schemas import SCHEMAS, schema_of
from servicectl.output.reference.rulebook import Rule
from servicectl.store.team.package_data import profiles
from tests.desk import Desk

KINDS = (
    r"\b(FIELD|TICK|ACTION|MOVE|LEDGER|ROSTER|REPORT|FORM"
    r"|CHECK|CLOCK|KPI|TEXT|PAGE)\b"
)
PAGES = dict(pages())
NUMBERS = {
    "hotline-000": range(1, 50),
    "settopbox-001": range(50, 143),
    "appliance-004": range(478, 537),
    "network-d12": range(344, 356),
    "infosec-d19": range(437, 478),
}
RULES = {name: rules_of(name) for name in NUMBERS}
LOCATIONS = {name: locations_of(name, rules) for name, rules in RULES.items()}
LISTED = [(name, rule) for name, rules in RULES.items() for rule in rules]


@pytest.mark.parametrize("path", PAGES)
def test_a_committed_page_is_what_make_docs_writes(path: str) -> None:
    assert (REPOSITORY / path).read_text(encoding="utf-8") == PAGES[path]


def test_no_generated_page_is_left_behind() -> None:
    kept = [*REPOSITORY.glob("docs/schema/*"), *REPOSITORY.glob("docs/rulebooks/*.md")]
    assert {path.relative_to(REPOSITORY).as_posix() for path in kept} <= set(PAGES)


def test_every_rulebook_that_ships_has_its_page() -> None:
    assert sorted(NUMBERS) == list(profiles())


@pytest.mark.parametrize("name", NUMBERS)
def test_all_rules_of_a_document_are_listed(name: str) -> None:
    assert [rule.id for rule in RULES[name]] == [f"R{n:03}" for n in NUMBERS[name]]


@pytest.mark.parametrize(("name", "rule"), LISTED, ids=lambda value: getattr(value, "id", ""))
def test_a_rule_lives_where_its_line_says(name: str, rule: Rule) -> None:
    living = {home.kind for home in LOCATIONS[name] if home.rule == rule.id}
    assert living
    assert living == set(re.findall(KINDS, rule.embodiment))


def test_a_rule_that_lives_in_a_page_names_one_that_is_there() -> None:
    named = [home.where for homes in LOCATIONS.values() for home in homes if home.kind == "PAGE"]
    assert named
    assert all((REPOSITORY / path).is_file() for path in named)


def test_every_clock_and_every_other_command_has_its_word_in_the_glossary() -> None:
    terms = rows("glossary.csv")
    clocks = [term["word"] for term in terms if term["kind"] == "clock"]
    assert clocks == list(policy_of("hotline-000").clocks)
    named = {term["zh"].replace(" ", "") for term in terms if term["kind"] == "command"}
    actions = {action.caption.zh for action in (*ACTIONS.values(), *DOCUMENTS.values())}
    assert named == CAPTIONS - actions


def objects(schema: Any) -> Iterator[Any]:
    """Yield every object's schema in a schema."""
    if isinstance(schema, dict):
        if "properties" in schema and "required" in schema:
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def test_every_kind_of_file_has_a_schema() -> None:
    assert tuple(SCHEMAS) == FILES


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_asks_once_for_what_it_describes(name: str) -> None:
    found = list(objects(schema_of(name)))
    assert found
    for each in found:
        assert len(set(each["required"])) == len(each["required"])
        assert set(each["required"]) <= set(each["properties"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_prints_the_committed_schema(desk: Desk, name: str) -> None:
    committed = json.loads((REPOSITORY / f"docs/schema/{name}.json").read_text(encoding="utf-8"))
    assert desk.type("schema", name).json == committed
