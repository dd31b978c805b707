"""``validate`` names every mistake in every file, in one run, by line and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk import Desk, copy_folder

Play = Callable[..., Desk]
Seven = tuple[Desk, dict[str, Path]]

REPORT = 'report --customer 李建国 --phone "029-5550 1234" --address 科技路12号 --fault 无图像'
REPORTED = f"2025-09-22 09:50 wangli {REPORT}"
CASE_FILE = """\
schema: 1
id: 20250922-{n}
kind: repair
policy: {policy}
customer: {customer}
fault: 无图像
history:
- id: e-222222
  at: 2025-09-22T09:50:00+08:00
  by: wangli
  did: report
  channel: phone
- id: e-333333
  at: 2025-09-22T09:55:00+08:00
  by: wangli
  did: note
  text: 已联系
"""


def found(desk: Desk) -> list[tuple[str, str, str]]:
    """Return place, rule and message of each problem; text, JSON and exit code agree on them."""
    answer = desk.type("validate --json")
    lines = desk.type("validate").out.splitlines()
    problems = [(f"{p['path']}:{p['line']}:{p['column']}", p) for p in answer.json]
    assert answer.code == (1 if problems else 0)
    if problems:
        assert [line.split(": ")[0] for line in lines] == [place for place, _ in problems]
    return [(place, p["rule"], p["message"]) for place, p in problems]


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_bytes(text.replace(old, new, 1).encode())


def place_of(text: str, word: str) -> str:
    """Return line and column of the first place where a word stands."""
    before = text[: text.index(word)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


# --- done when 5: seven files, one run

SEVEN = {
    "aaaaaa": ("fault: 无图像", 'fault: "无图像', "6:8", "open-quote"),
    "bbbbbb": ("kind: repair", "\tkind: repair", "3:1", "tab-indent"),
    "cccccc": ("kind: repair", "kind: repair\nkind: repair", "4:1", "duplicate-key"),
    "dddddd": (
        "fault: 无图像\n",
        "<<<<<<< HEAD\nfault: 无图像\n=======\nfault: 无声\n>>>>>>> x\n",
        "6:1",
        "conflict-marker",
    ),
    "eeeeee": ("did: report", "did: reprot", "11:8", "choice"),
    "ffffff": ("at: 2025-09-22T09:55", "at: 2025-02-30T09:55", "14:7", "time"),
    "gggggg": ("fault:", "fualt:", "6:1", "unknown-key"),
}


@pytest.fixture(scope="module")
def eight_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the team of ``seven_cases`` is kept, once a test has made it."""
    return tmp_path_factory.mktemp("eight") / "team"


@pytest.fixture
def seven_cases(play: Play, eight_cases: Path, tmp_path: Path) -> tuple[Desk, dict[str, Path]]:
    """Return a team with eight cases, and the files of seven of them by their last letters."""
    if not eight_cases.exists():
        copy_folder(with_eight_cases(play).root, eight_cases)
    desk = Desk(tmp_path / "team", "2025-09-22 10:00", "wangli")
    copy_folder(eight_cases, desk.root)
    return desk, {n: desk.root / f"cases/2025/09/20250922-{n}.yaml" for n in SEVEN}


def with_eight_cases(play: Play) -> Desk:
    """Return a desk of a team with one case that was typed, and seven that were not."""
    desk = play(REPORTED).at("2025-09-22 10:00")
    customer = desk.show()["customer"]["id"]
    policy = next((desk.root / "inventory/rulebooks").iterdir()).stem
    for n in SEVEN:
        text = CASE_FILE.format(n=n, policy=policy, customer=customer)
        (desk.root / f"cases/2025/09/20250922-{n}.yaml").write_text(text, encoding="utf-8")
    assert found(desk) == []
    return desk


