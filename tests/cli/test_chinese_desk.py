"""A desk that speaks Chinese says no English sentence; columns stand straight in both languages.

Every command, refusal and problem of a file is typed or made here, and what the other tests have
refused is typed once more in Chinese. A new command needs a line in one of the stories.
"""

from __future__ import annotations

import ast
import errno
import fcntl
import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import count, cycle, product
from operator import itemgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from wcwidth import wcswidth

from servicectl.cli.app.commands import COMMANDS, GROUPS
from servicectl.cli.app.settings import VARIABLE
from servicectl.cli.app.shells import SHELLS
from servicectl.cli.demo import demo
from servicectl.cli.demo.script import Script, read_script
from servicectl.cli.main import main
from servicectl.domain.ledger.voucher import read_voucher
from servicectl.domain.lines.case_kinds import shipped_kinds
from servicectl.domain.lines.shipped import known_states
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message
from servicectl.output.i18n import problem_line, say
from servicectl.output.json.schemas import SCHEMAS
from servicectl.output.sheets.forms import FORMS
from servicectl.services.checking import audit
from servicectl.store.commit import lock as store_lock
from servicectl.store.commit import record
from servicectl.store.disk import reason
from servicectl.store.yaml.read import load, read
from tests.cli import test_bad_input as bad_input
from tests.desk import Answer, Desk
from tests.output import test_sheets
from tests.output.test_messages import CATALOGUE, calls
from tests.services import test_hand_edits as hand_edits
from tests.store import test_yamlread as bad_yaml
from tests.terminal import Terminal
from tests.validate import test_validate as bad_files

Play = Callable[..., Desk]

# --- what is English

# What stays as it is in any language: the words that are typed, those by which a rulebook joins
# its terms, a name; ids; the beginning of the command lines of other programs; and, in quotes, what
# somebody typed, what stands in a file, and what another program says.
VERBS = {word for command in COMMANDS for word in command.split()}
TYPED = {*VERBS, *known_states(), "servicectl", "or", "when", "unless", "JSON", "Schema"}
TYPED |= {"agrees", "differs", "kind"}  # fields of a requirement, where a line may break
TYPED |= {  # the groups of states that ways are written with
    word
    for schema in (1, 2)
    for state in shipped_kinds(schema).states.values()
    for word in state.is_
}
KEPT = re.compile(
    r"\b(?:[cerv]|\d{8})-[0-9a-z-]+|\b(?:git|pip) [a-z-]+|\bservicectl search \S+|[\w-]+…"
    r"|“[^”]*”|(?<!\w)'[^']*'(?!\w)|(?<!\w)\"[^\"]*\"(?!\w)"
)
WORD = r"[A-Za-z][A-Za-z'’-]*"
WORDS = re.compile(rf"(?<![\w./@=<-]){WORD}(?: \(?{WORD})+(?![\w./@=|]|:\w)", re.ASCII)
CASE_LETTERS = re.compile(f"[{ID_ALPHABET}]{{6}}")
CHINESE = re.compile("[\u4e00-\u9fff]")


def english(text: str) -> list[str]:
    """Return where words of a text follow each other of which one is none that is typed."""
    return [run for run in WORDS.findall(KEPT.sub("“”", text)) if not is_typed(run)]


def is_typed(run: str) -> bool:
    """Return whether all words are typed ones; the last may be the letters of a case."""
    *words, last = re.findall(WORD, run)
    unknown = [word for word in words if word not in TYPED and not word.isupper()]
    return not unknown and (
        last in TYPED or last.isupper() or CASE_LETTERS.fullmatch(last) is not None
    )


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def test_english_is_known_when_it_is_seen(catalogue: Catalog) -> None:
    """A few escape: no rule can tell ``contact person`` from two words that are typed."""
    keys = [m.id for m in catalogue if m.id and m.string != m.id]
    seen = [key for key in keys if re.search(rf"(?<!\S){WORD} {WORD}(?!\S)", key)]
    missed = [key for key in seen if not english(key)]
    assert len(missed) < len(seen) / 25, missed


def test_no_sentence_of_the_catalogue_is_left_in_english(catalogue: Catalog) -> None:
    typed = {c.example.text for c in COMMANDS.values() if isinstance(c.example, Message)}
    said = {m.id: re.sub(r"{\w+}", "“”", m.string) for m in catalogue if m.id and m.id not in typed}
    assert {key: english(text) for key, text in said.items() if english(text)} == {}
    latin = {key: text for key, text in said.items() if not CHINESE.search(text)}
    command_or_values_alone = re.compile(r"(?:servicectl|git|--now)\b|\W+$")
    assert [key for key in latin if not command_or_values_alone.match(latin[key])] == []


# --- what is said


class Ear:
    """Hears what a desk says in Chinese, and notes what of it is English."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.english: dict[str, list[str]] = {}

    def type(self, desk: Desk, *words: str) -> Answer:
        """Type a line; return what came back."""
        answer = desk.speaking("zh").type(*words)
        self.hear(shlex.join(words), answer.out + answer.err)
        return answer

    def hear(self, what: str, said: str) -> None:
        """Note what was said about ``what``."""
        self.heard.append(said)
        found = [run for text in texts_of(said) for run in english(text) if run not in what]
        if found:
            self.english.setdefault(what[:80], []).extend(found)


def texts_of(said: str) -> Iterator[str]:
    """Yield the texts of what was said: of JSON its values, of a page what is to be read."""
    if said.startswith(("{", "[")):
        yield from texts_in(json.loads(said))
    elif said.startswith("<!doctype html>"):
        page = Page()
        page.feed(said)
        yield from page.texts
    else:
        lines = re.sub(
            r"(?m)^(?: *\$ .*(?:\n    .*)*$|servicectl: )", "", said
        )  # the demo shows what it types
        yield from re.split(r"\n|  +", lines)


def texts_in(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in inner:
            yield from texts_in(part)


class Page(HTMLParser):
    """A printed page, and what is to be read on it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts += data.splitlines()


@pytest.fixture
def ear() -> Ear:
    return Ear()


# --- every command

