"""Reading the ledger: stock, books, orders, what is owed, tools, loaners, a unit's life."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import accumulate, pairwise, permutations
from re import finditer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicectl.domain.ledger.books import BookQuery, book, by_key, lots, stock, tools_kept
from servicectl.domain.ledger.reorder import ranked, to_order, year_of_use
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.master.catalogue import Part
from servicectl.output.json.stock import number
from servicectl.output.text.tables import len_shown
from tests.desk import Desk

Play = Callable[..., Desk]
ZONE = timezone(timedelta(hours=8))
NOW = datetime(2025, 10, 1, 12, 0, tzinfo=ZONE)
UNIT = "SN22070013"

FILLED = (
    "2025-09-22 08:00 yangfang parts receive BD-LCD55-PSU=9 CBL-UTP=30.5 --document RK-1",
    "2025-09-22 08:01 yangfang parts receive HDD-2T@WD1 HDD-2T@WD2 --document RK-2",
    (
        "2025-09-22 08:02 yangfang parts receive FL-NVR232@LN1 FL-NVR232@LN2 --document RK-3 "
        "--to store:loaner"
    ),
    "2025-09-22 08:03 chenwei tool add T-1 --name 示波器 --value 8800 --fixed-asset",
    "2025-09-22 08:04 chenwei tool out T-1 guotao",
    "2025-09-22 08:05 yangfang parts transfer BD-LCD55-PSU=1 --from store:good --to van:guotao",
    "2025-09-22 08:06 yangfang parts transfer BD-LCD55-PSU=2 --from store:good --to branch:baoji",
)
ON_SITE = (
    *FILLED,
    (
        "2025-09-22 09:00 wangli report --customer 秦岭酒店 --address 西安1号 --phone 029-55501234 "
        f"--new-customer --fault 无图像 --serial {UNIT}"
    ),
    "2025-09-22 09:01 wangli handover CASE --no-guidance 赶时间",
    "2025-09-22 09:05 chenwei assign CASE guotao",
    "2025-09-22 09:06 yangfang parts issue CASE BD-LCD55-PSU=2 HDD-2T@WD1 CBL-UTP=2.5",
    "2025-09-22 09:08 guotao prepare CASE --yes all --cause 电源",
    "2025-09-22 09:09 guotao depart CASE",
    "2025-09-22 09:40 guotao arrive CASE --yes all --met 冯",
    "2025-09-22 09:45 guotao diagnose CASE --agrees yes --cause 电源板坏",
    "2025-09-22 09:46 yangfang loan out CASE LN1 --signed-by 冯",
)
REPAIRED = (
    *ON_SITE,
    (
        "2025-09-22 10:00 guotao complete CASE --yes all --work 换板 --signed-by 冯 "
        "--used BD-LCD55-PSU=1:烧毁 --used CBL-UTP=1.5:布线 --old-part BD-LCD55-PSU=1"
    ),
    "2025-09-22 11:00 yangfang parts old-in CASE BD-LCD55-PSU=1",
)


def held(rows: list[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """Return how much of what is in which account, from the rows of ``parts stock``."""
    return {(r["account"], r["serial"] or r["tool"] or r["sku"]): r["qty"] for r in rows}


# --- parts stock ----------------------------------------------------------------------------------


def test_stock_tells_what_each_account_of_ours_holds(play: Play) -> None:
    desk = play(*REPAIRED)
    rows = desk.do("parts stock")

    assert held(rows) == {
        ("store:good", "BD-LCD55-PSU"): 4,
        ("store:good", "CBL-UTP"): 28,
        ("store:good", "WD2"): 1,
        ("store:loaner", "LN2"): 1,
        ("store:old", "BD-LCD55-PSU"): 1,
        ("van:guotao", "BD-LCD55-PSU"): 1,
        ("branch:baoji", "BD-LCD55-PSU"): 2,
        ("engineer:guotao", "BD-LCD55-PSU"): 1,
        ("engineer:guotao", "CBL-UTP"): 1,
        ("engineer:guotao", "WD1"): 1,
        (f"customer:{desk.case}", "LN1"): 1,
    }
    [drawn] = [row for row in rows if row["serial"] == "WD1"]
    assert drawn == {
        "sku": "HDD-2T",
        "serial": "WD1",
        "tool": None,
        "currency": None,
        "name": "监控硬盘 2 TB",
        "account": "engineer:guotao",
        "case": desk.case,
        "qty": 1,
        "unit": None,
        "clashes": [],
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--account store:old", {("store:old", "BD-LCD55-PSU"): 1}),
        (
            "--account store --sku BD-LCD55-PSU",
            {("store:good", "BD-LCD55-PSU"): 4, ("store:old", "BD-LCD55-PSU"): 1},
        ),
        ("--sku HDD-2T", {("engineer:guotao", "WD1"): 1, ("store:good", "WD2"): 1}),
        ("--serial WD1", {("engineer:guotao", "WD1"): 1}),
        (
            "--engineer guotao",
            {
                ("engineer:guotao", "BD-LCD55-PSU"): 1,
                ("engineer:guotao", "CBL-UTP"): 1,
                ("engineer:guotao", "WD1"): 1,
                ("engineer:guotao", "T-1"): 1,
                ("van:guotao", "BD-LCD55-PSU"): 1,
            },
        ),
        ("--account installed", {("installed", "CBL-UTP"): 1.5}),
        ("--account scrap", {}),
        # as it was: what happened at that moment is in it
        (
            "--account engineer:guotao --sku CBL-UTP --at 2025-09-22T09:06:00+08:00",
            {("engineer:guotao", "CBL-UTP"): 2.5},
        ),
        ("--account engineer:guotao --sku CBL-UTP --at 2025-09-22T09:05:59+08:00", {}),
        (
            "--account engineer:guotao --sku BD-LCD55-PSU --at 2025-09-22T10:30:00+08:00",
            {
                ("engineer:guotao", "BD-LCD55-PSU"): 1,
                ("engineer:guotao:old", "BD-LCD55-PSU"): 1,
            },
        ),
    ],
)
def test_stock_of_what_is_asked_for(
    play: Play, options: str, expected: dict[tuple[str, str], float]
) -> None:
    assert held(play(*REPAIRED).do(f"parts stock {options}")) == expected


def test_stock_of_a_case_is_what_blocks_its_closing(play: Play) -> None:
    desk = play(*REPAIRED)
    of_case = desk.do("parts", "stock", "--case", desk.case[-6:])
    assert set(held(of_case)) == {
        ("engineer:guotao", "BD-LCD55-PSU"),
        ("engineer:guotao", "CBL-UTP"),
        ("engineer:guotao", "WD1"),
        (f"customer:{desk.case}", "LN1"),
    }


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("parts stock --engineer nope", 2, "nope is not in the roster"),
        ("parts stock --account branch:baoj", 2, "did you mean branch:baoji?"),
        ("parts stock --account stor", 2, "did you mean store?"),
        ("parts stock --sku BD-LCD55-PS", 2, "did you mean BD-LCD55-PSU?"),
        ("parts stock --case zzzzzz", 2, "there is no case zzzzzz"),
        ("parts stock --at yesterday", 2, "--at: 'yesterday' is not a time"),
        ("parts ledger", 2, "servicectl parts ledger ACCOUNT"),
        ("parts ledger engineer:nope", 2, "nope is not in the roster"),
        ("parts ledger store:good --since soon", 2, "--since: 'soon' is not a date"),
        (
            *("parts ledger store --since 2025-09-22 --until 2025-09-21", 2),
            "--until 2025-09-21 is before --since 2025-09-22",
        ),
        ("reverse v-20250101-222222 --reason x", 2, "servicectl parts ledger ACCOUNT lists"),
        ("unit show SN0", 2, "SN0 is not on file"),
    ],
)
def test_what_is_not_there_is_named(desk: Desk, words: str, code: int, said: str) -> None:
    answer = desk.type(words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_only_vouchers_that_name_what_is_asked_for_are_read(play: Play) -> None:
    desk = play(*FILLED)
    [tool] = [
        p for p in desk.root.glob("inventory/ledger/*/*/*.yaml") if "tool-out" in p.read_text()
    ]
    tool.write_text("schema: 1\nnonsense: yes\n")

    for words in (
        "parts stock --account branch:baoji",
        "parts stock --sku BD-LCD55-PSU",
        "parts stock --serial WD1",
        "parts ledger van:guotao",
        "loan list",
        "parts reorder",
        "unit show WD1",
    ):
        desk.do(words)
    everything = desk.type("parts stock")
    assert everything.code == 1
    assert "van:guotao" in everything.out
    assert "nonsense" in everything.err


@pytest.mark.parametrize(
    ("qty", "written"),
    [
        ("3", "3"),
        ("0.5", "0.5"),
        ("2.125", "2.125"),
        ("9999999.99", "9999999.99"),
        ("380.00", "380"),
    ],
)
def test_a_number_in_json_has_the_digits_of_the_ledger(qty: str, written: str) -> None:
    assert repr(number(Decimal(qty))) == written


# --- parts ledger ---------------------------------------------------------------------------------


def test_the_statement_of_a_branch(play: Play) -> None:
    desk = play(
        *FILLED,
        "2025-09-23 10:00 yangfang parts transfer BD-LCD55-PSU=1 --from branch:baoji "
        "--to store:good",
        "2025-09-24 10:00 yangfang parts transfer CBL-UTP=10.5 --from store:good --to branch:baoji",
    )
    options = "branch:baoji --since 2025-09-23 --until 2025-09-23"
    statement = desk.do(f"parts ledger {options}")

    def balances(when: str) -> list[tuple[str, float]]:
        return [(balance["sku"], balance["qty"]) for balance in statement[when]]

    assert statement["name"] == "宝鸡办事处"
    assert balances("opening") == [("BD-LCD55-PSU", 2)]
    [row] = statement["rows"]
    assert (row["at"], row["did"], row["in"], row["out"], row["balance"], row["other"]) == (
        *("2025-09-23T10:00:00+08:00", "transfer", None, 1, 1, "store:good"),
    )
    assert balances("closing") == [("BD-LCD55-PSU", 1)]

    assert desk.at("2025-09-22 08:05").do("parts ledger branch:baoji")["rows"] == []

    head, _, heading, *lines = desk.type(f"parts ledger {options}").out.splitlines()
    assert head == "branch:baoji 宝鸡办事处"
    assert heading.split("  ")[0] == "when"
    assert [line.split()[0] for line in lines] == ["opening", "2025-09-23", "closing"]
    assert [line.split()[-1] for line in lines] == ["2", "1", "1"]


def test_the_book_of_a_whole_account_runs_for_each_shelf(play: Play) -> None:
    rows = play(*REPAIRED).do("parts ledger engineer:guotao --sku BD-LCD55-PSU")["rows"]
    told = ("account", "in", "out", "balance")
    assert [(*(row[name] for name in told), row["other"].split(":")[0]) for row in rows] == [
        ("engineer:guotao", 2, None, 2, "store"),
        ("engineer:guotao:old", 1, None, 1, "customer-unit"),  # what comes in is first
        ("engineer:guotao", None, 1, 1, "installed"),
        ("engineer:guotao:old", None, 1, 0, "store"),
    ]  # fmt: skip


PAID = (
    *ON_SITE,
    "2025-09-22 09:50 guotao quote CASE --line 换电源板=380.50:paid",
    "2025-09-22 09:55 guotao accept CASE --agreed-by 冯",
    "2025-09-22 10:10 guotao cash collect CASE 300",
)


def test_money_is_booked_like_things(play: Play) -> None:
    desk = play(*PAID)
    customer = f"customer:{desk.case}"
    rows = desk.do(f"parts ledger {customer}")["rows"]
    assert [(r["serial"] or r["currency"], r["in"], r["out"], r["balance"]) for r in rows] == [
        ("LN1", 1, None, 1),
        ("CNY", 380.5, None, 380.5),
        ("CNY", None, 300, 80.5),
    ]
    assert "80.50" in desk.type(f"parts ledger {customer}").out
    [cash] = desk.do("parts stock --account cash")
    assert (cash["account"], cash["currency"], cash["qty"], cash["case"]) == (
        *("cash:guotao", "CNY", 300, desk.case),
    )
    assert "CNY" not in str(desk.do("parts stock"))
    assert owed(desk)["cash 300.00"] == (
        *("guotao", "2025-09-22T10:10", f"servicectl cash hand-in {desk.case}"),
    )
    assert owed(desk)["payment 80.50"][2] == f"servicectl cash collect {desk.case} 80.50"
    assert "cash hand-in" in desk.as_("chenwei").refused("roster leave guotao --until 2025-09-22")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", ["stock", "ledger store:good", "reorder", "abc", "owed"])
def test_lists_stand_in_columns_in_both_languages(play: Play, lang: str, words: str) -> None:
    screen = play(*REPAIRED).speaking(lang).type(f"parts {words}").out
    heading, first, second = screen.splitlines()[2 if words.startswith("ledger") else 0 :][:3]

    def starts(line: str) -> list[int]:
        return [len_shown(line[: cell.start()]) for cell in finditer(r"\S+(?: \S+)*", line)]

    assert starts(first)[1] == starts(second)[1] == starts(heading)[1]


OURS = ["store:good", "store:old", "engineer:guo", "engineer:guo:old", "engineer:guotao"]
MOVES = st.lists(
    st.tuples(
        st.sampled_from([*OURS, "supplier"]),
        st.sampled_from([*OURS, "installed"]),
        st.sampled_from(["PSU", "CBL"]),
        st.decimals("0.001", "999", places=3),
        st.sampled_from([None, "20250922-aaaaaa", "20250922-bbbbbb"]),
        st.integers(0, 5),
    ).filter(lambda move: move[0] != move[1]),
    max_size=25,
)  # fmt: skip


def moved(moves: list[Any]) -> list[Voucher]:
    """Return one voucher for each move; several may be of one minute."""
    return [
        Voucher(
            id=f"v-20250922-{n:06}",
            at=NOW - timedelta(minutes=minutes),
            by="yangfang",
            did="transfer",
            lines=(Line(sku=sku, qty=qty, from_=from_, to=to),),
            case=case,
        )
        for n, (from_, to, sku, qty, case, minutes) in enumerate(moves)
    ]


WHOLE = {
    "store": ("store:good", "store:old"),
    "engineer:guo": ("engineer:guo", "engineer:guo:old"),
    "supplier": ("supplier",),
}


def summed(moves: list[Any], whole: str, later: int) -> dict[tuple[str, str], Decimal]:
    """Return what the moves older than so many minutes make in an account and its parts."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for from_, to, sku, qty, _, minutes in moves:
        for account, change in ((from_, -qty), (to, qty)):
            if account in WHOLE[whole] and minutes > later:
                sums[account, sku] += change
    return {key: qty for key, qty in sums.items() if qty}


