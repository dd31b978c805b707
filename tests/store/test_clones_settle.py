"""What two clones recorded and does not fit together: named once, usable, settled both ways."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.clones import Clones, Play, clones_of, data, met
from tests.desk import Desk
from tests.validate.test_ledger_validate import ASSIGNED, CLOSED, DIAGNOSED, ISSUED

DONE = (
    "2025-09-22 {time} guotao complete CASE --yes all --work {work} --signed-by 冯 "
    "--used BD-LCD55-PSU=1:烧毁 --old-part BD-LCD55-PSU=1"
)
THERE = (*ASSIGNED, *DIAGNOSED[len(ISSUED) :])
VERBS = ("show CASE", "log CASE", "explain CASE", "list", "settle", "status", "sheet CASE")


class Pair(NamedTuple):
    """What was done before, and then at each desk; the verb that does not fit, None for none."""

    before: tuple[str, ...]
    a: str
    b: str
    unfit: str | None


PAIRS = {
    "two completions with parts": Pair(
        DIAGNOSED,
        DONE.format(time="10:00", work="换板"),
        DONE.format(time="10:05", work="换线"),
        "complete",
    ),
    "complete here and cancel there": Pair(
        THERE,
        "2025-09-22 10:00 chenwei cancel CASE --reason 客户退机",
        "2025-09-22 10:05 guotao complete CASE --yes all --work 换线 --signed-by 冯 --cause 断线",
        "complete",
    ),
    "closed here and noted there": Pair(
        CLOSED[:-1],
        CLOSED[-1],
        "2025-09-23 09:20 wangli note CASE 客户来电",
        None,
    ),
    "on hold here and under way there": Pair(
        DIAGNOSED,
        "2025-09-22 10:00 guotao hold CASE --reason 等电梯",
        DONE.format(time="10:05", work="换线"),
        "complete",
    ),
}


def green(desk: Desk) -> None:
    for words in ("validate", "audit"):
        answer = desk.type(words)
        assert answer.code == 0, answer.out + answer.err


@pytest.mark.parametrize("name", PAIRS)
def test_what_does_not_fit_is_named_and_settled_both_ways(play: Play, name: str) -> None:
    pair = PAIRS[name]
    clones = met(clones_of(play(*pair.before)).record(pair.a, pair.b))
    desk = clones.a.at("2025-09-23 10:00").as_("chenwei")
    for words in VERBS:
        assert desk.type(words).code == 0, words
    if pair.unfit is None:
        assert desk.show()["clashes"] == []
        green(desk)
        return
    [clash] = desk.show()["clashes"]
    assert [e["did"] for e in desk.show()["history"] if e["force"] == "clash"] == [pair.unfit]
    found = desk.type("validate")
    assert (found.code, found.out.count("[clash]"), found.out.count("\n")) == (1, 1, 1), found.out
    desk.do("note CASE 已联系")
    settle_both_ways(clones, clash["event"])


def settle_both_ways(clones: Clones, event: str, by: str = "guotao") -> None:
    for word in ("--void", "--keep"):
        copy = clones.copy()
        desk = copy.a.at("2025-09-23 10:05").as_(by)
        desk.do(f"settle CASE {event} {word} --reason 核对过")
        assert desk.show()["clashes"] == []
        green(desk)
        assert data(copy.meet().b) == data(desk)


def test_what_is_not_settled_is_marked_on_paper_and_what_was_is_listed(play: Play) -> None:
    pair = PAIRS["complete here and cancel there"]
    desk = met(clones_of(play(*pair.before)).record(pair.a, pair.b)).a
    desk = desk.at("2025-09-23 10:00").as_("chenwei")
    [clash] = desk.show()["clashes"]
    for lang, mark in (("zh", "有冲突待裁定，未计入："), ("en", "not counted until settled: ")):
        assert f"{mark}{clash['event']} " in desk.type(f"--lang {lang} sheet CASE --format md").out
    desk.as_("guotao").do(f"settle CASE {clash['event']} --void --reason 核对过")
    assert clash["event"] not in desk.type("sheet CASE --format md").out
    fine, settled = desk.type("validate").out.splitlines()
    assert (fine[-10:], settled.split()[1:5:3]) == ("no problem", [clash["event"], "void)"])
    assert desk.do("validate") == []
