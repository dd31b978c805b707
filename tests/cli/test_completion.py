"""What shells are told when somebody presses Tab, and verbs that are typed by their beginning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from servicectl.cli.app.context import Context
from servicectl.cli.app.settings import read_settings
from servicectl.domain.schema.kinds import SKU
from servicectl.domain.schema.records import Field
from servicectl.errors import msg
from servicectl.services.queries.candidates import OFFERED, completions
from servicectl.services.queries.candidates_on_file import DESCRIBED, Cursor
from tests.desk import Desk
from tests.places import REPOSITORY

Play = Callable[..., Desk]

REPORTED = (
    '2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" '
    "--address 科技路12号 --serial SN2509001 --model FL-STB210 --fault 无图像"
)
HANDED_OVER = "2025-09-22 09:02 wangli handover CASE --no-guidance 客户不在现场"


def asked(desk: Desk, shell: str, typed: str, lang: str = "en") -> list[str]:
    """Return the lines that a shell gets for what was typed; the last word is still begun."""
    before, _, begun = typed.rpartition(" ")
    number = str(len(before.split())) if shell != "fish" else begun
    words = before if shell == "fish" else typed
    done = subprocess.run(
        [sys.executable, "-m", "servicectl"],
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "SERVICECTL_ROOT": str(desk.root),
            "SERVICECTL_NOW": desk.now,
            "SERVICECTL_LANG": lang,
            "COMP_WORDS": words,
            "COMP_CWORD": number,
            "_SERVICECTL_COMPLETE": f"{shell}_complete",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def words(desk: Desk, typed: str) -> list[str]:
    """Return the bare words that bash gets."""
    lines = (line.partition("\t")[0] for line in asked(desk, "bash", typed))
    return [line.removeprefix("plain,") for line in lines if line]


def test_each_shell_gets_a_verb_with_what_it_does(desk: Desk) -> None:
    assert asked(desk, "bash", "servicectl assi") == ["plain,assign\tsend a named engineer"]
    assert asked(desk, "zsh", "servicectl assi") == ["plain", "assign", "send a named engineer"]
    assert asked(desk, "fish", "servicectl assi") == ["plain,assign\tsend a named engineer"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_case_with_customer_and_state(play: Play, shell: str) -> None:
    desk = play(REPORTED, HANDED_OVER)
    for begun in ("", desk.case[:9], desk.case[-6:-3]):
        shown = "\n".join(asked(desk, shell, f"servicectl show {begun}", lang="zh"))
        assert desk.case[-6:] in shown
        assert "李建国 · 待派工" in shown


def test_people_units_clocks_states_options_and_files(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER)
    case = desk.case[-6:]

    assert words(desk, f"servicectl assign {case} zh") == ["zhangqiang", "zhoukai"]
    assert "wangli" not in words(desk, f"servicectl assign {case} ")
    assert "hanbing" in words(desk, f"servicectl assign {case} han")
    assert "wangli" in words(desk, "servicectl --as ")
    assert words(desk, "servicectl unit show SN25090") == ["SN2509001", "SN25090011"]
    assert words(desk, "servicectl report --model FL-NVR") == ["FL-NVR116", "FL-NVR232"]
    assert words(desk, f"servicectl explain {case} hand") == ["handover"]
    assert words(desk, "servicectl overdue --kind hand") == ["handover"]
    assert words(desk, "servicectl list --state phone") == ["phone_guidance", "phone_resolved"]
    assert words(desk, f"servicectl callback {case} --sat") == ["--satisfaction"]
    assert words(desk, "servicectl sheet --form cal") == ["callback"]
    assert words(desk, "servicectl cust") == ["customer"]
    assert words(desk, "servicectl customer f") == ["find"]
    assert words(desk, "servicectl init x --profile hot") == ["hotline-000"]
    assert words(desk, "servicectl validate cas") == ["file,cas"]
    [event] = words(desk, f"servicectl retract {case} {desk.last()['id']}")
    assert event == desk.last()["id"]


def test_parts_are_found_by_their_number(desk: Desk) -> None:
    context = Context(read_settings(["--root", str(desk.root)], {}))

    def place(begun: str) -> Cursor:
        return Cursor(lambda: context.files, context.today, None, field, begun, {})

    field = Field("sku", SKU, msg("part"))
    found = completions(place(""))

    assert found
    assert all(about for _, about in found)
    first = found[0][0]
    assert [word for word, _ in completions(place(first))] == [first]


def test_cases_in_which_the_verb_is_possible_come_first(play: Play) -> None:
    desk = play(REPORTED, HANDED_OVER)
    waiting = desk.case
    again = (
        REPORTED.removeprefix("2025-09-22 09:00 wangli ").replace("1234", "9876")
        + " --new-customer"
    )
    newer = desk.as_("wangli").at("2025-09-23 09:00").do(again)["case"]

    assert words(desk, "servicectl assign 2025") == [waiting, newer]
    assert words(desk, "servicectl show 2025") == [newer, waiting]


def test_of_many_cases_only_the_newest_are_opened(play: Play) -> None:
    desk = play(REPORTED)
    folder = desk.root / "cases/2025/09"
    case = desk.case
    text = (folder / f"{case}.yaml").read_text("utf-8")
    letters = "abcdefghjk"
    ids = [f"20250921-aaaa{a}{b}" for a in letters for b in letters]
    for id in ids:
        (folder / f"{id}.yaml").write_text(text.replace(case, id), "utf-8")

    found = asked(desk, "bash", "servicectl show 2025")
    described = [line for line in found if "\t" in line]
    assert len(found) == OFFERED
    assert len(described) == DESCRIBED
    assert found[: len(described)] == described
    assert words(desk, "servicectl show aaaaa") == [f"aaaaa{b}" for b in reversed(letters)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_case_that_cannot_be_read_is_offered_without_a_word(play: Play, shell: str) -> None:
    desk = play(REPORTED)
    (desk.root / f"cases/2025/09/{desk.case}.yaml").write_text("id: [", "utf-8")

    assert desk.case in "\n".join(asked(desk, shell, "servicectl show 2025"))


@pytest.mark.parametrize(
    "typed",
    [
        "servicectl nonsense ",
        "servicectl show '",
        "servicectl explain nocase ",
        "servicectl --lang x ",
    ],
)
def test_where_nothing_can_be_known_nothing_is_said(desk: Desk, tmp_path: Path, typed: str) -> None:
    outside = Desk(tmp_path / "nowhere")
    for place in (desk, outside):
        asked(place, "bash", typed)
    assert words(outside, "servicectl show ") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_can_be_read_by_its_shell(desk: Desk, shell: str) -> None:
    script = desk.type("completion", shell).out
    assert "_SERVICECTL_COMPLETE" in script
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_script_for_an_unknown_shell(desk: Desk) -> None:
    for words_ in ("completion", "completion tcsh"):
        answer = desk.type(words_)
        assert (answer.code, answer.out) == (2, "")
        assert "bash|zsh|fish" in answer.err


def test_bash_puts_in_one_word_and_lists_several_with_what_they_are(
    play: Play, tmp_path: Path
) -> None:
    desk = play(REPORTED, HANDED_OVER)
    program = tmp_path / "servicectl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m servicectl "$@"\n', "utf-8")
    program.chmod(0o755)
    script = desk.type("completion", "bash").out

    def reply(*typed: str, key: int = 9) -> list[str]:
        line = " ".join(f"'{word}'" for word in typed)
        number = len(typed) - 1
        press = (
            f"COMP_WORDS=({line}); COMP_CWORD={number}; COMP_TYPE={key}\n"
            f"_servicectl_completion servicectl\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        )
        environment = {
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "PYTHONPATH": str(REPOSITORY),
            "SERVICECTL_ROOT": str(desk.root),
            "SERVICECTL_LANG": "zh",
        }
        done = subprocess.run(
            ["bash", "--norc", "-c", script + press],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    assert reply("servicectl", "assi") == ["assign"]
    assert reply("servicectl", "assign", desk.case, "zh")[0].startswith("zhangqiang  -- 张强 · ")
    assert reply("servicectl", "assign", desk.case, "zh", key=37) == ["zhangqiang", "zhoukai"]


# Beginnings of verbs.


def test_a_verb_may_be_typed_by_its_beginning(play: Play) -> None:
    desk = play(REPORTED)

    assert desk.type("li").out == desk.type("list").out != ""
    assert desk.type("cust", "fi", "李建国").out == desk.type("customer", "find", "李建国").out
    assert desk.as_("wangli").do(f"hando {desk.case} --no-guidance 不在")["state"] == (
        "awaiting_dispatch"
    )


def test_the_whole_word_wins_over_longer_ones(desk: Desk) -> None:
    """``due``, ``report`` and ``sheet`` are verbs, and ``sheet-in`` is another."""
    assert "sheet-in" in desk.type("--help").out
    assert "sheet-in" not in desk.type("sheet", "--help").out.splitlines()[0]


def test_a_beginning_of_several_names_them_and_does_nothing(desk: Desk) -> None:
    answer = desk.type("c")

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("servicectl: c may be several commands: ")
    assert all(verb in answer.err for verb in ("call", "callback", "close", "cancel", "complete"))
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("asign CASE", "assign"),
        ("list --enginer x", "--engineer"),
        ("list --state intak", "intake"),
        ("list --engineer zhangqang", "zhangqiang"),
        ("roster show zhangqian", "zhangqiang"),
        ("assign CASE zhangqian", "zhangqiang"),
        ("explain CASE handovr", "handover"),
    ],
)
def test_what_was_probably_meant_is_said(play: Play, typed: str, meant: str) -> None:
    desk = play(REPORTED, HANDED_OVER).as_("chenwei")
    answer = desk.type(*typed.split())

    assert answer.code == 2
    assert f"did you mean {meant}?" in answer.err
