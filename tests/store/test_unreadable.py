"""What git or the disk cannot read is not taken for what is not there: nothing is lost by it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk import Answer, Desk
from tests.store.test_ledger_crash import die
from tests.store.test_recording import at_git

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

Play = Callable[..., Desk]

REPORT = "report --customer {0} --phone '029-5550 12{0}' --address 街{0} --fault 黑屏"
COMMANDS = {
    "note on another": "note {other} 之后",
    "note on the same": "note {hurt} 之后",
    "save": "save",
    "validate": "validate",
    "audit": "audit",
    "doctor": "doctor",
    "list": "list",
}


def removed(object: Path) -> None:
    object.unlink()


def emptied(object: Path) -> None:
    object.write_bytes(b"")


def flipped(object: Path) -> None:
    data = bytearray(object.read_bytes())
    data[len(data) // 2] ^= 4
    object.write_bytes(data)


@pytest.fixture(scope="module")
def prepared() -> Iterator[dict[bool, Path]]:
    """Hand out where the desks of this module are kept: with what a kill left, and without."""
    kept: dict[bool, Path] = {}
    yield kept
    for folder in kept.values():
        shutil.rmtree(folder)


@pytest.fixture
def two_cases(
    play: Play, prepared: dict[bool, Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[bool], tuple[Desk, str, str]]:
    """Return what gives a copy of a desk with two cases, the first perhaps half noted upon."""

    def made(intent: bool) -> tuple[Desk, str, str]:
        if intent not in prepared:
            lines = [f"2025-09-22 09:0{n} wangli {REPORT.format(n)}" for n in (1, 2)]
            desk = play(*lines)
            if intent:
                assert die(desk, f"note {ids(desk)[0]} 未完", at_git("update-ref"))
            prepared[intent] = tmp_path_factory.mktemp("two") / "team"
            shutil.copytree(desk.root, prepared[intent])
        play()  # git's identity
        root = tmp_path / "copy"
        shutil.copytree(prepared[intent], root)
        desk = Desk(root, "2025-09-22 09:30", "wangli")
        return desk, *ids(desk)

    return made


def ids(desk: Desk) -> list[str]:
    """Return the ids of the cases, as reported."""
    log = desk.git("log", "--reverse", "--format=%(trailers:key=Case,valueonly)").split()
    return list(dict.fromkeys(log))


def path_of(case: str) -> str:
    return f"cases/{case[:4]}/{case[4:6]}/{case}.yaml"


def hurt(desk: Desk, name: str, how: Callable[[Path], None]) -> str:
    """Hurt the object of that name; return its id."""
    id = desk.git("rev-parse", name).strip()
    object = desk.root / ".git" / "objects" / id[:2] / id[2:]
    object.chmod(0o644)
    how(object)
    return id


def bytes_of(desk: Desk) -> dict[str, bytes]:
    """Return all files of the work tree, and git's references and index."""
    below = [path for path in desk.root.rglob("*") if path.is_file()]
    kept = [p for p in below if ".git" not in p.parts or p.parts[-2] in (".git", "heads")]
    return {str(path): path.read_bytes() for path in kept if path.name != "COMMIT_EDITMSG"}


@pytest.mark.parametrize("intent", [False, True], ids=["", "after a kill"])
@pytest.mark.parametrize("how", [removed, emptied, flipped])
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_version_in_head_that_cannot_be_read_costs_no_file_and_is_named(
    two_cases: Callable[[bool], tuple[Desk, str, str]],
    words: str,
    how: Callable[[Path], None],
    intent: bool,
) -> None:
    desk, case, other = two_cases(intent)
    hurt(desk, f"HEAD:{path_of(case)}", how)
    before, head = bytes_of(desk), desk.head
    answer = desk.type(words.format(hurt=case, other=other))
    assert (bytes_of(desk), desk.head) == (before, head)
    assert_named(answer, path_of(case))


def assert_named(answer: Answer, path: str) -> None:
    assert answer.code in (1, 4), answer
    assert path in answer.out + answer.err
    assert "recorded" not in answer.out


def test_what_a_partial_clone_left_elsewhere_is_not_called_damage(
    two_cases: Callable[[bool], tuple[Desk, str, str]],
) -> None:
    desk, case, other = two_cases(False)
    hurt(desk, f"HEAD:{path_of(case)}", removed)
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": str(desk.root.with_name("gone")),
    }.items():
        desk.git("config", key, value)
    answer = desk.type("note", case, "之后")
    assert (answer.code, answer.out) == (4, "")
    assert "this is not here: the clone is a partial one" in answer.err
    desk.do("note", other, "之后")


