"""What decides about a team's files: rulebooks, people, clocks; each is read at most once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from servicectl.domain.cases.case import Case
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.roster import Roster, RosterFile
from servicectl.domain.rulebook.clocks import Clock, ClockInputs, clocks_of
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.errors import BadData, Message, Place, Problem, UsageError, msg
from servicectl.store.team import paths
from servicectl.store.team.files import Files, Source
from servicectl.store.yaml.read import load

if TYPE_CHECKING:
    from servicectl.domain.ledger.voucher import Voucher


def content_id(data: bytes) -> str:
    """Return the id of a rulebook: the first 12 hex digits of the SHA-256 of its file."""
    return hashlib.sha256(data).hexdigest()[:12]


class Team(Files):
    """A team's files with what decides about them: rulebooks, people and clocks.

    Every method raises BadData with all problems of a file that it needs.
    """

    def __init__(self, root: Path, source: Source | None = None) -> None:
        super().__init__(root, source)
        self._policies: dict[str, Policy] = {}
        self._roster: Roster | None = None
        self._current: tuple[Policy, bytes] | None = None

    @property
    def policy(self) -> Policy:
        """Return today's rulebook."""
        return self._today()[0]

    @property
    def policy_bytes(self) -> bytes:
        """Return the file of today's rulebook, as it is kept beside the cases."""
        return self._today()[1]

    def _today(self) -> tuple[Policy, bytes]:
        if self._current is None:
            data = self._source(paths.POLICIES)
            if data is None:
                raise BadData(
                    [Problem(Place(paths.POLICIES), "missing", msg("this file is not there"))]
                )
            policy = self._read_policy(data, paths.POLICIES)
            self._current = policy, data
            self._policies[policy.id] = policy
        return self._current

    def _read_policy(self, data: bytes, path: str) -> Policy:
        top, problems = load(data, path)
        if problems or top is None:
            raise BadData(problems)
        policy, problems = read_policy(top, path, content_id(data))
        if policy is None:
            raise BadData(problems)
        return policy

    def rulebook(self, id: str) -> Policy:
        """Return the rulebook that a case was promised under."""
        if self.policy.id == id or id in self._policies:
            return self._policies[id]
        path = f"{paths.RULEBOOKS}/{id}.yaml"
        data = self._source(path)
        if data is None:
            raise BadData([Problem(Place(path), "missing", msg("this rulebook is not kept"))])
        if content_id(data) != id:
            raise BadData(
                [
                    Problem(
                        Place(path),
                        "rulebook-content",
                        msg("this rulebook is not what its name says: it was changed"),
                        msg("take it back: git restore --source=REV {path}", path=path),
                    )
                ]
            )
        self._policies[id] = self._read_policy(data, path)
        return self._policies[id]

    @property
    def roster(self) -> Roster:
        """Return the people."""
        if self._roster is None:
            self._roster = Roster(self.record(RosterFile, paths.ROSTER).people)
        return self._roster

    def contract(self, id: str) -> Contract:
        """Return one maintenance contract."""
        return self.record(Contract, f"{paths.CONTRACTS}/{id}.yaml")

    def clocks(
        self, case: Case, now: datetime, booked: Sequence[Voucher] = ()
    ) -> tuple[Clock, ...]:
        """Return a case's clocks: its own rulebook, today's calendar (design.md §3).

        ``booked`` are vouchers of the case that are only about to be written.
        """
        contract = case.head.get("contract")
        new = {voucher.id: voucher for voucher in booked}

        def vouchers() -> list[Voucher]:
            ids = (id for event in case.history for id in event.vouchers)
            return [new.get(id) or self.voucher(id) for id in ids]

        inputs = ClockInputs(
            policy=self.rulebook(case.policy),
            calendar=self.policy.calendar,
            now=now,
            people=self.roster.people,
            contract=self.contract(contract) if contract else None,
            rulebook=self.rulebook,
            vouchers=vouchers,
        )
        return clocks_of(case, inputs)


def unknown_person(id: str, roster: Roster) -> UsageError:
    """Return the error for a person who is not in the roster, with whom was perhaps meant."""
    return UsageError(msg("{id} is not in the roster", id=id), person_meant(id, roster))


def person_meant(text: str, roster: Roster) -> Message:
    """Return who was perhaps meant by a name, a surname alone in Chinese, or a mistyped id."""
    named = [person for person in roster.people if person.name == text]
    if not named and not text.isascii():
        named = [person for person in roster.people if person.name[0] == text[0]]
    if len(named) == 1:
        return msg("did you mean {word}?", word=f"{named[0].id} ({named[0].name})")
    near = did_you_mean(text, tuple(person.id for person in roster.people))
    return near or msg("servicectl roster show lists all")
