"""``audit`` proves from git that nothing recorded was changed, or names the commit that did it."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from servicectl.store.git.objects import Objects
from tests.desk import Answer, Desk
from tests.validate.test_ledger_validate import (
    CLOSED,
    ISSUED,
    PAID,
    STOCKED,
    case_file,
    change,
    forge,
    further,
    place,
    voucher,
)

Play = Callable[..., Desk]
MOVED = "parts transfer BD-LCD55-PSU=9 --from store:good --to van:{who}"


class Found(NamedTuple):
    """One finding: the subject of its commit, where in the file, by which rule, and what."""

    commit: str
    place: str
    rule: str
    message: str


def audit(desk: Desk, *words: str) -> list[Found]:
    """Return what ``audit`` finds; exit code, text and JSON agree on it."""
    answer = desk.type("audit", *words, "--json")
    assert answer.code == (1 if answer.json else 0), answer
    lines = desk.type("audit", *words).out.splitlines()
    rows = [row | {"place": f"{row['path']}:{row['line']}:{row['column']}"} for row in answer.json]
    for row, line in zip(rows, lines, strict=bool(rows)):
        assert line.startswith(f"{row['commit'][:12]}:{row['place']}: {row['message']}")
    subject = ("show", "--no-patch", "--format=%s")
    return [
        Found(
            desk.git(*subject, row["commit"]).strip(),
            row["place"].rpartition("/")[2],
            row["rule"],
            row["message"],
        )
        for row in rows
    ]


def commit(desk: Desk, subject: str) -> Desk:
    """Commit all that was edited by hand, as git alone does."""
    desk.git("add", "--all")
    desk.git("commit", "--quiet", "--message", subject)
    return desk


def note(desk: Desk, text: str) -> None:
    """Record one more event in the desk's case."""
    desk.do("note", "CASE", text)


@pytest.mark.parametrize("lines", [(), CLOSED, PAID], ids=["nothing", "parts", "money"])
def test_what_was_typed_is_proved_right(play: Play, lines: tuple[str, ...]) -> None:
    desk = play(*lines)
    count = int(desk.git("rev-list", "--count", "HEAD"))
    vouchers = len(list(desk.root.glob("inventory/ledger/*/*/*.yaml")))
    assert desk.type("audit") == Answer(
        0, f"{count} commits, {vouchers} vouchers, no problem\n", ""
    )
    assert audit(desk) == []


# --- what was recorded stays ----------------------------------------------------------------------

ALTERED = {
    "quantity": ("qty: 2", "qty: 1", "qty: 1\n  unit", "qty was 2"),
    "account": ("to: engineer:guotao", "to: engineer:hemei", "to: engineer:hemei", "guotao"),
    "case": ("case: 2025", "case: 2024", "case: 2024", "case was 2025"),
}


@pytest.mark.parametrize("sealed", [False, True], ids=["altered", "forged"])
@pytest.mark.parametrize("what", ALTERED)
def test_the_commit_that_altered_a_voucher_is_named_once(
    play: Play, what: str, sealed: bool
) -> None:
    old, new, entry, says = ALTERED[what]
    desk = play(*ISSUED).at("2025-09-22 09:10")
    path = voucher(desk, "issue")
    was = path.read_bytes()
    (forge if sealed else change)(path, (old, new))
    where = further(place(path, entry), entry)
    commit(desk, "by hand")
    found = audit(desk)
    assert [(f.commit, f.rule) for f in found] == [("by hand", "voucher-content")] * len(found)
    assert found[0].place == where
    assert says in found[0].message
    assert len(found) == (2 if sealed else 1)
    note(desk, "此后")
    assert audit(desk) == found
    path.write_bytes(was)
    commit(desk, "put back")
    assert audit(desk) == found


def test_a_voucher_written_anew_in_another_form_was_changed_too(play: Play) -> None:
    desk = play(*ISSUED)
    change(voucher(desk, "issue"), ("qty: 2", "qty: 2 # zwei"))
    [found] = audit(commit(desk, "by hand"))
    assert (found.commit, "with the same values" in found.message) == ("by hand", True)


