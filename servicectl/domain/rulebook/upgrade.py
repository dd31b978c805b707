"""A rulebook of ``schema: 1`` in the language of today, which says the same."""

from __future__ import annotations

import re

from servicectl.domain.lines.case_kinds import shipped_kinds
from servicectl.errors import Refused, msg

_SCHEMA = re.compile(r"(?m)^schema:[ \t]*['\"]?(\d+)['\"]?[ \t]*(#[^\r\n]*)?(?=\r?$)")
LATEST = 2


def upgraded(text: str) -> str:
    """Return the text of a rulebook in the latest language, the rest of it as it was written.

    Its kinds of case keep the lines that they have under ``schema: 1``, so that every move and
    verdict stays. Raises Refused for one that is written in it already, or has no line ``schema:``.
    """
    said = _SCHEMA.search(text)
    if said is None:
        raise Refused(
            msg("no line of this rulebook says schema: 1"), msg("write that on a line of its own")
        )
    if int(said[1]) >= LATEST:
        raise Refused(msg("this rulebook is written in schema: {n} already", n=said[1]))
    end = "\r\n" if text[said.end() :].startswith("\r\n") else "\n"
    kinds = [f"  {kind.name}: {{like: {kind.line.name}}}" for kind in shipped_kinds(1).values()]
    lines = [f"schema: {LATEST}", *filter(None, [said[2]]), "kinds:", *kinds]
    return text[: said.start()] + end.join(lines) + text[said.end() :]
