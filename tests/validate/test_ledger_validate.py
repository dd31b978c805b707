"""The ledger's bad input: refused when typed, named by ``validate`` when it was edited by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from servicectl.domain.ledger.voucher import read_voucher
from servicectl.services.checking import ledger as ledger_check
from servicectl.store.yaml.read import load
from tests.desk import Desk

Play = Callable[..., Desk]

STOCKED = (
    "2025-09-22 08:00 yangfang parts receive BD-LCD55-PSU=9 CBL-UTP=30.5 --document RK-1",
    "2025-09-22 08:01 yangfang parts receive HDD-2T@WD1 HDD-2T@WD2 --document RK-2",
    "2025-09-22 08:02 chenwei tool add T-1 --name 示波器",
)
ASSIGNED = (
    *STOCKED,
    (
        "2025-09-22 09:00 wangli report --customer 秦岭酒店 --address 西安1号 --phone 029-55501234 "
        "--fault 无图像"
    ),
    "2025-09-22 09:01 wangli handover CASE --no-guidance 赶时间",
    "2025-09-22 09:05 chenwei assign CASE guotao",
)
ISSUED = (
    *ASSIGNED,
    "2025-09-22 09:06 yangfang parts issue CASE BD-LCD55-PSU=2 HDD-2T@WD1",
)
DIAGNOSED = (
    *ISSUED,
    "2025-09-22 09:08 guotao prepare CASE --yes all --cause 电源",
    "2025-09-22 09:09 guotao depart CASE",
    "2025-09-22 09:40 guotao arrive CASE --yes all --met 冯",
    "2025-09-22 09:45 guotao diagnose CASE --agrees yes --cause 电源板坏",
)
DONE = (
    *DIAGNOSED,
    (
        "2025-09-22 10:00 guotao complete CASE --yes all --work 换板 --signed-by 冯 "
        "--used BD-LCD55-PSU=1:烧毁 --old-part BD-LCD55-PSU=1"
    ),
    "2025-09-22 11:00 yangfang parts old-in CASE",
    "2025-09-22 11:01 yangfang parts return CASE",
)
CLOSED = (
    *DONE,
    "2025-09-22 11:10 guotao phone-in CASE --summary 换板",
    "2025-09-22 11:15 zhaomin sheet-in CASE --debrief 好",
    "2025-09-23 09:20 zhaomin callback CASE --running ok --satisfaction 5",
    "2025-09-23 09:25 zhaomin close CASE",
)
PAID = (
    *DIAGNOSED,
    "2025-09-22 09:50 guotao quote CASE --line 换板=380.00 --category paid --because 过保",
    "2025-09-22 09:51 guotao accept CASE",
    "2025-09-22 09:52 guotao cash collect CASE 380.00",
)


def voucher(desk: Desk, did: str, n: int = 0) -> Path:
    """Return the file of the n-th voucher of such an action."""
    files = sorted(desk.root.glob("inventory/ledger/*/*/*.yaml"))
    found = [f for f in files if f"\ndid: {did}\n" in f.read_text("utf-8")]
    return sorted(found, key=lambda file: re.findall("\nat: .*", file.read_text("utf-8")))[n]


def case_file(desk: Desk) -> Path:
    """Return the file of the team's one case."""
    return desk.root / f"cases/2025/09/{desk.case}.yaml"


