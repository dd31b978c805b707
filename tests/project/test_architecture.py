"""docs/architecture.md tells of the packages that there are, and names files that exist."""

from __future__ import annotations

import re

import pytest

from tests.project.test_layers import ORDER, PACKAGE

REPOSITORY = PACKAGE.parent
PAGE = (REPOSITORY / "docs/architecture.md").read_text("utf-8")
ADDING = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8").partition("## Adding things")[2]
WALKS = re.findall(r"^```\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?|\b\w+\.py\b")


def named() -> list[str]:
    marked = re.findall(r"`([^`\n]+)`", PAGE + ADDING.replace("NAME", "network-d12"))
    return sorted({path for text in (*marked, *WALKS) for path in PATH.findall(text)})


def test_the_table_has_the_packages_in_the_order_of_their_imports() -> None:
    assert tuple(re.findall(r"^\| `([a-z_.\d]+)` \|", PAGE, re.MULTILINE)) == ORDER


def test_the_picture_has_them_all() -> None:
    [picture] = re.findall(r"^```mermaid\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"\w+", picture)) >= {name for p in ORDER for name in p.split(".")}


@pytest.mark.parametrize("path", named())
def test_every_path_leads_somewhere(path: str) -> None:
    # A name alone stands beside the path before it, or at the top.
    beside = (REPOSITORY / "templates/shared", PACKAGE / "domain/rulebook")
    places = (PACKAGE / path, REPOSITORY / path, *(folder / path for folder in beside))
    assert any(place.exists() for place in places), path


def test_what_is_said_to_stand_in_a_module_is_made_there() -> None:
    said = re.findall(r"`(\w+)` (?:in|of) `([\w/]+\.py)`", PAGE)
    texts = {path: (PACKAGE / path).read_text("utf-8") for _, path in said}
    made = r"(?:def |class )?{}\b(?: *[=:(\[])"
    elsewhere = [
        (name, path)
        for name, path in said
        if not re.search(f"^{made.format(name)}", texts[path], re.MULTILINE)
    ]
    assert len(said) > 3
    assert elsewhere == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_who_looks_for_it_is_led_there(name: str) -> None:
    assert "docs/architecture.md" in (REPOSITORY / name).read_text("utf-8")
