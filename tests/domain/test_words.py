"""Words of a rulebook's own: typed, checked, captioned, and a figure for each."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from servicectl.domain.lines.case_kinds import kinds_from, plain_kinds
from servicectl.domain.rulebook.policy_reader import read_policy
from servicectl.domain.rulebook.rulebook_lines import kinds_in
from servicectl.domain.schema.kinds import Findings
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.words import Vocabulary, Word
from servicectl.errors import Malformed, Problem, caption, msg
from servicectl.output.i18n import with_remedy
from servicectl.services.recording.word_meant import word_meant
from servicectl.store.yaml.read import load
from tests.desk import Desk
from tests.places import REPOSITORY

Play = Callable[..., Desk]
PAGE = REPOSITORY / "docs/rulebook-format.md"
HEAD = """\
schema: 2
profile: test
calendar:
  timezone: Asia/Shanghai
  windows: {mon-sun: [00:00-24:00]}
"""
WORDS = """
words:
  priority:
    P1: {zh: 不能工作 {甲}, en: "not {working}"}
    P2: {zh: 能工作, en: works badly}
    P3: {zh: 一般, en: normal, usual: yes}
  category: {图像: {zh: 图像, en: picture}, 声音: {zh: 声音, en: sound}}
  approval: {form: {zh: 派工单审批, en: dispatch form, for: assign}}