def change(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace texts that stand in a file, each where it stands first."""
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, (old, text)
        text = text.replace(old, new, 1)
    path.write_bytes(text.encode())


def forge(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace texts in a voucher and seal it again, as if it had been written so."""
    change(path, *pairs)
    top, problems = load(path.read_bytes(), str(path))
    assert top is not None, problems
    forged, _ = read_voucher(top, str(path))
    assert forged is not None
    text = path.read_text("utf-8")
    path.write_text(re.sub("seal: .*", f"seal: {forged.fingerprint}", text), "utf-8")


def found(desk: Desk, *words: str) -> list[tuple[str, str, str]]:
    """Return place, rule and message of what ``validate`` finds; places without the folder."""
    told = desk.type("validate", *words, "--json").json
    return [
        (f"{p['path'].rpartition('/')[2]}:{p['line']}:{p['column']}", p["rule"], p["message"])
        for p in told
    ]


def place(path: Path, word: str) -> str:
    """Return file, line and column of the first place where a word stands."""
    text = path.read_text("utf-8")
    before = text[: text.index(word)]
    return f"{path.name}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def further(where: str, entry: str) -> str:
    """Return the place of the value in ``key: value``, or of what follows a dash."""
    key, colon, _ = entry.partition(": ")
    ahead = 2 if entry.startswith("- ") else len(key + colon) if colon else 0
    return f"{where.rpartition(':')[0]}:{int(where.rpartition(':')[2]) + ahead}"


@pytest.mark.parametrize("lines", [CLOSED, PAID], ids=["parts", "money"])
def test_what_was_typed_is_right(play: Play, lines: tuple[str, ...]) -> None:
    desk = play(*lines)
    assert (found(desk), found(desk, str(desk.root / "cases"))) == ([], [])
    assert all(found(desk, str(path)) == [] for path in desk.root.glob("inventory/ledger/*/*/*"))


# --- typed: refused, and nothing is written -------------------------------------------------------

TYPED = {
    "a part that is not there": (3, "yangfang", "parts issue CASE BD-LCD55-PSU=10", "has 9"),
    "a part that nobody knows": (2, "yangfang", "parts issue CASE NOPE=1", "no part NOPE"),
    "to somebody unknown": (2, "yangfang", "parts issue CASE HDD-2T@WD2 --to nobody", "roster"),
    "less than nothing": (2, "yangfang", "parts issue CASE BD-LCD55-PSU=-1", "below zero"),
    "nothing": (2, "yangfang", "parts issue CASE BD-LCD55-PSU=0", "above 0"),
    "too much": (2, "yangfang", "parts receive CBL-UTP=100000 --document X", "99999"),
    "more digits than money has": (2, "guotao", "cash collect CASE 3.805", "no sum"),
    "a huge sum": (2, "guotao", "cash collect CASE 99999999", "9999999.99"),
    "half a piece": (3, "yangfang", "parts issue CASE BD-LCD55-PSU=0.5", "whole pieces"),
    "a number not by serial": (3, "yangfang", "parts issue CASE HDD-2T=1", "serial"),
    "a serial that is elsewhere": (3, "yangfang", "parts issue CASE HDD-2T@WD9", "WD9"),
    "a serial that is here already": (
        *(3, "yangfang", "parts receive HDD-2T@WD2 --document RK-3"),
        "WD2 is in store:good already",
    ),
    "a tool twice": (3, "chenwei", "tool add T-1 --name 示波器", "already"),
    "money that is not owed": (3, "guotao", "cash collect CASE 380", "owes 0.00 CNY"),
    "more old parts than came off": (3, "yangfang", "parts old-in CASE BD-LCD55-PSU=1", "more"),
    "to an account unknown": (
        *(2, "yangfang", "parts transfer BD-LCD55-PSU=1 --from store:good --to branch:moon"),
        "no account",
    ),
    "missing, and unknown": (2, "guotao", "parts-short CASE --missing NIX-1=1", "no part NIX-1"),
    "missing by half": (3, "guotao", "parts-short CASE --missing BD-LCD55-PSU=0.5", "whole pieces"),
    "where it is already": (
        *(3, "yangfang", "parts transfer CBL-UTP=1 --from store:good --to store:good"),
        "store:good is where it is already",
    ),
    "counted twice": (
        *(3, "yangfang", "parts count BD-LCD55-PSU=9 CBL-UTP=1 BD-LCD55-PSU=3"),
        "BD-LCD55-PSU is named twice",
    ),
    "none counted": (
        *(2, "yangfang", "parts count CBL-UTP=1 BD-LCD55-PSU=0.0"),
        "--none BD-LCD55-PSU",
    ),
    "there, and none there": (
        *(3, "yangfang", "parts count BD-LCD55-PSU=9 --none BD-LCD55-PSU"),
        "BD-LCD55-PSU is named twice",
    ),
}


@pytest.mark.parametrize("why", TYPED)
def test_bad_input_is_refused_and_nothing_is_written(play: Play, why: str) -> None:
    code, who, words, says = TYPED[why]
    desk = play(*ASSIGNED).at("2025-09-22 09:30").as_(who)
    answer, before = desk.type(words), desk.head
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1), answer
    assert says in answer.err
    assert (desk.git("status", "--porcelain"), desk.head) == ("", before)


