"""The forms of parts, units and money: what stands on which, who holds a copy, on what paper."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicectl.domain.time.moments import read_period
from servicectl.output.sheets.chinese_amounts import capitals
from servicectl.output.sheets.forms import CASE_FORMS, FORMS, LEDGER_FORMS, VOUCHER_FORMS
from servicectl.output.sheets.qr import qr
from tests.desk import Desk
from tests.places import REPOSITORY
from tests.project.test_readme import documented, values_in

Play = Callable[..., Desk]

STOCKED = (
    (
        "2025-11-27 08:00 yangfang parts receive BD-LCD55-PSU=3 BD-LCD55-BL=4321"
        " --document RK-01 --quality 外观完好 --supplier 三和电源 --price BD-LCD55-PSU=210"
        " --price BD-LCD55-BL=0.5"
    ),
    (
        "2025-11-27 08:01 yangfang parts receive FL-STB210@LOAN01 FL-STB210@LOAN02"
        " --document RK-02 --to store:loaner"
    ),
)
REPORTED = (
    (
        "2025-11-28 09:02 wangli report --customer 秦岭酒店 --phone '029-5550 1234'"
        " --address '科技路 1 号' --contact 冯经理 --serial SN24090009"
        " --new-customer --fault 开机后无图像"
    ),
)
ON_THE_WAY = (
    "2025-11-28 09:03 wangli handover CASE --no-guidance 赶时间",
    "2025-11-28 09:05 chenwei assign CASE guotao",
    "2025-11-28 09:06 guotao parts request CASE BD-LCD55-PSU=2 --proposal 换板",
)
APPROVED = (
    "2025-11-28 09:07 chenwei parts approve CASE --parts BD-LCD55-PSU=1",
    "2025-11-28 09:08 yangfang parts issue CASE",
)
AT_THE_DOOR = (
    "2025-11-28 09:10 guotao prepare CASE --yes all --cause 电源",
    "2025-11-28 09:11 guotao depart CASE",
    "2025-11-28 09:40 guotao arrive CASE --yes all --met 冯",
    (
        "2025-11-28 09:45 guotao diagnose CASE --cause 电容鼓包 --agrees yes"
        " --customer-statement 打雷以后就这样"
        " --opened-before no --unit-verified yes --responsibility product --user-agrees yes"
    ),
    (
        "2025-11-28 09:46 guotao quote CASE --line 换电源板=150:paid --line 上门检查=50:free"
        " --category paid --because 雷击 --discount 20 --discount-reason 老客户"
    ),
    "2025-11-28 09:48 guotao accept CASE --agreed-by 冯经理",
)
TAKEN = (
    (
        "2025-11-28 09:49 guotao take-away CASE --condition 外壳有划痕 --accessories 电源线"
        " --promised '2025-12-01 17:00'"
    ),
    (
        "2025-11-28 09:50 yangfang loan out CASE LOAN01 --signed-by 冯经理 --condition 八成新"
        " --grade equal"
    ),
)
BACK = (
    "2025-11-30 14:00 guotao workshop-done CASE --work 换板",
    "2025-11-30 15:00 guotao give-back CASE --signed-by 冯经理 --receipt-lost 声明作废",
    "2025-11-30 15:05 guotao warranty CASE --months 3 --scope 原故障",
)
FITTED = (
    (
        "2025-11-30 15:10 guotao complete CASE --yes all --work 换电源板 --signed-by 冯经理"
        " --used BD-LCD55-PSU=1:鼓包 --old-part BD-LCD55-PSU=1 --opinion 准时"
        " --seal 酒店工程部章"
    ),
)
PAID = ("2025-11-30 15:20 guotao cash collect CASE 130 --invoice-no FP-77",)

AT_THE_MAKERS = (
    "2025-12-01 09:00 yangfang parts old-in CASE",
    "2025-12-01 09:10 yangfang parts inspect BD-LCD55-PSU=1 --result bad --case CASE",
    (
        "2025-12-01 09:20 yangfang parts to-maker BD-LCD55-PSU=1 --maker fengling --document TH-7"
        " --expected '2025-12-10 09:00'"
    ),
    (
        "2025-12-09 09:00 yangfang parts from-maker BD-LCD55-PSU=1 --maker fengling"
        " --analysis 电容批次不良 --remedy 改用长寿命电容 --document FH-9 --to store:bad"
    ),
    "2025-12-09 09:30 yangfang parts scrap BD-LCD55-PSU=1 --reason 进水 --approved-by chenwei",
)

HERE = (*STOCKED, *REPORTED, *ON_THE_WAY, *APPROVED, *AT_THE_DOOR)
DONE = (*HERE, *TAKEN, *BACK, *FITTED, *PAID)
BLANK = "____________"


def form(desk: Desk, *words: str) -> str:
    """Return the form that ``sheet`` with these words prints."""
    answer = desk.type("sheet", *words)
    assert (answer.code, answer.err) == (0, "")
    return answer.out


def copies(text: str) -> list[str]:
    """Return the sheets of a print in Markdown."""
    return text.split("\n---\n")


def vouchers(desk: Desk, did: str) -> list[str]:
    """Return the ids of the vouchers of an action, in the order of their times."""
    files = [p.read_text(encoding="utf-8") for p in desk.root.glob("inventory/ledger/*/*/*.yaml")]
    found = [text for text in files if f"\ndid: {did}\n" in text]
    return [
        re.findall("^id: (.*)$", text, re.M)[0]
        for text in sorted(found, key=lambda text: re.findall("^at: (.*)$", text, re.M)[0])
    ]


def voucher_of(desk: Desk, name: str) -> str:
    """Return the first voucher that is printed on a form."""
    did = {"receipt": "receive", "maker-return": "to-maker", "scrap": "scrap"}[name]
    return vouchers(desk, did)[0]


# What stands on the forms of a case


ON_FORMS_OF_A_CASE = {
    "handling": """
