"""The ledger against a naive one: thousands of generated vouchers, reckoned with fractions.

The naive ledger below knows accounts as plain texts and walks through every movement each time it
is asked. It shares no table and no function with servicectl. More of it:

    DESKS=20 pytest tests/domain/test_ledger_properties.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicectl.domain.ledger.balances import balances, doubles, of_case, postings, shortfalls
from servicectl.domain.ledger.voucher import Line, Voucher, read_voucher
from servicectl.domain.master.accounts import ACCOUNT_KINDS, read_account
from servicectl.domain.master.catalogue import Catalogue
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.lines import lines_of
from servicectl.domain.schema.quantities import (
    Charge,
    Goods,
    read_charge,
    read_goods,
    read_quantity,
    read_sum,
)
from servicectl.domain.schema.records import replace
from servicectl.errors import Malformed
from servicectl.store.yaml.read import load
from servicectl.store.yaml.write import dump

MORE = os.environ.get("DESKS")
run = settings(
    max_examples=150 * int(MORE or 1), deadline=None, derandomize=MORE is None, database=None
)

# --- the naive ledger -----------------------------------------------------------------------------

FOR_CASES = {"engineer", "customer-unit", "customer", "house", "maker", "cash"}
HANDS = FOR_CASES | {"store", "van", "branch", "agent", "depot"}
CASES = ("20261123-aaaaaa", "20261123-bbbbbb")
ACCOUNTS_USED = (
    *("store:good", "store:bad", "van:guo", "engineer:guo", "engineer:liu", "engineer:guo:old"),
    *(f"customer-unit:{CASES[0]}", f"customer:{CASES[0]}", "house", "maker:acme", "branch:north"),
    *("cash:guo", "supplier", "installed", "finance", "service-cost", "scrap"),
)
START = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=8)))


class Moved(NamedTuple):
    """One movement as the naive ledger sees it: plain texts and a fraction."""

    minute: int
    case: str | None
    thing: tuple[str, str]
    much: Fraction
    source: str
    target: str


def word(account: str) -> str:
    return account.partition(":")[0]


def place(account: str, case: str | None) -> tuple[str, str | None]:
    return (account, case if word(account) in FOR_CASES else None)


def naive_balance(moved: list[Moved], key: Any, minute: int) -> Fraction:
    """Return what is in an account, by going through every movement up to a minute."""
    (account, case), thing = key
    total = Fraction(0)
    for m in moved:
        if m.minute <= minute and m.thing == thing:
            total += m.much * (place(m.target, m.case) == (account, case))
            total -= m.much * (place(m.source, m.case) == (account, case))
    return total


def naive_keys(moved: list[Moved]) -> set[Any]:
    return {(place(a, m.case), m.thing) for m in moved for a in (m.source, m.target)}


def naive_balances(moved: list[Moved], minute: int) -> dict[Any, Fraction]:
    found = {key: naive_balance(moved, key, minute) for key in naive_keys(moved)}
    return {key: much for key, much in found.items() if much}


def naive_falls(moved: list[Moved]) -> list[tuple[int, Any, Fraction]]:
    """Return each minute in which a balance of ours falls, and is below zero then."""
    return [
        (minute, key, now)
        for minute in sorted({m.minute for m in moved})
        for key in naive_keys([m for m in moved if m.minute == minute])
        if word(key[0][0]) in HANDS
        and (now := naive_balance(moved, key, minute)) < 0
        and now < naive_balance(moved, key, minute - 1)
    ]


def naive_doubles(moved: list[Moved]) -> list[tuple[int, Any]]:
    """Return each minute in which a piece comes to one account of ours and is in two then."""
    singles = {m.thing for m in moved if m.thing[0] in ("serial", "tool")}
    return sorted(
        (minute, thing)
        for thing in singles
        for minute in {m.minute for m in moved if m.thing == thing and word(m.target) in HANDS}
        if sum(
            naive_balance(moved, key, minute)
            for key in naive_keys(moved)
            if key[1] == thing and word(key[0][0]) in HANDS
        )
        > 1
    )


# --- generated vouchers ---------------------------------------------------------------------------

quantities = st.sampled_from(["1", "2", "3", "0.1", "0.3", "0.125", "7.5", "99999"])
sums = st.sampled_from(["0.01", "0.10", "19.99", "380.00", "9999999.99"])
ANYTHING = ("sku", "sku", "sku", "serial", "tool", "money")
PIECES = ("serial", "serial", "tool")
reasons = st.none() | st.sampled_from(["烧毁", "a: b", "# 1", "'", "yes", "两\n行"])


@st.composite
def lines(draw: st.DrawFn, kinds: Sequence[str] = ANYTHING) -> Line:
    """Return a line that moves one thing between two of a few accounts."""
    from_, to = draw(st.lists(st.sampled_from(ACCOUNTS_USED), min_size=2, max_size=2, unique=True))
    kind = draw(st.sampled_from(kinds))
    what: dict[str, Any]
    match kind:
        case "sku":
            what = {"sku": draw(st.sampled_from(["PSU", "CABLE"])), "unit": "m"}
            what["qty"] = read_quantity(draw(quantities))
        case "serial":
            what = {"sku": "HDD", "serial": draw(st.sampled_from(["WD1", "WD2"]))}
        case "tool":
            what = {"tool": draw(st.sampled_from(["T-1", "WD1"]))}
        case _:
            what = {"amount": read_sum(draw(sums)), "currency": draw(st.sampled_from(["CNY"]))}
    return Line(**what, from_=from_, to=to, reason=draw(reasons))


@st.composite
def vouchers(
    draw: st.DrawFn, id: str = "v-20261123-aaaaaa", kinds: Sequence[str] = ANYTHING
) -> Voucher:
    """Return a sealed voucher, of a case or of none."""
    case = draw(st.none() | st.sampled_from(CASES))
    written: dict[str, dict[str, Any]] = {
        "receive": {"document": "RK-7", "quality": "好"},
        "count": {"counted": ("PSU=2", "CABLE=0.5"), "none": ("HDD",), "account": "van:guo"},
        "to-maker": {"expected": START + timedelta(days=9)},
        "scrap": {"approved_by": "chen"},
        "issue": {},
    }
    did = "issue" if case else draw(st.sampled_from(sorted(written)))
    voucher = Voucher(
        id=id,
        at=START + timedelta(minutes=draw(st.integers(0, 9))),
        by=draw(st.sampled_from(["yang", "guo"])),
        did=did,
        lines=tuple(draw(st.lists(lines(kinds), max_size=3))),
        case=case,
        event="e-9d4k2p" if case else None,
        fields=written[did],
        entered=draw(st.none() | st.just(START + timedelta(hours=3, seconds=7))),
        note=draw(st.none() | st.sampled_from(["月底", "- x: 1"])),
    )
    return voucher.sealed()


@st.composite
def books(draw: st.DrawFn, kinds: Sequence[str] = ANYTHING) -> list[Voucher]:
    """Return vouchers with ids of their own, as they lie in a folder: in no order of time."""
    ids = [f"v-20261123-aaaaa{letter}" for letter in "kcmdxnrb"]
    return [draw(vouchers(id, kinds)) for id in ids[: draw(st.integers(1, len(ids)))]]


def moved_by(found: list[Voucher]) -> list[Moved]:
    """Return the movements of vouchers as plain values, taken from what is written in files."""
    moved = []
    for voucher in found:
        plain = voucher.plain()
        for line in plain["lines"]:
            kind = next(k for k in ("currency", "tool", "serial", "sku") if k in line)
            thing = ("money" if kind == "currency" else kind, line[kind])
            much = Fraction(str(line.get("amount", line.get("qty", 1))))
            minute = (plain["at"] - START) // timedelta(minutes=1)
            moved.append(Moved(minute, plain.get("case"), thing, much, line["from"], line["to"]))
    return moved


def flat(key: Any) -> Any:
    """Return a balance's key as the naive ledger writes it."""
    return ((key.account, key.case), tuple(key.item))


