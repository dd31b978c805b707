"""Merging keeps its laws: whoever merges what, in whatever order, gets the same bytes.

A small git (commits, parents, virtual merge bases) is played by random clones that record,
record late, correct values and pull from one another. What has to come out is told by a model
that knows nothing of pieces or forests: it looks at what each clone had when it wrote.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pytest

from servicectl.domain.merge.pieces import LOG, MAP, RECORDS, Body, Branch, Leaf, Piece, text_of
from servicectl.domain.merge.unite import FilePieces, unite
from servicectl.domain.schema.nodes import Map, Text
from servicectl.store.yaml.cut import cut, line_of, put_together

RUNS = 1000  # with two clones, and as many with three
MINUTES = 12  # so few that times are often the same
OFFSETS = ("+08:00", "+09:00", "Z")
FIELDS = ("phone", "address")


# --- files of a clone, as documents: a case, a catalogue, the vouchers


class Files(NamedTuple):
    """What a clone has: a case's history, the levels of parts, which vouchers there are."""

    case: FilePieces
    parts: FilePieces
    vouchers: frozenset[str]


def leaf(key: str, value: str) -> Piece:
    return Piece("", Leaf(f"{key}: {value}\n", Text(value)))


def event_piece(id: str, at: str, note: str) -> Piece:
    value = Map({"id": Text(id), "at": Text(at), "note": Text(note)})
    return Piece("", Leaf(f"- id: {id}\n  at: {at}\n  note: {note}\n", value))


def new_files() -> Files:
    history = Branch(LOG, "history:\n", {"e-0": event_piece("e-0", moment(0), "report")})
    fields = {field: leaf(field, "old") for field in FIELDS}
    case = Branch(MAP, "", {**fields, "history": Piece("", history)})
    parts = Branch(RECORDS, "parts:\n", {}, by="sku")
    return Files(
        FilePieces(case), FilePieces(Branch(MAP, "", {"parts": Piece("", parts)})), frozenset()
    )


def moment(minute: int, offset: str = "Z") -> str:
    ahead = 0 if offset == "Z" else int(offset[1:3])
    return f"2026-11-21T{8 + ahead:02}:{minute:02}:00{offset}"


def changed(document: FilePieces, key: str, body: Body) -> FilePieces:
    pieces = {**document.top.pieces, key: Piece("", body)}
    return document._replace(top=document.top._replace(pieces=pieces))


def branch(document: FilePieces, key: str) -> Branch:
    body = document.top.pieces[key].body
    assert isinstance(body, Branch)
    return body


def merged(base: Files, ours: Files, theirs: Files) -> Files:
    case = unite(base.case, ours.case, theirs.case, line_of)
    assert case.restored == ()
    parts = unite(base.parts, ours.parts, theirs.parts, line_of)
    return Files(case.document, parts.document, ours.vouchers | theirs.vouchers)


def seen(files: Files) -> object:
    """Return all that has to be the same in two clones."""
    texts = [text_of(document.top) for document in (files.case, files.parts)]
    return texts, clashes(files.case), clashes(files.parts), sorted(files.vouchers)


def clashes(document: FilePieces) -> list[tuple[str, str, list[str | None], str | None]]:
    return [(*c.where, [v.value for v in c.values], c.was) for c in document.clashes]


# --- a small git


class Commit(NamedTuple):
    """A commit: what it holds, and all that came before it, itself included."""

    files: Files
    parents: tuple[int, ...]
    ancestors: frozenset[int]


