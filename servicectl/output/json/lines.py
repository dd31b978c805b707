"""The lines of a rulebook, as programs read them."""

from __future__ import annotations

from collections.abc import Iterable

from servicectl.domain.lines.case_kinds import CaseKind
from servicectl.output.json.rows import View


def kinds_view(kinds: Iterable[CaseKind]) -> list[View]:
    """Return of each kind its states and its ways."""
    return [
        {
            "kind": kind.name,
            "zh": kind.caption.zh,
            "en": kind.caption.text,
            "line": kind.line.name,
            "states": [
                {"state": s.name, "zh": s.caption.zh, "en": s.caption.text, "owner": s.owner}
                | {"is": list(s.is_)}
                for s in kind.line.states.values()
            ],
            "moves": [
                {"move": key, "from": list(way.words), "to": way.target, "rule": way.rule}
                for key, ways in kind.line.ways.items()
                for way in ways
            ],
        }
        for kind in kinds
    ]
