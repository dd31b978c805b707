"""Two companies' documents as rulebooks, written by the page of the rulebook alone.

A tender for equipment (R295 to R309) and a supplier of rail tooling (R381 to R413): a case of each
kind is typed from the report to its end. A line with ``=>`` is refused, in these words.
"""

from __future__ import annotations

import pytest

from tests.clones import clones_of, met
from tests.desk import Desk
from tests.places import REPOSITORY

CALL = "report --customer 甲厂 --phone 029-85550077 --address 路1号 --fault 不转"
TO_SITE = (
    "22 09:40 chenwei handover CASE",
    "22 09:45 {boss} assign CASE {sent}",
    "22 11:00 {sent} prepare CASE --yes all --cause 电机",
    "22 12:10 {sent} depart CASE",
)
TENDER = (
    "22 08:01 liuhong roster add zj --name 郑杰 --role specialist",
    "22 08:02 liuhong roster add hl --name 何玲 --role hotline_desk",
    "22 08:03 liuhong roster add tou --name 陶欧 --role head",
    "22 08:05 yangfang parts receive FL-STB210@NEW1 --document D1 --to store:finished",
)
UNPACKED = f"22 09:00 hl {CALL} --serial OLD2 --model FL-STB210 --kind return_exchange"
TENDER_KINDS: dict[str, tuple[str, ...]] = {
    "repair": (
        f"22 09:00 hl {CALL} --serial OLD1 --model FL-STB210",
        "22 11:30 hl reply CASE --answer 今天到",
        "22 11:40 chenwei handover CASE",
        "22 11:45 chenwei assign CASE zj",
        "22 12:00 zj prepare CASE --yes all --cause 电机",
        "22 12:10 zj depart CASE",
        "22 13:00 zj arrive CASE => arrive needs --met",
        "22 13:00 zj arrive CASE --met 甲",
        "22 13:10 zj diagnose CASE --cause 电机 --agrees yes",
        (
            "22 13:20 zj exchange CASE --old OLD1 --new NEW1 --reason 连修三次 => "
            "exchange needs approve --what new_unit first, exchange-due first"
        ),
        "22 13:21 zj exchange-due CASE --repairs 2 --problem 电机 => needs --repairs > 2",
        "22 13:22 zj exchange-due CASE --repairs 3 --problem 电机 --yes same_model",
        "22 13:23 chenwei approve CASE --what new_unit => approve is for head",
        "22 13:24 tou approve CASE --what new_unit",
        "22 13:25 zj exchange CASE --old OLD1 --new NEW1 --reason 连修三次",
        "22 13:30 zj complete CASE --work 换机 --signed-by 甲 => --original yes or --other-parts",
        "22 13:31 zj complete CASE --work 换机 --signed-by 甲 --original yes",
        "22 13:35 yangfang parts old-in CASE FL-STB210@OLD1",
        "22 13:40 hl close CASE",
    ),
    "delivery": (
        f"22 09:00 hl {CALL} --kind delivery => report needs --deliver-at",
        f"22 09:00 hl {CALL} --kind delivery --deliver-at '2025-09-23 10:00'",
        "22 09:10 chenwei assign CASE zj",
        "23 10:30 zj arrive CASE --met 甲",
        (
            "23 10:35 zj complete CASE --work 装 --signed-by 甲 => "
            "complete needs unpack --result sound first or unpack --looks first"
        ),
        "23 10:36 zj unpack CASE --result fault --looks 划痕 --yes all",
        "23 10:40 zj complete CASE --work 装 --signed-by 甲",
        "23 11:00 hl close CASE",
    ),
    "return_exchange": (
        f"{UNPACKED} => report needs --found",
        f"{UNPACKED} --found at_unpacking",
        "22 09:10 hl verify CASE --finding 划痕 --covered yes",
        "22 09:15 hl choose CASE --user-choice part",
        "22 09:20 chenwei assign CASE zj",
        "22 10:00 zj complete CASE --work 换件 --signed-by 甲",
        "22 10:04 hl close CASE",
    ),
    "training": (
        f"22 09:00 hl {CALL} --kind training",
        "22 09:20 chenwei assign CASE zj",
        "22 10:00 zj teach CASE --taught 操作 --present 12",
        "22 10:04 hl close CASE",
    ),
    "guidance": (
        f"22 09:00 hl {CALL} --kind guidance",
        "22 09:20 hl reply CASE --answer 明天来人",
        *(line.format(boss="chenwei", sent="zj") for line in TO_SITE),
        "23 09:30 zj arrive CASE --met 甲",
        "23 09:40 zj complete CASE --work 指导 --signed-by 甲 --yes taught",
        "23 10:00 hl close CASE",
    ),
}
RAIL = (
    "22 08:01 liuhong roster add pm --name 彭明 --role project_manager",
    "22 08:02 liuhong roster add zc --name 朱驰 --role resident --resident-at 车辆段",
    "22 08:03 liuhong roster add sh --name 沈浩 --role service_head",
    "22 08:05 wangli register add --from 甲厂 --about 建议 --source-office 成都",
)
RAIL_SITE = tuple(line.format(boss="sh", sent="zc") for line in TO_SITE)
RAIL_KINDS: dict[str, tuple[str, ...]] = {
    "repair": (
        f"22 09:00 wangli {CALL} --channel office => report needs --from-branch",
        (
            f"22 09:00 wangli {CALL} --channel office --from-branch 成都 --key yes "
            "--customer-required-at '2025-09-22 14:00'"
        ),
        "22 09:01 wangli triage CASE --category tooling --severity major",
        "22 09:30 wangli reply CASE --answer 下午到",
        *RAIL_SITE,
        "22 14:30 zc arrive CASE --met 甲",
        "22 14:31 zc ask-headquarters CASE --asked 怎么办",
        "22 14:40 zc diagnose CASE --cause 电机 --agrees yes",
        (
            "22 14:45 zc complete CASE --work 换 --signed-by 甲 --survey-declined 忙 => "
            "complete needs tell-department first, --yes secret"
        ),
        "22 14:46 zc tell-department CASE --department quality --what 电机批次",
        (
            "22 14:47 zc complete CASE --work 换 --signed-by 甲 --yes secret => "
            "complete needs --survey (or --survey-declined)"
        ),
        "22 14:48 zc complete CASE --work 换 --signed-by 甲 --yes secret --survey-declined 忙",
        "22 14:50 wangli close CASE => close needs sheet-in first",
        "22 14:51 wangli sheet-in CASE",
        "22 15:00 wangli close CASE",
    ),
    "install": (
        f"22 09:00 wangli {CALL} --kind install --customer-required-at '2025-09-22 14:00'",
        "22 09:30 wangli reply CASE --answer 明天",
        *RAIL_SITE,
        "22 13:30 zc arrive CASE --met 甲",
        "22 13:50 zc commission CASE --test 空载 --test 负载 --result failed",
        "22 13:55 zc 调试 CASE --test 空载 --result passed --yes standard",
        "22 13:56 zc complete CASE --work 装 --signed-by 甲 --yes secret --survey-declined 忙",
        "22 14:50 wangli sheet-in CASE",
        "22 15:00 wangli close CASE",
    ),
    "inspection": (
        f"22 09:00 wangli {CALL} --kind inspection",
        "22 09:10 pm assign CASE zc",
        "22 10:30 zc arrive CASE --met 甲",
        "22 10:40 zc patrol CASE --watched 全线 --hidden 松动 --removed yes --yes all",
        "22 10:41 zc complete CASE --work 巡检 --signed-by 甲 --yes secret",
        "22 11:00 wangli close CASE",
    ),
    "complaint": (
        f"22 09:00 wangli {CALL} --kind complaint --channel web",
        "22 11:30 wangli reply CASE --answer 已受理",
        "22 11:31 sh check CASE --founded yes --region 西南",
        "22 11:33 sh root-cause CASE --root-cause 排班",
        "22 11:34 sh settle-complaint CASE --settlement 道歉 => needs root-cause --prevention",
        "22 11:35 sh root-cause CASE --root-cause 排班 --prevention 加人 --answerable zc",
        "22 11:36 sh settle-complaint CASE --settlement 道歉",
        "22 11:40 wangli close CASE",
    ),
    "return_exchange": (
        f"22 09:00 wangli {CALL} --kind return_exchange --from-branch 成都",
        "22 09:10 yangfang take-in CASE --goods A1 => take-in needs approve --what remedy first",
        "22 09:15 pm approve CASE --what remedy",
        "22 09:20 yangfang take-in CASE --goods A1 --goods A2",
        "22 09:25 yangfang remedy CASE --way refund",
        "22 10:04 wangli close CASE",
    ),
    "enquiry": (
        f"22 09:00 wangli {CALL} --kind enquiry",
        "22 09:20 wangli guide CASE --step 问 --result 答 --outcome solved",
    ),
}
LATE = {
    "tender-d8": {"repair": ["reply"], "delivery": ["delivery"], "guidance": ["guidance"]},
    "rail-d15": {"repair": ["visit"], "complaint": ["reply"]},
}