# 机顶盒售后服务处理单 CASE
- **用户原话**: 打雷以后就这样
- **是否拆过**: [ ] 拆过  [x] 未拆  [ ] 看不出
- **真实原因**: 电容鼓包
- **责任**: [x] 产品  [ ] 安装  [ ] 维修  [ ] 用户  [ ] 第三方  [ ] 不明
| 55 寸屏电源板 | BD-LCD55-PSU | 1 块 | 鼓包 | 在工程师处 1 |
| 换电源板 | 150.00 元 | 有偿 |
- **应收合计**: **130.00 元**
- **用户签字或盖章**: 冯经理，2025-11-30 15:10；酒店工程部章
- **部门负责人**: ____________
""",
    "repair": """
# 维修单 CASE
- **维修内容**: 换电源板
| 55 寸屏电源板 | BD-LCD55-PSU | 1 块 | 鼓包 | 在工程师处 1 |
| 换电源板 | 150.00 元 | 有偿 |
| 上门检查 | 50.00 元 | 免费 |
- **优惠**: 20.00 元
- **优惠原因**: 老客户
- **应收合计**: **130.00 元**
- **客户答复**: [x] 同意  [ ] 不同意
- **发票号**: FP-77
- **保修范围**: 原故障
- **保修期**: 3 个月
- **保修至**: 2026-02-28
- **意见**: 准时
- **旧件**: [x] 带回  [ ] 未带回
""",
    "requisition": """
# 备用件领料单 CASE
- **处理意见**: 换板
| 55 寸屏电源板 | BD-LCD55-PSU |  | 块 | 2 | 1 | 1 | 360.00 | 360.00 |
- **合计金额**: **360.00 元**
- **审批**: 同意
- **审批人**: 陈伟，2025-11-28 09:07
- **领料人**: 郭涛
- **申请人**: 郭涛，2025-11-28 09:06
- **发料人**: 杨芳，2025-11-28 09:08
""",
    "take-away": """
- **产品型号**: FL-USG20
- **机号**: SN24090009
- **外观状况**: 外壳有划痕
- **随机附件**: 电源线
- **承诺送回**: **2025-12-01 17:00**
- **取机人**: 郭涛
- **送回时间**: 2025-11-30 15:00
- **收据**: [ ] 已收回  [x] 遗失
- **遗失声明**: 声明作废
""",
    "loan": """
- **在修机号**: SN24090009
- **名称**: 高清机顶盒
- **型号**: FL-STB210
- **机号**: LOAN01
- **档次**: [ ] 同档次  [x] 同等功能
- **借出状况**: 八成新
- **客户签字**: 冯经理
- **归还时间**: ____________
""",
    "old-parts": """
# 旧件交回单 CASE
| 55 寸屏电源板 | BD-LCD55-PSU | 1 块 |  |  |  |  |
- **收件人**: ____________
""",
    "cash": """
# 现金缴款单 CASE
- **应收**: 130.00 元
- **发票号**: FP-77
| 2025-11-30 15:20 | 郭涛 | 130.00 元 | FP-77 | v-20251130-VOUCHER |
- **缴款人**: 郭涛
- **缴款日期**: ____________
- **金额（小写）**: **130.00 元**
- **金额（大写）**: 壹佰叁拾元整
""",
    "label": """
# CASE
- **机号**: SN24090009
- **故障**: 开机后无图像
""",
    "card": """
