"""Who calls, about which unit: no double customer, no unit that is none, and what joins twins."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.terminal import Terminal

Play = Callable[..., Desk]

SCHOOL = (
    "2025-09-22 09:00 wangli report --customer 曲江小学 --phone 029-85550001 --address 池畔路77号 "
    "--serial SN77080034 --model FL-LCD55 --fault 无图像"
)
TAKEN_AWAY = (
    "2025-09-22 09:01 wangli handover CASE --no-guidance x",
    "2025-09-22 09:05 chenwei assign CASE guotao",
    "2025-09-22 09:08 guotao prepare CASE --yes all --cause x",
    "2025-09-22 09:09 guotao depart CASE",
    "2025-09-22 09:40 guotao arrive CASE --yes all --met x",
    "2025-09-22 09:45 guotao diagnose CASE --cause x --agrees yes",
    "2025-09-22 09:46 guotao take-away CASE",
)
ASKED = ("--address", "北路", "--fault", "f")


def asked_back(desk: Desk, *words: str) -> str:
    """Type a line in which two meanings are possible: exit 2, one line, nothing is recorded."""
    before = desk.head
    answer = desk.type(*words)
    assert (answer.code, answer.out, desk.head, answer.err.count("\n")) == (2, "", before, 1), (
        answer
    )
    return answer.err


def names(desk: Desk, folder: str) -> set[str]:
    """Return what the files of a folder are called."""
    return {path.stem for path in (desk.root / "inventory" / folder).iterdir()}


def customer_of(desk: Desk) -> str:
    """Return the id of the school."""
    return str(desk.do("customer", "find", "曲江")[0]["id"])


@pytest.mark.parametrize(
    "who",
    [
        ("--phone", "+86 29 8555 0001"),
        ("--customer", "曲江小学"),
        ("--customer", "曲江 小学"),
        ("--serial", "sn77080034"),
        ("--serial", "ＳＮ７７０８００３４"),
    ],
)
def test_a_customer_is_known_by_number_name_and_unit(play: Play, who: tuple[str, str]) -> None:
    desk = play(SCHOOL)
    before = names(desk, "customers")
    assert desk.do("report", *who, "--fault", "again")["known"] == "曲江小学"
    assert names(desk, "customers") == before


@pytest.mark.parametrize(
    "who", [("--customer", "曲江\u200b小学"), ("--customer", "校办", "--serial", "SN77080034")]
)
def test_a_new_number_with_a_known_name_or_unit_is_asked_about(
    play: Play, who: tuple[str, ...]
) -> None:
    desk = play(SCHOOL)
    id = customer_of(desk)
    typed = ("report", *who, "--phone", "138 0013 8000", *ASKED)
    said = asked_back(desk, *typed) if "\u200b" not in who[1] else desk.type(*typed).err
    assert f"{id} 曲江小学 is on file" in said
    assert f"--customer {id}" in said
    assert "--new-customer" in said
    known = desk.do("report", "--customer", id, "--phone", "138 0013 8000", "--fault", "f")
    assert known["known"] == "曲江小学"
    assert desk.do("report", "--phone", "+86 13800138000", "--fault", "f")["known"] == "曲江小学"
    assert "known" not in desk.do(*typed[:-6], "--phone", "13900139000", *ASKED, "--new-customer")
    assert desk.type("validate").code == 0


def test_a_known_address_alone_is_only_said(play: Play) -> None:
    desk = play(SCHOOL)
    typed = ("--customer", "隔壁", "--phone", "13800138000", "--address", "池畔路77号")
    done = desk.do("report", *typed, "--fault", "f")
    assert done["same_address"] == [customer_of(desk)]


def test_half_a_name_is_asked_about_where_no_number_was_given_and_else_said(play: Play) -> None:
    desk = play(SCHOOL)
    school = desk.do("customer", "find", "曲江")[0]["id"]
    half = ("report", "--customer", "曲江", "--fault", "f")
    answer = desk.type(*half)
    assert (answer.code, answer.out) == (2, "")
    assert f"nobody is called 曲江, but: {school} 曲江小学" in answer.err
    assert f"--customer {school}; somebody else: --new-customer" in answer.err
    new = desk.do(*half, "--phone", "13900001111", "--address", "街1")
    assert new["like_name"] == [f"{school} 曲江小学"]
    answer = desk.type("report", "--customer", "曲江小学校", "--fault", "f")
    assert "say which: --customer ID" in answer.err
    desk.do("report", "--customer", school, "--fault", "f")


def test_customer_add_asks_about_a_name_that_is_on_file(play: Play) -> None:
    desk = play(SCHOOL)
    id = customer_of(desk)
    typed = ("customer", "add", "--name", "曲江小学", "--phone", "13800138000")
    said = asked_back(desk, *typed)
    assert f"customer edit {id} --add-phone NUMBER" in said
    desk.do(*typed, "--new-customer")
    assert (
        asked_back(desk, "report", "--customer", "曲江小学", "--fault", "f").count("曲江小学") == 2
    )


@pytest.mark.parametrize("phone", ["138 0013 800", "138001380001", "+86 1380013800"])
def test_a_mobile_number_with_a_digit_too_few_or_too_many_is_asked_about(
    play: Play, phone: str
) -> None:
    desk = play(SCHOOL)
    for typed in (
        ("report", "--customer", "甲", "--phone", phone, *ASKED),
        ("customer", "add", "--name", "乙", "--phone", phone),
        ("customer", "edit", customer_of(desk), "--add-phone", phone),
    ):
        assert "--as-typed" in asked_back(desk, *typed)
        desk.do(*typed, "--as-typed")


def test_half_a_name_is_enough_beside_the_number(play: Play) -> None:
    desk = play(SCHOOL)
    done = desk.do("report --phone 02985550001 --customer 曲江 --fault f")
    assert done["known"] == "曲江小学"
    assert desk.do("customer", "find", "曲江")[0]["name"] == "曲江小学"
    assert "--customer" in desk.refused("report --phone 02985550001 --customer 曲江中学 --fault f")


def test_an_extension_that_is_new_is_kept(play: Play) -> None:
    desk = play(SCHOOL)
    id = desk.show()["customer"]["id"]

    def numbers() -> list[tuple[str, str | None]]:
        shown = desk.do("customer", "show", id)["phones"]
        return [(each["number"][-4:], each["extension"]) for each in shown]

    for typed in ("029-85550001转8012", "(029) 85550001 ext. 8012", "02985550001"):
        desk.do("report", "--phone", typed, "--fault", "f")
        assert numbers() == [("0001", None), ("0001", "8012")], typed
    desk.do("customer", "edit", id, "--add-phone", "02985550001-8013")
    assert [extension for _, extension in numbers()] == [None, "8012", "8013"]


def test_numbers_are_added_dropped_and_replaced(play: Play) -> None:
    desk = play(SCHOOL)
    id = customer_of(desk)

    def numbers() -> list[str]:
        return [n["number"] for n in desk.do("customer", "show", id)["phones"]]

    desk.do("customer", "edit", id, "--add-phone", "138 0013 8000 / 139 0013 9000")
    assert numbers() == ["029-85550001", "138 0013 8000", "139 0013 9000"]
    assert (
        "say so already" in desk.type("customer", "edit", id, "--add-phone", "+8613800138000").err
    )
    desk.do("customer", "edit", id, "--drop-phone", "029 8555 0001")
    assert numbers() == ["138 0013 8000", "139 0013 9000"]
    assert desk.type("customer", "edit", id, "--drop-phone", "029 8555 0001").code == 2
    answer = desk.type("customer", "edit", id, "--phone", "029-8555 0002")
    assert "no longer on file: 138 0013 8000, 139 0013 9000" in answer.err
    assert numbers() == ["029-8555 0002"]
    assert "last number" in desk.refused("customer", "edit", id, "--drop-phone", "02985550002")
    assert desk.do("customer", "show", id)["phone"] == "029-8555 0002"
    assert desk.type("validate").code == 0


@pytest.mark.parametrize("hurt", ["phone: 见名片", "phone: 029-5550 1234\nphones:\n- '8'\n- 12"])
def test_a_number_that_cannot_be_read_is_replaced_by_a_command(play: Play, hurt: str) -> None:
    desk = play(SCHOOL)
    id = desk.show()["customer"]["id"]
    path = desk.root / f"inventory/customers/{id}.yaml"
    path.write_text(re.sub("(?m)^phone: .*$", hurt, path.read_text("utf-8")), "utf-8")
    desk.git("commit", "-qam", "as an old desk has it")
    for words in ("validate", f"customer show {id}", f"customer edit {id} --add-phone 13800001111"):
        answer = desk.type(words)
        assert answer.code == 1
        assert "servicectl customer edit CUSTOMER --phone NUMBER" in answer.out + answer.err
    desk.do("customer", "edit", id, "--phone", "13800001111 / 029-5550 7777", "--note", "新")
    shown = desk.do("customer", "show", id)
    assert [each["number"] for each in shown["phones"]] == ["13800001111", "029-5550 7777"]
    assert desk.do("customer", "find", "13800001111")[0]["id"] == id
    assert desk.type("validate").code == 0


def test_two_files_of_a_customer_are_merged_and_taken_apart(play: Play) -> None:
    desk = play(SCHOOL)
    keep = customer_of(desk)
    report = ("report", "--customer", "江小", "--phone", "13800138000", *ASKED)
    second = desk.do(*report, "--serial", "SN9")
    gone = desk.show(second["case"])["customer"]["id"]
    case = next(desk.root.glob(f"cases/*/*/{second['case']}.yaml"))
    before = case.read_bytes()
    commits = int(desk.git("rev-list", "--count", "HEAD"))
    desk.do("customer", "merge", keep, gone, "--reason", "同一所学校")
    assert int(desk.git("rev-list", "--count", "HEAD")) == commits + 1
    assert case.read_bytes() == before
    for number in ("029-85550001", "+86 138 0013 8000", "江小"):
        assert [row["id"] for row in desk.do("customer", "find", number)] == [keep]
    known = desk.do("report", "--phone", "13800138000", "--customer", "江小", "--fault", "f")
    assert (known["known"], second["case"] in known["earlier"]) == ("曲江小学", True)
    shown = desk.do("customer", "show", keep)
    assert second["case"] in [row["id"] for row in shown["cases"]]
    assert shown["units"] == ["SN77080034", "SN9"]
    assert [row["id"] for row in shown["merged"]] == [gone]
    assert gone in desk.type("customer", "show", keep).out
    assert desk.show(second["case"])["customer"]["id"] == keep
    assert second["case"] in [row["id"] for row in desk.do("search", "+8613800138000")]
    assert desk.do("report", "--customer", gone, "--fault", "f")["known"] == "曲江小学"
    assert [n["number"] for n in desk.do("customer", "show", keep)["phones"]] == ["029-85550001"]
    assert keep in desk.refused("customer", "edit", gone, "--address", "x")
    assert "merged into" in desk.refused("customer", "merge", gone, keep, "--reason", "x")
    assert "itself" in desk.refused("customer", "merge", keep, keep, "--reason", "x")
    assert desk.type("validate").code == 0
    desk.do("customer", "unmerge", gone, "--reason", "两所学校")
    assert desk.show(second["case"])["customer"]["id"] == gone
    assert "not merged" in desk.refused("customer", "unmerge", gone, "--reason", "x")
    assert desk.type("validate").code == 0


def test_doubled_customers_of_an_old_desk_are_named_with_the_way_out(play: Play) -> None:
    desk = play(SCHOOL)
    folder = desk.root / "inventory/customers"
    first = customer_of(desk)
    text = (folder / f"{first}.yaml").read_text(encoding="utf-8")
    (folder / "c-zzzzzz.yaml").write_text(
        text.replace(first, "c-zzzzzz").replace("029-85550001", "+86 29 8555 0001"),
        encoding="utf-8",
    )
    [found] = desk.type("validate", "--format", "json").json
    assert found["rule"] == "double-customer"
    assert f"customer merge {first} c-zzzzzz --reason TEXT" in desk.type("validate").out


def test_a_serial_number_is_compared_whole_and_in_any_letter_case(play: Play) -> None:
    desk = play(SCHOOL)
    other = ("--customer", "乙", "--phone", "13800138000", *ASKED)
    assert "repeated" not in desk.do("report", *other, "--serial", "SN77080034X")
    again = desk.do("report", "--phone", "029-85550001", "--serial", "sn77080034", "--fault", "f")
    assert again["repeated"] == [
        row["id"]
        for row in desk.do("unit", "show", "SN77080034")["cases"]
        if row["id"] != again["case"]
    ]
    assert desk.show(again["case"])["unit"] == "SN77080034"
    assert {"SN77080034", "SN77080034X"} <= names(desk, "units")
    assert "sn77080034" not in names(desk, "units")


def test_one_number_of_two_makers_is_two_units(play: Play) -> None:
    desk = play()
    for who, phone, model in (
        ("甲", "13800138000", "FL-STB210"),
        ("乙", "13900139000", "FL-NVR116"),
    ):
        typed = ("--customer", who, "--phone", phone, *ASKED, "--serial", "00001")
        desk.do("report", *typed, "--model", model)
    assert {"00001", "00001@FL-NVR116"} <= names(desk, "units")
    own = desk.do("report", "--phone", "13900139000", "--serial", "00001", "--fault", "f")
    assert desk.show(own["case"])["unit"] == "00001@FL-NVR116"
    third = ("--customer", "丙", "--phone", "13700137000", *ASKED)
    said = asked_back(desk, "report", *third, "--serial", "00001")
    assert "00001@FL-STB210, 00001@FL-NVR116" in said
    assert "00001@FL-STB210" in asked_back(desk, "unit", "show", "00001")
    assert desk.do("unit", "show", "00001@FL-STB210")["model"] == "FL-STB210"
    assert desk.do("unit", "show", "00001@fl-nvr116")["model"] == "FL-NVR116"
    named = desk.do(
        "report", "--phone", "13800138000", "--serial", "00001@FL-STB210", "--fault", "f"
    )
    assert desk.show(named["case"])["unit"] == "00001"
    assert desk.type("validate").code == 0
    slash = (
        "report",
        "--phone",
        "13800138000",
        "--fault",
        "f",
        "--serial",
        "00001",
        "--model",
        "M/2",
    )
    assert "--serial 00001@MODEL" in desk.refused(*slash)
    typed = [word.replace("00001", "00001@M/2") for word in slash[:-2]]
    assert desk.show(desk.do(*typed)["case"])["unit"] == "00001@M_2"
    assert "known" in desk.do(*typed[:-2], "--serial", "00001@m/2")
    desk.do(*typed[:-2], "--serial", "00001@fl-lcd55")
    assert desk.do("unit", "show", "00001@FL-LCD55")["model"] == "FL-LCD55"
    desk.do("unit", "merge", "00001", "00001@FL-NVR116", "--reason", "one after all")
    assert desk.do("unit", "show", "00001@FL-NVR116")["model"] == "FL-STB210"


def test_a_correction_names_the_unit_of_either_maker(play: Play) -> None:
    desk = play(SCHOOL.replace("SN77080034 --model FL-LCD55", "00001 --model FL-STB210")).as_(
        "wangli"
    )
    other = ("--customer", "c-7dk3pa", "--serial", "00001", "--model", "FL-LCD55")
    case = desk.do("report", *other, "--fault", "f")["case"]
    said = desk.refused("edit", case, "--serial", "00001@FL-STB210")
    assert "is on file with another customer" in said
    assert "has this --serial already" in desk.refused("edit", case, "--serial", "00001")


def test_one_number_of_two_makers_is_two_pieces_in_the_store(play: Play) -> None:
    desk = play(SCHOOL, *TAKEN_AWAY[:2])
    store = desk.as_("yangfang")
    store.do("parts receive FL-STB210@SN77080034 --document D1")
    store.do("parts receive FL-NVR116@SN77080034 --document D2")
    pieces = ("SN77080034@FL-NVR116", "SN77080034@FL-STB210")
    assert sorted(row["serial"] for row in desk.do("parts stock --account store:good")) == [*pieces]
    store.do("parts issue CASE FL-STB210@SN77080034")
    desk = desk.play(*TAKEN_AWAY[2:-1]).as_("guotao")
    desk.do(f"swap CASE --old SN77080034 --new {pieces[1]} --reason x")
    assert {"SN77080034", pieces[1]} <= names(desk, "units")
    assert desk.do("unit", "show", pieces[1])["model"] == "FL-STB210"
    assert desk.type("validate").code == 0


def test_a_piece_of_the_store_has_one_number_in_any_letter_case(play: Play) -> None:
    desk = play(SCHOOL, *TAKEN_AWAY[:2])
    store = desk.as_("yangfang")
    store.do("parts receive HDD-2T@WD-0001 --document D1")
    assert "WD-0001 is in store:good already" in store.refused(
        *("parts", "receive", "HDD-2T@wd-0001", "--document", "D2")
    )
    store.do("parts issue CASE HDD-2T@ｗｄ-0001")
    assert [row["serial"] for row in desk.do("parts stock --account engineer:guotao")] == [
        "WD-0001"
    ]
    assert [row["serial"] for row in desk.do("parts stock --serial wd-0001")] == ["WD-0001"]
    assert desk.do("unit show wd-0001")["serial"] == "WD-0001"
    store.do("parts receive FL-LCD55@New1 --document D3")
    store.do("parts issue CASE FL-LCD55@NEW1")
    desk = desk.play(*TAKEN_AWAY[2:-1]).as_("guotao")
    desk.do("swap CASE --old sn77080034 --new new1 --reason x")
    assert "New1" in names(desk, "units")


def test_a_serial_number_one_slip_away_is_said(play: Play) -> None:
    desk = play(SCHOOL)
    report = ("report", "--phone", "02985550001", "--fault", "f", "--serial")
    answer = desk.type(*report, "SN77080035")
    assert "new unit on file; near SN77080034" in answer.out
    assert "near" not in desk.type(*report, "WD-7").out


def test_twins_of_an_old_desk_are_named_and_joined(play: Play) -> None:
    desk = play(SCHOOL)
    twin = desk.root / "inventory/units/sn77080034.yaml"
    twin.write_text("schema: 1\nserial: sn77080034\n", encoding="utf-8")
    assert "unit merge SN77080034 sn77080034 --reason TEXT" in desk.type("validate").out
    desk.git("add", "-A")
    desk.git("commit", "-qm", "an old twin")
    desk.do("unit", "merge", "SN77080034", "sn77080034", "--reason", "一台")
    assert desk.type("validate").code == 0
    assert desk.do("unit", "show", "sn77080034")["serial"] == "SN77080034"
    desk.do("unit", "unmerge", "sn77080034", "--reason", "两台")
    assert desk.type("validate").code == 1


def test_a_unit_at_a_customers_is_not_received_as_new(play: Play) -> None:
    desk = play(SCHOOL)
    typed = (
        "parts",
        "receive",
        "FL-LCD55@sn77080034",
        "--from",
        "maker:shengda",
        "--document",
        "D1",
    )
    assert "SN77080034 is on file with a customer" in desk.as_("yangfang").refused(*typed)
    desk.play(*TAKEN_AWAY)
    later = desk.as_("yangfang").at("2025-09-22 10:00")
    assert "is on file with a customer" not in later.refused(*typed)


@pytest.fixture
def terminal(play: Play) -> Callable[..., Terminal]:
    desk = play(SCHOOL).as_("wangli")
    return lambda *words: Terminal(desk, *words)


def test_at_a_terminal_it_is_asked_who_it_is(terminal: Callable[..., Terminal]) -> None:
    typed = ("report", "--customer", "曲江小学", "--phone", "1380013800", "--fault", "f")
    with terminal(*typed) as screen:
        screen.answer("has not 11 digits; is it right?", "n")
        screen.answer("phone", "13800138000")
        screen.answer("曲江小学?", "y")
        screen.answer("serial number", "SN77080043")
        screen.answer("is not in the list", "+SN77080043")
        screen.answer("is it SN77080034?", "y")
        screen.see("next due")


def test_at_a_terminal_half_a_name_is_asked_about(terminal: Callable[..., Terminal]) -> None:
    with terminal("report", "--phone", "13900007777", "--customer", "曲江") as screen:
        screen.answer("曲江小学?", "y")
        screen.answer("serial number", "1")
        screen.answer("fault", "f")
        screen.answer("Enter records it", "")
        screen.see("next due")


def test_what_a_known_caller_says_anew_is_asked_about_and_not_lost(
    terminal: Callable[..., Terminal], play: Play
) -> None:
    typed = ("report", "--phone", "029-85550001", "--address", "新街2号", "--fault", "f")
    with terminal(*typed) as screen:
        screen.answer("曲江小学: 新街2号?", "y")
        screen.answer("serial number", "")
        screen.answer("model", "")
        screen.answer("Enter records it", "")
        screen.see("next due")
    desk = play(SCHOOL).as_("wangli")
    assert "--address TEXT | --correct; for somebody else" in desk.refused(*typed)
    desk.do(*typed, "--correct")
    assert "新街2号" in desk.type("customer", "find", "曲江").out
    with Terminal(desk, *typed[:3], "--address", "老街1号", "--fault", "灯不亮") as screen:
        screen.answer("曲江小学: 老街1号? (n: a note)", "n")
        screen.answer("serial number", "")
        screen.answer("model", "")
        screen.answer("Enter records it", "")
        screen.see("next due")
    assert "新街2号" in desk.type("customer", "find", "曲江").out
    assert desk.last(desk.do("search 灯不亮")[0]["id"])["note"] == "老街1号"
    with Terminal(desk, *typed[:3], "--customer", "曲江中学", "--fault", "h") as screen:
        screen.answer("曲江小学?", "y")
        screen.answer("serial number", "")
        screen.answer("model", "")
        screen.answer("Enter records it", "")
        screen.see("next due")
    assert len(desk.do("customer", "find", "曲江")) == 1


def test_all_numbers_of_a_customer_are_found_and_shown(play: Play) -> None:
    desk = play(SCHOOL).as_("wangli")
    [school] = desk.do("customer", "find", "曲江")
    desk.do("customer", "edit", school["id"], "--add-phone", "13800001111")
    assert "029-85550001, 13800001111" in desk.type("customer", "find", "1380000").out