""".replace("不能工作 {甲}", '"不能工作 {甲}"')
CLOCK = (
    "clocks:\n  respond: {from: report, until: call, owner: receptionist, rule: R477, "
    "within: {by: priority, P1: 30m, P2: 4h, P3: null}}\n"
)
REPORT = (
    "2025-09-22 09:00 wangli report --customer 池畔 --phone 029-85550077 --address 池畔路7号 "
    "--fault 无图像 "
)


def with_words(desk: Desk) -> Desk:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    text = text.replace("\nclocks:\n", f"{WORDS}{CLOCK}", 1)
    policies.write_text(
        text.replace("require:\n", "require:\n  assign: [approve.form]\n", 1), "utf-8"
    )
    desk.as_("wangli").do("save")
    return desk


def verdicts(desk: Desk, now: str) -> list[tuple[str, str | None, str]]:
    found = desk.at(now).do("explain CASE respond")
    return [(c["state"], c["due"] and c["due"][11:16], c["when"]["priority"]) for c in found]


@pytest.fixture
def own(desk: Desk) -> Desk:
    """Return a desk whose rulebook has priorities, categories and an approval of its own."""
    return with_words(desk)


def test_a_priority_of_ones_own_has_a_figure_of_its_own_and_lateness_stays(own: Desk) -> None:
    answer = own.type(REPORT.partition(" wangli ")[2] + "--priority P5")
    assert (answer.code, "P5 is no priority: P1, P2, P3" in answer.err) == (2, True)
    own.play(REPORT + "--priority P1")
    assert verdicts(own, "2025-09-22 09:10") == [("running", "09:30", "P1")]
    own.play("2025-09-22 09:45 wangli triage CASE --category 图像 --priority P3")
    assert verdicts(own, "2025-09-22 13:00") == [
        ("late", "09:30", "P1"),
        ("running", None, "P3"),
    ]
    own.play("2025-09-22 13:10 wangli triage CASE --category 声音 --priority P2")
    assert verdicts(own, "2025-09-22 13:20")[2] == ("running", "17:10", "P2")
    assert "--priority P1|P2|P3" in own.type("report --help").out
    shown = own.type("show CASE").out
    assert "P2 (works badly)" in shown
    assert "缓急: P1" not in own.type("--lang zh log CASE").out
    assert "故障类别: 图像" in own.type("--lang zh log CASE").out
    assert own.type("validate").code in (0, 1)


def test_one_yes_of_ones_own_serves_one_act(own: Desk) -> None:
    own.play(REPORT, "2025-09-22 09:01 wangli handover CASE --no-guidance x")
    refused = own.as_("chenwei").at("2025-09-22 09:02").type("assign CASE zhangqiang")
    assert (refused.code, "approve --what form first" in refused.err) == (3, True)
    near = own.type("approve CASE --what from")
    assert (near.code, "did you mean form?" in near.err) == (2, True)
    own.play("2025-09-22 09:03 chenwei approve CASE --what form")
    own.play("2025-09-22 09:04 chenwei assign CASE zhangqiang")
    again = own.at("2025-09-22 09:05").type("assign CASE zhangqiang")
    assert again.code == 3


def problems(words: str, more: str = "") -> list[Problem]:
    raw, wrong = load((HEAD + words + more).encode(), "policies.yaml")
    assert raw is not None, wrong
    return list(read_policy(raw, "policies.yaml", "0" * 12)[1])


BROKEN: dict[str, tuple[str, str]] = {
    "words: [P1]": ("[P1]", "words: is a mapping"),
    "words: {prio: {}}": ("prio", "unknown key prio; did you mean priority?"),
    "words: {priority: [P1]}": ("[P1]", "priority has its words below it"),
    "words: {priority: {yes: {zh: 是, en: yes}}}": ("yes", "is a word of YAML"),
    "words: {priority: {No: {zh: 无, en: none}}}": ("No", "is a word of YAML"),
    "words: {priority: {P 1: {zh: 一, en: one}}}": ("P 1", "is no word: write letters"),
    "words: {priority: {a|b: {zh: 一, en: one}}}": ("a|b", "is no word: write letters"),
    "words: {priority: {P1: {zh: 一}}}": (
        "P1",
        "P1 has no name in both languages; write zh: and en:",
    ),
    "words: {priority: {P1: {en: one}}}": ("P1", "P1 has no name in both languages"),
    "words: {priority: {P1: {zh: 一, en: one, rank: 1}}}": ("rank", "unknown key rank"),
    "words: {priority: {P1: {zh: 一, en: 1, usual: yes}, P2: {zh: 二, en: 2, usual: yes}}}": (
        "P2",
        "two words of one list are the usual one",
    ),
    "words: {priority: {P1: {zh: 一, en: one, for: assign}}}": ("P1", "is called assign"),
    "words: {role: {fitter: {zh: 装, en: fitter, like: enginer}}}": (
        "fitter",
        "enginer is no role that comes with the program; did you mean engineer?",
    ),
    "words: {role: {fitter: {zh: 装, en: fitter, like: boss}}}": (
        "fitter",
        "like: of a role names one of: receptionist, supervisor",
    ),
    "words: {mode: {remote: {zh: 远程, en: remote, like: engineer}}}": (
        "remote",
        "like: of a role names one of",
    ),
    "words: {severty: {a: {zh: 甲, en: a}}}": ("severty", "did you mean severity?"),
    "words: {kind: {a: {zh: 甲, en: a}}}": ("kind", "unknown key kind"),
    "words: {approval: {form: {zh: 单, en: form, for: asign}}}": (
        "form",
        "no action is called asign; did you mean assign?",
    ),
}


@pytest.mark.parametrize("words", BROKEN)
def test_words_that_would_hurt_are_refused(words: str) -> None:
    word, said = BROKEN[words]
    [found] = problems(words + "\n")
    assert (found.place.line, found.place.column) == (6, words.index(word, 6) + 1)
    assert said in f"{found.message}; {found.remedy}"


FIGURES: dict[str, str] = {
    "{by: priority, P1: 30m, P2: 4h}": "of priority have no figure here; write P3: null",
    "{by: priority, P1: 30m, P2: 4h, P3: null, P4: 1h}": "P4 is no priority: P1, P2, P3",
    "{by: prioty, P1: 30m}": "prioty is no list of values; did you mean priority?",
    "{by: contract, P1: 30m}": "contract is no list of values",
    "{P1: 30m}": "by: is missing",
    "{by: priority, P1: soon, P2: 4h, P3: null}": "soon",
}


@pytest.mark.parametrize("figures", FIGURES)
def test_every_word_has_a_figure_or_none(figures: str) -> None:
    clock = CLOCK.replace("{by: priority, P1: 30m, P2: 4h, P3: null}", figures)
    [found] = problems(WORDS, clock)
    assert FIGURES[figures] in f"{found.message}; {found.remedy}"


CALLED = Vocabulary(
    (name, Word(name, caption(*called)))
    for name, *called in (
        ("P1", "紧急", "stands still"),
        ("P2", "紧急", "works badly"),
        ("works", "一般", "Usual"),
        ("P9", "停了，客户在等", "stopped, someone waits (P9)"),
    )
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("P2", "P2"),
        ("一般", "works"),
        (" usual", "works"),
        ("works", "works"),
        ("Works Badly", "P2"),
        ("stands", "stands"),
        ("停了，客户在等", "P9"),
        ("停了,客户在等", "P9"),
        ("紧急", "'紧急' is what several are called; type one of P1, P2"),
    ],
)
def test_a_word_is_typed_as_it_is_called_in_either_language(typed: str, meant: str) -> None:
    field = Field("urgency", CALLED.kind("priority"), msg("urgency"))
    try:
        found = word_meant(field, typed, None)
    except Malformed as error:
        found = with_remedy(error.problem, error.remedy)
    assert found == meant


def test_a_condition_knows_the_words_of_its_rulebook() -> None:
    ask = (
        "require:\n  complete: [work when priority = P1|P2 and category = 图像, not approve.form]\n"
    )
    assert not problems(WORDS, ask)
    [wrong] = problems(WORDS, ask.replace("P2", "urgent"))
    assert "urgent is no priority: P1, P2, P3" in str(wrong.message)


def test_words_are_read_again_as_they_were_kept() -> None:
    raw, _ = load((HEAD + WORDS).encode(), "policies.yaml")
    assert raw is not None
    kinds = kinds_in(raw, Findings("policies.yaml"))
    again = kinds_from(plain_kinds(kinds))
    assert {name: dict(listed) for name, listed in again.words.items()} == {
        name: dict(listed) for name, listed in kinds.words.items()
    }
    assert again.words.usual == kinds.words.usual == {"priority": "P3", "channel": "phone"}


def test_under_schema_1_there_are_no_words_of_ones_own() -> None:
    raw, _ = load((HEAD.replace("schema: 2", "schema: 1") + WORDS).encode(), "policies.yaml")
    assert raw is not None
    [wrong] = read_policy(raw, "policies.yaml", "0" * 12)[1]
    assert str(wrong.message) == "words: is a word of schema: 2"


def test_what_a_company_states_of_itself_is_printed_in_the_head(desk: Desk) -> None:
    [example] = re.findall(r"```yaml\n(company:\n.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert not problems("", example)
    policies = desk.root / "policies.yaml"
    text = re.sub(r"(?ms)^company:\n.*?(?=^\S|\n\n)", example, policies.read_text("utf-8"), count=1)
    policies.write_text(text, "utf-8")
    desk.as_("wangli").do("save")
    printed = desk.play(REPORT).type("--lang zh sheet CASE --format md").out
    assert "长安网络技术有限公司 / 服务热线 400-000-0000 · 手机 13900000000 · service" in printed
    assert "ISO 9001:2000，ISO 9004:2000" in printed
    [wrong] = problems("", "company: {mailboxes: [nobody]}\n")
    assert "nobody" in str(wrong.message)


def test_the_page_of_words_can_be_read() -> None:
    [example] = re.findall(r"## Words.*?```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert not problems("", example.replace("schema: 2\n", ""))


def test_a_letter_comes_in_by_a_way_of_the_rulebook(own: Desk) -> None:
    policies = own.root / "policies.yaml"
    text = policies.read_text("utf-8")
    ways = "  channel: {portal: {zh: 门户, en: portal}, phone: {zh: 电话, en: phone, usual: yes}}\n"
    policies.write_text(text.replace("words:\n", f"words:\n{ways}", 1), "utf-8")
    desk = own.at("2025-09-22 08:50").as_("wangli")
    desk.do("save")
    near = desk.type("register add --channel portl --from 李 --about 感谢")
    assert (near.code, "did you mean portal?" in near.err) == (2, True)
    desk.do("register add --channel portal --from 李 --about 感谢")
    assert desk.do("register list")[0]["channel"] == "portal"
    assert desk.type("validate").code == 0
    [entry] = (desk.root / "inventory/register").rglob("*.yaml")
    entry.write_text(entry.read_text("utf-8").replace("portal", "portl"), "utf-8")
    found = desk.type("validate")
    assert (found.code, "did you mean portal?" in found.out) == (1, True)


def test_who_alone_says_yes_and_what_stands_first(own: Desk) -> None:
    policies = own.root / "policies.yaml"
    text = policies.read_text("utf-8").replace(
        "\nrequire:\n",
        ("\nby: {approve.form: manager}\nfirst: [priority = P1, category = 声音]\nrequire:\n"),
        1,
    )
    policies.write_text(text, "utf-8")
    own.at("2025-09-22 08:50").as_("wangli").do("save")
    cases = []
    for n, more in enumerate(("", "--priority P1", "")):
        line = REPORT.replace("09:00", f"09:0{n}").replace("无图像", f"无图像{n}") + more
        when, _, words = line.partition(" wangli ")
        cases.append(own.at(when).as_("wangli").do(words)["case"])
    own.at("2025-09-22 09:05").do(f"triage {cases[2]} --category 声音")
    assert [row["id"] for row in own.do("list")] == [cases[1], cases[2], cases[0]]
    refused = own.as_("chenwei").type(f"approve {cases[0]} --what form")
    assert (refused.code, "approve is for manager" in refused.err) == (3, True)


ROLES = """
words:
  role:
    fitter:   {zh: 安装员, en: fitter, like: engineer}
    hotliner: {zh: 坐席, en: hotline agent, like: receptionist}
    auditor:  {zh: 稽查, en: auditor}
