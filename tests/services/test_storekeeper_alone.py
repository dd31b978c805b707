"""One storekeeper alone, by every verb that the store may type, in hundreds of random steps.

After each of them: where the good stock as a whole, or cash, has changed, somebody else has a hand
in it (who works on the case, who said yes), or it went by a paper from outside that is used once.
A name that was typed as who said yes waits for the confirmation of who bears it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import NamedTuple

import pytest

from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.store.team.paths import files_below
from servicectl.store.team.team import Team
from tests.desk import Desk
from tests.services.test_side_doors import UNIT
from tests.validate.test_ledger_validate import found
from tests.without_git import leave_git_out

MORE = os.environ.get("DESKS")
STEPS = 500
WHO = "yangfang"
GOOD = ("store:good", "store:finished", "store:loaner", "van:", "branch:", "agent:", "depot:")
PLACES = ("store:good", "store:bad", "store:old", "store:loaner", "store:finished", "van:guotao")
ENDS = (*PLACES, "branch:baoji", "installed", "scrap", "engineer:guotao", "supplier", "house")
OUTSIDE = ("supplier", "installed", "maker:shengda")
SKUS = ("BD-LCD55-PSU", "CBL-UTP", "HDD-2T")
PEOPLE = (WHO, "chenwei", "guotao", "hemei")
MAY = {a.words for a in (*ACTIONS.values(), *DOCUMENTS.values()) if "storekeeper" in a.roles}


class Hands(NamedTuple):
    """Who beside the storekeeper, and which paper from outside, stands behind a change."""

    others: frozenset[str]
    paper: str | None


def typed(chance: Random, vouchers: list[str], n: int) -> str:
    """Return a line that a storekeeper may type: some may be meant, some are not."""
    pick = chance.choice
    sku = pick(SKUS)
    goods = f"{sku}@WD{pick('123')}" if sku == "HDD-2T" else f"{sku}={pick('1123')}"
    yes = f" --approved-by {pick(PEOPLE)}" if pick((True, False)) else ""
    paper = f" --document P-{pick((n, n, 1))}" if pick((True, True, False)) else ""
    case = " --case CASE" if pick((True, False)) else ""
    serial = pick(("ALT1", "NEW1", "NEW2", "WD1"))
    return pick(
        (
            f"parts receive {goods} --from {pick(OUTSIDE)} --to {pick(PLACES)}{paper}{yes}",
            f"parts transfer {goods} --from {pick(ENDS)} --to {pick(ENDS)}{paper}{yes}{case}",
            f"parts issue CASE {goods} --from {pick(PLACES)}",
            f"parts return CASE {goods} --to {pick(PLACES)}",
            f"parts old-in CASE{pick((' --excused 遗失', ''))}",
            f"parts inspect {goods} --result {pick(('good', 'bad'))}{case}",
            f"parts to-maker {goods} --maker shengda{case}",
            f"parts from-maker {goods} --maker shengda --analysis 烧 --to {pick(ENDS)}{paper}{yes}",
            f"parts scrap {goods} --reason 坏 --from {pick(PLACES)}{yes}",
            f"parts count {sku}={pick('0123')}",
            f"parts adjust {pick(vouchers)}",
            f"parts request CASE {goods}",
            "parts approve CASE",
            f"loan out CASE {serial}",
            "loan in CASE",
            f"take-away CASE --serial {serial}",
            f"parts to-maker FL-STB210@{serial} --maker fengling{case}",
            f"tool add T-{n} --name 表{yes}",
            f"tool out T-1 {pick(PEOPLE)}",
            "tool in T-1",
            f"reverse {pick(vouchers)} --reason 错",
            "cash settle 5",
            "cash collect CASE 5",
            "cash hand-in CASE",
        )
    )


def changes(voucher: Voucher) -> dict[str, Decimal]:
    """Return by how much a voucher changes the good stock as a whole, and cash, thing by thing."""
    sums: Counter[str] = Counter()
    for line in voucher.lines:
        for account, sign in ((line.from_, -1), (line.to, 1)):
            if account.startswith((*GOOD, "cash:", "finance")) and line.item.kind != "tool":
                sums[line.item.id] += sign * line.quantity  # type: ignore[assignment]
    return {thing: Decimal(much) for thing, much in sums.items() if much}


def hands(voucher: Voucher, known: dict[str, Voucher], people: dict[str, set[str]]) -> Hands:
    """Return the hands and the paper behind a voucher; of a booking back, of what it undoes."""
    if voucher.reverses:
        return hands(known[voucher.reverses], known, people)
    others = {voucher.fields.get("approved_by"), *people.get(str(voucher.case), ())}
    own = Hands(frozenset(others - {None, WHO}), voucher.fields.get("document"))
    if voucher.did != "inspect" or any(own):
        return own
    things = {line.item.id for line in voucher.lines}  # judged good is what came in as old
    came = [v for v in known.values() if things & came_in_as_old(v)]
    behind = [hands(v, known, people) for v in came if not v.reverses]
    return behind[0] if behind and all(map(any, behind)) else own


def came_in_as_old(voucher: Voucher) -> set[str]:
    """Return the things that a voucher put on the shelf of old parts."""
    return {line.item.id for line in voucher.lines if str(line.to) == "store:old"}


def booked(desk: Desk) -> Iterator[Voucher]:
    team = Team(desk.root)
    for path in files_below(desk.root, "inventory/ledger"):
        yield team.voucher_at(path)


def waits(desk: Desk, voucher: Voucher, named: str) -> bool:
    """Return whether it is listed that who is named has to confirm the voucher, or its event."""
    rows = [row for row in desk.do("parts owed") if row["kind"] == "confirmation"]
    wanted = str(voucher.event or voucher.id)
    return any(row["who"] == named and row["settle"].endswith(wanted) for row in rows)


@pytest.mark.parametrize("number", range(int(MORE or 1)))
def test_good_stock_and_cash_never_change_by_one_pair_of_hands(
    number: int, play: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = play(*UNIT).at("2025-09-22 12:00").as_(WHO)
    if MORE is None:  # with more steps, git records
        leave_git_out(monkeypatch)
    known = {voucher.id: voucher for voucher in sorted(booked(desk), key=lambda v: v.at)}
    people = {desk.case: {event["by"] for event in desk.show()["history"]}}
    chance, done, seen = Random(20260122 + number), Counter[str](), Counter[str]()
    for n in range(2, STEPS + 2):
        words = typed(chance, list(known), n)  # as they were booked: ids are chance of their own
        answer = desk.type(words)
        verb = " ".join(words.split()[:2])
        seen[verb] += 1
        assert answer.code in (0, 2, 3), (words, answer)
        if answer.code:
            continue
        done[verb] += 1
        new = {v.id: v for v in booked(desk) if v.id not in known}
        known |= new
        for voucher in new.values():
            behind = hands(voucher, known, people)
            if changes(voucher):
                assert behind.others or behind.paper, (words, voucher)
            named = voucher.fields.get("approved_by")
            assert named is None or waits(desk, voucher, named), (words, voucher)
    assert len(done) > 10 or number, done
    assert set(MAY) & {verb.removesuffix(" CASE") for verb in seen}
    assert found(desk) == []