VISIT = """\
2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" --address 科技路12号
    --fault 无图像 --serial SN2509001 --model FL-STB210 --priority urgent
2025-09-22 09:01 wangli triage CASE --category 图像
2025-09-22 09:03 wangli guide CASE --step 断电重启 --result 无效 --outcome failed
2025-09-22 09:04 wangli handover CASE
2025-09-22 09:05 chenwei hold CASE --reason 等客户
2025-09-22 09:05 chenwei ! assign CASE liming
2025-09-22 09:06 chenwei resume CASE
2025-09-22 09:07 wangli rang CASE 催问什么时候来
2025-09-22 09:08 wangli ring-back CASE --answer 马上
2025-09-22 09:09 wangli reply CASE --answer 今天上门
2025-09-22 09:10 chenwei assign CASE zhangqiang
2025-09-22 09:10 zhangqiang accept-task CASE
2025-09-22 09:10 chenwei ! assign CASE liming --for 2020-01-01
2025-09-22 09:10 chenwei ! assign CASE liming --for 2027-01-01
2025-09-22 09:11 zhangqiang call CASE --findings 无图像
2025-09-22 09:14 zhangqiang appoint CASE --when "2025-09-22 10:00"
2025-09-22 09:15 zhangqiang reschedule CASE --when "2025-09-22 11:00" --reason 客户有会
2025-09-22 09:16 zhangqiang prepare CASE --cause 电源板 --yes all --not causes:催得急 --form-no 101
2025-09-22 09:16 chenwei form list
2025-09-22 09:17 zhangqiang depart CASE --at "2025-09-22 09:16:30"
2025-09-22 10:00 zhangqiang arrive CASE --met 李建国 --yes id_shown
2025-09-22 10:10 zhangqiang diagnose CASE --cause 电源板老化 --agrees yes
2025-09-22 10:10 liming ! complete CASE --yes all --work 更换 --signed-by 李建国
2025-09-22 10:10 zhangqiang ! note CASE x --at 10:11
2025-09-22 10:11 zhangqiang support CASE --question 怎么拆
2025-09-22 10:12 zhangqiang escalate CASE --reason 换整机
2025-09-22 10:13 zhangqiang reinforce CASE --reason 太重
2025-09-22 10:14 zhangqiang warranty CASE --months 3
2025-09-22 10:15 chenwei ! form void CASE 102 --reason 打错
2025-09-22 10:15 chenwei form void CASE 101 --reason 打错
2025-09-22 10:16 zhangqiang late-notice CASE --reason 堵车 --when "2025-09-22 12:00"
2025-09-22 11:00 zhangqiang complete CASE --yes all --work 更换 --signed-by 李建国
2025-09-22 11:01 zhangqiang site-report CASE --summary 已修复
2025-09-22 11:10 zhangqiang phone-in CASE --summary 已修复
2025-09-22 12:00 wangli sheet-in CASE --debrief 已修复
2025-09-22 12:00 chenwei assess CASE --time 5 --quality 5
2025-09-22 12:01 wangli note CASE 客户满意 --note 电话里说的
2025-09-22 12:02 wangli retract CASE EVENT --reason 误录
2025-09-23 09:00 wangli callback CASE --running old_fault --satisfaction 2
2025-09-23 09:01 wangli rework-report CASE --to chenwei
2025-09-23 09:01 wangli ! rework-report CASE --to chenwei
2025-09-23 09:10 chenwei plan CASE --analysis 接口松动 --plan 换接口
2025-09-23 09:20 chenwei assign CASE zhangqiang
"""
ADVICE = """\
2025-09-22 09:00 wangli report --phone "029-5550 1102" --fault 无图像 --serial SN23080021
2025-09-22 09:03 wangli guide CASE --step 断电重启 --result 好了 --outcome solved
$ echo '# 新' >> policies.yaml
2025-09-22 09:10 chenwei save
2025-09-22 09:11 wangli edit CASE --fault 没有声音 --priority urgent
2025-09-22 09:12 chenwei repolicy CASE --reason 规程更新
2025-09-23 09:00 wangli callback CASE --running ok --satisfaction 5
2025-09-23 09:00 wangli ! rework-report CASE --to chenwei
2025-09-23 09:01 wangli close CASE
2025-09-23 09:02 wangli rework CASE --reason 又坏了
2025-09-23 09:20 chenwei cancel CASE --reason 客户不修了
2025-09-23 09:21 wangli customer add --name 王芳 --phone "029-5550 4321" --note 周末在家
2025-09-23 09:22 wangli customer edit CUSTOMER --address 南路2号
2025-09-23 09:22 wangli undo --yes
2025-09-23 09:22 wangli customer edit CUSTOMER --address 南路1号
2025-09-23 09:23 wangli customer show CUSTOMER
2025-09-23 09:24 wangli customer find 王
2025-09-23 09:24 chenwei contract add HT-2026-018 --customer CUSTOMER --start 2027-01-01
2025-09-23 09:24 wangli contract show HT-2026-017
2025-09-23 09:24 chenwei contract edit HT-2026-017 --end 2027-06-30
2025-09-23 09:24 wangli contract list
2025-09-23 09:24 chenwei contract end HT-2026-017 --reason 客户换新机
2025-09-23 09:24 wangli customer merge CUSTOMER c-7dk3pa --reason 同一家店，用手机打来
2025-09-23 09:24 wangli customer unmerge c-7dk3pa --reason 其实是两家店
2025-09-23 09:25 wangli unit show SN23080021
$ cd inventory/units && sed s/SN23080021/SN2308002I/ SN23080021.yaml > SN2308002I.yaml
2025-09-23 09:25 chenwei save
2025-09-23 09:25 wangli unit edit SN23080021 --purchased 2023-08-30
2025-09-23 09:25 wangli unit merge SN23080021 SN2308002I --reason 看错了
2025-09-23 09:25 wangli unit unmerge SN2308002I --reason 两台都有
2025-09-23 09:26 chenwei roster add neuling --name 新人 --role engineer
2025-09-23 09:27 chenwei roster leave neuling 2025-10-09..2025-10-10
2025-10-09 09:00 chenwei roster show
2026-12-01 09:00 chenwei roster show
2025-09-23 09:28 chenwei roster rest zhangqiang --until "2025-09-23 15:00" --approved-by liuhong
2025-09-23 09:28 chenwei roster edit zhangqiang --role engineer --role storekeeper
2025-09-23 09:29 chenwei roster certify zhangqiang 电工证 --until 2027-01-01
2025-09-23 09:30 wangli register add --from 李建国 --about 问价 --contact "029-5550 1234"
2025-09-23 09:31 wangli register clarify ENTRY --text 问的是机顶盒
2025-09-23 09:32 wangli register list
2025-09-23 09:32 wangli ! register answer r-20250922-222222 --text 已答
2025-09-23 09:33 wangli register answer ENTRY --text 已答
2025-09-23 09:33 wangli ! register answer ENTRY --text 再答
2025-09-23 09:33 wangli register add --from 李建国 --about 问价 --unclear 型号
2025-09-23 09:33 wangli ! register answer ENTRY --text 已答
2025-09-23 09:34 wangli audit
2025-09-23 09:35 wangli ! report --phone "029-5550 1102"
2025-09-23 09:36 wangli report --phone "029-5550 1102" --fault 又坏了 --serial SN23080021
2025-09-23 09:37 wangli customer add --name 李芳 --phone "029-5550 4321"
2025-09-23 09:38 wangli ! report --phone "029-5550 4321" --fault 无声
"""
STORE = """\
2025-09-22 08:40 yangfang parts receive BD-LCD55-PSU=5 CBL-AUDIO=20 --document 送货单17
2025-09-22 08:40 yangfang sheet --form receipt --voucher VOUCHER
2025-09-22 08:41 yangfang parts receive FL-STB210@LN01 --document 送货单18 --to store:loaner
2025-09-22 08:42 yangfang parts receive FL-STB210@NEW1 FL-STB210@NEW3 --document 送货单19
    --to store:finished
2025-09-22 08:45 yangfang parts transfer CBL-AUDIO=1 --from store:good --to van:guotao
2025-09-22 08:45 yangfang parts count BD-LCD55-PSU=4
2025-09-22 08:45 yangfang ! parts count FL-STB210=1
2025-09-22 08:45 yangfang ! parts count CBL-AUDIO=1 --account cash:hemei
2025-09-22 08:45 yangfang ! parts receive FL-STB210=1 --document 17
2025-09-22 08:45 yangfang ! parts receive FL-STB210@NEW1 --document 17
2025-09-22 08:45 yangfang ! parts receive CBL-AUDIO=99999999 --document 17
2025-09-22 08:45 yangfang ! parts transfer CBL-AUDIO=999 --from store:good --to van:guotao
2025-09-22 08:45 yangfang ! parts transfer CBL-AUDIO=1:坏 --from store:good --to van:guotao
2025-09-22 08:46 chenwei parts adjust VOUCHER --reason 错发一块
2025-09-22 08:46 chenwei ! parts adjust VOUCHER
2025-09-22 08:47 chenwei parts count CBL-AUDIO=20
2025-09-22 08:47 chenwei ! parts adjust VOUCHER
2025-09-22 08:50 yangfang tool add T-01 --name 示波器 --value 3000
2025-09-22 08:51 yangfang tool out T-01 zhangqiang
2025-09-22 08:51 yangfang ! tool out T-01 zhangqiang
2025-09-22 08:51 yangfang ! tool add T-01 --name 示波器 --value 3000
2025-09-22 08:51 chenwei ! roster leave zhangqiang --until 2025-09-22
2025-09-22 08:52 yangfang tool in T-01
2025-09-22 08:53 chenwei tool lost T-01 --reason 摔坏 --compensation 500
2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" --address 科技路12号
    --fault 无图像 --serial SN2509001 --model FL-STB210
2025-09-22 09:04 wangli handover CASE --no-guidance 老人独居
2025-09-22 09:10 chenwei assign CASE zhangqiang
2025-09-22 09:11 zhangqiang parts request CASE BD-LCD55-PSU=2
2025-09-22 09:12 chenwei parts reject CASE --reason 先看一块
2025-09-22 09:13 zhangqiang parts request CASE BD-LCD55-PSU=1
2025-09-22 09:14 chenwei ! approve CASE --parts BD-LCD55-PSU=9
2025-09-22 09:14 chenwei approve CASE --oral liuhong
2025-09-22 09:15 liuhong confirm CASE
2025-09-22 09:16 zhangqiang parts request CASE CBL-AUDIO=2
2025-09-22 09:17 chenwei parts approve CASE
2025-09-22 09:17 yangfang ! parts issue CASE CBL-AUDIO=9
2025-09-22 09:18 yangfang parts issue CASE
2025-09-22 09:18 yangfang ! loan out CASE NEW1
2025-09-22 09:18 chenwei ! cancel CASE --reason 不修了
2025-09-22 09:19 zhangqiang parts request CASE CBL-AUDIO=1
2025-09-22 09:19 chenwei reject CASE --reason 够了
2025-09-22 09:19 yangfang loan out CASE LN01 --signed-by 李建国
2025-09-22 09:20 zhangqiang prepare CASE --yes all --cause 电源板
2025-09-22 09:21 zhangqiang depart CASE
2025-09-22 10:00 zhangqiang parts-short CASE --missing CBL-AUDIO=1
2025-09-22 10:05 yangfang parts-in CASE
2025-09-22 10:06 zhangqiang prepare CASE --yes all --cause 电源板
2025-09-22 10:07 zhangqiang depart CASE
2025-09-22 10:10 zhangqiang arrive CASE --yes all --met 李建国
2025-09-22 10:11 zhangqiang diagnose CASE --cause 电源板老化 --agrees yes
2025-09-22 10:12 zhangqiang ! quote CASE --line 换电源板=380.00
2025-09-22 10:12 zhangqiang ! quote CASE --line 换=1.00 --category paid --because x --discount 2
2025-09-22 10:12 zhangqiang ! swap CASE --old SN2509001 --new SN2509001 --reason 修不好
2025-09-22 10:12 zhangqiang quote CASE --line 换电源板=380.00 --category paid --because 已过保
2025-09-22 10:13 zhangqiang refuse CASE --reason 太贵
2025-09-22 10:14 zhangqiang quote CASE --line 换电源板=360.00 --category paid --because 已过保
2025-09-22 10:15 zhangqiang accept CASE --agreed-by 李建国
2025-09-22 10:16 zhangqiang cash collect CASE 360.00
2025-09-22 10:16 zhangqiang retract CASE EVENT --reason 误录
2025-09-22 10:16 zhangqiang cash collect CASE 320.00
2025-09-22 10:16 hemei cash write-off CASE 40.00 --reason 已搬走 --approved-by chenwei
2025-09-22 10:17 hemei invoice CASE 00017
2025-09-22 10:18 yangfang parts issue CASE FL-STB210@NEW1 --from store:finished
2025-09-22 10:19 zhangqiang swap CASE --old SN2509001 --new NEW1 --reason 修不好
2025-09-22 10:20 zhangqiang take-away CASE --serial NEW1 --promised "2025-09-24 12:00"
    --accessories 遥控器
2025-09-22 10:21 zhangqiang promise CASE --when "2025-09-25 12:00" --reason 缺件 --consent 李建国
2025-09-22 11:00 zhangqiang workshop-done CASE --work 更换
2025-09-22 12:00 zhangqiang give-back CASE --signed-by 李建国
2025-09-22 12:10 chenwei approve CASE --what exchange
2025-09-22 12:11 zhangqiang exchange CASE --old NEW1 --new NEW3 --reason 换新
2025-09-22 13:00 zhangqiang complete CASE --work 更换 --signed-by 李建国
    --used BD-LCD55-PSU=1:烧毁 --old-part BD-LCD55-PSU=1
2025-09-22 13:01 yangfang parts lost CASE CBL-AUDIO=1 --reason 掉进井道 --approved-by chenwei
2025-09-22 13:01 yangfang parts return CASE
2025-09-22 13:02 yangfang parts old-in CASE
2025-09-22 13:03 yangfang loan in CASE
2025-09-22 13:03 yangfang ! loan lost CASE --reason 被盗 --approved-by chenwei
2025-09-22 13:03 yangfang loan out CASE LN01 --signed-by 李建国
2025-09-22 13:03 yangfang loan lost CASE LN01 --reason 被盗 --approved-by chenwei
2025-09-22 13:03 yangfang ! parts lost CASE BD-LCD55-PSU=1 --reason 掉井 --approved-by chenwei
2025-09-22 13:04 hemei cash hand-in CASE
2025-09-22 13:05 hemei cash pay CASE 20.00 --for freight --reason 快递 --approved-by chenwei
2025-09-22 13:05 yangfang ! parts old-in CASE --found
2025-09-22 13:06 hemei cash settle 100.00
2025-09-22 13:07 yangfang parts inspect BD-LCD55-PSU=1 --result bad --analysis 烧毁
2025-09-22 13:08 yangfang parts to-maker BD-LCD55-PSU=1 --maker fengling
2025-09-22 13:08 yangfang sheet --form maker-return --voucher VOUCHER
2025-09-22 13:09 yangfang parts from-maker BD-LCD55-PSU=1 --maker fengling --analysis 电容鼓包
    --document FX-1
2025-09-22 13:10 yangfang parts receive BD-LCD55-PSU=1 --document 送货单20 --to store:bad
    --supplier 三和电源 --price BD-LCD55-PSU=210
2025-09-22 13:11 yangfang reverse VOUCHER --reason 误录
2025-09-22 13:11 yangfang ! reverse VOUCHER --reason 误录
2025-09-22 13:12 yangfang parts receive BD-LCD55-PSU=1 --document 送货单21 --to store:bad
2025-09-22 13:13 yangfang parts scrap BD-LCD55-PSU=1 --reason 报废 --approved-by chenwei
2025-09-22 13:13 yangfang sheet --form scrap --voucher VOUCHER
"""
OF_VOUCHERS = ("receipt", "maker-return", "scrap")
LISTS = ("visits", "overdue", "goods-book", "count", "price-list", "tools")
STOCK_LOOKS = """\
parts stock
parts ledger store:good
parts reorder
parts abc
parts owed
parts goods-book
tool list
loan list
"""
LOOKS = """\
settle
profiles
profiles show hotline-000
profiles show --diagram
simulate --policy policies.yaml --since 2026-10-01
holidays 2026
init neu --profile hotline-000
doctor
doctor --json
doctor e-222222
list --all
show CASE
show CASE --json
log CASE
explain CASE
explain CASE callback
explain CASE sheet_in
list --state closed
overdue
overdue --flag
due --within 3d
search 图像
status
customer find 李建国
unit show SN2509001
roster show
roster show --hours
validate
sheet CASE
sheet --for 2025-09-22
"""
NAMED = {
    "ENTRY": r"r-\d{8}-\w{6}",
    "VOUCHER": r"v-\d{8}-\w{6}",
    "EVENT": r"e-\w{6,}",
    "CUSTOMER": r"c-\w{6}",
}


