"""The command line as the Typer application that it is, and the pages of its help."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner
from wcwidth import wcswidth

from servicectl.cli.app import builder
from servicectl.cli.app.commands import COMMANDS
from servicectl.cli.app.help import example_of
from servicectl.cli.main import app, main
from servicectl.domain.workflow.stages import STAGES
from servicectl.output.i18n import set_language
from tests.cli.test_chinese_desk import ADVICE, LOOKS, STOCK_LOOKS, STORE, VISIT, lines_of
from tests.desk import Answer, Desk

# --- a Typer application


def run(desk: Desk, *words: str, **environment: str) -> Answer:
    """Type a line through Typer's own runner, the settings by option."""
    typed = ["--root", str(desk.root), "--now", desk.now, "--lang", desk.lang, *words]
    done = CliRunner().invoke(app, typed, env=environment)
    return Answer(done.exit_code, done.stdout, done.stderr)


def test_it_is_a_typer_application_with_a_group_of_its_own() -> None:
    assert isinstance(app, typer.Typer)
    assert isinstance(typer.main.get_command(app), TyperGroup)
    assert (app.rich_markup_mode, app.pretty_exceptions_enable) == (None, False)


@pytest.mark.parametrize(
    "line",
    [
        "list --json",
        "list --state nowhere",
        "show nosuchcase",
        "depart",
        "customer",
        "customer ad --bogus",
        "list --jso",
        "list --json=yes",
        "sheet --form",
        "parts transfer CBL-AUDIO=1 -5",
        "nonsense",
        "validate",
        "--version",
        "--version=3",
        "--bogus",
        "guide -h",
    ],
)
def test_the_runner_gets_what_the_entry_gets(desk: Desk, line: str) -> None:
    assert run(desk, *shlex.split(line)) == desk.type(*shlex.split(line))


def test_settings_come_from_the_environment_too(desk: Desk) -> None:
    there = {"SERVICECTL_ROOT": str(desk.root), "SERVICECTL_LANG": "zh"}
    done = CliRunner().invoke(app, ["show", "nosuchcase"], env=there)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == desk.speaking("zh").type("show", "nosuchcase").err


def test_only_the_command_that_is_asked_for_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    verb = builder.verb

    def noted(command: Any) -> Any:
        made.append(command.words)
        return verb(command)

    monkeypatch.setattr(builder, "verb", noted)
    assert desk.type("list").code == 0
    assert set(made) == {"list"}


def test_a_bug_goes_to_a_file_and_never_to_the_screen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("servicectl.cli.verbs.look.list_", None)

    answer = run(desk, "list")
    assert (answer.code, answer.out) == (70, "")
    assert answer.err.count("\n") == 1
    [file] = tmp_path.glob("servicectl-bug-*.txt")
    assert "TypeError" in file.read_text("utf-8")


REPORTED = "report --customer 李建国 --phone '029-5550 1234' --address 科技路12号 --fault 无图像"


def test_a_plain_report_loads_nothing_that_it_does_not_use(desk: Desk) -> None:
    program = (
        "import sys\nfrom servicectl.cli.main import main\n"
        f"code = main({['--root', str(desk.root), '--as', 'wangli', *shlex.split(REPORTED)]!r})\n"
        "heavy = ('rich', 'pydantic', 'tabulate', 'jinja2', 'click')\n"
        "heavy += ('servicectl.services.recording.case_event',)\n"
        "print(code, *(name for name in heavy if name in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines()[-1] == "0", done


def test_what_is_typed_all_day_declares_its_tuples_cheaply(desk: Desk) -> None:
    lines = (REPORTED, "list", "due", "overdue", "show 20250922", "--help")
    argvs = [["--root", str(desk.root), "--as", "wangli", *shlex.split(line)] for line in lines]
    program = (
        "import sys\nfrom servicectl.cli.main import main\n"
        f"for argv in {argvs!r}: main(argv)\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('servicectl.')))\n"
    )
    for _ in range(2):  # the first time it is reckoned what counts
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )
    loaded = [Path(file) for file in done.stdout.splitlines()[-1].split()]
    plain = re.compile(r"^from typing import .*\bNamedTuple\b", re.MULTILINE)

    assert len(loaded) > 200, done
    assert [file.name for file in loaded if plain.search(file.read_text("utf-8"))] == []