ASTRAY = {  # what would go for good, or come from nowhere, and the verb that does it with a reason
    "transfer --from store:good --to lost": "parts count SKU=QTY",
    "transfer --from store:good --to worn": "parts count SKU=QTY",
    "transfer --from store:good --to count-difference": "parts count SKU=QTY",
    "transfer --from store:good --to scrap": "parts scrap SKU=QTY --reason TEXT --approved-by",
    "transfer --from store:good --to unrecovered": "complete CASE --old-left SKU=QTY:REASON",
    "transfer --from store:good --to installed": "complete CASE --used",
    "transfer --from store:good --to installed --document X": "complete CASE --used",
    "transfer --from van:guotao --to installed": "say it: --document TEXT --approved-by PERSON",
    "transfer --from store:good --to supplier": "reverse VOUCHER",
    "transfer --from store:good --to maker:shengda": "parts to-maker SKU=QTY --maker",
    "transfer --from store:good --to engineer:guotao": "parts issue CASE",
    "transfer --from store:good --to cash:guotao": "stores, vans, branches, agents and depots",
    "transfer --from supplier --to store:good": "parts receive SKU=QTY --document",
    "transfer --from count-difference --to store:good": "parts count SKU=QTY",
    "transfer --from engineer:guotao --to store:good --case CASE": "parts return CASE",
    "transfer --from engineer:guotao:old --to store:good --case CASE": "parts old-in CASE",
    "transfer --from engineer:guotao --to engineer:liming:old --case CASE": (
        "complete CASE --old-part"
    ),
    "receive --from store:good --to lost --document X": "parts count SKU=QTY",
    "receive --from count-difference --document X": "parts count SKU=QTY",
    "receive --from store:good --to van:guotao --document X": "stores, vans, branches",
    "issue CASE --from supplier": "parts receive SKU=QTY --document",
}


@pytest.mark.parametrize("words", ASTRAY)
def test_what_goes_for_good_goes_by_its_own_verb(play: Play, words: str) -> None:
    verb = words.split(maxsplit=1)[0]
    said = play(*ISSUED).as_("yangfang").refused(f"parts {words} BD-LCD55-PSU=1")
    assert f"parts {verb} " in said
    assert f"; {'' if ASTRAY[words][0] == 's' else 'servicectl '}" in said, said
    assert ASTRAY[words] in said


def test_what_a_van_or_a_branch_used_is_booked_with_its_paper(play: Play) -> None:
    desk = play(*ASSIGNED).as_("yangfang")
    for place in ("van:guotao", "branch:baoji"):
        desk.do(f"parts transfer BD-LCD55-PSU=1 --from store:good --to {place}")
        used = f"parts transfer BD-LCD55-PSU=1 --from {place} --to installed --document CX-1"
        assert "asks for --approved-by PERSON" in desk.refused(used)
        desk.do(f"{used} --approved-by chenwei")
    assert found(desk) == []


def test_one_engineer_hands_over_to_another_what_is_of_the_case(play: Play) -> None:
    desk = play(*ISSUED).as_("yangfang")
    way = "--from engineer:guotao --to engineer:liming"
    desk.do(f"parts transfer BD-LCD55-PSU=1 {way} --case CASE")
    assert found(desk) == []


def test_a_missing_part_that_nobody_knows_is_found_in_a_file(play: Play) -> None:
    desk = play(*ASSIGNED, "2025-09-22 09:06 guotao parts-short CASE --missing BD-LCD55-PSU=1")
    change(case_file(desk), ("BD-LCD55-PSU=1", "BD-LCD55-PSX=1"))
    [(_, rule, message)] = found(desk)
    assert (rule, message) == ("unknown-part", "there is no part BD-LCD55-PSX")


def test_half_a_metre_is_a_quantity(play: Play) -> None:
    desk = play(*ASSIGNED).at("2025-09-22 09:30").as_("yangfang")
    desk.do("parts issue CASE CBL-UTP=0.5")
    assert found(desk) == []


