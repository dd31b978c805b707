"""The last boards of a shelf, issued in two real clones: named once, settled both ways."""

from __future__ import annotations

import pytest

from tests.clones import Clones, Play, clones_of, data, met
from tests.desk import Desk
from tests.validate.test_ledger_validate import DIAGNOSED

OUT_OF = "--from store:good --to van:"
LAST = f"2025-09-22 09:50 yangfang parts transfer BD-LCD55-PSU=5 {OUT_OF}guotao"
TO_CASE = "2025-09-22 10:20 yangfang parts issue CASE BD-LCD55-PSU=2"
TO_VAN = f"2025-09-22 10:19 yangfang parts transfer BD-LCD55-PSU=2 {OUT_OF}hemei"
MORE = "parts receive BD-LCD55-PSU=3 --document RK-9"
VERBS = ("show CASE", "log CASE", "list", "settle", "status", "parts stock", "parts reorder")


def green(desk: Desk) -> None:
    for words in ("validate", "audit"):
        answer = desk.type(words)
        assert answer.code == 0, answer.out + answer.err


def settled(clones: Clones, words: str, *first: str) -> None:
    """Settle in one clone after some other lines; the other clone has the same bytes then."""
    copy = clones.copy()
    desk = copy.a.at("2025-09-22 13:00").as_("yangfang")
    for line in first:
        desk.do(line)
    desk.at("2025-09-22 13:10").do(words)
    assert desk.do("settle") == []
    green(desk)
    assert data(copy.meet().b) == data(desk)


def test_the_last_two_boards_issued_twice(play: Play) -> None:
    clones = met(clones_of(play(*DIAGNOSED, LAST)).record(TO_VAN, TO_CASE))
    desk = clones.a.at("2025-09-22 12:00").as_("yangfang")
    for words in VERBS:
        assert desk.type(words).code == 0, words
    [clash] = desk.do("settle")
    assert desk.type("validate").out.count("[clash]") == 1
    desk.as_("chenwei").do("note CASE 已联系")
    settled(clones, f"settle CASE {clash['event']} --void --reason 核对过")
    settled(clones, f"settle CASE {clash['event']} --keep --reason 核对过", MORE)


LOANER = "2025-09-22 09:30 yangfang parts receive FL-STB210@LN1 --document RK-6 --to store:loaner"
OF_THE_STORE = {  # what each clone does, at the store alone
    "a tool out twice": ("yangfang tool out {tool} guotao", "yangfang tool out {tool} hemei"),
    "a loaner moved twice": (
        "yangfang parts transfer FL-STB210@LN1 --from store:loaner --to van:guotao",
        "yangfang parts transfer FL-STB210@LN1 --from store:loaner --to van:hemei",
    ),
}


def named_once(desk: Desk) -> dict[str, str]:
    """Return the one clash of a desk, which everything works with."""
    for words in VERBS:
        assert desk.type(words).code == 0, words
    for words in ("validate", "audit"):
        told = desk.type(words)
        assert (told.code, told.out.count("[clash]"), told.out.count("\n")) == (1, 1, 1), told.out
    [clash] = desk.do("settle")
    desk.as_("chenwei").do("note CASE 已联系")
    return dict(clash)


@pytest.mark.parametrize("name", OF_THE_STORE)
def test_a_thing_that_is_there_once_goes_two_ways(play: Play, name: str) -> None:
    desk = play(*DIAGNOSED, LOANER)
    tool = desk.do("tool list")[0]["tool"]
    lines = (f"2025-09-22 10:{n}0 {OF_THE_STORE[name][n].format(tool=tool)}" for n in (0, 1))
    clones = met(clones_of(desk).record(*lines))
    clash = named_once(clones.a.at("2025-09-22 12:00").as_("yangfang"))
    settled(clones, f"settle {clash['voucher']} --void --reason 核对过")
    back = f"reverse {clash['with']} --reason 核对过"
    settled(clones, f"settle {clash['voucher']} --keep --reason 核对过", back)


def test_a_loaner_out_twice(play: Play) -> None:
    out = "2025-09-22 10:{}0 yangfang loan out CASE LN1 --signed-by 冯"
    clones = met(clones_of(play(*DIAGNOSED, LOANER)).record(out.format(0), out.format(1)))
    clash = named_once(clones.a.at("2025-09-22 12:00").as_("yangfang"))
    for way in ("--void", f"--keep --instead-of {clash['with']}"):
        settled(clones, f"settle CASE {clash['event']} {way} --reason 核对过")


def test_a_count_on_both_sides(play: Play) -> None:
    clones = clones_of(play(*DIAGNOSED))
    for desk, minute in ((clones.a, 0), (clones.b, 5)):
        count = desk.at(f"2025-09-22 10:0{minute}").as_("yangfang")
        id = count.do("parts count BD-LCD55-PSU=5 --account store:good")["id"]
        desk.at(f"2025-09-22 10:2{minute}").as_("chenwei").do(f"parts adjust {id} --reason 盘亏")
    clones = met(clones)
    clash = named_once(clones.a.at("2025-09-22 12:00").as_("yangfang"))
    for way in ("--void", "--keep"):
        copy = clones.copy()
        desk = copy.a.at("2025-09-22 13:10").as_("chenwei")
        words, back = f"settle {clash['voucher']} {way} --reason 核对过", f"reverse {clash['with']}"
        if way == "--keep":
            assert f"first: servicectl {back} --reason TEXT" in desk.refused(words)
            desk.at("2025-09-22 13:00").do(f"{back} --reason 重新盘点")
        desk.do(words)
        listed = f"{clash['voucher']} adjust (settled: {'void' if 'void' in way else 'kept'})"
        for check in ("validate", "audit"):
            assert listed in desk.type(check).out
        assert desk.do("settle") == []
        green(desk)
        assert data(copy.meet().b) == data(desk)


def test_what_was_derived_before_the_clones_met_stays_right(play: Play) -> None:
    issued = "2025-09-22 10:00 yangfang parts issue CASE BD-LCD55-PSU=1"
    clones = clones_of(play(*DIAGNOSED)).record(
        issued, "2025-09-22 10:05 yangfang parts return CASE"
    )
    desk = met(clones).a
    assert "BD-LCD55-PSU" in desk.type("parts stock --account engineer:guotao").out
    green(desk)