# CASE
客户服务部
- **服务电话**: 400-000-0000
- **保修范围**: 原故障
- **保修至**: 2026-02-28
""",
}


@pytest.mark.parametrize("name", ON_FORMS_OF_A_CASE)
def test_a_form_of_a_case_shows_what_the_ledger_knows(play: Play, name: str) -> None:
    desk = play(*DONE).speaking("zh")
    text = form(desk, "CASE", "--form", name)
    text = re.sub(r"(v-\d{8})-\w{6}", r"\1-VOUCHER", text.replace(desk.case, "CASE"))
    shown = text.splitlines()
    assert [line for line in ON_FORMS_OF_A_CASE[name].splitlines() if line not in shown] == []
    assert "guotao" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format", ["md", "html"])
@pytest.mark.parametrize("name", LEDGER_FORMS)
def test_before_anything_is_known_a_form_is_to_be_filled_in(
    play: Play, name: str, format: str, lang: str
) -> None:
    text = form(play(*REPORTED).speaking(lang), "CASE", "--form", name, "--format", format)
    assert "None" not in text
    blank = {"md": BLANK, "html": '<td class="hand"></td>'}[format]
    assert blank in text or "<i></i>" in text or name == "label"
    assert "秦岭酒店" in text or name in ("label", "card")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format", ["md", "html"])
@pytest.mark.parametrize("name", LEDGER_FORMS)
def test_every_form_says_whose_it_is_in_both_languages(
    play: Play, name: str, format: str, lang: str
) -> None:
    desk = play(*DONE).speaking(lang)
    text = form(desk, "CASE", "--form", name, "--format", format)
    assert desk.case in text
    assert "客户服务部" in text or name == "label"
    if name not in ("label", "card"):
        assert f"{desk.head[:10]}" in text
    if format == "html":
        number = {"take-away": "take-away", "loan": "loan-out"}.get(name)
        assert str(qr(vouchers(desk, number)[0] if number else desk.case)) in text


def test_what_is_still_asked_for_has_no_answer_on_the_requisition(play: Play) -> None:
    again = (
        "2025-11-28 09:20 guotao parts request CASE BD-LCD55-BL=3",
        "2025-11-28 09:21 guotao parts request CASE HDD-4T=1 --proposal 备用",
    )
    desk = play(*HERE[:7], *again).speaking("zh")
    row = "| 55 寸屏背光驱动板 | BD-LCD55-BL |  | 块 | 3 | {} |  |"
    text = form(desk, "CASE", "--form", "requisition")
    assert row.format("") in text
    assert "- **处理意见**: 换板；备用\n" in text
    desk.play("2025-11-28 09:30 chenwei parts reject CASE --reason 太贵")
    text = form(desk, "CASE", "--form", "requisition")
    assert row.format("0") in text
    assert "- **审批**: 不同意\n" in text
    assert "- **审批意见**: 太贵\n" in text


def test_what_was_approved_by_word_of_mouth_waits_for_its_confirmation(play: Play) -> None:
    said = "2025-11-28 09:07 chenwei parts approve CASE --oral liuhong"
    desk = play(*STOCKED, *REPORTED, *ON_THE_WAY, said).speaking("zh")
    assert "- **书面确认**: ____________\n" in form(desk, "CASE", "--form", "requisition")
    desk.play("2025-11-29 09:00 liuhong confirm CASE")
    text = form(desk, "CASE", "--form", "requisition")
    assert "- **审批**: 同意（口头）\n" in text
    assert "- **书面确认**: 2025-11-29 09:00\n" in text


def test_an_old_part_is_told_of_until_it_is_in_or_excused(play: Play) -> None:
    more = "2025-11-28 09:09 yangfang parts receive HDD-4T=2 --document RK-3"
    asked = (
        "2025-11-28 09:09 guotao parts request CASE HDD-4T=2",
        "2025-11-28 09:09 chenwei parts approve CASE",
        "2025-11-28 09:09 yangfang parts issue CASE",
    )
    fitted = FITTED[0] + " --used HDD-4T=2:坏道 --old-part HDD-4T=1 --old-left HDD-4T=1:客户留下"
    desk = play(
        *(*STOCKED, *REPORTED, *ON_THE_WAY, *APPROVED, more, *asked, *AT_THE_DOOR), fitted
    ).speaking("zh")
    text = form(desk, "CASE", "--form", "old-parts")
    assert "| 监控硬盘 4 TB | HDD-4T | 2 块 |  | 1 | 客户留下 |  |" in text
    assert "在工程师处 1；未收回 1：客户留下" in form(desk, "CASE", "--form", "handling")
    repair = form(desk, "CASE", "--form", "repair")
    assert "- **旧件**: [ ] 带回  [x] 未带回\n- **未带回原因**: 客户留下\n" in repair

    desk.play("2025-11-30 16:00 yangfang parts old-in CASE HDD-4T=1")
    text = form(desk, "CASE", "--form", "old-parts")
    assert "| 监控硬盘 4 TB | HDD-4T | 2 块 | 1 | 1 | 客户留下 |  |" in text
    assert "| 55 寸屏电源板 | BD-LCD55-PSU | 1 块 |  |  |  |  |" in text
    [number] = vouchers(desk, "old-in")
    assert f"- **入库凭证**: {number}\n- **收件人**: 杨芳，2025-11-30 16:00\n" in text


# Copies


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("handling", "存档联 仓库销账联 用户联", "File copy|Store's copy|User's copy"),
        (
            "repair",
            "第一联 存档|第二联 财务|第三联 客户",
            "1st copy: file|2nd copy: finance|3rd copy: customer",
        ),
        ("requisition", "库房联 领料人联", "Store's copy|Engineer's copy"),
        ("take-away", "客户联 公司联", "Customer's copy|Company's copy"),
        ("loan", "客户联 库房联", "Customer's copy|Store's copy"),
        ("old-parts", "库房联 工程师联", "Store's copy|Engineer's copy"),
        ("cash", "财务联 缴款人联", "Finance's copy|Payer's copy"),
        ("receipt", "库房联 财务联", "Store's copy|Finance's copy"),
        ("maker-return", "厂家联 库房联", "Maker's copy|Store's copy"),
        ("scrap", "库房联 财务联", "Store's copy|Finance's copy"),
    ],
)
def test_every_holder_gets_a_copy_of_his_own(play: Play, name: str, zh: str, en: str) -> None:
    desk = play(*DONE, *AT_THE_MAKERS)
    about = ["--voucher", voucher_of(desk, name)] if name in VOUCHER_FORMS else ["CASE"]
    for lang, names in (("zh", zh), ("en", en)):
        holders = names.split("|") if "|" in names else names.split(" ")
        sheets = copies(form(desk.speaking(lang), *about, "--form", name))
        assert [sheet.strip().splitlines()[2].split(" / ")[0] for sheet in sheets] == holders
        first, *others = (s.replace(h, "").strip() for s, h in zip(sheets, holders, strict=True))
        assert all(first == other for other in others) or name == "repair"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_third_copy_tells_the_customer_fee_phone_scope_and_period(
    play: Play, lang: str
) -> None:
    desk = play(*DONE).speaking(lang)
    first, second, third = copies(form(desk, "CASE", "--form", "repair"))
    own = {
        "zh": ("**130.00 元**", "**400-000-0000**", "原故障", "3 个月", "2026-02-28", "很满意"),
        "en": ("**CNY 130.00**", "**400-000-0000**", "原故障", "3 months", "2026-02-28", "fair"),
    }[lang]
    notes = {"zh": ("保修贴", "名片", "旧件"), "en": ("Label", "Card", "Old parts")}[lang]
    assert all(words in third for words in (*own, *notes))
    told = {"zh": "本联由客户保存", "en": "This copy is the customer's"}[lang]
    assert [told in sheet for sheet in (first, second, third)] == [False, False, True]


def test_no_warranty_is_said_and_none_given_is_left_to_be_written(play: Play) -> None:
    none = "2025-11-28 09:49 guotao warranty CASE --months 0 --reason 无法预见"
    desk = play(*HERE, none, FITTED[0]).speaking("zh")
    assert "- **保修期**: 不保修\n" in form(desk, "CASE", "--form", "repair")
    assert "- **保修至**: 不保修\n" in form(desk, "CASE", "--form", "card")
    desk = play(*HERE, *FITTED).speaking("zh")
    assert f"- **保修期**: {BLANK}\n" in form(desk, "CASE", "--form", "repair")
    assert f"- **保修至**: {BLANK}\n" in form(desk, "CASE", "--form", "card")


def test_what_was_ticked_on_the_repair_form_is_printed_with_the_reason(play: Play) -> None:
    ticked = FITTED[0] + " --opinion-tick 4 --final-test gone"
    text = form(play(*HERE, ticked).speaking("zh"), "CASE", "--form", "repair")
    assert "[ ] 很满意  [x] 满意  [ ] 一般" in text
    assert "- **通电试机**: [x] 故障消除  [ ] 未见更差\n" in text


# Units that change hands


def test_the_receipts_number_is_that_of_the_voucher(play: Play) -> None:
    desk = play(*HERE, *TAKEN)
    [number] = vouchers(desk, "take-away")
    text = form(desk, "CASE", "--form", "take-away")
    assert text.startswith(f"# Take-away receipt {number}\n")
    assert f"- **Case**: {desk.case}\n" in text
    assert form(desk, "--voucher", number) == text
    assert form(desk, "--voucher", vouchers(desk, "loan-out")[0]) == form(
        desk, "CASE", "--form", "loan"
    )


def test_a_later_date_that_was_agreed_stands_on_the_receipt(play: Play) -> None:
    later = (
        "2025-11-29 10:00 guotao promise CASE --when '2025-12-05 12:00' --reason 缺件"
        " --consent 冯经理"
    )
    text = form(play(*HERE, *TAKEN, later).speaking("zh"), "CASE", "--form", "take-away")
    assert "- **承诺送回**: **2025-12-05 12:00**\n" in text


def test_each_loaner_that_is_out_has_a_note_and_one_that_is_back_only_if_it_is_named(
    play: Play,
) -> None:
    second = "2025-11-28 10:00 yangfang loan out CASE LOAN02"
    desk = play(*HERE, *TAKEN, second)
    notes = copies(form(desk, "CASE", "--form", "loan"))
    serials = [re.findall(r"\*\*Serial no\.\*\*: (LOAN.*)", note) for note in notes]
    assert serials == [["LOAN01"], ["LOAN01"], ["LOAN02"], ["LOAN02"]]
    desk.play("2025-11-29 10:00 yangfang loan in CASE LOAN01 --condition 完好")
    assert "LOAN01" not in form(desk, "CASE", "--form", "loan")
    first, _ = vouchers(desk, "loan-out")
    text = form(desk, "--voucher", first)
    assert "- **Returned**: 2025-11-29 10:00\n" in text
    assert "- **Condition**: 完好\n" in text


def take_back(desk: Desk, did: str) -> None:
    """Take the latest entry of a kind back."""
    event = [row["id"] for row in desk.show()["history"] if row["did"] == did][-1]
    desk.do("retract", "CASE", event, "--reason", "错录")


def test_what_was_booked_back_is_not_on_a_form(play: Play) -> None:
    desk = play(*HERE, *TAKEN).as_("guotao")
    [taken] = vouchers(desk, "take-away")
    take_back(desk, "take-away")
    assert taken not in form(desk, "CASE", "--form", "take-away")
    answer = desk.type("sheet", "--voucher", taken)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert f"{taken} was booked back" in answer.err


# Money


def test_the_slip_is_about_the_money_that_is_still_in_hand(play: Play) -> None:
    desk = play(*DONE, "2025-11-30 16:00 hemei cash hand-in CASE 30.05").speaking("zh")
    text = form(desk, "CASE", "--form", "cash")
    assert "- **金额（小写）**: **99.95 元**\n- **金额（大写）**: 玖拾玖元玖角伍分\n" in text
    assert "- **已交财务**: 30.05 元\n- **财务收款**: 何梅，2025-11-30 16:00\n" in text
    desk.play("2025-11-30 16:05 hemei cash hand-in CASE")
    text = form(desk, "CASE", "--form", "cash")
    assert "- **缴款日期**: 2025-11-30 16:05\n" in text
    assert "- **金额（小写）**: **130.00 元**\n" in text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10.05", "壹拾元零伍分"),
        ("380.50", "叁佰捌拾元伍角"),
        ("1005.30", "壹仟零伍元叁角"),
        ("1100.00", "壹仟壹佰元整"),
        ("10010.00", "壹万零壹拾元整"),
        ("100500.00", "壹拾万零伍佰元整"),
        ("100000000.00", "壹亿元整"),
        ("1000050003.00", "壹拾亿零伍万零叁元整"),
    ],
)
def test_a_sum_in_capital_characters(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


def read_back(text: str) -> int:
    """Return the number that capital characters say: ``壹拾万零伍佰`` is 100500."""
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            high, _, low = text.partition(unit)
            return read_back(high) * value + read_back(low)
    places = {"拾": 10, "佰": 100, "仟": 1000, "": 1}
    found = re.findall("([零壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", text)
    return sum("零壹贰叁肆伍陆柒捌玖".index(digit) * places[place] for digit, place in found)


@given(st.integers(0, 10**14 - 1))
def test_capital_characters_can_be_read_back(cents: int) -> None:
    text = capitals(Decimal(cents).scaleb(-2))
    parts = re.fullmatch("(?:(.+)元)?(?:整|零?(?:(.)角)?(?:(.)分)?)", text)
    assert parts
    yuan, jiao, fen = (read_back(part or "零") for part in parts.groups())
    assert yuan * 100 + jiao * 10 + fen == cents
    assert "零零" not in text


# Paper of another size


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """Return the sizes of the pages of a PDF in millimetres."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.S)
    objects = b"".join(map(zlib.decompress, streams))
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", objects)
    return {(round(float(w) * 25.4 / 72), round(float(h) * 25.4 / 72)) for w, h in boxes}


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        *(("label", 62, 29), ("card", 60, 40), ("goods-book", 297, 210)),
        *(("count", 210, 297), ("repair", 210, 297)),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_form_is_on_its_own_paper(
    play: Play, name: str, width: int, height: int, lang: str
) -> None:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        pytest.skip("the extra pdf is not installed")
    desk = play(*DONE).speaking(lang)
    case = ["CASE"] if name in LEDGER_FORMS else []
    form(desk, *case, "--form", name, "--format", "pdf", "--out", "form.pdf")
    assert sizes(Path("form.pdf").read_bytes()) == {(width, height)}


