"""Words on file that are in no list of the rulebook: each with the line that takes another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from servicectl.domain.master.roster import RosterFile
from servicectl.domain.schema.kinds import Findings, ManyKind, item_of
from servicectl.domain.schema.layout import POLICIES
from servicectl.domain.schema.listed import CHANNEL, ListedKind
from servicectl.domain.schema.nodes import part
from servicectl.domain.schema.records import Field, Record
from servicectl.domain.workflow.own_records import OWN_RECORDS
from servicectl.errors import Message, Problem, msg
from servicectl.validate.file_kinds import File
from servicectl.validate.known import Known

Keys = tuple[str | int, ...]


class _OnFile(NamedTuple):
    """What stands somewhere in a file, the words that may stand there, how another is put there."""

    keys: Keys
    kind: ListedKind
    way: Message


def words_are_known(file: File, known: Known) -> Iterator[Problem]:
    """Yield each word on file that its list does not have, or has no more.

    An entry of the register is not changed: there a word of any rulebook that is kept will do.
    """
    for said in _said(file.value, PurePosixPath(file.path).stem, known):
        raw = part(file.raw, *said.keys)
        found = Findings(file.path)
        ManyKind(said.kind).read(raw, found)
        yield from (p if p.remedy else p._replace(remedy=said.way) for p in found.problems)


def _said(value: Any, id: str, known: Known) -> Iterator[_OnFile]:
    named = next((name for name, record in OWN_RECORDS.items() if isinstance(value, record)), "")
    if named == "entry":
        yield from _of_entry(value, known)
    elif named:
        yield from _own(value, f"{named} edit {id}")
    elif isinstance(value, RosterFile):
        policy = known.record(POLICIES)
        for n, person in enumerate(value.people):
            if policy is not None:
                way = msg("servicectl {words}", words=f"roster edit {person.id} --role ROLE")
                yield _OnFile(("people", n, "roles"), policy.words["role"].kind("role"), way)
            yield from _own(person, f"roster edit {person.id}", "people", n)


def _own(record: Record, command: str, *at: str | int) -> Iterator[_OnFile]:
    """Yield what a record says in the fields of the rulebook's own that hold words."""
    for field, kind in _fields(record):
        way = msg("servicectl {words}", words=f"{command} {field.option} WORD")
        yield _OnFile((*at, field.name), kind, way)


def _fields(record: Record) -> Iterator[tuple[Field, ListedKind]]:
    for field, _ in record.own_fields:
        kind = item_of(field.kind)
        if isinstance(kind, ListedKind):
            yield field, kind.of(kind.vocabulary, kind.values, kind.captions)


def _of_entry(entry: Any, known: Known) -> Iterator[_OnFile]:
    way = msg("keep it in its list below words: in policies.yaml")
    if entry.channel not in CHANNEL.values:
        listed = CHANNEL.of("channel", tuple(known.words("channel")))
        yield _OnFile(("channel",), listed, way)
    for field, kind in _fields(entry):
        if kind.vocabulary:
            words = tuple(known.words(kind.vocabulary))
            yield _OnFile((field.name,), kind.of(kind.vocabulary, words, kind.captions), way)
