"""One file from three versions, as bytes."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

from servicectl.domain.master.field_clashes import ClashValue, FieldClash
from servicectl.domain.merge.unite import FilePieces, United, unite
from servicectl.domain.schema.records import replace
from servicectl.errors import BadData, Malformed, Place, Problem
from servicectl.store.team.paths import LEDGER, RULEBOOKS
from servicectl.store.yaml.cut import cut, line_of, put_together

Versions = tuple[bytes | None, bytes | None, bytes | None]
"""A file in the base, with us, with them; None where it is not there."""
Entered = Callable[[str, FieldClash, str | None], ClashValue]
"""Says who brought a value of a clash in a file, and when, as far as that is known."""


class Merged(NamedTuple):
    """What a file becomes, its clashes, and the events that stay though a side changed them."""

    content: bytes
    restored: tuple[str, ...] = ()
    clashes: tuple[FieldClash, ...] = ()


def unknown(path: str, clash: FieldClash, value: str | None) -> ClashValue:
    """Return a value of which nobody is to say who brought it."""
    return ClashValue(value=value)


def merged(path: str, versions: Versions, entered: Entered) -> Merged | None:
    """Return what a file becomes, None where it goes; raise BadData where it cannot be read."""
    base, ours, theirs = versions
    if ours == theirs or theirs == base:
        return _kept(ours)
    if ours == base:
        return _kept(theirs)
    if ours is None or theirs is None:
        return _kept(ours or theirs)  # changed here, deleted there
    # Written once: another content is no change to be united but an alteration, which audit names.
    # Which stays is the same in every clone.
    if path.startswith((f"{LEDGER}/", f"{RULEBOOKS}/")):
        return Merged(base or min(ours, theirs))
    try:
        united = _united(path, base, ours, theirs)
    except Malformed as error:
        raise BadData([Problem(Place(path), "merge", error.problem, error.remedy)]) from None
    clashes = tuple(_complete(path, clash, entered) for clash in united.document.clashes)
    content = put_together(united.document._replace(clashes=clashes), path)
    return Merged(content, united.restored, tuple(clash for clash in clashes if clash.is_open))


def _united(path: str, base: bytes | None, ours: bytes, theirs: bytes) -> United:
    first: FilePieces | None = None if not base else cut(base, path)
    return unite(first, cut(ours, path), cut(theirs, path), line_of)


def _kept(content: bytes | None) -> Merged | None:
    return None if content is None else Merged(content)


def _complete(path: str, clash: FieldClash, entered: Entered) -> FieldClash:
    """Return an open clash with what is known of who brought its values, and when."""
    if not clash.is_open:
        return clash
    values = [
        max(value, entered(path, clash, value.value), key=attrgetter("entry"))
        for value in clash.values
    ]
    return replace(clash, values=tuple(values))
