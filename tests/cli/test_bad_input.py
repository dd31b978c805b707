"""What cannot be recorded gets one line and the right exit code, and leaves no trace."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from servicectl.domain.cases.fields import REPORT_FIELDS
from servicectl.domain.schema.kinds import FLAG, ChoiceKind, ManyKind, ParsedKind, WordKind
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.registry import ACTIONS
from tests.conftest import CACHED
from tests.desk import Desk
from tests.places import REPOSITORY

Play = Callable[..., Desk]
Spoil = Callable[[Desk], object]

REPORT = 'report --customer 李建国 --phone "029-5550 1234" --address 科技路12号 --fault 无图像'
REPORTED = f"2025-09-22 09:50 wangli {REPORT}"
GUIDED = "2025-09-22 09:58 wangli guide CASE --step 断电重启 --result 无效 --outcome failed"
HANDED_OVER = "2025-09-22 10:02 wangli handover CASE"
ASSIGNED = "2025-09-22 10:10 chenwei assign CASE zhangqiang"
PREPARED = "2025-09-22 10:20 zhangqiang prepare CASE --yes all --cause 电源板"
DEPARTED = "2025-09-22 10:25 zhangqiang depart CASE"
ARRIVED = "2025-09-22 11:10 zhangqiang arrive CASE --yes all --met 李建国"
DIAGNOSED = "2025-09-22 12:00 zhangqiang diagnose CASE --agrees yes --cause 老化"
COMPLETED = (
    "2025-09-22 12:10 zhangqiang complete CASE --yes all --cause 老化 --work 更换 "
    "--signed-by 李建国"
)
SHEET_IN = "2025-09-22 14:00 wangli sheet-in CASE --debrief 已修复"
TO_ENGINEER = (REPORTED, GUIDED, HANDED_OVER, ASSIGNED)
TO_OFFICE = (*TO_ENGINEER, PREPARED, DEPARTED, ARRIVED, DIAGNOSED, COMPLETED, SHEET_IN)


def trace(desk: Desk) -> tuple[str, str, list[str]]:
    """Return all that a recording could leave behind; the lock and what is reckoned anew stay."""
    kept = (path.name for path in (desk.root / ".git/servicectl").glob("[!l]*"))
    own = sorted(name for name in kept if not name.startswith(CACHED))
    return desk.head, desk.git("status", "--porcelain", "-uall", "--ignored"), own


def stopped(desk: Desk, code: int, *words: str) -> str:
    """Type a line that has to fail with this code and without a trace; return what it says."""
    before = trace(desk)
    answer = desk.type(*words)
    assert (answer.code, answer.out, trace(desk)) == (code, "", before), answer
    assert answer.err.count("\n") == 1, answer.err
    assert answer.err[:-1].isprintable()
    assert len(answer.err) < 500
    return answer.err


# --- times


NO_TIMES = (
    "",
    " ",
    "garbage",
    "2025-09-22",
    "2025-02-30 09:00",
    "2025-13-01 09:00",
    "0000-01-01 09:00",
    "1999-12-31 09:00",
    "2101-01-01 09:00",
    "10/11/12",
    "10.11.2025 09:00",
    "9:50",
    "24:00",
    "09:60",
    "2025-09-22T09:50:00+24:00",
    "2025-09-22 09:50 XYZ",
    "09:50\n",
    "next monday",
    "-1",
    "1",
)


def test_what_is_no_time_is_never_guessed(play: Play) -> None:
    desk = play(REPORTED)
    for text in NO_TIMES:
        assert "--at" in stopped(desk, 2, "note", "CASE", "x", "--at", text), text
        assert "--now" in stopped(desk, 2, "--now", text, "note", "CASE", "x"), text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("note CASE x --at '09:50:01'", 2, "is still to come"),
        ("note CASE x --at 'tomorrow 09:00'", 2, "is still to come"),
        ("register add --from a --about b --at 'tomorrow 09:00'", 2, "is still to come"),
        ("note CASE x --at '09:49:59'", 2, "before the report"),
        ("--now '2025-09-22 09:00' note CASE x", 2, "before the report"),
        ("hold CASE --reason x --until '2025-09-22 09:49'", 2, "past"),
    ],
)
def test_nothing_happens_before_the_report_or_after_now(
    play: Play, words: str, code: int, said: str
) -> None:
    assert said in stopped(play(REPORTED), code, words)


def test_a_visit_is_agreed_for_a_time_to_come(play: Play) -> None:
    desk = play(*TO_ENGINEER)
    for verb in ("appoint CASE", "reschedule CASE --reason x"):
        for when in ("2020-01-01 09:00", "10:09"):
            assert "past" in stopped(desk, 2, f"{verb} --when '{when}'")
    assert "past" in stopped(desk.as_("chenwei"), 2, "assign CASE liming --for 2025-09-21")


def test_a_time_that_the_clocks_skip_or_repeat_is_asked_for_again(play: Play) -> None:
    desk = play(REPORTED)
    policies = desk.root / "policies.yaml"
    policies.write_text(policies.read_text().replace("Asia/Shanghai", "Europe/Zurich"))
    desk.do("save")
    desk = desk.at("2026-11-02 09:00")
    skipped = stopped(desk, 2, "note CASE x --at '2026-03-29 02:30'")
    assert "2026-03-29T01:30:00+01:00 or 2026-03-29T03:30:00+02:00" in skipped
    assert "comes twice" in stopped(desk, 2, "note CASE x --at '2026-10-25 02:30'")


# --- settings, people, ids, options


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("--as nobody note CASE x", 2, "nobody is not in the roster"),
        ("--as WANGLI note CASE x", 2, "WANGLI is not in the roster"),
        ("--as hanbing --now '2026-07-01 09:00' note CASE x", 2, "hanbing does not belong"),
        ("--lang xx note CASE x", 2, "--lang"),
        ("--root /nonexistent note CASE x", 4, "/nonexistent is no folder"),
        ("--root / note CASE x", 4, "no policies.yaml here or above"),
        ("--root '' note CASE x", 2, "--root"),
        ("note CASE x --as wangli", 2, "--as"),
        ("note CASE x --nope", 2, "--nope"),
        ("note CASE x --no y", 2, "--no"),
        ("note CASE x y", 2, "y"),
        ("note CASE x --note", 2, "--note"),
        ("--json note CASE x", 2, "--json"),
        ("nota CASE x", 2, "did you mean note?"),
        ("roster sow", 2, "did you mean roster show?"),
        ("parts recieve", 2, "did you mean parts receive?"),
        ("recive", 2, "did you mean parts receive?"),
        ("help hand-inn", 2, "did you mean cash hand-in?"),
        ("breach CASE", 2, "there is no command breach"),
        ("", 2, ""),
        ("customer", 2, "add, show, edit, find"),
        ("show", 2, "the case is not named"),
        ("explain CASE nope", 2, "no clock is called nope"),
        ("overdue --kind callbac", 2, "did you mean callback?"),
        ("due --within -5m", 2, "'-5m' is not a duration"),
        ("list --state nope", 2, "--state: 'nope' is none of"),
        ("list --engineer nope", 2, "nope is not in the roster"),
        ("search ''", 2, "WORDS: this must not be empty"),
        ("validate --format xml", 2, "--format: 'xml' is none of"),
        ("validate /etc/passwd", 2, "outside the team's folder"),
        ("validate --since=--help", 2, "git knows no revision '--help'"),
        ("save", 2, "nothing was edited"),
        ("doctor ../x", 2, "'../x' is no event"),
        ("init new --profile ../hotline-000", 2, "../hotline-000"),
        ("customer show ../../policies", 2, "CUSTOMER"),
        ("customer show c-zzzzzz", 2, "c-zzzzzz is not on file"),
        ("unit show ../x", 2, "SERIAL"),
        ("--as chenwei roster add wangli --name x --role finance", 3, "in the roster already"),
        ("--as chenwei roster leave hemei 2025-10-05..2025-10-01", 2, "earlier date first"),
        ("roster add neu --name x --role finance", 3, "roster add is for"),
    ],
)
def test_what_cannot_be_understood_is_named(play: Play, words: str, code: int, said: str) -> None:
    assert said in stopped(play(REPORTED), code, words)


NO_IDS = "../../etc/passwd /etc/passwd a/b .. .git CON * x e-9d4k2p 20250922-ABCDEF"


def test_only_an_id_or_the_unique_end_of_one_names_a_case(play: Play) -> None:
    desk = play(REPORTED)
    unseen = (desk.case + "\n", "\x00", "\u202e" + desk.case)
    for id in (*NO_IDS.split(), "", " ", *unseen, "x" * 99_999):
        stopped(desk, 2, "show", id)
        stopped(desk, 2, "note", id, "x")
    assert "there is no case" in stopped(desk, 2, "show", "20250922-zzzzzz")
    first, second = desk.case, desk.as_("wangli").do(REPORT)["case"]
    both = ", ".join(sorted((first, second)))
    assert f"20250922 fits 2 cases: {both}" in stopped(desk, 2, "show", "20250922")
    assert desk.do("show", second[-6:])["id"] == second


# --- texts

BAD_WORDS = (
    "a\x1b[2Jb",
    "a\u202eb",
    "a\x00b",
    "a\x85b",
    "a\u2028b",
    "a\ufdd0b",
    "a\rb",
    "a\udcffb",
)


def fields_to_type() -> Iterator[tuple[str, Field | None]]:
    """Yield every verb with each of its fields; None stands for its ticks."""
    for action in ACTIONS.values():
        if action.typed:
            fields = REPORT_FIELDS if action.verb == "report" else ()
            typed = (f for f in (*fields, *action.fields) if f.kind is not FLAG)
            yield from ((action.verb, field) for field in typed)
            if action.ticks:
                yield action.verb, None


def spoiled(verb: str, field: Field | None, word: str) -> list[str]:
    """Return a line in which this field has this value."""
    action = ACTIONS[verb]
    case = [] if verb in ("report", "reverse") else ["--case"] * action.loose + ["CASE"]
    line = [*action.words.split(), *case]
    if field is None:
        return [*line, "--not", f"{ACTIONS[verb].ticks[0].name}:{word}"]
    if field.argument and not isinstance(field.kind, ManyKind):
        earlier = [f for f in ACTIONS[verb].fields if f.argument]
        return [*line, *("e-222222" for f in earlier[: earlier.index(field)]), word]
    return [*line, word] if field.argument else [*line, field.option, word]


def test_no_text_takes_what_cannot_be_seen_on_a_screen(play: Play) -> None:
    desk = play(REPORTED)
    for (verb, field), bad in zip(fields_to_type(), cycle(BAD_WORDS), strict=False):
        stopped(desk, 2, *spoiled(verb, field, bad))
    for bad in BAD_WORDS:
        stopped(desk, 2, "note", "CASE", "x", "--note", bad)


def test_100_kb_are_refused_everywhere_without_being_said_again(play: Play) -> None:
    desk = play(REPORTED)
    for verb, field in fields_to_type():
        stopped(desk, 2, *spoiled(verb, field, "x" * 100_000))


def test_an_empty_value_is_no_value(play: Play) -> None:
    desk = play(REPORTED)
    for verb, field in fields_to_type():
        if field is not None and not field.argument:
            assert field.option in stopped(desk, 2, *spoiled(verb, field, "  ")), (verb, field.name)


def test_a_word_of_another_form_is_refused(play: Play) -> None:
    desk = play(REPORTED)
    for verb, field in fields_to_type():
        kind = field.kind if field else None
        kind = kind.item if isinstance(kind, ManyKind) else kind
        if isinstance(kind, WordKind | ChoiceKind | ParsedKind):
            stopped(desk, 2, *spoiled(verb, field, "../x"))


AWKWARD = (
    "x: y",
    "- a",
    "# a",
    "a #b",
    "'",
    '"',
    "null",
    "~",
    "1e5",
    "007",
    "12:30",
    "yes",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "{a",
    "[a",
    "|",
    "? a",
    "---",
    "...",
    "<<<<<<< a",
    "=======",
    "a\n\nb",
    "a \n b",
    "a\tb",
    "\\",
    "{case} %s",
    "O'Brien Müller 北京 👩\u200d🔬 ش",
    "x" * 2000,
)


def test_text_that_yaml_would_twist_comes_back_as_it_was_typed(play: Play) -> None:
    desk = play(REPORTED).as_("wangli")
    for text in AWKWARD:
        assert desk.type("note", "CASE", "--note", text, "--", text).code == 0, text
    told = [(event["text"], event["note"]) for event in desk.show()["history"][1:]]
    assert told == [(text, text) for text in AWKWARD]
    assert desk.type("validate").code == 0


# --- rules


def test_all_that_is_missing_is_said_at_once(play: Play) -> None:
    desk = play(REPORTED)
    said = stopped(desk, 3, "report")
    assert all(option in said for option in ("--customer", "--address", "--phone", "--fault"))
    bad = "report --channel a --phone b --serial ../x --purchased 2025-02-30 --kind 坏 --priority e"
    said = stopped(desk, 2, bad)
    for option in ("--channel", "--phone", "--serial", "--purchased", "--kind", "--priority"):
        assert option in said
    said = stopped(desk, 3, "guide CASE")
    assert "--step" in said
    assert "--result" in said
    assert "--no-guidance" in stopped(desk, 3, "handover CASE")


@pytest.mark.parametrize("lines", [(REPORTED,), TO_ENGINEER, TO_OFFICE], ids=len)
def test_what_the_state_forbids_says_what_is_possible(play: Play, lines: tuple[str, ...]) -> None:
    desk = play(*lines)
    possible = {"hold", "note", "retract", "repolicy"}
    for verb, action in ACTIONS.items():
        if not action.typed or verb in ("report", "reverse"):
            continue
        said = stopped(desk, 3, *action.words.split(), *["--case"] * action.loose, "CASE")
        if "not possible in state" in said:
            listed = said.partition("possible now: ")[2].partition(";")[0].strip().split(", ")
            assert possible <= set(listed)
            assert verb not in listed


def test_nothing_is_taken_over_from_an_earlier_entry(play: Play) -> None:
    desk = play(*TO_ENGINEER).as_("zhangqiang")
    desk.do("note CASE 已联系")
    desk.do("hold CASE --reason 等客户")
    desk.do("resume CASE")
    stopped(desk, 3, "note CASE")
    stopped(desk, 3, "hold CASE")
    stopped(desk.as_("chenwei"), 3, "assign CASE")
    assert desk.type("validate").code == 0


@pytest.mark.parametrize("reason", ["x" * 201, "a\nb", "a\u202eb", "a\x00b", " "])
def test_the_reason_of_a_tick_not_made_is_checked_like_any_text(play: Play, reason: str) -> None:
    stopped(play(*TO_ENGINEER).as_("zhangqiang"), 2, "prepare", "CASE", "--not", f"parts:{reason}")


@pytest.mark.parametrize("contract", ["../../policies", "nope", "/etc/passwd", "a/b"])
def test_a_contract_that_is_not_on_file_is_not_entered(desk: Desk, contract: str) -> None:
    stopped(desk.as_("wangli"), 2, f"{REPORT} --contract {contract}")


def test_nobody_is_sent_who_is_not_there_or_is_there_already(play: Play) -> None:
    desk = play(*TO_ENGINEER[:-1]).as_("chenwei")
    assert "nobody is not in the roster" in stopped(desk, 2, "assign CASE nobody")
    assert "wangli is no engineer" in stopped(desk, 3, "assign CASE wangli")
    assert "zhangqiang" in stopped(desk, 3, "assign CASE zhangqiang zhangqiang")
    later = desk.at("2026-07-01 09:00")
    assert "hanbing does not belong to the team" in stopped(later, 3, "assign CASE hanbing")
    away = desk.at("2026-12-01 09:00")
    assert "guotao is on leave on 2026-12-01" in stopped(away, 3, "assign CASE guotao")


def test_only_what_nothing_rests_on_is_taken_back_and_once(play: Play) -> None:
    desk = play(*TO_ENGINEER, PREPARED, DEPARTED)
    ids = {event["did"]: event["id"] for event in desk.show()["history"]}
    for did in ("report", "guide", "handover", "assign", "prepare"):
        stopped(desk, 3, f"retract CASE {ids[did]} --reason 误录")
    stopped(desk, 3, "retract CASE e-zzzzzz --reason 误录")
    assert "--reason" in stopped(desk, 3, f"retract CASE {ids['depart']}")
    desk.do(f"retract CASE {ids['depart']} --reason 误录")
    stopped(desk, 3, f"retract CASE {ids['depart']} --reason 误录")
    stopped(desk, 3, f"retract CASE {desk.last()['id']} --reason 误录")
    assert desk.type("validate").code == 0


def test_a_case_is_closed_unreached_after_three_calls_by_the_supervisor(play: Play) -> None:
    desk = play(*TO_OFFICE).at("2025-09-23 09:00").as_("chenwei")
    stopped(desk, 3, "close CASE --unreached 无人接听")
    for minute in (1, 2, 3):
        desk.at(f"2025-09-23 09:0{minute}").as_("wangli").do("callback CASE --running unreached")
    desk = desk.at("2025-09-23 09:10")
    stopped(desk.as_("wangli"), 3, "close CASE --unreached 无人接听")
    assert "--unreached" in stopped(desk, 3, "close CASE")
    assert desk.do("close CASE --unreached 无人接听")["state"] == "closed"


# --- the repository, the disk, the files

CLASH = """
    git checkout -q -b x; echo a > cases/x; git add .; git commit -qm a
    git checkout -q main; echo b > cases/x; git add .; git commit -qm b
