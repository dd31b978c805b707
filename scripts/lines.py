"""Compile the shipped lines into servicectl/domain/lines/compiled.py (`make docs`)."""

from __future__ import annotations

from pathlib import Path
from pprint import pformat

from servicectl.domain.lines.line import CaseLine
from servicectl.domain.lines.reader import read_line
from servicectl.domain.schema.kinds import Findings
from servicectl.errors import BadData
from servicectl.store.team.files import whole
from servicectl.store.yaml.read import load

PACKAGE = Path(__file__).resolve().parent.parent / "servicectl"
COMPILED = PACKAGE / "domain/lines/compiled.py"
HEAD = (
    '"""The shipped lines, as data/lines/*.yaml has them. This file is written by `make docs`."""\n'
)


def lines() -> dict[str, CaseLine]:
    """Return the shipped lines as their files say them, by name."""
    found: dict[str, CaseLine] = {}
    for file in sorted((PACKAGE / "data/lines").glob("*.yaml"), key=_after_its_base):
        findings = Findings(str(file))
        raw = whole(load(file.read_bytes(), str(file)))
        read = read_line(raw, file.stem, found, findings)
        if findings.problems:
            raise BadData(findings.problems)
        found[file.stem] = read.line
    return found


def _after_its_base(file: Path) -> tuple[str, bool]:
    kind, _, number = file.stem.partition("-")
    return number, kind != "repair"


def compiled_lines() -> str:
    """Return the module that holds them."""
    table, same = dict[str, object](), list[str]()
    for name, line in lines().items():
        plain = _plain(line)
        like = next((other for other, known in table.items() if known == plain), None)
        if like is None:
            table[name] = plain
        else:
            same.append(f'LINES["{name}"] = LINES["{like}"]\n')
    text = pformat(table, width=95, compact=True, sort_dicts=False)
    return f"{HEAD}\n# fmt: off\nLINES = {text}\n{''.join(same)}"


def _plain(line: CaseLine) -> tuple[object, object]:
    states = tuple(
        (s.name, s.caption.zh, s.caption.text, s.owner, s.is_) for s in line.states.values()
    )
    ways = {key: tuple(tuple(way) for way in written) for key, written in line.ways.items()}
    return states, ways


if __name__ == "__main__":
    COMPILED.write_text(compiled_lines(), "utf-8")
