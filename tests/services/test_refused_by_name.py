"""What a verb alone refuses, each once as it is typed, with the reason that is said.

Left out of the program, one of these checks makes its line pass.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.validate.test_ledger_validate import ASSIGNED, DIAGNOSED, PAID, STOCKED

Play = Callable[..., Desk]
AFTER = "2025-09-22 13:0{} {}"
QUOTE = "guotao quote CASE --line 换板=200 --category paid --because 过保"
PRICED = (*DIAGNOSED, AFTER.format(0, QUOTE))
REQUESTED = tuple(
    AFTER.format(n, line)
    for n, line in enumerate(
        (
            "guotao parts request CASE CBL-UTP=1",
            "yangfang parts approve CASE --oral chenwei",
            "guotao parts request CASE CBL-UTP=1",
            "yangfang parts approve CASE --oral chenwei",
        )
    )
)
REFUSED = {
    "a counted piece has no number": (
        STOCKED,
        "yangfang parts count HDD-2T=1",
        "HDD-2T has serial numbers: it is not counted by quantity",
    ),
    "pieces are counted whole": (
        STOCKED,
        "yangfang parts count BD-LCD55-PSU=1.5",
        "BD-LCD55-PSU is counted in whole pieces, not 1.5",
    ),
    "nobody has money": (PRICED, "hemei cash hand-in CASE 5", "nobody has money of"),
    "more off than the sum": (
        (*DIAGNOSED, AFTER.format(0, "liuhong approve CASE --what discount --amount 900")),
        f"{QUOTE} --discount 300 --discount-reason 老客户",
        "the discount is more than the sum",
    ),
    "agrees and differs": (
        DIAGNOSED,
        "guotao diagnose CASE --agrees yes --differs 不是电源 --cause 主板",
        "--agrees yes, and --differs says what differs",
    ),
    "a number for itself": (
        DIAGNOSED,
        "guotao swap CASE --old WD1 --new WD1 --reason 坏",
        "WD1 cannot be put in for itself",
    ),
    "one of several yeses": (
        (*ASSIGNED, *REQUESTED),
        "chenwei confirm CASE",
        "several approvals wait to be confirmed",
    ),
    "no request waits": (
        ASSIGNED,
        "chenwei parts approve CASE",
        "waiting for an answer",
    ),
    "a tool twice": (
        STOCKED,
        "chenwei tool add T-1 --name 表",
        "T-1 is in the register already",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_says_why(play: Play, what: str) -> None:
    lines, typed, why = REFUSED[what]
    who, words = typed.split(maxsplit=1)
    desk = play(*lines).as_(who)
    before = desk.head
    answer = desk.type(words)
    assert (answer.out, answer.err.count("\n"), desk.head) == ("", 1, before)
    assert answer.code in (2, 3)
    assert why in answer.err


def test_a_count_is_booked_once(play: Play) -> None:
    desk = play(*STOCKED).at("2025-09-22 13:00").as_("yangfang")
    count = desk.do("parts count BD-LCD55-PSU=7")["id"]
    adjust = f"parts adjust {count} --reason 不明"
    first = desk.as_("chenwei").do(adjust)["id"]
    assert f"{count} is booked already by {first}" in desk.as_("liuhong").refused(adjust)


def test_who_has_left_is_handed_nothing(play: Play) -> None:
    desk = play(*STOCKED).at("2025-09-22 13:00").as_("liuhong")
    desk.do("roster leave guotao --until 2025-09-22")
    late = desk.at("2025-09-23 09:00").as_("yangfang")
    moved = "parts transfer CBL-UTP=1 --from store:good --to van:guotao"
    assert "nothing is handed to somebody who has left" in late.refused(moved)


def test_money_of_two_people_is_handed_in_by_name(play: Play) -> None:
    also = "2025-09-22 09:51 chenwei reinforce CASE liming --reason 忙不过来"
    half = "2025-09-22 09:5{} {} cash collect CASE 190.00"
    desk = play(*PAID[:-1], also, half.format(3, "guotao"), half.format(4, "liming"))
    desk = desk.at("2025-09-22 13:00").as_("hemei")
    assert "several have money of" in desk.refused("cash hand-in CASE 100")
    desk.do("cash hand-in CASE 100 --from guotao")


def test_who_typed_a_yes_does_not_confirm_it_for_who_has_left(play: Play) -> None:
    scrap = "parts scrap BD-LCD55-PSU=1 --from store:good --reason 烧 --approved-by chenwei"
    desk = play(*STOCKED).at("2025-09-22 13:00").as_("liuhong")
    roles = desk.root / "inventory/engineers.yaml"
    text = roles.read_text("utf-8")
    start = text.index("- id: liuhong")
    both = text[start:].replace("- manager\n", "- manager\n  - storekeeper\n", 1)
    roles.write_text(text[:start] + both, "utf-8")
    desk.do("save")
    number = desk.do(scrap)["id"]
    desk.do("roster leave chenwei --until 2025-09-22")
    late = desk.at("2025-09-23 09:00")
    assert "liuhong typed it and may not confirm it" in late.refused(
        f"confirm {number} --in-place-of chenwei"
    )
