"""One key for a telephone: as phonenumbers says of 2 000 spellings, and as people type it."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from servicectl.domain.master.customers import Customer
from servicectl.domain.schema.telephone import (
    Telephone,
    loose_pattern,
    read_phone,
    split_numbers,
    telephone,
    telephones,
)
from servicectl.errors import Malformed

SPELLINGS = 2000
AREAS = ("10", "21", "29", "20", "371", "755", "917", "532", "851")
WIDE = str.maketrans("0123456789+-()", "０１２３４５６７８９＋－（）")
MARKS = ("\u202d{}\u202c", "\u200e{}", "\u2066{}\u2069")


def national(chance: random.Random) -> tuple[str, list[str], bool]:
    """Return the national number, its groups as they are said, and whether 0 is put before it."""
    kind = chance.choice(("mobile", "landline", "service"))
    if kind == "mobile":
        number = chance.choice(("138", "159", "186", "199", "170")) + digits(chance, 8)
        return number, [number[:3], number[3:7], number[7:]], False
    if kind == "service":
        number = "400" + chance.choice("168") + digits(chance, 6)
        return number, [number[:3], number[3:6], number[6:]], False
    area = chance.choice(AREAS)
    local = chance.choice("5678") + digits(chance, 7)
    return area + local, [area, *chance.choice(([local], [local[:4], local[4:]]))], True


def digits(chance: random.Random, n: int) -> str:
    """Return n digits."""
    return "".join(chance.choice("0123456789") for _ in range(n))


def spelt(chance: random.Random) -> tuple[str, str, str, str | None]:
    """Return a spelling as people write it, as the oracle reads it, its digits and extension."""
    number, groups, has_trunk = national(chance)
    extension = digits(chance, chance.randint(2, 4)) if chance.random() < 0.3 else None
    abroad = chance.choice(("", "", "", "+86 ", "+86-", "0086 ", "0086-", "(+86)", "86 "))
    between = chance.choice(("", " ", "-", "\u2014", "\u2013", "\u00a0", "\u2011"))
    first, *rest = groups
    if has_trunk and not abroad:
        first = chance.choice((f"0{first}", f"(0{first})"))
    text = abroad + between.join((first, *rest))
    ours = text + (
        chance.choice(("转{}", "-{}", " x{}", " ext. {}", "转分机{}")).format(extension)
        if extension
        else ""
    )
    if chance.random() < 0.2:
        ours = ours.translate(WIDE)
    if chance.random() < 0.1:
        ours = chance.choice(MARKS).format(ours)
    return ours, text + (f" ext. {extension}" if extension else ""), number, extension


def test_phonenumbers_and_ours_agree_and_the_customer_is_found_in_all() -> None:
    chance = random.Random(20261123)
    for _ in range(SPELLINGS):
        typed, for_oracle, number, extension = spelt(chance)
        oracle = phonenumbers.parse(for_oracle, "CN")
        ours = telephone(typed)
        said = (str(oracle.national_number), oracle.extension)
        assert (ours.key, ours.extension) == said == (number, extension), typed
        other, *_ = spelt(random.Random(0))
        on_file = Customer(schema=1, id="c-222222", name="A", phone=typed, phones=(other,))
        assert any(telephone(number).reaches(known) for known in on_file.telephones()), typed


EXTENSIONS = (
    *(
        "转8012",
        " 转 8012",
        "转：8012",
        "，转8012",
        "转分机8012",
        "转分机号8012",
        "转接8012",
        "轉８０１２",
    ),
    *(
        "总机转8012",
        "分机8012",
        " 分机号：8012",
        "内线8012",
        "转8012号",
        "（转8012）",
        "(8012)",
        "（8012）",
    ),
    *("-8012", "－8012", "—8012", " – 8012", "--8012", "-转8012", "x8012", " X 8012", "×8012"),
    *("ext8012", " ext. 8012", "EXT:8012", " extension 8012", ";ext=8012", "#8012", "*8012"),
)
LANDLINES = (
    *("029-55501234", "02955501234", "(029)55501234", "（029） 5550 1234", "029 5550-1234"),
    *("+86 29 5550 1234", "+86-29-55501234", "0086 29 55501234", "862955501234", "029—5550—1234"),
    *("55501234", "5550-1234", "5550 1234"),  # with the area code of the desk
)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_landline_with_an_area_code_has_every_kind_of_extension(extension: str) -> None:
    for landline in LANDLINES:
        [number] = telephones(landline + extension, "029")
        assert (number.key, number.extension) == ("2955501234", "8012"), landline
        assert number.reaches(telephone(landline, "029"))
        assert not number.reaches(telephone("029-5550 1234-8013"))


def test_brackets_within_a_number_are_no_extension() -> None:
    for text in ("029-5550 (1234)", "(029) 5550 (1234)", "+86 (29) 5550-1234"):
        assert telephone(text).key == "2955501234"
        assert telephone(text).extension is None


def test_another_number_is_another_telephone() -> None:
    chance = random.Random(1)
    spellings = [spelt(chance) for _ in range(200)]
    for typed, _, number, extension in spellings:
        for other, _, other_number, other_extension in spellings:
            are_one = number == other_number and len({extension, other_extension} - {None}) < 2
            assert telephone(typed).reaches(telephone(other)) == are_one


@pytest.mark.parametrize(
    ("typed", "key", "extension"),
    [
        ("85550001", "2985550001", None),
        ("8555-0001", "2985550001", None),
        ("85550001-8012", "2985550001", "8012"),
        ("+86 (0)29 8555 0001", "2985550001", None),
        ("86-29-85550001", "2985550001", None),
        ("029-8555-0001", "2985550001", None),
        ("0917-555-0108", "9175550108", None),
        ("0917-5550108-8", "9175550108", "8"),
        ("400-8200-000", "4008200000", None),
        ("400-820-0000-12", "4008200000", "12"),
        ("17012345678-1234", "17012345678", "1234"),
        ("029-85550001（转 8012）", "2985550001", "8012"),
        ("029-85550001#8012", "2985550001", "8012"),
        ("86550012", "2986550012", None),  # no country, though it begins so
        ("+1 415 555 2671", "+14155552671", None),
        ("001-415-555-2671", "+14155552671", None),
        ("95588", "95588", None),
    ],
)
def test_a_number_with_the_desks_area_code(typed: str, key: str, extension: str | None) -> None:
    found = telephone(typed, "029")
    assert (found.key, found.extension) == (key, extension)


def test_without_an_area_code_a_local_number_is_only_what_it_says() -> None:
    assert not telephone("8555 0001").reaches(telephone("029-8555 0001"))


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("029-5550 1234 / 138 0013 8000", ["029-5550 1234", "138 0013 8000"]),
        ("029-5550 1234、138 0013 8000", ["029-5550 1234", "138 0013 8000"]),
        ("029-5550 1234转8012；138 0013 8000", ["029-5550 1234", "138 0013 8000"]),
        ("029-5550 1234/35", ["029-5550 1234", "029-5550 1235"]),
        ("029-5550 1234;ext=8012", ["029-5550 1234"]),
        ("029-5550 1234, x8012", ["029-5550 1234"]),
        ("029-5550 12-34转8/567", ["029-5550 12-34", "029-5550 1567"]),
    ],
)
def test_several_numbers_stand_in_one_text(typed: str, numbers: list[str]) -> None:
    assert [number.number for number in telephones(typed)] == numbers


@pytest.mark.parametrize(
    "typed",
    ["1234", "abc", "029-5550 12a4", "转8012", "+", "029-5550 1234 / x", "029-5550 1234，8012"],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Malformed):
        telephones(typed)


@pytest.mark.parametrize(
    ("typed", "doubtful"),
    [
        ("138 0013 800", True),
        ("138 0013 80001", True),
        ("+86 1380013800", True),
        ("138 0013 8000", False),
        ("010-8555 0001", False),
        ("+44 1380 013800", False),
    ],
)
def test_a_mobile_number_with_a_digit_too_few_or_too_many_is_doubtful(
    typed: str, doubtful: bool
) -> None:
    assert telephone(typed).is_doubtful is doubtful


def test_a_file_is_looked_through_by_the_last_digits_however_they_stand() -> None:
    import re

    pattern = re.compile(loose_pattern(Telephone("", None, "2985550001").key).encode())
    for line in ("phone: 029-8555 0001", "phone: (029)8555—0001", "phone: ０２９８５５５０００１"):
        assert pattern.search(line.encode()), line
    assert not pattern.search(b"phone: 029-8555 0002")


@pytest.mark.parametrize(
    "typed", ["029-5550 1234/35", "029-5550 1234、8012", "1/2345678", "12345/1", "5550 1234 / 138"]
)
def test_each_number_that_is_put_on_file_can_be_read_there(typed: str) -> None:
    numbers = split_numbers(read_phone(typed))
    assert numbers
    assert [read_phone(number) for number in numbers] == list(numbers)