@given(MOVES, st.sampled_from(sorted(WHOLE)), st.integers(0, 5), st.integers(-1, 5))
def test_stock_at_the_end_is_the_sum_of_the_book(
    moves: list[Any], whole: str, first: int, last: int
) -> None:
    vouchers, last = moved(moves), min(first, last)
    since, before = (NOW - timedelta(minutes=minutes) for minutes in (first, last))
    found = book(vouchers, whole, since=since, before=before)

    sums: Counter[Any] = Counter({(b.account, b.item.id): b.qty for b in found.opening})
    assert sums == summed(moves, whole, first)
    for entry in found.entries:
        key = entry.posting.key.account, entry.posting.key.item.id
        sums[key] += entry.posting.change  # type: ignore[assignment]
        assert entry.balance == sums[key]
    assert all(a.posting.at <= b.posting.at for a, b in pairwise(found.entries))

    closing = {(b.account, b.item.id): b.qty for b in found.closing}
    assert {key: qty for key, qty in sums.items() if qty} == closing
    assert closing == summed(moves, whole, last)
    at_end: Counter[Any] = Counter()
    for holding in stock(vouchers, BookQuery(account=whole), before - timedelta(seconds=1)):
        at_end[holding.key.account, holding.key.item.id] += holding.qty  # type: ignore[assignment]
    assert {key: qty for key, qty in at_end.items() if qty} == closing