def test_a_label_shows_as_much_of_the_fault_as_it_has_room_for(desk: Desk) -> None:
    desk = desk.as_("wangli").speaking("zh")
    desk.do(
        *("report", "--customer", "王芳", "--phone", "029-5550 1", "--address", "街"),
        *("--fault", "时有时无\n" * 300, "--serial", "S" * 32),
    )
    text = form(desk, "CASE", "--form", "label")
    assert "S" * 32 in text
    fault = re.findall(r"\*\*故障\*\*: (.*)", text)
    assert len(fault[0]) < 40
    assert fault[0].endswith("…")


SMALL = ("requisition", "take-away", "loan", "old-parts", "cash")


@pytest.mark.parametrize("name", SMALL)
def test_a_small_form_may_be_on_half_a_page(play: Play, name: str) -> None:
    desk = play(*DONE)
    page = form(desk, "CASE", "--form", name, "--format", "html", "--paper", "A5")
    whole = form(desk, "CASE", "--form", name, "--format", "html")
    assert "size: A5 landscape" in page
    assert "size: A5" not in whole
    assert page.split("</style>")[1] == whole.split("</style>")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("CASE --form repair --format html", "--paper A5: repair does not fit on half a page; "),
        ("CASE --form cash", "--paper A5: Markdown has no paper; add --format html, or pdf"),
    ],
)
def test_what_cannot_be_on_half_a_page_is_one_line(play: Play, words: str, said: str) -> None:
    answer = play(*DONE).type("sheet", *words.split(), "--paper", "A5")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"servicectl: {said}")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["service-sheet", "handling", "count"])