def test_no_more_than_approved_is_issued(play: Play) -> None:
    desk = play(
        *ASSIGNED,
        "2025-09-22 09:06 guotao parts request CASE BD-LCD55-PSU=3",
        "2025-09-22 09:07 chenwei parts approve CASE --parts BD-LCD55-PSU=2",
    ).as_("yangfang")
    assert "2 are approved" in desk.refused("parts issue CASE BD-LCD55-PSU=3")
    desk.do("parts issue CASE BD-LCD55-PSU=2")
    assert "2 are approved" in desk.refused("parts issue CASE BD-LCD55-PSU=1")


def test_nothing_is_issued_to_who_has_left(play: Play) -> None:
    desk = play(*ASSIGNED, "2025-09-22 09:06 chenwei roster leave liming --until 2025-09-21")
    said = desk.as_("yangfang").refused("parts issue CASE BD-LCD55-PSU=1 --to liming")
    assert "liming does not belong to the team on 2025-09-22" in said


def test_money_of_another_currency_pays_nothing(play: Play) -> None:
    desk = play(*PAID[:-1]).at("2025-09-22 09:55").as_("guotao")
    assert "owes 0.00 USD" in desk.refused("cash collect CASE 380.00 --currency USD")
    assert "owes 380.00 CNY" in desk.refused("cash collect CASE 380.01")


# --- a voucher edited by hand: the value is named, and what it was --------------------------------

ALTERED = {
    "quantity": ("issue", "qty: 2", "qty: 1", "1\n  unit", "qty was 2"),
    "account": ("issue", "to: engineer:guotao", "to: engineer:hemei", "engineer:hemei", "guotao"),
    "case": ("issue", "case: 2025", "case: 2024", "2024", "case was 2025"),
    "serial": ("issue", "WD1", "WD2", "WD2", "serial was WD1"),
    "who": ("issue", "by: yangfang", "by: zhaomin", "zhaomin", "by was yangfang"),
    "when": ("issue", "09:06", "09:05", "2025-09-22T09:05", "at was 2025-09-22T09:06"),
    "what": ("issue", "did: issue", "did: return", "return", "did was issue"),
    "half a piece": ("issue", "qty: 2", "qty: 0.5", "0.5", "qty was 2"),
    "a value gone": ("issue", "\n  qty: 2", "", "sku: BD", "qty was 2"),
    "a value more": (  # without a letter of an id, which would stand before it
        *("issue", "qty: 2", "qty: 2\n  reason: oil", "oil", "reason oil was not there"),
    ),
    "a line gone": (
        *("issue", "- sku: HDD-2T\n  serial: WD1\n  from: store:good\n  to: engineer:guotao\n", ""),
        *("- sku: BD", "WD1"),
    ),
    "seal": ("issue", "seal: ", "seal: a", "a", "seal"),
    "sum": ("cash-collect", "amount: 380.00", "amount: 38.00", "38.00", "amount was 380.00"),
    "currency": ("cash-collect", "currency: CNY", "currency: USD", "USD", "currency was CNY"),
    "number": ("issue", "\nid: v-", "\nid: x-", "x-", "id was v-"),
}


def alter(play: Play, what: str) -> tuple[Desk, Path, str, str]:
    """Return a desk with an altered voucher, its file, the place, and what is said."""
    did, old, new, at, says = ALTERED[what]
    desk = play(*PAID)
    path = voucher(desk, did)
    change(path, (old, new))
    if what == "seal":  # written whole: one of digits alone stands in quotes
        at = "a" * 12
        path.write_text(re.sub("(?m)^seal: .*$", f"seal: {at}", path.read_text("utf-8")), "utf-8")
    return desk, path, place(path, at), says


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_voucher_is_named_once_and_at_the_value(play: Play, what: str) -> None:
    desk, path, at, says = alter(play, what)
    [(where, rule, message)] = found(desk)
    assert (where, rule) == (at, "voucher-content")
    assert "was altered after it was written" in message
    assert says in message
    assert found(desk, str(path)) == [(where, rule, message)]


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_voucher_is_not_saved_and_what_is_proposed_mends_it(
    play: Play, what: str
) -> None:
    desk, _, at, _ = alter(play, what)
    head = desk.head
    answer = desk.type("save")
    assert (answer.code, answer.err.count("\n"), desk.head) == (1, 1, head), answer
    assert at in answer.err
    desk.git("commit", "--all", "--quiet", "--message", "by hand")
    told = desk.type("validate").out
    [remedy] = re.findall("git (restore .*)", told)
    desk.git(*remedy.split())
    assert found(desk) == []


