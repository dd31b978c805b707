"""A repository that somebody handed over names programs wherever git takes one: none is run."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from servicectl.cli.app.commands import COMMANDS
from tests.desk import Desk
from tests.places import PACKAGE

Play = Callable[..., Desk]

REPORTED = (
    "2025-09-22 09:00 wangli report --customer 李 --phone '029-5550 1234' --address 街1 --fault 黑"
)
NOTED = "2025-09-22 09:01 wangli note CASE 已联系"

LISTED = """
    alias.* browser.<tool>.cmd browser.<tool>.path core.alternateRefsCommand core.askPass
    core.editor core.fsmonitor core.gitProxy core.hooksPath core.pager core.sshCommand
    credential.helper credential.<url> diff.<driver>.command diff.<driver>.textconv diff.external
    diff.guitool diff.tool difftool.<tool>.cmd difftool.<tool>.path filter.<driver>.clean
    filter.<driver>.smudge gpg.<format>.program gpg.program gpg.ssh.defaultKeyCommand
    guitool.<name>.cmd help.browser imap.tunnel include.path includeIf.<condition>.path
    init.templateDir instaweb.browser instaweb.httpd interactive.diffFilter man.<tool>.cmd
    man.<tool>.path man.viewer merge.<driver>.driver merge.guitool merge.tool mergetool.<tool>.cmd
    mergetool.<tool>.path pager.<cmd> remote.<name>.receivepack remote.<name>.uploadpack
    remote.<name>.url remote.<name>.vcs sendemail.ccCmd sendemail.smtpServer sendemail.tocmd
    sequence.editor submodule.<name>.update uploadpack.packObjectsHook url.<base>.insteadOf
    url.<base>.pushInsteadOf user.signingKey web.browser
"""
PROGRAMS = LISTED.split()
"""Every key of ``git help --config`` whose value is a program, a way to one, or names one."""
UNLISTED = ("filter.<driver>.process", "tar.<format>.command")
UNLISTED += ("trailer.<token>.command", "trailer.<token>.cmd", "sendemail.sendmailCmd")
LIKE_PROGRAMS = re.compile(
    r"(cmd|command|program|hookspath|hook|editor|pager|helper|driver|textconv|external|clean"
    r"|smudge|fsmonitor|gitproxy|tunnel|vcs|pack|askpass|browser|viewer|httpd|tool|server"
    r"|templatedir|difffilter)$",
    re.IGNORECASE,
)
OTHERS = """
    color.pager column.clean gitcvs.dbDriver merge.<driver>.name merge.<driver>.recursive
    advice.waitingForEditor advice.ignoredHook completion.commands notes.rewrite.<command>
    rebase.abbreviateCommands diff.<driver>.cachetextconv