"""
OF_A_ROLE = (
    (
        "clocks: {go: {from: report, until: guide or cancel, within: 1h, owner: fiter}}",
        "did you mean fitter?",
    ),
    ("by: {close: auditr}", "did you mean auditor?"),
    ("approve: {close: [supervisor, hotlinr]}", "did you mean hotliner?"),
    (
        "kinds: {a: {zh: 甲, en: a, like: repair-2, states: {intake: {owner: fiter}}}}",
        "did you mean fitter?",
    ),
)


@pytest.mark.parametrize(("text", "said"), OF_A_ROLE)
def test_roles_are_those_of_the_rulebook(text: str, said: str) -> None:
    [wrong] = problems(ROLES, text + "\n")
    assert "is no role: receptionist, supervisor" in str(wrong.message)
    assert said in str(wrong.remedy)
    right = {"fiter": "fitter", "auditr": "auditor", "hotlinr": "hotliner"}
    for typed, meant in right.items():
        text = text.replace(typed, meant)
    assert not problems(ROLES, text + "\n")


def test_a_role_of_ones_own_acts_as_the_one_it_is_like(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    clock = "  go: {from: assign, until: depart, within: 10m, owner: fitter}\n"
    by = "by: {close: auditor}\nfirst: [contract, priority = urgent]\n"
    policies.write_text(text.replace("\nclocks:\n", f"{ROLES}{by}clocks:\n{clock}", 1), "utf-8")
    desk = desk.as_("liuhong")
    desk.do("save")
    near = desk.type("roster", "add", "x1", "--name", "王一", "--role", "fiter")
    assert (near.code, "did you mean fitter?" in near.err) == (2, True)
    assert "manager, fitter, hotliner, auditor" in " ".join(
        desk.type("roster add --help").out.split()
    )
    for id, role in (("x1", "fitter"), ("x2", "hotliner"), ("x3", "auditor")):
        desk.do("roster", "add", id, "--name", id, "--role", role)
    assert "fitter (安装员)" in desk.type("--lang zh roster show x1").out
    desk = desk.play(
        REPORT.replace("wangli", "x2") + "--priority urgent",
        "2025-09-22 09:02 x2 handover CASE --no-guidance x",
        "2025-09-22 09:03 chenwei assign CASE x1",
    )
    assert "is for receptionist, supervisor; x1 is fitter" in desk.as_("x1").refused(
        f"report {REPORT.partition(' report ')[2]}"
    )
    assert desk.clock("go")["who"] == "x1"
    assert "go  -  安装员  x1" in desk.type("--lang zh explain CASE go").out
    assert desk.type("list --priority urgent --json").json == desk.do("list")
    assert desk.do("list", "--when", "priority != urgent and not contract") == []
    assert "did you mean urgent?" in desk.type("list --priority urgnt").err
    assert "did you mean priority?" in desk.type("list", "--when", "prioriy = urgent").err
    assert desk.do("status")["first"] == {"contract": 0, "priority = urgent": 1}
    assert "1  stand first: priority = urgent" in desk.type("status").out
    assert desk.type("validate").code == 0
    roster = desk.root / "inventory/engineers.yaml"
    roster.write_text(roster.read_text("utf-8").replace("- auditor", "- auditr"), "utf-8")
    found = desk.type("validate")
    assert (found.code, "did you mean auditor?" in found.out) == (1, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("by: {aprove.form: manager}", "no action is called aprove"),
        ("by: {approve.from: manager}", "approve has no outcome or field from"),
        ("by: {close: boss}", "boss"),
        ("first: [guide]", "guide is no field, event or record"),
        ("first: [priority = P7]", "P7 is no priority: P1, P2, P3"),
        ("first: [priority = P1 or contract and kind = repair]", "and stands beside or"),
    ],
)
def test_who_and_what_stands_first_is_checked(text: str, said: str) -> None:
    [wrong] = problems(WORDS, text + "\n")
    assert said in str(wrong.message)


def test_what_a_clock_asks_of_a_record_is_kept_by_what_starts_it(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    clock = (
        "  ours: {from: report, until: call or guide.solved, within: 30m, owner: receptionist, "
        "when: customer.contact = 李工 and not unit.model = X9}\n"
    )
    first = 'first: ["customer.contact = 李工"]\n'
    policies.write_text(text.replace("\nclocks:\n", f"\n{first}clocks:\n{clock}", 1), "utf-8")
    desk = desk.as_("wangli")
    desk.do("save")
    said = (
        "report --customer {0} --phone 029-8555007{1} --address 池畔路7号 --fault x --contact {2}"
    )
    plain, ours = (
        desk.do(said.format(name, n, contact))["case"]
        for n, (name, contact) in enumerate((("甲", "王工"), ("乙", "李工")))
    )
    kept = [event.get("seen") for event in desk.show(ours)["history"]]
    assert kept == [{"customer.contact": "李工", "unit.model": "none"}]
    assert [row["id"] for row in desk.do("list")] == [ours, plain]
    for case, contact in ((plain, "李工"), (ours, "王工")):
        desk.do("customer", "edit", desk.show(case)["customer"]["id"], "--contact", contact)
    late = desk.at("2025-09-22 10:00")
    assert [clock["state"] for clock in late.do("explain", ours, "ours")] == ["overdue"]
    assert late.do("explain", plain, "ours") == []
    assert [row["id"] for row in late.do("list")] == [plain, ours]
    assert late.type("validate").code == 0
    near = late.type("list", "--when", "customer.contct = 王工")
    assert (near.code, "did you mean customer.contact?" in near.err) == (2, True)


ON_FILE = """
words: {level: {gold: {zh: 金牌, en: gold}, silver: {zh: 银牌, en: silver, usual: yes}}}
fields:
  customer: {level: {kind: word, of: level, zh: 等级, en: level}}
  contract:
    grade: {of: {full: {zh: 全包, en: full}, half: {zh: 半包, en: half}}, zh: 类别, en: grade}