def under(desk: Desk, rulebook: str, people: tuple[str, ...]) -> Desk:
    """Return the desk of a company of tests/rulebooks, with its people."""
    text = (REPOSITORY / f"tests/rulebooks/{rulebook}.yaml").read_bytes()
    (desk.root / "policies.yaml").write_bytes(text)
    desk.as_("liuhong").do("save")
    typed(desk, people)
    return desk


def typed(desk: Desk, lines: tuple[str, ...]) -> str:
    """Type lines such as ``22 09:00 hl close CASE``; return the case, that of the report."""
    case = ""
    for line in lines:
        typed, _, why = line.partition(" => ")
        day, time, who, words = typed.replace("CASE", case).split(maxsplit=3)
        desk = desk.at(f"2025-09-{day} {time}").as_(who)
        if why:
            assert why in desk.refused(words)
        else:
            answer = desk.do(words)
            case = answer["case"] if words.startswith("report") else case
    return case


@pytest.mark.parametrize(
    ("rulebook", "people", "kinds"),
    [("tender-d8", TENDER, TENDER_KINDS), ("rail-d15", RAIL, RAIL_KINDS)],
)
def test_a_case_of_each_kind_comes_to_its_end(
    desk: Desk, rulebook: str, people: tuple[str, ...], kinds: dict[str, tuple[str, ...]]
) -> None:
    desk = under(desk, rulebook, people)
    assert set(desk.do("validate")) == set()
    late: dict[str, list[str]] = {}
    for kind, lines in kinds.items():
        case = typed(desk, lines)
        late[kind] = [c["name"] for c in desk.show(case)["clocks"] if c["state"] == "late"]
    assert {kind: names for kind, names in late.items() if names} == LATE[rulebook]
    assert desk.at("2025-09-24 09:00").do("list") == []
    assert desk.type("validate").code == desk.type("audit").code == 0


