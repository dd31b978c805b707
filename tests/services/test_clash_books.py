"""What does not fit in the books is the later voucher, with its event; it is settled alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from servicectl.domain.ledger.balances import doubles, postings, shortfalls
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.movements.desk_force import DeskForce
from servicectl.domain.movements.reckoning import force_of
from tests.desk import Desk
from tests.services.test_clash import united
from tests.validate.test_ledger_validate import DIAGNOSED

Play = Callable[..., Desk]

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def moved(
    id: str, minute: int, way: str, thing: str = "PSU=1", did: str = "transfer", **fields: Any
) -> Voucher:
    """Return a voucher such as ``store:good > van:a`` of a part, or of a number (``@S1``)."""
    source, target = way.split(" > ")
    sku, _, qty = thing.partition("=")
    known = {"serial": sku[1:]} if sku.startswith("@") else {"sku": sku, "qty": Decimal(qty)}
    line = Line(**known, from_=source, to=target)
    at = NOON + timedelta(minutes=minute)
    return Voucher(f"v-20261120-{id}", at, "yang", did, (line,), fields=fields)


IN = moved("222222", 0, "supplier > store:good", "PSU=2", "receive", document="RK-1")
OUT = moved("333333", 10, "store:good > van:a", "PSU=2")
AGAIN_OUT = moved("444444", 20, "store:good > van:b", "PSU=2")
BACK_OUT = moved("555555", 30, "van:a > store:good", "PSU=2", "reverse", voucher=OUT.id)
SERIAL = moved("222223", 0, "supplier > store:loaner", "@L1", "receive", document="RK-2")
LENT = moved("333333", 10, "store:loaner > customer:a", "@L1")
LENT_AGAIN = moved("444444", 20, "store:loaner > customer:b", "@L1")
BOUGHT_AGAIN = moved("444444", 20, "supplier > store:good", "@L1", "receive")
PAPER_AGAIN = moved("444444", 20, "supplier > store:good", "PSU=2", "receive", document="RK-1")
BACK_AGAIN = BACK_OUT._replace(id="v-20261120-666666")
LATE = moved("999999", 10, "supplier > store:good", "PSU=2", "receive")
ADJUSTED = moved("444444", 20, "store:good > count-difference", did="adjust", voucher="v-1")
ADJUSTED_AGAIN = ADJUSTED._replace(id="v-20261120-555555", at=ADJUSTED.at + timedelta(minutes=1))
COUNT, RECOUNT = (
    IN._replace(
        id=f"v-20261120-{id}",
        at=NOON + timedelta(minutes=minute),
        did="count",
        lines=(),
        fields={"account": "store:good", "counted": ["PSU=1"]},
    )
    for id, minute in (("777777", 10), ("888888", 15))
)
CORRECTED = ADJUSTED._replace(fields={"voucher": COUNT.id})
CORRECTED_AGAIN = ADJUSTED_AGAIN._replace(fields={"voucher": RECOUNT.id})
COUNTED_SINCE = RECOUNT._replace(at=ADJUSTED.at)
TOO_MANY = moved("444444", 20, "store:good > van:b", "PSU=3")
ONCE_MORE = moved("666666", 40, "store:good > van:c", "PSU=2")
RESTING = moved("666666", 40, "van:b > store:bad", "PSU=2")
AT_ONCE = moved("222224", 10, "store:good > van:b", "PSU=2")
UNFITTING = {
    "the last two issued twice": ([IN, OUT, AGAIN_OUT], {"444444": "333333"}),
    "the order is that of time": ([AGAIN_OUT, OUT, IN], {"444444": "333333"}),
    "in one moment the id decides": ([IN, OUT, AT_ONCE], {"333333": "222224"}),
    "in one moment what comes in is there": ([LATE, OUT], {}),
    "what rests on it, too": ([IN, OUT, AGAIN_OUT, RESTING], {"444444": "333333", "666666": ""}),
    "room that it leaves is used": ([IN, OUT, TOO_MANY, BACK_OUT, ONCE_MORE], {"444444": "333333"}),
    "a loaner out twice": ([SERIAL, LENT, LENT_AGAIN], {"444444": "333333"}),
    "a number in two places": ([SERIAL, BOUGHT_AGAIN], {"444444": "222223"}),
    "a paper used twice": ([IN, PAPER_AGAIN], {"444444": "222222"}),
    "booked back twice": ([IN, OUT, BACK_OUT, BACK_AGAIN], {"666666": "555555"}),
    "a count booked twice": ([IN, ADJUSTED, ADJUSTED_AGAIN], {"555555": "444444"}),
    "a count on both sides": (
        [IN, COUNT, RECOUNT, CORRECTED, CORRECTED_AGAIN],
        {"555555": "444444"},
    ),
    "in one moment, too": (
        [IN, COUNT, RECOUNT, CORRECTED, CORRECTED_AGAIN._replace(at=CORRECTED.at)],
        {"555555": "444444"},
    ),
    "counted after it was corrected": (
        [IN, COUNT, CORRECTED, COUNTED_SINCE, CORRECTED_AGAIN],
        {},
    ),
}


@pytest.mark.parametrize(("vouchers", "odd"), UNFITTING.values(), ids=list(UNFITTING))
def test_a_voucher_that_does_not_fit_is_the_later_one(
    vouchers: list[Voucher], odd: dict[str, str]
) -> None:
    force = force_of([], vouchers)
    assert {id[-6:]: (f.against or "")[-6:] for id, f in force.barred.items()} == odd
    assert force_of([], vouchers[::-1]) == force
    counting = force.counting(vouchers)
    assert force_of([], counting) == DeskForce()
    assert not list(shortfalls(postings(counting)))
    assert not list(doubles(postings(counting)))


def test_what_does_not_fit_and_was_booked_back_is_settled() -> None:
    back = moved("666666", 40, "van:b > store:good", "PSU=2", "reverse", voucher=AGAIN_OUT.id)
    force = force_of([], [IN, OUT, AGAIN_OUT, back])
    assert (force.barred, force.out) == ({}, {AGAIN_OUT.id})
    assert force.counting([IN, OUT, AGAIN_OUT, back]) == [IN, OUT]


def test_what_was_kept_counts_from_when_it_was_settled() -> None:
    keep = Voucher("v-20261120-777777", NOON + timedelta(hours=2), "yang", "settle-voucher", (),
                   fields={"voucher": AGAIN_OUT.id, "keep": "yes"})  # fmt: skip
    more = moved("666666", 60, "supplier > store:good", "PSU=2", "receive", document="RK-3")
    assert set(force_of([], [IN, OUT, AGAIN_OUT, keep]).barred) == {AGAIN_OUT.id}
    force = force_of([], [IN, OUT, AGAIN_OUT, more, keep])
    assert (force.barred, force.since) == ({}, {AGAIN_OUT.id: keep.at})
    void = keep._replace(fields={"voucher": AGAIN_OUT.id, "void": "yes"})
    assert force_of([], [IN, OUT, AGAIN_OUT, void]) == DeskForce({}, frozenset({AGAIN_OUT.id}), {})


OUT_OF = "--from store:good --to van:"
LAST = f"2025-09-22 09:10 yangfang parts transfer BD-LCD55-PSU=6 {OUT_OF}guotao"
TO_CASE = "2025-09-22 09:20 yangfang parts issue CASE BD-LCD55-PSU=1"
TO_VAN = "2025-09-22 09:{} yangfang parts transfer BD-LCD55-PSU=1 " + OUT_OF + "hemei"
MORE = "parts receive BD-LCD55-PSU=3 --document RK-9"


def stock(desk: Desk) -> dict[str, str]:
    rows = desk.do("parts stock --sku BD-LCD55-PSU")
    return {row["account"]: str(row["qty"]) for row in rows}


def taken_twice(play: Play, here: str, there: str) -> Desk:
    """Return the desk at which the last board is taken by both of two clones."""
    base = (*DIAGNOSED, LAST)
    desk = united(play(*base), play(*base, here), play(*base, there))
    return desk.at("2025-09-22 12:00").as_("yangfang")


def test_the_last_part_issued_twice(play: Play) -> None:
    desk = taken_twice(play, TO_VAN.format(19), TO_CASE)
    [clash] = desk.do("settle")
    shown = desk.show()
    assert [each["event"] for each in shown["clashes"]] == [clash["event"]]
    assert (shown["history"][-1]["force"], clash["with"][:2]) == ("clash", "v-")
    assert stock(desk) == {"engineer:guotao": "2", "van:guotao": "6", "van:hemei": "1"}
    assert [row["clash"] for row in desk.do("list")] == [True]
    found = desk.type("validate --json").json
    assert [(p["rule"], p["remedy"]) for p in found] == [("clash", clash["settle"])]
    assert [p["rule"] for p in desk.type("audit --json").json] == ["clash"]
    desk.do("note CASE text")
    desk.as_("guotao").do("support CASE --question 何故")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("settle CASE {event} --void --reason r", "2"),
        ("settle {voucher} --void --reason r", "2"),
        ("retract CASE {event} --reason r", "2"),
        ("settle CASE {event} --keep --reason r", "3"),
    ],
)
def test_what_does_not_fit_in_the_books_is_settled(play: Play, words: str, left: str) -> None:
    desk = taken_twice(play, TO_VAN.format(19), TO_CASE)
    event = desk.show()["clashes"][0]["event"]
    words = words.format(event=event, voucher=f"v-20250922-{event[2:]}")
    if "--keep" in words:
        assert "parts receive BD-LCD55-PSU=QTY --to store:good" in desk.refused(words)
        desk.do(MORE)
    desk = desk.at("2025-09-22 12:10")
    desk.do(words)
    assert stock(desk)["engineer:guotao"] == left
    assert desk.type("settle --json").json == []
    assert desk.show()["clashes"] == []
    for check in ("validate", "audit"):
        answer = desk.type(check)
        assert answer.code == 0, answer.out
    assert (event in answer.out) is ("settle" in words)
    desk.at("2025-09-22 12:20").do("parts issue CASE HDD-2T@WD2")


@pytest.mark.parametrize("way", ["settle {} --void", "settle {} --keep", "reverse {}"])
def test_a_voucher_of_the_store_is_settled(play: Play, way: str) -> None:
    desk = taken_twice(play, TO_CASE, TO_VAN.format(21))
    [clash] = desk.do("settle")
    assert (clash["case"], clash["with"][:2]) == (None, "v-")
    assert stock(desk) == {"engineer:guotao": "3", "van:guotao": "6"}
    words = way.format(clash["voucher"]) + " --reason r"
    if "--keep" in words:
        assert "first: servicectl parts receive" in desk.refused(words)
        desk.do(MORE)
    desk = desk.at("2025-09-22 12:10")
    desk.do(words)
    assert ("van:hemei" in stock(desk)) is ("--keep" in words)
    assert desk.type("settle --json").json == []
    for check in ("validate", "audit"):
        answer = desk.type(check)
        assert answer.code == 0, answer.out
    assert "booked back already" in desk.refused(words) or "is settled" in desk.refused(words)


def test_of_two_counts_of_one_shelf_the_later_booking_is_refused(play: Play) -> None:
    count = "parts count CBL-AUDIO=6 --account store:good"
    desk = play().as_("yangfang")
    counts = [desk.at(f"2025-09-22 09:0{minute}").do(count)["id"] for minute in (0, 5)]
    later = desk.at("2025-09-22 09:10").as_("chenwei")
    later.do(f"parts adjust {counts[1]} --reason lost")
    said = later.at("2025-09-22 09:20").refused(f"parts adjust {counts[0]} --reason lost")
    assert "count anew" in said
    assert desk.type("validate").code == 0
