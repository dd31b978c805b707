"""Who calls, and what they tell: what is on file stands, what was lacking is filled in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import Desk

Play = Callable[..., Desk]

NUMBER = "029-5550 1234"
ADDED = f'2025-09-22 09:00 wangli customer add --name 李建国 --phone "{NUMBER}"'
REPORT = "report --phone 02955501234 --fault 无图像"
KNOWN = (ADDED, f"2025-09-22 09:10 wangli {REPORT} --address 科技路12号 --contact 李太太")
WITH_UNIT = (*KNOWN, f"2025-09-22 09:20 wangli {REPORT} --serial SN001")


def customer_of(desk: Desk) -> str:
    """Return the id of the one customer with the number."""
    [found] = desk.do(f'customer find "{NUMBER}"')
    return str(found["id"])


def test_what_a_callers_file_lacks_is_filled_in_with_the_report(play: Play) -> None:
    desk = play(*KNOWN)
    customer = desk.show()["customer"]
    assert (customer["name"], customer["phone"]) == ("李建国", NUMBER)
    assert (customer["address"], customer["contact"]) == ("科技路12号", "李太太")
    names = desk.git("show", "--format=", "--name-only", "HEAD").split()
    assert f"inventory/customers/{customer['id']}.yaml" in names
    assert desk.git("status", "--porcelain") == ""
    assert desk.type("validate").code == 0


@pytest.mark.parametrize(
    ("typed", "said", "option"),
    [
        ("--customer 李大文", "with another --customer", "--name TEXT"),
        ("--address 雁塔路3号", "with another --address", "--address TEXT"),
        ("--contact 张三", "with another --contact", "--contact TEXT"),
    ],
)
def test_what_a_callers_file_says_otherwise_is_not_passed_over(
    play: Play, typed: str, said: str, option: str
) -> None:
    desk = play(*KNOWN)
    refusal = desk.refused(f"{REPORT} {typed}")
    assert said in refusal
    assert f"servicectl customer edit {customer_of(desk)} {option}" in refusal
    assert "--new-customer" in refusal
    same = "--customer 李建国 --address 科技路12号 --contact 李太太"
    assert desk.do(f"{REPORT} {same}")["known"] == "李建国"


def test_another_number_of_a_customer_who_was_named_is_added_to_the_file(play: Play) -> None:
    desk = play(*KNOWN)
    id = customer_of(desk)
    desk.do(f"report --customer {id} --phone '139 0000 1111 / 02955501234' --fault x")
    for phone in ("13900001111", NUMBER):
        assert [row["id"] for row in desk.do("customer", "find", phone)] == [id]
    shown = desk.do("customer", "show", id)
    assert shown["phone"] == NUMBER
    assert [number["number"] for number in shown["phones"]] == [NUMBER, "139 0000 1111"]


def test_a_unit_is_the_model_that_is_on_file(play: Play) -> None:
    desk = play(*WITH_UNIT)
    unit = desk.root / "inventory/units/SN001.yaml"
    again = f"{REPORT} --serial SN001"
    desk.do(f"{again} --model FL-STB210 --purchased 2025-03-01")
    assert "model: FL-STB210\n" in unit.read_text(encoding="utf-8")
    assert "purchased: '2025-03-01'\n" in unit.read_text(encoding="utf-8")
    refusal = desk.refused(f"{again} --model FL-STB460 --purchased 2025-04-01")
    assert "SN001 is on file: --model is FL-STB210, not FL-STB460" in refusal
    assert "--purchased is 2025-03-01, not 2025-04-01" in refusal
    assert desk.type("validate").code == 0


def test_a_model_that_no_list_has_is_recorded_and_said(play: Play) -> None:
    desk = play(*KNOWN)
    shown = desk.type(f"{REPORT} --model FL-STB21")
    assert shown.code == 0
    assert "FL-STB21 is no model of inventory/products.yaml; did you mean FL-STB210?" in shown.out
    assert "did you mean" not in desk.type(f"{REPORT} --model XYZ-9").out
    assert "unknown_model" not in desk.do(f"{REPORT} --model FL-STB210")


def test_whose_number_it_is_already_is_said_when_it_is_put_on_file(play: Play) -> None:
    desk = play(ADDED)
    first = customer_of(desk)
    answer = desk.type("customer add --name 李芳 --phone 02955501234")
    assert answer.code == 0
    assert f"{first} has this number too" in answer.err
    assert desk.type(REPORT).code == 2
    assert desk.do(f"{REPORT} --customer 李建国 --address 南路")["known"] == "李建国"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("李建", ["李建国"]),
        ("太太", ["李建国"]),
        ("5550 12", ["李建国"]),
        ("55501234", ["李建国"]),
        ("29", []),
        ("无此人", []),
    ],
)
def test_a_customer_is_found_by_a_part_of_a_name_or_of_a_number(
    play: Play, words: str, found: list[str]
) -> None:
    desk = play(*KNOWN)
    assert [row["name"] for row in desk.do("customer", "find", words)] == found
    answer = desk.type("customer", "find", words)
    assert (answer.code, answer.err) == (0, "" if found else "no customer\n")


@pytest.mark.parametrize(
    ("typed", "stored", "said", "looked_for"),
    [
        ("钱\u200b九", "钱九", "--name: \\u200b: cannot be seen, taken out", "钱九"),
        ("钱\u00a0十", "钱 十", "", "钱十"),
        ("钱 十一", "钱 十一", "", "钱十\u200b一"),
        ("Mu\u0308ller", "Müller", "", "MÜLLER"),
        ("女工 👩\u200d🔧", "女工 👩\u200d🔧", "", "女工👩\u200d🔧"),
    ],
)
def test_what_nobody_sees_does_not_hide_a_name(
    play: Play, typed: str, stored: str, said: str, looked_for: str
) -> None:
    desk = play()
    answer = desk.type("customer", "add", "--name", typed, "--phone", NUMBER)
    assert (answer.code, said in answer.err, answer.err.count("\n")) == (0, True, 1 if said else 0)
    [found] = desk.do("customer", "find", looked_for)
    assert found["name"] == stored
    assert stored in desk.type("customer", "find", looked_for).out
    desk.do(f"{REPORT} --address 南路")
    assert [row["customer"]["name"] for row in desk.do("search", looked_for)] == [stored]


@pytest.mark.parametrize(
    ("char", "said"),
    [
        ("\u202e", "\\u202e turns the direction of writing"),
        ("\ue000", "\\ue000 is a private character"),
        ("\u0378", "\\u0378 is not a character of any writing"),
        ("\x07", "the control character \\x07 is not text"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name_and_option(
    play: Play, char: str, said: str
) -> None:
    answer = play().type("customer", "add", "--name", f"钱{char}九", "--phone", NUMBER)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert f"--name: {said}" in answer.err


SPELLINGS = (
    "+86 29 5550 1234",
    "0086-29-5550-1234",
    "(029)5550—1234",
    "０２９－５５５０１２３４",
    "55501234",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_caller_is_known_by_any_spelling_of_the_number(play: Play, spelling: str) -> None:
    desk = play(ADDED)
    with_area_code(desk)
    known = desk.do("report", "--phone", spelling, "--address", "南路", "--fault", "无图像")
    assert known["known"] == "李建国"
    assert [row["name"] for row in desk.do("customer", "find", spelling)] == ["李建国"]
    assert [row["id"] for row in desk.do("search", spelling)] == [known["case"]]
    assert desk.show()["customer"]["phone"] == NUMBER  # as it was typed


def with_area_code(desk: Desk) -> None:
    """Say in the rulebook where the desk stands."""
    path = desk.root / "policies.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("company:\n", "company:\n  area_code: '029'\n", 1), encoding="utf-8"
    )
    assert desk.type("save").code == 0


def test_an_extension_is_kept_apart_and_one_switchboard_has_many(play: Play) -> None:
    desk = play()
    asked = ("--address", "a", "--fault", "f")
    for phone in ("029-85550001转8012", "029-85550001-8012", "029-85550001 x8012"):
        desk.do("report", "--customer", "丙公司", "--phone", phone, *asked)
    other = desk.do("report", "--customer", "丁公司", "--phone", "029-85550001转8013", *asked)
    assert "known" not in other
    switchboard = ("report", "--phone", "029-85550001", "--fault", "f")
    assert desk.type(*switchboard).code == 2  # two have it: who calls?
    assert desk.do(*switchboard, "--customer", "丁公司")["known"] == "丁公司"
    [found] = desk.do("customer", "find", "029-85550001 ext. 8012")
    assert found["phone"] == "029-85550001转8012"
    assert found["phones"] == [{"number": "029-85550001", "extension": "8012"}]