"""
FORGOTTEN = """
    echo '# x' >> policies.yaml; git commit -qam x
    git rm -qr inventory/rulebooks; git commit -qm y
"""


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("rm -rf .git", 4, "is in no git repository"),
        ("rm -rf .git; git init -q", 4, "no commit yet"),
        ("git checkout -q --detach", 4, "HEAD is detached"),
        (CLASH + "git merge x", 4, "a merge is under way"),
        (CLASH + "git rebase x", 4, "a rebase is under way"),
        (CLASH + "git cherry-pick x", 4, "a cherry-pick is under way"),
        ("git bisect start", 4, "a bisect is under way"),
        ("git config core.bare true", 4, "is no work tree"),
        ("echo '[' >> .git/config", 4, "bad config line"),
        ("rm $GIT_CONFIG_GLOBAL", 4, "git does not know who you are"),
        ("echo '# x' >> $CASE", 4, "was edited by hand; servicectl save records it"),
        ("echo '# x' >> $CASE; git add .", 4, "was edited by hand"),
        ("echo '# x' >> policies.yaml", 4, "policies.yaml was edited by hand"),
        ("mv $CASE ../y; ln -s $PWD/../y $CASE; git add -A; git commit -qm x", 4, "plain file"),
        ("rm $CASE; mkfifo $CASE", 4, "plain file"),
        ("rm $CASE; mkdir $CASE", 4, "plain file"),
        ("rm $CASE", 2, "there is no case"),
        ("printf '#%300000s\\n' x >> $CASE; git commit -qam x", 1, "larger than 256 KiB"),
        ("sed -i s/^schema:.1/schema:\\ 2/ $CASE; git commit -qam x", 1, ":1:9: "),
        ("printf '<<<<<<< a\\n=======\\n>>>>>>> b\\n' >> $CASE; git commit -qam x", 1, "conflict"),
        ("echo 'x: [' >> policies.yaml; git commit -qam x", 1, "policies.yaml:"),
        ("echo 'x: [' >> inventory/engineers.yaml", 1, "inventory/engineers.yaml:"),
        ("sed -i s/20:00-08:00/20:00-29:00/ inventory/engineers.yaml", 1, "'29:00'"),
        ("rm inventory/engineers.yaml", 1, "inventory/engineers.yaml:1:1: this file is not there"),
        ("grep -l 李建国 inventory/customers/* | xargs rm", 1, ":1:1: this file is not there"),
        (FORGOTTEN, 1, "this rulebook is not kept"),
    ],
)
def test_nothing_is_recorded_where_repository_or_files_are_not_sound(
    play: Play, script: str, code: int, said: str
) -> None:
    desk = play(REPORTED)
    path = f"cases/2025/09/{desk.case}.yaml"
    env = {**os.environ, "CASE": path}
    subprocess.run(["sh", "-c", script], cwd=desk.root, env=env, capture_output=True, check=False)
    before = files(desk)
    answer = desk.type("note", Path(path).stem, "x")
    assert (answer.code, answer.out) == (code, ""), answer
    assert answer.err.count("\n") == 1, answer.err
    assert said in answer.err
    assert files(desk) == before


def files(desk: Desk) -> dict[Path, bytes]:
    """Return what the team keeps, and where its branch stands."""
    kept = [path for path in desk.root.rglob("*") if ".git" not in path.parts]
    branch = desk.root / ".git/refs/heads/main"
    return {path: path.read_bytes() for path in (*kept, branch) if path.is_file()}


def test_a_deadline_that_no_open_hour_reaches_is_refused_before_anything_is_written(
    play: Play,
) -> None:
    desk = play(REPORTED)
    policies = desk.root / "policies.yaml"
    closed = "".join(f"  - {year}-01-01..{year}-12-31\n" for year in range(2026, 2030))
    closed += "  - 2025-09-23..2025-12-31\n"
    text = policies.read_text()
    holidays = text.index("  holidays:\n") + len("  holidays:\n")
    policies.write_text(text[:holidays] + closed + text[text.index("\nclocks:") :])
    desk.do("save")
    stopped(desk, 3, "guide CASE --step 重启 --result 好了 --outcome solved")


READS = {
    "list": ("case", "customer"),
    "search 无图像": ("case", "customer"),
    "overdue": ("case", "customer"),
    "overdue --flag": ("case", "customer"),
    "due --within 1d": ("case", "customer"),
    "status": ("case",),
    "customer find 李": ("customer",),
}


@pytest.mark.parametrize(("words", "broken"), [(w, b) for w, all_ in READS.items() for b in all_])
def test_what_can_be_read_is_shown_and_what_cannot_is_named(
    play: Play, words: str, broken: str
) -> None:
    desk = play(REPORTED).as_("wangli")
    sound = desk.show()
    other = desk.do("show", desk.do(f"{REPORT.replace('1234', '9876')} --new-customer")["case"])
    paths = {
        "case": f"cases/2025/09/{other['id']}.yaml",
        "customer": f"inventory/customers/{other['customer']['id']}.yaml",
    }
    (desk.root / paths[broken]).write_text("x: [\n")
    answer = desk.at("2025-09-22 09:52" if "due" in words[:3] else "2025-09-22 12:00").type(words)
    shown = {"status": "1 open case", "customer find 李": sound["customer"]["id"]}
    assert shown.get(words, sound["id"]) in answer.out
    assert answer.err.startswith(f"{paths[broken]}:2:1: ")
    assert answer.err.count("\n") == 1
    assert answer.code == 1


def test_a_clock_is_flagged_only_by_somebody_known_and_shown_in_any_case(play: Play) -> None:
    desk = play(REPORTED).at("2025-09-22 10:00")
    Path(os.environ["GIT_CONFIG_GLOBAL"]).unlink()
    before = desk.head
    answer = Desk(desk.root, desk.now).type("overdue --flag")
    assert (answer.code, desk.head) == (4, before)
    assert desk.case in answer.out
    assert "git does not know who you are" in answer.err


# --- the process


def typed(desk: Desk, *words: str, shell: str) -> list[str]:
    """Return the command that types words in a shell: its script has them as ``"$@"``."""
    program = [sys.executable, "-m", "servicectl", "--root", str(desk.root), "--now", desk.now]
    return ["bash", "-c", shell, "-", *program, *words]


def run(desk: Desk, *words: str, shell: str = '"$@"') -> tuple[int, bytes, bytes]:
    """Run the program as a shell does; return exit code, output and complaints."""
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    line = typed(desk, *words, shell=shell)
    done = subprocess.run(line, env=env, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "shell", ['"$@" >/dev/full', '"$@" >&-', '"$@" 2>&-', '"$@" <&-', 'LC_ALL=C "$@"']
)
def test_what_is_recorded_counts_though_it_cannot_be_said(play: Play, shell: str) -> None:
    desk = play(REPORTED)
    code, _, err = run(desk, "note", desk.case, "x", shell=shell)
    assert (code, err) == (0, b"")
    assert [event["did"] for event in desk.show()["history"]] == ["report", "note"]


def test_a_complaint_never_goes_to_stdout(play: Play) -> None:
    assert run(play(REPORTED), "show", "nope", shell='"$@" 2>&-') == (2, b"", b"")


def test_cron_with_nothing_set_gets_one_line(play: Play) -> None:
    desk = play(REPORTED)
    bare = 'env -i PATH="$PATH" PYTHONPATH="$PYTHONPATH" GIT_CONFIG_NOSYSTEM=1 "$@"'
    code, out, err = run(desk, "note", desk.case, "x", shell=bare)
    assert (code, out, err.count(b"\n")) == (4, b"", 1)


def test_twelve_at_once_are_twelve_commits(play: Play) -> None:
    desk = play(REPORTED)
    before = int(desk.git("rev-list", "--count", "HEAD"))
    script = 'for n in 1 2 3 4 5 6 7 8 9 10 11 12; do "$@" $n >/dev/null & done; wait'
    assert run(desk, "note", desk.case, shell=script) == (0, b"", b"")
    assert int(desk.git("rev-list", "--count", "HEAD")) == before + 12
    assert {int(event["text"]) for event in desk.show()["history"][1:]} == {*range(1, 13)}
    assert desk.git("status", "--porcelain") == ""