def lines_of(story: str) -> list[str]:
    """Return the lines of a story: what is indented goes on with the line above."""
    return re.sub(r"\n +", " ", story).splitlines()


def play_in_chinese(ear: Ear, desk: Desk, story: str) -> Desk:
    """Type the lines of a story; VOUCHER and the like stand for the one told of last.

    What stands behind ``!`` is to be refused.
    """
    last: dict[str, str] = {}
    for line in lines_of(story):
        if line.startswith("$ "):
            subprocess.run(["sh", "-c", line[2:]], cwd=desk.root, check=True)
            continue
        day, time, who, words = line.split(maxsplit=3)
        desk = desk.at(f"{day} {time}").as_(who)
        typed = words.removeprefix("! ")
        answer = ear.type(desk, *(last.get(word, word) for word in shlex.split(typed)))
        assert answer.code in ((0,) if typed == words else (2, 3)), (line, answer)
        told = {name: re.findall(id, answer.out) for name, id in NAMED.items()}
        last |= {name: ids[-1] for name, ids in told.items() if ids}
    return desk


def verb_of(words: str) -> str:
    """Return the command that a line types."""
    first, second, *_ = [*words.split(), "", ""]
    return first if first in COMMANDS else f"{first} {second}"


def verbs_of(story: str) -> set[str]:
    typed = (line.split(maxsplit=3)[3] for line in lines_of(story) if not line.startswith("$ "))
    return {verb_of(words) for words in typed if not words.startswith("! ")}


