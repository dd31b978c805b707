"""What tells by the rulebooks of a team which approval has served already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial

from servicectl.domain.movements.reckoning import UsedTwice
from servicectl.domain.movements.used_once import Judge, Use, UsedUp, used_twice
from servicectl.domain.rulebook.approvals_served import approval_served
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.errors import ServicectlError
from servicectl.store.team.force_cache import AsBooked
from servicectl.store.team.paths import RULEBOOKS


def used_by(files: AsBooked) -> UsedTwice:
    """Return what tells which events use what is used already."""
    return partial(used_twice, served=judge_of(_rulebooks(files)))


def judge_of(rulebook: Callable[[str], Policy | None]) -> Judge:
    """Return what tells of a case by its rulebook which approval has served; None can be read."""

    def judge(use: Use) -> UsedUp | None:
        policy = None
        with suppress(ServicectlError):  # named where it stands
            policy = rulebook(use.before.policy)
        return approval_served(use, policy) if policy else None

    return judge


def _rulebooks(files: AsBooked) -> Callable[[str], Policy | None]:
    """Return what reads a kept rulebook, each once."""

    @cache
    def rulebook(id: str) -> Policy | None:
        path = f"{RULEBOOKS}/{id}.yaml"
        return read_policy(files.document(path), path, id)[0]

    return rulebook