@pytest.mark.parametrize("how", [removed, emptied, flipped])
@pytest.mark.parametrize("intent", [False, True], ids=["", "after a kill"])
def test_doctor_says_where_a_copy_is_and_gives_it_back(
    two_cases: Callable[[bool], tuple[Desk, str, str]], how: Callable[[Path], None], intent: bool
) -> None:
    desk, case, other = two_cases(intent)
    hurt(desk, f"HEAD:{path_of(case)}", how)
    told = desk.type("doctor")
    assert told.code == 1
    assert ("the file begins with" if intent else "the file itself is that version") in told.out
    fixed = desk.type("doctor", "--fix")
    assert (fixed.code, "git can read it again" in fixed.out) == (0, True), fixed
    assert desk.git("status", "--porcelain", "-uall") == ""
    desk.do("note", other, "之后")
    assert desk.type("validate").code == desk.type("audit").code == desk.type("list").code == 0


def test_doctor_names_another_version_where_that_one_is_gone(
    two_cases: Callable[[bool], tuple[Desk, str, str]],
) -> None:
    desk, case, _ = two_cases(False)
    desk.do("note", case, "之后")
    path = desk.root / path_of(case)
    hurt(desk, f"HEAD:{path_of(case)}", removed)
    path.write_bytes(b"schema: 1\n")
    told = desk.type("doctor")
    assert (told.code, path.read_bytes()) == (1, b"schema: 1\n")
    before = desk.git("rev-parse", "--short=12", "HEAD~2").strip()
    assert f"another version: git show {before}:{path_of(case)}" in told.out


@pytest.mark.parametrize("name", ["HEAD", "HEAD^{tree}", "HEAD:cases", "HEAD:cases/2025/09"])
def test_nothing_is_recorded_on_a_head_that_cannot_be_read(
    two_cases: Callable[[bool], tuple[Desk, str, str]], name: str
) -> None:
    desk, _, other = two_cases(True)
    hurt(desk, name, removed)
    before, head = bytes_of(desk), desk.head
    answer = desk.type("note", other, "之后")
    assert (answer.code, answer.out) == (4, "")
    assert (bytes_of(desk), desk.head) == (before, head)
    for words in ("list", "validate", "doctor", "overdue"):
        assert desk.type(words).code == 1


def test_a_branch_whose_file_is_empty_is_not_taken_for_one_without_a_commit(desk: Desk) -> None:
    (desk.root / ".git/refs/heads/main").write_bytes(b"")
    answer = desk.type(REPORT.format(1))
    assert answer.code == 4
    assert "git cannot read" in answer.err


def test_a_folder_that_is_none_is_named_and_the_rest_is_listed(play: Play) -> None:
    desk = play(f"2025-09-22 09:01 wangli {REPORT.format(1)}")
    (desk.root / "cases/2024").mkdir()
    (desk.root / "cases/2024/01").symlink_to("/nowhere")
    answer = desk.type("list")
    assert (answer.code, desk.case[:8] in answer.out) == (1, True)
    assert "cases/2024/01" in answer.err


def test_a_case_without_an_event_is_a_finding_and_no_bug(play: Play) -> None:
    desk = play(f"2025-09-22 09:01 wangli {REPORT.format(1)}")
    path = desk.root / path_of(desk.case)
    head = path.read_text("utf-8").partition("history:")[0]
    path.write_text(f"{head}history: []\n", "utf-8")
    for words in ("validate", "show CASE", "list", "log CASE", "explain CASE"):
        answer = desk.type(words)
        assert (answer.code, "history-empty" in answer.out + answer.err) == (1, True), answer


@pytest.mark.parametrize("mark", ["--skip-worktree", "--assume-unchanged"])
def test_an_edit_that_git_does_not_look_at_is_an_edit(play: Play, mark: str) -> None:
    desk = play(f"2025-09-22 09:01 wangli {REPORT.format(1)}")
    path = desk.root / path_of(desk.case)
    desk.git("update-index", mark, path_of(desk.case))
    path.write_bytes(path.read_bytes().replace("黑屏".encode(), "花屏".encode()))
    assert "was edited by hand" in desk.type("note CASE 之后").err
    assert desk.do("save")["files"] == [path_of(desk.case)]
    desk.do("note CASE 之后")


def test_a_damaged_note_is_set_aside(two_cases: Callable[[bool], tuple[Desk, str, str]]) -> None:
    desk, case, other = two_cases(True)
    (desk.root / ".git/servicectl/intent.json").write_bytes(b"{")
    answer = desk.type("note", other, "之后")
    assert answer.code == 4
    assert "servicectl doctor --fix sets it aside" in answer.err
    assert "set aside" in desk.type("doctor", "--fix").out
    desk.do("note", other, "之后")
    assert "was edited by hand" in desk.type("note", case, "之后").err
    desk.do("save")


@pytest.mark.parametrize(("shared", "mode"), [("group", 0o660), ("all", 0o664), ("0640", 0o640)])
def test_files_and_folders_follow_what_git_is_told_to_share(
    play: Play, shared: str, mode: int
) -> None:
    desk = play()
    desk.git("config", "core.sharedRepository", shared)
    before = os.umask(0o077)
    try:
        desk.do(REPORT.format(1))
    finally:
        os.umask(before)
    path = desk.root / path_of(desk.case)
    assert path.stat().st_mode & 0o777 == mode
    assert path.parent.stat().st_mode & 0o777 == mode | 0o700 | (mode & 0o444) >> 2
