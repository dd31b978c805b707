"""What the disk does not let somebody read is neither absent nor a bug: it is named."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk import Answer, Desk

Play = Callable[..., Desk]
NOBODY = 65534
REPORT = (
    "2025-09-22 09:00 wangli report --customer 李 --phone '029-5550 1234' --address 街1 --fault 黑"
)
CASE_FILE = "cases/2025/09/CASE.yaml"
READS = ("list", "overdue", "validate", "doctor")
NEEDS = ("note CASE 之后", "show CASE")


@pytest.fixture
def desk(play: Play, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return a desk where anybody may go, with git's settings beside it."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    shutil.copytree(play(REPORT).root, place / "team")
    (place / "gitconfig").write_text("[user]\nname = Lin\nemail = lin@example.cn\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(place / "gitconfig"))
    monkeypatch.setenv("HOME", str(place))
    yield Desk(place / "team", "2025-09-22 09:30", "wangli")
    for path in place.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(place)


def type_as_nobody(desk: Desk, words: str) -> Answer:
    """Type a line in a process of its own, without the rights of root where the tests have them.

    Such a process may not be able to load a module any more: what a line needs was loaded before.
    """
    if os.geteuid():
        return desk.type(words)
    for path in (desk.root, *desk.root.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.write(writing, json.dumps(desk.type(words)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        answer = Answer(*json.loads(told.read()))
    os.waitpid(child, 0)
    return answer


@pytest.mark.parametrize(
    ("hidden", "words", "code"),
    [
        *((CASE_FILE, words, 1) for words in READS),
        *((CASE_FILE, words, 4) for words in NEEDS),
        *(("cases/2025", words, 1) for words in READS),
        *(("cases/2025", words, 4) for words in NEEDS),
        *((f".git/{name}", words, 1) for name in ("HEAD", "objects") for words in READS),
        *((f".git/{name}", NEEDS[0], 4) for name in ("HEAD", "objects")),
        *(("policies.yaml", words, 4) for words in ("list", *NEEDS)),
        ("inventory/engineers.yaml", NEEDS[0], 4),
    ],
)
def test_what_may_not_be_read_is_named(desk: Desk, hidden: str, words: str, code: int) -> None:
    case = desk.case
    words, hidden = words.replace("CASE", case), hidden.replace("CASE", case)
    desk.at("2025-09-22 09:29").type(words)
    (desk.root / hidden).chmod(0)
    answer = type_as_nobody(desk, words)
    told = answer.out + answer.err
    assert answer.code == code, answer
    assert hidden.partition("/objects")[0].removesuffix("/HEAD") in told
    assert "recorded" not in answer.out
    assert "git init" not in told