@given(moves=MOVES)
def test_what_is_left_by_when_it_came_is_the_balance(moves: list[Any]) -> None:
    vouchers = moved(moves)
    posted = by_key(vouchers)
    for holding in stock(vouchers, BookQuery(account="store")):
        changes = sorted(posted[holding.key], key=lambda p: (p.at, p.change < 0))
        left = lots(changes)
        if min(accumulate(p.change for p in changes)) >= 0:  # as every book of ours is
            assert sum(lot.qty for lot in left) == holding.qty
        assert all(a.at <= b.at for a, b in pairwise(left))


def test_what_goes_out_is_of_the_same_case_else_the_oldest() -> None:
    first, second = "20250922-aaaaaa", "20250922-bbbbbb"
    moves = [
        ("store:old", "store:bad", "PSU", Decimal(1), None, 5),  # in one moment with the next
        ("engineer:guo:old", "store:old", "PSU", Decimal(1), None, 5),
        ("engineer:guo:old", "store:old", "PSU", Decimal(2), first, 4),
        ("engineer:guo:old", "store:old", "PSU", Decimal(2), second, 3),
        ("store:old", "store:bad", "PSU", Decimal(1), second, 2),
        ("store:old", "store:bad", "PSU", Decimal(1), None, 1),
    ]
    posted = {key.account: found for key, found in by_key(moved(moves)).items()}
    left = [(lot.voucher.case, lot.qty) for lot in lots(posted["store:old"])]
    assert left == [(first, Decimal(1)), (second, Decimal(1))]


