"""Uniting three ways: what one side changed counts, what both changed differently is a clash.

What is appended only (events, steps of the register) is never a clash: an event of the base stays
as it was there, and one that both sides brought under the same id is the first by time and bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from servicectl.domain.master.field_clashes import WHOLE, ClashValue, FieldClash
from servicectl.domain.merge.order import in_order
from servicectl.domain.merge.pieces import (
    LOG,
    MAP,
    RECORDS,
    SET,
    Body,
    Branch,
    Leaf,
    Piece,
    Writer,
    lines_of,
    plain,
    shifted,
    written,
)
from servicectl.domain.time.moments import read_moment

T = TypeVar("T")
Where = tuple[str, str]
"""A record, empty for the file's own, and a field; the keys of one inside another have a slash."""
Said = frozenset[str | None]
"""What a field may be, None for nothing; several values while a clash is open."""
Bodies = Sequence[Body | None]
Pieces = Sequence[Piece | None]
"""What stands in one place: in the base, with us, with them."""


class FilePieces(NamedTuple):
    """A file: its pieces without ``clashes``, and the clashes."""

    top: Branch
    clashes: tuple[FieldClash, ...] = ()


NOTHING = FilePieces(Branch(MAP, "", {}))


class United(NamedTuple):
    """What versions of a file become.

    ``restored`` are the events that a side had changed or taken out: they are as they were.
    """

    document: FilePieces
    restored: tuple[str, ...] = ()


def unite(base: FilePieces | None, ours: FilePieces, theirs: FilePieces, write: Writer) -> United:
    """Return what two versions of a file become that grew from ``base``, None for nothing.

    Raises Malformed for an event whose time cannot be read.
    """
    versions = (base or NOTHING, ours, theirs)
    union = _Union(versions, write)
    top = union.branch([version.top for version in versions], ("", ""))
    return United(FilePieces(top, union.clashes()), tuple(sorted(union.restored)))


def value_at(version: FilePieces, where: Where) -> str | None:
    """Return the value of a field as a clash names it, None where there is none."""
    record, field = where
    places: list[Body] = [version.top]
    if record:
        lists = [p.body for p in version.top.pieces.values() if isinstance(p.body, Branch)]
        places = [held.pieces[record].body for held in lists if record in held.pieces]
    for key in field.split("/") if field != WHOLE else ():
        inside = [place for place in places if isinstance(place, Branch)]
        places = [place.pieces[key].body for place in inside if key in place.pieces]
    return said(places[0]) if places else None


def three(versions: Sequence[T], both: Callable[[T, T], T]) -> T:
    """Return what was changed; ``both`` says what becomes of two different changes."""
    base, ours, theirs = versions
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else both(ours, theirs)


def said(body: Body | None) -> str | None:
    """Return a value as a clash names it: the text, of lists and mappings the JSON."""
    if body is None:
        return None
    value = plain(body)
    return (
        str(value)
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, sort_keys=True)
    )


def byte_order(value: str | None) -> tuple[bool, bytes]:
    """Return by what values are sorted; none comes last."""
    return value is None, (value or "").encode()