"""
HARMLESS = OTHERS.split()
NAMES = {"driver": "x", "tool": "x", "name": "origin", "cmd": "log", "format": "openpgp"}
NAMES |= {"condition": "gitdir:/", "url": "https://x", "base": "x", "token": "Event"}

ARGUMENTS = {
    "sheet": "CASE",
    "search": "黑",
    "due": "--within 30m",
    "report": "--customer 王 --phone '029-5550 9999' --address 街2 --fault 黑",
    "register add": "--from 王 --matter 问价",
    "customer find": "'029-5550 1234'",
    "parts ledger": "store",
    "tool add": "T-01 --name 示波器 --value 3000",
    "note": "CASE 又来电",
    "handover": "CASE --no-guidance 老人独居",
    "unit show": "SN2509001",
    "doctor": "--fix",
    "init": "../another --profile hotline-000",
}
ALONE = {"profiles", "save", "list", "overdue", "status", "audit", "validate", "help"}
ALONE |= {"roster show", "register list", "parts stock", "parts owed", "parts reorder", "parts abc"}
ALONE |= {"tool list", "loan list", "form list", "parts goods-book"}
MORE = (
    "note CASE 又",
    "validate --since HEAD~1",
    "doctor e-222222",
    "audit --since HEAD~1",
    "doctor",
)
TOUCHING_GIT = (
    *MORE,
    "note CASE 又",
    "save",
    "sheet CASE",
    "audit",
    "validate",
    "list",
    "show CASE",
)


def lines() -> list[str]:
    """Return a line for each verb; ``demo`` types the others, in a folder of its own."""
    words = (w for w in COMMANDS if w != "demo")
    every = (f"{w} {ARGUMENTS.get(w, '' if w in ALONE else 'CASE')}".strip() for w in words)
    return [*MORE, *every]


def named(key: str) -> str:
    """Return a key as it is configured, such as ``filter.x.clean``."""
    if key == "credential.<url>":
        return "credential.https://x.helper"
    return re.sub(r"<(\w+)>", lambda match: NAMES[match[1]], key).replace("*", "log")


def value_of(key: str, canary: str, folder: Path) -> str:
    """Return the value with which a key leads to its canary."""
    if key in ("core.hooksPath", "init.templateDir"):
        return str(folder / "hooks")
    if key.startswith("include"):
        extra = folder / "extra"
        extra.write_text(f'[filter "y"]\n\tclean = {canary}\n\tprocess = {canary}\n')
        return str(extra)
    if key in ("alias.*", "submodule.<name>.update"):
        return f"!{canary}"
    return {"remote.<name>.url": f"ext::{canary}", "user.signingKey": "KEY"}.get(key, canary)


def arm(desk: Desk, log: Path) -> None:
    """Let every key in the repository's own configuration lead to a program that is noted."""
    folder = log.with_name("canaries")
    folder.mkdir()

    def canary(key: str) -> Path:
        script = folder / re.sub(r"[^\w.]", "_", key)
        script.write_text(f"#!/bin/sh\necho '{key}' >> {log}\nexit 1\n")
        script.chmod(0o755)
        return script

    hooks = folder / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "pre-commit", "post-index-change", "post-commit"):
        canary(f"hooks/{name}").rename(hooks / name)
        (desk.root / ".git/hooks" / name).write_bytes((hooks / name).read_bytes())
        (desk.root / ".git/hooks" / name).chmod(0o755)
    for key in (*PROGRAMS, *UNLISTED):
        desk.git("config", named(key), value_of(key, str(canary(key)), folder))
    desk.git("config", "protocol.allow", "always")
    for remote, url in {"ssh": "ssh://x/x", "git": "git://x/x", "file": str(desk.root)}.items():
        desk.git("config", f"remote.{remote}.url", url)
        desk.git("config", f"remote.{remote}.uploadpack", str(canary(f"uploadpack of {remote}")))
    attributes = "cases/** filter=x diff=x merge=x\ntemplates/** filter=y diff=x\n"
    (desk.root / ".git/info/attributes").write_text(attributes)


def make_partial(desk: Desk) -> None:
    """Let the repository be a clone that has some objects promised by every remote."""
    desk.git("config", "core.repositoryFormatVersion", "1")
    desk.git("config", "extensions.partialClone", "origin")
    for remote in ("origin", "ssh", "git", "file"):
        desk.git("config", f"remote.{remote}.promisor", "true")


def lose(desk: Desk, name: str) -> None:
    id = desk.git("rev-parse", name).strip()
    (desk.root / ".git/objects" / id[:2] / id[2:]).unlink()


@pytest.mark.parametrize("state", ["whole", "missing", "promised"])
def test_no_verb_runs_a_program_that_the_repository_names(
    play: Play, tmp_path: Path, state: str
) -> None:
    desk = play(REPORTED, NOTED)
    log, case = tmp_path / "log", desk.case
    path = f"cases/{case[:4]}/{case[4:6]}/{case}.yaml"
    for version in ("HEAD", "HEAD~1") if state != "whole" else ():
        lose(desk, f"{version}:{path}")
    arm(desk, log)
    if state == "promised":
        make_partial(desk)
    codes = {}
    template = desk.template("zh/repair.j2")
    typed = lines() if state != "missing" else TOUCHING_GIT
    for line in typed:
        template.write_bytes(template.read_bytes())  # git has to look into it
        (desk.root / path).write_bytes((desk.root / path).read_bytes())
        codes[line] = desk.at("2025-09-22 09:30").type(line.replace("CASE", case)).code
        assert not log.exists(), (line, log.read_text())
    assert 70 not in codes.values(), codes
    expected = 0 if state == "whole" else 4
    assert codes[MORE[0]] == expected


def test_neither_does_the_demonstration(play: Play, tmp_path: Path) -> None:
    desk = play(REPORTED)
    log = tmp_path / "log"
    arm(desk, log)
    os.chdir(desk.root)
    played = desk.type("demo", "--into", str(tmp_path / "day"))
    assert "this one may have moved on" in played.err  # git has copied the desk: that is tried here
    assert not log.exists(), log.read_text()