class Git:
    def __init__(self) -> None:
        self.commits = [Commit(new_files(), (), frozenset({0}))]

    def commit(self, files: Files, *parents: int) -> int:
        id = len(self.commits)
        above = frozenset().union(*(self.commits[parent].ancestors for parent in parents))
        self.commits.append(Commit(files, parents, above | {id}))
        return id

    def bases(self, one: int, other: int) -> list[int]:
        common = self.commits[one].ancestors & self.commits[other].ancestors
        return [c for c in common if not any(c in self.commits[d].ancestors - {d} for d in common)]

    def base(self, one: int, other: int) -> Files:
        """Return what two commits grew from; several bases are merged first, as git does."""
        first, *more = sorted(self.bases(one, other))
        found = self.commits[first].files
        for next_ in more:
            found = merged(self.base(first, next_), found, self.commits[next_].files)
        return found

    def merge(self, ours: int, theirs: int) -> int:
        if theirs in self.commits[ours].ancestors:
            return ours
        if ours in self.commits[theirs].ancestors:
            return theirs
        files = (self.commits[each].files for each in (ours, theirs))
        return self.commit(merged(self.base(ours, theirs), *files), ours, theirs)


# --- the model


class Model:
    """What each event had before it when it was written, and who wrote over which value."""

    def __init__(self) -> None:
        self.times: dict[str, int] = {"e-0": 0}
        self.places: dict[str, list[tuple[int, str]]] = {"e-0": [(0, "e-0")]}
        self.written: dict[tuple[str, str], int] = {(field, "old"): 0 for field in FIELDS}

    def wrote(self, id: str, minute: int, before: Sequence[str]) -> None:
        """Note an event: its place is the latest of all up to it, the latest behind that, …"""
        self.times[id] = minute
        rest = [(self.times[each], each) for each in (*before, id)]
        place: list[tuple[int, str]] = []
        while not place or place[-1] != (minute, id):
            place.append(max(rest))
            rest = rest[rest.index(place[-1]) + 1 :]
        self.places[id] = place

    def order(self, ids: Iterable[str]) -> list[str]:
        return sorted(ids, key=self.places.__getitem__)

    def values(self, git: Git, commit: int, field: str) -> set[str]:
        """Return the values that nobody up to a commit wrote over."""
        above = git.commits[commit].ancestors
        writes = {by: value for (name, value), by in self.written.items() if name == field}
        known = {by: value for by, value in writes.items() if by in above}
        over = {w for by in known for w in known if w != by and w in git.commits[by].ancestors}
        return {value for by, value in known.items() if by not in over}


class Team:
    """Clones that record at random."""

    def __init__(self, chance: random.Random, clones: int) -> None:
        self.chance, self.git, self.model = chance, Git(), Model()
        self.heads = [0] * clones

    def files(self, clone: int) -> Files:
        return self.git.commits[self.heads[clone]].files

    def step(self, clone: int) -> None:
        act = self.chance.choice([self.record, self.record, self.record, self.correct, self.order])
        act(clone)

    def _commit(self, clone: int, files: Files) -> int:
        self.heads[clone] = self.git.commit(files, self.heads[clone])
        return self.heads[clone]

    def record(self, clone: int) -> None:
        id = f"e-{len(self.git.commits)}{self.chance.choice('abc')}"
        minute, offset = self.chance.randrange(MINUTES), self.chance.choice(OFFSETS)
        files = self.files(clone)
        history = branch(files.case, "history")
        self.model.wrote(id, minute, [*history.pieces])
        piece = event_piece(id, moment(minute, offset), f"by {clone}")
        grown = history._replace(pieces={**history.pieces, id: piece})
        case = changed(files.case, "history", grown)
        self._commit(clone, files._replace(case=case, vouchers=files.vouchers | {f"v-{id}"}))

    def correct(self, clone: int) -> None:
        field, value = self.chance.choice(FIELDS), f"v{self.chance.random():.6f}"
        files = self.files(clone)
        case = changed(files.case, field, leaf(field, value).body)
        rest = tuple(clash for clash in case.clashes if clash.field != field)
        commit = self._commit(clone, files._replace(case=case._replace(clashes=rest)))
        self.model.written[field, value] = commit

    def order(self, clone: int) -> None:
        """Put a part into the catalogue."""
        sku = f"P-{self.chance.randrange(1000):03}{len(self.git.commits)}"
        files = self.files(clone)
        parts = branch(files.parts, "parts")
        line = Leaf(f"  sku: {sku}\n", Text(sku))
        record = Branch(MAP, "", {"sku": Piece("", line)}, 2)
        grown = parts._replace(pieces={**parts.pieces, sku: Piece("", record)})
        self._commit(clone, files._replace(parts=changed(files.parts, "parts", grown)))

    def pull(self, clone: int, other: int) -> None:
        self.heads[clone] = self.git.merge(self.heads[clone], self.heads[other])


