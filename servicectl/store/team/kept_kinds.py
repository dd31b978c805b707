"""The kinds of case of a rulebook, as they were read last: a cache, which may be deleted.

A rulebook that says none of its own has those that come with the program. Those of others are kept
as they were read, and count where the bytes kept with them are the file's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from servicectl.domain.lines.case_kinds import Kinds, kinds_from, plain_kinds, shipped_kinds
from servicectl.domain.schema.kinds import Findings
from servicectl.domain.schema.nodes import Map
from servicectl.errors import BadData
from servicectl.store.team.git_folder import keep, kept_path
from servicectl.store.team.package_data import is_shipped
from servicectl.store.team.paths import POLICIES

_FORM = 9
_SAYS = re.compile(rb"""(?m)kinds|words|steps|fields|ticks['"]?[ \t]*:[ \t]*(?:[{#&]|\r?$)""")
_SCHEMA = re.compile(rb"(?m)^schema: ([12])\r?$")
_PROFILE = re.compile(rb"(?m)^profile: ([a-z0-9-]+)\r?$")


def content_id(data: bytes) -> str:
    """Return the id of a rulebook: the first 12 hex digits of the SHA-256 of its file."""
    from hashlib import sha256

    return sha256(data).hexdigest()[:12]


def known_kinds(root: Path, data: bytes, path: str, *, searched: bool = False) -> Kinds | None:
    """Return the kinds that the bytes of a rulebook say; None where they have to be read.

    They have to be, too, where it is to be known that its cases can end (``searched``), and nobody
    has asked yet.
    """
    schema = _SCHEMA.search(data)
    own = schema is None or bool(_SAYS.search(data))
    known = not searched or path != POLICIES
    if schema is not None and not own and (known or _needs_no_search(data, int(schema[1]))):
        return shipped_kinds(int(schema[1]))
    at = _kept_at(root, path)
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        form, text, ends, plain = json.loads(at.read_bytes()) if at else (0, "", False, [])
        if (form, text) == (_FORM, data.decode()) and (ends or known):
            return kinds_from(plain) if own or schema is None else shipped_kinds(int(schema[1]))
    return None


def _needs_no_search(data: bytes, schema: int) -> bool:
    """Return whether it is known that cases can end: of old rulebooks, and those that ship."""
    if schema == 1:
        return True
    named = _PROFILE.search(data)
    return named is not None and is_shipped(f"profiles/{named[1].decode()}.yaml", data)


def keep_kinds(root: Path, data: bytes, path: str, kinds: Kinds, *, searched: bool) -> None:
    """Keep what was read, so that it need not be read again; without a place for it, go without.

    ``searched``: it was found that cases can end.
    """
    at = _kept_at(root, path)
    if at is not None:
        own = plain_kinds(kinds) if _SAYS.search(data) else []
        plain = json.dumps([_FORM, data.decode(), searched, own], ensure_ascii=False)
        keep(at, plain.encode())


def kinds_of_file(
    root: Path, data: bytes, path: str, parsed: Callable[[], Map], keeps: bool
) -> Kinds:
    """Return the kinds that the bytes of a rulebook say, read where they are not known.

    ``keeps``: they are those of the work tree. Raises BadData with all that is wrong in them.
    """
    known = known_kinds(root, data, path)
    if known is not None:
        return known
    from servicectl.domain.rulebook.rulebook_lines import kinds_in

    found = Findings(path)
    kinds = kinds_in(parsed(), found)
    if found.problems:
        raise BadData(found.problems)
    if keeps:  # of today's it is still to be asked whether cases can end
        keep_kinds(root, data, path, kinds, searched=path != POLICIES)
    return kinds


def _kept_at(root: Path, path: str) -> Path | None:
    return kept_path(root, "kinds+" + path.replace("/", "+"))