# --- planning -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "at_hand", "used", "point", "qty"),
    [
        ({"min": 2, "max": 10}, 2, 0, None, None),  # at the smallest stock: not below it
        ({"min": 2, "max": 10}, 1, 0, 2, 9),
        ({"min": 2, "max": 10, "lead_days": 73}, 6, 20, None, None),  # 2 + 20 x 73/365 = 6
        ({"min": 2, "max": 10, "lead_days": 73}, 5, 20, 6, 5),
        ({"min": 2, "lead_days": 73}, 5, 24, 7, 4),  # 6.8 and a month's use, less 5: 3.8
        ({"lead_days": 30}, 0, 0, None, None),  # never used, no smallest stock
        ({"lead_days": 30}, 0, 1, 1, 1),
        ({"min": 5, "max": 3}, 4, 0, None, None),  # never above the largest stock
        ({"min": 5, "max": 3}, 1, 0, 5, 2),
        ({"min": 20, "unit": "米"}, "19.5", 1, 20, "0.584"),
    ],
)
def test_what_to_order(
    part: dict[str, Any], at_hand: object, used: int, point: object, qty: object
) -> None:
    values = {k: Decimal(v) if k in ("min", "max") else v for k, v in part.items()}
    psu = Part(sku="PSU", name="电源板", **values)
    orders = to_order([psu], {"PSU": Decimal(str(at_hand))}, {"PSU": Decimal(used)})
    expected = [] if qty is None else [(str(point), str(qty))]
    assert [(str(order.point), str(order.qty)) for order in orders] == expected


