"""Commands as values: mypy knows them by the stub, and here is what is made of them."""

from __future__ import annotations

import pytest

from servicectl.domain.schema import commands
from servicectl.domain.schema.command_line import CommandLine


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        (commands.retract("7k3f9q", "e2", reason="TEXT"), "retract 7k3f9q e2 --reason TEXT"),
        (commands.parts.from_maker("PSU=1", to="van:li"), "parts from-maker PSU=1 --to van:li"),
        (commands.parts.issue("7k3f9q", "A=1", "B@2", from_="store:good"),
         "parts issue 7k3f9q A=1 B@2 --from store:good"),
        (commands.parts.inspect("PSU=1", result="good|bad", case=None),
         "parts inspect PSU=1 --result good|bad"),
        (commands.doctor(fix=True), "doctor --fix"),
        (commands.confirm("v-1").by("wang"), "--as wang confirm v-1"),
    ],
)  # fmt: skip
def test_a_command_is_typed_as_its_names_in_python_say(line: CommandLine, typed: str) -> None:
    assert str(line) == typed
    assert str(line.message) == f"servicectl {typed}"


def test_what_python_asks_of_a_module_is_no_verb() -> None:
    assert not hasattr(commands, "__path__")
