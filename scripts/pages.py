"""Renew what programs write in both READMEs and docs/: answers in console blocks, tables of keys.

A console block is played if it begins with ``$ servicectl`` or with the time at which it is typed,
``# 2026-11-23 09:00``; the blocks of a page are typed one after the other in one new folder. A
table stands between ``<!-- table NAME -->`` and ``<!-- end of table -->``; that of a page called
``*.zh.md`` is Chinese.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from servicectl.output.i18n import speaking
from servicectl.output.reference.accounts import accounts_table
from servicectl.output.reference.movements import movements_table, routes_table
from servicectl.output.reference.rulebook import house_table
from servicectl.output.reference.rulebook_keys import key_tables

REPOSITORY = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?<=^```console\n)(?:\$ servicectl|# [0-9]{4}-).*?(?=^```$)", re.M | re.S)
TABLE = re.compile(r"(?<=^<!-- table )(\w+) -->\n.*?(?=^<!-- end of table -->$)", re.M | re.S)
TYPED = re.compile(r"^(?:# (?P<now>[0-9].*)|\$ (?P<command>(?:.*\\\n)*.*))$", re.M)
ADDRESS = ("Lin Hua", "lin@example.cn")


def pages() -> list[Path]:
    """Return the pages that are looked through."""
    return [*sorted(REPOSITORY.glob("README*.md")), *sorted((REPOSITORY / "docs").glob("*.md"))]


def language_of(path: Path) -> str:
    """Return the language that a page is written in."""
    return "zh" if path.name.endswith(".zh.md") else "en"


def renewed(page: str, spoken: str = "en") -> str:
    """Return a page in a language with the answers and tables that the program gives today."""
    tables = tables_in(spoken)
    page = TABLE.sub(lambda found: f"{found[1]} -->\n\n{tables[found[1]]}\n\n", page)
    if not BLOCK.search(page):
        return page
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(Path(folder).resolve())
        return BLOCK.sub(lambda found: terminal.play(found[0]), page)


def tables_in(spoken: str) -> dict[str, str]:
    """Return every table by its name; those of the ledger are English in any language."""
    with speaking(spoken):
        return {
            **key_tables(),
            "accounts": accounts_table(),
            "house": house_table(),
            "movements": movements_table(),
            "routes": routes_table(),
        }


class Terminal:
    """A shell in a new folder of somebody whom git knows, with ``servicectl`` on the path."""

    def __init__(self, home: Path) -> None:
        programs = home / "programs"
        programs.mkdir()
        program = programs / "servicectl"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m servicectl "$@"\n')
        program.chmod(0o755)
        name, email = ADDRESS
        (home / ".gitconfig").write_text(f"[user]\n\tname = {name}\n\temail = {email}\n")
        self.folder = home / "work"
        self.folder.mkdir()
        self.now = ""
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(REPOSITORY),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CEILING_DIRECTORIES": str(home),
        }

    def play(self, block: str) -> str:
        """Return a block with what its commands answer, in the place of what stood there."""
        shown = []
        for typed in TYPED.finditer(block):
            shown.append(typed[0])
            if typed["now"]:
                self.now = typed["now"]
            else:
                shown += self.answer(typed["command"])
        return "\n".join(shown) + "\n"

    def answer(self, command: str) -> list[str]:
        """Return the lines that a command prints. Its ids are always the same (the seed)."""
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            return []
        settings = {"SERVICECTL_NOW": self.now, "SERVICECTL_SEED": f"{self.now} {command}"}
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return [line.rstrip() for line in done.stdout.decode().splitlines()]


def main() -> None:
    """Renew every page, and name those that changed."""
    for path in pages():
        before = path.read_text(encoding="utf-8")
        after = renewed(before, language_of(path))
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(path.relative_to(REPOSITORY))


if __name__ == "__main__":
    main()