def test_every_command_runs_in_chinese(
    play: Play, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_in_chinese(ear, play(), ADVICE)
    store = play_in_chinese(ear, play(), STORE)
    for words in STOCK_LOOKS.splitlines():
        assert ear.type(store, *words.split()).code in (0, 1), words
        for answer in (store.type(words), store.speaking("zh").type(words)):
            assert crooked(answer.out.splitlines()[words.startswith("parts ledger") :]) == [], (
                answer
            )
    desk = play_in_chinese(ear, play(), VISIT).at("2025-09-25 10:00")
    looked = LOOKS.splitlines()
    for words in looked:
        answer = ear.type(desk, *shlex.split(words))
        assert answer.code in (0, 1), (words, answer)  # 1: overdue, not recorded
    for n, form in enumerate(form for form in FORMS if form not in OF_VOUCHERS):
        cases = () if form in LISTS else ("CASE",)
        printed = ("sheet", *cases, "--form", form, "--format", ("md", "html")[n % 2])
        assert ear.type(store, *printed).code == 0, form
    for kind in SCHEMAS:
        assert ear.type(desk, "schema", kind).code == 0
    for shell in SHELLS:  # what it prints is a program of the shell
        assert desk.type("completion", shell).code == 0
    monkeypatch.setattr(demo, "read_script", first_scenes)
    assert ear.type(play(), "demo", "--into", "../day").code == 0

    assert ear.english == {}
    typed = (
        verbs_of(VISIT)
        | verbs_of(ADVICE)
        | verbs_of(STORE)
        | set(map(verb_of, looked + STOCK_LOOKS.splitlines()))
    )
    assert typed | {"schema", "completion", "demo", "help"} == set(COMMANDS)


def first_scenes() -> Script:
    """Return the beginning of the demo's day: the rest types no other commands."""
    script = read_script()
    return script._replace(scenes=script.scenes[:4])


def test_every_help_page_is_chinese(ear: Ear, desk: Desk) -> None:
    for words in ("", *COMMANDS, *GROUPS):
        answer = ear.type(desk, *words.split(), "--help")
        assert answer.code == 0
        assert CHINESE.search(answer.out.splitlines()[2]), answer.out
    assert ear.english == {}


def test_what_a_shell_completes_is_described_in_chinese(
    play: Play, ear: Ear, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = play(bad_input.REPORTED)
    for words in (
        "",
        "assign CASE",
        "report --channel",
        "list --state",
        "show",
        "callback CASE --running",
    ):
        line = f"servicectl --root {desk.root} --lang zh {words} ".replace("CASE", desk.case)
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split())))
        monkeypatch.setenv(VARIABLE, "bash_complete")
        assert main([]) == 0
        said = capsys.readouterr().out
        assert CHINESE.search(said), line
        ear.hear(line, re.sub(r"(?m)^plain,\S+\t", "", said))
    assert ear.english == {}


def test_what_is_asked_on_a_terminal_is_chinese(play: Play, ear: Ear) -> None:
    desk = play().speaking("zh")
    with Terminal(desk, "report") as terminal:
        terminal.answer("电话", "1")
        terminal.answer("电话", "029-5550 1102")
        terminal.answer("序列号", "-")
        terminal.answer("型号", "")
        terminal.answer("故障现象", "无图像")
        terminal.answer("回车即记录", "x")
        terminal.answer("回车即记录", "")
        assert terminal.code == 0, terminal.shown
    ear.hear("report", terminal.shown.replace("\r", ""))
    with Terminal(desk, "triage") as terminal:
        terminal.answer("工单", "x")
        terminal.answer("工单", "")
        terminal.answer("工单", "1")
        terminal.answer("故障类别", "图像")
        assert terminal.code == 0, terminal.shown
    ear.hear("triage", terminal.shown.replace("\r", ""))
    assert ear.english == {}


# --- every refusal

UNDERSTOOD = bad_input.test_what_cannot_be_understood_is_named
NOT_SOUND = bad_input.test_nothing_is_recorded_where_repository_or_files_are_not_sound
MISUNDERSTOOD = """\
--lang zh --now '' list
--now x note CASE x
re CASE
zzz
note CASE x --json=1
note CASE
init
init .. --profile nope
init .. --profile hotline-000
doctor --fix=1
customer add
customer edit c-4m2x8t
customer edit c-zzzzzz --name 王芳
roster add neuling
roster leave wangli
save nope
save policies.yaml
search
sheet
sheet CASE --for 2025-09-23
sheet --form overdue --for 2025-09-23
sheet --form service-sheet --for 2025-09-30
sheet CASE --out ROOT/cases/x
sheet CASE --out nowhere/x
sheet CASE --out .
validate nope
completion
report --customer 王芳 --phone 029-55501234 --serial ../x
report --customer 王芳 --phone 029-55504321 --address 南路 --fault 无声 --purchased 2025-10-01
handover CASE --promised 2020-01-01T09:00:00+08:00
assign CASE zhangqiang --for 2027-01-01
prepare CASE --yes all --not parts
prepare CASE --yes all --not nope:x
"""


