"""An information-security firm's document as a rulebook alone: each kind of case, typed to its end.

The rulebook that ships as ``infosec-d19`` is written in the words of docs/rulebook-format.md; no
line of the program knows it. What its sentences ask for is R437 to R477 of the ledger of rules.
"""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.places import REPOSITORY
from tests.rules.test_rules_network_d12 import DAY, typed

RULEBOOK = REPOSITORY / "servicectl/data/profiles/infosec-d19.yaml"
CALL = "report --customer 甲 --phone 029-85550077 --contact 王工 --fault 防火墙告警"
SENT = (
    "wangli handover CASE",
    "chenwei assign CASE zc",
    "zc prepare CASE --yes all --cause 策略",
    "zc depart CASE",
    "zc arrive CASE --yes all --met 王工",
)
DONE = "zc complete CASE --work 调策略 --signed-by 王工"


@pytest.fixture
def firm(desk: Desk) -> Desk:
    (desk.root / "policies.yaml").write_bytes(RULEBOOK.read_bytes())
    desk = desk.as_("liuhong")
    desk.do("save")
    for id, name, role in (
        ("zc", "周驰", "site_team"),
        ("fz", "方中", "service_center"),
        ("yf", "严帆", "rnd"),
    ):
        desk.do(f"roster add {id} --name {name} --role {role}")
    return desk


def of_contract(desk: Desk, figures: str = "") -> Desk:
    """Return a desk on which the customer has a contract."""
    added = desk.as_("wangli").do("customer add --name 甲 --phone 029-85550077 --contact 王工")
    customer = added["id"]
    desk.as_("liuhong").do(f"contract add HT-1 --customer {customer} --start 2025-08-01 {figures}")
    return desk


def test_r443_r445_r449_r450_r471_r477_a_fault_is_graded_and_looked_at_from_afar(
    firm: Desk,
) -> None:
    desk = of_contract(firm, "--within arrive=4h --within loaner=24h")
    desk = typed(desk, f"wangli {CALL}")
    assert "needs --priority" in desk.refused("triage CASE --category 网络")
    assert "did you mean P1?" in desk.type("triage CASE --category 网络 --priority P11").err
    desk.do("triage CASE --category 网络 --priority P1")
    assert desk.clock("respond")["due"] is None  # the document gives no figure
    assert desk.clock("loaner")["due"].startswith("2025-09-23T09:00")
    desk = desk.as_("fz").at(f"{DAY} 09:10")
    looked = "remote CASE --finding 日志满 --result"
    assert "--consent yes" in desk.refused(f"{looked} going_on --consent no")
    assert desk.do(f"{looked} going_on --consent yes")["state"] == "remote_support"
    assert desk.clock("respond")["state"] == "met"
    assert desk.do(f"{looked} failed --consent yes")["state"] == "awaiting_dispatch"
    assert desk.clock("arrive")["due"].startswith(f"{DAY}T13:10")
    case = desk.show()["id"]
    desk = desk.as_("wangli")
    other = desk.do(f"{CALL} --new-customer --no-contract --at 08:30".replace("甲", "乙"))["case"]
    assert [row["id"] for row in desk.do("list")] == [case, other]
    assert desk.type("validate").code == 0


def test_r444_r456_to_r460_what_cannot_be_solved_goes_up_and_comes_back_as_advice(
    firm: Desk,
) -> None:
    desk = typed(firm, f"wangli {CALL}", *SENT).at(f"{DAY} 10:00").as_("zc")
    said = "pass-on CASE --problem 内核崩溃 --to"
    assert "--vendor-ticket" in desk.refused(f"{said} vendor")
    for more in ("service_center", "rnd", "vendor --vendor-ticket SR-77"):
        desk.do(f"{said} {more}")
    assert desk.clock("pass_on")["due"] is None  # "in the shortest time"
    desk.do("diagnose CASE --cause 内核 --agrees yes")
    done = DONE.partition(" ")[2]
    assert "advise first" in desk.refused(done)
    for who in ("fz", "yf", "fz"):
        desk.as_(who).do("advise CASE --advice 升级内核补丁")
    assert desk.do(done)["state"] == "completed"
    assert [row["id"] for row in desk.do("search 内核补丁")] == [desk.show()["id"]]
    log = desk.speaking("zh").type("log CASE").out
    assert "vendor (厂商支持中心)" in log
    assert "处理建议: 升级内核补丁" in log or "处理建议：升级内核补丁" in log
    sheet = desk.speaking("zh").type("sheet CASE").out
    assert all(
        text in sheet for text in ("升级内核补丁", "ISO 9004:2000", "**报修方式**: 热线电话")
    )
    assert desk.as_("wangli").do("close CASE")["state"] == "closed"
    assert desk.type("validate").code == desk.type("audit").code == 0


