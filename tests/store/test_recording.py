"""One recording is one commit, whatever dies, fails, waits or was edited around it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Set
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from servicectl.errors import Notice, RepositoryError, Uncertain
from servicectl.store.commit import record as recording
from servicectl.store.commit.plumbing import found
from servicectl.store.commit.record import Change, Reader, Write
from servicectl.store.commit.recovery import leftover_locks, recover, set_aside_damaged_note
from servicectl.store.git.command import Completed, Git, GitMissing, Pending
from servicectl.store.git.repository import open_repository

NOW = datetime(2026, 11, 21, 9, 2, tzinfo=UTC)
CASE = "cases/2026/11/20261121-7k3f9q.yaml"
Decide = Callable[[Reader], Change]
Dies = Callable[[str, tuple[Any, ...]], bool]

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::servicectl.errors.Notice"),
]


def git(*args: str, cwd: Path | None = None) -> str:
    done = subprocess.run(["git", *args], cwd=cwd, capture_output=True, check=True, text=True)
    return done.stdout


@pytest.fixture
def team(tmp_path: Path) -> Path:
    git("config", "--global", "user.name", "王丽")
    git("config", "--global", "user.email", "wangli@example.org")
    root = tmp_path / "team"
    (root / CASE).parent.mkdir(parents=True)
    (root / "policies.yaml").write_bytes(b"schema: 1\n")
    (root / CASE).write_bytes(b"history:\n")
    git("init", "-q", "-b", "main", str(root))
    git("add", ".", cwd=root)
    git("commit", "-q", "-m", "set up", cwd=root)
    return root


def record(root: Path, decide: Decide, **given: Any) -> str:
    """Record a change whose decision found nothing beside it; return the commit's id."""
    commit, _ = recording.record(root, lambda reader: (decide(reader), None), **given)
    return commit


def event(name: str, case: str = CASE) -> Decide:
    """Append an event to the case and put a voucher into a new folder."""

    def decide(reader: Reader) -> Change:
        history = (reader.read(case) or b"") + f"- id: {name}\n".encode()
        writes = (Write(case, history), Write(f"inventory/ledger/{name}/v.yaml", b"qty: 1\n"))
        return Change(writes, f"case {Path(case).stem}: assign", (("Event", name),), name)

    return decide


def state(root: Path) -> tuple[str, str, str, bytes, bytes]:
    """Return all that a refusal must leave alone."""
    return (
        git("for-each-ref", cwd=root),
        git("diff", cwd=root),
        git("diff", "--cached", cwd=root),
        git("status", "--porcelain=v2", "-uall", cwd=root).encode(),
        b"".join(p.read_bytes() for p in sorted(root.rglob("*.yaml"))),
    )


def assert_whole(root: Path, *, recorded: list[str], unsure: Set[str] = frozenset()) -> None:
    """Hold the repository to the promise: sound, clean, each event there once or not at all."""
    git("fsck", "--strict", cwd=root)
    assert git("status", "--porcelain", "-uall", cwd=root) == ""
    events = git("show", f"HEAD:./{CASE}", cwd=root).splitlines()[1:]
    there = [line.removeprefix("- id: ") for line in events]
    assert [name for name in there if name not in unsure] == recorded
    vouchers = git("ls-tree", "-r", "--name-only", "HEAD", "inventory", cwd=root).split()
    assert sorted(vouchers) == sorted(f"inventory/ledger/{name}/v.yaml" for name in there)
    assert len(there) == len(set(there))


def test_a_recording_is_one_commit_of_exactly_its_files(team: Path) -> None:
    commit = record(team, event("e-1"), now=NOW)
    shown = git("show", "--name-status", "--format=%H|%an|%ae|%aI|%cI|%B", commit, cwd=team)
    assert shown == (
        f"{commit}|王丽|wangli@example.org|2026-11-21T09:02:00+00:00|2026-11-21T09:02:00+00:00|"
        "case 20261121-7k3f9q: assign\n\nEvent: e-1\n\n\n"
        f"M\t{CASE}\nA\tinventory/ledger/e-1/v.yaml\n"
    )
    assert git("rev-parse", "main", cwd=team).strip() == commit
    assert_whole(team, recorded=["e-1"])
    assert [found(team, name) for name in ("e-1", "e-2", "--all")] == [commit, None, None]


def test_a_replay_gives_the_same_commit(team: Path) -> None:
    twin = team.with_name("twin")
    git("clone", "-q", str(team), str(twin))
    zone = datetime.fromisoformat("2026-11-21T17:02:00.5+08:00")
    assert record(team, event("e-1"), now=zone) == record(twin, event("e-1"), now=zone)
    assert git("log", "-1", "--format=%aI", cwd=team) == "2026-11-21T17:02:00+08:00\n"