def cases_of(test: Any) -> list[tuple[Any, ...]]:
    """Return what a test of another file is run with."""
    *_, mark = (mark for mark in test.pytestmark if mark.name == "parametrize")
    return list(mark.args[1])


def test_what_cannot_be_understood_is_said_in_chinese(play: Play, ear: Ear) -> None:
    desk = play(bad_input.REPORTED)
    lines = [shlex.split(words) for words, *_ in cases_of(UNDERSTOOD)]
    lines += [["note", "CASE", "x", "--at", text] for text in bad_input.NO_TIMES]
    lines += [["show", id] for id in (*bad_input.NO_IDS.split(), "20250922-zzzzzz")]
    of_each_kind = {
        field and field.kind: (verb, field) for verb, field in bad_input.fields_to_type()
    }
    bad_words = cycle(("x" * 9_999, *bad_input.BAD_WORDS))
    for verb, field in of_each_kind.values():
        lines += [bad_input.spoiled(verb, field, word) for word in ("../x", next(bad_words))]
    lines += map(shlex.split, MISUNDERSTOOD.replace("ROOT", str(desk.root)).splitlines())
    for words in lines:
        answer = ear.type(desk, *words)
        assert (answer.out, answer.err.count("\n")) == ("", 1), words
    code, _, err = bad_input.run(desk, "--lang", "zh", "--now", "")  # before anything was said
    ear.hear("--now", err.decode())
    assert code == 2
    assert ear.english == {}
    assert [line for line in ear.heard if not CHINESE.search(line)] == []


REFUSED = """\
chenwei assign CASE nobody
chenwei assign CASE wangli
chenwei --now '2026-07-01 09:00' assign CASE hanbing
chenwei --now '2026-12-01 09:00' assign CASE guotao
chenwei assign CASE liming liming
liming depart CASE
zhangqiang retract CASE EVENT --reason 误录
zhangqiang retract CASE e-222222 --reason 误录
zhangqiang appoint CASE --when "2020-01-01 09:00"
zhangqiang hold CASE --reason 等 --until "2020-01-01 09:00"
zhangqiang note CASE x --at "2025-09-22 09:00"
wangli callback CASE --running ok
wangli close CASE --unreached 无人接听
chenwei repolicy CASE --reason 规程更新
wangli edit CASE
wangli edit CASE --fault 无图像
wangli edit CASE --serial NEU77
wangli edit CASE --serial SN23080021
liming roster add neuling --name 新人 --role engineer
chenwei roster add wangli --name 王丽 --role engineer
zhangqiang customer add --name 王芳
yangfang parts issue CASE
yangfang parts issue CASE BD-LCD55-PSU=1
yangfang parts return CASE
yangfang parts old-in CASE
yangfang parts receive NOPE=1 --document 17
yangfang parts receive CBL-AUDIO=0.5 --document 17
yangfang parts receive CBL-AUDIO=2 --document 17 --price BD-LCD55-PSU=1
yangfang parts receive CBL-AUDIO=2 --document 17 --price CBL-AUDIO=1 --price CBL-AUDIO=2
yangfang parts receive CBL-AUDIO=2 --document 17 --price CBL-AUDIO
yangfang sheet CASE --form repair --paper A5 --format html
yangfang parts receive CBL-AUDIO@X1 --document 17
yangfang parts receive CBL-AUDIO=-1 --document 17
yangfang parts receive CBL-AUDIO --document 17
yangfang parts receive CBL-AUDIO=1
yangfang parts transfer CBL-AUDIO=1 --from store:good --to van:nobody
yangfang parts transfer CBL-AUDIO=1 --from store:good --to store:nope
yangfang parts transfer CBL-AUDIO=1 --from store:good --to nope
yangfang parts to-maker CBL-AUDIO=1 --maker nope
yangfang parts scrap CBL-AUDIO=1 --reason 坏 --approved-by yangfang
yangfang parts scrap CBL-AUDIO=1 --reason 坏 --approved-by chenwei
chenwei parts adjust v-20250922-222222
chenwei approve CASE
chenwei confirm CASE
yangfang loan out CASE LN99
yangfang loan in CASE
yangfang tool in T-99
yangfang tool out T-99 nobody
yangfang reverse v-20250922-222222 --reason 误录
hemei cash hand-in CASE
zhangqiang cash collect CASE 10.00
zhangqiang cash collect CASE x
zhangqiang quote CASE --line x
zhangqiang quote CASE --line x=1
"""


def test_what_a_rule_refuses_is_refused_in_chinese(play: Play, ear: Ear) -> None:
    at_engineer, at_office = play(*bad_input.TO_ENGINEER), play(*bad_input.TO_OFFICE)
    event = at_engineer.show()["history"][0]["id"]
    for line in REFUSED.splitlines():
        who, words = line.replace("EVENT", event).split(maxsplit=1)
        desk = at_engineer.at("2025-09-22 12:00").as_(who)
        assert ear.type(desk, *shlex.split(words)).code in (2, 3), line
    anywhere = cycle((at_engineer.as_("chenwei"), at_office.as_("hemei")))
    for action in ACTIONS.values():
        if action.typed and action.verb != "report":
            assert ear.type(next(anywhere), *action.words.split(), "CASE").code in (2, 3), action
    assert ear.english == {}


