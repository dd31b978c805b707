"""Putting contracts on file, and saying why one that ends is not followed by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.master.contracts import Contract
from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.domain.schema.records import plain
from servicectl.domain.time.moments import read_duration
from servicectl.errors import Malformed, Refused, UsageError, msg
from servicectl.services.queries.contracts import contract_called
from servicectl.services.queries.customers import check_customer
from servicectl.services.recording.amended import corrected
from servicectl.services.records.edit import (
    Edited,
    Filed,
    check_given,
    check_settled,
    keep,
)
from servicectl.services.session import Session
from servicectl.store.team.paths import CONTRACTS
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend
from servicectl.store.yaml.write import dump


def add(session: Session, values: Mapping[str, Any]) -> Filed:
    """Put a contract on file.

    Raises UsageError for a customer or a clock there is not, Refused for a number on file.
    """

    def edit(team: Team) -> Edited:
        figures = _figures(team, values)
        contract = team.with_own(_contract(team, values, figures), values)
        path = f"{CONTRACTS}/{contract.id}.yaml"
        if team.data(path) is not None:
            text = msg("{id} is on file already", id=contract.id)
            raise Refused(text, commands.contract.show(contract.id).message)
        return Edited(path, dump(plain(contract) | ({"within": figures} if figures else {})))

    return keep(session, "contract add", values["number"], edit)


def edit(session: Session, number: str, values: Mapping[str, Any]) -> Filed:
    """Correct some values of a contract's record; the rest of the file stays as it is.

    Figures of clocks that are not named stay. Raises as :func:`add` does.
    """
    check_given(values, "--end DATE")
    path = f"{CONTRACTS}/{number}.yaml"

    def edit(team: Team) -> Edited:
        before = contract_called(team, number)
        check_settled(before.clashes, number, values)
        _check(team, {"start": before.start, "end": before.end, **values})
        text = (team.data(path) or b"").decode()
        figures = _figures(team, values)
        if figures and not before.within:
            text = amend(text, ("within",), figures, path)
        elif figures:
            text = corrected(text, path, figures, "within")
        others = {name: value for name, value in values.items() if name != "within"}
        return Edited(path, corrected(text, path, others))

    return keep(session, "contract edit", number, edit)


def end(session: Session, number: str, reason: str) -> Filed:
    """Write down why a contract is not followed by another: its end is settled by that."""

    def edit(team: Team) -> Edited:
        if contract_called(team, number).not_renewed is not None:
            raise Refused(msg("{id} says already why it is not renewed", id=number))
        path = f"{CONTRACTS}/{number}.yaml"
        text = (team.data(path) or b"").decode()
        return Edited(path, amend(text, ("not_renewed",), reason, path))

    return keep(session, "contract end", number, edit)


def _contract(team: Team, values: Mapping[str, Any], figures: Mapping[str, str]) -> Contract:
    """Return the contract that was typed; raise UsageError for what it cannot be."""
    _check(team, values)
    return Contract(
        schema=1,
        id=values["number"],
        customer=team.customer(values["customer"]).id,
        start=values["start"],
        end=values.get("end"),
        within={clock: read_duration(figure) for clock, figure in figures.items()},
    )


def _check(team: Team, values: Mapping[str, Any]) -> None:
    last = values.get("end")
    if last is not None and last < values["start"]:
        raise UsageError(msg("--end {day} is before --start", day=last.isoformat()))
    if values.get("customer"):
        check_customer(team, values["customer"])


def _figures(team: Team, values: Mapping[str, Any]) -> dict[str, str]:
    return dict(_figure(team, text) for text in values.get("within") or ())


def _figure(team: Team, text: str) -> tuple[str, str]:
    """Return the clock and the figure of ``visit=2h``; the figure as it is written in a file."""
    clock, _, figure = text.partition("=")
    clocks = team.policy.clocks
    if clock not in clocks:
        near = did_you_mean(clock, clocks) or msg("clocks: {words}", words=", ".join(clocks))
        raise UsageError(msg("no clock is called {name}", name=clock), near)
    try:
        read_duration(figure)
    except Malformed as error:
        raise UsageError(error.problem, error.remedy) from None
    return clock, figure
