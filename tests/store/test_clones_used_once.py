"""What serves once, used in two real clones: a form, an answer, an approval (docs/clones.md)."""

from __future__ import annotations

import pytest

from tests.clones import Clones, Play, clones_of, data, met
from tests.desk import Desk, Shelf
from tests.rules.test_rules_appliance_004 import APPOINTED, CALL, DAY, DIAGNOSED, PREPARED

OTHER = "report --customer 李先生 --phone '029-7777 1111' --address 街2 --fault 不转"
TO_PREPARE = (
    "09:06 wangli handover {} --no-guidance 直接上门",
    "09:06 chenwei assign {} zhangqiang",
    f"09:07 zhangqiang {CALL.replace('CASE', '{}')}",
    "09:08 zhangqiang appoint {} --when 10:00",
)
PREPARE = "prepare {} --yes all --cause 电容 --form-no {}"
LATER = ("09:30 zhangqiang depart {}", "09:50 zhangqiang arrive {} --yes all")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return where the teams of this rulebook are kept; see ``play``."""
    return Shelf(tmp_path_factory.mktemp("shelf"), profile="appliance-004")


def green(desk: Desk) -> None:
    for words in ("validate", "audit"):
        answer = desk.type(words)
        assert answer.code == 0, answer.out + answer.err


def play_on(desk: Desk, case: str, *lines: str) -> None:
    desk.play(*(f"{DAY} {line.format(case)}" for line in lines))


def two_cases(play: Play) -> tuple[Clones, str, str]:
    """Return two clones that know two cases, and the cases; of both a visit is agreed."""
    desk = play(*APPOINTED)
    first = desk.case
    second = desk.at(f"{DAY} 09:05").as_("wangli").do(OTHER)["case"]
    play_on(desk, second, *TO_PREPARE)
    return clones_of(desk), first, second


@pytest.mark.parametrize("number", ["WX-0001", "101"])
@pytest.mark.parametrize("further", [(), LATER])
def test_one_form_number_on_two_cases(play: Play, number: str, further: tuple[str, ...]) -> None:
    clones, first, second = two_cases(play)
    for desk, case, minute in ((clones.a, first, 10), (clones.b, second, 12)):
        play_on(desk, case, f"09:{minute} zhangqiang " + PREPARE.format("{}", number), *further)
    clones = met(clones)
    desk = clones.a.at(f"{DAY} 11:00").as_("wangli")
    [clash] = desk.do("settle")
    shown = desk.show(second)
    assert (clash["case"], [e["force"] for e in shown["history"]].count("clash")) == (second, 1)
    assert clash["with"] == desk.show(first)["history"][-1 - len(further)]["id"]
    assert shown["state"] == ("on_site" if further else "appointed")
    assert desk.show(first)["clashes"] == []
    for words in ("validate", "audit"):
        told = desk.type(words)
        assert (told.code, told.out.count("[clash]"), told.out.count("\n")) == (1, 1, 1), told.out
    desk.do(f"note {second} 已联系")
    for way in ("--void", "--keep", f"--keep --instead-of {clash['with']}"):
        settles(clones, f"settle {second} {clash['event']} {way} --reason 核对过")


def settles(clones: Clones, words: str, who: str = "zhangqiang") -> None:
    copy = clones.copy()
    desk = copy.a.at(f"{DAY} 13:05").as_(who)
    desk.do(words)
    assert desk.do("settle") == []
    green(desk)
    assert data(copy.meet().b) == data(desk)


STRIKE = "form void CASE WX-0001 --reason 写错"
ASKED = (
    *DIAGNOSED,
    f"{DAY} 10:05 yangfang parts receive BD-LCD55-PSU=3 --document RK-1",
    f"{DAY} 10:06 zhangqiang parts request CASE BD-LCD55-PSU=1",
)
APPROVED = (*ASKED, f"{DAY} 10:07 chenwei parts approve CASE")
ORAL = (*ASKED, f"{DAY} 10:07 zhangqiang approve CASE --oral chenwei")
ISSUE = "yangfang parts issue CASE BD-LCD55-PSU=1"
CHEAPER = (*DIAGNOSED, f"{DAY} 10:06 chenwei approve CASE --what discount --amount 50")
QUOTE = "zhangqiang quote CASE --line 换电容=200 --discount 50 --discount-reason 老客户"
TWICE = {  # what was done before, then in each clone; the event that does not fit, and that it fits
    "a form struck twice": (PREPARED, f"zhangqiang {STRIKE}", f"zhangqiang {STRIKE}"),
    "struck here, taken along there": (
        PREPARED,
        f"zhangqiang {STRIKE}",
        "zhangqiang prepare CASE --yes all --form-no WX-0001",
    ),
    "a yes twice": (ASKED, "chenwei parts approve CASE", "chenwei parts approve CASE"),
    "yes here, no there": (
        ASKED,
        "chenwei parts approve CASE",
        "chenwei reject CASE --reason 够了",
    ),
    "confirmed twice": (ORAL, "chenwei confirm CASE", "chenwei confirm CASE --denied 没有"),
    "one approval, handed out twice": (APPROVED, ISSUE, ISSUE),
    "one approval, taken off two prices": (CHEAPER, QUOTE, QUOTE),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_serves_once_in_one_case(play: Play, name: str) -> None:
    before, here, there = TWICE[name]
    clones = clones_of(play(*before))
    clones = met(clones.record(f"{DAY} 10:30 {here}", f"{DAY} 10:35 {there}"))
    desk = clones.a.at(f"{DAY} 11:00").as_("wangli")
    first, second = desk.show()["history"][-2:]
    [clash] = desk.do("settle")
    assert (clash["event"], clash["with"]) == (second["id"], first["id"])
    assert (first["force"], second["force"]) == ("in", "clash")
    for words in ("validate", "audit"):
        told = desk.type(words)
        assert (told.code, told.out.count("[clash]"), told.out.count("\n")) == (1, 1, 1), told.out
    for words in ("show CASE", "log CASE", "explain CASE", "list", "status", "note CASE 已联系"):
        assert desk.type(words).code == 0, words
    for way in ("--void", "--keep", f"--keep --instead-of {first['id']}"):
        settles(clones, f"settle CASE {second['id']} {way} --reason 核对过", there.split()[0])