def test_a_voucher_written_anew_with_the_same_values_is_not_saved(play: Play) -> None:
    desk = play(*ISSUED)
    change(voucher(desk, "issue"), ("qty: 2", "qty:   2  # zwei"))
    assert found(desk) == []
    assert "written anew" in desk.type("save").err


@pytest.mark.parametrize("what", ["case", "voucher"])
def test_what_was_deleted_is_not_saved(play: Play, what: str) -> None:
    desk = play(*ISSUED)
    path = case_file(desk) if what == "case" else voucher(desk, "issue")
    path.unlink()
    answer = desk.type("save")
    assert (answer.code, "this file was deleted" in answer.err) == (1, True), answer


def test_a_voucher_that_git_never_had_is_named_at_its_seal(play: Play) -> None:
    desk = play(*ISSUED)
    path = voucher(desk, "issue")
    text = path.read_text("utf-8").replace(path.stem, "v-20250922-222222")
    new = path.with_name("v-20250922-222222.yaml")
    new.write_text(text, "utf-8")
    told = {(where, rule) for where, rule, _ in found(desk, str(new))}
    assert (further(place(new, "seal: "), "seal: X"), "voucher-content") in told


def test_a_sum_that_does_not_fit_and_two_currencies_are_named_in_a_new_voucher(play: Play) -> None:
    desk = play(*PAID)
    path = voucher(desk, "cash-collect")
    new = path.with_name("v-20250922-222222.yaml")
    new.write_text(path.read_text("utf-8").replace(path.stem, new.stem), "utf-8")
    change(new, ("total: 380.00", "total: 400.00"))
    assert (place(new, "400.00"), "total", "the lines make 380.00, not 400.00") in found(desk)
    lines = new.read_text("utf-8").partition("lines:\n")[2].partition("seal:")[0]
    change(new, (lines, lines + lines.replace("CNY", "USD")))
    assert (place(new, "- amount"), "currency", "one voucher has one currency") in found(desk)


# --- a voucher written wrong: the seal fits, the rules do not -------------------------------------

FORGED = {
    "a part unknown": ("receive", "BD-LCD55-PSU", "BD-LCD55-PS", "unknown-part"),
    "another unit": ("receive", "unit: 块", "unit: 片", "unit"),
    "half a piece": ("receive", "qty: 9", "qty: 9.5", "whole"),
    "a tool unknown": ("tool-add", "tool: T-1", "tool: T-9", "unknown-tool"),
    "a person unknown": ("receive", "by: yangfang", "by: nobody", "unknown-person"),
    "an account of nobody": ("receive", "to: store:good", "to: van:nobody", "unknown-person"),
    "an agent unknown": ("receive", "from: supplier", "from: agent:moon", "unknown-account"),
    "no event": ("transfer", "did: transfer", "did: return", "voucher-event"),
    "a case unknown": ("transfer", "\nlines", "\ncase: 20200101-222222\nlines", "unknown-case"),
    "another case's account": (
        *("receive", "to: store:good", "to: customer:20200101-222222", "unknown-account"),
    ),
    "a way that leads to nobody": ("transfer", "to: van:guotao", "to: lost", "way"),
    "a way that begins nowhere": ("transfer", "from: store:good", "from: supplier", "way"),
    "goods to nowhere": ("receive", "to: store:good", "to: scrap", "way"),
    "two counts of one part": ("count", "- CBL-UTP=3", "- BD-LCD55-PSU=3", "counted-twice"),
    "his own approval": ("scrap", "approved_by: chenwei", "approved_by: yangfang", "approval"),
}
STORE = (
    *DONE,
    "2025-09-22 11:50 yangfang parts transfer CBL-UTP=1 --from store:good --to van:guotao",
    "2025-09-22 12:00 yangfang parts inspect BD-LCD55-PSU=1 --result bad",
    "2025-09-22 12:01 yangfang parts scrap BD-LCD55-PSU=1 --reason 坏 --approved-by chenwei",
    "2025-09-22 12:02 yangfang parts count BD-LCD55-PSU=1 CBL-UTP=3",
)


