"""A company that nobody programmed for: its rulebook stands in the docs, and it works by that."""

from __future__ import annotations

import re

import pytest

from servicectl.cli.app.commands import COMMANDS
from servicectl.store.team.team import Team
from tests.desk import Desk
from tests.places import REPOSITORY

PAGE = REPOSITORY / "docs/rulebook-format.md"
SHIPPED = REPOSITORY / "servicectl/data/profiles/hotline-000.yaml"
PEOPLE = (
    "2025-09-22 08:00 chenwei roster add afei --name 阿飞 --role 救援员 --licensed 是",
    "2025-09-22 08:01 chenwei roster add xin --name 小新 --role rescuer --licensed no",
)
REPORT = (
    "2025-09-22 09:00 wangli report --customer 云顶 --phone 029-85550077 --fault 停在三层 "
    "--car 3号梯 --kind 急修 --priority 'people trapped' --office 029-85550078"
)
TO_THE_END = (
    REPORT,
    "2025-09-22 09:02 chenwei assign CASE afei",
    "2025-09-22 09:20 afei arrive CASE --met 王工",
    "2025-09-22 09:50 afei step 试运行 CASE --result 不合格",
    "2025-09-22 10:10 afei 试运行 CASE --result passed --floors 18 --yes doors",
    "2025-09-22 10:20 afei complete CASE --cause 门锁 --work 换门锁 --signed-by 王工 --yes sealed",
)


@pytest.fixture
def lifts(desk: Desk) -> Desk:
    """Return the desk of a firm that keeps lifts running."""
    text = PAGE.read_text("utf-8").partition("## Steps, fields and ticks")[2]
    [rulebook] = re.findall(r"```yaml\n(.*?)```", text.partition("\n## ")[0], re.DOTALL)
    (desk.root / "policies.yaml").write_text(rulebook, "utf-8")
    desk.as_("wangli").do("save")
    return desk.play(*PEOPLE)


def test_a_breakdown_goes_from_the_call_to_the_archive(lifts: Desk) -> None:
    desk = lifts.play(*TO_THE_END[:1])
    assert "engineers.licensed=yes" in desk.as_("chenwei").refused("assign CASE xin")
    desk = desk.play(*TO_THE_END[1:5])
    assert desk.show()["state"] == "tried"
    assert [c["state"] for c in desk.do("explain CASE reach")] == ["met"]
    desk = desk.play(TO_THE_END[5], "2025-09-22 10:30 wangli close CASE")
    assert desk.show()["state"] == "filed"
    assert desk.type("validate").code == desk.type("audit").code == 0
    assert desk.do("search 3号梯")
    assert "mending --> tried: test-run.passed\n" in desk.type("profiles show --diagram").out
    assert desk.do("list --state 已归档 --kind 急修 --priority 困人")


def test_what_is_typed_as_it_is_called_is_recorded_as_the_word(lifts: Desk) -> None:
    desk = lifts.play(*TO_THE_END[:4])
    case = desk.show()
    said = (case["kind"], case["priority"], case["history"][-1]["result"])
    assert said == ("breakdown", "trapped", "failed")
    assert Team(desk.root).roster.get("afei").roles == ("rescuer",)
    wrong = desk.type("list --state 已归 --priority 困")
    assert (wrong.code, wrong.err.count("is none of")) == (2, 2)


@pytest.mark.parametrize(
    "line",
    [
        "roster add lan --name 小兰 --role 救援员",
        "list --state 已归档",
        "list --when 'priority = 困人'",
        "register add --from 李建国 --about 问价 --channel 微博",
    ],
)
def test_no_word_is_blamed_where_the_rulebook_cannot_be_read(lifts: Desk, line: str) -> None:
    policies = lifts.root / "policies.yaml"
    policies.write_text(policies.read_text("utf-8") + "\nnonsense: 1\n", "utf-8")
    answer = lifts.as_("wangli").type(line)
    assert (answer.code, answer.out) == (1, "")
    assert "policies.yaml" in answer.err
    assert "nonsense" in answer.err


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("priority = 困人", 1),
        ('priority = "People Trapped"', 1),
        ("kind = 急修 and not priority = 困人", 0),
        ("priority = trapped|没有", None),
        ('customer.name = "云 顶" or priority != 困人', 0),
    ],
)
def test_a_condition_is_typed_in_words_as_they_are_called(
    lifts: Desk, condition: str, found: int | None
) -> None:
    desk = lifts.play(REPORT).as_("wangli")
    if found is not None:
        assert len(desk.do(f"list --when '{condition}'")) == found
        return
    answer = desk.type(f"list --when '{condition}'")
    assert (answer.code, "没有 is no priority" in answer.err) == (2, True)


