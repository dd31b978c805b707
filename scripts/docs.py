"""Write the generated pages: reference, states, rulebooks, glossary, JSON Schemas (`make docs`)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from servicectl.cli.app.commands import COMMANDS
from servicectl.cli.app.settings import WITH_VALUE
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.rulebook.traceability import RuleLocation, Surface, rule_locations
from servicectl.output.i18n import speaking
from servicectl.output.json.schemas import SCHEMAS, schema_of
from servicectl.output.reference.commands import reference_page
from servicectl.output.reference.glossary import GlossaryTerm, glossary_page
from servicectl.output.reference.rulebook import Rule, locations_in_pages, rulebook_page
from servicectl.output.reference.states import states_page
from servicectl.output.sheets.forms import FORM_RULES
from servicectl.store.team.package_data import profile
from servicectl.store.yaml.read import load

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"


def pages() -> Iterator[tuple[str, str]]:
    """Yield every generated file: its path in the repository, and its text."""
    yield "docs/reference.md", reference_page(COMMANDS.values(), WITH_VALUE)
    yield "docs/states.md", states_page()
    yield "docs/glossary.md", glossary_page(GlossaryTerm(**row) for row in rows("glossary.csv"))
    for name in SCHEMAS:
        yield f"docs/schema/{name}.json", json.dumps(schema_of(name), indent=1) + "\n"
    for file in sorted((DOCS / "rulebooks").glob("*.csv")):
        yield f"docs/rulebooks/{file.stem}.md", rulebook(file.stem)


def rulebook(name: str) -> str:
    """Return the page of a rulebook, in English."""
    rules = rules_of(name)
    with speaking("en"):
        return rulebook_page(policy_of(name), rules, locations_of(name, rules))


def rules_of(name: str) -> list[Rule]:
    """Return the rules of a document, as ``docs/rulebooks/NAME.csv`` lists them."""
    return [Rule(**row) for row in rows(f"rulebooks/{name}.csv")]


def locations_of(name: str, rules: list[Rule]) -> tuple[RuleLocation, ...]:
    """Return where these rules live under the rulebook of this name."""
    surface = Surface(
        options={command.words: command.fields for command in COMMANDS.values()},
        reports={command.words: command.rules for command in COMMANDS.values()},
        forms=FORM_RULES,
    )
    return (*rule_locations(policy_of(name), surface), *locations_in_pages(rules))


def policy_of(name: str) -> Policy:
    """Return a rulebook that ships."""
    raw, _ = load(profile(name), name)
    assert raw is not None, name
    policy, problems = read_policy(raw, name, name)
    assert policy is not None, problems
    return policy


def rows(path: str) -> list[dict[str, str]]:
    """Return the rows of a table below ``docs/``."""
    with (DOCS / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Write each page that has changed, and say so."""
    for path, text in pages():
        file = REPOSITORY / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(f"written: {path}")


if __name__ == "__main__":
    main()
