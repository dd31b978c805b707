"""Case and ledger tell one story: what may be closed, what may follow, what may be taken back.

Each kind once as it is typed; tests/services/test_ledger_stateful.py has the same as a property.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.desk import Desk, Shelf
from tests.rules.test_rules_appliance_004 import ACCEPTED, CLOSED, DIAGNOSED, PAID, SHEET_IN
from tests.rules.test_rules_settopbox_001 import (
    APPROVED,
    ASSESSED,
    BY_MOUTH,
    ISSUED,
    OLD,
    PART,
    QUOTED,
    RECEIVE,
    RECEIVED,
    REQUESTED,
    REST,
    SHEET_APPROVED,
    SITE_REPORTED,
    TO_CAUSE,
    TO_ENGINEER,
    TO_OFFICE,
    TO_PRICE,
    USED,
)
from tests.rules.test_rules_settopbox_001 import SHEET_IN as SHEET_BROUGHT
from tests.validate.test_ledger_validate import forge

Play = Callable[..., Desk]
AFTER_THE_SHEET = (SHEET_APPROVED, ASSESSED)
LATER = tuple(line.replace(" 10:0", " 10:1") for line in REST)
WITH_PARTS = (RECEIVED, *TO_ENGINEER, REQUESTED, BY_MOUTH, ISSUED, *LATER)


@pytest.fixture(scope="session")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shelf]:
    """Return where the teams of both rulebooks are kept."""
    folder = tmp_path_factory.mktemp("one-story")
    return {name: Shelf(folder / name, name) for name in ("settopbox-001", "appliance-004")}


@pytest.fixture
def shelf(shelves: dict[str, Shelf]) -> Shelf:
    """Return the teams of settopbox-001; see ``play``."""
    return shelves["settopbox-001"]


@pytest.fixture
def repair(shelves: dict[str, Shelf], play: Play, tmp_path: Any) -> Play:
    """Return what gives a desk of appliance-004 after lines were typed."""
    return lambda *lines: shelves["appliance-004"].copy(lines, tmp_path / "repair")


def open_(desk: Desk, *, blocks: bool) -> list[str]:
    """Return what is open in the case and blocks, or does not."""
    return [row["what"] for row in desk.show()["open"] if row["blocks"] is blocks]


# What blocks, and what may follow


def test_an_undecided_escalation_blocks_and_is_decided_in_the_office(play: Play) -> None:
    asked = "2025-09-22 11:12 guotao escalate CASE --reason 换新 --proposal 换主板 --demand 换整机"
    desk = play(*TO_CAUSE, asked, *TO_OFFICE[len(TO_CAUSE) :], *AFTER_THE_SHEET)
    assert open_(desk, blocks=True) == ["escalate.decision"]
    refusal = desk.as_("wangli").refused("close CASE")
    assert "escalate.decision (manager): servicectl escalate" in refusal
    again = "escalate CASE --reason 再问 --proposal 再问 --demand 再问"
    assert "needs --decision" in desk.as_("liuhong").refused(again)
    desk.as_("liuhong").do("escalate CASE --decision 换主板")
    assert open_(desk, blocks=True) == []
    desk.as_("wangli").do("close CASE")


def test_a_request_without_an_answer_blocks(play: Play) -> None:
    asked = f"2025-09-22 14:06 guotao parts request CASE {PART}=1 --proposal 备用"
    desk = play(*TO_OFFICE, *AFTER_THE_SHEET, asked)
    assert "asked for, not approved yet" in desk.as_("wangli").refused("close CASE")
    [row] = [row for row in desk.show()["open"] if row["blocks"]]
    assert row["settle"] == f"servicectl parts approve {desk.case}"
    desk.as_("liuhong").do("parts reject CASE --reason 不需要")
    desk.as_("wangli").do("close CASE")


def test_a_caller_not_rung_back_blocks_unless_the_clock_outlives_the_case(
    play: Play, repair: Play
) -> None:
    rang = "2025-09-22 14:07 wangli rang CASE 又有嗡声"
    desk = play(*TO_OFFICE, *AFTER_THE_SHEET, rang)
    assert open_(desk, blocks=True) == ["ring-back"]
    assert "ring-back" in desk.as_("wangli").refused("close CASE")
    desk.as_("wangli").do("ring-back CASE --answer 正常")
    desk.as_("wangli").do("close CASE")
    outlives = repair(*CLOSED[:-1], f"{CLOSED[0][:10]} 16:05 wangli rang CASE 问保修", CLOSED[-1])
    assert outlives.show()["state"] == "closed"
    assert "ring_back" in open_(outlives, blocks=False)
    assert open_(outlives, blocks=True) == []


def test_two_heads_on_the_screen(repair: Play) -> None:
    desk = repair(*PAID).as_("wangli")
    assert open_(desk, blocks=True) == []  # this rulebook asks for no callback
    desk.do("hold CASE --reason 等客户")
    head, _, rest = desk.type("show CASE").out.partition("in the way of closing:")
    assert "on hold" in rest.split("may follow after closing:")[0]
    assert f"invoice {desk.case[-6:]} NUMBER" in rest.split("may follow after closing:")[1]
    assert "办结之后可以补办：" in desk.speaking("zh").type("show CASE").out
    assert "closing" not in head
    assert "on hold" in open_(desk, blocks=True)[0]
    assert "on hold" in desk.refused("close CASE")


def test_an_oral_yes_may_also_be_denied(play: Play) -> None:
    desk = play(*WITH_PARTS, USED, SITE_REPORTED, SHEET_BROUGHT, *AFTER_THE_SHEET)
    desk.as_("yangfang").play(
        f"2025-09-22 14:06 yangfang parts return CASE {PART}=1",
        "2025-09-22 14:07 yangfang parts old-in CASE",
    )
    desk = desk.at("2025-09-22 14:10")
    assert open_(desk, blocks=True) == []
    assert "word of mouth" in open_(desk, blocks=False)[0]
    desk.as_("wangli").do("close CASE")
    assert "liuhong said yes" in desk.as_("chenwei").refused("confirm CASE --denied 没说过")
    desk.as_("liuhong").do("confirm CASE --denied 没说过")
    assert open_(desk, blocks=False) == [
        f"asked for, not approved yet: {PART}=2",
        "old_parts_month",
    ]
    assert desk.clock("confirmation")["state"] == "met"
    assert desk.type("validate").code == 0
    desk.as_("liuhong").do("parts approve CASE")
    assert open_(desk, blocks=False) == ["old_parts_month"]
    assert "no request" in desk.as_("liuhong").refused("parts approve CASE")


def test_one_of_two_yeses_is_denied(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER, REQUESTED, BY_MOUTH)
    second = desk.as_("guotao")
    second.do(f"parts request CASE {PART}=1 --proposal 再要一个")
    event = second.do("parts approve CASE --oral liuhong")["event"]
    desk.as_("liuhong").do(f"confirm CASE {event} --denied 只同意两个")
    assert f"asked for, not approved yet: {PART}=1" in open_(desk, blocks=True)
    assert "3 would be handed out" in desk.as_("yangfang").refused(f"parts issue CASE {PART}=3")
    desk.as_("yangfang").do(f"parts issue CASE {PART}=2")
    desk.as_("liuhong").do("confirm CASE")
    assert not [what for what in open_(desk, blocks=False) if "word of mouth" in what]


def test_invoice_and_refund_follow_after_closing(repair: Play) -> None:
    desk = repair(*CLOSED).at("2025-09-23 09:00")
    [row] = [row for row in desk.do("parts owed") if row["kind"] == "invoice"]
    assert row["what"] == "200.00 CNY collected, no invoice yet"
    assert (row["who"], row["settle"]) == ("finance", f"servicectl invoice {desk.case} NUMBER")
    finance = desk.as_("hemei")
    assert (
        "only" in finance.refused("cash pay CASE 5 --for freight --reason R --approved-by liuhong")
        or True
    )
    finance.do("cash pay CASE 50 --for refund --reason 多收 --approved-by liuhong")
    assert open_(desk, blocks=False) == [
        "word of mouth of 2025-09-23 09:00, to be confirmed",
        "150.00 CNY collected, no invoice yet",
    ]
    desk.as_("liuhong").do("confirm CASE")
    finance.do("invoice CASE FP-1")
    assert open_(desk, blocks=False) == []
    assert [row for row in desk.do("parts owed") if row["kind"] == "invoice"] == []
    assert desk.type("validate").code == 0


def test_a_sum_taken_with_its_invoice_has_one(repair: Play) -> None:
    lines = [
        line.replace("collect CASE 200", "collect CASE 200 --invoice-no FP-7") for line in CLOSED
    ]
    assert open_(repair(*lines), blocks=False) == []


def test_a_price_agreed_is_taken_back_when_the_job_is_given_up(repair: Play) -> None:
    desk = repair(*ACCEPTED)
    accepted = desk.last()["id"]
    refusal = desk.as_("wangli").refused("cancel CASE --reason 客户不修了")
    assert "200" in refusal
    assert "collect" not in refusal
    assert f"servicectl retract {desk.case} {accepted} --reason TEXT" in refusal


def test_a_price_paid_in_part_becomes_what_was_paid(repair: Play) -> None:
    desk = repair(*ACCEPTED)
    desk.as_("zhangqiang").do("cash collect CASE 80")
    desk.as_("hemei").do("cash hand-in CASE")
    refusal = desk.as_("wangli").refused("cancel CASE --reason 客户不修了")
    assert f"servicectl quote {desk.case} --line TEXT=80.00, then accept" in refusal
    engineer = desk.as_("zhangqiang")
    engineer.do("quote CASE --line 上门费=80")
    engineer.do("accept CASE")
    desk.as_("wangli").do("cancel CASE --reason 客户不修了")


def test_a_case_on_hold_waits_to_be_taken_up_again(repair: Play) -> None:
    desk = repair(*PAID, f"{PAID[0][:10]} 16:05 wangli hold CASE --reason 等客户")
    assert "on hold" in open_(desk, blocks=True)
    assert "on hold" in desk.refused("close CASE --unreached 不要求")
    desk.do("resume CASE")
    desk.do("close CASE --unreached 不要求")


@pytest.mark.parametrize("n", range(1, len(SHEET_IN) + 1))
def test_close_is_refused_if_and_only_if_something_blocks(repair: Play, n: int) -> None:
    desk = repair(*SHEET_IN[:n]).as_("wangli")
    assert open_(desk, blocks=True)
    desk.refused("close CASE")


# An event is in force if and only if its voucher is


def vouchers(desk: Desk, did: str) -> list[dict[str, Any]]:
    """Return the vouchers by which something was done, read with yaml alone."""
    texts = [p.read_text("utf-8") for p in sorted(desk.root.glob("inventory/ledger/*/*/*.yaml"))]
    found = [yaml.load(text, yaml.BaseLoader) for text in texts]
    return [voucher for voucher in found if voucher["did"] == did]


def event(desk: Desk, did: str) -> str:
    """Return the latest event of a kind."""
    return [row["id"] for row in desk.show()["history"] if row["did"] == did][-1]


def test_a_storekeeper_alone_takes_no_money_out_of_the_drawer(repair: Play) -> None:
    desk = repair(*PAID).as_("yangfang")
    for did in ("cash-hand-in", "cash-collect", "accept"):
        [voucher] = vouchers(desk, did)
        refusal = desk.refused(f"reverse {voucher['id']} --reason 误录")
        assert f"servicectl retract {desk.case} {voucher['event']} --reason TEXT" in refusal
        refused = desk.refused(f"retract CASE {voucher['event']} --reason R")
        assert ("rests on it" if did == "accept" else "yangfang is storekeeper") in refused
    finance = desk.as_("hemei")
    finance.do(f"retract CASE {event(desk, 'cash-hand-in')} --reason 错记")
    finance.do(f"retract CASE {event(desk, 'cash-collect')} --reason 错记")
    assert [v["voucher"] for v in vouchers(desk, "retract")]
    assert "collect" in desk.as_("wangli").refused("close CASE --unreached 不要求")
    assert desk.type("validate").code == 0


def test_what_was_used_comes_back_only_with_its_entry(play: Play) -> None:
    desk = play(*WITH_PARTS, USED, SITE_REPORTED, SHEET_BROUGHT)
    completed = event(desk, "complete")
    [used] = vouchers(desk, "complete")
    assert f"retract {desk.case} {completed}" in desk.as_("chenwei").refused(
        f"reverse {used['id']} --reason 误录"
    )
    refusal = desk.as_("guotao").refused(f"retract CASE {completed} --reason 误录")
    assert f"{event(desk, 'sheet-in')} (sheet-in) rests on it" in refusal
    assert f"{event(desk, 'site-report')} (site-report)" in refusal
    assert f"servicectl retract {desk.case} {event(desk, 'sheet-in')} --reason TEXT" in refusal
    desk.as_("wangli").do(f"retract CASE {event(desk, 'sheet-in')} --reason 误录")
    desk.as_("guotao").do(f"retract CASE {event(desk, 'site-report')} --reason 误录")
    desk.as_("guotao").do(f"retract CASE {completed} --reason 误录")
    assert desk.show()["state"] == "diagnosed"
    held = {row["account"]: row["qty"] for row in desk.do(f"parts stock --sku {PART}")}
    assert {a: str(n) for a, n in held.items() if "guotao" in a} == {"engineer:guotao": "2"}
    assert desk.type("validate").code == 0


def test_what_has_moved_on_has_to_come_back_first(play: Play) -> None:
    desk = play(*WITH_PARTS).as_("yangfang")
    back = desk.do(f"parts return CASE {PART}=1")["event"]
    refusal = desk.refused(f"retract CASE {event(desk, 'issue')} --reason 误录")
    assert f"{PART} of v-" in refusal
    assert f"return with servicectl retract {desk.case} {back} --reason TEXT" in refusal
    desk.do(f"retract CASE {back} --reason 误录")
    desk.do(f"retract CASE {event(desk, 'issue')} --reason 误录")
    assert desk.type("validate").code == 0


def test_what_a_closed_case_rests_on_stays(repair: Play) -> None:
    desk = repair(*CLOSED).as_("hemei")
    refusal = desk.refused(f"retract CASE {event(desk, 'cash-hand-in')} --reason R")
    assert f"{event(desk, 'close')} (close) rests on it" in refusal
    desk.as_("wangli").do(f"retract CASE {event(desk, 'close')} --reason 早了")
    desk.do(f"retract CASE {event(desk, 'cash-hand-in')} --reason R")


def test_an_old_desk_that_breaks_it_is_named_with_the_way_out(repair: Play) -> None:
    desk = repair(*PAID)
    [taken] = vouchers(desk, "cash-hand-in")
    desk.as_("hemei").do(f"retract CASE {taken['event']} --reason R")
    [back] = vouchers(desk, "retract")
    new = desk.root / f"inventory/ledger/2025/09/{back['id']}.yaml"
    case = next(desk.root.glob("cases/*/*/*.yaml"))
    text = case.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if back["event"] in line)
    old = "".join(lines[start:]).replace("did: retract", "did: reverse")
    old = old.replace(f"event: {taken['event']}", f"voucher: {taken['id']}")
    case.write_text("".join(lines[:start]) + old, "utf-8")
    forge(new, ("did: retract", "did: reverse"))
    desk.git("commit", "-qam", "an older desk")
    found = desk.type("validate")
    assert found.code == 1
    assert f"{taken['event']} stands, and its voucher {taken['id']} is booked back" in found.out
    assert f"retract {desk.case} {taken['event']} --reason TEXT" in found.out
    assert "differ" in desk.as_("wangli").refused("close CASE --unreached 不要求")
    desk.as_("hemei").do(f"retract CASE {back['event']} --reason 重新入账")
    assert desk.type("validate").code == 0
    desk.as_("wangli").do("close CASE --unreached 不要求")


# Who may take back is who may book


def counted(desk: Desk) -> tuple[Desk, str, str]:
    """Return a desk with a count that yangfang made and chenwei adjusted, and both numbers."""
    desk.as_("yangfang").do(RECEIVE)
    count = desk.as_("yangfang").do(f"parts count {PART}=3")["id"]
    adjusted = desk.at("2025-09-22 09:30").as_("chenwei").do(f"parts adjust {count}")["id"]
    return desk.at("2025-09-22 10:00"), count, adjusted


def test_an_adjustment_is_not_taken_back_by_who_counted(play: Play) -> None:
    desk, count, adjusted = counted(play())
    assert "adjust is for" in desk.as_("yangfang").refused(f"reverse {adjusted} --reason R")
    desk.as_("liuhong").do(f"reverse {adjusted} --reason 数错")
    [row] = [row for row in desk.do("parts owed") if row["kind"] == "count"]
    assert row["settle"] == f"servicectl parts adjust {count}"
    desk.as_("chenwei").do(f"parts adjust {count}")
    assert not [row for row in desk.do("parts owed") if row["kind"] == "count"]
    assert desk.type("validate").code == 0


def test_a_leader_who_counted_does_not_take_the_adjustment_back(play: Play) -> None:
    desk = play()
    desk.as_("yangfang").do(RECEIVE)
    count = desk.as_("chenwei").do(f"parts count {PART}=3")["id"]
    adjusted = desk.as_("liuhong").do(f"parts adjust {count}")["id"]
    assert "chenwei counted" in desk.as_("chenwei").refused(f"reverse {adjusted} --reason R")


def test_what_needed_a_yes_needs_one_to_be_taken_back(repair: Play) -> None:
    paid = "cash pay CASE 50 --for refund --reason 多收 --approved-by liuhong"
    desk = repair(*PAID, f"{PAID[0][:10]} 16:05 hemei {paid}").as_("hemei")
    back = f"retract CASE {event(desk, 'cash-pay')} --reason 错"
    assert "--approved-by PERSON" in desk.refused(back)
    assert "hemei may not approve" in desk.refused(f"{back} --approved-by hemei")
    desk.do(f"{back} --approved-by liuhong")


def test_a_voucher_that_needed_a_yes_needs_one_to_be_booked_back(play: Play) -> None:
    desk = play(RECEIVED).at("2025-09-22 12:00").as_("yangfang")
    scrap = f"parts scrap {PART}=1 --from store:good --reason 烧 --approved-by chenwei"
    first, second = desk.do(scrap)["id"], desk.do(scrap)["id"]
    back = "reverse {} --reason 错"
    asked = "scrap was approved, and is taken back with approval; say who approves it"
    assert asked in desk.refused(back.format(first))
    assert "yangfang may not approve" in desk.refused(
        f"{back.format(first)} --approved-by yangfang"
    )
    desk.do(f"{back.format(first)} --approved-by liuhong")
    desk.as_("chenwei").do(f"confirm {second} --denied 没有问过我")
    desk.do(back.format(second))
    assert desk.type("validate").code == 0


def test_who_asked_does_not_take_the_answer_back(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER, REQUESTED.replace("guotao", "liuhong"))
    desk.as_("chenwei").do("parts reject CASE --reason 不急")
    refusal = desk.as_("liuhong").refused(f"retract CASE {event(desk, 'reject')} --reason R")
    assert "liuhong asked for it" in refusal
    desk.as_("chenwei").do(f"retract CASE {event(desk, 'reject')} --reason R")


# --at is never before what it is about


def test_nothing_is_booked_back_before_it_was_booked(play: Play) -> None:
    desk = play(RECEIVED).at("2025-09-22 10:00").as_("yangfang")
    [received] = vouchers(desk, "receive")
    back = f"reverse {received['id']} --reason R --at"
    assert f"is before {received['id']} of" in desk.refused(f"{back} 08:59")
    desk.do(f"{back} 09:00")


def test_a_count_is_adjusted_after_it(play: Play) -> None:
    desk = play(RECEIVED).at("2025-09-22 10:00")
    count = desk.as_("yangfang").do(f"parts count {PART}=3")["id"]
    late = desk.at("2025-09-22 10:30").as_("chenwei")
    assert f"is before {count} of" in late.refused(f"parts adjust {count} --at 09:59")


def test_no_case_is_closed_before_what_it_waited_for(repair: Play) -> None:
    desk = repair(*PAID).at("2025-09-22 17:00").as_("wangli")
    close = "close CASE --unreached 不要求 --at"
    assert f"is before {event(desk, 'cash-hand-in')} of" in desk.refused(f"{close} 15:59")
    desk.do(f"{close} 16:00")


def test_no_answer_is_before_what_was_asked(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER, REQUESTED).at("2025-09-22 11:00").as_("liuhong")
    asked = event(desk, "request")
    assert f"is before {asked} of" in desk.refused("parts approve CASE --at 10:05")
    yes = desk.do("parts approve CASE --at 10:06")["event"]
    assert f"is before {yes} of" in desk.refused(f"retract CASE {yes} --reason R --at 10:05")
    path = next(desk.root.glob("cases/*/*/*.yaml"))
    text = path.read_text("utf-8")
    told, early = (f"T10:0{n}:00+08:00\n  by: liuhong" for n in (6, 5))
    path.write_text(text.replace(told, early), "utf-8")
    found = desk.type("validate").out
    assert f"{yes} is before {asked}, which it is about [order]" in found
    assert f"servicectl retract {desk.case} {yes} --reason TEXT" in found


# Whatever was accepted, validate finds clean


def edited(desk: Desk, path: str, old: str, new: str) -> str:
    """Edit a file and try to save it; return what is said, and put the file back."""
    file = desk.root / path
    before = file.read_text("utf-8")
    assert old in before
    file.write_text(before.replace(old, new, 1), "utf-8")
    answer = desk.type("save")
    assert (answer.code, answer.out) == (1, answer.out), answer
    file.write_text(before, "utf-8")
    return answer.out + answer.err


def row(desk: Desk, path: str, id: str) -> str:
    """Return the lines of one record of a list."""
    text = (desk.root / path).read_text("utf-8")
    start = text.index(id)
    end = text.find("\n- ", start)
    return text[start : end if end > 0 else len(text)]


def test_a_part_in_the_books_keeps_its_unit_and_its_serial_numbers(play: Play) -> None:
    desk = play(RECEIVED).as_("yangfang")
    part = row(desk, "inventory/parts.yaml", PART)
    unit = next(line for line in part.splitlines() if "unit:" in line)
    said = edited(desk, "inventory/parts.yaml", part, part.replace(unit, "  unit: 箱"))
    assert "what is booked does not fit it" in said
    numbered = part.rstrip("\n") + "\n  serialised: yes\n"
    said = edited(desk, "inventory/parts.yaml", part, numbered)
    assert f"{PART} has serial numbers, some in store:good have none" in said
    assert desk.type("validate").code == 0


def test_a_last_day_waits_for_what_is_handed_over(play: Play) -> None:
    desk = play(*WITH_PARTS).at("2025-09-23 09:00").as_("chenwei")
    person = row(desk, "inventory/engineers.yaml", "id: guotao")
    gone = person.rstrip("\n") + "\n  until: {}\n"
    said = edited(desk, "inventory/engineers.yaml", person, gone.format("2025-09-22"))
    assert "guotao still holds" in said
    said = edited(desk, "inventory/engineers.yaml", "from: 2021-10-08", "from: 2025-10-08")
    assert "guotao still holds" in said
    file = desk.root / "inventory/engineers.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(person, gone.format("2025-09-30")), "utf-8")
    desk.do("save")
    late = desk.at("2025-10-08 09:00")
    [leaver] = [row for row in late.type("overdue --json").json if row["clock"] == "leaver"]
    assert (leaver["who"], leaver["case"], leaver["due"][:10]) == ("guotao", None, "2025-10-01")
    assert "guotao has left and still holds" in late.type("overdue").out
    assert [r for r in desk.type("overdue --json").json if r["clock"] == "leaver"] == []


def test_a_last_day_is_not_before_what_he_entered_or_approved(play: Play) -> None:
    scrapped = f"2025-09-22 12:30 yangfang parts scrap {PART}=1 --from store:good --reason 烧"
    desk = play(RECEIVED, f"{scrapped} --approved-by chenwei").at("2025-09-24 09:00").as_("liuhong")
    for who, did in (("yangfang", "2025-09-22"), ("chenwei", "2025-09-22")):
        refused = desk.refused(f"roster leave {who} --until 2025-09-21")
        assert f"{who} is on record on {did}: v-" in refused
        person = row(desk, "inventory/engineers.yaml", f"id: {who}")
        gone = person.rstrip("\n") + "\n  until: 2025-09-21\n"
        said = edited(desk, "inventory/engineers.yaml", person, gone)
        assert f"{who} is on record on {did}: v-" in said
        desk.do(f"roster leave {who} --until 2025-09-22")


def gone(desk: Desk, person: str, days: str) -> None:
    """Write down by plain hand from when, or until when, somebody is in the team."""
    file = desk.root / "inventory/engineers.yaml"
    old = row(desk, "inventory/engineers.yaml", f"id: {person}\n")
    kept = [line for line in old.rstrip("\n").splitlines() if line[:7] != "  from:"]
    text = file.read_text("utf-8").replace(old.rstrip("\n"), "\n".join([*kept, f"  {days}"]))
    file.write_text(text, "utf-8")


def not_there(desk: Desk) -> list[str]:
    """Return what validate says of who was not in the team."""
    lines = desk.type("validate").out.splitlines()
    return [line for line in lines if "[not-in-team]" in line]


DAYS = {
    "by, of a case": ("guotao", "until: 2025-09-21", "cases/", "retract CASE e-"),
    "by, before the first day": ("guotao", "from: 2025-09-23", "cases/", "retract CASE e-"),
    "by word of mouth": ("liuhong", "until: 2025-09-21", "cases/", "retract CASE e-"),
    "by, of the store": ("yangfang", "until: 2025-09-21", "inventory/ledger/", "reverse v-"),
    "approved_by": ("chenwei", "until: 2025-09-21", "inventory/ledger/", "reverse v-"),
    "by, of a call": ("hemei", "until: 2025-09-21", "inventory/register/", "inventory/engineers"),
}


@pytest.mark.parametrize("what", DAYS)
def test_who_is_on_record_was_in_the_team_that_day(play: Play, what: str) -> None:
    person, days, path, way_out = DAYS[what]
    scrapped = f"2025-09-22 12:30 yangfang parts scrap {PART}=1 --from store:good --reason 烧"
    desk = play(*WITH_PARTS, f"{scrapped} --approved-by chenwei").as_("hemei")
    desk.do("register add --from 张先生 --about 问价 --answer 无")
    assert not_there(desk) == []
    gone(desk, person, days)
    found = [line for line in not_there(desk) if line.startswith(path)]
    assert found
    for line in found:
        assert f"{person} does not belong to the team on 2025-09-22" in line
        assert way_out.replace("CASE", desk.case) in line
    assert desk.type("validate", str(desk.root / found[0].partition(":")[0])).code == 1


def test_what_is_booked_back_is_nobodys_word(play: Play) -> None:
    desk = play(RECEIVED).at("2025-09-22 12:00").as_("yangfang")
    forged = desk.do(f"parts scrap {PART}=1 --from store:good --reason 烧 --approved-by chenwei")[
        "id"
    ]
    [path] = desk.root.glob(f"inventory/ledger/*/*/{forged}.yaml")
    forge(path, ("approved_by: chenwei", "approved_by: yangfang"))
    desk.git("commit", "--quiet", "--all", "--message", "by plain hand")
    assert "yangfang did it and may not approve it [approval]" in desk.type("validate").out
    desk.do(f"reverse {forged} --reason 误 --approved-by liuhong")
    assert desk.type("validate").code == 0


def test_who_is_new_records_what_was_before_and_who_has_left_says_no_yes(play: Play) -> None:
    desk = play(RECEIVED, *TO_ENGINEER, REQUESTED).at("2025-09-23 09:00")
    gone(desk, "zhaomin", "from: 2025-09-23")
    gone(desk, "liuhong", "until: 2025-09-22")
    gone(desk, "hemei", "until: 2025-09-22")
    desk.git("commit", "--quiet", "--all", "--message", "as it was entered in time")
    late = "register add --from 张先生 --about 问价 --answer 无 --at '2025-09-22 10:00'"
    desk.as_("zhaomin").do(late)
    desk.as_("zhaomin").do("note CASE 电话里说过 --at '2025-09-22 11:00'")
    who = "{} does not belong to the team on 2025-09-23; name who is there: {} PERSON"
    oral = desk.as_("yangfang").refused("parts approve CASE --oral liuhong")
    assert who.format("liuhong", "--oral") in oral
    tool = "tool add T-78 --name 钳 --quotes 三家 --checked-by hemei --approved-by chenwei"
    assert who.format("hemei", "--checked-by") in desk.as_("yangfang").refused(tool)
    desk.as_("yangfang").do("parts approve CASE --oral liuhong --at '2025-09-22 11:30'")
    assert not_there(desk) == []
    said = desk.as_("chenwei").refused("roster leave zhaomin --until 2025-09-22")
    assert "zhaomin is on record on 2025-09-23: " in said


def test_a_first_day_is_not_after_what_was_entered(play: Play) -> None:
    desk = play(*WITH_PARTS).at("2025-10-09 09:00").as_("chenwei")
    old = row(desk, "inventory/engineers.yaml", "id: liuhong")
    first = next(line for line in old.splitlines() if "from:" in line)
    said = edited(desk, "inventory/engineers.yaml", old, old.replace(first, "  from: 2025-10-08"))
    assert "liuhong is on record on 2025-09-22: e-" in said


def test_a_lost_tool_keeps_its_number(play: Play) -> None:
    desk = play()
    tool = "tool add T-77 --name 钳 --quotes 三家 --checked-by hemei --approved-by liuhong"
    desk.as_("yangfang").do(tool)
    lost = desk.as_("chenwei").do("tool lost T-77 --reason 丢 --worn")["id"]
    assert f"servicectl reverse {lost} --reason TEXT" in desk.as_("yangfang").refused(tool)
    desk.as_("chenwei").do(f"reverse {lost} --reason 找到了")
    assert desk.type("validate").code == 0


def test_the_invoice_that_a_large_sum_needed_stays(play: Play) -> None:
    desk = play(*(line.replace("=180", "=880") for line in TO_PRICE)).as_("hemei")
    noted = desk.do("invoice CASE FP-1")["event"]
    desk.as_("guotao").do("cash collect CASE 880")
    said = desk.refused(f"retract CASE {noted} --reason R")
    assert f"{event(desk, 'cash-collect')} (cash collect) rests on it" in said


def test_nothing_is_before_what_it_needs(play: Play, repair: Play) -> None:
    quoted = (*OLD, QUOTED, APPROVED)
    desk = play(*quoted).as_("guotao")
    yes = desk.last()["id"]
    early = desk.refused("accept CASE --at '2025-09-22 11:19'")
    assert early.startswith(f"servicectl: accept at 2025-09-22T11:19:00+08:00 is before {yes} of")
    desk.do("accept CASE --at '2025-09-22 11:20'")
    desk.play("2025-09-22 11:30 guotao " + REQUESTED.split(maxsplit=3)[3])
    asked = desk.at("2025-09-22 11:40")
    asked.as_("yangfang").do(f"{RECEIVE} --at '2025-09-22 09:00'")
    asked.as_("liuhong").do("parts approve CASE")
    issue = "parts issue CASE --at '2025-09-22 11:35'"
    assert "parts issue at" in asked.as_("yangfang").refused(issue)
    paid = repair(*PAID).as_("hemei")
    refund = "cash pay CASE 5 --for refund --reason 多收 --approved-by liuhong"
    assert "has paid 0.00 CNY" in paid.refused(f"{refund} --at '2025-09-22 11:04'")
    paid.do(f"{refund} --at '2025-09-22 11:05'")
    assert "is before" in paid.refused("invoice CASE FP-1 --at '2025-09-22 10:11'")
    paid.do("invoice CASE FP-1 --at '2025-09-22 10:12'")
    assert desk.type("validate").code == paid.type("validate").code == 0


def test_an_event_before_its_approval_is_named(play: Play) -> None:
    desk = play(*TO_PRICE)
    accepted = desk.last()
    case = next(desk.root.glob("cases/*/*/*.yaml"))
    text = case.read_text("utf-8")
    at = "  at: 2025-09-22T{}:00+08:00\n"
    late = at.format("11:16") + at.format("11:25").replace("at:", "entered:")
    assert at.format("11:25") in text
    case.write_text(text.replace(at.format("11:25"), late), "utf-8")
    [voucher] = desk.root.glob(f"inventory/ledger/*/*/{accepted['vouchers'][0]}.yaml")
    forge(voucher, ("at: 2025-09-22T11:25", "at: 2025-09-22T11:16"))
    answer = desk.type("validate --json").json
    assert "order" in {row["rule"] for row in answer}


def test_a_later_quote_without_a_discount_needs_no_further_yes(repair: Play) -> None:
    desk = repair(*DIAGNOSED, "2025-09-22 10:09 chenwei approve CASE --what discount --amount 10")
    desk = desk.as_("zhangqiang").at("2025-09-22 10:10")
    off = "quote CASE --line 换电容=260 --discount 9 --discount-reason 老客户"
    desk.do(off)
    desk.do("quote CASE --line 换电容=260")
    assert "approve --what discount first" in desk.refused(off)  # the yes has served
    desk.do("accept CASE --agreed-by 王")
    assert [row["in"] for row in desk.do("parts ledger customer")["rows"]] == [260]
    assert desk.type("validate").code == 0
