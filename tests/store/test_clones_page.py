"""docs/clones.md: every command of the page is typed here, in both languages the same."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

from tests.clones import HERE, Play
from tests.desk import Desk
from tests.places import REPOSITORY
from tests.validate.test_ledger_validate import ASSIGNED, DIAGNOSED, ISSUED

PAGE = (REPOSITORY / "docs/clones.md").read_text(encoding="utf-8")
ON_SITE = (*ASSIGNED, *DIAGNOSED[len(ISSUED) :])
DONE = "2025-09-22 {} guotao complete CASE --yes all --work {} --signed-by 冯"


def commands(page: str) -> list[str]:
    return "".join(re.findall(r"(?<=^```sh\n).*?(?=^```$)", page, re.M | re.S)).splitlines()


class Shell:
    """A terminal in one clone; the page's ids stand for those of its case."""

    def __init__(self, desk: Desk, typed: set[str]) -> None:
        self.desk, self.typed = desk, typed

    def __call__(self, line: str, code: int = 0, who: str = "guotao", path: str = "") -> str:
        """Type a line of the page, and return what is printed."""
        self.typed.add(line)
        program, *words = shlex.split(self._with_ids(line))
        if program == "servicectl":
            answer = self.desk.at("2025-09-22 12:00").as_(who).type(*words)
            assert answer.code == code, answer
            return answer.out
        env = {**os.environ, "PATH": path or f"{HERE}:{os.environ['PATH']}"}
        done = subprocess.run(
            [program, *words], cwd=self.desk.root, env=env, capture_output=True, check=False
        )
        assert done.returncode == code, done
        return done.stdout.decode()

    def _with_ids(self, line: str) -> str:
        case = self.desk.case
        line = line.replace("cases/2026/11/20261121-7k3f9q", f"cases/2025/09/{case}")
        if "e-9d4k2p" in line:
            line = line.replace("e-9d4k2p", self.desk.show()["clashes"][0]["event"])
        if "c-4m2x8t" in line:
            line = line.replace("c-4m2x8t", self.desk.show()["customer"]["id"])
        return line.replace("7k3f9q", case)


def test_both_languages_type_the_same() -> None:
    chinese, english = PAGE.split("## English")
    assert commands(chinese) == commands(english)
    assert chinese.count("\n| ") == english.count("\n| ")


def test_every_command_of_the_page_does_what_it_says(play: Play, tmp_path: Path) -> None:
    first, typed = play(*ON_SITE), set[str]()
    subprocess.run(
        ["git", "clone", "-q", "--bare", str(first.root), "SERVER"], check=True, cwd=tmp_path
    )
    desks = {}
    for name in ("desk", "other"):
        subprocess.run(["git", "clone", "-q", "SERVER", name], check=True, cwd=tmp_path)
        desks[name] = Desk(tmp_path / name)
    typed.add("git clone SERVER desk")
    a, b = (Shell(desk, typed) for desk in desks.values())
    for shell in (a, b):
        shell("servicectl list")
        shell("servicectl doctor --fix")
    clash_of_a_case(a, b)
    number_of_a_customer(a, b)
    without_the_program(a, b, tmp_path)
    assert set(commands(PAGE)) == typed


def clash_of_a_case(a: Shell, b: Shell) -> None:
    a.desk.play(DONE.format("10:00", "换板"))
    b.desk.play(DONE.format("10:05", "换线"))
    share(a, b)
    assert "--keep|--void" in a("servicectl settle")
    assert "[clash]" in a("servicectl validate", code=1)
    a("servicectl settle 7k3f9q e-9d4k2p --keep --reason 核对过")
    b.desk.git("reset", "-q", "--hard", "HEAD")
    b("servicectl settle 7k3f9q e-9d4k2p --void --reason 重复")
    b.desk.git("reset", "-q", "--hard", "HEAD~1")
    share(a, b)
    a("servicectl audit")


def number_of_a_customer(a: Shell, b: Shell) -> None:
    id = a.desk.show()["customer"]["id"]
    for shell, number in ((a, "029-55502222"), (b, "029-55503333")):
        shell.desk.play(f"2025-09-22 10:30 wangli customer edit {id} --phone {number}")
    share(a, b)
    line = "servicectl settle c-4m2x8t phone --keep 029-55502222 --reason 客户确认"
    a(line, who="wangli")
    share(a, b)
    fine, *settled = b("servicectl validate").splitlines()
    assert fine.endswith("no problem")
    assert all("(settled: " in line for line in settled)


def share(a: Shell, b: Shell) -> None:
    """Push from the first clone, pull and push in the other, pull in the first."""
    a.desk.git("push", "-q")
    b("git pull --no-edit")
    b("git push")
    a.desk.git("pull", "-q", "--ff-only")


def without_the_program(a: Shell, b: Shell, tmp_path: Path) -> None:
    for shell in (a, b):
        shell("servicectl note 7k3f9q 客户来电")
    a.desk.git("push", "-q")
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("git", "sh"):
        place = subprocess.run(["which", name], capture_output=True, check=True, text=True).stdout
        (alone / name).symlink_to(place.strip())
    b("git pull --no-edit", code=1, path=str(alone))
    assert "git checkout --merge" in b("servicectl validate", code=1)
    b("servicectl doctor --fix", code=1)  # a merge is under way
    b("git checkout --merge cases/2026/11/20261121-7k3f9q.yaml")
    b("git add cases/2026/11/20261121-7k3f9q.yaml")
    b("git commit --no-edit")
    b("git push")
    b("servicectl validate")
    b("servicectl audit")