@pytest.mark.parametrize("what", FORGED)
def test_what_a_voucher_names_is_there(play: Play, what: str) -> None:
    did, old, new, rule = FORGED[what]
    desk = play(*STORE)
    path = voucher(desk, did)
    forge(path, (old, new))
    entry = new.strip().splitlines()[0]
    where = further(place(path, entry), entry)
    assert (where, rule) in [(where, rule) for where, rule, _ in found(desk)]
    assert (where, rule) in [(where, rule) for where, rule, _ in found(desk, str(path))]


def test_a_way_that_asked_for_nothing_then_is_open_again_when_it_is_booked_back(play: Play) -> None:
    desk = play(*STORE).at("2025-09-23 09:00").as_("yangfang")
    id = desk.do("parts transfer CBL-UTP=1 --from van:guotao --to store:good --document 1")["id"]
    [path] = desk.root.glob(f"inventory/ledger/*/*/{id}.yaml")
    forge(path, ("to: store:good", "to: installed"))
    desk.git("commit", "--quiet", "--all", "--message", "recorded before approvals were asked for")
    [(_, rule, text)] = found(desk)
    assert rule == "way"
    assert "asks for --approved-by" in text
    back = f"servicectl reverse {path.stem} --reason TEXT"
    assert f"{back}; then book it anew (say it: --approved-by PERSON)" in desk.type("validate").out
    desk.do("reverse", path.stem, "--reason", "无审批")
    assert found(desk) == []


def test_a_voucher_says_what_its_command_requires(play: Play) -> None:
    desk = play(*STORE)
    forge(voucher(desk, "scrap"), ("approved_by: chenwei\n", ""), ("reason: 坏\n", ""))
    assert [(rule, text) for _, rule, text in found(desk)] == [
        ("required", "approved_by is missing"),
        ("required", "reason is missing"),
    ]
    path = voucher(desk, "count")
    path.write_text(path.read_text("utf-8").replace("did: count", "did: adjust"), "utf-8")
    assert "voucher is missing [required]" in desk.type("parts owed").err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("qty: 7\n", "qty: 5\n"),
        ("qty: 0.5", "qty: 2.5"),
        ("- BD-LCD55-PSU=8", "- BD-LCD55-PSU=6"),
        ("from: store:good\n  to: count-difference", "from: count-difference\n  to: store:good"),
    ],
)
def test_an_adjustment_books_what_count_and_book_differ_by(play: Play, old: str, new: str) -> None:
    desk = play(*STORE[:-1]).at("2025-09-22 12:02").as_("yangfang")
    count = desk.do("parts count BD-LCD55-PSU=1 CBL-UTP=30")["id"]
    desk.at("2025-09-22 12:10").as_("chenwei").do(f"parts adjust {count} --reason 不明")
    desk.at("2025-09-22 12:20").as_("yangfang")
    # What is entered later for a time before the count changes the book of then, not this.
    desk.do("parts receive BD-LCD55-PSU=1 --document RK-7 --at '2025-09-22 12:01'")
    assert found(desk) == []
    path = voucher(desk, "adjust")
    forge(path, (old, new))
    assert ("adjustment", "lines") in [
        (rule, "lines") for where, rule, _ in found(desk) if where.startswith(path.name)
    ]


AGREED = {
    "when": ("issue", "at: 2025-09-22T09:06", "at: 2025-09-22T09:07", "at: "),
    "who": ("issue", "by: yangfang", "by: zhaomin", "by: "),
    "what": ("return", "did: return", "did: old-in", "did: "),
    "the event": ("issue", "event: e-", "event: e-222", "event: "),
    "a quantity": ("issue", "qty: 2", "qty: 3", "- sku"),
    "a serial": ("issue", "WD1", "WD2", "- sku: HDD"),
    "a part used": ("complete", "qty: 1", "qty: 2", "- sku"),
    "a sum": ("cash-collect", "amount: 380.00", "amount: 38.00", "- amount"),
    "where from": ("issue", "from: store:good", "from: store:bad", "- sku"),
    "whose": ("complete", "from: engineer:guotao", "from: engineer:hemei", "- sku"),
}