def check(team: Team, commit: int) -> None:
    """Compare what a commit holds with what the model says it holds."""
    files = team.git.commits[commit].files
    ids = [*branch(files.case, "history").pieces]
    assert ids == team.model.order(ids)
    assert len(files.vouchers) == len(ids) - 1
    for field in FIELDS:
        values = sorted(team.model.values(team.git, commit, field))
        body = files.case.top.pieces[field].body
        assert isinstance(body, Leaf)
        assert body.value == values[0]
        told = [clash for clash in files.case.clashes if clash.field == field]
        assert [[v.value for v in clash.values] for clash in told] == [values] * (len(values) > 1)
    recorded = [id for id in team.model.places if f"v-{id}" in files.vouchers or id == "e-0"]
    assert len(ids) == len(recorded)


@pytest.mark.parametrize("clones", [2, 3])
def test_whoever_merges_in_whatever_grouping_the_bytes_are_the_same(clones: int) -> None:
    chance = random.Random(15 + clones)
    for _ in range(RUNS):
        team = Team(chance, clones)
        for clone in range(clones):
            for _ in range(chance.randrange(1, 4)):
                team.step(clone)
        heads, results = list(team.heads), set()
        for first in range(clones):
            commit = heads[first]
            for other in range(first + 1, first + clones):
                commit = team.git.merge(commit, heads[other % clones])
            results.add(repr(seen(team.git.commits[commit].files)))
        check(team, commit)
        assert len(results) == 1
        same = team.git.commits[commit].files
        assert seen(merged(same, same, same)) == seen(same)
        assert seen(merged(team.git.commits[heads[0]].files, same, same)) == seen(same)


def test_clones_that_pull_criss_cross_come_to_the_same_bytes() -> None:
    chance = random.Random(1500)
    for _ in range(RUNS // 10):
        team = Team(chance, 3)
        for _ in range(14):
            clone = chance.randrange(3)
            if chance.random() < 0.4:
                team.pull(clone, chance.choice([n for n in range(3) if n != clone]))
                check(team, team.heads[clone])
            else:
                team.step(clone)
        for clone, other in ((0, 1), (1, 2), (2, 0), (0, 1), (1, 0)):
            team.pull(clone, other)
        assert len({repr(seen(team.files(clone))) for clone in range(3)}) == 1


def test_a_side_s_own_order_is_kept() -> None:
    chance = random.Random(7)
    for _ in range(RUNS // 4):
        team = Team(chance, 2)
        for clone in (0, 1):
            for _ in range(4):
                team.record(clone)
        sides = [[*branch(team.files(clone).case, "history").pieces] for clone in (0, 1)]
        team.pull(0, 1)
        ids = [*branch(team.files(0).case, "history").pieces]
        for side in sides:
            assert [id for id in ids if id in side] == side


def test_the_texts_of_files_are_united_as_their_pieces_are() -> None:
    chance = random.Random(22)
    for _ in range(RUNS // 20):
        team = Team(chance, 2)
        for clone in (0, 1):
            for _ in range(3):
                team.step(clone)
        base = team.git.commits[0].files
        versions = [put_together(files.case, "x") for files in (base, team.files(0), team.files(1))]
        first, ours, theirs = (cut(version, "x") for version in versions)
        found = put_together(unite(first, ours, theirs, line_of).document, "x")
        assert found == put_together(merged(base, team.files(0), team.files(1)).case, "x")
        assert put_together(cut(found, "x"), "x") == found