def test_r442_r465_r468_r469_r476_a_question_is_answered_or_rung_back(firm: Desk) -> None:
    desk = firm.as_("wangli")
    assert "--topic" in desk.refused(f"{CALL} --kind enquiry")
    desk.do(f"{CALL} --kind enquiry --topic use")
    assert desk.clock("same_day")["due"].startswith("2025-09-23T00:00")
    assert desk.type("quote CASE --line 咨询=100").code == 3  # advice is free
    failed = "guide CASE --step 问 --result 无现成办法 --outcome failed"
    assert desk.do(failed)["state"] == "unsolved"
    assert desk.as_("fz").do("find-solution CASE --solution 改策略")["state"] == "solution_found"
    assert desk.clock("ring_back")["state"] == "running"
    desk.as_("wangli").do("guide CASE --step 回电 --result 已告知 --outcome solved")
    assert desk.clock("ring_back")["state"] == "met"
    assert desk.show()["state"] == "closed"
    by_mail = desk.do(f"{CALL}邮 --kind enquiry --topic fault --channel email")["case"]
    assert desk.clock("mail", by_mail)["state"] == "running"
    assert desk.do("explain", by_mail, "same_day") == []
    assert desk.type("validate").code == 0


def test_r446_to_r448_a_planned_visit_is_of_a_contract_and_has_its_list(firm: Desk) -> None:
    visit = f"{CALL} --kind maintenance_visit"
    assert "--contract" in firm.as_("wangli").refused(visit)
    desk = typed(of_contract(firm), f"wangli {visit}")
    assert desk.clock("quarterly_visit")["due"].startswith("2025-11-01T00:00")
    desk = typed(desk, *SENT).at(f"{DAY} 10:00").as_("zc")
    done = DONE.partition(" ")[2]
    assert "--recommendations" in desk.refused(done)
    told = desk.do(f"{done} --recommendations 换风扇 --yes cleaned,adjusted")
    assert {"hardware_checked", "network_reviewed"} <= set(told["not_said"])
    assert desk.clock("quarterly_visit")["state"] == "met"
    printed = desk.speaking("zh").type("sheet CASE").out
    assert "[x] 清洁" in printed
    assert "换风扇" in printed
    assert desk.as_("wangli").do("close CASE")["state"] == "closed"


@pytest.mark.parametrize(
    ("more", "asked", "lines"),
    [
        ("--kind install", "", (*SENT, f"{DONE} --handover-docs 操作手册")),  # R441 R462
        (
            "--kind upgrade --serial SN7 --model F1 --upgrade-until 2026-01-01",  # R464
            "--upgrade-until",
            (*SENT, DONE),
        ),
        (
            "--kind training --course technical --mode formal",  # R453 R463
            "--course",
            (
                "chenwei assign CASE zc",
                "zc complete CASE --work 讲课 --signed-by 王工 --attended 12",
            ),
        ),
    ],
)
def test_a_case_of_each_other_kind_comes_to_its_end(
    firm: Desk, more: str, asked: str, lines: tuple[str, ...]
) -> None:
    kind = " ".join(more.split()[:2])
    if asked:
        assert asked in firm.as_("wangli").refused(f"{CALL} {kind}")
    desk = typed(firm, f"wangli {CALL} {more}", *lines[:-1])
    who, _, last = lines[-1].partition(" ")
    if "upgrade" in kind:
        priced = "quote CASE --line 升级=100 --category paid"
        assert "--because" in desk.as_(who).refused(priced)
    elif last.rpartition(" --")[1]:
        assert last.rpartition(" --")[2].split()[0] in desk.as_(who).refused(
            last.rpartition(" --")[0]
        )
    desk.as_(who).do(last)
    assert desk.as_("wangli").do("close CASE")["state"] in ("closed", "filed")
    assert desk.type("validate").code == 0