class _Union:
    """Three versions gone through at once: base, ours, theirs."""

    def __init__(self, versions: Sequence[FilePieces], write: Writer) -> None:
        self._write = write
        self.restored: set[str] = set()
        self._open = [{c.where: c for c in v.clashes if c.is_open} for v in versions]
        settled = [c for v in versions[1:] for c in v.clashes if not c.is_open]
        self._settled = {c.where: c for c in sorted(settled, key=_settled_when)}
        self._seen: set[Where] = set()
        self._found: dict[Where, FieldClash] = {}

    def clashes(self) -> tuple[FieldClash, ...]:
        """Return the clashes: those that are open, and what was settled where none is."""
        base, *sides = self._open
        unseen = {
            where: clash
            for side in sides
            for where, clash in side.items()
            if where not in self._seen and (where not in base or all(where in s for s in sides))
        }
        found = {**self._settled, **unseen, **self._found}
        return tuple(clash for _, clash in sorted(found.items()))

    def branch(self, versions: Sequence[Branch], where: Where) -> Branch:
        """Return what a mapping or a list becomes."""
        versions = _aligned(versions)
        kind = next((v.kind for v in reversed(versions) if v.pieces), versions[1].kind)
        found = {
            name: piece
            for name in dict.fromkeys(name for v in versions for name in v.pieces)
            if (piece := self._piece(kind, [v.pieces.get(name) for v in versions], name, where))
        }
        pieces = {name: found[name] for name in _order(kind, versions, found)}
        # Comments have no owner: the larger text is a choice that no clone makes otherwise.
        head = three([v.head for v in versions], max)
        foot = three([v.foot for v in versions], max)
        by = max(v.by for v in versions)
        return Branch(kind, head, pieces, versions[1].column, foot, by)

    def _piece(self, kind: str, pieces: Pieces, name: str, where: Where) -> Piece | None:
        body = self._body_of(kind, [piece and piece.body for piece in pieces], name, where)
        if body is None:
            return None
        before = pieces[0].lead if pieces[0] else ""
        leads = [piece.lead if piece else before for piece in pieces]
        return Piece(three(leads, max), body)

    def _body_of(self, kind: str, bodies: Bodies, name: str, where: Where) -> Body | None:
        if kind == LOG:
            return self._event(bodies, name)
        if kind == SET:
            return _member(bodies)
        return self._body(bodies, _inside(kind, name, where), name if kind == RECORDS else "")

    def _event(self, bodies: Bodies, name: str) -> Body:
        base, *sides = bodies
        if base is None:
            # Both clones have to choose the same, whichever of them merges.
            return min((side for side in sides if side), key=_time_and_bytes)
        if any(side is None or plain(side) != plain(base) for side in sides):
            self.restored.add(name)
        return _one_text([base, *(side for side in sides if said(side) == said(base))]) or base

    def _body(self, bodies: Bodies, where: Where, id: str) -> Body | None:
        branches = _as_branches(bodies)
        if branches:
            return self.branch(branches, where)
        changed = _changed_and_taken_out(bodies) if id else None
        if changed is not None:
            self._note((where[0], _below(where[1], changed.by)), {id, None}, id)
        return changed or self._leaf(bodies, where)

    def _leaf(self, bodies: Bodies, where: Where) -> Body | None:
        values = [self._values(n, body, where) for n, body in enumerate(bodies)]
        result = _values_left(*values)
        if len(result) > 1:
            self._note(where, result, min(values[0], key=byte_order))
        kept = min(result, key=byte_order)
        chosen = _one_text([body if said(body) == kept else None for body in bodies])
        return chosen if chosen or kept is None else self._anew(where[1], kept, bodies)

    def _anew(self, field: str, value: str, bodies: Bodies) -> Body:
        """Return a value that no version of the file says, as it is one of a clash."""
        like = next(body for body in bodies[1:] if body is not None)
        text = lines_of(like)
        column = len(text) - len(text.lstrip(" "))
        return written(field.rpartition("/")[2], value, like, column, self._write)

    def _values(self, n: int, body: Body | None, where: Where) -> Said:
        """Return what a field may be in a version: several values while a clash is open.

        Where an editor wrote another value, that one was chosen.
        """
        self._seen.add(where)
        clash = self._open[n].get(where)
        values = {value.value for value in clash.values} if clash else set()
        return frozenset(values if said(body) in values else {said(body)})

    def _note(self, where: Where, values: Iterable[str | None], was: str | None) -> None:
        earlier = [clashes[where] for clashes in self._open[1:] if where in clashes]
        known = [value for clash in earlier for value in clash.values]
        entered = [
            max(
                (k for k in known if k.value == value),
                key=attrgetter("entry"),
                default=ClashValue(value=value),
            )
            for value in sorted(values, key=byte_order)
        ]
        before = [clash.was for clash in earlier] or [was]
        self._found[where] = FieldClash(
            record=where[0] or None,
            field=where[1],
            values=tuple(entered),
            was=min(before, key=byte_order),
        )


def _settled_when(clash: FieldClash) -> tuple[float, str]:
    return (clash.settled_at.timestamp() if clash.settled_at else 0.0), clash.kept or ""


