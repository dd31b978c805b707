"""Nothing that was typed is lost in silence, and a slip of the fingers is told for what it is."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from servicectl.cli.app.builder import Group, next_words
from servicectl.cli.app.commands import COMMANDS, GROUPS
from servicectl.cli.app.option_words import check_options
from servicectl.cli.app.stray_words import too_many_words
from servicectl.domain.cases.fields import NAME_OR_ID
from servicectl.domain.schema.kinds import (
    CASE_REFERENCE,
    FLAG,
    LINE,
    MOMENT,
    PERSON,
    PHONE,
    SERIAL,
    TEXT,
    Kind,
    ManyKind,
    WholeKind,
    as_meant,
)
from servicectl.domain.schema.quantities import CHARGE, GOODS, SUM, USED
from servicectl.domain.workflow.dispatch_actions import read_visit_day
from servicectl.errors import Malformed, UsageError
from servicectl.output.i18n import error_line, set_language
from servicectl.output.text.other_words import OTHER_LINES, OTHER_OPTIONS, OTHER_WORDS, lines_meant
from tests.desk import Desk

Play = Callable[..., Desk]
REPORTED = (
    '2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" '
    "--address 科技路12号 --fault 无图像"
)


def option(name: str, *, flag: bool = False, many: bool = False) -> SimpleNamespace:
    return SimpleNamespace(param_type_name="option", opts=[name], is_flag=flag, multiple=many)


PARAMS = [
    *(option("--a"), option("--b"), option("--many", many=True)),
    *(option("--json", flag=True), option("--help", flag=True)),
]


@pytest.fixture
def near(desk: Desk) -> Callable[[str], str]:
    """Return what types a line that is refused as wrong usage, and gives what it said."""

    def typed(line: str) -> str:
        answer = desk.type(line)
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1), answer
        return answer.err.removeprefix("servicectl: ").rstrip()

    return typed


# An option given twice, and one that takes another for its value.


@pytest.mark.parametrize(
    ("typed", "twice"),
    [
        ("--a 1 --a 2", "--a"),
        ("--a=1 --a 2 --b 3 word --b=4", "--a, --b"),
        ("--a 1 --a 1", "--a"),
        ("--a 1 --b 2 --many 1 --many=2 --json --json", None),
        ("--a 1 -- --a 2", None),
        ("--many --a=1 --a=2", "--many"),
        ("--a 1 --a 2 --help", None),
        ("--a --help --a 2", "--a"),
    ],
)
def test_an_option_that_takes_one_value_is_given_once(typed: str, twice: str | None) -> None:
    if twice is None:
        check_options(PARAMS, typed.split(), before_verb=False)
        return
    set_language("en")
    with pytest.raises(UsageError) as refused:
        check_options(PARAMS, typed.split(), before_verb=False)
    assert f"servicectl: {twice}: " in error_line(refused.value)


def test_before_the_verb_only_what_stands_there_is_looked_at() -> None:
    check_options(PARAMS, ["--a", "1", "verb", "--a", "2"], before_verb=True)


def test_each_option_said_twice_is_named_and_nothing_is_recorded(desk: Desk) -> None:
    before = desk.head
    answer = desk.type(
        "report --customer A --phone 029-5550-1234 --phone=139-0000-1111 --address a "
        '--fault "no picture" --fault "no sound" --serial SN1 --serial SN2'
    )
    assert (answer.code, answer.out, desk.head) == (2, "", before)
    assert answer.err == (
        "servicectl: --phone, --fault, --serial: given more than once, and only one can be kept; "
        "say each of them once\n"
    )


def single_valued(words: str) -> list[str]:
    """Return the options of a command that take one value, by its declaration."""
    many_or_none = [f for f in COMMANDS[words].fields if f.kind is FLAG]
    many_or_none += [f for f in COMMANDS[words].fields if isinstance(f.kind, ManyKind)]
    return [f.option for f in COMMANDS[words].fields if not (f.argument or f in many_or_none)]


@pytest.mark.parametrize("words", [words for words in COMMANDS if single_valued(words)])
def test_no_command_takes_a_single_valued_option_twice(
    near: Callable[[str], str], words: str
) -> None:
    for option in single_valued(words):
        for line in (f"{option} 1 {option} 2", f"{option}=1 {option} 1"):
            assert near(f"{words} {line}").startswith(f"{option}: given more than once"), line


def test_the_options_before_the_verb_are_no_exception(desk: Desk) -> None:
    answer = desk.type("--now 10:00 --as wangli --now 11:00 list")
    assert (answer.code, answer.err.split(":")[1]) == (2, " --now")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "close 7k3f9q --unreached --reason x",
            "--unreached: its value is missing before --reason",
        ),
        ("guide 7k3f9q --step -h --result x", "--step: its value is missing before -h"),
        ("note 7k3f9q x --note --json", "--note: its value is missing before --json"),
        ("assign 7k3f9q zhang --for --assessment=x", "--for: its value is missing before --assess"),
    ],
)
def test_an_option_is_no_value_of_another(near: Callable[[str], str], line: str, said: str) -> None:
    assert near(line).startswith(said)


def test_a_text_that_begins_with_dashes_is_written_behind_an_equals_sign(play: Play) -> None:
    desk = play(REPORTED)
    desk.do("note", "CASE", "x", "--note=--unreached")
    assert desk.last()["note"] == "--unreached"


def test_open_and_others_contradict(near: Callable[[str], str]) -> None:
    assert near("list --open --all").startswith("--open and --all contradict one another")
    assert "--state closed contradict" in near("list --open --state closed")


# A word that nothing is left for.


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('appoint 7k3f9q "明天 09:00"', "--when '明天 09:00'"),
        ('hold 7k3f9q "2025-09-23 09:00"', "--until|--at '2025-09-23 09:00'"),
        ("hold 7k3f9q customer away", "--reason 'customer away'"),
        ("callback 7k3f9q ok 5", "--running ok --satisfaction 5"),
        ("quote 7k3f9q board=380", "--line board=380"),
        ("report 李建国 13800138000", "--phone 13800138000"),
        ("list state intake", "--state intake"),
        ("list json", "--json"),
        ("list ——open", "--open"),
        ("cancel 7k3f9q wrong", "--reason wrong"),
        ("handover 7k3f9q --at 明天 9:05", "--at '明天 09:05'"),
        ("appoint 7k3f9q --when tomorrow 09:00", "--when 'tomorrow 09:00'"),
        ("report --phone 029-8765 4321 --fault f", "--phone '029-8765 4321'"),
        ("report --serial sn 24030115 --fault f", "--serial sn24030115"),
        ("report phone 13800138000 fault 坏", "--phone 13800138000 --fault '坏'"),
        ("report phone=13800138000 fault=坏", "--phone 13800138000 --fault '坏'"),
        ("report —phone 13800138000 —fault 坏", "--phone 13800138000 --fault '坏'"),
        ("retract 7k3f9q last 打错", "--reason '打错'"),
        ("undo 7k3f9q", "retract 7k3f9q last --reason TEXT"),
        ("undo 20250922-7k3f9q", "retract 20250922-7k3f9q last --reason TEXT"),
        ("undo 打错了", "--reason '打错了'"),
        ("list 明湖 小学", "search '明湖' '小学'"),
        ("call 7k3f9q 明天", "--findings '明天'"),
    ],
)
def test_a_stray_word_is_told_its_option(near: Callable[[str], str], line: str, hint: str) -> None:
    said = near(line)
    assert said.startswith("too many words: ")
    assert f"{hint}?" in said


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("show 老王", "servicectl search '老王' shows cases by customer"),
        ("show SN23080021", "servicectl unit show SN23080021 shows that unit's cases"),
        ("note sn23080021 x", "servicectl unit show SN23080021 shows that unit's cases"),
        ("log c-7dk3pa", "servicectl customer show c-7dk3pa shows that customer's cases"),
        ("customer show 明湖小学", "servicectl customer find '明湖小学' tells the id"),
        (
            "contract add HT-9 --customer 明湖 --start 2025-01-01",
            "customer find '明湖' tells the id",
        ),
    ],
)
def test_who_or_what_was_typed_for_an_id_is_told_how_that_is_found(
    desk: Desk, line: str, way: str
) -> None:
    answer = desk.as_("chenwei").type(line)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert way in answer.err


def test_a_text_that_lacks_its_quotes_is_told_so() -> None:
    typed = {"case": "7k3f9q", "text": "she"}
    error = too_many_words(["is", "content"], COMMANDS["note"], typed)
    assert error_line(error).endswith("put a text of several words into quotes")


def test_a_text_given_by_option_may_be_what_lacks_its_quotes() -> None:
    error = too_many_words(
        ["screen"], COMMANDS["report"], {"fault": "black", "phone": "13800138000"}
    )
    assert error_line(error).endswith("put a text of several words into quotes")


def test_an_option_that_was_given_is_not_hinted_at() -> None:
    given = {"reason": "x", "when": "09:00"}
    assert "--reason" not in error_line(too_many_words(["y"], COMMANDS["hold"], given))


# Words for a command that is called otherwise.


def test_every_hint_is_a_line_that_can_be_typed() -> None:
    for line in OTHER_WORDS:
        words = line.split()
        command = COMMANDS.get(" ".join(words[:2])) or COMMANDS[words[0]]
        options = {field.option for field in command.fields}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_no_word_of_the_table_is_or_begins_a_command() -> None:
    for line, said in OTHER_WORDS.items():
        for word in said.split():
            prefix, dot, rest = word.rpartition(".")
            after = f"{prefix} " if dot else ""
            assert not [known for known in next_words(after) if known.startswith(rest)], word
            assert not dot or prefix in GROUPS, word
            assert line in lines_meant(after, rest)


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("reopen", "rework"),
        ("finish", "complete"),
        ("done", "complete"),
        ("delete", "cancel"),
        ("today", "due"),
        ("my", "list --engineer"),
        ("complaint", "register add"),
        ("投诉", "register add"),
        ("完成", "complete"),
        ("ＤＯＮＥ", "complete"),
        ("Reopen", "rework"),
        ("customer rename", "customer edit"),
    ],
)
def test_what_people_say_hints_at_the_command(
    near: Callable[[str], str], word: str, line: str
) -> None:
    assert near(f"{word} 7k3f9q").split("; ")[1].startswith(f"did you mean {line}")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("report --tel 13800001111", "--phone"),
        ("report --phone 1 --urgent", "--priority urgent"),
        ("cancel 7k3f9q --why x", "--reason"),
        ("appoint 7k3f9q --time 09:00", "--when"),
        ("report --电话 13800001111", "--phone"),
        ("edit 7k3f9q --phone 1", "customer edit CUSTOMER --phone NUMBER"),
        ("edit 7k3f9q --address x", "customer edit CUSTOMER --address TEXT"),
        ("edit 7k3f9q --kind enquiry", "triage CASE --kind KIND"),
        ("list --customer 明湖", "search WORDS"),
        ("report --priority 紧急", "urgent"),
        ("report --kind 维修", "repair"),
    ],
)
def test_what_people_say_hints_at_the_option_and_the_choice(
    near: Callable[[str], str], line: str, hint: str
) -> None:
    assert near(line).endswith(f"did you mean {hint}?")


def test_the_day_of_a_visit_in_words_is_told_as_it_is_typed() -> None:
    for text, meant in (("明天", "next-day"), ("tomorrow", "next-day"), ("今天", "today")):
        with pytest.raises(Malformed) as refused:
            read_visit_day(text)
        assert str(refused.value.remedy) == f"did you mean {meant}?"


def test_every_line_for_an_option_can_be_typed() -> None:
    known = {field.option for command in COMMANDS.values() for field in command.fields}
    for option in OTHER_OPTIONS:
        assert option.split()[0] in known
    for line, text in OTHER_LINES.items():
        command, *said = text.split()
        own = {field.option for field in COMMANDS[command].fields}
        assert not own & set(said), line
        words = line.split()
        target = COMMANDS.get(" ".join(words[:2])) or COMMANDS[words[0]]
        options = {word for word in words if word.startswith("--")}
        assert options <= {field.option for field in target.fields}, line


def test_an_id_is_known_in_capitals_and_with_a_full_stop(play: Play) -> None:
    desk = play(REPORTED)
    case = desk.case[-6:]
    for typed in (case.upper(), f"{case}。", f"{case} ", f"#{case}", f"{desk.case},"):
        assert desk.type("show", typed).code == 0, typed
    assert desk.do("customer", "show", "C-7DK3PA")["id"] == "c-7dk3pa"
    assert desk.do("report", "--customer", "C-7DK3PA", "--fault", "f")["known"] == "明湖小学"
    assert "did you mean report?" in desk.type("REPORT --fault f").err
    assert "did you mean --phone?" in desk.type("report --phone:13800138000").err


def test_a_verb_typed_wide_is_the_verb() -> None:
    assert Group(name="servicectl").meant("ｌｉｓｔ") == "list"


# What an input method wrote wide.


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (MOMENT, "２０２６—１１—２３　０９：０５", "2026-11-23 09:05"),
        (PHONE, "１３８００１３８０００", "13800138000"),
        (PERSON, "ｚｈａｎｇ", "zhang"),
        (SERIAL, "ＷＤ－０００１", "WD-0001"),
        (WholeKind(1, 5), "５", "5"),
        (CASE_REFERENCE, "２０２５０９２２－７ｋ３ｆ９ｑ", "20250922-7k3f9q"),
        (GOODS, "ＰＳＵ－１２Ｖ５Ａ＝２", "PSU-12V5A=2"),
        (USED, "ＰＳＵ＝１：烧毁（２＝号）：板", "PSU=1:烧毁（２＝号）：板"),
        (CHARGE, "换（Ａ＝Ｂ）：板＝３８０：ｐａｉｄ", "换（Ａ＝Ｂ）：板=380:paid"),
        (SUM, "３８０．５０", "380.50"),
        (TEXT, "２号屏：Ａ＝Ｂ—坏", "２号屏：Ａ＝Ｂ—坏"),
        (ManyKind(LINE), "２号", "２号"),
        (ManyKind(PERSON), "ｌｉ", "li"),
        (NAME_OR_ID, "ｃ－４ｍ２ｘ８ｔ", "c-4m2x8t"),
        (NAME_OR_ID, "ｃ－４号楼", "ｃ－４号楼"),
    ],
)
def test_wide_signs_are_plain_where_there_is_a_form_and_stay_in_prose(
    kind: Kind, typed: str, meant: str
) -> None:
    assert as_meant(kind, typed) == meant


def test_a_case_typed_wide_from_end_to_end(play: Play) -> None:
    desk = play(REPORTED)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in desk.case)
    desk.do(
        "hold", wide, "--reason", "等＝２号", "--until", "明天　１５：００", "--at", "０９：００"
    )
    event = desk.last()
    assert (event["reason"], event["until"][:16]) == ("等＝２号", "2025-09-23T15:00")
    assert event["at"][:16] == "2025-09-22T09:00"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("list -open", "--open"),
        ("list --open　x", "--open"),
        ("list --ｏｐｅｎ", "--open"),
        ("list --state＝x", "--state"),
    ],
)
def test_an_option_typed_wide_is_told_its_plain_name(
    near: Callable[[str], str], line: str, hint: str
) -> None:
    assert near(line).endswith(f"did you mean {hint}?")