@pytest.mark.parametrize("what", AGREED)
def test_an_event_and_its_voucher_tell_the_same(play: Play, what: str) -> None:
    did, old, new, entry = AGREED[what]
    desk = play(*(PAID if did == "cash-collect" else DONE))
    path = voucher(desk, did)
    total = [("total: 380.00", "total: 38.00")] if what == "a sum" else []
    forge(path, (old, new), *total)
    where = further(place(path, entry), entry)
    assert (where, "voucher-event") in [(where, rule) for where, rule, _ in found(desk)]


EVENT = {
    "quantity": ("BD-LCD55-PSU=2", "BD-LCD55-PSU=1", "tells of 1 BD-LCD55-PSU, here is 2"),
    "number": ("  vouchers:\n  - {number}\n", "", "does not name this voucher"),
    "number and voucher": ("  vouchers:\n  - {number}\n", "", "WD1, and books nothing"),
    "another number": ("- {number}\n", "- {other}\n", "is not of event"),
}


@pytest.mark.parametrize("what", EVENT)
def test_an_event_edited_by_hand_is_at_odds_with_its_voucher(play: Play, what: str) -> None:
    old, new, says = EVENT[what]
    desk = play(*ISSUED)
    path = voucher(desk, "issue")
    ids = {"number": path.stem, "other": voucher(desk, "receive").stem}
    change(case_file(desk), (old.format(**ids), new.format(**ids)))
    if what == "number and voucher":
        path.unlink()
    told = found(desk)
    assert {rule for _, rule, _ in told} == {"voucher-event"}
    assert len(told) == (2 if what == "another number" else 1)
    assert any(says in message for _, _, message in told), told
    assert found(desk, str(case_file(desk))) == told


def test_a_voucher_that_an_event_names_and_that_is_gone(play: Play) -> None:
    desk = play(*CLOSED)
    path = voucher(desk, "complete")
    path.unlink()
    [(where, rule, message)] = found(desk)
    assert (where[:-2].rpartition(":")[0], rule) == (case_file(desk).name, "voucher-missing")
    assert path.stem in message


# --- all vouchers together ------------------------------------------------------------------------


def test_no_account_of_ours_falls_below_zero(play: Play) -> None:
    desk = play(*ISSUED)
    receipt, issue = voucher(desk, "receive"), voucher(desk, "issue")
    forge(receipt, ("qty: 9", "qty: 1"))
    event = issue.stem.rpartition("-")[2]
    reason = "2 of BD-LCD55-PSU leave store:good, which has 1"
    line = place(case_file(desk), f"- id: e-{event}").rpartition(":")[0]
    short = (f"{line}:3", "clash", f"e-{event} (parts issue) does not fit: {reason}")
    assert found(desk) == [short]
    assert found(desk, str(case_file(desk))) == [short]
    assert found(desk, str(receipt)) == [short]


def test_it_counts_when_it_happened_not_what_came_out_in_the_end(play: Play) -> None:
    desk = play(*ISSUED)
    forge(voucher(desk, "receive"), ("T08:00", "T09:10"))
    assert [rule for _, rule, _ in found(desk)] == ["clash"]


def test_what_is_used_was_issued(play: Play) -> None:
    desk = play(*DONE)
    forge(voucher(desk, "issue"), ("qty: 2", "qty: 0.001"))
    told = [message for _, rule, message in found(desk) if rule == "clash"]
    reason = "1 of BD-LCD55-PSU leave engineer:guotao, which has 0.001"
    assert [reason in message for message in told] == [True, False, True], told


def test_a_serial_is_in_one_place(play: Play) -> None:
    desk = play(*STOCKED)
    path = voucher(desk, "receive", 1)
    forge(path, ("WD2", "WD1"))
    reason = "WD1 comes into store:good here, and it is in store:good already"
    [(_, rule, message)] = found(desk)
    assert (rule, reason in message) == ("clash", True)


def test_a_closed_case_has_nothing_left(play: Play) -> None:
    desk = play(*CLOSED)
    forge(voucher(desk, "return"), ("- sku: BD-LCD55-PSU\n  qty: 1", "- sku: CBL-UTP\n  qty: 1"))
    told = [(where, message) for where, rule, message in found(desk) if rule == "unsettled"]
    assert len(told) == 1
    assert told[0][0].startswith(case_file(desk).name)
    assert "is closed, and BD-LCD55-PSU 1块 in engineer:guotao (guotao)" in told[0][1]