def test_a_years_use_is_what_went_from_us_to_customers() -> None:
    day = timedelta(days=1)
    movements = [
        ("used", NOW - 365 * day + timedelta(seconds=1), "engineer:guo", "installed", 1),
        ("too long ago", NOW - 365 * day, "engineer:guo", "installed", 2),
        ("at a branch", NOW - day, "branch:baoji", "installed", 4),
        ("its own unit went home", NOW - day, "house", "installed", 8),
        ("old part came off", NOW - day, "installed", "engineer:guo:old", 16),
        ("booked back", NOW - 2 * day, "van:guo", "installed", 32),
        ("not yet", NOW + timedelta(seconds=1), "engineer:guo", "installed", 64),
    ]
    vouchers = [
        Voucher(name, at, "guo", "complete", (Line(sku="PSU", qty=Decimal(n), from_=a, to=b),))
        for name, at, a, b, n in movements
    ]
    [booked_back] = [voucher for voucher in vouchers if voucher.id == "booked back"]
    lines = tuple(line.back() for line in booked_back.lines)
    back = Voucher("back", NOW - day, "guo", "reverse", lines, fields={"voucher": "booked back"})
    assert year_of_use([*vouchers, back], NOW) == {"PSU": 5}


def test_classes_by_a_years_value() -> None:
    prices = {"P60": 60, "P10": 10, "P19": 19, "P1": 1, "ODD": None, "IDLE": 500}
    parts = [
        Part(sku=sku, name=sku, price=price and Decimal(price), class_="A")
        for sku, price in prices.items()
    ]
    ranks = ranked(parts, {sku: Decimal(10) for sku in prices if sku != "IDLE"})

    assert [(r.part.sku, r.value, r.class_, r.differs) for r in ranks] == [
        ("P60", 600, "A", False),  # 900 in all
        ("P19", 190, "A", False),  # 67 % stand before it
        ("P10", 100, "B", True),  # 88 %
        ("P1", 10, "C", True),  # 99 %
        ("IDLE", 0, "C", True),
        ("ODD", None, None, False),
    ]


def test_orders_and_classes_typed(play: Play) -> None:
    desk = play(*REPAIRED)
    orders = {row["sku"]: row for row in desk.do("parts reorder")}
    cable, disk = orders["CBL-UTP"], orders["HDD-2T"]

    assert "BD-LCD55-PSU" not in orders  # 4 on the shelf and 1 in the van, 2 is enough
    assert (cable["stock"], cable["use"], cable["qty"]) == (28, 1.5, cable["max"] - 28)
    assert (disk["stock"], disk["qty"]) == (1, disk["max"] - 1)
    first, second, *rest = desk.do("parts abc")
    assert (first["sku"], first["use"], first["class"]) == ("BD-LCD55-PSU", 1, "A")
    assert (second["sku"], second["use"], second["class"]) == ("CBL-UTP", 1.5, "C")
    assert {row["class"] for row in rest} == {"C"}
    assert all(row["differs"] == (row["catalogue"] not in (None, row["class"])) for row in rest)


# --- owed -----------------------------------------------------------------------------------------


def owed(desk: Desk) -> dict[str, tuple[str, str, str]]:
    """Return what is owed: the thing, to who has it, since when and the command that settles it."""
    return {
        f"{row['kind']} {row['what'].split()[0]}": (row["who"], row["since"][:16], row["settle"])
        for row in desk.do("parts owed")
    }


def test_everything_owed_with_who_has_it_since_when(play: Play) -> None:
    desk = play(*REPAIRED, "2025-09-22 11:30 yangfang parts issue CASE CBL-UTP=1 --to guotao")
    case = desk.case
    assert owed(desk) == {
        "tool T-1": ("guotao", "2025-09-22T08:04", "servicectl tool in T-1"),
        "part BD-LCD55-PSU": (
            *("guotao", "2025-09-22T09:06"),
            f"servicectl parts return {case} BD-LCD55-PSU=1",
        ),
        "part WD1": ("guotao", "2025-09-22T09:06", f"servicectl parts return {case} HDD-2T@WD1"),
        "part CBL-UTP": ("guotao", "2025-09-22T09:06", f"servicectl parts return {case} CBL-UTP=2"),
        "loaner LN1": ("customer", "2025-09-22T09:46", f"servicectl loan in {case}"),
    }