def test_one_run_names_line_and_column_in_seven_files(seven_cases: Seven) -> None:
    desk, paths = seven_cases
    for n, (old, new, _, _) in SEVEN.items():
        change(paths[n], old, new)
    problems = {place: rule for place, rule, _ in found(desk)}
    for n, (_, _, place, rule) in SEVEN.items():
        assert problems[f"cases/2025/09/20250922-{n}.yaml:{place}"] == rule
    extra = {place for place, rule in problems.items() if rule == "required"}
    assert len(problems) - len(extra) == 7
    said = desk.type("validate").out
    assert "did you mean fault?" in said
    assert "did you mean report?" in said
    assert not desk.type("list --all").out.count("20250922-aaaaaa")


# --- one mistake in a case

IN_CASE = {
    "a version to come": ("schema: 1", "schema: 2", "1:9", "this program knows 1"),
    "an id of another file": ("id: 20250922-aaaaaa", "id: 20250922-bbbbbb", "2:5", "belongs into"),
    "an id that is a path": ("customer: c-", "customer: ../c-", "5:11", "is not of the form"),
    "a unit not on file": ("fault:", "unit: SNX\nfault:", "6:7", "there is no unit SNX"),
    "a contract not on file": ("fault:", "contract: HT-1\nfault:", "6:11", "HT-1"),
    "a contract elsewhere": ("fault:", "contract: ../../x\nfault:", "6:11", "../../x"),
    "somebody unknown": ("by: wangli", "by: wangl", "8:3", "wangl is not in the roster"),
    "a key twice in an event": ("  by: wangli", "  by: wangli\n  by: x", "11:3", "line 10"),
    "an unknown key in an event": ("channel:", "chanel:", "12:3", "unknown key chanel"),
    "an unknown choice": ("phone", "fone", "12:12", "'fone' is none of phone"),
    "a time without its offset": ("T09:50:00+08:00", "T09:50:00", "9:7", "with its offset"),
    "an event out of order": ("09:55:00", "09:49:00", "13:3", "before the report"),
    "a step that is not possible": ("did: note\n  text: 已联系", "did: close", "13:3", "possible"),
    "an event id twice": ("e-333333", "e-222222", "13:3", "stands in line 8 already"),
    "an event id with a slash": ("e-333333", "../x", "13:7", "is not of the form"),
    "nothing": ("fault: 无图像", "fault:", "6:7", "must not be empty"),
    "null": ("fault: 无图像", "fault: ~", "6:8", "must not be empty"),
    "a list": ("fault: 无图像", "fault: [a]", "6:8", "one text is wanted"),
    "an alias": ("fault: 无图像", "fault: *a", "6:8", "aliases"),
    "a tag": ("fault: 无图像", "fault: !!binary b", "6:8", "tags"),
    "a merge key": ("kind: repair", "<<: {kind: repair}", "3:1", "merge keys"),
    "deep nesting": ("fault: 无图像", "fault: " + "[" * 2000, "6:27", "20 levels"),
    "a colon in the text": ("无图像", "他说: 坏", "6:10", "a colon with a space"),
    "a second document": ("history:", "---\nhistory:", "7:1", "second document"),
    "a direction mark": ("无图像", "无\u202e图像", "6:9", "\\u202e"),
    "an escape": ("无图像", '"\\e[2J"', "6:8", "\\x1b"),
    "a byte order mark": ("schema", "\ufeffschema", "1:1", "byte order mark"),
    "an unseen letter in a key": ("fault", "fa\u200bult", "6:1", "fa\\u200bult"),
    "NULs of a crash": ("text: 已联系\n", "text: 已联系\n\0\0\0", "18:1", "damaged by a crash"),
    "CR LF": ("kind: repair\n", "kind: repair\r\n", "3:13", "CR LF"),
}


@pytest.mark.parametrize(("old", "new", "place", "said"), IN_CASE.values(), ids=IN_CASE)
def test_a_mistake_in_a_case_is_named_where_it_stands(
    seven_cases: Seven, old: str, new: str, place: str, said: str
) -> None:
    desk, paths = seven_cases
    change(paths["aaaaaa"], old, new)
    [(where, _, message)] = [p for p in found(desk) if p[1] != "required"]
    assert where == f"cases/2025/09/20250922-aaaaaa.yaml:{place}"
    assert said in message or said in desk.type("validate").out


