"""A team: its files and rulebooks, its people, the clocks of its cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from servicectl.domain.cases.case import Case
from servicectl.domain.master.roster import Roster, RosterFile, in_words
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.errors import BadData, Malformed, Message, UsageError, msg
from servicectl.store.team import paths
from servicectl.store.team.case_files import CaseFiles

if TYPE_CHECKING:
    from servicectl.domain.ledger.voucher import Voucher
    from servicectl.domain.rulebook.clocks import Clock, ClockInputs
    from servicectl.domain.rulebook.policy import Policy


class Team(CaseFiles):
    """A team's files with what decides about them: rulebooks, people and clocks.

    Every method raises BadData with all problems of a file that it needs.
    """

    @cached_property
    def roster(self) -> Roster:
        """Return the people, in the roles of today's rulebook where that can be read.

        A role that it does not have gives nothing; validate names whoever has one.
        """
        people = self.record(RosterFile, paths.ROSTER).people
        try:
            words = self.policy.words
        except BadData:
            return Roster(people)
        return Roster(tuple(in_words(person, words) for person in people))

    def unknown_model(self, model: str | None) -> dict[str, str | None]:
        """Return a model that is in no catalogue, ``near`` what was perhaps meant; else nothing."""
        if model is None or not self.products or model in self.products:
            return {}
        near = did_you_mean(model, self.products)
        return {"model": model, "near": near.values["word"] if near else None}

    def rules_of(self, case: Case) -> Policy:
        """Return the rulebook that a case was promised under, with today's calendar."""
        return self.rulebook(case.policy).by_calendar_of(self.policy)

    def clocks(
        self, case: Case, now: datetime, booked: Sequence[Voucher] = ()
    ) -> tuple[Clock, ...]:
        """Return a case's clocks: its own rulebook, today's calendar (design.md §3).

        ``booked`` are vouchers of the case that are only about to be written.
        """
        from servicectl.domain.rulebook.clocks import clocks_of

        return clocks_of(case, self.clock_inputs(case, now, booked))

    def clock_inputs(
        self, case: Case, now: datetime, booked: Sequence[Voucher] = ()
    ) -> ClockInputs:
        """Return what the clocks of a case depend on."""
        from servicectl.domain.rulebook.clocks import ClockInputs

        new = {voucher.id: voucher for voucher in booked}

        def vouchers() -> list[Voucher]:
            return self.force.counting([new.get(id) or self.voucher(id) for id in case.booked])

        return ClockInputs(
            policy=self.rulebook(case.policy),
            calendar=self.policy.calendar,
            now=now,
            people=self.roster.people,
            contract=partial(self.contract_of, case),
            rulebook=self.rulebook,
            vouchers=vouchers,
            records=partial(self.records_of, case),
        )


def unknown_person(id: str, roster: Roster) -> UsageError:
    """Return the error for a person who is not in the roster, with whom was perhaps meant."""
    return UsageError(msg("{id} is not in the roster", id=id), person_meant(id, roster))


def id_of(text: str, roster: Roster) -> str:
    """Return the id of the one person of this name, or the text; Malformed where they are several.

    Spaces within a name, and before and after it, are not looked at.
    """
    # An input method puts spaces between the signs of a name, a form between its parts.
    wanted = "".join(text.split())
    found = [person.id for person in roster.people if "".join(person.name.split()) == wanted]
    if len(found) > 1:
        raise Malformed(
            msg("{text} is the name of several", text=repr(text)), person_meant(text, roster)
        )
    return found[0] if found else text


def person_meant(text: str, roster: Roster) -> Message:
    """Return who was perhaps meant by a name, a surname alone in Chinese, or a mistyped id."""
    named = [person for person in roster.people if person.name == text]
    if not named and not text.isascii():
        named = [person for person in roster.people if person.name[0] == text[0]]
    if len(named) > 1:
        return msg("type one of {ids}", ids=[f"{each.id} ({each.name})" for each in named])
    if named:
        return msg("did you mean {word}?", word=f"{named[0].id} ({named[0].name})")
    near = did_you_mean(text, tuple(person.id for person in roster.people))
    return near or msg("servicectl roster show lists all")
