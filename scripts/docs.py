"""Write what is made of declarations: pages, JSON Schemas, mypy's stub (`make docs`)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from keyword import iskeyword
from pathlib import Path

from servicectl.cli.app.command import Command
from servicectl.cli.app.commands import COMMANDS
from servicectl.cli.app.settings import WITH_VALUE
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.rulebook.traceability import RuleLocation, Surface, rule_locations
from servicectl.domain.schema.kinds import ManyKind
from servicectl.domain.schema.records import Field
from servicectl.output.i18n import speaking
from servicectl.output.json.schemas import SCHEMAS, schema_of
from servicectl.output.reference.commands import reference_page
from servicectl.output.reference.glossary import GlossaryTerm, glossary_page
from servicectl.output.reference.rulebook import Rule, locations_in_pages, rulebook_page
from servicectl.output.reference.states import states_page
from servicectl.output.sheets.forms import FORM_RULES, FORMS
from servicectl.store.team.package_data import profile
from servicectl.store.yaml.read import load

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
STUB_HEAD = '''"""Every command, its arguments and options; written by `make docs`."""

from servicectl.domain.schema.command_line import CommandLine as CommandLine
'''


def pages() -> Iterator[tuple[str, str]]:
    """Yield every generated file: its path in the repository, and its text."""
    yield "docs/reference.md", reference_page(COMMANDS.values(), WITH_VALUE)
    yield "servicectl/domain/schema/commands.pyi", commands_stub(COMMANDS.values())
    yield "docs/states.md", states_page()
    yield "docs/glossary.md", glossary_page(glossary())
    for name in SCHEMAS:
        yield f"docs/schema/{name}.json", json.dumps(schema_of(name), indent=1) + "\n"
    for file in sorted((DOCS / "rulebooks").glob("*.csv")):
        yield f"docs/rulebooks/{file.stem}.md", rulebook(file.stem)


def glossary() -> Iterator[GlossaryTerm]:
    """Yield the terms that are kept by hand, and the titles of the forms that can be printed."""
    yield from (GlossaryTerm(**row) for row in rows("glossary.csv"))
    for form in FORMS:
        zh, en = (_title(form, lang) for lang in ("zh", "en"))
        yield GlossaryTerm(zh, en.lower(), form, "sheet")


def _title(form: str, lang: str) -> str:
    text = (REPOSITORY / "templates" / lang / f"{form}.j2").read_text(encoding="utf-8")
    [title] = re.findall('set title = "(.+)"', text)
    return str(title)


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


def commands_stub(commands: Iterable[Command]) -> str:
    """Return what mypy knows of each command: its arguments and options."""
    ordered = sorted(commands, key=lambda command: command.words)
    return "\n".join([STUB_HEAD, *_lines(ordered), ""])


def _lines(commands: Iterable[Command]) -> Iterator[str]:
    """Yield a function for each command; those with a first word in common are of one class."""
    for first, group in groupby(commands, key=lambda command: command.words.partition(" ")[0]):
        for n, command in enumerate(group):
            verb, _, second = command.words.partition(" ")
            if not second:
                yield _function(verb, command)
                continue
            if n == 0:
                yield f"class {_name(first)}:"
            yield "    @staticmethod"
            yield f"    {_function(second, command)}"


def _function(word: str, command: Command) -> str:
    arguments = [field for field in command.fields if field.argument]
    options = [field for field in command.fields if not field.argument]
    rest = [field for field in arguments if isinstance(field.kind, ManyKind)]
    single = [_parameter(field) for field in arguments if field not in rest]
    star = f"*{rest[0].name}: object" if rest else "*"
    parts = [*single, *(["/"] if single else []), *([star] if rest or options else [])]
    return (
        f"def {_name(word)}({', '.join([*parts, *map(_parameter, options)])}) -> CommandLine: ..."
    )


def _parameter(field: Field) -> str:
    left_out = "" if field.argument and field.required else " = ..."
    return f"{_name(field.name)}: object{left_out}"


def _name(word: str) -> str:
    """Return a word of the command line as a name in Python."""
    name = word.replace("-", "_")
    return f"{name}_" if iskeyword(name) else name


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
