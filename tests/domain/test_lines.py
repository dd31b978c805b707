"""The shipped lines are frozen: every verb from every state, and their files byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from scripts.lines import COMPILED, PACKAGE, compiled_lines, lines
from servicectl.domain.lines.line import NEW, CaseLine
from servicectl.domain.lines.shipped import shipped
from servicectl.domain.workflow.registry import ACTIONS
from tests.places import REPOSITORY

SHIPPED = tuple(lines())
TABLES = REPOSITORY / "tests/lines"
DESK = ("intake", "triaged", "phone_guidance")
SUMS = {
    "enquiry-2": "94c0172f3c56bf220c80b4cf4c945f0b0c28e9a6f010b6208633ee6c9da222b5",
    "repair-2": "c608c4f4f339236741fe1f3e95002646f3e67af71b6a3f6702e4ba3de00a7f5a",
    "enquiry-1": "818b2756dc3893476c4c4dcf546ff3fc9e37c0b1c3283c1581a17ff4006096bb",
    "repair-1": "0be8df20cd677ceaff8daf26996ca1e2ff189d36e49de4c59ec67bf94c329718",
}


def table(line: CaseLine) -> str:
    """Return what each verb of a line does in each state: ``state>state``, or where it stays.

    What runs beside the line is of no line: more of it may come.
    """
    verbs = dict.fromkeys(key.partition(".")[0] for key in line.ways)
    return "\n".join(row for verb in verbs for row in rows(line, verb)) + "\n"


def rows(line: CaseLine, verb: str) -> Iterator[str]:
    action = ACTIONS[verb]
    ways = {move.when for move in line.moves(verb)}
    for detail in (None, *sorted({*action.outcomes, *ways} - {None})):
        given = {} if detail is None else {detail: "yes"}
        if detail in action.outcomes:
            given = {str(action.outcome): detail}
        cells = []
        for state in (NEW, *line.states):
            move = line.move(action, state, given)
            if move is not None:
                cells.append(f"{state}>{move.target}" if move.target else state)
        about = [action.after and f"after {action.after}", action.held and "held"]
        about += [f"attempt {name}" for name in action.attempts]
        yield " ".join([f"{verb}.{detail}" if detail else verb, *filter(None, about), "|", *cells])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_line_is_frozen(name: str) -> None:
    data = (PACKAGE / f"data/lines/{name}.yaml").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SUMS[name]
    assert table(shipped(name)) == (TABLES / f"{name}.txt").read_text("utf-8")


def cells(name: str) -> set[str]:
    """Return each cell of a table with its row: ``close ready_to_close>closed``."""
    rows = (TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    split = (row.split(" | ") for row in rows)
    return {f"{row} {cell}" for row, *rest in split for cell in "".join(rest).split()}


def test_what_a_further_line_changes_is_this_and_nothing_else() -> None:
    unreached = ("phone_resolved", "sheet_in", "sheet_approved", "ready_to_close")
    assert cells("repair-1") - cells("repair-2") == {
        *(f"close.unreached {state}>closed" for state in unreached),
        "callback.ok attempt unreached completed>ready_to_close",
    }
    new = cells("repair-2") - cells("repair-1")
    assert {cell for cell in new if "called_back" not in cell} == {
        *(f"close {state}>closed" for state in ("completed", "phone_resolved", "sheet_in")),
        *(f"{verb} taken_away" for verb in ("diagnose", "quote", "quote.estimate")),
        *(f"{verb} taken_away" for verb in ("accept", "refuse")),
    }
    assert {cell for cell in new if "called_back" in cell and ">" in cell} == {
        "callback.ok attempt unreached completed>called_back",
        "sheet-in after complete held called_back>ready_to_close",
        "rework called_back>rework",
        "close called_back>closed",
    }
    assert cells("repair-2") - cells("enquiry-2") == {
        f"guide.solved {state}>phone_resolved" for state in DESK
    }
    assert cells("enquiry-2") - cells("repair-2") == {
        f"guide.solved {state}>closed" for state in DESK
    }


def test_what_is_compiled_is_what_the_files_say() -> None:
    assert COMPILED.read_text("utf-8") == compiled_lines()