@pytest.mark.parametrize("what", ["voucher", "case"])
def test_what_was_deleted_is_named_and_nothing_that_follows_from_it(play: Play, what: str) -> None:
    desk = play(*ISSUED)
    path = voucher(desk, "issue") if what == "voucher" else case_file(desk)
    path.unlink()
    commit(desk, "by hand")
    assert audit(desk) == [Found("by hand", f"{path.name}:1:1", "deleted", "this file was deleted")]
    desk.git("revert", "--no-edit", "HEAD")
    assert len(audit(desk)) == 1


def test_a_case_is_only_appended_to(play: Play) -> None:
    desk = play(*CLOSED)
    path = case_file(desk)
    change(path, ("no_guidance: 赶时间", "no_guidance: 不忙"))
    commit(desk, "edited")
    start = path.read_text("utf-8").index(
        "- id: e-", path.read_text("utf-8").index("did: close") - 80
    )
    path.write_text(path.read_text("utf-8")[:start], "utf-8")
    commit(desk, "cut off")
    found = [(f.commit, f.rule, f.message[-16:]) for f in audit(desk)]
    assert [f[:2] for f in found] == [("edited", "history-changed"), ("cut off", "history-changed")]
    assert [f[2] for f in found] == [found[0][2], "is no longer here"[-16:]]


def test_a_head_and_comments_may_be_corrected(play: Play) -> None:
    desk = play(*ISSUED)
    change(case_file(desk), ("fault: 无图像", "# 更正\nfault: '无图像,无声'"))
    assert audit(commit(desk, "by hand")) == []


def test_a_case_that_cannot_be_read_is_named_and_what_is_appended_later_still_judged(
    play: Play,
) -> None:
    desk = play(*ISSUED)
    path = case_file(desk)
    was = path.read_text("utf-8")
    path.write_text(was + "  x: [\n", "utf-8")
    commit(desk, "broken")
    path.write_text(was.replace("channel: phone", "channel: wechat"), "utf-8")
    commit(desk, "mended, and more")
    found = audit(desk)
    assert [f.commit for f in found] == ["broken", "mended, and more"]
    assert found[1].rule == "history-changed"


# --- an event and its voucher come together -------------------------------------------------------


def only(desk: Desk, path: Path, subject: str) -> None:
    """Make the last commit anew in two: with this file alone, then with the rest."""
    desk.git("reset", "--quiet", "--soft", "HEAD~1")
    desk.git("commit", "--quiet", "--message", subject, "--", str(path))
    desk.git("commit", "--quiet", "--message", "the rest")


def test_an_event_without_its_voucher_is_named_though_it_came_afterwards(play: Play) -> None:
    desk = play(*ISSUED)
    only(desk, case_file(desk), "the event alone")
    [found] = audit(desk)
    assert (found.commit, found.rule) == ("the event alone", "voucher-missing")


def test_a_voucher_without_its_event_is_named_though_it_came_afterwards(play: Play) -> None:
    desk = play(*ISSUED)
    path = voucher(desk, "issue")
    only(desk, path, "the voucher alone")
    [found] = audit(desk)
    assert found[:3] == (
        "the voucher alone",
        further(place(path, "event: "), "event: "),
        "voucher-event",
    )


# --- the ledger at every commit -------------------------------------------------------------------


def test_a_voucher_with_a_broken_seal_and_a_shortfall_are_named_where_they_came(play: Play) -> None:
    desk = play(*STOCKED)
    path = voucher(desk, "receive")
    more = path.with_name("v-20250922-222222.yaml")
    text = path.read_text("utf-8").replace(path.stem, more.stem)
    more.write_text(text.replace("RK-1", "RK-8"), "utf-8")
    commit(desk, "unsealed")
    forge(more, ("seal: ", "seal: "))
    desk.git("commit", "--quiet", "--amend", "--all", "--message", "sealed, and far too much")
    assert audit(desk) == []
    less = path.with_name("v-20250922-333333.yaml")
    text = path.read_text("utf-8").replace(path.stem, less.stem)
    less.write_text(text.replace("RK-1", "RK-7"), "utf-8")
    change(less, ("from: supplier", "from: store:good"), ("to: store:good", "to: store:bad"))
    change(less, ("qty: 9", "qty: 19"))
    commit(desk, "short")
    found = audit(desk)
    assert [(f.commit, f.rule) for f in found] == [
        ("short", "way"),
        ("short", "voucher-content"),
        ("short", "clash"),
    ]
    assert found[1].place == place(less, less.read_text("utf-8")[-13:-1])
    assert "19 of BD-LCD55-PSU leave store:good, which has 18" in found[2].message


