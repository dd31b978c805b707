"""The last boards of a shelf, issued in two real clones: named once, settled both ways."""

from __future__ import annotations

from tests.clones import Clones, Play, clones_of, data, met
from tests.desk import Desk
from tests.test_ledger_validate import DIAGNOSED

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


def test_what_was_derived_before_the_clones_met_stays_right(play: Play) -> None:
    issued = "2025-09-22 10:00 yangfang parts issue CASE BD-LCD55-PSU=1"
    clones = clones_of(play(*DIAGNOSED)).record(
        issued, "2025-09-22 10:05 yangfang parts return CASE"
    )
    desk = met(clones).a
    assert "BD-LCD55-PSU" in desk.type("parts stock --account engineer:guotao").out
    green(desk)
