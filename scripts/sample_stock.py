"""The sample store's year: what its storekeeper and its supervisor typed, month by month.

A pure function: the same steps every time. What moves is drawn from the catalogue by a fixed seed;
a count is right but for half a metre, and every old part that came in is judged in its month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import NamedTuple

FIRST, MONTHS = date(2025, 11, 3), 13
STOREKEEPER, SUPERVISOR, FINANCE = "yangfang", "chenwei", "hemei"
FAST = (
    *("PSU-STB12V", "RMT-210", "RMT-460", "CON-RJ45", "CBL-HDMI2", "CBL-UTP", "FUSE-3A"),
    *("PSU-12V2A", "FAN-80", "BAT-AA", "CBL-RVV2", "CRD-IC"),
)
SLOW = (
    *("BD-STB210", "BD-STB460", "BD-LCD55-PSU", "BD-LCD55-BL", "LED-STRIP55", "HDD-4T", "HDD-8T"),
    *("BD-NVR116", "BD-ACS04", "PSU-SW24P", "BAT-12V7", "LCK-280", "PSU-12V5A", "RDR-IC"),
    *("FAN-40", "CBL-SATA", "SFP-1G", "BD-SW24P", "PSU-NVR232", "BD-VW22-CTL"),
)
OLD = ("BD-STB210", "BD-STB460", "PSU-12V5A", "BAT-12V7", "BD-LCD55-PSU")
BRANCHES = ("branch:baoji", "agent:xianyang")
TOOLS = (
    ("T-0001", "数字万用表", "320.00", "zhangqiang"),
    ("T-0002", "热风拆焊台", "680.00", "zhangqiang"),
    ("T-0003", "网络寻线仪", "150.00", "guotao"),
    ("T-0004", "光功率计", "460.00", "guotao"),
    ("T-0005", "冲击钻", "399.00", "maxiaojun"),
    ("T-0006", "安全带", "260.00", "maxiaojun"),
    ("T-0007", "示波器", "5800.00", "zhoukai"),
    ("T-0008", "硬盘检测仪", "2350.00", ""),
)
TRUNKING = 60
LOANERS = ("FL-STB460@LN-STB-01", "FL-STB460@LN-STB-02", "FL-NVR116@LN-NVR-01", "FL-SW24P@LN-SW-01")


class Typed(NamedTuple):
    """One command of the store: when and by whom it was typed, its words; ``name`` is its own.

    A word ``@NAME`` stands for the voucher of the step of that name.
    """

    name: str
    at: str
    by: str
    words: tuple[str, ...]


def year() -> Iterator[Typed]:
    """Yield every step, and behind each what those who are named as approving it confirm."""
    for step in _store():
        yield step
        yield from _confirmed(step)


def _store() -> Iterator[Typed]:
    """Yield what the store typed, in the order of time."""
    chance = Random(20251103)
    yield from _opening(chance)
    for month in range(MONTHS):
        first = _month(month)
        if first <= date(2026, 11, 2):
            yield from _one_month(first, month, chance)


def _confirmed(step: Typed) -> Iterator[Typed]:
    """Yield that whoever is named as approving a step confirms it, on the next weekday."""
    day = date.fromisoformat(step.at[:10]) + timedelta(days=1)
    day += timedelta(days=7 - day.weekday() if day.weekday() > FRIDAY else 0)
    for n, (option, person) in enumerate(pairwise(step.words)):
        if option in APPROVED:
            words = ("confirm", f"@{step.name}")
            yield Typed(f"{step.name}-confirmed-{n}", f"{day} 09:{n:02}", person, words)


def _month(n: int) -> date:
    """Return the first Monday of the n-th month."""
    year, month = divmod(FIRST.month - 1 + n, 12)
    day = date(FIRST.year + year, month + 1, 1)
    return day + timedelta(days=(7 - day.weekday()) % 7)


def _step(name: str, day: date, time: str, by: str, *words: str) -> Typed:
    return Typed(f"{day:%y%m}-{name}", f"{day} {time}", by, words)


def _opening(chance: Random) -> Iterator[Typed]:
    """Yield the first filling of the shelves, the tools and the loaners."""
    day = FIRST
    for n, some in enumerate(_dozens((*FAST, *SLOW))):
        goods = (f"{sku}={chance.randint(6, 12) * (10 if sku in FAST else 1)}" for sku in some)
        words = ("parts", "receive", *goods, "--document", f"RK-2511-{n + 1:02}")
        yield _step(f"fill-{n}", day, f"09:{n * 5 + 5:02}", STOREKEEPER, *words)
    words = ("parts", "receive", f"TRUNK-25={TRUNKING}", "--document", "RK-2511-08")
    yield _step("trunking", day, "09:35", STOREKEEPER, *words)
    sims = (f"SIM-4G@8986{n:06}" for n in range(1, 9))
    words = ("parts", "receive", *sims, "--document", "RK-2511-09")
    yield _step("sims", day, "09:40", STOREKEEPER, *words)
    words = ("parts", "receive", *LOANERS, "--to", "store:loaner", "--document", "DJ-2511-01")
    yield _step("loaners", day, "09:45", STOREKEEPER, *words)
    for n, (tool, name, value, holder) in enumerate(TOOLS):
        asset = ("--fixed-asset",) if float(value) > 2000 else ()
        approved = ("--checked-by", FINANCE, "--approved-by", SUPERVISOR)
        words = ("tool", "add", tool, "--name", name, "--value", value, *asset, *approved)
        yield _step(tool, day, f"10:{n * 2:02}", STOREKEEPER, *words)
        if holder:
            words = ("tool", "out", tool, holder)
            yield _step(f"{tool}-out", day, f"10:{n * 2 + 1:02}", STOREKEEPER, *words)


def _dozens(skus: Sequence[str]) -> Iterator[Sequence[str]]:
    return (skus[n : n + 8] for n in range(0, len(skus), 8))


YES = ("--approved-by", SUPERVISOR)
APPROVED = ("--approved-by", "--checked-by")
FRIDAY = 4


def _one_month(first: date, n: int, chance: Random) -> Iterator[Typed]:
    """Yield a month: goods in, to the branches and used there, old parts judged, a count."""
    mark = f"{first:%y%m}"
    day = first + timedelta(days=1)
    goods = [f"{sku}={chance.randint(2, 6) * 10}" for sku in chance.sample(FAST, 4)]
    goods += [f"{sku}={chance.randint(1, 3)}" for sku in chance.sample(SLOW, 4)]
    yield _step(
        "in", day, "09:20", STOREKEEPER, "parts", "receive", *goods, "--document", f"RK-{mark}-21"
    )
    for branch in BRANCHES:
        yield from _branch(branch, first, chance)
    day = first + timedelta(days=2)
    fast = chance.sample(FAST, 2)
    words = ("parts", "transfer", *(f"{sku}=5" for sku in fast), "--from", "store:good")
    yield _step("van", day, "08:45", STOREKEEPER, *words, "--to", "van:guotao")
    words = ("parts", "transfer", *(f"{sku}=4" for sku in fast), "--from", "van:guotao")
    used = (*words, "--to", "installed", "--document", f"CX-{mark}-01", *YES)
    yield _step("van-used", day + timedelta(days=8), "17:40", STOREKEEPER, *used)
    yield from _old_parts(first, n, chance)
    if n % 3 == 2:
        yield from _count(first + timedelta(days=9), n // 3)


def _branch(branch: str, first: date, chance: Random) -> Iterator[Typed]:
    """Yield what a branch gets, and the half of it that it reports as used."""
    name = branch.partition(":")[2]
    mark = f"{name[:2].upper()}-{first:%y%m}"
    fast, slow = chance.choice(FAST), chance.choice(SLOW[:12])
    sent = ("parts", "transfer", f"{fast}=10", f"{slow}=2", "--from", "store:good", "--to", branch)
    day = first + timedelta(days=2)
    yield _step(name, day, "10:30", STOREKEEPER, *sent, "--document", f"{mark}-1")
    used = ("parts", "transfer", f"{fast}=7", f"{slow}=1", "--from", branch, "--to", "installed")
    day = first + timedelta(days=15)
    yield _step(f"{name}-used", day, "16:30", STOREKEEPER, *used, "--document", f"{mark}-2", *YES)


def _old_parts(first: date, n: int, chance: Random) -> Iterator[Typed]:
    """Yield the old parts that the branches sent in, and what became of them."""
    sku, day = chance.choice(OLD), first + timedelta(days=16)
    paper = ("--document", f"JJ-{first:%y%m}", *YES)
    words = ("parts", "receive", f"{sku}=2", "--from", "installed", "--to", "store:old", *paper)
    yield _step("old", day, "11:10", STOREKEEPER, *words)
    day = first + timedelta(days=18)
    good = ("parts", "inspect", f"{sku}=1", "--result", "good", "--refurbished", "清洁、复测合格")
    yield _step("old-good", day, "14:05", STOREKEEPER, *good, "--analysis", "未见故障")
    bad = ("parts", "inspect", f"{sku}=1", "--result", "bad", "--analysis", "带载掉电，原因不明")
    yield _step("old-bad", day, "14:10", STOREKEEPER, *bad)
    if n % 2:
        gone = ("parts", "scrap", f"{sku}=1", "--reason", "已过保，无修复价值")
        yield _step("scrap", day, "15:00", STOREKEEPER, *gone, "--approved-by", SUPERVISOR)
        return
    sent = ("parts", "to-maker", f"{sku}=1", "--maker", "fengling")
    yield _step("maker", day, "15:00", STOREKEEPER, *sent, "--document", f"TH-{first:%y%m}")
    if n < 10:
        analysis = ("--analysis", "电容老化", "--remedy", "换新件补回")
        sheet = ("--document", f"FX-{first:%y%m}")
        back = ("parts", "from-maker", f"{sku}=1", "--maker", "fengling", *analysis, *sheet)
        day += timedelta(days=21)
        yield _step("maker-back", day, "10:15", STOREKEEPER, *back)


def _count(day: date, earlier: int) -> Iterator[Typed]:
    """Yield a quarter's count: each time half a metre of trunking is gone, and the yes to it."""
    left = TRUNKING - 0.5 * (earlier + 1)
    yield _step("count", day, "16:30", STOREKEEPER, "parts", "count", f"TRUNK-25={left}")
    words = ("parts", "adjust", f"@{day:%y%m}-count", "--reason", "裁剪损耗未登记，复盘确认")
    yield _step("adjust", day, "17:05", SUPERVISOR, *words)