# --- what has to hold -----------------------------------------------------------------------------


def test_the_naive_ledger_has_the_same_hands_as_rules_md() -> None:
    assert {name for name, kind in ACCOUNT_KINDS.items() if kind.own} == HANDS
    assert {name for name, kind in ACCOUNT_KINDS.items() if kind.of_case} == FOR_CASES


@run
@given(books())
def test_balances_are_those_of_the_naive_ledger_at_every_moment(found: list[Voucher]) -> None:
    moved = moved_by(found)
    for minute in range(-1, 11):
        held = balances(found, START + timedelta(minutes=minute))
        assert {flat(k): Fraction(h.qty) for k, h in held.items()} == naive_balances(moved, minute)
        assert all(type(h.qty) is Decimal for h in held.values())
        for item in {key.item for key in held}:
            assert sum(h.qty for key, h in held.items() if key.item == item) == 0
    assert balances(found) == balances(found, START + timedelta(minutes=10))


@run
@given(books())
def test_a_prefix_replayed_is_the_balance_at_that_moment(found: list[Voucher]) -> None:
    for voucher in found:
        earlier = [v for v in found if v.at <= voucher.at]
        assert balances(earlier) == balances(found, voucher.at)


@run
@given(books())
def test_shortfalls_are_the_falls_below_zero_of_the_naive_ledger(found: list[Voucher]) -> None:
    told = list(shortfalls(postings(found)))
    minutes = [(s.posting.at - START) // timedelta(minutes=1) for s in told]
    assert minutes == sorted(minutes)
    as_told = [
        (minute, flat(s.posting.key), Fraction(s.balance))
        for minute, s in zip(minutes, told, strict=True)
    ]
    assert Counter(as_told) == Counter(naive_falls(moved_by(found)))
    assert all(s.posting.change < 0 for s in told)


@run
@given(books(PIECES))
def test_doubles_are_those_of_the_naive_ledger(found: list[Voucher]) -> None:
    told = [
        ((posting.at - START) // timedelta(minutes=1), tuple(posting.key.item))
        for posting in doubles(postings(found))
    ]
    assert sorted(told) == naive_doubles(moved_by(found))


@run
@given(books())
def test_the_accounts_of_a_case_hold_what_its_vouchers_left_there(found: list[Voucher]) -> None:
    for case in CASES:
        told = {flat(h.key): Fraction(h.qty) for h in of_case(found, case)}
        left = naive_balances(moved_by(found), 10)
        assert told == {key: much for key, much in left.items() if key[0][1] == case}


@run
@given(books(), st.data())
def test_a_voucher_booked_back_leaves_no_trace_in_any_balance(
    found: list[Voucher], data: st.DataObject
) -> None:
    wrong = data.draw(st.sampled_from(found))
    context = BookingContext(
        did="reverse",
        by="yang",
        fields={"voucher": wrong.id, "reason": "typed wrong"},
        case=None,
        held=(),
        vouchers=(),
        catalogue=Catalogue((), ()),
        currency="CNY",
        where=lambda id: None,
        voucher={v.id: v for v in found}.__getitem__,
        stock=lambda *_: {},
    )
    back = Voucher(
        id="v-20261124-zzzzzz",
        at=START + timedelta(days=1),
        by="yang",
        did="reverse",
        lines=lines_of(context),
        case=wrong.case,
        fields=context.fields,
    )
    qty_in = {key: h.qty for key, h in balances([*found, back]).items()}
    without = [v for v in found if v.id != wrong.id]
    assert qty_in == {key: h.qty for key, h in balances(without).items()}
    assert back.reverses == wrong.id


# --- vouchers in files ----------------------------------------------------------------------------


def written(voucher: Voucher) -> str:
    return dump({**voucher.plain(), "seal": voucher.seal})


def read_again(text: str) -> Voucher | None:
    top, problems = load(text.encode(), "v.yaml")
    assert top is not None, problems
    voucher, problems = read_voucher(top, "v.yaml")
    return None if problems else voucher


@run
@given(vouchers())
def test_a_voucher_written_and_read_is_the_same_voucher(voucher: Voucher) -> None:
    again = read_again(written(voucher))
    assert again is not None
    assert again.plain() == voucher.plain()
    assert again.seal == again.fingerprint == voucher.seal
    assert balances([again]) == balances([voucher])


CHANGES: dict[str, Any] = {
    "id": "v-20261123-zzzzzz",
    "at": START + timedelta(seconds=1),
    "by": "somebody",
    "did": "return",
    "case": "20261123-cccccc",
    "event": "e-zzzzzz",
    "entered": START + timedelta(days=2),
    "note": "another",
    "fields": {"document": "another"},
}
LINE_CHANGES: dict[str, Any] = {
    "sku": "OTHER",
    "serial": "OTHER",
    "tool": "OTHER",
    "qty": Decimal("6"),
    "unit": "kg",
    "amount": Decimal("6.00"),
    "currency": "EUR",
    "from_": "store:old",
    "to": "store:old",
    "reason": "another",
}


@run
@given(vouchers().filter(lambda v: v.lines), st.data())
def test_no_field_changes_without_the_seal(voucher: Voucher, data: st.DataObject) -> None:
    for name, value in CHANGES.items():
        assert voucher._replace(**{name: value}).fingerprint != voucher.seal, name
    first, *rest = voucher.lines
    for name, value in LINE_CHANGES.items():
        altered = voucher._replace(lines=(replace(first, **{name: value}), *rest))
        assert altered.fingerprint != voucher.seal, name
    assert voucher._replace(lines=tuple(rest)).fingerprint != voucher.seal
    assert voucher._replace(lines=(*voucher.lines, first)).fingerprint != voucher.seal


@run
@given(vouchers().filter(lambda v: v.lines), st.data())
def test_a_voucher_edited_by_hand_is_no_voucher_or_breaks_its_seal(
    voucher: Voucher, data: st.DataObject
) -> None:
    old, new = data.draw(
        st.sampled_from(
            [
                ("qty: ", "qty: 1"),
                ("amount: '", "amount: '1"),
                ("from: store:good", "from: store:bad"),
                ("to: engineer:guo", "to: engineer:liu"),
                ("case: 20261123-a", "case: 20261123-b"),
                ("by: guo", "by: liu"),
                ("serial: WD1", "serial: WD2"),
            ]
        )
    )
    text = written(voucher)
    altered = text.replace(old, new, 1)
    again = read_again(altered)
    assert altered == text or again is None or again.fingerprint != again.seal


# --- quantities, sums, charges --------------------------------------------------------------------

skus = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,20}", fullmatch=True)
serials = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
words = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
thousandths = st.integers(1, 99_999_000).map(lambda n: f"{n // 1000}.{n % 1000:03}")
cents = st.integers(1, 999_999_999).map(lambda n: f"{n // 100}.{n % 100:02}")


@run
@given(skus, thousandths, st.none() | words)
def test_goods_read_from_what_they_are_written_as(sku: str, qty: str, reason: str | None) -> None:
    goods = read_goods(f" {sku}={qty}" + (f":{reason}" if reason else ""))
    assert goods == Goods(sku, Decimal(qty), None, reason)
    assert read_goods(str(goods)) == goods
    assert Fraction(str(goods.qty)) == Fraction(qty)
    assert "E" not in str(goods.qty)


@run
@given(skus, serials, st.none() | words)
def test_a_piece_reads_from_what_it_is_written_as(sku: str, no: str, reason: str | None) -> None:
    goods = read_goods(f"{sku}@{no}" + (f":{reason}" if reason else ""))
    assert goods == Goods(sku, Decimal(1), no, reason)
    assert read_goods(str(goods)) == goods


@run
@given(words, cents, st.sampled_from([None, "free", "paid", "contract"]))
def test_a_charge_reads_from_what_it_is_written_as(
    text: str, amount: str, category: str | None
) -> None:
    charge = read_charge(f"{text}={amount}" + (f":{category}" if category else ""))
    assert charge == Charge(text, Decimal(amount), category)
    assert read_charge(str(charge)) == charge


@run
@given(st.lists(cents, min_size=1, max_size=40))
def test_no_cent_is_lost_however_many_are_added(amounts: list[str]) -> None:
    exact = sum(map(Fraction, amounts))
    total = sum(map(read_sum, amounts), Decimal(0))
    assert Fraction(str(total)) == exact
    assert -total.as_tuple().exponent == 2  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "0.000",
        "-1",
        "+1",
        "100000",
        "99999.001",
        "1.2345",
        "1e3",
        "1,5",
        ".5",
        "2.",
        "NaN",
        "Infinity",
        "½",
        "２",
        "1 000",
        "1_0",
        "0x1",
    ],
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_quantity(text)
    with pytest.raises(Malformed):
        read_goods(f"PSU={text}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PSU",
        "=2",
        "PSU=",
        "PSU=1=2",
        "PSU@",
        "PSU@WD 1",
        "PSU@WD1=2",
        "P SU=1",
        "-PSU=1",
        "PSU:2",
        "PSU=1@WD1",
        "电源=1",
        "PSU =1",
        "x" * 49 + "=1",
    ],
)
def test_what_are_no_goods_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_goods(text)


@pytest.mark.parametrize(
    "text",
    ["", "0", "0.00", "-5", "1.234", "10000000", "9999999.991", "1,50", "1e2", "NaN", "３", "5."],
)
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_sum(text)
    with pytest.raises(Malformed):
        read_charge(f"换={text}")


@pytest.mark.parametrize("text", ["换", "=5", "换=5:gratis", "换=0", "换=0:paid", "换=:free"])
def test_what_is_no_charge_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_charge(text)


def test_a_free_line_may_be_of_nothing() -> None:
    assert read_charge("上门费=0:free") == Charge("上门费", Decimal("0.00"), "free")


@pytest.mark.parametrize(
    "text",
    [
        "store",
        "store:best",
        "store:good:old",
        "engineer",
        "engineer:",
        "engineer:guo:new",
        "house:1",
        "van:guo:old",
        "cash:GUO",
        "customer:a:b",
        "bank",
        "",
        "engineer:guo:old:old",
    ],
)
def test_what_is_no_account_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_account(text)


@pytest.mark.parametrize("text", ACCOUNTS_USED)
def test_an_account_reads_from_what_it_is_written_as(text: str) -> None:
    assert str(read_account(text)) == text
