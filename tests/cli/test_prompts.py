"""On a terminal a verb asks for what is lacking; in a pipe it names all of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date

import pytest

from servicectl.cli.app.settings import read_settings
from servicectl.domain.cases.fields import REPORT_FIELDS
from servicectl.domain.cases.replay import replay
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.roster import Person, Roster
from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Malformed
from servicectl.services.dialogue.questions import (
    LEFT_OPEN,
    Call,
    Offer,
    Question,
    Situation,
    alternatives,
    next_in_call,
    next_in_case,
    understood,
)
from tests.desk import Desk
from tests.heads import head
from tests.terminal import END, INTERRUPT, Terminal

Play = Callable[..., Desk]

REPORTED = (
    '2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" '
    "--address 科技路12号 --serial SN2509001 --model FL-STB210 --fault 无图像"
)
HANDED_OVER = "2025-09-22 09:02 wangli handover CASE --no-guidance 客户不在现场"
CALL = {field.name: field for field in REPORT_FIELDS}
LI = Customer(schema=1, id="c-4m2x8t", name="李建国", contact="小李")


# What is to be asked, without a terminal.


def call_asks(given: dict[str, object], call: Call, *lacks: str) -> str | None:
    question = next_in_call([read_spec(text) for text in lacks], given, call)
    return question and question.field.name + ("?" if question.enter else "")


def test_a_stranger_is_asked_who_and_where_and_what_with() -> None:
    given: dict[str, object] = {}
    asked = []
    lacks = ["customer.name", "customer.address", "customer.phone", "fault"]
    while name := call_asks(given, Call(), *lacks):
        asked.append(name)
        given[name.rstrip("?")] = "x"

    assert " ".join(asked) == "phone customer address contact? serial? model? purchased? fault"


def test_who_is_known_is_asked_for_the_unit_and_the_fault_only() -> None:
    known = Call((LI,), (Unit(schema=1, serial="SN1", model="M"),), unit_on_file=True)

    assert call_asks({"phone": "1"}, known, "fault") == "serial?"
    assert call_asks({"phone": "1", "serial": "SN1"}, known, "fault") == "fault"
    assert call_asks({"phone": "1", "serial": "SN1", "fault": "x"}, known) is None


def test_a_number_of_several_asks_whose_it_is_before_anything_else() -> None:
    other = Customer(schema=1, id="c-zzzzzz", name="王芳", address="南路1号")
    question = next_in_call([], {"phone": "1"}, Call((LI, other)))

    assert question == Question(
        CALL["customer"], offers=(Offer(LI.id, "李建国"), Offer(other.id, "王芳", "南路1号"))
    )


def situation() -> Situation:
    people = (
        Person(id="zhang", name="张强", roles=("engineer",), skills=("网络",)),
        Person(id="li", name="李明", roles=("engineer",), leave=((date(2025, 9, 22),),)),
        Person(id="gone", name="韩冰", roles=("engineer",), until=date(2025, 9, 21)),
        Person(id="wang", name="王丽", roles=("receptionist",)),
    )
    case = replay("", head("20250922-7k3f9q", LI.id), ())
    return Situation(case, LI, Roster(people), date(2025, 9, 22))


def test_assign_offers_the_engineers_who_are_there_and_then_the_usual_day() -> None:
    engineers = next_in_case("assign", [read_spec("engineers")], {}, situation())
    day = next_in_case("assign", [], {"engineers": ("zhang",)}, situation())

    assert engineers
    assert engineers.offers == (Offer("zhang", "张强", "网络"),)
    assert day
    assert (day.field.name, day.default) == ("for", "today")
    assert (
        next_in_case("assign", [], {"engineers": ("zhang",), "for": "today"}, situation()) is None
    )


def test_what_may_stand_instead_is_asked_for_when_the_first_is_left_open() -> None:
    lacks = [read_spec("signed_by")]
    signed = next_in_case("complete", lacks, {}, situation())
    unsigned = next_in_case("complete", lacks, {"signed_by": ()}, situation())

    assert signed
    assert signed.enter
    assert (signed.field.name, signed.default) == ("signed_by", None)
    assert unsigned
    assert (unsigned.field.name, unsigned.enter) == ("unsigned", None)


def test_whom_one_meets_is_usually_the_contact() -> None:
    question = next_in_case("arrive", [read_spec("met")], {}, situation())
    assert question
    assert question.default == "小李"


@pytest.mark.parametrize(
    ("verb", "spec", "names"),
    [
        ("report", "customer.name", "customer"),
        ("report", "customer.address", "address"),
        ("handover", "guide or no_guidance", "no_guidance"),
        ("support", "question or answer", "question answer"),
        ("callback", "satisfaction when callback.ok", "satisfaction mute"),
        ("close", "sheet-in unless guide.solved", ""),
        ("depart", "prepare.file", ""),
    ],
)
def test_only_fields_of_the_action_itself_can_be_asked_for(
    verb: str, spec: str, names: str
) -> None:
    assert [field.name for field in alternatives(read_spec(spec), verb)] == names.split()


ENGINEERS = next(field for field in ACTIONS["assign"].fields if field.name == "engineers")
OFFERS = (Offer("zhang", "张强"), Offer("li", "李明"))


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        (Question(CALL["fault"]), "  无图像 ", "无图像"),
        (Question(CALL["serial"], offers=OFFERS, enter=LEFT_OPEN), "2", "li"),
        (Question(CALL["serial"], enter=LEFT_OPEN), "", None),
        (Question(CALL["serial"], default="SN1", enter=LEFT_OPEN), "", "SN1"),
        (Question(CALL["serial"], default="SN1", enter=LEFT_OPEN), "-", None),
        (Question(ENGINEERS, offers=OFFERS), "李明,1 wu", ("li", "zhang", "wu")),
    ],
)
def test_an_answer_is_a_number_a_name_or_what_it_says(
    question: Question, typed: str, answer: object
) -> None:
    assert understood(question, typed) == answer


@pytest.mark.parametrize("typed", ["", " ", "-"])
def test_what_is_needed_cannot_be_left_open(typed: str) -> None:
    with pytest.raises(Malformed):
        understood(Question(CALL["fault"]), typed)


# At a terminal.


def test_a_case_is_taken_in_by_answers_only_in_chinese_in_under_ten(desk: Desk) -> None:
    with Terminal(desk.as_("wangli").speaking("zh"), "report") as terminal:
        terminal.answer("电话", "029-5550 9876")
        terminal.answer("客户名称", "城南小学")
        terminal.answer("地址", "城南路 8 号")
        terminal.answer("联系人", "")
        terminal.answer("序列号", "SN2509777")
        terminal.answer("型号", "FL-LCD55")
        terminal.answer("购买日期", "2025-03-04")
        terminal.answer("故障现象", "多功能厅的屏没有图像")
        terminal.answer("回车", "")
        assert terminal.code == 0, terminal.shown
        assert terminal.answers < 10

    case = desk.show()
    assert (case["state"], case["fault"]) == ("intake", "多功能厅的屏没有图像")
    assert case["customer"]["name"] == "城南小学"
    assert case["customer"]["contact"] is None
    unit = (case["unit"], case["model"], case["purchased"])
    assert unit == ("SN2509777", "FL-LCD55", "2025-03-04")


def test_a_known_number_shows_who_calls_and_asks_no_more_than_is_new(play: Play) -> None:
    desk = play(REPORTED)
    first = desk.case
    with Terminal(desk, "report", "--phone", "02955501234") as terminal:
        for shown in ("李建国", "科技路12号", "SN2509001", "open cases", first, "无图像"):
            terminal.see(shown)
        terminal.answer("serial number", "1")
        terminal.answer("fault", "又没有图像")
        terminal.answer("Enter records it", "")
        assert terminal.code == 0, terminal.shown

    [second] = [row for row in desk.do("list") if row["id"] != first]
    assert desk.show(second["id"])["unit"] == "SN2509001"
    assert desk.show(second["id"])["customer"]["id"] == desk.show(first)["customer"]["id"]


def test_a_number_that_two_have_is_settled_by_choosing(play: Play) -> None:
    desk = play(REPORTED)
    added = desk.as_("wangli").do("customer add --name 王芳 --phone 02955501234 --address 南路1号")
    with Terminal(desk, "report", "--phone", "029-5550 1234") as terminal:
        terminal.see("customer's name")
        [row] = [line for line in terminal.shown.splitlines() if "王芳" in line]
        terminal.press(row.split()[0] + "\n")
        terminal.answer("serial number", "")
        terminal.answer("model", "")
        terminal.answer("fault", "无声音")
        terminal.answer("Enter records it", "")
        assert terminal.code == 0, terminal.shown

    assert "王芳" in {row["customer"]["name"] for row in desk.do("list")}
    assert added["id"] in {row["customer"]["id"] for row in desk.do("list")}


def test_a_bad_answer_is_asked_again_with_the_reason(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER).as_("chenwei")
    with Terminal(desk, "assign") as terminal:
        terminal.answer("case", "zzz")
        terminal.answer("there is no case zzz", "")  # lists those that can be assigned
        terminal.see(desk.case[-6:])
        terminal.answer("case", "1")
        terminal.see("张强")
        terminal.answer("engineers", "nobody")
        terminal.see("nobody is not in the roster")
        terminal.answer("engineers", "张强")
        terminal.answer("[today]", "")
        terminal.answer("Enter records it", "")
        assert terminal.code == 0, terminal.shown

    assert desk.show()["visits"][-1]["engineers"] == ["zhangqiang"]


@pytest.mark.parametrize("key", [INTERRUPT, END])
def test_ending_it_records_nothing(desk: Desk, key: str) -> None:
    before = desk.head
    with Terminal(desk, "report") as terminal:
        terminal.answer("phone", "029-5550 9876")
        terminal.see("customer's name")
        terminal.press_until("interrupted", key)
        assert terminal.code == 130

    assert (desk.head, desk.git("status", "--porcelain")) == (before, "")


def test_what_no_answer_can_mend_is_refused_before_anything_is_asked(play: Play) -> None:
    desk = play(REPORTED)
    for who, words in (("wangli", "depart CASE"), ("zhangqiang", "triage CASE")):
        with Terminal(desk.as_(who), *words.replace("CASE", desk.case).split()) as terminal:
            assert terminal.code == 3
            assert terminal.shown.count("\n") == 1


def test_a_command_that_records_no_event_asks_for_its_argument(play: Play) -> None:
    desk = play(REPORTED)
    with Terminal(desk, "show") as terminal:
        terminal.answer("case", desk.case[-4:])
        terminal.see("李建国")
        assert terminal.code == 0


# Without one.


def test_a_customer_is_named_by_a_part_of_a_name(desk: Desk) -> None:
    with Terminal(desk.as_("wangli"), "customer", "show") as terminal:
        terminal.answer("customer", "nobody")
        terminal.answer("no customer", "小")
        terminal.see("明湖小学")
        terminal.see("锦园小区")
        terminal.answer("customer", "明湖小学")
        terminal.see("SN23080021")
        assert terminal.code == 0, terminal.shown


def test_where_nothing_can_be_taken_back_that_is_said_at_once(play: Play) -> None:
    desk = play(REPORTED)
    with Terminal(desk, "retract", desk.case) as terminal:
        terminal.see("nothing can be taken back but what began it")
        terminal.see(f"servicectl cancel {desk.case} --reason TEXT")
        assert terminal.code == 3


def test_in_a_pipe_everything_that_is_missing_is_named(desk: Desk) -> None:
    assert all(
        option in desk.refused("report")
        for option in ("--customer", "--phone", "--address", "--fault")
    )


def test_a_number_alone_tells_in_a_pipe_who_calls(play: Play) -> None:
    desk = play(REPORTED)
    answer = desk.type("report", "--phone", "029 5550-1234")

    assert (answer.code, answer.out) == (3, "")
    assert all(text in answer.err for text in ("李建国", "SN2509001", desk.case, "科技路12号"))
    assert answer.err.splitlines()[-1] == "servicectl: report needs --fault"
    with_more = desk.type("report", "--phone", "029 5550-1234", "--channel", "web")
    assert with_more.err == "servicectl: report needs --fault\n"


def test_a_program_is_never_asked(desk: Desk) -> None:
    for words, environment in ((["report", "--json"], {}), (["report"], {"CI": "true"})):
        with Terminal(desk, *words, **environment) as terminal:
            assert terminal.code == 3
            assert terminal.shown.count("\n") == 1
    assert read_settings([], {"CI": "1"}).unattended
    assert not read_settings([], {}).unattended


def test_what_a_callers_record_lacks_is_asked_for_and_filled_in(desk: Desk) -> None:
    desk.as_("wangli").do('customer add --name 王芳 --phone "029-5550 4321"')
    report = 'report --phone "029-5550 4321" --fault 无声'
    assert "report needs --address" in desk.refused(report)
    with Terminal(desk, *shlex.split(report)) as terminal:
        terminal.answer("address", "南路1号")
        for prompt in ("serial number", "model"):
            terminal.answer(prompt, "")
        terminal.answer("Enter records it", "")
        assert terminal.code == 0
    assert desk.show()["customer"]["address"] == "南路1号"


# A list is a list, a step is a step back, and what is recorded is shown before.


UNITS = Question(CALL["serial"], offers=(Offer("SN1", "M"), Offer("00002")), enter=LEFT_OPEN)
NO_UNITS = Question(CALL["serial"], enter=LEFT_OPEN)
WHO = Question(CALL["customer"], offers=(Offer(LI.id, "李建国"), Offer("c-zzzzzz", "王芳")))


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        (UNITS, "2", "00002"),
        (UNITS, "２", "00002"),
        (UNITS, "00002", "00002"),
        (UNITS, "sn1", "SN1"),
        (UNITS, "+9", "9"),
        (UNITS, "＋ SN9", "SN9"),
        (UNITS, "", None),
        (WHO, "王芳", "c-zzzzzz"),
        (WHO, "+王芳", "王芳"),
        (NO_UNITS, "SN9", "SN9"),
        (NO_UNITS, "00001", "00001"),
        (NO_UNITS, "+9", "9"),
    ],
)
def test_a_list_is_answered_from_the_list_or_with_a_sign(
    question: Question, typed: str, answer: object
) -> None:
    assert understood(question, typed) == answer


@pytest.mark.parametrize(
    ("question", "typed"),
    [(UNITS, "9"), (UNITS, "0"), (UNITS, "SN9"), (UNITS, "+"), (WHO, "3"), (WHO, "王")],
)
def test_what_is_not_in_the_list_is_no_answer(question: Question, typed: str) -> None:
    with pytest.raises(Malformed, match="is not in the list"):
        understood(question, typed)


@pytest.mark.parametrize("typed", ["9", "１２", "y"])
@pytest.mark.parametrize("field", ["serial", "model"])
def test_what_is_more_like_a_choice_is_no_number_of_a_unit(field: str, typed: str) -> None:
    with pytest.raises(Malformed, match="very short"):
        understood(Question(CALL[field], enter=LEFT_OPEN), typed)


def test_of_a_long_list_only_what_is_shown_has_a_number() -> None:
    long = UNITS._replace(offers=tuple(Offer(f"SN{n}") for n in range(100, 120)))
    assert understood(long, "15") == "SN114"
    with pytest.raises(Malformed):
        understood(long, "16")
    assert understood(long, "SN119") == "SN119"


def test_a_number_outside_the_list_is_asked_again_and_one_can_go_back(play: Play) -> None:
    desk = play(REPORTED)
    with Terminal(desk, "report") as terminal:
        terminal.answer("phone", "<")
        terminal.answer("this is the first question", "029-5550 9999")
        terminal.answer("customer's name", "<")
        terminal.answer("phone", "029-5550 1234")  # mistyped before
        terminal.see("李建国")
        terminal.answer("serial number", "9")
        terminal.answer("'9' is not in the list; type a number from 1 to 1", "1")
        terminal.answer("fault", "白屏")
        terminal.see("customer           李建国")
        terminal.see("白屏")
        terminal.answer("Enter records it", "<")
        terminal.answer("fault", "黑屏")
        terminal.see("黑屏")
        terminal.answer("Enter records it", "")
        assert terminal.code == 0, terminal.shown
    found = {row["fault"]: row["id"] for row in desk.do("list")}
    assert set(found) == {"无图像", "黑屏"}
    assert desk.show(found["黑屏"])["unit"] == "SN2509001"
    assert desk.do("customer find 李建国")[0]["phone"] == "029-5550 1234"


def test_ending_it_at_the_summary_records_nothing(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER).as_("chenwei")
    before = desk.head
    with Terminal(desk, "assign", desk.case) as terminal:
        terminal.answer("engineers", "1")
        terminal.answer("[today]", "")
        terminal.see("李建国")
        terminal.see("Enter records it")
        terminal.press_until("interrupted", INTERRUPT)
        assert terminal.code == 130
    assert desk.head == before


def test_a_case_to_be_cancelled_that_was_chosen_by_number_is_asked_about(play: Play) -> None:
    desk = play(REPORTED)
    with Terminal(desk, "cancel") as terminal:
        terminal.answer("case", "")
        terminal.answer("case", "1")
        terminal.answer("李建国", "n")
        terminal.answer("case", "1")
        terminal.see(f"cancel {desk.case}, 李建国")
        terminal.answer("(y/n)", "y")
        terminal.answer("reason", "<")  # back to the case
        terminal.answer("case", desk.case[-6:])
        terminal.answer("reason", "客户不修了")
        assert terminal.code == 0, terminal.shown
    assert desk.show()["state"] == "cancelled"


def test_a_command_without_an_event_goes_back_too(desk: Desk) -> None:
    with Terminal(desk.as_("wangli"), "register", "add") as terminal:
        terminal.answer("who called or wrote", "王")
        terminal.answer("what it is about", "<")
        terminal.answer("who called or wrote", "王芳")
        terminal.answer("what it is about", "询价")
        assert terminal.code == 0, terminal.shown
    assert "王芳" in desk.type("register list").out