MOVED = "parts transfer BD-LCD55-PSU=2 CBL-UTP=1 --from store:good --to van:guotao"
REVERSED = (
    *STOCKED,
    f"2025-09-22 08:30 yangfang {MOVED}",
)


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (("qty: 2", "qty: 1"), ["2 BD-LCD55-PSU from van:guotao", "no such line"]),
        (("to: store:good", "to: store:bad"), ["is not booked back", "no such line"]),
        (("voucher: v-20250922-", "voucher: v-20240922-"), ["there is no voucher"]),
    ],
    ids=["less", "elsewhere", "unknown"],
)
def test_a_reversal_undoes_exactly_what_it_names(
    play: Play, pair: tuple[str, str], says: list[str]
) -> None:
    desk = play(*REVERSED)
    number = voucher(desk, "transfer").stem
    desk.as_("yangfang").at("2025-09-22 08:31").do(f"reverse {number} --reason 记错")
    assert found(desk) == []
    path = voucher(desk, "reverse")
    forge(path, pair)
    told = [message for _, rule, message in found(desk) if rule == "reversal"]
    assert len(told) == len(says)
    assert all(word in message for word, message in zip(says, told, strict=True)), told
    assert [m for _, rule, m in found(desk, str(path)) if rule == "reversal"] == told


def test_a_voucher_is_booked_back_once(play: Play) -> None:
    desk = play(*REVERSED, f"2025-09-22 08:35 yangfang {MOVED}")
    first, second = voucher(desk, "transfer"), voucher(desk, "transfer", 1)
    for minute, path in ((40, first), (41, second)):
        at = desk.as_("yangfang").at(f"2025-09-22 08:{minute}")
        at.do(f"reverse {path.stem} --reason 记错")
    forge(voucher(desk, "reverse", 1), (second.stem, first.stem))
    told = [message for _, rule, message in found(desk) if rule == "clash"]
    other, again = (voucher(desk, "reverse", n).stem for n in (0, 1))
    reason = f"{first.stem} is booked back already by {other}"
    assert told == [f"{again} (reverse) does not fit with {other}: {reason}"]


# --- one case costs what it is worth --------------------------------------------------------------


def test_one_case_reads_its_vouchers_and_those_that_move_the_same(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = play(*ISSUED)
    read: set[str] = set()
    real = ledger_check.load

    def noted(data: bytes, path: str):  # type: ignore[no-untyped-def]
        read.add(Path(path).name)
        return real(data, path)

    monkeypatch.setattr(ledger_check, "load", noted)
    assert found(desk, str(case_file(desk))) == []
    alone = {
        voucher(desk, did, n).name for did, n in (("issue", 0), ("receive", 0), ("receive", 1))
    }
    assert read == alone
    assert found(desk) == []
    assert read == alone | {voucher(desk, "tool-add").name}


def test_without_git_the_ledger_is_checked_all_the_same(play: Play) -> None:
    desk = play(*ISSUED)
    (desk.root / ".git").rename(desk.root.parent / "gone.git")
    assert found(desk, str(case_file(desk))) == []
    voucher(desk, "receive").unlink()
    assert [rule for _, rule, _ in found(desk, str(case_file(desk)))] == ["clash"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("approved_by: chenwei", "approved_by: liuhong"),
        ("checked_by: hemei", "checked_by: chenwei"),
        ("value: '320.00'", "value: '32.00'"),
        ("fixed_asset: 'no'", "fixed_asset: 'yes'"),
    ],
)
def test_the_register_of_tools_says_what_was_said_at_the_purchase(
    play: Play, was: str, now: str
) -> None:
    desk = play(
        "2025-09-22 08:30 yangfang tool add T-77 --name 表 --value 320 "
        "--checked-by hemei --approved-by chenwei"
    )
    path = desk.root / "inventory/tools.yaml"
    text = path.read_text("utf-8")
    assert text.count(was) == 1
    path.write_text(text.replace(was, now), "utf-8")
    answer = desk.as_("chenwei").type("save")
    assert (answer.code, answer.err.count("tool-altered")) == (1, 1)
    assert desk.type("validate", str(path)).code == 1
    path.write_text(text.replace("name: 表", "name: 万用表"), "utf-8")
    desk.as_("chenwei").do("save")