def test_an_old_part_is_judged_in_its_month(play: Play) -> None:
    desk = play(*REPAIRED)
    assert "inspection BD-LCD55-PSU" not in owed(desk.at("2025-10-01 00:00"))
    late = desk.at("2025-10-01 00:01")
    settle = f"parts inspect BD-LCD55-PSU=1 --result good|bad --case {desk.case}"
    assert owed(late)["inspection BD-LCD55-PSU"] == (
        *("store", "2025-09-22T11:00", f"servicectl {settle}"),
    )
    late.as_("yangfang").do(settle.replace("good|bad", "bad"))
    assert "inspection BD-LCD55-PSU" not in owed(late)


def test_a_count_that_differs_waits_for_somebody_elses_yes(play: Play) -> None:
    desk = play(*FILLED).at("2025-09-22 10:00").as_("yangfang")
    said = desk.type("parts count BD-LCD55-PSU=5 CBL-UTP=30.5").out
    [count] = [row for row in desk.do("parts owed") if row["kind"] == "count"]
    settle = count["settle"]
    assert (count["who"], count["since"][:16]) == ("supervisor", "2025-09-22T10:00")
    assert settle in said
    assert not {"6", "1"} & {*said.split()}  # what the book has is not told
    assert desk.at("2025-09-22 10:01").do("parts count CBL-UTP=30.5")["differs"] is False
    assert desk.as_("yangfang").at("2025-09-22 10:02").do("parts count BD-LCD55-PSU=6")["id"]
    assert "count" not in {row["kind"] for row in desk.at("2025-09-22 10:02").do("parts owed")}
    again = desk.at("2025-09-22 10:03").do("parts count BD-LCD55-PSU=5")
    assert again["differs"] is True
    later = desk.at("2025-09-22 10:04").as_("chenwei")
    [count] = [row for row in later.do("parts owed") if row["kind"] == "count"]
    assert count["settle"] == f"servicectl parts adjust {again['id']}"
    later.do(count["settle"].removeprefix("servicectl "))
    # what moves afterwards was there when it was counted
    later.as_("yangfang").do("parts transfer CBL-UTP=1 --from store:good --to van:guotao")
    assert "count" not in {row["kind"] for row in later.do("parts owed")}


def test_a_thing_moved_by_its_number_alone_keeps_its_model() -> None:
    moves = [("supplier", "installed", {"sku": "TV", "serial": "S1"}), ("installed", "house", {})]
    vouchers = [
        Voucher(
            f"v-{n}",
            NOW,
            "guo",
            "receive",
            (Line(**{"serial": "S1", **what}, from_=from_, to=to),),
        )
        for n, (from_, to, what) in enumerate(moves)
    ]
    [holding] = stock(vouchers, BookQuery(sku="TV"))
    assert (holding.key.account, holding.sku) == ("house", "TV")


def test_what_is_unused_comes_back_to_the_last_metre(play: Play) -> None:
    desk = play(*REPAIRED).as_("yangfang")
    desk.do("parts return CASE")
    assert held(desk.do("parts stock --engineer guotao")) == {
        ("engineer:guotao", "T-1"): 1,
        ("van:guotao", "BD-LCD55-PSU"): 1,
    }
    assert held(desk.do("parts stock --sku CBL-UTP")) == {("store:good", "CBL-UTP"): 29}


def test_what_is_at_the_makers_waits_for_his_analysis(play: Play) -> None:
    desk = play(
        *FILLED,
        "2025-09-22 09:00 yangfang parts receive BD-LCD55-PSU=2 --document RK-88 --to store:bad",
        "2025-09-22 09:10 yangfang parts to-maker BD-LCD55-PSU=2 --maker shengda "
        "--expected 2025-10-20T09:00:00+08:00",
    )
    [row] = [row for row in desk.do("parts owed") if row["kind"] == "maker"]
    assert row["due"] == "2025-10-20T09:00:00+08:00"
    assert row["case"] is None
    settle = "servicectl parts from-maker BD-LCD55-PSU=2 --maker shengda --analysis TEXT"
    settle += " --document NUMBER"
    assert row["settle"] == settle
    desk.as_("yangfang").do(settle.removeprefix("servicectl "))
    assert "maker BD-LCD55-PSU" not in owed(desk)


# --- tools, loaners, the goods book, a unit's life ------------------------------------------------


