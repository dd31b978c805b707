"""A morning at the desk: ninety lines as a receptionist types them, every third of them wrong.

Afterwards nobody is on file twice, no unit is there that is none, and every slip was corrected
by a command. Before each line stands its exit code; ``@1`` is the case of the first report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from tests.desk import Desk
from tests.terminal import Terminal

Play = Callable[..., Desk]
MORNING = """
0 customer find 明湖
0 report --phone 02955501102 --serial SN23080034 --fault 无图像
2 reprot --phone 02955501118 --fault 黑屏
0 show @1
0 guide @1 --step 断电重启 --result 无效 --outcome failed
2 handover @1 09:12
0 handover @1
0 note @1 老师下午在
2 note @1 老师 下午 不在
0 retract @1 last --reason 打错了
0 note @1 老师下午不在
2 report --phone 029-5550-1118 --phone 13800001118 --fault 花屏
0 report --phone +86-29-5550-1118 --fault 花屏 --model FL-LCD55
0 handover @2 --no-guidance 忙 --at ０９：１０
0 log @2
0 list --open
0 search 灞水湾
2 list -open
0 report --customer 康宁社区医院 --phone 029-5550-1105 --fault 没有声音
0 edit @3 --fault 有画面没有声音
2 edit @3 没有画面
0 edit @3 --priority urgent
0 show @3
3 report --phone 029-5550-1105 --customer 康宁小区医院 --fault 又坏了
0 report --phone ０２９－５５５０－１１０５ --fault 没有声音
0 cancel @4 --duplicate-of @3
3 cancel @1
0 log @4
0 overdue --kind handover
2 overdue 康宁
0 report --customer 西门幼儿园 --phone 029-5551-7001 --address 西门外1号 --fault 无信号
0 guide @5 --step 换线 --result 好了 --outcome solved
2 report --customer 西门幼儿园 --phone 029-5551-7002 --fault 无信号
0 undo --yes
0 guide @5 --step 换线 --result 还是不行 --outcome failed
2 finish @5
0 customer find 西门
0 handover @5
2 reopen @5
0 explain @5
2 hold @5 等家长 --until
0 hold @5 --reason 等家长 --until 明天09:00
0 resume @5
2 hold @5 "明天 10:00"
0 due --within 2h
0 status
2 today
0 customer add --name 南关书店 --phone 029-5551-7003 --address 南关3号
0 customer find 南关
2 customer change 南关书店
2 report --phone 5551-7003-8012 --customer 南关书店 --fault 死机
0 report --phone 029-55517003-8012 --customer 南关书店 --fault 死机
0 show @6
2 report --phone 1380013800 --customer 老王 --address 北街 --fault 花屏
0 report --phone 13800138000 --customer 老王 --address 北街 --fault 花屏
0 handover @7 --no-guidance 客户不会
2 close @7 --unreached --reason 打不通
0 list --all
0 search 老王
2 show 老王
0 note @7 又打来催
0 undo --yes
3 undo
0 register add --from 李女士 --about 询价 --contact 13900139000
0 register list
2 register new --from 李女士
0 report --customer c-7dk3pa --phone 13700137000 --fault 第二块屏黑 --serial SN23080021
0 customer find 13700137000
2 report --customer c-7dk3pa --phone 13700137000 --fault 第二块 --serial SN23080021 --serial SN1
0 triage @8 --kind enquiry --category 屏
0 log @8
2 triage @8 --kind enquiry --kind repair
0 report --phone "029-5550 1102 转 8012" --customer 明湖 --serial SN23080043 --fault 偏色
2 edit @9 SN23080034
0 edit @9 --serial SN23080034
0 customer edit c-7dk3pa --drop-phone 13700137000
2 unit show SN23080043
0 search SN23080034
"""


def lines() -> list[tuple[int, str]]:
    return [(int(line[0]), line[2:]) for line in MORNING.strip().splitlines()]


def test_every_third_line_is_wrong() -> None:
    wrong = [code for code, _ in lines() if code]
    assert len(wrong) * 3 == len(lines())


def test_a_morning_leaves_no_double_and_nothing_for_an_editor(play: Play) -> None:
    desk = play().as_("wangli").at("2025-09-22 09:10")
    units = set((desk.root / "inventory/units").iterdir())
    cases: list[str] = []
    for code, line in lines():
        typed = re.sub("@([1-9])", lambda found: cases[int(found[1]) - 1][-6:], line)
        before, answer = desk.head, desk.type(typed)
        assert answer.code == code, (line, answer)
        if code:
            assert (answer.out, answer.err.count("\n"), desk.head) == ("", 1, before), line
        elif line.startswith("report"):
            cases.append(answer.out.partition(":")[0])
    at_the_terminal(desk)
    assert [desk.type(words).code for words in ("validate", "audit")] == [0, 0]
    customers = desk.do("customer find 029") + desk.do("customer find 13")
    names = Counter(name for name, _ in {(each["name"], each["id"]) for each in customers})
    assert [name for name, n in names.items() if n > 1] == []
    assert set((desk.root / "inventory/units").iterdir()) == units
    assert desk.git("status", "--porcelain") == ""


def at_the_terminal(desk: Desk) -> None:
    """Take in a call whose answers are wrong at first: eight lines more."""
    with Terminal(desk, "report") as terminal:
        terminal.answer("phone", "12")
        terminal.answer("phone", "029-5550 1102")
        terminal.answer("serial number", "9")
        terminal.answer("is not in the list", "1")
        terminal.answer("fault", "<")
        terminal.answer("serial number", "2")
        terminal.answer("fault", "白屏")
        terminal.answer("Enter records it", "")
        assert terminal.code == 0, terminal.shown
