"""A name typed as --approved-by is a yes by word of mouth: it waits for who is named.

He confirms the voucher, or denies it; then it is contested until it is taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.voucher_approvals import spoken
from tests.desk import Desk, new_team
from tests.validate.test_ledger_validate import ASSIGNED, STOCKED, change, forge, found

Play = Callable[..., Desk]
BAD = (
    *STOCKED,
    "2025-09-22 08:30 yangfang parts receive BD-LCD55-PSU=3 --document B-1 --to store:bad",
)
SCRAP = "parts scrap BD-LCD55-PSU=1 --reason 坏 --approved-by chenwei"


def waits(desk: Desk, kind: str = "confirmation") -> list[tuple[str, str]]:
    """Return who has to say what, of what is owed."""
    return [(r["who"], r["settle"]) for r in desk.do("parts owed") if r["kind"] == kind]


def test_a_name_typed_waits_for_who_bears_it(play: Play) -> None:
    desk = play(*BAD)
    answer = desk.type(SCRAP).out.splitlines()
    number = answer[0].partition(":")[0]
    told = f"chenwei is said to approve it, and confirms it: servicectl confirm {number}"
    assert answer[-1].strip() == told
    assert waits(desk) == [("chenwei", f"servicectl confirm {number}")]
    assert "chenwei (to be confirmed)" in desk.type("parts ledger scrap").out
    assert "chenwei（口头，待书面确认）" in sheet(desk, number)
    assert "chenwei said yes, and confirms it" in desk.as_("liuhong").refused(f"confirm {number}")
    assert "confirm is for supervisor, manager, finance" in desk.refused(f"confirm {number}")
    early = desk.as_("chenwei").refused(f"confirm {number} --at '2025-09-22 08:29'")
    assert f"is before {number}" in early
    desk.as_("chenwei").do(f"confirm {number}")
    assert waits(desk) == []
    [row] = desk.do("parts ledger scrap")["rows"]
    said = {"who": "chenwei", "confirmed": "2025-09-22T08:30:00+08:00", "denied": None}
    assert row["approved_by"] == [said]
    assert "口头" not in sheet(desk, number)
    assert "nothing said" in desk.as_("chenwei").refused(f"confirm {number} --denied 没有")
    assert found(desk) == []


def sheet(desk: Desk, number: str) -> str:
    [name] = [person["name"] for person in desk.do("roster show chenwei")]
    text = desk.speaking("zh").type(f"sheet --voucher {number} --form scrap --format md").out
    return text.replace(name, "chenwei")


def test_what_was_denied_is_contested_until_it_is_booked_back(play: Play) -> None:
    desk = play(*BAD)
    number = desk.do(SCRAP)["id"]
    said = desk.as_("chenwei").type(f"confirm {number} --denied 没说过").out
    assert f"servicectl reverse {number} --reason TEXT" in said
    assert waits(desk) == []
    assert waits(desk, "contested") == [("yangfang", f"servicectl reverse {number} --reason TEXT")]
    assert "chenwei (denied)" in desk.type("parts ledger scrap").out
    assert "（本人否认）" in sheet(desk, number)
    assert "chenwei（否认）" in desk.speaking("zh").type("parts ledger scrap").out
    assert found(desk) == []
    other = desk.do(SCRAP)["id"]
    boss = desk.as_("chenwei")
    boss.do(f"confirm {other} --denied 没说过")
    assert "nothing said" in boss.refused(f"confirm {other} --denied 没说过")
    boss.do(f"confirm {other} --remark 想起来了")  # denied by mistake
    assert [settle.split()[2] for _, settle in waits(desk, "contested")] == [number]
    desk.do(f"reverse {number} --reason 没批准")  # nobody has approved it: nobody has to now
    assert waits(desk, "contested") == []
    assert found(desk) == []


def test_a_booking_back_that_was_denied_is_itself_booked_back(play: Play) -> None:
    desk = play(*BAD)
    number = desk.do(SCRAP)["id"]
    assert "taken back with approval" in desk.refused(f"reverse {number} --reason 错")
    back = desk.do(f"reverse {number} --reason 错 --approved-by liuhong")["id"]
    assert waits(desk) == [("liuhong", f"servicectl confirm {back}")]
    assert "book anew instead" in desk.refused(f"reverse {back} --reason 错")
    desk.as_("liuhong").do(f"confirm {back} --denied 没说过")
    desk.do(f"reverse {back} --reason 没批准")
    assert waits(desk) == [("chenwei", f"servicectl confirm {number}")]
    desk.do(f"reverse {number} --reason 错 --approved-by chenwei")
    assert found(desk) == []
    assert [row["qty"] for row in desk.do("parts stock --account store:bad")] == [3]


def test_what_is_not_confirmed_by_the_next_morning_is_overdue(play: Play) -> None:
    desk = play(*BAD)
    number = desk.do(SCRAP)["id"]
    back = desk.do("parts scrap BD-LCD55-PSU=1 --reason 坏 --approved-by liuhong")["id"]
    desk.do(f"reverse {back} --reason 错 --approved-by chenwei")
    late = desk.at("2025-09-24 09:00")

    def rows(words: str) -> list[tuple[str, str, str]]:
        found = [row for row in late.type(f"{words} --json").json if row["clock"] == "confirmation"]
        return [(row["id"], row["who"], row["due"][:10]) for row in found]

    assert (number, "chenwei", "2025-09-23") in rows("overdue")
    assert back not in {id for id, _, _ in rows("overdue")}
    assert "confirmation" in late.type(f"explain {number}").out
    assert number in desk.type("due --within 2d").out
    desk.as_("chenwei").do(f"confirm {number}")
    assert number not in {id for id, _, _ in rows("overdue")}


EVERY = {
    "from customers": "parts receive CBL-UTP=1 --from installed --document J-1 --to store:old",
    "used from a van": "parts transfer CBL-UTP=1 --from van:guotao --to installed --document U-1",
    "from the maker": "parts from-maker BD-LCD55-PSU=1 --maker shengda --analysis 烧 --to scrap",
    "a tool": "tool add T-7 --name 表",
}
READY = (
    *BAD,
    "2025-09-22 08:31 yangfang parts to-maker BD-LCD55-PSU=1 --maker shengda",
    "2025-09-22 08:32 yangfang parts transfer CBL-UTP=2 --from store:good --to van:guotao",
)


def test_every_verb_of_the_store_that_takes_a_name(play: Play) -> None:
    desk = play(*READY)
    for what, words in EVERY.items():
        number = desk.do(f"{words} --approved-by liuhong")["id"]
        assert waits(desk) == [("liuhong", f"servicectl confirm {number}")], what
        desk.as_("liuhong").do(f"confirm {number}")
    assert waits(desk) == []
    number = desk.do("tool add T-8 --name 表 --checked-by hemei")["id"]
    desk.as_("hemei").do(f"confirm {number}")
    assert found(desk) == []


CASE = ASSIGNED[: len(STOCKED) + 2]


def test_in_a_case_it_may_follow_and_what_was_denied_blocks(play: Play) -> None:
    desk = play(*CASE).as_("hemei").at("2025-09-22 09:10")
    pay = "cash pay CASE 20.00 --for freight --reason 快递 --approved-by"
    first = desk.do(f"{pay} chenwei")["event"]
    rows = {row["what"]: row["blocks"] for row in desk.show()["open"]}
    assert rows["word of mouth of 2025-09-22 09:10, to be confirmed"] is False
    assert waits(desk) == [("chenwei", f"servicectl confirm {desk.case} {first}")]
    [entry] = desk.do("parts ledger freight")["rows"]
    assert entry["approved_by"][0]["confirmed"] is None
    assert "chenwei said yes" in desk.as_("liuhong").refused(f"confirm CASE {first}")
    desk.as_("chenwei").do(f"confirm {entry['voucher']}")  # of a voucher of a case: in the case
    assert desk.last()["event"] == first
    second = desk.do(f"{pay} liuhong")["event"]
    desk.as_("liuhong").do("confirm CASE --denied 没批")
    rows = {row["what"]: (row["blocks"], row["settle"]) for row in desk.show()["open"]}
    back = f"servicectl retract {desk.case} {second} --reason TEXT"
    assert rows[f"liuhong denies the yes to {second}"] == (True, back)
    assert waits(desk, "contested") == [("hemei", back)]
    assert found(desk) == []
    desk.do(f"retract CASE {second} --reason 没批准")
    assert waits(desk, "contested") == []
    assert found(desk) == []


def test_who_has_left_approves_nothing(play: Play) -> None:
    desk = play(*BAD, "2025-09-22 08:40 liuhong roster leave chenwei --until 2025-09-22")
    late = desk.at("2025-09-23 09:00").as_("yangfang")
    assert "chenwei does not belong to the team on 2025-09-23" in late.refused(SCRAP)


def test_another_answers_for_who_has_left_and_no_sooner(play: Play) -> None:
    desk = play(*BAD, *ASSIGNED[len(STOCKED) :])
    number = desk.as_("yangfang").do(SCRAP)["id"]
    desk.as_("guotao").do("parts request CASE BD-LCD55-PSU=1")
    oral = desk.as_("guotao").do("approve", "CASE", "--oral", "chenwei")["event"]
    boss = desk.as_("liuhong")
    for words in (f"confirm {number}", f"confirm {desk.case} {oral}"):
        assert "chenwei is with the team" in boss.refused(f"{words} --in-place-of chenwei")
    boss.do("roster leave chenwei --until 2025-09-22")
    later = boss.at("2025-09-23 09:00")
    assert "chenwei said yes, and confirms it" in later.refused(f"confirm {number}")
    later.do(f"confirm {number} --in-place-of chenwei")
    later.do(f"confirm {desk.case} {oral} --in-place-of chenwei --denied 没有说过")
    assert waits(later) == []
    assert found(later) == []


def test_a_confirmation_by_somebody_else_is_named(play: Play) -> None:
    desk = play(*BAD)
    number = desk.do(SCRAP)["id"]
    path = voucher_file(desk, desk.as_("chenwei").do(f"confirm {number}")["id"])
    forge(path, ("by: chenwei", "by: liuhong"))
    [(where, rule, message)] = found(desk)
    assert (where.split(":")[:2], rule) == ([path.name, "4"], "approval")
    assert f"liuhong is not named as approving {number}" in message
    assert waits(desk) == [("chenwei", f"servicectl confirm {number}")]
    change(path, ("by: liuhong", "by: chenwei"))
    forge(path, (f"voucher: {number}", "voucher: v-20250922-222222"))
    assert "there is no voucher v-20250922-222222" in found(desk)[0][2]


def voucher_file(desk: Desk, number: str) -> Path:
    return next(desk.root.glob(f"inventory/ledger/*/*/{number}.yaml"))


def test_a_team_of_one_is_exempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Zhang San")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "zs@example.cn")
    desk = new_team(tmp_path / "one").at("2025-09-22 09:00")
    [me] = [person["id"] for person in desk.do("roster show")]
    assert desk.type(f"tool add T-1 --name 表 --approved-by {me}").out.count("\n") == 2
    assert waits(desk) == []
    assert found(desk) == []


# --- the same as a pure function ------------------------------------------------------------------


def voucher(n: int, did: str, by: str = "yf", **fields: Any) -> Voucher:
    return Voucher(f"v-{n}", datetime(2026, 1, 5, 9, n, tzinfo=UTC), by, did, (), fields=fields)


NAMED = voucher(1, "scrap", approved_by="cw")


@pytest.mark.parametrize(
    ("vouchers", "says"),
    [
        ((NAMED,), [("v-1", "cw", "waits")]),
        ((NAMED, voucher(2, "confirm", "cw", voucher="v-1")), [("v-1", "cw", "confirmed")]),
        ((NAMED, voucher(2, "confirm", "lh", voucher="v-1")), [("v-1", "cw", "waits")]),
        ((NAMED, voucher(2, "confirm", "cw", voucher="v-9")), [("v-1", "cw", "waits")]),
        (
            (
                voucher(3, "confirm", "cw", voucher="v-1"),
                voucher(2, "confirm", "cw", voucher="v-1", denied="x"),
                NAMED,
            ),
            [("v-1", "cw", "confirmed")],
        ),
        (
            (NAMED, voucher(2, "confirm", "cw", voucher="v-1", denied="x")),
            [("v-1", "cw", "denied")],
        ),
        ((NAMED, voucher(2, "reverse", voucher="v-1")), []),
        (
            (NAMED, voucher(2, "reverse", voucher="v-1", approved_by="lh")),
            [("v-2", "lh", "waits")],
        ),
        ((voucher(1, "scrap", approved_by="yf"),), []),
        (
            (voucher(1, "tool-add", approved_by="cw", checked_by="hm"),),
            [("v-1", "cw", "waits"), ("v-1", "hm", "waits")],
        ),
        ((NAMED._replace(case="c", event="e-1"),), []),
    ],
)
def test_which_yes_waits(vouchers: tuple[Voucher, ...], says: list[tuple[str, str, str]]) -> None:
    states = {(True, False): "confirmed", (True, True): "denied", (False, False): "waits"}
    told = [
        (yes.voucher.id, yes.person, states[yes.answer is not None, yes.is_denied])
        for yes in spoken(vouchers)
    ]
    assert told == says