def test_a_moment_without_offset_is_no_moment(team: Path) -> None:
    with pytest.raises(ValueError, match="offset"):
        record(team, event("e-1"), now=NOW.replace(tzinfo=None))


def test_a_decision_that_refuses_touches_nothing(team: Path) -> None:
    unchanged = state(team)

    def refuse(reader: Reader) -> Change:
        assert reader.read(CASE) == b"history:\n"
        assert reader.read("cases/none.yaml") is None
        raise LookupError

    with pytest.raises(LookupError):
        record(team, refuse, now=NOW)
    assert state(team) == unchanged


@pytest.mark.parametrize("path", ["../x", "/x", ".git/config", "a/.GIT/x", "a//b", "", ".", "a\nb"])
def test_a_path_leads_nowhere_else(team: Path, path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        record(team, lambda _: Change((Write(path, b"x"),), "x"), now=NOW)


def test_a_file_is_not_written_unread_nor_a_message_of_many_lines(team: Path) -> None:
    with pytest.raises(ValueError, match="without having been read"):
        record(team, lambda _: Change((Write(CASE, b"x"),), "x"), now=NOW)
    with pytest.raises(ValueError, match="one line"):
        record(team, lambda _: Change((Write("new.yaml", b"x"),), "x\n\nEvent: e-9"), now=NOW)
    assert_whole(team, recorded=[])


def test_what_stands_there_already_is_not_recorded_again(team: Path) -> None:
    def same(reader: Reader) -> Change:
        return Change((Write(CASE, reader.read(CASE) or b""),), "x")

    with pytest.raises(RepositoryError, match="nothing to record"):
        record(team, same, now=NOW)


# --- the user's own work


def test_the_users_own_work_is_neither_recorded_nor_touched(team: Path) -> None:
    for name in ("staged", "both", "edited", "gone"):
        (team / name).write_text("1\n")
    git("add", ".", cwd=team)
    git("commit", "-q", "-m", "more", cwd=team)
    for name in ("staged", "both"):
        (team / name).write_text("2\n")
    git("add", "staged", "both", cwd=team)
    git("rm", "-q", "--cached", "gone", cwd=team)
    for name in ("both", "edited", "untracked"):
        (team / name).write_text("3\n")
    before = state(team)[1:4]
    record(team, event("e-1"), now=NOW)
    assert state(team)[1:4] == before
    assert git("show", "--name-only", "--format=", cwd=team).split() == [
        CASE,
        "inventory/ledger/e-1/v.yaml",
    ]


EDITS = {
    "edited": ["sh", "-c", f"echo '# x' >> {CASE}"],
    "staged": ["sh", "-c", f"echo '# x' >> {CASE}; git add {CASE}"],
    "staged and taken back": [
        *("sh", "-c", f"echo '# x' >> {CASE}; git add {CASE}; git show HEAD:{CASE} > {CASE}"),
    ],
    "deleted": ["rm", CASE],
    "taken out of the index": ["git", "rm", "-q", "--cached", CASE],
    "rulebook edited": ["sh", "-c", "echo '# x' >> policies.yaml"],
    "new, but not recorded": [
        *("sh", "-c", "mkdir -p inventory/ledger/e-1; echo > inventory/ledger/e-1/v.yaml"),
    ],
}


@pytest.mark.parametrize("how", EDITS)
def test_a_hand_edit_is_to_be_saved_first(team: Path, how: str) -> None:
    subprocess.run(EDITS[how], cwd=team, check=True)
    unchanged = state(team)
    with pytest.raises(RepositoryError, match="edited by hand") as refusal:
        record(team, event("e-1"), now=NOW)
    assert "servicectl save" in str(refusal.value.remedy)
    assert state(team) == unchanged


@pytest.mark.parametrize("staged", [False, True])
def test_a_hand_edit_can_be_recorded_and_survives_a_failure(
    team: Path, monkeypatch: pytest.MonkeyPatch, staged: bool
) -> None:
    (team / "policies.yaml").write_bytes(b"schema: 1\nlanguage: zh\n")
    if staged:
        git("add", "policies.yaml", cwd=team)

    def save(reader: Reader) -> Change:
        edited = Write("policies.yaml", reader.edited("policies.yaml") or b"")
        return Change((edited,), "save", by_hand=True)

    unchanged = state(team)
    with monkeypatch.context() as patch:
        shim(team, patch, "update-ref", "exit 128")
        with pytest.raises(RepositoryError):
            record(team, save, now=NOW)
    assert state(team) == unchanged
    record(team, save, now=NOW)
    assert git("show", "HEAD:policies.yaml", cwd=team) == "schema: 1\nlanguage: zh\n"
    assert_whole(team, recorded=[])


def test_a_checkout_with_crlf_is_told_how_to_mend_itself(team: Path) -> None:
    (team / CASE).write_bytes(b"history:\r\n")
    with pytest.raises(RepositoryError, match="CRLF"):
        record(team, event("e-1"), now=NOW)


ODD_FILES = {
    "link": f"mv {CASE} ../outside.yaml; ln -s ../../../../outside.yaml {CASE}",
    "link to a folder": "mv cases ../outside; ln -s ../outside cases",
    "pipe": f"rm {CASE}; mkfifo {CASE}",
    "folder": f"rm {CASE}; mkdir {CASE}",
    "file for a folder": "rm -r cases; echo > cases",
}


@pytest.mark.parametrize("kind", ODD_FILES)
def test_only_plain_files_are_read(team: Path, kind: str) -> None:
    subprocess.run(["sh", "-c", ODD_FILES[kind]], cwd=team, check=True)
    started = time.monotonic()
    with pytest.raises(RepositoryError, match="no plain file"):
        record(team, event("e-1"), now=NOW)
    assert time.monotonic() - started < 5


def test_hooks_filters_and_redirections_have_no_say(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = team.with_name("canary")
    for hook in ("reference-transaction", "pre-commit", "post-index-change", "post-commit"):
        script = team / ".git/hooks" / hook
        script.write_text(f"#!/bin/sh\ntouch {canary}\nexit 1\n")
        script.chmod(0o755)
    for key in ("filter.x.clean", "filter.x.process", "core.fsmonitor", "core.pager"):
        git("config", key, f"sh -c 'touch {canary}; exit 1'", cwd=team)
    git("config", "core.autocrlf", "true", cwd=team)
    (team / ".git/info/attributes").write_text("* filter=x\n")
    (team / ".git/info/exclude").write_text("inventory\n")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(canary))
    monkeypatch.setenv("GIT_NAMESPACE", "elsewhere")
    commit = record(team, event("e-1"), now=NOW)
    assert not canary.exists()
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.delenv(name)
    assert Git(team).text("rev-parse", "refs/heads/main") == commit
    assert Git(team).text("show", f"HEAD:{CASE}") == "history:\n- id: e-1"


# --- where recording may not begin

ONE_SIDE = "git switch -qc side; echo 2 > f; git commit -qam side; git switch -q main"
TWO_SIDES = f"echo 1 > f; git add f; git commit -qm f; {ONE_SIDE}; echo 3 > f; git commit -qam f"
UNFIT = {
    "in no git repository": "rm -rf .git",
    "no work tree": "git config core.bare true",
    "no commit yet": "git checkout -q --orphan other",
    "HEAD is detached": "git checkout -q --detach",
    "a merge is under way": f"{TWO_SIDES}; ! git merge -q side",
    "a rebase is under way": f"{TWO_SIDES}; ! git rebase -q side",
    "a cherry-pick is under way": f"{TWO_SIDES}; ! git cherry-pick side",
    "a revert is under way": f"{TWO_SIDES}; ! git revert --no-edit side",
    "a bisect is under way": f"{TWO_SIDES}; git bisect start HEAD HEAD~1",
    "git does not know who you are": "rm $GIT_CONFIG_GLOBAL",
    "git cannot read HEAD": ": > .git/refs/heads/main",
    "git cannot read the last commit": "chmod -R u+w .git/objects; rm -rf .git/objects/??",
    "git rev-parse failed": "echo [broken > .git/config",
}


@pytest.mark.parametrize("why", UNFIT)
def test_it_refuses_before_anything_is_touched(team: Path, why: str) -> None:
    subprocess.run(["sh", "-c", UNFIT[why]], cwd=team, check=True, capture_output=True)
    before = {p: p.read_bytes() for p in team.rglob("*") if p.is_file()}
    with pytest.raises(RepositoryError, match=why) as refusal:
        record(team, event("e-1"), now=NOW)
    assert refusal.value.remedy or why == "git rev-parse failed"
    after = {p: p.read_bytes() for p in team.rglob("*") if p.is_file()}
    assert {p for p in after if after[p] != before.get(p)} <= {team / ".git/servicectl/lock"}


def test_it_refuses_in_a_repository_that_was_only_just_made(tmp_path: Path) -> None:
    Git(tmp_path / "work").init()
    with pytest.raises(RepositoryError, match="no commit yet") as refusal:
        record(tmp_path / "work", event("e-1"), now=NOW)
    assert str(refusal.value.remedy) == "git add and commit what is here"


def test_it_refuses_inside_the_git_folder_and_in_a_bare_repository(team: Path) -> None:
    git("clone", "-q", "--bare", str(team), "bare.git")
    for folder in (team / ".git", Path("bare.git")):
        with pytest.raises(RepositoryError, match="no work tree"):
            record(folder, event("e-1"), now=NOW)


def test_it_refuses_without_git_and_with_an_old_one(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bin_folder = team.with_name("bin")
    bin_folder.mkdir()
    monkeypatch.setenv("PATH", str(bin_folder))
    with pytest.raises(RepositoryError, match="git was not found"):
        record(team, event("e-1"), now=NOW)
    (bin_folder / "git").write_text("#!/bin/sh\necho git version 2.35.9\n")
    (bin_folder / "git").chmod(0o755)
    with pytest.raises(RepositoryError, match=r"git 2\.35\.9 is too old"):
        record(team, event("e-1"), now=NOW)
    with pytest.raises(RepositoryError, match="no folder"):
        record(team / "none", event("e-1"), now=NOW)


@pytest.mark.parametrize("born", [True, False])
@pytest.mark.parametrize("failures", [1, 2])
def test_a_git_that_fails_for_a_moment_is_asked_once_more(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, born: bool, failures: int
) -> None:
    if not born:
        team = tmp_path / "unborn"
        git("init", "-q", str(team))
    counted, answer = [0], Pending.answer

    def failing(self: Pending, *args: Any, **named: Any) -> Completed:
        counted[0] += self.command == "rev-parse"
        done = answer(self, *args, **named)
        if self.command == "rev-parse" and counted[0] <= failures:
            return Completed(b"", "fatal: cannot fork", 128)
        return done

    monkeypatch.setattr(Pending, "answer", failing)
    if failures == 1:
        assert open_repository(team).top.samefile(team)
    else:
        with pytest.raises(RepositoryError, match="git rev-parse failed: fatal: cannot fork"):
            open_repository(team)


def test_an_old_git_that_can_do_the_rest_is_refused_before_anything_is_written(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Git(team).text("rev-parse", "HEAD")
    shim(team, monkeypatch, "cat-file", "exit 129")
    script = team.with_name("shim") / "git"
    says = 'case " $* " in *" version "*) echo git version 2.35.9; exit;; esac'
    script.write_text(script.read_text().replace("exec", f"{says}\nexec"))
    with pytest.raises(GitMissing, match=r"git 2\.35\.9 is too old"):
        record(team, event("e-1"), now=NOW)
    assert Git(team).text("rev-parse", "HEAD") == before
    assert Git(team).text("status", "--porcelain") == ""


def test_it_refuses_where_it_may_not_write(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: path != team)
    with pytest.raises(RepositoryError, match="team is read-only"):
        record(team, event("e-1"), now=NOW)


def test_settings_that_git_could_not_read_are_a_failure(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = "echo \"warning: unable to access '.git/config': Too many open files\" >&2"
    shim(team, monkeypatch, "commit-tree", warning)
    with pytest.raises(RepositoryError, match="unable to access"):
        record(team, event("e-1"), now=NOW)
    assert_whole(team, recorded=[])


# --- where a team's folder may lie


def test_a_team_may_be_a_folder_of_a_larger_repository(team: Path) -> None:
    (team / "teams").mkdir()
    root = team / "teams" / "上海"
    root.mkdir()
    shutil.move(team / "cases", root / "cases")
    shutil.move(team / "policies.yaml", root / "policies.yaml")
    git("add", "-A", cwd=team)
    git("commit", "-q", "-m", "move", cwd=team)
    record(root, event("e-1"), now=NOW)
    assert_whole(root, recorded=["e-1"])
    assert git("ls-tree", "--name-only", "HEAD", cwd=team) == "teams\n"


def test_work_trees_share_one_lock_and_record_on_their_own_branches(team: Path) -> None:
    other = team.with_name("other")
    git("worktree", "add", "-q", "-b", "side", str(other), cwd=team)
    assert die(other, event("e-0"), at_git("update-ref"))
    record(team, event("e-1"), now=NOW)
    assert_whole(other, recorded=[])
    record(other, event("e-2"), now=NOW)
    assert_whole(team, recorded=["e-1"])
    assert_whole(other, recorded=["e-2"])


def test_a_sha256_repository_and_a_branch_in_a_folder_will_do(team: Path) -> None:
    shutil.rmtree(team / ".git")
    git("init", "-q", "-b", "team/shanghai", "--object-format=sha256", str(team))
    git("add", ".", cwd=team)
    git("commit", "-q", "-m", "set up", cwd=team)
    assert len(record(team, event("e-1"), now=NOW)) == 64
    assert_whole(team, recorded=["e-1"])


def test_a_shallow_clone_and_a_split_index_will_do(team: Path) -> None:
    clone = team.with_name("clone")
    git("clone", "-q", "--depth=1", team.as_uri(), str(clone))
    git("config", "core.splitIndex", "true", cwd=clone)
    git("update-index", "--split-index", cwd=clone)
    record(clone, event("e-1"), now=NOW)
    assert_whole(clone, recorded=["e-1"])


# --- many writers


def write_some(root: Path, writer: int, rounds: int) -> None:
    for number in range(rounds):
        record(root, event(f"e-{writer}x{number}"), now=NOW, wait_s=120)


def test_twelve_writers_in_one_checkout_all_succeed(team: Path) -> None:
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=write_some, args=(team, n, 2)) for n in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0] * 12
    names = {f"e-{writer}x{number}" for writer in range(12) for number in range(2)}
    trailers = git("log", "--format=%(trailers:key=Event,valueonly,separator=)", cwd=team).split()
    assert (len(trailers), set(trailers)) == (24, names)
    assert_whole(team, recorded=trailers[::-1])


def test_who_waits_too_long_is_told_for_whom(team: Path) -> None:
    waiting: list[RepositoryError] = []

    def decide(reader: Reader) -> Change:
        with pytest.raises(RepositoryError, match=f"王丽, .*pid {os.getpid()} is rec") as busy:
            record(team, event("e-2"), now=NOW, wait_s=0.1)
        waiting.append(busy.value)
        return event("e-1")(reader)

    record(team, decide, now=NOW)
    assert len(waiting) == 1
    assert_whole(team, recorded=["e-1"])


def test_the_lock_outlives_its_holder_until_its_git_has_ended(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a killed writer's ``update-ref`` could land after its successor put the files back."""
    shim(team, monkeypatch, "update-ref", f"touch {team}/../begun; sleep 2")
    writer = multiprocessing.get_context("fork").Process(target=write_some, args=(team, 1, 1))
    writer.start()
    wait_for(team.with_name("begun").exists)
    writer.kill()
    writer.join()
    with pytest.raises(RepositoryError, match="is recording"):
        record(team, event("e-2"), now=NOW, wait_s=0)
    record(team, event("e-2"), now=NOW)
    assert_whole(team, recorded=["e-1x0", "e-2"])


def test_a_commit_by_hand_in_between_is_decided_upon_again(team: Path) -> None:
    asked: list[bytes | None] = []

    def decide(reader: Reader) -> Change:
        asked.append(reader.read("notes.yaml"))
        if len(asked) == 1:
            (team / "notes.yaml").write_bytes(b"by hand\n")
            git("add", "notes.yaml", cwd=team)
            git("commit", "-q", "-m", "by hand", cwd=team)
        same = Write("policies.yaml", reader.read("policies.yaml") or b"")
        change = event("e-1")(reader)
        return replace(change, writes=(*change.writes, same))

    record(team, decide, now=NOW)
    assert asked == [None, b"by hand\n"]
    assert git("log", "--format=%s", cwd=team).split("\n")[1] == "by hand"
    assert_whole(team, recorded=["e-1"])


def test_a_merge_begun_while_it_waited_is_not_recorded_into(team: Path) -> None:
    def decide(reader: Reader) -> Change:
        change = event("e-1")(reader)
        git("commit", "-q", "--allow-empty", "-m", "by hand", cwd=team)
        (team / ".git/MERGE_HEAD").write_text(git("rev-parse", "HEAD", cwd=team))
        return change

    with pytest.raises(RepositoryError, match="a merge is under way"):
        record(team, decide, now=NOW)
    (team / ".git/MERGE_HEAD").unlink()
    assert_whole(team, recorded=[])


def test_a_file_edited_while_it_is_decided_upon_is_not_overwritten(team: Path) -> None:
    def decide(reader: Reader) -> Change:
        change = event("e-1")(reader)
        (team / CASE).write_bytes(b"history: # by hand\n")
        return change

    with pytest.raises(RepositoryError, match="edited just now"):
        record(team, decide, now=NOW)
    assert (team / CASE).read_bytes() == b"history: # by hand\n"
    git("checkout", "-q", CASE, cwd=team)
    assert_whole(team, recorded=[])


def test_a_commit_by_hand_that_takes_the_event_along_is_signed_for(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    just_before(monkeypatch, "update-ref", lambda: git("commit", "-q", "-m", "by hand", cwd=team))
    commit = record(team, event("e-1"), now=NOW)
    assert git("log", "-2", "--format=%s", cwd=team).split("\n")[1] == "by hand"
    assert found(team, "e-1") == commit
    assert_whole(team, recorded=["e-1"])


# --- faults


def test_death_at_any_step_leaves_all_or_nothing(team: Path) -> None:
    recorded, unsure, step = [], set(), 0
    while die(team, event(f"e-x{step}"), countdown(step)):
        unsure.add(f"e-x{step}")
        record(team, event(f"e-{step}"), now=NOW)
        recorded.append(f"e-{step}")
        assert_whole(team, recorded=recorded, unsure=unsure)
        step += 1
    assert step > 60
    landed = {name for name in unsure if found(team, name)}
    assert 0 < len(landed) < len(unsure)


UNIT = "inventory/units/SN1.yaml"


def unit_put_or_taken(name: str) -> Decide:
    """Append an event to the case, and take a unit's file away, or put it there where it is not."""

    def decide(reader: Reader) -> Change:
        history = (reader.read(CASE) or b"") + f"- id: {name}\n".encode()
        unit = Write(UNIT, b"serial: SN1\n" if reader.read(UNIT) is None else None)
        return Change((Write(CASE, history), unit), "case x: edit", (("Event", name),), name)

    return decide


def test_a_file_goes_in_the_commit_that_says_so(team: Path) -> None:
    for n, line in enumerate((f"A\t{UNIT}", f"D\t{UNIT}", f"A\t{UNIT}")):
        commit = record(team, unit_put_or_taken(f"e-{n}"), now=NOW)
        assert line in git("show", "--name-status", "--format=", commit, cwd=team).splitlines()
        assert (team / UNIT).exists() == line.startswith("A")
        assert git("status", "--porcelain", "-uall", cwd=team) == ""
    git("fsck", "--strict", cwd=team)
    (team / UNIT).write_bytes(b"serial: SN2\n")
    with pytest.raises(RepositoryError, match="edited by hand"):
        record(team, unit_put_or_taken("e-3"), now=NOW)


def test_death_at_any_step_leaves_a_file_that_goes_there_or_gone(team: Path) -> None:
    record(team, unit_put_or_taken("e-"), now=NOW)
    step = 0
    while die(team, unit_put_or_taken(f"e-x{step}"), countdown(step)):
        record(team, unit_put_or_taken(f"e-{step}"), now=NOW)
        step += 1
        events = git("show", f"HEAD:./{CASE}", cwd=team).count("- id")
        there = git("ls-tree", "-r", "--name-only", "HEAD", UNIT, cwd=team)
        assert (bool(there), (team / UNIT).exists()) == (events % 2 == 1,) * 2
        assert git("status", "--porcelain", "-uall", cwd=team) == ""
    assert step > 50
    git("fsck", "--strict", cwd=team)


def test_death_at_any_step_of_the_recovery_changes_nothing(team: Path) -> None:
    assert die(team, event("e-x"), at_git("update-ref"))
    step = 0
    while die(team, None, countdown(step)):
        step += 1
    assert step > 20
    assert_whole(team, recorded=[])
    assert recover(team) == ((), ())


def test_recovery_tells_what_it_put_back_and_leaves_what_was_edited_since(team: Path) -> None:
    assert die(team, event("e-x"), at_git("update-ref"))
    with (team / CASE).open("a") as case:
        case.write("# by hand\n")
    assert recover(team) == ((), ("inventory/ledger/e-x/v.yaml",))
    assert (team / CASE).read_text() == "history:\n- id: e-x\n# by hand\n"
    assert git("diff", "--cached", cwd=team) == ""
    assert recover(team) == ((), ())


def test_a_colleagues_commit_after_a_crash_does_not_take_the_event_out(team: Path) -> None:
    assert die(team, event("e-1"), after_git("update-ref"))
    git("commit", "-q", "--allow-empty", "-m", "by hand", cwd=team)
    assert_whole(team, recorded=["e-1"])


def test_an_event_that_a_colleague_committed_after_a_crash_is_found(team: Path) -> None:
    assert die(team, event("e-1"), at_git("update-ref"))
    git("commit", "-q", "-m", "by hand", cwd=team)
    git("commit", "-q", "--allow-empty", "-m", "more", cwd=team)
    assert recover(team) == ((), ())
    assert found(team, "e-1") == git("rev-parse", "HEAD~1", cwd=team).strip()


def test_a_removed_work_tree_and_a_damaged_note_are_dealt_with(team: Path) -> None:
    other = team.with_name("other")
    git("worktree", "add", "-q", "-b", "side", str(other), cwd=team)
    assert die(other, event("e-x"), at_git("update-ref"))
    shutil.rmtree(other)
    record(team, event("e-1"), now=NOW)
    assert_whole(team, recorded=["e-1"])
    (team / ".git/servicectl/intent.json").write_text("{")
    with pytest.raises(RepositoryError, match=r"intent\.json is damaged") as damaged:
        record(team, event("e-2"), now=NOW)
    assert "servicectl doctor --fix" in str(damaged.value.remedy)
    assert set_aside_damaged_note(team) == team / ".git/servicectl/intent.damaged"
    assert set_aside_damaged_note(team) is None
    record(team, event("e-2"), now=NOW)
    assert_whole(team, recorded=["e-1", "e-2"])


STEPS = ("cat-file", "hash-object", "mktree", "commit-tree")


@pytest.mark.parametrize("command", [*STEPS, "update-ref"])
def test_a_git_that_fails_leaves_nothing(
    team: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    shim(team, monkeypatch, command, 'echo "fatal: No space left on device" >&2; exit 128')
    unchanged = state(team)
    with pytest.raises(RepositoryError):
        record(team, event("e-1"), now=NOW)
    assert state(team) == unchanged
    assert not (team / "inventory").exists()
    monkeypatch.undo()


def test_a_git_that_fails_at_the_users_index_leaves_nothing(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim(team, monkeypatch, "update-index", 'echo "fatal: disk quota exceeded" >&2; exit 128')
    unchanged = state(team)
    with pytest.raises(RepositoryError, match="update-index failed: fatal: disk quota") as refusal:
        record(team, event("e-1"), now=NOW)
    assert "make room" in str(refusal.value.remedy)
    assert state(team) == unchanged


def test_a_git_that_fails_after_head_moved_has_recorded(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim(team, monkeypatch, "update-ref", '"$git" "$@"; exit 128')
    commit = record(team, event("e-1"), now=NOW)
    assert found(team, "e-1") == commit
    assert_whole(team, recorded=["e-1"])


def test_when_nobody_can_tell_it_says_so(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim(team, monkeypatch, "update-ref", '"$git" "$@"; rm "$0"; exit 128')
    monkeypatch.setenv("PATH", os.environ["PATH"].partition(":")[0] + ":/bin:/usr/bin")
    just_before(monkeypatch, "merge-base", lambda: monkeypatch.setenv("PATH", "/nonexistent"))
    with pytest.raises(Uncertain, match="whether e-1 was recorded") as doubt:
        record(team, event("e-1"), now=NOW)
    assert str(doubt.value.remedy) == "servicectl doctor e-1 tells"


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_fails_is_never_believed(
    team: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    real, unsure, recorded = os.fsync, set(), []
    for failing in range(100):
        calls = iter(range(1000))

        def fsync(handle: int, calls=calls, failing=failing) -> None:
            if next(calls) == failing:
                raise OSError(code, os.strerror(code))
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        try:
            record(team, event(f"e-{failing}"), now=NOW)
            recorded.append(f"e-{failing}")
            if next(calls) <= failing:
                break
        except Uncertain:
            unsure.add(f"e-{failing}")
        except RepositoryError as error:
            assert ("bytes free" in str(error)) is (code == errno.ENOSPC)  # noqa: PT017
            assert found(team, f"e-{failing}") is None
        assert_whole(team, recorded=recorded, unsure=unsure)
    assert failing > 8
    assert unsure


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which file a descriptor is")
def test_all_is_durable_before_head_moves_and_head_before_it_is_told(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []

    def fsync(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink().relative_to(team)))

    monkeypatch.setattr(os, "fsync", fsync)
    just_before(monkeypatch, "update-ref", lambda: synced.append("HEAD moves"))
    record(team, event("e-1"), now=NOW)
    moved = synced.index("HEAD moves")
    assert set(synced[:moved]) >= {
        ".git/servicectl/.intent.json.servicectl-tmp",
        ".git/servicectl",
        f"cases/2026/11/.{Path(CASE).name}.servicectl-tmp",
        "cases/2026/11",
        ".",
        "inventory",
        "inventory/ledger",
        "inventory/ledger/e-1/.v.yaml.servicectl-tmp",
        "inventory/ledger/e-1",
    }
    assert synced[moved:][1:3] == [".git/refs/heads", ".git/refs"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["hash-object", "mktree", "commit-tree", "update-index"])
def test_an_interrupt_undoes_what_was_begun(
    team: Path, monkeypatch: pytest.MonkeyPatch, command: str, number: int
) -> None:
    unchanged = state(team)
    just_before(monkeypatch, command, lambda: os.kill(os.getpid(), number))
    with pytest.raises(KeyboardInterrupt):
        record(team, event("e-1"), now=NOW)
    assert state(team) == unchanged
    assert not (team / "inventory").exists()


def test_an_interrupt_after_the_last_safe_moment_is_void(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    just_before(monkeypatch, "update-ref", lambda: os.kill(os.getpid(), signal.SIGINT))
    record(team, event("e-1"), now=NOW)
    assert_whole(team, recorded=["e-1"])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# --- lock files of git


def test_a_passing_index_lock_is_waited_for(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = team / ".git/index.lock"
    lock.touch()
    holder = subprocess.Popen(["sh", "-c", f"sleep 1; rm {lock}"])
    record(team, event("e-1"), now=NOW)
    assert holder.wait() == 0
    assert_whole(team, recorded=["e-1"])


def test_a_standing_index_lock_is_named_and_never_removed(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicectl.store.commit.record._LOCK_WAIT_S", 0.2)
    lock = team / ".git/index.lock"
    with lock.open("w") as held:
        held.write("x")
        held.flush()
        with pytest.raises(RepositoryError, match=r"index\.lock stands in the way") as refusal:
            record(team, event("e-1"), now=NOW)
        (left,) = leftover_locks(team, now=now_after(lock, seconds=90))
    assert "doctor --fix" in str(refusal.value.remedy)
    assert left == (lock, pytest.approx(90), 1, os.getpid(), False)
    assert recover(team) == ((), ())
    lock.unlink()
    assert_whole(team, recorded=[])


def test_a_lock_of_the_index_that_is_not_ours_is_never_cleared(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicectl.store.commit.record._LOCK_WAIT_S", 0.1)
    assert die(team, event("e-x"), at_git("update-ref"))
    lock = team / ".git/index.lock"
    lock.touch()  # an editor's commit, begun a moment after our death
    assert not leftover_locks(team, now=NOW)[0].ours
    for _ in range(2):
        with pytest.raises(RepositoryError, match=r"index\.lock stands in the way"):
            record(team, event("e-1"), now=NOW)
    assert lock.read_bytes() == b""
    lock.unlink()
    record(team, event("e-1"), now=NOW)
    assert_whole(team, recorded=["e-1"])


@pytest.mark.parametrize("name", ["packed-refs.lock", "config.lock", "refs/tags/v1.lock"])
def test_a_lock_that_no_recording_takes_is_never_cleared(team: Path, name: str) -> None:
    assert die(team, event("e-x"), at_git("update-ref"))
    lock = team / ".git" / name
    lock.touch()
    record(team, event("e-1"), now=NOW)
    assert lock.exists()
    assert [(left.path, left.ours) for left in leftover_locks(team, now=NOW)] == [(lock, False)]


def test_a_lock_of_the_index_left_at_our_death_is_cleared_and_said(team: Path) -> None:
    assert die(team, event("e-x"), at_git("update-index"))
    lock = team / ".git/index.lock"
    assert [(left.path, left.ours) for left in leftover_locks(team, now=NOW)] == [(lock, True)]
    with pytest.warns(Notice, match=r"cut off here; cleared: .*\.git/index\.lock"):
        record(team, event("e-1"), now=NOW)
    assert_whole(team, recorded=["e-1"])


@pytest.mark.parametrize("lock", ["HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_of_a_git_that_died_under_us_is_cleared_by_the_next_recording(
    team: Path, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    with monkeypatch.context() as patch:
        shim(team, patch, "update-ref", f"touch .git/{lock}; kill -9 $$")
        with pytest.raises(RepositoryError):
            record(team, event("e-x"), now=NOW)
    left = [(left.path, left.ours) for left in leftover_locks(team, now=NOW)]
    assert left == [(team / ".git" / lock, True)]
    with pytest.warns(Notice, match=lock):
        record(team, event("e-1"), now=NOW)
    assert_whole(team, recorded=["e-1"])


# --- how things are made to go wrong


def die(root: Path, decide: Decide | None, dies: Dies) -> bool:
    """Record (or recover, without a decision) in a process that dies where ``dies`` says so."""
    child = os.fork()
    if child == 0:
        sys.addaudithook(lambda name, args: os.kill(os.getpid(), 9) if dies(name, args) else None)
        code = 1
        try:
            record(root, decide, now=NOW) if decide else recover(root)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status != 0


def countdown(steps: int) -> Dies:
    """Die after so many calls that change something, or start git."""
    left = iter(range(steps))
    deeds = {"open", "subprocess.Popen", "fcntl.flock", "os.truncate", "os.chmod"}
    deeds |= {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
    return lambda name, _: name in deeds and next(left, None) is None


def at_git(command: str) -> Dies:
    """Die just before that git command starts."""
    return lambda name, args: name == "subprocess.Popen" and command in args[1]


def after_git(command: str) -> Dies:
    """Die at the first call after that git command has ended."""
    started = []

    def dies(name: str, args: tuple[Any, ...]) -> bool:
        if name == "subprocess.Popen":
            started.extend(args[1])
        return command in started and name == "open"

    return dies


def just_before(patch: pytest.MonkeyPatch, command: str, act: Callable[[], object]) -> None:
    """Do something once, just before the first such git command starts."""
    start, acts = Git.start, [act]

    def acting(self: Git, *args: str, **more: Any) -> subprocess.Popen[bytes]:
        if args[0] == command and acts:
            acts.pop()()
        return start(self, *args, **more)

    patch.setattr(Git, "start", acting)


def shim(team: Path, patch: pytest.MonkeyPatch, command: str, script: str) -> None:
    """Let a shell script run before that git command; the real git is ``$git``."""
    folder = team.with_name("shim")
    folder.mkdir()
    lines = [
        "#!/bin/sh",
        f"git={shutil.which('git')}",
        f'case " $* " in *" {command} "*) {script};; esac',
        'exec "$git" "$@"',
    ]
    (folder / "git").write_text("\n".join(lines))
    (folder / "git").chmod(0o755)
    patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def now_after(path: Path, *, seconds: float) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime + seconds, UTC)