def test_its_words_stand_in_help_log_and_sheet(desk: Desk) -> None:
    desk = under(desk, "rail-d15", RAIL[:3])
    typed(desk, RAIL_KINDS["install"])
    for lang, step, field in (
        ("zh", "调试", "测试内容"),
        ("en", "test and commission", "what was tested"),
    ):
        desk = desk.speaking(lang)
        assert step in desk.type("commission --help").out
        assert f"{field}: 空载" in desk.type("log CASE").out
        assert f"{field} 空载" in desk.type("sheet CASE").out  # done twice: a row each


def test_one_yes_of_a_rulebook_serves_one_step_of_its_own_in_two_clones(desk: Desk) -> None:
    desk = under(desk, "rail-d15", RAIL[:1])
    asked, _, approved, taken, *_ = RAIL_KINDS["return_exchange"]
    case = typed(desk, (asked, approved))
    clones = clones_of(desk)
    typed(clones.a, (taken.replace("CASE", case),))
    typed(clones.b, (taken.replace("CASE", case).replace("09:20", "09:22"),))
    desk = met(clones).a.at("2025-09-22 10:00").as_("wangli")
    [clash] = desk.do("settle")
    assert [e["force"] for e in desk.show(case)["history"]] == ["in", "in", "in", "clash"]
    desk.as_("yangfang").do(f"settle {case} {clash['event']} --void --reason 记重")
    assert desk.type("validate").code == desk.type("audit").code == 0