ticks: {arrive: {seal: {zh: 封条, en: seal, when: contract.grade = full}}}
first: [contract.grade = full]
require: {handover: [customer.contact when contract.grade = full]}
clocks:
  by_level: {from: report, until: cancel, within: {by: customer.level, gold: 2h, silver: 8h},
    owner: receptionist}
  by_grade: {from: report, until: cancel, within: {by: contract.grade, full: 1h, half: null},
    owner: receptionist, counts: start}
  passed:
    from: report when contract.grade = full
    until: [handover unless customer.level = silver, assign]
    within: 3h
    owner: supervisor
"""


def due(desk: Desk, case: str, clock: str) -> list[tuple[str, str]]:
    found = desk.do("explain", case, clock)
    return [(each["state"], (each["due"] or "")[11:16]) for each in found]


def test_contract_and_customer_decide_what_a_clock_is_and_no_later_edit_changes_it(
    desk: Desk,
) -> None:
    policies = desk.root / "policies.yaml"
    before = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    [asked] = re.findall("(?m)^require: {(.*)}$", ON_FILE)
    before = before.replace("\nrequire:\n", f"\nrequire:\n  {asked}\n", 1)
    own = ON_FILE.replace(f"require: {{{asked}}}\n", "")
    desk = desk.as_("chenwei")
    said = REPORT.partition(" wangli ")[2]
    old = desk.do(said.replace("无图像", "花屏"))["case"]
    policies.write_text(before.replace("\nclocks:\n", own, 1), "utf-8")
    desk.do("save")
    desk.do(f"repolicy {old} --reason 新规程")
    plain = desk.do(said)["case"]
    customer = desk.show(plain)["customer"]["id"]
    assert due(desk, plain, "by_level") == [("running", "17:00")]
    assert due(desk, plain, "by_grade") == [("running", "")]
    desk.do(f"contract add HT-1 --customer {customer} --start 2025-01-01 --grade full")
    full = desk.do(said.replace("无图像", "无声音"))["case"]
    [event] = desk.show(full)["history"]
    assert event["seen"] == {"contract.grade": "full", "customer.level": "silver"}
    assert desk.do("list")[0]["id"] == full
    assert "customer.contact on file" in desk.refused(f"handover {full} --no-guidance x")
    desk.do(f"customer edit {customer} --level gold --contact 李工")
    desk = desk.at("2025-09-22 09:20")
    desk.do(f"handover {full} --no-guidance x")
    assert [due(desk, full, name) for name in ("by_level", "by_grade", "passed")] == [
        [("running", "17:00")],
        [("running", "10:00")],
        [("running", "12:00")],
    ]
    desk.do(f"edit {plain} --contract HT-1 --note 漏填")
    assert due(desk, plain, "by_grade") == [("void", ""), ("running", "10:00")]
    for case in (plain, old):  # the report of the older one was never told
        assert due(desk, case, "by_level") == [("running", "17:00")]
    found = [len(desk.do(f"list --when 'customer.level = {word}'")) for word in ("金牌", "银牌")]
    assert found == [3, 0]
    assert desk.type("validate").code == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("customer.level, gold", "customer.levl, gold", "did you mean customer.level?"),
        ("by: customer.level", "by: customer.name", "customer.name is no list of values"),
        ("by: customer.level", "by: level", "did you mean customer.level?"),
        ("first: [contract.grade", "first: [level = gold, contract.grade", "mean customer.level?"),
        ("gold: 2h, ", "", "have no figure here; write gold: null"),
        ("full: 1h", "ful: 1h", "did you mean full?"),
        (
            "until: [handover unless customer.level",
            "until: [handover unless customer.lvel",
            "level?",
        ),
        ("report when contract.grade = full", "report when contract.grade = fll", "mean full?"),
        ("first: [contract.grade", "first: [contract.grad", "did you mean contract.grade?"),
        ("[customer.contact when contract.", "[unit.rack when contract.", "unit.rack is no field"),
        ("when: contract.grade", "when: contract.grode", "did you mean contract.grade?"),
    ],
)
def test_what_is_asked_of_records_is_checked(old: str, new: str, said: str) -> None:
    assert problems("", ON_FILE) == []
    found = problems("", ON_FILE.replace(old, new, 1))
    assert said in "; ".join(f"{each.message}; {each.remedy}" for each in found)


def test_words_of_ones_own_lists_are_facts_of_the_case_that_says_them(desk: Desk) -> None:
    own = """
