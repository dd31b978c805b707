"""What git or the disk cannot read is not taken for what is not there: nothing is lost by it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk import Answer, Desk
from tests.test_ledger_crash import die
from tests.test_recording import at_git

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
