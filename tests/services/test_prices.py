"""The price of a repair: told anew, agreed anew, paid back, invoiced; typed, and edited by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import Desk

Play = Callable[..., Desk]

DAY = "2025-09-22"
CALL = (
    'report --customer 秦岭酒店 --phone "029-5550 1234" --address 西安1号 --fault 无图像'
    " --serial SN1 --model FL-STB210 --purchased 2020-01-01"
)
TO_SITE = (
    f"{DAY} 09:00 wangli {CALL}",
    f"{DAY} 09:01 wangli handover CASE --no-guidance 赶时间",
    f"{DAY} 09:05 chenwei assign CASE guotao",
    f"{DAY} 09:08 guotao prepare CASE --yes all --cause 电源",
    f"{DAY} 09:09 guotao depart CASE",
    f"{DAY} 09:40 guotao arrive CASE --yes all --met 冯",
    f"{DAY} 09:45 guotao diagnose CASE --agrees yes --cause 电源板坏",
)
QUOTED = (*TO_SITE, f"{DAY} 09:50 guotao quote CASE --line 换板=180")
AGREED = (*QUOTED, f"{DAY} 09:51 guotao accept CASE")
TOLD_MORE = (*AGREED, f"{DAY} 10:00 guotao quote CASE --line 换板=180 --line 风扇=20")
AGREED_MORE = (*TOLD_MORE, f"{DAY} 10:01 guotao accept CASE")
PAID = (*AGREED, f"{DAY} 09:52 guotao cash collect CASE 180")
DONE = (*PAID, f"{DAY} 10:30 guotao complete CASE --yes all --work 换板 --signed-by 冯")
AGAIN = (
    *DONE,
    f"{DAY} 11:00 guotao phone-in CASE --summary 好",
    f"{DAY} 11:05 wangli sheet-in CASE --debrief 好",
    "2025-09-23 09:00 wangli callback CASE --running new_fault --satisfaction 3",
    "2025-09-23 09:01 chenwei plan CASE --analysis 另坏 --plan 再修",
    *(line.replace("22 0", "23 1") for line in TO_SITE[2:]),
)
REFUND = "cash pay CASE {} --for refund --reason 多收 --approved-by chenwei"


def owed(desk: Desk) -> list[str]:
    """Return the sums that the customer owes."""
    return [row["what"].split()[0] for row in desk.show()["open"] if "customer:" in row["what"]]


def printed(desk: Desk, form: str) -> str:
    return desk.type(f"sheet CASE --form {form}").out


def edit(desk: Desk, old: str, new: str, n: int = 0) -> str:
    """Change a text of the case as in an editor; return what ``validate`` says of it then."""
    [file] = desk.root.glob("cases/*/*/*.yaml")
    before, *rest = file.read_text("utf-8").split(old)
    assert len(rest) > n, old
    parts = [before, *rest]
    file.write_text(old.join(parts[: n + 1]) + new + old.join(parts[n + 1 :]), "utf-8")
    return desk.type("validate").out


def right(desk: Desk) -> bool:
    return desk.type("validate").code == 0


def test_a_price_agreed_anew_books_only_what_is_more(play: Play) -> None:
    desk = play(*TOLD_MORE)
    assert owed(desk) == ["180.00"]
    answer = desk.type("accept CASE").out
    assert "price in all: 200.00 CNY, +20.00 to before" in answer
    assert "20.00 CNY  service-cost → customer:" in answer
    assert owed(desk) == ["200.00"]
    assert "CNY 200.00" in printed(desk, "repair")
    assert right(desk)
    assert "tells of 25.00 CNY, here is 20.00" in edit(desk, "风扇=20.00", "风扇=25.00")


def test_a_lower_price_agreed_anew_is_booked_back(play: Play) -> None:
    desk = play(*AGREED_MORE).at(f"{DAY} 10:05").as_("guotao")
    desk.do("quote CASE --line 换板=150")
    assert desk.do("accept CASE")["price"] == {
        "total": "150.00",
        "change": "-50.00",
        "currency": "CNY",
    }
    assert owed(desk) == ["150.00"]
    desk.do("quote CASE --line 换板=150")
    assert desk.do("accept CASE")["price"]["change"] == "+0.00"
    assert (owed(desk), right(desk)) == (["150.00"], True)


def test_a_price_below_what_was_paid_is_agreed_when_that_is_paid_back(play: Play) -> None:
    desk = play(*PAID).at(f"{DAY} 10:05").as_("guotao")
    desk.do("quote CASE --line 换板=150")
    refusal = desk.refused("accept CASE")
    assert "150.00 CNY is 30.00 less than the customer has paid" in refusal
    assert f"cash pay {desk.case} 30.00 --for refund" in refusal
    desk.as_("hemei").do(REFUND.format(30))
    desk.do("accept CASE")
    assert (owed(desk), right(desk)) == ([], True)
    desk.do("quote CASE --line 换板=160")
    desk.do("accept CASE")
    assert (owed(desk), right(desk)) == (["10.00"], True)


def test_a_refused_price_leaves_the_one_before(play: Play) -> None:
    desk = play(*TOLD_MORE)
    assert "CNY 200.00" in printed(desk, "repair")
    desk.do("refuse CASE --reason 太贵")
    assert (owed(desk), right(desk)) == (["180.00"], True)
    assert "CNY 180.00" in printed(desk, "repair")
    assert "200.00" not in printed(desk, "repair")


def test_a_repair_that_is_asked_for_again_has_a_price_of_its_own(play: Play) -> None:
    desk = play(*AGAIN).at("2025-09-23 11:00").as_("guotao")
    desk.as_("hemei").do(REFUND.format(30))
    desk.do("quote CASE --line 风扇=60")
    desk.do("accept CASE")
    assert (owed(desk), right(desk)) == (["60.00"], True)


def test_prices_of_one_repair_are_in_one_currency(play: Play) -> None:
    desk = play(*AGREED).at(f"{DAY} 10:05").as_("guotao")
    desk.do("quote CASE --line 换板=30 --currency USD")
    assert "the price agreed before was in CNY" in desk.refused("accept CASE")


def test_what_is_owed_in_another_currency_is_settled_in_that(play: Play) -> None:
    desk = play(*TO_SITE).at(f"{DAY} 09:55").as_("guotao")
    desk.do("quote CASE --line 换板=30 --currency USD")
    desk.do("accept CASE")
    [owed_] = [item for item in desk.show()["open"] if "customer:" in item["what"]]
    assert owed_["settle"] == f"servicectl cash collect {desk.case} 30.00 --currency USD"
    assert "write-off" in owed_["instead"][0]
    assert "30.00 --currency USD --reason" in owed_["instead"][0]
    assert "30.00 --currency USD" in desk.as_("chenwei").refused("cancel CASE --reason 不修")
    desk.as_("guotao").do("cash collect CASE 20 --currency USD")
    stop = desk.as_("chenwei").refused("cancel CASE --reason 不修")
    assert f"quote {desk.case} --line TEXT=20.00 --currency USD, then accept" in stop
    assert f"cash pay {desk.case} 20.00 --currency USD --for refund" in stop
    assert right(desk)


def test_a_price_booked_back_is_booked_whole_again(play: Play) -> None:
    desk = play(*AGREED).at(f"{DAY} 10:05").as_("guotao")
    desk.do(f"retract CASE {desk.last()['id']} --reason 误录")
    engineer = desk.as_("guotao")
    engineer.do("quote CASE --line 换板=170")
    engineer.do("accept CASE")
    assert (owed(desk), right(desk)) == (["170.00"], True)


def test_a_price_taken_back_counts_no_more(play: Play) -> None:
    desk = play(*AGREED_MORE).at(f"{DAY} 10:05").as_("hemei")
    agreed = desk.last()
    engineer = desk.as_("guotao")
    engineer.do(f"retract CASE {agreed['id']} --reason 误录")
    assert (owed(desk), desk.show()["state"]) == (["180.00"], "quoted")
    engineer.do("accept CASE")
    assert (owed(desk), right(desk)) == (["200.00"], True)


def test_what_a_later_price_rests_on_is_not_taken_back(play: Play) -> None:
    twice = play(*QUOTED, f"{DAY} 09:50 guotao quote CASE --line 换板=200", AGREED[-1])
    *_, told, agreed = (e["id"] for e in twice.show()["history"])
    refusal = twice.refused(f"retract CASE {told} --reason 误录")
    assert f"the price agreed with {agreed} rests on {told}" in refusal

    desk = play(*AGREED_MORE).at(f"{DAY} 10:05").as_("hemei")
    *_, first, _, agreed = desk.show()["history"]
    refusal = desk.as_("guotao").refused(f"retract CASE {first['id']} --reason 误录")
    assert f"the price agreed with {agreed['id']} rests on {first['id']}" in refusal
    desk.as_("guotao").do(f"retract CASE {agreed['id']} --reason 误录")
    assert right(desk)


def test_no_more_is_paid_back_than_was_paid(play: Play) -> None:
    finance = play(*AGREED).at(f"{DAY} 10:05").as_("hemei")
    assert "has paid 0.00 CNY" in finance.refused(REFUND.format("0.01"))
    finance = play(*PAID).at(f"{DAY} 10:05").as_("hemei")
    assert "has paid 180.00 CNY" in finance.refused(REFUND.format("180.01"))
    finance.do(REFUND.format(100))
    assert "has paid 80.00 CNY" in finance.refused(REFUND.format(81))
    assert "CNY 100.00" in printed(finance, "handling")
    assert "200.00" not in printed(finance, "handling")
    assert right(finance)
    told = edit(finance, "100.00", "200.00")
    assert "has paid 180.00 CNY that may be paid back, not 200.00" in told


def test_money_booked_back_is_not_paid_back_too(play: Play) -> None:
    finance = play(*PAID).at(f"{DAY} 10:05").as_("hemei")
    finance.do(f"retract CASE {finance.last()['id']} --reason 误录")
    assert "has paid 0.00 CNY" in finance.refused(REFUND.format(1))


def test_invoices_are_noted_once_and_of_no_more_than_was_agreed(play: Play) -> None:
    finance = play(*QUOTED).at(f"{DAY} 10:05").as_("hemei")
    assert "0.00 were agreed" in finance.refused("invoice CASE FP-1")
    finance = play(*AGREED).at(f"{DAY} 10:05").as_("hemei")
    assert "180.00 were agreed, 0.00" in finance.refused("invoice CASE FP-1 --amount 180.01")
    finance.do("invoice CASE FP-1 --amount 100")
    assert "FP-1 is noted already" in finance.refused("invoice CASE FP-1 --amount 1")
    finance.do("invoice CASE FP-2")
    assert "180.00 were agreed, 180.00" in finance.refused("invoice CASE FP-3")
    assert right(finance)
    assert "FP-2 is noted already" in edit(finance, "number: FP-1", "number: FP-2")


def test_what_was_paid_back_gets_no_invoice(play: Play) -> None:
    finance = play(*PAID).at(f"{DAY} 10:05").as_("hemei")
    finance.do(REFUND.format(80))
    refusal = "100.00 were agreed and not paid back, 0.00 of it has an invoice"
    assert refusal in finance.refused("invoice CASE FP-1 --amount 100.01")
    finance.do("invoice CASE FP-1 --amount 40")
    finance.do("invoice CASE FP-2")
    assert "100.00 of it has an invoice" in finance.refused("invoice CASE FP-3 --amount 0.01")
    assert right(finance)
    finance.as_("guotao").do("quote CASE --line 换板=200")
    finance.as_("guotao").do("accept CASE")  # the price is agreed anew, and debited to the whole
    finance.as_("hemei").do("invoice CASE FP-3 --amount 100")
    assert "200.00 of it has an invoice" in finance.refused("invoice CASE FP-4 --amount 0.01")
    assert right(finance)


def test_the_validator_adds_invoices_up(play: Play) -> None:
    finance = play(*AGREED).at(f"{DAY} 10:05").as_("hemei")
    finance.do("invoice CASE FP-1 --amount 100")
    finance.do("invoice CASE FP-2 --amount 80")
    assert "180.00 were agreed, 100.00" in edit(finance, "80.00", "81.00", n=1)


def test_a_later_repair_has_invoices_of_its_own(play: Play) -> None:
    desk = play(*AGAIN).at("2025-09-23 11:00").as_("hemei")
    desk.do("invoice CASE FP-1")
    desk.as_("guotao").do("quote CASE --line 风扇=60")
    desk.as_("guotao").do("accept CASE")
    assert "240.00 were agreed, 180.00" in desk.refused("invoice CASE FP-2 --amount 61")
    desk.do("invoice CASE FP-2")


@pytest.mark.parametrize("words", ["cash collect CASE -50", "cash pay CASE -0.5 --for refund"])
def test_sums_below_zero_are_named_as_such(play: Play, words: str) -> None:
    answer = play(*AGREED).as_("hemei").type(words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "sums and quantities are above zero" in answer.err


def test_a_price_before_the_cause_is_known_is_an_estimate(play: Play) -> None:
    desk = play(*TO_SITE[:4])
    refusal = desk.refused("quote CASE --line 换板=180")
    assert "quote is possible in state prepared only with --estimate" in refusal
    assert "without it in: diagnosed, quoted, repairing, taken_away, not_repaired" in refusal


UNKNOWN = {
    " --model FL-STB210": ("", "no model is on file"),
    " --model FL-STB210 ": (" --model XB-9 ", "model XB-9 is not in inventory/products.yaml"),
    " --purchased 2020-01-01": ("", "unit SN1 has no date of purchase"),
    " --serial SN1 --model FL-STB210 --purchased 2020-01-01": ("", "the case names no unit"),
}


def test_what_a_case_says_of_a_unit_without_a_number_tells_whether_it_is_free(play: Play) -> None:
    call = TO_SITE[0].replace(" --serial SN1", "")
    paid = play(call, *TO_SITE[1:])
    assert paid.do("quote CASE --line 换板=180")["lines"][0]["until"] == "2021-01-01"
    free = play(call.replace("2020-01-01", "2025-01-01"), *TO_SITE[1:])
    assert "free" in free.refused("quote CASE --line 换板=180:paid")


@pytest.mark.parametrize("told", UNKNOWN)
def test_it_says_what_is_not_on_file_that_tells_whether_it_is_free(play: Play, told: str) -> None:
    instead, reason = UNKNOWN[told]
    desk = play(TO_SITE[0].replace(told, instead), *TO_SITE[1:])
    for category in ("", " --category paid"):
        answer = desk.type(f"quote CASE --line 换板=180{category}")
        assert (answer.code, reason in answer.err) == (2, True)
        assert "--because" in answer.err
    desk.do("quote CASE --line 换板=180 --category paid --because 过保")


PART_PAID = (
    *AGREED,
    f"{DAY} 09:52 guotao cash collect CASE 80",
    f"{DAY} 09:53 hemei cash hand-in CASE",
)
GIVE_UP = "cancel CASE --reason 不修"


def test_who_gives_a_paid_case_up_hears_what_was_paid_and_how_it_goes_back(play: Play) -> None:
    desk = play(*PART_PAID).at(f"{DAY} 10:05")
    stop = desk.as_("chenwei").refused(GIVE_UP)
    assert f"quote {desk.case} --line TEXT=80.00, then accept" in stop
    assert f"cash pay {desk.case} 80.00 --for refund" in stop
    engineer = desk.as_("guotao")
    engineer.do("quote CASE --line 检查=80")
    engineer.do("accept CASE")
    answer = desk.as_("chenwei").type(GIVE_UP)
    back = f"80.00 CNY paid; to give it back: servicectl cash pay {desk.case} 80.00 --for refund"
    assert (answer.code, back in answer.out) == (0, True)
    desk.as_("hemei").do(REFUND.format(80))
    assert (desk.show()["state"], owed(desk), right(desk)) == ("cancelled", [], True)


def test_what_was_paid_back_first_is_quoted_away_before_the_case_is_given_up(play: Play) -> None:
    desk = play(*PART_PAID, f"{DAY} 09:54 hemei " + REFUND.format(80)).at(f"{DAY} 10:05")
    stop = desk.as_("chenwei").refused(GIVE_UP)
    assert f"quote {desk.case} --line TEXT=0:free, then accept" in stop
    engineer = desk.as_("guotao")
    engineer.do("quote CASE --line 不修=0:free")
    engineer.do("accept CASE")
    answer = desk.as_("chenwei").do(GIVE_UP)
    assert (answer["state"], answer.get("paid"), right(desk)) == ("cancelled", None, True)