# --- one mistake in the rulebook: (what stands there, what is put there, where, what is said)

IN_RULEBOOK = {
    "an unknown clock key": ("within: 5m", "witin: 5m", "witin", "did you mean within?"),
    "no duration": ("within: 5m", "within: 5x", "5x", "'5x' is not a duration"),
    "no time at all": ("within: 5m", "within: 0m", "0m", "is no time at all"),
    "days of hours": ("within: 5m", "within: 5m, time: calendar_days", "5m,", "does not fit"),
    "within and at": ("within: 5m", "within: 5m, at: immediate", "{from: [g", "either within: or"),
    "no limit": ("within: 5m, ", "", "{from: [g", "either within: or at:"),
    "an unknown event": ("from: assign,", "from: asign,", "asign", "did you mean assign?"),
    "an unknown outcome": ("guide.failed,", "guide.faild,", "guide.faild", "faild"),
    "no event at all": ("guide.failed,", "guide..failed,", "guide..", "cannot be understood"),
    "no owner": ("owner: receptionist, rule: R012", "rule: R012", "{from: [g", "owner is missing"),
    "an unknown owner": ("owner: receptionist,", "owner: clerk,", "clerk", "'clerk' is none of"),
    "an unknown moment": ("at: agreed", "at: agred", "agred", "'agred' is none of"),
    "an unknown day": ("day: working,", "day: workin,", "workin,", "did you mean working?"),
    "an unknown pause": ("pauses: [hold]", "pauses: [hodl]", "hodl", "did you mean hold?"),
    "an unknown condition": ("{for: today}", "{fro: today}", "fro:", "did you mean for?"),
    "a condition never met": ("{for: today}", "{for: toady}", "toady", "toady"),
    "an unknown bound": ("not_after: depart", "not_after: dpart", "dpart", "did you mean depart"),
    "a bound in a circle": (
        "not_after: depart_next_day",
        "not_after: prep_next_day",
        "prep_next_day,",
        "prep_next_day",
    ),
    "an unknown zone": ("Asia/Shanghai", "../../etc/localtime", "../..", "no time zone"),
    "no windows": ("mon-fri: [08:30-17:30]", "mon-fri: []", "mon-fri", "no day of the week"),
    "a window too long": ("17:30]", "25:30]", "mon-fri", "'25:30' is not a time of day"),
    "windows that overlap": ("17:30]", "17:30, 17:00-18:00]", "mon-fri", "overlap"),
    "an unknown weekday": ("mon-fri", "mon-fry", "mon-fry", "'mon-fry' is no weekday"),
    "a weekday twice": ("17:30]", "17:30]\n    fri: [08:30-12:00]", "mon-fri", "given twice"),
    "a holiday backwards": (
        "01..2026-10-07",
        "01..2026-09-07",
        "2026-10-01..",
        "earlier date first",
    ),
    "no such holiday": ("01..2026-10-07", "01..2026-10-32", "2026-10-01..", "2026-10-32"),
    "no such time of day": ('"12:00"', '"12:60"', '"12:60"', "'12:60' is not a time of day"),
    "an unknown language": ("language: zh", "language: de", "de\n", "'de' is none of zh, en"),
    "an unknown action": ("  depart:   [", "  dpart:   [", "dpart:", "did you mean depart?"),
    "a field nobody has": ("arrive:   [met]", "arrive:   [mett]", "mett", "mett"),
    "a tick nobody has": ("prepare.tools", "prepare.tolls", "prepare.tolls", "tolls"),
    "an approver nobody is": ("unreached: supervisor", "unreached: boss", "boss", "'boss' is none"),
    "an approval of nothing": ("close.unreached:", "close.unreachd:", "close.unreachd", "unreachd"),
    "a separation of nothing": (
        "[complete, callback]",
        "[complete, x]",
        "x]",
        "no event is called x",
    ),
    "a version to come": ("schema: 2", "schema: 3", "3\n", "this program knows 2"),
}


