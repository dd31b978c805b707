"""Contracts are read, not believed: whose they are, when they hold, what they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Desk
from tests.domain.test_calendar import clocks, with_rules

Play = Callable[..., Desk]

VISIT = "visit: {from: report, until: arrive, at: contract 24h, owner: engineer, origin: house}"
CONTRACT = "inventory/contracts/HT-2026-017.yaml"
OWNER = "c-4m2x8t"
OTHERS = 'report --customer 李建国 --phone "029-5550 1234" --address 科技路12号 --fault 无图像'


@pytest.fixture
def desk(play: Play) -> Desk:
    """Return a desk with a clock by contract, and 2 hours for it in the one on file."""
    desk = play()
    path = desk.root / CONTRACT
    path.write_text(path.read_text("utf-8") + "within: {visit: 2h}\n", "utf-8")
    return with_rules(desk, clocks(VISIT), at="2025-12-01 08:00")


def reported(desk: Desk, now: str, *more: str) -> Any:
    words = ("report", "--customer", OWNER, "--fault", "无图像", *more)
    return desk.at(now).as_("wangli").do(*words)


def refused(desk: Desk, now: str, *words: str) -> str:
    return desk.at(now).as_("wangli").refused(*words)


def due(desk: Desk, case: str) -> str:
    return str(desk.clock("visit", case)["due"])[:16]


def test_the_contract_in_force_is_found_and_gives_its_figure(desk: Desk) -> None:
    done = reported(desk, "2026-12-31 09:00")
    assert (done["contract"], done["contract_until"]) == ("HT-2026-017", "2026-12-31")
    desk = desk.at("2026-12-31 09:01")
    assert due(desk, done["case"]) == "2026-12-31T11:00"
    assert "contract: HT-2026-017" in (desk.root / f"cases/2026/12/{done['case']}.yaml").read_text()
    said = desk.as_("wangli").type("report", "--customer", OWNER, "--fault", "无声音").out
    assert "  under contract HT-2026-017, until 2026-12-31" in said
    without = reported(desk, "2026-12-31 09:02", "--no-contract")
    assert "contract" not in without
    assert due(desk, without["case"]) == "2027-01-01T09:02"


def test_one_that_is_over_not_begun_or_anothers_is_refused_and_left_out_untyped(desk: Desk) -> None:
    words = ("report", "--customer", OWNER, "--fault", "x", "--contract", "HT-2026-017")
    over = refused(desk, "2027-01-04 09:00", *words)
    assert over == (
        "servicectl: HT-2026-017 ended on 2026-12-31;"
        " leave --contract out: no contract of the customer is in force"
    )
    assert "begins on 2026-01-01" in refused(desk, "2025-12-31 09:00", *words)
    other = refused(desk, "2026-11-23 09:00", *OTHERS_WORDS, "--contract", "HT-2026-017")
    assert f"HT-2026-017 is a contract of {OWNER}" in other
    done = reported(desk, "2027-01-04 09:00")
    assert "contract" not in done
    assert due(desk.at("2027-01-04 09:01"), done["case"]) == "2027-01-05T09:00"


OTHERS_WORDS = (
    *("report", "--customer", "李建国", "--phone", "029-5550 1234"),
    *("--address", "科技路12号", "--fault", "无图像"),
)


def test_with_a_reason_it_is_named_where_the_rulebook_allows_and_gives_nothing(desk: Desk) -> None:
    allow = ("\nlimits:", "\nlimits:\n  contract: with-reason")
    text = (desk.root / "policies.yaml").read_text("utf-8")
    change = (
        allow if allow[0] in text else ("\nclocks:", "\nlimits: {contract: with-reason}\n\nclocks:")
    )
    with_rules(desk, change, at="2026-12-01 08:00")
    typed = ("--contract", "HT-2026-017")
    words = ("report", "--customer", OWNER, "--fault", "x", *typed)
    assert "--because TEXT" in refused(desk, "2027-01-04 09:00", *words)
    done = reported(desk, "2027-01-04 09:00", *typed, "--because", "续签中")
    assert due(desk.at("2027-01-04 09:01"), done["case"]) == "2027-01-05T09:00"
    assert desk.last(done["case"])["because"] == "续签中"
    assert desk.type("validate").code == 0


def test_a_history_that_believed_a_contract_gets_neither_figure_nor_price(desk: Desk) -> None:
    """A case recorded before contracts were read names one that was over."""
    done = reported(desk, "2027-01-04 09:00", "--serial", "SN24030115")
    path = desk.root / f"cases/2027/01/{done['case']}.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("\nfault:", "\ncontract: HT-2026-017\nfault:"), "utf-8")
    desk.git("commit", "-qam", "as it was recorded")
    desk = desk.at("2027-01-04 09:05")
    assert due(desk, done["case"]) == "2027-01-05T09:00"
    for line in (
        f"2027-01-04 09:06 wangli handover {done['case']} --no-guidance 无",
        f"2027-01-04 09:10 chenwei assign {done['case']} zhangqiang",
        f"2027-01-04 09:20 zhangqiang prepare {done['case']} --cause 电源 --yes all",
        f"2027-01-04 09:21 zhangqiang depart {done['case']}",
        f"2027-01-04 09:50 zhangqiang arrive {done['case']} --met 李主任",
        f"2027-01-04 10:00 zhangqiang diagnose {done['case']} --agrees yes --cause 电源板烧毁",
    ):
        desk = desk.play(line)
    quote = ("quote", done["case"], "--line", "电源板=300.00")
    assert "this is paid; say why not" in desk.refused(*quote, "--category", "contract")
    assert "no contract of the customer was in force" in desk.refused(
        *quote[:-1], "电源板=300.00:contract"
    )
    desk.do(*quote)
    assert desk.last(done["case"])["category"] == "paid"


def test_contracts_are_put_on_file_shown_and_listed(desk: Desk) -> None:
    manager = desk.at("2026-12-01 09:00").as_("liuhong")
    add = f"contract add HT-2027-003 --customer {OWNER} --start 2027-01-01 --end 2027-12-31"
    assert manager.do(f"{add[:-2]}30 --within visit=9h")["id"] == "HT-2027-003"
    edit = "contract edit HT-2027-003"
    manager.do(f"{edit} --end 2027-12-31 --within visit=4h")
    assert "nothing to change was given" in manager.type(edit).err
    assert "--end 2026-12-31 is before --start" in manager.type(f"{edit} --end 2026-12-31").err
    assert "did you mean visit?" in manager.type(f"{edit} --within vist=4h").err
    assert "is on file already" in manager.refused(add)
    assert "no clock is called vist" in manager.type(f"{add[:-1]}0 --within vist=4h").err
    assert manager.type(add.replace("2027-12-31", "2026-12-31").replace("003", "4")).code == 2
    assert "contract add is for" in manager.as_("wangli").refused(add.replace("003", "4"))
    shown = manager.do("contract show HT-2027-003")
    assert (shown["in_force"], shown["within"], shown["end"]) == (
        False,
        {"visit": "4h"},
        "2027-12-31",
    )
    assert "visit 4h" in manager.type("contract show HT-2027-003").out
    rows = manager.do(f"contract list --customer {OWNER}")
    assert [(row["id"], row["in_force"]) for row in rows] == [
        ("HT-2026-017", True),
        ("HT-2027-003", False),
    ]
    assert "HT-2026-017" in manager.speaking("zh").type("contract list").out
    assert manager.type("contract show HT-9").code == 2
    assert desk.type("validate").code == 0
    done = reported(desk, "2027-01-04 09:00")
    assert done["contract"] == "HT-2027-003"
    assert due(desk.at("2027-01-04 09:01"), done["case"]) == "2027-01-04T13:00"


def test_two_in_force_are_not_guessed_between(desk: Desk) -> None:
    add = f"contract add HT-2026-018 --customer {OWNER} --start 2026-06-01"
    desk.at("2026-12-01 09:00").as_("liuhong").do(add)
    words = ("report", "--customer", OWNER, "--fault", "x")
    answer = desk.at("2026-12-02 09:00").as_("wangli").type(*words)
    assert answer.code == 2
    assert "HT-2026-017, HT-2026-018; say which: --contract NUMBER" in answer.err
    done = reported(desk, "2026-12-02 09:00", "--contract", "HT-2026-018")
    assert done["contract"] == "HT-2026-018"


def test_the_end_of_a_contract_is_a_soft_deadline_until_it_is_renewed_or_let_go(desk: Desk) -> None:
    def ends(now: str, words: str) -> list[tuple[str, str, bool]]:
        rows = desk.at(now).type(f"{words} --json").json
        found = [row for row in rows if row["clock"] == "contract_end"]
        return [(row["id"], row["due"][:16], row["soft"]) for row in found]

    row = [("HT-2026-017", "2027-01-01T00:00", True)]
    assert ends("2026-12-01 09:00", "due --within 3wd") == []
    assert ends("2026-12-28 09:00", "due --within 7d") == row
    assert ends("2027-01-04 09:00", "overdue") == row
    assert desk.at("2027-01-04 09:00").type("overdue --kind contract_end").code == 0
    manager = desk.at("2027-01-05 09:00").as_("liuhong")
    manager.do("contract", "end", "HT-2026-017", "--reason", "客户换了新机")
    assert ends("2027-01-05 09:01", "overdue") == []
    assert "says already" in manager.refused("contract end HT-2026-017 --reason again")


@pytest.mark.parametrize(("lang", "said"), [("zh", "**维护合同**: HT"), ("en", "**Contract**: HT")])
def test_the_service_sheet_has_the_contract(desk: Desk, lang: str, said: str) -> None:
    done = reported(desk, "2026-12-31 09:00")
    desk = desk.at("2026-12-31 09:10").speaking(lang)
    assert said in desk.type("sheet", done["case"], "--format", "md").out
    without = reported(desk, "2026-12-31 09:20", "--no-contract")
    assert said not in desk.type("sheet", without["case"], "--format", "md").out