words:
  severity: {serious: {zh: 严重, en: serious}, minor: {zh: 轻微, en: minor, usual: yes}}
  屏型: {lcd: {zh: 液晶, en: LCD}, led: {zh: 发光, en: LED}}
fields:
  report:
    severity: {kind: word, of: severity, zh: 严重程度, en: severity}
    screen: {kind: word, of: 屏型, zh: 屏型, en: kind of screen}
  triage: {severity: {kind: word, of: severity, zh: 严重程度, en: severity}}
first: [severity = serious]
clocks:
  grade:
    from: report
    until: [call, guide.solved, cancel]
    owner: receptionist
    within: {by: severity, serious: 30m, minor: null}
"""
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    policies.write_text(text.replace("\nclocks:\n", own, 1), "utf-8")
    desk = desk.as_("wangli")
    desk.do("save")
    usual = desk.do(REPORT.partition(" wangli ")[2])["case"]
    more = "--severity serious --screen lcd"
    serious = desk.do(f"{REPORT.partition(' wangli ')[2]} {more}")["case"]
    assert [row["id"] for row in desk.do("list")] == [serious, usual]
    for words in (
        ("list", "--severity", "serious"),
        ("list", "--屏型", "lcd"),
        ("list", "--when", "severity = serious and 屏型 = lcd"),
    ):
        assert [row["id"] for row in desk.do(*words)] == [serious]
    near = desk.type("list --severity serius")
    assert (near.code, "did you mean serious?" in near.err) == (2, True)
    late = desk.at("2025-09-22 09:45")
    late.do(f"triage {serious} --category x --severity minor")
    found = [(clock["state"], clock["due"]) for clock in late.do("explain", serious, "grade")]
    assert [state for state, _ in found] == ["late", "running"]
    assert found[1][1] is None
    assert late.do("list", "--severity", "serious") == []


LEFT = """
words:
  role: {fitter: {zh: 安装员, en: fitter, like: engineer}}
  tier: {gold: {zh: 金, en: gold}, tin: {zh: 锡, en: tin}}