def test_tools_and_loaners_with_who_has_them(play: Play) -> None:
    desk = play(*REPAIRED)
    [tool] = [row for row in desk.do("tool list") if row["tool"] == "T-1"]
    assert tool == {
        "tool": "T-1",
        "name": "示波器",
        "value": 8800,
        "fixed_asset": True,
        "holder": "guotao",
        "account": "engineer:guotao",
        "since": "2025-09-22T08:04:00+08:00",
    }
    out, shelf = desk.do("loan list")
    assert (out["serial"], out["out"], out["case"], out["customer"]["name"]) == (
        *("LN1", True, desk.case, "秦岭酒店"),
    )
    assert (shelf["serial"], shelf["out"], shelf["account"]) == ("LN2", False, "store:loaner")
    assert "秦岭酒店" in desk.type("loan list").out
    assert "示波器" in desk.type("tool list").out
    desk.as_("yangfang").do("tool in T-1")
    shown = desk.type("tool list").out
    assert ("store" in shown, "store:tools" in shown) == (True, False)


@pytest.mark.parametrize("ids", [*permutations(["v-1", "v-2", "v-3"])])
def test_in_one_moment_what_comes_in_is_there_before_it_goes_out(ids: tuple[str, ...]) -> None:
    ways = [("supplier", "store:tools"), ("store:tools", "engineer:guo"), ("engineer:guo", "van:a")]
    vouchers = [
        Voucher(id, NOW, "chen", "tool-out", (Line(tool="T-1", from_=from_, to=to),))
        for id, (from_, to) in zip(ids, ways, strict=True)
    ]
    balances = [entry.balance for entry in book(vouchers, "engineer:guo").entries]
    assert balances == [1, 0]
    kept = tools_kept(vouchers)["T-1"]
    assert (str(kept.account), kept.since, kept.voucher.id) == ("van:a", NOW, ids[-1])


def test_the_register_on_paper_has_who_got_a_tool_last_in_one_minute(play: Play) -> None:
    given = "2025-09-22 08:30 chenwei tool out T-1"
    people = ["hemei", "guotao", "hemei", "guotao", "hemei"]
    desk = play(*FILLED, *(f"{given} {person}" for person in people))
    [row] = [line for line in desk.type("sheet --form tools").out.splitlines() if "T-1" in line]
    assert "何梅" in row
    rows = desk.do("parts ledger engineer:guotao")["rows"]
    assert min(row["balance"] for row in rows) == 0


TAKEN = (
    *ON_SITE,
    "2025-09-22 10:00 guotao take-away CASE --condition 有划痕",
    (
        "2025-09-22 14:00 yangfang parts to-maker "
        f"FL-NVR232@{UNIT} --maker fengling --case CASE"
    ),
    (
        "2025-09-24 09:00 yangfang parts from-maker "
        f"FL-NVR232@{UNIT} --maker fengling --analysis 电容老化 --case CASE"
    ),
    "2025-09-24 10:00 guotao workshop-done CASE --work 换电容",
    "2025-09-24 15:00 guotao give-back CASE --signed-by 冯",
)  # fmt: skip


def test_the_goods_book_has_each_unit_in_and_out_by_its_receipt(play: Play) -> None:
    desk = play(*TAKEN)
    rows = desk.do("parts goods-book")
    assert [(r["at"][:16], r["serial"], r["direction"], r["other"], r["by"]) for r in rows] == [
        ("2025-09-22T10:00", UNIT, "in", "installed", "guotao"),
        ("2025-09-22T14:00", UNIT, "out", "maker:fengling", "yangfang"),
        ("2025-09-24T09:00", UNIT, "in", "maker:fengling", "yangfang"),
        ("2025-09-24T15:00", UNIT, "out", "installed", "guotao"),
    ]
    assert {row["receipt"] for row in rows} == {rows[0]["voucher"]}
    assert {row["case"] for row in rows} == {desk.case}
    # a line may name the number alone: the unit is found by its model all the same
    in_house = desk.at("2025-09-24 09:30").do("parts stock --sku FL-NVR232")
    assert held(in_house) == {
        ("house", UNIT): 1,
        ("store:loaner", "LN2"): 1,
        (f"customer:{desk.case}", "LN1"): 1,
    }


def test_a_unit_tells_its_whole_life(play: Play) -> None:
    desk = play(*TAKEN)
    unit = desk.do(f"unit show {UNIT}")
    life = [(stage["at"][:16], stage["did"], stage["to"]) for stage in unit["life"]]

    assert [row["id"] for row in unit["cases"]] == [desk.case]
    assert life == [
        ("2022-07-18", "bought", None),
        ("2022-08-01", "installed", None),
        ("2025-09-22T09:00", "report", None),
        ("2025-09-22T10:00", "take-away", "house"),
        ("2025-09-22T14:00", "to-maker", "maker:fengling"),
        ("2025-09-24T09:00", "from-maker", "house"),
        ("2025-09-24T10:00", "workshop-done", None),
        ("2025-09-24T15:00", "give-back", "installed"),
    ]
    assert unit["life"][5]["details"] == {"analysis": "电容老化"}
    screen = desk.type(f"unit show {UNIT}").out
    assert [line for line in screen.splitlines() if "电容老化" in line and "maker:fengling" in line]