def test_every_page_has_its_number(play: Play, name: str, lang: str) -> None:
    case = [] if name == "count" else ["CASE"]
    page = form(play(*DONE).speaking(lang), *case, "--form", name, "--format", "html")
    assert re.search(r"@bottom-right \{\s*content: .*counter\(page\).*counter\(pages\)", page)


@pytest.mark.parametrize(
    "name", ["service-sheet", "handling", "repair", "take-away", "loan", "cash"]
)
def test_what_a_customer_gets_has_a_place_for_the_seal(play: Play, name: str) -> None:
    desk = play(*DONE)
    for lang, seal in (("zh", "公司盖章"), ("en", "Company seal")):
        text = form(desk.speaking(lang), "CASE", "--form", name)
        assert all(f"- **{seal}**: {BLANK}\n" in sheet for sheet in copies(text))


AGAIN = (
    "2025-12-01 09:00 wangli sheet-in CASE --debrief 已修好",
    "2025-12-02 10:00 wangli callback CASE --running old_fault --satisfaction 2 --remarks 又黑屏",
    "2025-12-02 10:10 chenwei plan CASE --analysis 电容选型不当 --plan 换整板",
    "2025-12-02 10:20 chenwei assign CASE guotao",
)
SECOND = (
    "2025-12-02 10:30 guotao parts request CASE BD-LCD55-PSU=1 --proposal 再换",
    "2025-12-02 10:31 chenwei parts approve CASE",
    "2025-12-02 10:32 yangfang parts issue CASE",
    "2025-12-02 10:40 guotao prepare CASE --yes all --cause 电容",
    "2025-12-02 10:41 guotao depart CASE",
    "2025-12-02 11:00 guotao arrive CASE --yes all --met 冯",
    (
        "2025-12-02 11:05 guotao diagnose CASE --cause 电容 --agrees yes --customer-statement 又坏"
        " --opened-before no --unit-verified yes --responsibility service --user-agrees yes"
    ),
    (
        "2025-12-02 11:10 guotao complete CASE --yes all --work 再换板 --signed-by 冯经理"
        " --used BD-LCD55-PSU=1:再鼓包 --old-part BD-LCD55-PSU=1 --opinion 好 --seal 章"
    ),
)