def test_what_repository_or_files_forbid_is_said_in_chinese(
    play: Play, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    gitconfig = Path(os.environ["GIT_CONFIG_GLOBAL"])
    identity = gitconfig.read_bytes()
    for script, code, _ in cases_of(NOT_SOUND):
        gitconfig.write_bytes(identity)
        desk = play(bad_input.REPORTED)
        case = f"cases/2025/09/{desk.case}.yaml"
        env = {**os.environ, "CASE": case}
        subprocess.run(
            ["sh", "-c", script], cwd=desk.root, env=env, capture_output=True, check=False
        )
        assert ear.type(desk, "note", Path(case).stem, "x").code == code, script
        ear.type(desk, "doctor")
    desk = play(bad_input.REPORTED)
    (desk.root / ".git/index.lock").touch()
    with monkeypatch.context() as patched:
        patched.setattr(record, "_LOCK_WAIT_S", 0)
        assert ear.type(desk, "note", "CASE", "x").code == 4
    assert ear.type(desk, "doctor", "--fix").code == 1
    (desk.root / ".git/index.lock").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", broken_disk)
        assert ear.type(desk, "note", "CASE", "x").code == 4
    with monkeypatch.context() as patched:
        patched.setenv("PATH", "/nonexistent")
        assert ear.type(desk, "note", "CASE", "x").code == 4
    with (desk.root / ".git/servicectl/lock").open("w") as lock, monkeypatch.context() as patched:
        fcntl.flock(lock, fcntl.LOCK_EX)
        patched.setattr(store_lock, "time", SimpleNamespace(monotonic=count(step=60).__next__))
        assert ear.type(desk, "note", "CASE", "x").code == 4
    for code in errno.errorcode:
        ear.hear(f"errno {code}", say(reason(OSError(code, os.strerror(code)))))
    assert ear.english == {}


def broken_disk(handle: int) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


# --- every problem of a file

# What the other tests have no case of: what stands in a case and what is put there, whole files,
# and what is done to a team's files before which line is typed.
RETRACTED = hand_edits.HAND_MADE.replace("did: note", "did: retract\n  event: e-zzzzzz")
RATED = hand_edits.HAND_MADE.replace("did: note", "did: callback\n  satisfaction: x")
STRUCK = hand_edits.HAND_MADE.replace("did: note", "did: form-void\n  form_no: '7'").replace(
    "09:53", "09:56"
)
ISSUED = hand_edits.HAND_MADE.replace("did: note", "did: issue\n  vouchers: v-20250922-zzzzzz")
UNSEALED = "0" * 12
COUNT = "count; account: 'store:good'; counted: [CBL-UTP=2]; lines: []"
VOUCHERS = """\
receive; document: TWICE; lines: [{sku: CBL-UTP, qty: 1, from: supplier, to: 'store:good'}]
receive; document: TWICE; lines: [{sku: CBL-UTP, qty: 2, from: supplier, to: 'store:good'}]
cash-settle; total: 5.00; lines: [{amount: 5.00, currency: CNY, from: finance,
    to: service-cost}]
cash-settle; lines: x
cash-settle; lines: [{from: supplier, to: scrap}]
cash-settle; lines: [{amount: 1, from: finance, to: service-cost}]
cash-settle; lines: [{amount: 1, currency: CNY, from: finance, to: scrap},
    {amount: 2, currency: EUR, from: finance, to: scrap}]
scrap; reason: 坏; approved_by: chenwei; lines: [{sku: CBL-AUDIO, qty: 1, unit: m,
    from: scrap, to: scrap}]
receive; document: 17; lines: [{sku: FL-STB210, serial: X2, qty: 2, from: supplier,
    to: 'store:good'}]
transfer; lines: [{sku: CBL-AUDIO, qty: 1, unit: m, from: 'customer:20250922-bbbbbb', to: 'van:x'}]
issue; case: 20250922-zzzzzz; event: e-222222; lines: [{sku: CBL-AUDIO, qty: 1, unit: 条,
    from: 'store:good', to: 'engineer:nobody'}]
issue; case: 20250922-aaaaaa; event: e-333333; lines: [{sku: CBL-AUDIO, qty: 1, unit: 条,
    from: 'store:good', to: 'engineer:liming'}]
complete; case: 20250922-aaaaaa; event: e-222222; lines: [{sku: CBL-AUDIO, qty: 1, unit: 条,
    from: 'engineer:zhangqiang', to: installed}]
scrap; approved_by: wangli; reason: 坏; lines: [{sku: NOPE, qty: 1, from: 'store:bad', to: scrap},
    {sku: CBL-AUDIO, qty: '0.5', unit: m, from: 'maker:nope', to: scrap}]
tool-in; lines: [{tool: T-99, from: supplier, to: 'store:tools'}]
receive; document: 17; lines: [{sku: FL-STB210, serial: X1, from: supplier, to: 'store:good'},
    {sku: FL-STB210, serial: X1, from: supplier, to: 'store:bad'}]
receive; document: 18; lines: [{sku: FL-STB210, serial: X3, from: supplier, to: 'store:good'}]
transfer; lines: [{sku: FL-STB460, serial: X3, from: 'store:good', to: 'store:loaner'}]
reverse; voucher: v-20250922-zzzzzz; reason: 误录; lines: [{sku: CBL-AUDIO, qty: 1, unit: 条,
    from: supplier, to: 'store:good'}]
count; account: 'store:good'; counted: [CBL-AUDIO=1, CBL-AUDIO=2]; lines: []
adjust; voucher: v-20250922-vvvvvv; book: [CBL-UTP=2]; lines: [{sku: CBL-UTP, qty: 1, unit: 米,
    from: 'store:good', to: count-difference}]
"""
VOUCHER = """\
schema: 1
id: v-20250922-{n}
at: 2025-09-22T09:50:00+08:00
by: wangli
did: {content}
seal: "{seal}"
"""
IN_CASE = (
    ("text: 已联系\n", "text: 已联系\n" + RETRACTED.replace("text", "reason")),
    ("text: 已联系\n", "text: 已联系\n" + RATED.replace("text", "running")),
    ("text: 已联系\n", "text: 已联系\n" + STRUCK.replace("text", "reason")),
    ("text: 已联系\n", "text: 已联系\n" + ISSUED.replace("text", "note")),
    ("did: note\n  text: 已联系", "did: handover"),
    ("at: 2025-09-22T09:55:00+08:00", "at: 2025-09-22T09:40:00+08:00"),
    ("text: 已联系", "entered: 2025-09-22T09:51:00+08:00\n  text: 已联系"),
    ("history:\n", "history: x\nx:\n"),
    ("did: note\n  text: 已联系", "did: cancel\n  reason: 误报"),
    ("did: note\n  text: 已联系", "did: cancel\n  duplicate_of: 20250922-222222"),
    ("policy: ", "policy: 000000000000\n# "),
    ("fault:", "contract: HT-2\nfault:"),
    ("text: 已联系", f"text: {'长' * 2001}"),
    ("channel: phone", "caller: |\n    a\n    b"),
    ("history:\n", "history: [{id: e-222222}]\nx:\n"),
)
ALTERED = "tool-in\nlines: [{tool: T-98, from: supplier, to: 'store:tools'}]"
TWIN = "schema: 1\nid: {}\nname: 双号\nphone: {}\n"
FILES = {
    "inventory/customers/c-wwwwww.yaml": TWIN.format("c-wwwwww", "029-77770001"),
    "inventory/customers/c-xxxxxx.yaml": TWIN.format("c-xxxxxx", "02977770001"),
    "inventory/units/TWIN77.yaml": "schema: 1\nserial: TWIN77\n",
    "inventory/units/twin77.yaml": "schema: 1\nserial: twin77\n",
    "inventory/ledger/2025/09/v-20250922-yyyyyy.yaml": VOUCHER.format(
        n="yyyyyy", seal=UNSEALED, content=ALTERED
    ),
    "cases/notes.txt": "x",
    "inventory/contracts/HT-1.yaml": "schema: 1\nid: HT-1\nvisits: x",
    "inventory/parts.yaml": "schema: 1\nparts: [{sku: A, name: a}, {sku: a, name: b}]",
    "inventory/products.yaml": "schema: x\nproducts: [1]",
    "inventory/units/SN1.yaml": "schema: 1\nserial: SN1\ncustomer: c-zzzzzz\npurchased: 2025-02-30",
}
SPOILT = """\
sed -i '/^history:/,$d' "$CASE"; echo 'history: []' >> "$CASE" | show CASE
rm inventory/engineers.yaml | roster show
sed -i 's/id: zhangqiang/id: zhangli/' inventory/engineers.yaml | save
sed -i 's/from: 2019-09-02/from: 2025-10-08/' inventory/engineers.yaml | validate
mkdir -p inventory/register/2025/09; printf '%s\\n' 'schema: 1' 'id: r-20250922-333333'
    'at: 2025-09-22T09:00:00+08:00' 'by: zhangqiang' 'channel: phone' 'sender: 张' 'about: 问'
    > inventory/register/2025/09/r-20250922-333333.yaml;
    sed -i 's/from: 2019-09-02/until: 2025-09-01/' inventory/engineers.yaml | validate
sed -i 's/did: assign/did: request\\n  parts: [NIX=1]/' $CASE | validate
sed -i 's/did: prepare/&\\n  form_no: WX-1/' $CASE;
    sed 's/^id:.*/id: 20250922-aaaaaa/' $CASE > cases/2025/09/20250922-aaaaaa.yaml | validate
cp policies.yaml inventory/rulebooks/aaaaaaaaaaaa.yaml | validate
sed -i 's/^fault:/contract: HT-2026-017\\n&/' $CASE | validate
rm inventory/parts.yaml; ln -s products.yaml inventory/parts.yaml | validate
rm $CASE | save
mkdir -p inventory/register/2025/09; echo x > inventory/register/2025/09/r-20250922-222222.yaml;
    git add .; git commit -qm x; echo y > inventory/register/2025/09/r-20250922-222222.yaml | save
sed -i s/^id:.*/id:\\ 20250922-aaaaaa/ $CASE | save
sed -i s/2025-09-22T/2027-09-22T/ $CASE | save
sed -i '/^  holidays:/,/^clocks:/{/^clocks:/!d};
    s/^clocks:/  holidays: [2025-09-23..2025-12-31, 2026-01-01..2026-12-31, 2027-01-01..2027-12-31,
    2028-01-01..2028-12-31, 2029-01-01..2029-12-31]\\n&/' policies.yaml | overdue
printf 'schema: 1\\npeople: [{id: wangli, name: 王丽, roles: [supervisor]}]\\n'
    > inventory/engineers.yaml; git commit -qam x | roster add neuling --name 新人 --role engineer
echo '* merge=union' > cases/.gitattributes | validate
git checkout -qb x; git commit -qm x --allow-empty; git checkout -q main;
    git merge -q --no-ff --no-commit x; tail -n 5 $CASE > ../t; sed 's/: e-/: e-22/' ../t >> $CASE;
    git commit -qam x | audit
for n in o a b; do printf "schema: 1\\nhistory:\\n- id: e-$n\\n" > ../work/$n; done
    | merge-driver o a b cases/2025/09/20250922-222222.yaml
printf '{schema: 1, id: c-222222, name: 王芳}\\n' > inventory/customers/c-222222.yaml; git add .;
    git commit -qm x | customer edit c-222222 --note '周末, 在家'
"""


def broken_files(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """Yield files with a mistake in each, most of them as other tests have them."""
    rulebook = next((desk.root / "inventory/rulebooks").iterdir()).stem
    customer = desk.show()["customer"]["id"]
    case = bad_files.CASE_FILE.format(n="aaaaaa", policy=rulebook, customer=customer)
    names = ("".join(letters) for letters in product("abcdefgh", repeat=6))
    for old, new, *_ in (*bad_files.SEVEN.values(), *bad_files.IN_CASE.values(), *IN_CASE):
        yield f"cases/2025/09/20250922-{next(names)}.yaml", changed(case, old, new)
    for text, *_ in bad_yaml.REFUSED:
        yield f"inventory/customers/c-{next(names)}.yaml", bad_yaml.bytes_of(text)
    yield sealed("vvvvvv", COUNT)
    for line, name in zip(lines_of(VOUCHERS), names, strict=False):
        yield sealed(name, line)
    for path, text in FILES.items():
        yield path, text.encode()


def sealed(name: str, line: str) -> tuple[str, bytes]:
    """Return the file of a voucher with what a line says, sealed if it can be read."""
    path = f"inventory/ledger/2025/09/v-20250922-{name}.yaml"
    text = VOUCHER.format(n=name, seal=UNSEALED, content=line.replace("; ", "\n"))
    raw = load(text.encode(), path)[0]
    voucher = read_voucher(raw, path)[0] if raw else None
    return path, text.replace(UNSEALED, voucher.fingerprint if voucher else "x").encode()


def changed(text: str, old: str, new: str) -> bytes:
    assert old in text, old
    return text.replace(old, new, 1).encode()


def test_every_problem_of_a_file_is_told_in_chinese(play: Play, ear: Ear) -> None:
    desk = play(bad_input.REPORTED)
    for path, data in broken_files(desk):
        (desk.root / path).parent.mkdir(parents=True, exist_ok=True)
        (desk.root / path).write_bytes(data)
    assert ear.type(desk, "validate").code == 1
    desk = play(bad_input.REPORTED, hand_edits.NOTED)
    case = hand_edits.file(desk)
    text, roster = case.read_text("utf-8"), desk.root / "inventory/engineers.yaml"
    for edit, *_ in hand_edits.REFUSED.values():
        case.write_text(edit(text), "utf-8", newline="")
        assert ear.type(desk, "save").code == 1
    people = roster.read_text("utf-8")
    for old, new, _ in bad_files.IN_ROSTER.values():
        roster.write_bytes(changed(people, old, new))
        assert ear.type(desk, "validate", str(roster)).code == 1
    rulebook = desk.root / "policies.yaml"
    policy = rulebook.read_text("utf-8")
    for old, new, *_ in (*bad_files.IN_RULEBOOK.values(), ("from: appoint or", "from: assign or")):
        rulebook.write_bytes(changed(policy, old, new))
        assert ear.type(desk, "validate", str(rulebook)).code == 1
    for line in lines_of(SPOILT):
        script, words = line.split(" | ")
        desk = play(*bad_input.TO_OFFICE).as_("wangli")
        env = {**os.environ, "CASE": str(hand_edits.file(desk).relative_to(desk.root))}
        subprocess.run(["sh", "-c", script], cwd=desk.root, env=env, check=True)
        assert ear.type(desk, *shlex.split(words)).code == 1, line
    assert ear.type(play().at("2026-12-01 09:00"), "validate").code == 0
    desk = play(*SPOKEN_FOR).as_("chenwei")
    for path, old, new in IN_THE_BOOKS:
        file = desk.root / path
        before = file.read_bytes()
        file.write_bytes(changed(before.decode(), old, new))
        assert ear.type(desk, "save").code == 1, new
        ear.type(desk, "validate")
        file.write_bytes(before)
    desk = play(*bad_input.TO_OFFICE).as_("wangli")
    template = desk.template("zh/service-sheet.j2")
    sound = template.read_text("utf-8")
    head = "{{ form.head("
    for mistake, _ in cases_of(test_sheets.test_a_broken_template_is_one_line):
        template.write_bytes(changed(sound, head, f"{mistake}\n{head}"))
        assert ear.type(desk, "sheet", "CASE").code == 1
    template.write_bytes(b"\xff")
    assert ear.type(desk, "sheet", "CASE").code == 1
    ear.hear("unreadable", problem_line(read(desk.root, "none.yaml")[1][0]))
    assert ear.english == {}
    heard = set(re.findall(r"\[([a-z0-9-]+)\]", "".join(ear.heard)))
    assert "clash" in heard  # by this name what the books show is told
    assert rule_ids() - audit.IN_THE_BOOKS - heard == set()


SPOKEN_FOR = (
    "2025-09-22 08:30 yangfang parts receive CBL-AUDIO=9 --document 送货单1",
    "2025-09-22 08:40 yangfang tool add T-09 --name 示波器 --value 3000",
    "2025-09-22 08:41 yangfang tool out T-09 guotao",
    '2025-09-22 08:42 guotao roster rest guotao --until "2025-09-22 15:00" --approved-by liuhong',
)
"""A part with a voucher, a person who has a tool and a rest."""
IN_THE_BOOKS = (
    (
        "inventory/parts.yaml",
        "  name: 音频线 3.5 mm 2 米\n  unit: 条\n",
        "  name: 音频线\n  unit: 箱\n",
    ),
    ("inventory/parts.yaml", "- sku: CBL-AUDIO\n", "- sku: CBL-AUDIO\n  serialised: yes\n"),
    ("inventory/engineers.yaml", "- id: guotao\n", "- id: guotao\n  until: 2025-09-22\n"),
    ("inventory/engineers.yaml", "approved_by: liuhong}", "approved_by: chenwei}"),
    ("inventory/engineers.yaml", "approved_by: liuhong}", "approved_by: guotao}"),
    ("inventory/tools.yaml", "value: '3000.00'\n", "value: '300.00'\n"),
)
"""Edits that what is booked does not bear: file, what stands there, what instead."""


def rule_ids() -> set[str]:
    """Return the names of all rules that a problem can come from."""
    makers = {"Problem": 1, "add": 1, "add_at": 1, "_note": 1, "_Wording": 1, "_unknown": 2}
    named = [
        call.args[makers[name]] for name in makers for _, call in calls(name) if len(call.args) > 2
    ]
    return {arg.value for arg in named if isinstance(arg, ast.Constant)}


# --- tables

CROWD = """\
2025-09-22 08:50 chenwei roster add zhang.the_second --name "Ödön 张" --role engineer
2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" --address 科技路12号
    --fault 无图像 --serial SN2509001 --model FL-STB210
2025-09-22 09:00:30 wangli report --customer "Café Re\u0301publique 西安" --phone "029 5550-2345"
    --address "1 Bell Street, Xi’an" --fault "No picture，只有声音，since the power cut today"
2025-09-22 09:01 wangli report --customer "李家大院国际酒店（西安钟楼店）Terracotta Suites"
    --phone "029-5550 3456" --address 南路1号 --fault ＦＵＬＬ宽字符与半角ｶﾅ
2025-09-22 09:01 wangli report --phone "029-5550 1234" --fault "遥控器失灵 (remote)"
    --serial SN2509001
"""
MIXED = """\
2025-09-22 09:02 wangli handover {0} --no-guidance 客户不便
2025-09-22 09:02 wangli handover {1} --no-guidance "no answer"
2025-09-22 09:03:30 chenwei assign {0} zhang.the_second --for next-day
2025-09-22 09:04 chenwei assign {1} liming
2025-09-22 09:05 liming hold {1} --reason "waits 等件"
2025-09-22 09:06:15 chenwei reschedule {0} --when "2025-09-25 10:00" --reason 改期
2025-09-22 09:07 chenwei retract {0} EVENT --reason 误录
"""
WORD_ALONE = re.compile(r"  \S+(?: \S+)?")
LONG_CLOCK = (
    "  answer_a_caller_within_minutes: {from: report, until: handover, within: 30s, owner: manager}"
)
# The lines of each screen that are a table; blank lines part one from the next.
TABLES = {
    "list --all": ".*",
    "list": ".*",
    "search SN2509001": ".*",
    "overdue": ".*",
    "due --within 9d": ".*",
    "customer find 西安": ".*",
    "customer show {customer}": "  2.*",
    "unit show SN2509001": "  2.*",
    "roster show": ".*",
    "status": " .*",
    "log {0}": "2.*",
    "explain {0}": "    .*  .*",
    "show {0}": "  .*",
    "show {1}": "  .*",
}


def test_columns_stand_straight_whatever_stands_in_them(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = play()
    policies = desk.root / "policies.yaml"
    policies.write_bytes(
        changed(policies.read_text("utf-8"), "\nclocks:\n", f"\nclocks:\n{LONG_CLOCK}\n")
    )
    desk.as_("chenwei").do("save")
    play_in_chinese(Ear(), desk, CROWD)
    cases = [row["id"] for row in sorted(desk.do("list"), key=itemgetter("opened"))]
    play_in_chinese(Ear(), desk, MIXED.format(*cases))
    desk = desk.at("2025-09-22 12:00:15").as_("wangli")
    customer = desk.show(cases[0])["customer"]["id"]
    for lang, columns in (("zh", 60), ("zh", 80), ("zh", 120), ("en", 60), ("en", 120)):
        monkeypatch.setenv("COLUMNS", str(columns))
        for words, pattern in TABLES.items():
            line = words.format(*cases, customer=customer)
            answer = desk.speaking(lang).type(line)
            blocks = [
                [line for line in block.splitlines() if re.fullmatch(pattern, line)]
                for block in answer.out.split("\n\n")
            ]
            assert max(map(len, blocks)) > 1, answer
            assert [crooked(block) for block in blocks if crooked(block)] == [], answer.out

    on_screen = desk.speaking("zh").type("list")
    with Terminal(desk.speaking("zh"), "list", COLUMNS="60") as terminal:
        assert terminal.code == 0
        assert terminal.shown == on_screen.out


@pytest.mark.parametrize(("lang", "columns"), [("zh", 60), ("zh", 80), ("zh", 120), ("en", 60)])
def test_help_fits_the_terminal_in_two_columns(
    desk: Desk, lang: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in ("", *COMMANDS, *GROUPS):
        page = desk.speaking(lang).type(*words.split(), "--help").out
        lines = [line for line in page.splitlines() if not WORD_ALONE.fullmatch(line)]
        assert [line for line in lines if wcswidth(line) > min(columns, 80) - 2] == [], page
        for list_ in page.split("\n\n")[2:]:
            if " $ servicectl " in list_:  # an example: one line of words, however long
                continue
            rows = [line for line in list_.splitlines()[1:] if not WORD_ALONE.fullmatch(line)]
            assert crooked(rows) == [], page


def test_what_a_list_shows_of_a_text_takes_no_more_than_its_share_of_the_line(play: Play) -> None:
    desk = play(
        bad_input.REPORTED.replace("无图像", "开机后无图像" * 20).replace("李建国", "李建国" * 9)
    )
    for words, widths in (("list", (20, 36)), ("search 无图像", (20, 36))):
        shown = [text for _, _, text in cells(desk.type(words).out.splitlines()[-1])][-2:]
        assert all(wcswidth(text) <= n for text, n in zip(shown, widths, strict=True)), shown
    typed = desk.speaking("zh").type("show CASE").out.split("\n\n")[-1]
    assert max(map(wcswidth, typed.splitlines())) <= 78


def crooked(lines: list[str]) -> list[str]:
    """Return the lines of a table that have a cell outside the columns of the fullest line.

    A cell begins where its column does; a number may also end where its column does.
    """
    rows = [list(cells(line)) for line in lines]
    fullest = max(rows, key=len, default=[])
    starts, ends = {start for start, _, _ in fullest}, {end for _, end, _ in fullest}
    return [
        line
        for line, row in zip(lines, rows, strict=True)
        if any(s not in starts and not (e in ends and text[0].isdigit()) for s, e, text in row)
    ]


def cells(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield the cells of a line: where each begins and ends, and its text."""
    for found in re.finditer(r"\S+(?: \S+)*", line):
        yield wcswidth(line[: found.start()]), wcswidth(line[: found.end()]), found[0]