def clone(desk: Desk) -> Desk:
    """Return the desk of another clone of the team."""
    other = desk.root.with_name("clone")
    desk.git("clone", "--quiet", "--no-local", str(desk.root), str(other))
    return replace(desk, root=other)


def merge(desk: Desk, other: Desk, *, finish: bool = True) -> None:
    """Merge what the other clone has into the first one."""
    desk.git("fetch", "--quiet", str(other.root))
    words = ["git", "merge", "--quiet", "--no-ff", "-m", "merged", "FETCH_HEAD"]
    done = subprocess.run(
        words if finish else [*words, "--no-commit"],
        cwd=desk.root,
        check=False,
        capture_output=True,
    )
    assert not (finish and done.returncode), done


def test_two_clones_that_moved_the_same_part_are_named_where_they_met(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang").at("2025-09-22 08:30")
    other = clone(desk)
    desk.do(MOVED.format(who="guotao"))
    other.at("2025-09-22 08:31").do(MOVED.format(who="hemei"))
    merge(desk, other)
    [found] = audit(desk)
    assert (found.commit, found.rule) == ("merged", "clash")
    assert "9 of BD-LCD55-PSU leave store:good, which has 0" in found.message


def test_histories_united_by_a_merge_are_right(play: Play) -> None:
    desk = play(*ISSUED).at("2025-09-22 09:10")
    other = clone(desk).at("2025-09-22 09:11")
    before = case_file(desk).read_text("utf-8")
    note(desk, "甲")
    note(other, "乙")
    ours, theirs = (case_file(each).read_text("utf-8") for each in (desk, other))
    merge(desk, other, finish=False)
    united = before + ours.removeprefix(before) + theirs.removeprefix(before)
    case_file(desk).write_text(united, "utf-8")
    commit(desk, "united")
    assert audit(desk) == []
    case_file(desk).write_text(theirs, "utf-8")
    desk.git("commit", "--quiet", "--amend", "--all", "--message", "evil")
    [found] = audit(desk)
    assert (found.commit, found.rule) == ("evil", "history-changed")


def test_a_voucher_changed_in_a_merge_is_named(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang").at("2025-09-22 08:30")
    other = clone(desk)
    desk.do("parts transfer CBL-UTP=1 --from store:good --to van:guotao")
    other.do("parts transfer CBL-UTP=2 --from store:good --to van:hemei")
    merge(desk, other, finish=False)
    change(voucher(desk, "receive"), ("qty: 9", "qty: 10"))
    commit(desk, "evil")
    [found] = audit(desk)
    assert (found.commit, found.rule) == ("evil", "voucher-content")


def test_what_stands_on_one_side_is_not_missing_on_the_other(play: Play) -> None:
    """Going from branch to branch and back, the books show each commit's own vouchers."""
    desk = play(*STOCKED).as_("yangfang").at("2025-09-22 08:30")
    other = clone(desk)
    desk.do("parts receive BD-LCD55-PSU=5 --document RK-9")
    desk.do("parts transfer BD-LCD55-PSU=14 --from store:good --to van:guotao")
    for _ in range(2):
        other.do("parts transfer CBL-UTP=1 --from store:good --to van:hemei")
    other.git("switch", "--quiet", "--create", "side", "HEAD~1")
    other.do("parts transfer BD-LCD55-PSU=9 --from store:good --to van:hemei")
    other.git("switch", "--quiet", "main")
    merge(desk, other)
    assert audit(desk) == []
    desk.git("fetch", "--quiet", str(other.root), "side")
    desk.git("merge", "--quiet", "--no-ff", "-m", "side", "FETCH_HEAD")
    assert [(f.commit, f.rule) for f in audit(desk)] == [("side", "clash")]


def test_clocks_that_differ_hide_nothing(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = play(*ISSUED).at("2025-09-22 09:10")
    change(case_file(desk), ("BD-LCD55-PSU=2", "BD-LCD55-PSU=1"))
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z")
    other = clone(commit(desk, "by hand"))
    note(other, "之后")
    (desk.root / "notes.txt").write_text("x\n", "utf-8")
    commit(desk, "more")
    merge(desk, other)
    assert [(f.commit, f.rule) for f in audit(desk)] == [
        ("by hand", "history-changed"),
        ("by hand", "voucher-event"),
    ]


# --- how far back ---------------------------------------------------------------------------------


def test_since_a_revision_only_what_came_after_it_is_named(play: Play) -> None:
    desk = play(*ISSUED).at("2025-09-22 09:10")
    path = voucher(desk, "issue")
    forge(voucher(desk, "receive"), ("qty: 9", "qty: 1"))
    commit(desk, "old")
    desk.git("tag", "old")
    assert audit(desk, "--since", "old") == []
    note(desk, "此后")
    assert audit(desk, "--since", "old") == []
    change(path, ("qty: 2", "qty: 1"))
    commit(desk, "new")
    found = audit(desk, "--since", "old")
    assert [(f.commit, f.rule) for f in found] == [("new", "voucher-content")]
    assert found[0] == audit(desk)[-1]
    assert [f.commit for f in audit(desk)] == ["old", "old", "new"]
    assert desk.type("audit --since nothing").code == 2


def test_since_a_revision_beside_a_branch_that_left_before_it(play: Play) -> None:
    desk = play(*STOCKED).as_("yangfang").at("2025-09-22 08:30")
    other = clone(desk)
    desk.do(MOVED.format(who="guotao"))
    desk.git("tag", "here")
    other.do(MOVED.format(who="hemei"))
    merge(desk, other)
    assert [(f.commit, f.rule) for f in audit(desk, "--since", "here")] == [("merged", "clash")]


def test_a_history_cut_off_proves_nothing(play: Play) -> None:
    desk = play(*STOCKED)
    shallow = desk.root.with_name("shallow")
    desk.git("clone", "--quiet", "--depth=1", desk.root.as_uri(), str(shallow))
    answer = replace(desk, root=shallow).type("audit")
    assert (answer.code, answer.out) == (4, "")
    assert "cut off" in answer.err


def test_a_commit_put_in_place_of_another_hides_nothing(play: Play) -> None:
    desk = play(*ISSUED)
    change(voucher(desk, "issue"), ("qty: 2", "qty: 1"))
    commit(desk, "by hand")
    desk.git("replace", "HEAD", "HEAD~1")
    (desk.root / ".git/info/grafts").write_text(desk.head + "\n")
    assert [row["rule"] for row in desk.type("audit --json").json] == ["voucher-content"]


def test_a_team_may_be_a_folder_of_a_larger_repository(play: Play) -> None:
    desk = play(*ISSUED)
    top, name = desk.root, "西安"
    (top / name).mkdir()
    for folder in ("cases", "inventory", "policies.yaml"):
        desk.git("mv", folder, f"{name}/{folder}")
    desk.git("commit", "--quiet", "--message", "moved")
    inside = replace(desk, root=top / name)
    change(voucher(inside, "issue"), ("qty: 2", "qty: 1"))
    (top / "cases/2025/09").mkdir(parents=True)
    shutil.copy(case_file(inside), top / "cases/2025/09/20250922-222222.yaml")
    commit(desk, "by hand")
    assert [(f.commit, f.rule) for f in audit(inside)] == [("by hand", "voucher-content")]


def test_findings_are_marked_in_a_pull_request(play: Play) -> None:
    desk = play(*ISSUED)
    path = voucher(desk, "issue")
    change(path, ("qty: 2", "qty: 1"))
    commit(desk, "by hand")
    answer = desk.type("audit --format github")
    at = path.relative_to(desk.root)
    assert answer.code == 1
    assert answer.out.startswith(f"::error file={at},line=10,col=8::{desk.head[:12]}:{at}:10:8: ")


def test_each_version_of_a_file_is_read_once(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = play(*CLOSED)
    read: Counter[str] = Counter()
    real = Objects.read

    def noted(self: Objects, id: str, path: str) -> bytes:
        read[id] += 1
        return real(self, id, path)

    monkeypatch.setattr(Objects, "read", noted)
    assert audit(desk) == []
    listed = desk.git("log", "--raw", "--no-abbrev", "--format=", "--", "cases", "inventory/ledger")
    versions = {line.split()[3] for line in listed.splitlines()}
    assert read == dict.fromkeys(versions, 2)  # once for the text, once for JSON