@pytest.mark.parametrize("name", ["service-sheet", "repair", "handling"])
def test_a_second_visit_shows_its_own_parts_and_money(play: Play, name: str) -> None:
    desk = play(*DONE, *AGAIN).speaking("zh")
    text = form(desk, "CASE", "--form", name)
    assert [w for w in ("鼓包", "150.00", "130.00", "FP-77", "[x] 带回") if w in text] == []
    desk = play(*DONE, *AGAIN, *SECOND).speaking("zh")
    text = form(desk, "CASE", "--form", name)
    assert "再鼓包" in text
    assert "| 鼓包 |" not in text
    # One came off at each visit: the first that comes in is the one that came off first.
    store = desk.as_("yangfang")
    store.do("parts", "old-in", "CASE", "BD-LCD55-PSU=1")
    assert "在工程师处 1" in form(desk, "CASE", "--form", name)
    store.do("parts", "old-in", "CASE", "BD-LCD55-PSU=1")
    assert "交回 1" in form(desk, "CASE", "--form", name)
    assert "| BD-LCD55-PSU | 2 块 | 2 |" in form(desk, "CASE", "--form", "old-parts")


# Vouchers


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (["CBL-AUDIO=3.5"], "CBL-AUDIO is priced and does not come in; a price is of what is"),
        (["BD-LCD55-BL=3", "BD-LCD55-BL=4"], "BD-LCD55-BL has two prices; what was bought at"),
        (["BD-LCD55-BL"], "--price: 'BD-LCD55-BL' is not of the form SKU=AMOUNT; such as"),
        (["BD-LCD55-BL=0"], "--price: 0 is not above 0 and at most"),
    ],
)
def test_a_price_that_is_none_is_one_line(desk: Desk, price: list[str], said: str) -> None:
    options = [word for each in price for word in ("--price", each)]
    answer = desk.as_("yangfang").type(
        *("parts", "receive", "BD-LCD55-BL=1", "--document", "RK-9"), *options
    )
    assert answer.code == 2
    assert answer.err.startswith(f"servicectl: {said}")


def test_a_receipt_without_prices_has_room_for_them_and_the_known_supplier(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang").speaking("en")
    parts = desk.root / "inventory/parts.yaml"
    text = parts.read_text(encoding="utf-8")
    parts.write_text(
        text.replace("- sku: BAT-12V12\n", "- sku: BAT-12V12\n  supplier: 三和\n"), encoding="utf-8"
    )
    desk.do("parts", "receive", "BAT-12V12=2", "CBL-AUDIO=1", *("--document", "RK-8"))
    desk.do(
        *("parts", "receive", "BAT-12V12=2", "CBL-AUDIO=1", "--document", "RK-9"),
        *("--price", "BAT-12V12=86"),
    )
    found = [form(desk, "--voucher", id) for id in vouchers(desk, "receive")]
    unpriced, some = (next(t for t in found if n in t) for n in ("RK-8", "RK-9"))
    assert "- **From**: supplier 三和\n" in unpriced
    assert f"- **Sum**: {BLANK}\n" in unpriced
    assert "86.00 | 172.00 |" in some
    assert f"- **Sum**: {BLANK}\n" in some  # of what has no price nobody knows the sum


ON_FORMS_OF_A_VOUCHER = {
    "receive": """
# 备用件接收单 VOUCHER
- **来源**: 供应商 三和电源
- **入库**: 良品库
- **来货凭证**: RK-01
- **质量**: 外观完好
| 55 寸屏电源板 | BD-LCD55-PSU |  | 3 块 | 210.00 | 630.00 | F-01 |  |
- **合计金额**: **2790.50 元**
- **接收人**: 杨芳
""",
    "from-maker": """
# 备用件接收单 VOUCHER
- **来源**: 厂家 沣岭电子（厂家）
- **入库**: 不良品库
- **故障分析**: 电容批次不良
- **改进对策**: 改用长寿命电容
""",
    "to-maker": """
# 旧件返厂单 VOUCHER
- **厂家**: 沣岭电子（厂家）
- **要求返回**: 2025-12-10 09:00
- **单据号**: TH-7
| 55 寸屏电源板 | BD-LCD55-PSU |  | 1 块 |  |
- **故障分析**: ____________
""",
    "scrap": """
# 报废单 VOUCHER
- **报废原因**: 进水
- **批准人**: 陈伟（口头，待书面确认）
| 55 寸屏电源板 | BD-LCD55-PSU |  | 1 块 | 360.00 | 360.00 |  |
- **合计金额**: **360.00 元**
""",
}


@pytest.mark.parametrize("did", ON_FORMS_OF_A_VOUCHER)
def test_a_form_of_a_voucher_shows_what_moved_and_why(play: Play, did: str) -> None:
    desk = play(*DONE, *AT_THE_MAKERS).speaking("zh")
    number = vouchers(desk, did)[0]
    text = form(desk, "--voucher", number)
    shown = text.replace(number, "VOUCHER").splitlines()
    assert [line for line in ON_FORMS_OF_A_VOUCHER[did].splitlines() if line not in shown] == []
    assert str(qr(number)) in form(desk, "--voucher", number, "--format", "html")


def test_a_receipt_that_was_booked_back_says_so(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang")
    number = vouchers(desk, "receive")[0]
    assert "Booked back" not in form(desk, "--voucher", number)
    desk.do("reverse", number, "--reason", "错录")
    text = form(desk, "--voucher", number)
    assert f"- **Booked back**: {vouchers(desk, 'reverse')[0]}\n" in text


# The store


def rows(text: str) -> list[list[str]]:
    """Return the cells of the lines of a table in Markdown, those that are filled in."""
    found = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line] for line in found[1:] if "".join(line).strip()]