fields:
  person: {tier: {of: tier, zh: 等级, en: tier}, hired: {kind: moment, zh: 到岗, en: hired}}
  unit:   {tier: {of: tier, zh: 等级, en: tier}}
  entry:  {tier: {of: tier, zh: 等级, en: tier}}
by: {handover: fitter}
clocks:
"""


def test_a_word_that_left_its_list_is_named_with_the_line_that_puts_another(desk: Desk) -> None:
    policies = desk.root / "policies.yaml"
    text = re.sub("(?m)^schema: 1$", "schema: 2", policies.read_text("utf-8"))
    policies.write_text(text.replace("\nclocks:\n", LEFT, 1), "utf-8")
    desk = desk.as_("chenwei")
    desk.do("save")
    desk.do("roster add xin --name 新 --role fitter --tier 金 --hired '2025-09-20 09:00'")
    assert "2025-09-20 09:00" in desk.type("roster show xin").out
    desk.as_("wangli").do(f"{REPORT.partition(' wangli ')[2]} --serial SN1 --model FL-STB210")
    desk.do("unit edit SN1 --tier gold")
    desk.do("register add --from a --about b --tier gold")
    text = policies.read_text("utf-8").replace("gold: {zh: 金, en: gold}, ", "")
    text = re.sub("  role: .*\n", "", text).replace("handover: fitter", "handover: engineer")
    policies.write_text(text, "utf-8")
    desk.do("save")
    assert desk.do("roster show xin")[0]["tier"] == desk.do("unit show SN1")["tier"] == "gold"
    nobody = "nobody has such a role: servicectl roster edit PERSON --role ROLE, or of an earlier"
    ways = re.findall(r"\]; (servicectl .*)", desk.type("validate").out)
    assert ways == [
        "servicectl roster edit xin --role ROLE",
        "servicectl roster edit xin --tier WORD",
        "servicectl unit edit SN1 --tier WORD",
    ]
    desk.do("roster edit xin --role engineer --tier tin")
    desk.do("unit edit SN1 --tier 锡")
    assert nobody in desk.refused("handover CASE --no-guidance x")
    assert desk.type("validate").code == desk.type("audit").code == 0