def test_a_unit_whose_number_begins_another_has_its_own_cases(play: Play) -> None:
    desk = play(*ON_SITE)
    told = "--customer 冯 --address 西安 --phone 029-55509999 --fault 黑屏"
    case = desk.as_("wangli").do(f"report {told} --serial {UNIT[:-1]}")["case"]
    assert [row["id"] for row in desk.do(f"unit show {UNIT[:-1]}")["cases"]] == [case]


def test_a_repair_in_a_units_life_names_the_parts_used(play: Play) -> None:
    [repair] = [
        stage
        for stage in play(*REPAIRED).do(f"unit show {UNIT}")["life"]
        if stage["did"] == "complete"
    ]
    assert repair["details"] == {
        "work": "换板",
        "used": ["BD-LCD55-PSU=1:烧毁", "CBL-UTP=1.5:布线"],
    }


def test_a_swapped_unit_names_the_other(play: Play) -> None:
    desk = play(
        *ON_SITE, f"2025-09-22 09:50 guotao swap CASE --old {UNIT} --new WD1 --reason 无法修复"
    )
    new, old = desk.do("unit show WD1"), desk.do(f"unit show {UNIT}")
    assert (new["model"], new["purchased"], new["cases"]) == ("HDD-2T", None, [])
    assert [(stage["did"], stage["from"], stage["to"]) for stage in new["life"]] == [
        ("receive", "supplier", "store:good"),
        ("issue", "store:good", "engineer:guotao"),
        ("swap", "engineer:guotao", "installed"),
    ]
    assert new["life"][-1]["details"] == {"reason": "无法修复", "with": [UNIT]}
    [swap] = [stage for stage in old["life"] if stage["did"] == "swap"]
    assert (swap["from"], swap["to"]) == ("installed", "engineer:guotao:old")
    assert swap["details"]["with"] == ["WD1"]


# --- who leaves -----------------------------------------------------------------------------------


def test_who_leaves_hands_everything_over_first(play: Play) -> None:
    desk = play(*REPAIRED).as_("chenwei")
    leave = "roster leave guotao --until 2025-09-22"
    said = desk.refused(leave)
    settled = [
        f"parts return {desk.case} BD-LCD55-PSU=1",
        f"parts return {desk.case} HDD-2T@WD1",
        f"parts return {desk.case} CBL-UTP=1",
        "parts transfer BD-LCD55-PSU=1 --from van:guotao --to store:good",
        "tool in T-1",
    ]
    for words in settled:
        assert f"servicectl {words}" in desk.refused(leave), said
        desk.as_("yangfang").do(words)
    assert f"servicectl sheet-in {desk.case}" in desk.refused(leave)
    desk.as_("wangli").do("sheet-in CASE --debrief 已修复")
    desk.do(leave)
    assert desk.do("roster show guotao")[0]["active"]
    assert not desk.at("2025-09-23 09:00").do("roster show guotao")[0]["active"]


def test_a_last_day_to_come_tells_what_is_to_be_handed_over_by_then(play: Play) -> None:
    answer = play(*REPAIRED).as_("chenwei").type("roster leave guotao --until 2025-09-23")
    assert (answer.code, answer.out) == (0, "guotao: roster leave recorded\n")
    assert answer.err.startswith("  guotao still holds: ")
    assert "servicectl tool in T-1" in answer.err


def test_days_of_leave_are_nobodys_parting(play: Play) -> None:
    play(*FILLED).as_("chenwei").do("roster leave guotao 2025-10-02..2025-10-03")


def test_what_was_asked_for_is_less_by_what_was_handed_out(play: Play) -> None:
    desk = play(*ON_SITE).at("2025-09-22 09:50")
    desk.as_("guotao").do("parts request CASE CBL-UTP=4")
    desk.as_("guotao").do("parts request CASE BD-LCD55-PSU=3")
    waits = [item["settle"] for item in desk.show()["open"] if "not handed out" in item["what"]]
    assert waits == [f"servicectl parts issue {desk.case} CBL-UTP=1.5 BD-LCD55-PSU=1"]
    desk.as_("yangfang").do("parts issue CASE BD-LCD55-PSU=1")
    [waits] = [item["what"] for item in desk.show()["open"] if "not handed out" in item["what"]]
    assert waits == "asked for, not handed out yet: CBL-UTP=1.5"