def test_no_module_imports_what_is_private_to_typer() -> None:
    package = Path(builder.__file__).parent.parent.parent
    texts = {file: file.read_text("utf-8") for file in package.rglob("*.py")}

    assert [str(f) for f, text in texts.items() if "_click" in text or "import click" in text] == []


# --- help


def pages() -> Iterator[tuple[str, ...]]:
    yield ("--help",)
    yield ("help", "--all")
    yield from (("help", stage) for stage in STAGES if stage != "own")
    longest = ("report", "list", "complete", "sheet", "parts from-maker", "customer")
    yield from ((*words.split(), "-h") for words in longest)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_help_is_one_screen_on_which_the_verbs_of_a_receptionist_stand(
    desk: Desk, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    page = desk.speaking(lang).type("--help").out

    assert len(page.splitlines()) < 40
    assert max(map(wcswidth, page.splitlines())) <= 80
    words = set(page.replace(",", " ").replace("(", " ").replace(")", " ").split())
    assert {word for command in COMMANDS for word in command.split()} <= words


@pytest.mark.parametrize(("columns", "most"), [(60, 58), (80, 78), (200, 78)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_is_wider_than_the_terminal(
    desk: Desk, lang: str, columns: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in pages():
        lines = desk.speaking(lang).type(*words).out.splitlines()
        assert lines, words
        assert [line for line in lines if wcswidth(line) > most] == [], words


def test_every_command_has_a_stage_and_each_stage_tells_its_commands(desk: Desk) -> None:
    assert {command.stage for command in COMMANDS.values()} == set(STAGES) - {"own"}
    told = desk.type("help", "--all").out
    assert [words for words in COMMANDS if f"\n  {words}  " not in told] == []
    for stage, name in STAGES.items():
        if stage == "own":  # there are none here
            continue
        page = desk.type("help", stage).out
        assert page in (told + "\n", *(part + "\n" for part in told.rstrip().split("\n\n")))
        assert desk.type("help", name.text).out == page


def test_a_page_is_asked_for_in_four_ways(desk: Desk) -> None:
    page = desk.type("guide", "--help").out

    assert page == desk.type("guide", "-h").out == desk.type("help", "guide").out
    assert page == desk.type("help", "guid").out
    assert desk.type("help").out == desk.type("-h").out == desk.type("--help").out
    assert desk.type("help", "customer").out == desk.type("customer", "-h").out
    chinese = desk.speaking("zh")
    assert chinese.type("help", "接件").out == chinese.type("help", "intake").out


def test_no_page_for_what_is_none(desk: Desk) -> None:
    answer = desk.type("help", "giude")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean guide?" in answer.err


def test_what_is_required_and_what_this_desk_asks_for_is_marked(desk: Desk, tmp_path: Path) -> None:
    page = " ".join(desk.type("callback", "-h").out.split())
    assert "--running RUNNING how it runs" not in page
    assert "[required]" in page
    assert "[this desk asks for it: unless callback.unreached]" in page
    assert "[this desk asks for it]" in " ".join(desk.type("complete", "-h").out.split())

    elsewhere = Desk(tmp_path).type("complete", "-h")
    assert elsewhere.code == 0
    assert "this desk" not in elsewhere.out


@pytest.mark.parametrize(
    ("verb", "marked"),
    [
        (
            "quote",
            "--consulted PERSON technician who worked the figure out [required with --estimate]",
        ),
        ("quote", "--discount-reason TEXT why it is taken off [required with --discount]"),
        ("swap", "--old-sim SERIAL SIM card taken off [required with --new-sim]"),
        ("parts from-maker", "--analysis TEXT the maker's analysis [required without --refused]"),
        ("cancel", "--reason TEXT reason [required, or --duplicate-of]"),
        ("settle", "--void it does not count, as if it were taken back [required, or --keep]"),
        ("edit", "--fault TEXT fault as reported [one of these is required]"),
        ("report", "--customer TEXT customer's name [required]"),
        ("report", "--phone PHONE phone [this desk asks for it]"),
    ],
)
def test_what_is_required_with_something_or_instead_says_so(
    desk: Desk, verb: str, marked: str
) -> None:
    assert marked in " ".join(desk.type(*verb.split(), "-h").out.split())


def test_many_values_are_a_list_and_no_word(desk: Desk) -> None:
    page = desk.type("sheet", "-h").out
    assert "  --form FORM" in page
    assert "one of: service-sheet, handling," in page
    assert "requisition," in page


# --- examples

STANDS_FOR = {
    "7k3f9q": "CASE",
    "v-20261121-4k8m2x": "VOUCHER",
    "e-9d4k2p": "EVENT",
    "c-4m2x8t": "CUSTOMER",
    "r-20261121-4k8m2x": "ENTRY",
}
NOT_IN_A_STORY = {"init", "demo", "completion", "help", "schema", "cash settle", "settle"}
"""Those of which the examples are run elsewhere: that of settle in tests/services/test_clash.py."""


def told_in_stories() -> set[tuple[str, ...]]:
    """Return the lines that test_every_command_runs_in_chinese types, each to succeed."""
    stories = (line for story in (VISIT, ADVICE, STORE) for line in lines_of(story))
    typed = [line.split(maxsplit=3)[3] for line in stories if not line.startswith("$ ")]
    lines = (*typed, *LOOKS.splitlines(), *STOCK_LOOKS.splitlines())
    return {tuple(shlex.split(line)) for line in lines if not line.startswith("! ")}


def words_of_example(words: str) -> tuple[str, ...]:
    typed = shlex.split(example_of(COMMANDS[words]))
    return tuple(STANDS_FOR.get(word, word) for word in typed)


@pytest.mark.parametrize("words", [w for w in COMMANDS if w not in NOT_IN_A_STORY])
def test_the_example_of_a_command_is_a_line_that_a_story_plays(words: str) -> None:
    set_language("zh")
    assert words_of_example(words) in told_in_stories()


@pytest.mark.parametrize("line", ["init ./new --profile hotline-000", "schema case", "help guide"])
def test_the_examples_that_no_story_plays_run(
    desk: Desk, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root.parent)
    set_language("en")
    assert desk.type(line).code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_example_is_understood_and_gives_what_is_required(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: dict[str, dict[str, Any]] = {}

    def taken(context: Any, command: Any, values: dict[str, Any]) -> int:
        got[command.words] = values
        return 0

    monkeypatch.setattr("servicectl.cli.app.running.run_command", taken)
    for words, command in COMMANDS.items():
        set_language(lang)
        assert main(["--lang", lang, *shlex.split(example_of(command))]) == 0, words
        lacking = [f.name for f in command.fields if f.required and not got[words][f.name]]
        assert lacking == [], words


# --- completion, installed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_installed_once_where_the_shell_looks(
    desk: Desk, shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", f"/bin/{shell}")
    start = tmp_path / {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".none"}[shell]
    start.write_text("alias ll='ls -l'", "utf-8")

    for _ in range(2):
        answer = desk.type("--install-completion")
        assert (answer.code, answer.err) == (0, "")
    script = desk.type("--show-completion").out
    assert script == desk.type("completion", shell).out
    installed = Path(answer.out.rstrip().rpartition(" ")[2])
    assert installed.read_text("utf-8") == script
    lines = start.read_text("utf-8").splitlines()
    assert lines[0] == "alias ll='ls -l'"
    assert [str(installed.relative_to(tmp_path)) in line for line in lines[1:]] == (
        [] if shell == "fish" else [True]
    )


def test_an_unknown_shell_is_told_the_known_ones(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    for option in ("--install-completion", "--show-completion"):
        answer = desk.type(option)
        assert (answer.code, answer.out) == (2, "")
        assert "bash|zsh|fish" in answer.err
