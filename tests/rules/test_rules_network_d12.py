"""A network firm's document as a rulebook alone: a case of each of its kinds, typed to its end.

The rulebook that ships as ``network-d12`` is written in the words of docs/rulebook-format.md; no
line of the program knows it. What its sentences ask for is R344 to R355 of the ledger of rules.
"""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.places import REPOSITORY

RULEBOOK = REPOSITORY / "servicectl/data/profiles/network-d12.yaml"
DAY = "2025-09-22"
CALL = "report --customer 甲 --phone 029-85550077 --fault 断网"
TO_SITE = (
    "fw prepare CASE --yes all --cause 板卡",
    "fw depart CASE --eta 11:00",
    "fw arrive CASE --yes all --met 甲",
)
DONE = ("fw complete CASE --yes all --work 换板 --signed-by 甲", "wangli close CASE")


@pytest.fixture
def firm(desk: Desk) -> Desk:
    (desk.root / "policies.yaml").write_bytes(RULEBOOK.read_bytes())
    desk = desk.as_("liuhong")
    desk.do("save")
    desk.do("roster add kj --name 康健 --role consultant")
    desk.do("roster add fw --name 方伟 --role service")
    return desk


def typed(desk: Desk, *lines: str) -> Desk:
    """Type lines such as ``fw depart CASE``, ten minutes after one another from nine on."""
    for n, line in enumerate(lines):
        who, _, words = line.partition(" ")
        desk = desk.at(f"{DAY} {9 + n // 6:02}:{n % 6}0").as_(who)
        desk.do(words)
    return desk


def test_a_fault_is_graded_looked_at_from_afar_and_then_somebody_is_sent(firm: Desk) -> None:
    desk = typed(
        firm,
        f"wangli {CALL} --priority critical",
        "wangli triage CASE --category 路由 --mode dial_in",
        "kj dial-in CASE --finding 端口不通 --result going_on",
    )
    assert desk.show()["state"] == "remote_support"
    assert "did you mean dedicated?" in desk.type("triage CASE --category x --mode dedicatd").err
    assert desk.do("list", "--mode", "dial_in") == desk.do("list", "--priority", "critical")
    desk = desk.at(f"{DAY} 09:30")
    desk.do("dial-in CASE --finding 板卡坏 --result failed")
    assert desk.clock("field_response")["due"].startswith(f"{DAY}T11:30")
    assert desk.clock("loaner")["due"].startswith("2025-09-23T09:00")
    assert desk.clock("solve")["due"] is None  # the document gives no figure
    desk.at(f"{DAY} 09:40").as_("chenwei").do("assign CASE fw")
    desk = desk.at(f"{DAY} 09:50").as_("fw")
    desk.do("prepare CASE --yes all --cause 板卡")
    assert "needs --eta" in desk.refused("depart CASE")
    desk.do("depart CASE --eta 11:00")
    desk = desk.at(f"{DAY} 11:10")
    desk.do("arrive CASE --yes all --met 甲")
    assert (desk.clock("eta")["state"], desk.clock("field_response")["state"]) == ("late", "met")
    desk.do("diagnose CASE --cause 板卡 --agrees yes")
    desk.do("complete CASE --yes all --work 换板 --signed-by 甲")
    assert "服务方式 dial_in (远程拨入分析)" in " ".join(
        desk.speaking("zh").type("show CASE").out.split()
    )
    assert desk.as_("wangli").do("close CASE")["state"] == "closed"
    assert desk.type("validate").code == desk.type("audit").code == 0


KINDS: dict[str, tuple[str, ...]] = {
    "enquiry": ("wangli guide CASE --step 问 --result 答 --outcome solved",),
    "install": ("wangli handover CASE", "chenwei assign CASE fw", *TO_SITE, *DONE),
    "upkeep": ("wangli handover CASE", "chenwei assign CASE fw", *TO_SITE, *DONE),
    "training": (
        "chenwei assign CASE kj",
        "kj complete CASE --work 讲课 --signed-by 甲",
        "wangli close CASE",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_of_each_kind_comes_to_its_end(firm: Desk, kind: str) -> None:
    desk = typed(firm, f"wangli {CALL} --kind {kind}", *KINDS[kind])
    assert desk.do("list") == []
    assert desk.type("validate").code == 0


def test_what_the_sentences_leave_open_is_no_figure(firm: Desk) -> None:
    desk = typed(firm, f"wangli {CALL}")
    answer = desk.at("2025-09-23 09:30").type("overdue --json")
    assert [row["clock"] for row in answer.json] == ["loaner"]