def test_the_canaries_sing(play: Play, tmp_path: Path) -> None:
    desk = play(REPORTED, NOTED)
    log = tmp_path / "log"
    path = f"cases/{desk.case[:4]}/{desk.case[4:6]}/{desk.case}.yaml"
    arm(desk, log)
    make_partial(desk)
    (desk.root / path).write_bytes((desk.root / path).read_bytes())
    lose(desk, f"HEAD~1:{path}")
    for command in (f"diff HEAD -- {path}", f"cat-file -p HEAD~1:{path}", "commit -qm x"):
        subprocess.run(
            ["git", *shlex.split(command)], cwd=desk.root, capture_output=True, check=False
        )
    assert len(set(log.read_text().splitlines())) >= 3


def test_every_key_of_this_git_that_names_a_program_is_a_canary() -> None:
    told = subprocess.run(["git", "help", "--config"], capture_output=True, text=True, check=True)
    keys = [
        line for line in told.stdout.splitlines() if re.fullmatch(r"[\w.<>*-]+\.[\w.<>*-]+", line)
    ]
    like = {key for key in keys if LIKE_PROGRAMS.search(key)}
    assert like - set(PROGRAMS) - set(UNLISTED) - set(HARMLESS) == set()


# --- signing


def signer(folder: Path, log: Path) -> Path:
    """Make a program that signs as gpg does, and notes that it was asked."""
    script = folder / f"gpg-{log.name}"
    script.write_text(
        f"#!/bin/sh\ncat >/dev/null\necho asked >> {log}\necho '[GNUPG:] SIG_CREATED ' >&2\n"
        "echo -----BEGIN PGP SIGNATURE-----\necho -----END PGP SIGNATURE-----\n"
    )
    script.chmod(0o755)
    return script


@pytest.mark.parametrize("key", ["gpg.program", "gpg.openpgp.program"])
def test_a_commit_is_signed_by_the_program_that_its_author_has_chosen(
    play: Play, tmp_path: Path, key: str
) -> None:
    desk = play(REPORTED)
    theirs, own = tmp_path / "theirs", tmp_path / "own"
    desk.git("config", "gpg.program", str(signer(tmp_path, theirs)))
    desk.git("config", "gpg.openpgp.program", str(signer(tmp_path, theirs)))
    desk.git("config", "--global", key, str(signer(tmp_path, own)))
    desk.git("config", "commit.gpgsign", "true")
    desk.do("note CASE 已联系")
    assert "BEGIN PGP SIGNATURE" in desk.git("cat-file", "commit", "HEAD")
    assert (own.exists(), theirs.exists()) == (True, False)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("user.signingKey ABC", "only this repository says with which key"),
        ("gpg.format ssh", "git knows no key"),
        ("gpg.program /no/such/program", "commit.gpgsign is set"),
    ],
)
def test_what_cannot_be_signed_is_not_recorded(play: Play, setting: str, said: str) -> None:
    desk = play(REPORTED)
    key, value = setting.split()
    desk.git("config", *(["--global"] if key == "gpg.program" else []), key, value)
    desk.git("config", "commit.gpgsign", "true")
    before = desk.head, desk.git("status", "--porcelain", "-uall")
    answer = desk.type("note CASE 已联系")
    assert (answer.code, answer.out) == (4, "")
    assert said in answer.err
    assert (desk.head, desk.git("status", "--porcelain", "-uall")) == before


# --- one door

STARTERS = {"subprocess", "multiprocessing", "pty", "asyncio", "webbrowser", "concurrent"}
STARTING = re.compile(
    r"^(system|popen|fork|forkpty|posix_spawnp?|(exec|spawn)[lv]p?e?|launch|echo_via_pager)$"
)
DOOR = "store/git/command.py"


def starts(source: str) -> list[int]:
    """Return the lines at which a module could start another program."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module)]
        if any(name.partition(".")[0] in STARTERS for name in names):
            found.append(node.lineno)
        if isinstance(node, ast.Attribute) and STARTING.match(node.attr):
            found.append(node.lineno)
    return found


def test_git_is_started_in_one_place() -> None:
    sources = {str(p.relative_to(PACKAGE)): p.read_text("utf-8") for p in PACKAGE.rglob("*.py")}
    assert [path for path, source in sorted(sources.items()) if starts(source)] == [DOOR]
    assert starts("import os\nos.system('git')") == [2]
    assert starts("from subprocess import run") == [1]