@pytest.mark.parametrize(("old", "new", "word", "said"), IN_RULEBOOK.values(), ids=IN_RULEBOOK)
def test_a_mistake_in_the_rulebook_is_named_and_stops_every_command(
    play: Play, old: str, new: str, word: str, said: str
) -> None:
    desk = play(REPORTED)
    policies = desk.root / "policies.yaml"
    change(policies, old, new)
    where = f"policies.yaml:{place_of(policies.read_text(encoding='utf-8'), word)}"
    assert where in [place for place, _, _ in found(desk)]
    answer = desk.type("show CASE")
    assert (answer.code, answer.out) == (1, "")
    [line] = [line for line in answer.err.splitlines() if line.startswith(f"{where}: ")]
    assert said in line


# --- one mistake in the roster, or a file in the wrong place

IN_ROSTER = {
    "a person twice": ("- id: zhaomin", "- id: wangli", "wangli stands here twice"),
    "an e-mail twice": ("zhaomin@", "wangli@", "wangli@example.cn"),
    "an unknown role": ("- receptionist", "- receptionst", "did you mean receptionist?"),
    "hours past the day": ("'08:00-20:00'", "'08:00-29:00'", "'29:00' is not a time of day"),
    "leave backwards": ("2026-10-29..2026-10-30", "2026-10-30..2026-10-29", "earlier date first"),
    "no such day": ("2026-06-30", "2026-06-31", "2026-06-31"),
}


@pytest.mark.parametrize(("old", "new", "said"), IN_ROSTER.values(), ids=IN_ROSTER)
def test_a_mistake_in_the_roster_is_named_and_no_command_breaks_on_it(
    play: Play, old: str, new: str, said: str
) -> None:
    desk = play(REPORTED)
    change(desk.root / "inventory/engineers.yaml", old, new)
    [(where, _, _)] = found(desk)
    assert where.startswith("inventory/engineers.yaml:")
    assert said in desk.type("validate").out
    for words in ("list", "show CASE", "overdue", "roster show", "roster show --hours"):
        assert desk.type(words).code in (0, 1), words


@pytest.mark.parametrize(
    "path",
    [
        "cases/x.yaml",
        "cases/2025/09/x.yaml",
        "cases/2025/10/{id}.yaml",
        "cases/2025/09/{id}.yml",
        "inventory/customers/{id}.yaml",
        "inventory/units/{id}.yaml",
        "inventory/notes/{id}.yaml",
    ],
)
def test_a_file_in_the_wrong_place_is_named_and_not_taken_for_a_second_case(
    play: Play, path: str
) -> None:
    desk = play(REPORTED)
    id = desk.case
    stray = desk.root / path.format(id=id)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes((desk.root / f"cases/2025/09/{id}.yaml").read_bytes())
    assert {place.split(":")[0] for place, _, _ in found(desk)} == {path.format(id=id)}
    assert [case["id"] for case in desk.type("list --json").json] == [id]


def test_only_what_is_named_or_was_changed_is_checked(seven_cases: Seven) -> None:
    desk, paths = seven_cases
    desk.do("save")
    change(paths["aaaaaa"], "fault:", "fualt:")
    change(paths["bbbbbb"], "fault:", "fualt:")
    named = desk.type("validate", str(paths["aaaaaa"]))
    assert (named.code, "bbbbbb" in named.out) == (1, False)
    assert desk.type("validate", str(desk.root / "inventory")).code == 0
    desk.git("commit", "-qm", "x", "--", str(paths["aaaaaa"]))
    since = desk.type("validate --since HEAD")
    assert ("aaaaaa" in since.out, "bbbbbb" in since.out) == (False, True)


def test_a_pull_request_gets_its_lines_marked(seven_cases: Seven) -> None:
    desk, paths = seven_cases
    change(paths["aaaaaa"], "kind: repair", "kind: repaire")
    line = desk.type("validate --format github").out
    place = "file=cases/2025/09/20250922-aaaaaa.yaml,line=3,col=7::"
    assert line.startswith(f"::error {place}")
    assert line.count("\n") == 1