def test_the_goods_book_has_each_unit_that_came_and_went(play: Play) -> None:
    desk = play(*HERE, *TAKEN, *BACK[:2]).speaking("zh")
    [number] = vouchers(desk, "take-away")
    unit = ["SN24090009", "FL-USG20", desk.case, "客户处", "郭涛", number]
    came = ["1", "2025-11-28 09:49", "进", *unit, "外壳有划痕"]
    went = ["2", "2025-11-30 15:00", "出", *unit, ""]
    assert rows(form(desk, "--form", "goods-book", "--for", "2025-11")) == [came, went]
    assert rows(form(desk.at("2025-11-29 09:00"), "--form", "goods-book")) == [came]
    text = form(desk, "--form", "goods-book", "--for", "2025-11-30")
    assert rows(text) == [["1", *went[1:]]]
    assert "期初在库 1 台，期末 0 台" in text
    assert rows(form(desk.at("2025-12-03 09:00"), "--form", "goods-book")) == []


def test_what_was_booked_back_stays_in_the_book(play: Play) -> None:
    desk = play(*HERE, *TAKEN).as_("guotao").speaking("zh")
    [taken] = vouchers(desk, "take-away")
    take_back(desk, "take-away")
    came, went = rows(form(desk, "--form", "goods-book"))
    assert (came[2], went[2], went[-1]) == ("进", "出", f"冲销 {taken}")