def _values_left(base: Said, ours: Said, theirs: Said) -> Said:
    """Return what neither side has replaced; what a side chose of several counts like new."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    # Fewer values than before: a clash that was open was settled there.
    chosen = (side for side in (ours, theirs) if side < base)
    # Where nothing would be left, all that both sides have stays to be settled.
    return (ours & theirs).union(ours - base, theirs - base, *chosen) or ours | theirs


def _inside(kind: str, name: str, where: Where) -> Where:
    """Return where a piece stands of what stands at ``where``."""
    record, field = where
    if kind == RECORDS and not record and "/" not in field:
        return name, WHOLE
    return record, _below(field, name)


def _below(field: str, name: str) -> str:
    return name if field in ("", WHOLE) else f"{field}/{name}"


def _changed_and_taken_out(bodies: Bodies) -> Branch | None:
    """Return the record that one side has changed and the other taken out."""
    base, *sides = bodies
    there = [side for side in sides if isinstance(side, Branch)]
    if base is None or len(there) != 1 or plain(there[0]) == plain(base):
        return None
    return there[0] if None in sides else None


def _aligned(versions: Sequence[Branch]) -> list[Branch]:
    """Return the versions of a branch, all beginning in the same column."""
    known = [v.column for v in versions[1:] if v.pieces] or [versions[0].column]
    # A side may have indented the whole file anew; pieces of both have to stand in one column.
    column = three([v.column if v.pieces else min(known) for v in versions], min)
    return [_at(column, v) for v in versions]


def _at(column: int, branch: Branch) -> Branch:
    if branch.column == column:
        return branch
    moved = shifted(branch, column - branch.column)
    assert isinstance(moved, Branch)
    return moved._replace(head=branch.head)


def _order(kind: str, versions: Sequence[Branch], found: dict[str, Piece]) -> list[str]:
    ranks = {name: _rank(kind, name, piece) for name, piece in found.items()}
    base, *sides = versions
    lists = [[n for n in side.pieces if _is_as(found, side, n, kind)] for side in sides]
    names = in_order(tuple(base.pieces), lists, ranks, fixed=kind == LOG)
    return sorted(names, key=partial(_outermost, found)) if kind == MAP else names


def _is_as(found: dict[str, Piece], side: Branch, name: str, kind: str) -> bool:
    """Say whether a side has an event as it will be: only then it says where that stands."""
    if kind != LOG or name not in found:
        return True
    return plain(side.pieces[name].body) == plain(found[name].body)


def _rank(kind: str, name: str, piece: Piece) -> Any:
    return (_time(piece.body), name) if kind == LOG else name


def _outermost(found: dict[str, Piece], name: str) -> int:
    """Return 0 for what stands first in a file, 2 for the history, which stands last."""
    body = found[name].body
    return 2 if isinstance(body, Branch) and body.kind == LOG else int(name != "schema")


def _time(event: Body) -> float:
    value = plain(event)
    assert isinstance(value, dict)
    return _instant(str(value["at"]))


@lru_cache(maxsize=4096)
def _instant(text: str) -> float:
    return read_moment(text).timestamp()


def _time_and_bytes(event: Body) -> tuple[float, str]:
    assert isinstance(event, Leaf)
    return _time(event), event.text


def _member(bodies: Bodies) -> Body | None:
    """Return a value of a set, unless a side has taken it out."""
    there = three([body is not None for body in bodies], bool.__or__)
    return _one_text(bodies) if there else None


def _as_branches(bodies: Bodies) -> list[Branch]:
    """Return the versions as branches of one kind; none where they are of several."""
    kinds = {(b.kind, b.by, bool(b.foot)) for b in bodies if isinstance(b, Branch) and b.pieces}
    if len(kinds) != 1:
        return []
    [(kind, by, _)] = kinds
    if None in bodies[1:] and kind != LOG:
        return []
    found = [_as_branch(body, kind, by) for body in bodies]
    return [branch for branch in found if branch] if None not in found else []


def _as_branch(body: Body | None, kind: str, by: str) -> Branch | None:
    if isinstance(body, Branch):
        return body
    if body is None:
        return Branch(kind, "", {}, by=by)
    return Branch(kind, body.text, {}, by=by) if not body.value and kind != MAP else None


def _one_text(bodies: Bodies) -> Body | None:
    """Return the body whose text counts, of those with one value."""
    base, *sides = bodies
    there: list[Body] = [body for body in sides if body is not None]
    if len(there) < 2:
        return there[0] if there else base
    texts = ["" if body is None else lines_of(body) for body in (base, *there)]
    # One value in two spellings: the text that was changed counts, and of two the greater, in any
    # clone.
    return there[three(texts, max) != texts[1]]
