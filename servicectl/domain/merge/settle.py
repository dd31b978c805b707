"""Settling a field with several values: the file says one of them, and who decided that when."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.master.field_clashes import WHOLE, FieldClash
from servicectl.domain.merge.pieces import RECORDS, Branch, Piece, Writer, written
from servicectl.domain.merge.unite import FilePieces, said


def settled(version: FilePieces, clash: FieldClash, write: Writer) -> FilePieces:
    """Return a file in which a field says what its clash was settled to.

    ``clash`` is the settled one, in the place of the open one; None kept takes the field out, or
    the record where the field is its id.
    """
    clashes = tuple(clash if each.where == clash.where else each for each in version.clashes)
    top = _with(version.top, _way(version.top, clash), clash.kept, write)
    return FilePieces(top, clashes)


def _way(top: Branch, clash: FieldClash) -> Sequence[str]:
    """Return the keys and ids that lead to a field."""
    record, field = clash.where
    keys = [] if field == WHOLE else field.split("/")
    if not record:
        return keys
    [name] = [
        name
        for name, piece in top.pieces.items()
        if isinstance(piece.body, Branch) and record in piece.body.pieces
    ]
    taken_out = clash.kept is None and keys == [_branch(top, name).by]
    return [name, record] if taken_out else [name, record, *keys]


def _branch(top: Branch, name: str) -> Branch:
    body = top.pieces[name].body
    assert isinstance(body, Branch)
    return body


def _with(branch: Branch, way: Sequence[str], value: str | None, write: Writer) -> Branch:
    name, *further = way
    pieces = dict(branch.pieces)
    piece = pieces[name]
    if further:
        assert isinstance(piece.body, Branch)
        pieces[name] = Piece(piece.lead, _with(piece.body, further, value, write))
    elif value is None:
        del pieces[name]
    elif said(piece.body) != value and branch.kind != RECORDS:
        pieces[name] = Piece(piece.lead, written(name, value, piece.body, branch.column, write))
    return branch._replace(pieces=pieces)