@pytest.mark.parametrize("format", ["md", "html"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_counts_does_not_see_what_the_books_say(play: Play, lang: str, format: str) -> None:
    desk = play(*STOCKED).speaking(lang).at("2025-11-27 10:00")
    held = {row["sku"]: row["qty"] for row in desk.do("parts stock --account store:good")}
    assert held["BD-LCD55-BL"] == 4321
    text = form(desk, "--form", "count", "--format", format)
    assert "BD-LCD55-BL" in text
    assert "4321" not in text
    before = desk.head[:10]
    desk.play("2025-11-27 09:00 yangfang parts receive BD-LCD55-PSU=95 --document RK-9")
    again = form(desk, "--form", "count", "--format", format)
    assert again.replace(desk.head[:10], before) == text


def test_the_count_sheet_goes_by_shelf_and_lists_all_that_may_be_there(play: Play) -> None:
    desk = play(*STOCKED).speaking("zh")
    parts = desk.root / "inventory/parts.yaml"
    text = parts.read_text(encoding="utf-8")
    places = re.findall(r"location: (\S+)", text)
    shown = [row[1] for row in rows(form(desk, "--form", "count"))]
    assert sorted(shown) == sorted(places)
    assert shown == sorted(places)  # shipped shelves have two digits
    parts.write_text(text.replace("location: F-01", "location: A-3", 1), encoding="utf-8")
    shown = [row[1] for row in rows(form(desk, "--form", "count"))]
    assert shown.index("A-3") > shown.index("A-02")
    assert shown.index("A-3") < shown.index("A-04")


def test_another_shelf_lists_what_was_ever_on_it(play: Play) -> None:
    desk = play(
        *STOCKED,
        "2025-11-27 09:00 yangfang parts transfer FL-STB210@LOAN01"
        " --from store:loaner --to store:finished",
    )
    for shelf in ("store:loaner", "store:finished"):
        text = form(desk, "--form", "count", "--account", shelf)
        assert [row[2] for row in rows(text)] == ["FL-STB210"]
        assert "write down serial nos." in text
        assert "LOAN01" not in text
    assert rows(form(desk, "--form", "count", "--account", "store:bad")) == []


def test_the_price_list_is_the_one_on_file(desk: Desk) -> None:
    desk = desk.speaking("zh")
    text = form(desk, "--form", "price-list")
    assert text.startswith("# 维修项目与收费标准表 2026-07\n")
    assert ["1", "上门检查", "50.00 元", "市区；修理后免收"] in rows(text)
    (desk.root / "inventory/prices.yaml").unlink()
    answer = desk.speaking("en").type("sheet", "--form", "price-list")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "inventory/prices.yaml" in answer.err


def test_the_tool_register_tells_who_keeps_what_and_what_is_gone(desk: Desk) -> None:
    desk = desk.play(
        "2025-11-27 08:00 yangfang tool add T-1 --name 万用表 --value 860 --fixed-asset",
        "2025-11-27 08:01 yangfang tool add T-2 --name 热风枪",
        "2025-11-27 08:02 yangfang tool add T-3 --name 梯子",
        "2025-11-27 08:03 yangfang tool out T-1 guotao",
        "2025-11-27 08:04 yangfang tool out T-2 guotao",
        "2025-11-27 08:05 chenwei tool lost T-2 --reason 现场丢失 --compensation 120",
    ).speaking("zh")
    text = form(desk, "--form", "tools")
    assert rows(text)[:2] == [
        ["T-1", "万用表", "860.00", "是", "", "工程师 郭涛", "2025-11-27 08:03", ""],
        ["T-3", "梯子", "", "", "", "工具库", "2025-11-27 08:02", ""],
    ]
    assert "| T-2 | 热风枪 |  | 遗失 | 2025-11-27 08:05 | 现场丢失 | 120.00 |" in text
    own = form(desk, "--form", "tools", "--account", "engineer:guotao")
    assert [row[0] for row in rows(own)] == ["T-1"]


# What people wrote, templates, and what cannot be printed

NEW_FORMS = tuple(name for name in FORMS if name not in (*CASE_FORMS, "visits", "overdue"))


@pytest.mark.parametrize("name", [name for name in NEW_FORMS if name not in VOUCHER_FORMS])
def test_what_ships_can_be_printed(name: str) -> None:
    """Every case once: a quarter of them in each language and format."""
    cases = sorted(path.stem for path in REPOSITORY.glob("cases/*/*/*.yaml"))
    for n, (lang, format) in enumerate(product(("zh", "en"), ("md", "html"))):
        desk = Desk(REPOSITORY, "2026-11-23 10:00", lang=lang)
        desk.type("list")  # the first command in a new clone says that it sets up how git merges
        about = cases[n::4] if name in LEDGER_FORMS else []
        text = form(desk, *about, "--form", name, "--format", format)
        assert all(case in text for case in about)
        assert "None" not in text


HOSTILE = "<script>alert(1)</script> | `rm` [x](javascript:alert(1))"


@pytest.mark.parametrize("name", LEDGER_FORMS)
def test_what_people_wrote_does_nothing(play: Play, name: str) -> None:
    desk = play(*STOCKED, REPORTED[0].replace("秦岭酒店", f"'{HOSTILE}'"))
    page = form(desk, "CASE", "--form", name, "--format", "html")
    assert "<script" not in page
    for line in form(desk, "CASE", "--form", name).splitlines():
        assert "<script" not in line.replace("\\<", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NEW_FORMS)
def test_a_mistake_in_a_template_is_one_line(play: Play, name: str, lang: str) -> None:
    desk = play(*DONE, *AT_THE_MAKERS).speaking(lang)
    file = desk.template(f"{lang}/{name}.j2")
    text = file.read_text(encoding="utf-8")
    begin = "{% block body %}\n"
    file.write_text(text.replace(begin, begin + "{{ sheet.nothing }}\n"), encoding="utf-8")
    line = text[: text.index(begin)].count("\n") + 2
    about = ["CASE"] if name in LEDGER_FORMS else []
    about = ["--voucher", voucher_of(desk, name)] if name in VOUCHER_FORMS else about
    answer = desk.type("sheet", *about, "--form", name)
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith(f"templates/{lang}/{name}.j2:{line}:1: ")


def test_the_foot_says_when_a_voucher_differs_from_the_commit(play: Play) -> None:
    desk = play(*HERE)
    [path] = desk.root.glob(f"inventory/ledger/*/*/{vouchers(desk, 'issue')[0]}.yaml")
    assert "uncommitted" not in form(desk, "CASE", "--form", "requisition")
    with path.open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert "with uncommitted changes" in form(desk, "CASE", "--form", "requisition")
    desk.git("restore", ".")
    assert "uncommitted" not in form(desk, "--form", "goods-book")


@pytest.mark.parametrize(
    "words",
    [
        *("--form receipt", "--form repair", "--form count CASE", "--form price-list --for today"),
        *(
            "--form tools --for today",
            "--form goods-book CASE",
            "--form repair CASE --account house",
        ),
        *("--form visits --for 2025-11", "CASE --form repair --for 2025-11"),
        *("--form goods-book --for 2025-13", "--form count --account shelf"),
        *("--form count --account agent:nobody", "--voucher v-20251127-zzzzzz"),
        *("--voucher ISSUE", "--voucher RECEIVE --form scrap", "--voucher RECEIVE CASE"),
        "--voucher RECEIVE --form take-away",
    ],
)
def test_what_cannot_be_printed_is_said_in_one_line(play: Play, words: str) -> None:
    desk = play(*HERE)
    for word, did in (("ISSUE", "issue"), ("RECEIVE", "receive")):
        words = words.replace(word, vouchers(desk, did)[0])
    answer = desk.type("sheet", *words.split())
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)


def values(desk: Desk, name: str, *about: str) -> dict[str, Any]:
    """Return what goes to the template of a form."""
    (desk.template(f"en/{name}.j2")).write_text("{{ sheets | tojson }}", encoding="utf-8")
    [sheet] = json.loads(form(desk, *about, "--form", name))
    return dict(sheet)


def test_every_value_of_a_form_is_on_the_page_about_templates(play: Play) -> None:
    desk = play(
        *HERE,
        "2025-11-28 09:49 guotao escalate CASE --reason 换机",
        "2025-11-28 09:49 hemei cash pay CASE 9 --for freight --reason 快递 --approved-by chenwei",
        *(*TAKEN, *BACK, *FITTED, *PAID, *AT_THE_MAKERS),
        "2025-12-10 08:00 yangfang tool add T-1 --name 万用表",
        "2025-12-10 08:01 yangfang tool add T-2 --name 梯子",
        "2025-12-10 08:02 chenwei tool lost T-2 --reason 丢失",
    )
    on_case = documented("On every form of a case")
    of_any_form = {name for name in on_case if name.startswith("company.")}
    of_any_form |= {"printed", "commit", "changed", "clashes"}
    known = values(desk, "callback", "CASE")
    own = {k: v for k, v in values(desk, "repair", "CASE").items() if k not in known}
    assert set(values_in(own)) == documented("On the other forms of a case")
    shown = values(desk, "receipt", "--voucher", vouchers(desk, "receive")[0])
    assert set(values_in(shown)) == documented("On `receipt`, `maker-return`") | of_any_form
    for name, about in (("goods-book", "--for 2025-11"), ("count", ""), ("price-list", "")):
        shown = values(desk, name, *about.split())
        assert set(values_in(shown)) == documented(f"On `{name}`") | of_any_form
    assert set(values_in(values(desk, "tools"))) == documented("On `tools`") | of_any_form


def test_a_month_and_a_day_are_periods() -> None:
    month, day = read_period("2024-02"), read_period("2024-02-29")
    assert [str(each) for each in (month.first, month.last, month)] == [
        *("2024-02-01", "2024-02-29", "2024-02"),
    ]
    assert (day.first, str(day)) == (day.last, "2024-02-29")