@pytest.mark.parametrize(
    ("lang", "help", "log", "sheet"),
    [
        (
            "zh",
            "试运行",
            "    结论: passed (合格)\n    运行楼层: 18 层\n    勾选项: ✓ 层门锁闭",
            ("梯号**: 3号梯", "试运行**: 结论 不合格\n", "试运行**: 结论 合格; 运行楼层 18 层\n"),
        ),
        ("en", "test run", "    floors run: 18 层", ("lift number**: 3号梯",)),
    ],
)
def test_its_words_stand_in_help_log_and_sheet(
    lifts: Desk, lang: str, help: str, log: str, sheet: tuple[str, ...]
) -> None:
    desk = lifts.play(*TO_THE_END).speaking(lang)
    assert f"  test-run  {help}\n" in desk.type("help own").out + "\n"
    assert help in desk.type("test-run --help").out
    assert log in desk.type("log CASE").out
    printed = desk.type("sheet CASE").out
    assert all(row in printed for row in sheet)  # what was tried twice is printed as two rows
    assert "18 层" in desk.type("show CASE").out
    assert {"zh": "handed (已交梯)", "en": "handed (handed back)"}[lang] in desk.type(
        "show CASE"
    ).out


def test_the_schemas_of_its_files_know_what_it_adds(lifts: Desk) -> None:
    events = lifts.type("schema case").json["properties"]["history"]["items"]["oneOf"]
    [own] = [event for event in events if event["properties"]["did"]["const"] == "test-run"]
    assert own["properties"]["result"]["enum"] == ["passed", "failed"]
    reports = [e for e in events if e["properties"]["did"]["const"] == "report"]
    assert ["car" in event["properties"] for event in reports] == [True]
    assert "office" in lifts.type("schema customer").json["properties"]
    steps = lifts.type("schema policies").json["properties"]["steps"]["additionalProperties"]
    assert {"by", "fields", "ticks", "outcome", "own", "on_hold", "after"} < set(
        steps["properties"]
    )


def test_the_schema_of_a_case_under_a_kept_rulebook_knows_its_steps_alone(lifts: Desk) -> None:
    desk = lifts.play(REPORT)
    [kept] = (path.stem for path in desk.root.glob("inventory/rulebooks/*.yaml"))
    (desk.root / "policies.yaml").write_bytes(SHIPPED.read_bytes())

    def reports(words: str) -> list[bool]:
        [events] = desk.type(words).json["properties"]["history"]["items"].values()
        found = (event["properties"] for event in events)
        return ["car" in event for event in found if event["did"]["const"] == "report"]

    assert reports("schema") == [False, True]
    assert reports(f"schema case --policy {kept}") == [True]
    near = desk.type(f"schema --policy {kept[:-3]}222")
    assert (near.code, f"is kept; did you mean {kept}?" in near.err) == (2, True)


def test_a_line_of_ones_own_agrees_to_no_price_that_nobody_quoted(lifts: Desk) -> None:
    policies = lifts.root / "policies.yaml"
    moves = "    moves:\n      quote: open\n      accept: open\n"
    policies.write_text(policies.read_text("utf-8").replace("    moves:\n", moves), "utf-8")
    lifts.as_("wangli").do("save")
    desk = lifts.play(REPORT).as_("afei")
    quote = f"servicectl quote {desk.case} --line TEXT=AMOUNT"
    assert quote in desk.refused("accept CASE --agreed-by 王工")
    desk.do("quote CASE --line 门锁=80.00 --category paid --because 无档案")
    desk.do("accept CASE --agreed-by 王工")
    assert any("customer:" in row["what"] for row in desk.show()["open"])


def test_no_other_desk_has_its_commands(lifts: Desk) -> None:
    lifts.type("help own")
    assert "test-run" not in COMMANDS
