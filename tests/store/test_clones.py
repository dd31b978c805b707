"""Two real clones record at once and meet by plain ``git pull`` (docs/clones.md)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from servicectl.services.merging.commits import merge_commits
from servicectl.store.git.repository import open_repository
from servicectl.store.team.merge_driver import DRIVER, LINES
from tests.clones import Clones, Play, clones_of, data, met
from tests.desk import Desk

REPORTED = (
    "2025-09-22 09:00 wangli report --customer 李 --phone '029-5550 1234' --address 街1 --fault 黑"
)
NEW = "servicectl: git merges cases and records by meaning here from now on (set in .git/config)\n"
EMPTY = "no case\n"


@pytest.fixture
def clones(play: Play) -> Clones:
    return clones_of(play(REPORTED))


def customer(desk: Desk) -> str:
    [found] = desk.do("customer find '029-5550 1234'")
    return str(found["id"])


def green(desk: Desk) -> None:
    for words in ("validate", "audit"):
        answer = desk.type(words)
        assert answer.code == 0, answer.out + answer.err


# --- what happens


def test_two_notes_are_both_there(clones: Clones) -> None:
    clones.record("2025-09-22 09:02 wangli note CASE 甲", "2025-09-22 09:01 chenwei note CASE 乙")
    desk = met(clones).a
    assert [event.get("text") for event in desk.show()["history"]] == [None, "乙", "甲"]
    green(desk)


WITH_UNIT = f"{REPORTED} --serial SN77080034 --model FL-LCD55"
CORRECTED = "2025-09-22 09:05 wangli edit CASE --serial SN77080043 --new-unit"


def test_what_was_said_there_of_a_unit_that_was_none_here_is_of_the_right_one(play: Play) -> None:
    clones = clones_of(play(WITH_UNIT))
    clones.record(CORRECTED, "2025-09-22 09:06 chenwei unit edit SN77080034 --purchased 2025-01-02")
    desk = met(clones).a
    assert desk.do("unit", "show", "SN77080043")["purchased"] == "2025-01-02"
    assert desk.type("unit show SN77080034").code == 2
    green(desk)


def test_a_case_that_was_taken_in_there_about_a_unit_that_went_here_has_a_way(play: Play) -> None:
    clones = clones_of(play(WITH_UNIT))
    again = "2025-09-22 09:06 zhaomin report --phone 029-55501234 --serial SN77080034 --fault 又黑"
    clones.record(CORRECTED, again)
    desk = met(clones).a.as_("wangli").at("2025-09-22 09:30")
    [case] = [row["id"] for row in desk.do("search 又黑")]
    found = desk.type("validate")
    assert found.code == 1
    [way] = re.findall(r"servicectl (edit .*) puts it on file", found.out)
    assert way == f"edit {case} --serial SN77080034 --new-unit"
    desk.do(*way.split())
    assert desk.do("unit", "show", "SN77080034")["model"] == "FL-LCD55"
    green(desk)


def test_a_number_that_both_corrected_is_kept_twice_and_who_when(clones: Clones) -> None:
    id = customer(clones.a)
    clones.record(
        f"2025-09-22 09:05 wangli customer edit {id} --phone 029-55503333",
        f"2025-09-22 09:06 chenwei customer edit {id} --phone 029-55502222",
    )
    done = clones.copy()
    said = done.pull(done.a, done.b).stderr
    assert said == (
        f"servicectl: inventory/customers/{id}.yaml: both sides changed phone: servicectl settle\n"
    )
    desk = met(clones).a.as_("wangli")
    text = (desk.root / f"inventory/customers/{id}.yaml").read_text()
    assert text.partition("address")[0].endswith("phone: 029-55502222\n")
    assert text.partition("clashes:\n")[2] == (
        "- field: phone\n"
        "  values:\n"
        "  - value: 029-55502222\n"
        "    by: chenwei\n"
        "    at: 2025-09-22T09:06:00+08:00\n"
        "  - value: 029-55503333\n"
        "    by: wangli\n"
        "    at: 2025-09-22T09:05:00+08:00\n"
        "  was: 029-5550 1234\n"
    )
    settles_the_number(desk, id)
    other = met(Clones(desk, clones.b)).b
    assert other.do(f"customer show {id}")["phone"] == "029-55503333"
    green(other)


def test_a_criss_cross_merge_is_the_same_in_one_process(clones: Clones) -> None:
    id = customer(clones.a)
    clones.record("2025-09-22 09:02 wangli note CASE 甲", "2025-09-22 09:01 chenwei note CASE 乙")
    before = clones.copy()
    assert clones.pull(clones.a, before.b).returncode == 0
    assert clones.pull(clones.b, before.a).returncode == 0
    for n, desk in enumerate((clones.a, clones.b)):
        desk.do(f"customer edit {id} --phone 029-7777888{n}")
        desk.do(f"note CASE 第{n}")
    clones.a.git("fetch", "-q", str(clones.b.root), "main")
    repo = open_repository(clones.a.root)
    assert clones.a.git("merge-base", "--all", "HEAD", "FETCH_HEAD").count("\n") == 2
    found = merge_commits(repo, "HEAD", "FETCH_HEAD")
    desk = met(clones).a
    assert found.problems == []
    paths = [f"cases/2025/09/{desk.case}.yaml", f"inventory/customers/{id}.yaml"]
    assert list(found.files) == paths
    for path, merged in found.files.items():
        assert merged is not None
        assert merged.content == (desk.root / path).read_bytes()


def test_a_fault_that_both_corrected_by_hand_is_shown_and_settled(clones: Clones) -> None:
    for desk, fault in ((clones.a, "黑屏"), (clones.b, "花屏")):
        [path] = desk.root.glob("cases/*/*/*.yaml")
        path.write_text(path.read_text().replace("fault: 黑", f"fault: {fault}"))
        desk.do("save")
    desk = met(clones).a
    assert desk.show()["fault"] == "花屏"
    [clash] = desk.show()["clashes"]
    assert (clash["field"], clash["with"]) == ("fault", ["花屏", "黑屏"])
    assert any("two clones changed fault" in row["what"] for row in desk.show()["open"])
    assert desk.type("validate").out.count("[clash]") == 1
    desk.do(f"settle {desk.case[-6:]} fault --keep 黑屏 --reason 客户确认")
    assert (desk.show()["fault"], desk.show()["clashes"]) == ("黑屏", [])
    green(desk)


def test_a_rebase_merges_by_meaning_too(clones: Clones) -> None:
    id = customer(clones.a)
    clones.record(
        f"2025-09-22 09:05 wangli customer edit {id} --phone 029-55503333",
        f"2025-09-22 09:06 chenwei customer edit {id} --phone 029-55502222",
    )
    assert clones.pull(clones.a, clones.b, "--rebase").returncode == 0
    [row] = clones.a.do("settle")
    assert row["what"] == f"{id} phone: 029-55502222 (chenwei) | 029-55503333 (wangli)"
    assert clones.a.type("audit").code == 0


def test_a_unit_that_two_clones_put_on_file_is_one(clones: Clones) -> None:
    line = "report --customer {} --phone {} --address 街 --fault 黑 --serial SN5 --model {}"
    for desk, words in (
        (clones.a, ("甲", "029-77778881", "M1")),
        (clones.b, ("乙", "029-77778882", "M2")),
    ):
        desk.do(line.format(*words))
    desk = met(clones).a
    fields = [(row["record"], row["field"]) for row in desk.do("settle") if row["case"] is None]
    assert fields == [("SN5", "customer"), ("SN5", "model")]
    desk.do("settle SN5 model --keep M2 --reason 铭牌")
    assert "model: M2\n" in (desk.root / "inventory/units/SN5.yaml").read_text()


SHOWN = {  # a line typed before; the file, what stands there, what each clone writes; the screen
    "a person": ("", "inventory/engineers.yaml", "name: 王丽", "name: {}", "roster show wangli"),
    "all people": ("", "inventory/engineers.yaml", "name: 王丽", "name: {}", "roster show"),
    "a part": ("", "inventory/parts.yaml", "55 寸屏电源板", "{}", "parts stock --sku BD-LCD55-PSU"),
    "a unit": (
        "edit CASE --serial SN5 --new-unit --model M1",
        "inventory/units/SN5.yaml",
        "model: M1",
        "model: {}",
        "unit show SN5",
    ),
    "a contract": (
        "contract add HT-1 --customer CUSTOMER --start 2025-01-01",
        "inventory/contracts/HT-1.yaml",
        "start: 2025-01-01",
        "start: {}",
        "contract show HT-1",
    ),
    "all contracts": (
        "contract add HT-1 --customer CUSTOMER --start 2025-01-01",
        "inventory/contracts/HT-1.yaml",
        "start: 2025-01-01",
        "start: {}",
        "contract list",
    ),
    "a call": (
        "register add --from 张 --about 问价",
        "inventory/register/*/*/*.yaml",
        "about: 问价",
        "about: {}",
        "register list",
    ),
    "a customer": (
        "",
        "inventory/customers/CUSTOMER.yaml",
        "name: 李",
        "name: {}",
        "customer show CUSTOMER",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_field_that_both_changed_is_shown_where_its_record_is(play: Play, name: str) -> None:
    typed, file, old, new, screen = SHOWN[name]
    desk = play(REPORTED).as_("chenwei")
    words = [each.replace("CUSTOMER", customer(desk)) for each in (typed, file, screen)]
    desk.as_("yangfang").do("parts receive BD-LCD55-PSU=1 --document RK-1")
    if typed:
        desk.do(words[0])
    values = ("2025-02-01", "2025-03-01") if "start" in old else ("M-2", "M-3")
    clones = clones_of(desk)
    for one, value in zip((clones.a, clones.b), values, strict=True):
        [path] = one.root.glob(words[1])
        text = path.read_text()
        assert old in text, text
        path.write_text(text.replace(old, new.format(value), 1))
        one.git("commit", "-qam", "by hand")
    desk = met(clones).a.as_("chenwei")
    said, told = desk.type(words[2]), desk.do(words[2])
    assert " | ".join(f"{value} (王丽)" for value in sorted(values)) in said.out, said
    rows = told if isinstance(told, list) else [told]
    [clash] = [clash for row in rows for clash in row["clashes"]][:1]
    assert sorted(clash["with"]) == sorted(values)


def settles_the_number(desk: Desk, id: str) -> None:
    """See both numbers, and settle which it is."""
    typed = f"settle {id} phone --keep VALUE --reason TEXT"
    both = f"{id} phone: 029-55502222 (chenwei) | 029-55503333 (wangli)"
    where = f"inventory/customers/{id}.yaml:7:3"
    finding = f"{where}: two clones changed phone of {id} [clash]; servicectl {typed}\n"
    assert desk.type("validate").out == finding
    assert desk.type("settle").out == f"2025-09-22 09:06  {id}\n  {both}\n  servicectl {typed}\n"
    [row] = desk.do("settle")
    assert (row["field"], row["with"]) == ("phone", ["029-55502222", "029-55503333"])
    assert both.partition(": ")[2] in desk.type(f"customer show {id}").out
    assert both in desk.type("show CASE").out
    assert desk.show()["clashes"][0]["field"] == "phone"
    assert desk.type("audit").code == 0
    assert "to be settled first" in desk.refused(f"customer edit {id} --phone 029-55509999")
    assert "none of the values" in desk.refused(f"settle {id} phone --keep 029-1 --reason x")
    assert desk.type(f"settle {id} phone --keep 029-55503333").code == 2
    desk.do(f"settle {id} phone --keep 029-55503333 --reason 客户来电")
    text = (desk.root / f"inventory/customers/{id}.yaml").read_text()
    assert "phone: 029-55503333\n" in text.partition("clashes")[0]
    assert text.endswith(
        "  kept: 029-55503333\n"
        "  settled_by: wangli\n"
        "  settled_at: 2025-09-22T09:00:00+08:00\n"
        "  reason: 客户来电\n"
    )
    assert desk.type("settle").code == 0
    assert f"{id} phone (settled: kept) wangli\n" in desk.type("validate").out
    green(desk)


def test_what_both_wrote_into_the_catalogue_by_hand_is_there(clones: Clones) -> None:
    for desk, more in (
        (clones.a, "- sku: A-1\n  name: 甲\n"),
        (clones.b, "- sku: B-1\n  name: 乙\n"),
    ):
        path = desk.root / "inventory/parts.yaml"
        path.write_text(path.read_text() + more)
        desk.git("commit", "-qam", "parts")
    desk = met(clones).a
    text = (desk.root / "inventory/parts.yaml").read_text()
    assert text.count("- sku: A-1\n  name: 甲\n") == text.count("- sku: B-1\n  name: 乙\n") == 1
    green(desk)


def test_one_breach_that_two_crons_flagged_is_there_once(clones: Clones) -> None:
    for desk, now in ((clones.a, "2025-09-22 10:00"), (clones.b, "2025-09-22 10:05")):
        assert desk.at(now).as_("chenwei").type("overdue --flag").code == 1
    desk = met(clones).a
    breaches = [event for event in desk.show()["history"] if event["did"] == "breach"]
    assert [event["at"] for event in breaches] == ["2025-09-22T10:00:00+08:00"]
    green(desk)


def test_an_event_that_one_changed_by_hand_stays_as_it_was(clones: Clones) -> None:
    clones.record("2025-09-22 09:02 wangli note CASE 甲", "")
    clones.meet()
    [path] = clones.a.root.glob("cases/*/*/*.yaml")
    path.write_text(path.read_text().replace("甲", "改"))
    clones.a.git("commit", "-qam", "tampered")
    clones.record("", "2025-09-22 09:03 chenwei note CASE 乙")
    assert "stays as it was before a side changed it" in clones.pull(clones.a, clones.b).stderr
    assert [event.get("text") for event in clones.a.show()["history"]] == [None, "甲", "乙"]
    assert "history-changed" in clones.a.type("audit").out  # at the commit that did it


def test_what_only_a_merge_has_is_found_by_audit(clones: Clones) -> None:
    clones.record("2025-09-22 09:02 wangli note CASE 甲", "2025-09-22 09:01 chenwei note CASE 乙")
    clones.meet()
    [path] = clones.a.root.glob("cases/*/*/*.yaml")
    text = path.read_text()
    path.write_text(text + text[text.rindex("- id: e-") :].replace("- id: e-", "- id: e-22"))
    clones.a.git("commit", "-qa", "--amend", "--no-edit")
    answer = clones.a.type("audit")
    assert answer.code == 1
    assert "was brought in by a merge, which only unites [merge-added]" in answer.out


@pytest.mark.parametrize("what", ["a case", "a head", "a voucher", "a deletion"])
def test_what_only_a_merge_did_to_a_file_is_found_by_audit(clones: Clones, what: str) -> None:
    receive = "yangfang parts receive BD-LCD55-PSU=1 --document RK-7"
    clones.record(f"2025-09-22 09:02 {receive}", "2025-09-22 09:01 chenwei note CASE 乙")
    clones.meet()
    [case] = clones.a.root.glob("cases/*/*/*.yaml")
    [voucher] = clones.a.root.glob("inventory/ledger/*/*/*.yaml")
    text, rule = case.read_text(), "merge-added"
    if what == "a case":
        case.with_name("20250922-222222.yaml").write_text(
            text.replace(case.stem, "20250922-222222")
        )
    elif what == "a voucher":
        number = f"{voucher.stem[:-6]}222222"
        copy = voucher.read_text().replace(voucher.stem, number)
        voucher.with_name(f"{number}.yaml").write_text(copy)
    elif what == "a head":
        case.write_text(text.replace("fault: 黑", "fault: 花"))
    else:
        voucher.unlink()
        rule = "deleted"
    clones.a.git("add", "--all")
    clones.a.git("commit", "-q", "--amend", "--no-edit")
    answer = clones.a.type("audit")
    assert (answer.code, answer.out.count(f"[{rule}]")) == (1, 1), answer.out


def test_a_file_that_cannot_be_read_is_left_to_git(clones: Clones) -> None:
    clones.record("2025-09-22 09:02 wangli note CASE 甲", "2025-09-22 09:01 chenwei note CASE 乙")
    [path] = clones.b.root.glob("cases/*/*/*.yaml")
    path.write_text(path.read_text() + "  x: [\n")
    clones.b.git("commit", "-qam", "broken")
    done = clones.pull(clones.a, clones.b)
    assert done.returncode == 1
    [path] = clones.a.root.glob("cases/*/*/*.yaml")
    assert "<<<<<<< ours" in path.read_text()
    assert done.stderr.startswith(f"cases/2025/09/{clones.a.case}.yaml:")
    assert done.stderr.count("\n") == 1


# --- without the program


def test_without_the_program_git_leaves_markers_and_validate_says_what_to_do(
    clones: Clones, tmp_path: Path
) -> None:
    clones.record("2025-09-22 09:02 wangli note CASE 甲", "2025-09-22 09:01 chenwei note CASE 乙")
    alone = tmp_path / "bin"
    alone.mkdir()
    for name in ("git", "sh"):
        (alone / name).symlink_to(str(shutil.which(name)))
    assert clones._replace(path=str(alone)).pull(clones.a, clones.b).returncode == 1
    answer = clones.a.type("validate")
    [case] = clones.a.root.glob("cases/*/*/*.yaml")
    path = case.relative_to(clones.a.root)
    assert answer.code == 1
    [line] = answer.out.splitlines()
    assert f"git checkout --merge {path}; git add {path}." in line
    again = {**os.environ, "PATH": clones.path}
    for words in ("checkout --merge", "add"):
        command = ["git", *words.split(), "--", str(path)]
        subprocess.run(command, cwd=clones.a.root, env=again, check=True, capture_output=True)
    clones.a.git("commit", "-qm", "merged")
    assert [event.get("text") for event in clones.a.show()["history"]] == [None, "乙", "甲"]
    green(clones.a)


# --- setting it up


def test_the_first_command_in_a_new_clone_sets_it_up_and_says_so(
    desk: Desk, tmp_path: Path
) -> None:
    subprocess.run(["git", "clone", "-q", str(desk.root), "new"], check=True, cwd=tmp_path)
    new = Desk(tmp_path / "new")
    answer = new.type("list")
    assert (answer.code, answer.err) == (0, NEW + EMPTY)
    assert new.type("list").err == EMPTY
    assert new.git("config", "merge.servicectl.driver") == DRIVER + "\n"
    assert new.git("config", "pull.rebase") == "false\n"
    desk.git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "other")
    assert Desk(tmp_path / "tree").type("list").err == EMPTY


def test_settings_that_are_not_ours_to_write_are_left_alone(desk: Desk, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", str(desk.root), "new"], check=True, cwd=tmp_path)
    new = Desk(tmp_path / "new")
    before = (new.root / ".git/config").read_bytes()
    subprocess.run(["git", "config", "--global", "merge.servicectl.driver", "mine"], check=True)
    assert new.type("list").err == EMPTY
    assert (new.root / ".git/config").read_bytes() == before
    plain = tmp_path / "plain"
    shutil.copytree(desk.root, plain, ignore=shutil.ignore_patterns(".git"))
    assert Desk(plain).type("list").err == EMPTY


def test_doctor_brings_an_old_desk_up_to_date(desk: Desk) -> None:
    old = "cases/** -text\ninventory/** -text\n*.md diff=markdown\n"
    (desk.root / ".gitattributes").write_text(old)
    desk.git("commit", "-qam", "old")
    desk.git("config", "--remove-section", "merge.servicectl")
    assert desk.type("list").err == EMPTY
    found = desk.type("doctor")
    assert found.code == 1
    assert "git does not merge cases and records by meaning: servicectl doctor --fix" in found.out
    assert desk.type("doctor", "--fix").code == 0
    assert (desk.root / ".gitattributes").read_text() == old + "".join(f"{x}\n" for x in LINES)
    assert desk.git("status", "--porcelain") == ""
    assert desk.git("log", "-1", "--format=%s") == "doctor: cases and records merge by meaning\n"
    assert desk.type("doctor").code == 0


@pytest.mark.parametrize(
    ("file", "line", "written"),
    [
        (".gitattributes", "*.yaml merge=union", "merge=union"),
        ("cases/.gitattributes", "* -text merge=union", "merge=union"),
        (".git/info/attributes", "cases/** filter=lfs", "filter=lfs"),
        (".gitattributes", "inventory/*.yaml ident", "ident"),
    ],
)
def test_an_attribute_that_would_damage_data_is_a_finding(
    play: Play, file: str, line: str, written: str
) -> None:
    desk = play(REPORTED)
    path = desk.root / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + line + "\n")
    for words in ("validate", "doctor"):
        answer = desk.type(words)
        assert answer.code == 1
        assert f"git is told {written} for this file" in answer.out
    [found] = desk.type("validate").out.splitlines()
    assert "[attributes]" in found


def test_only_data_files_are_merged_by_us(clones: Clones) -> None:
    asked = clones.a.git("check-attr", "merge", "policies.yaml", "README.md", "templates/zh/x.j2")
    assert "servicectl" not in asked
    assert data(clones.a) == data(clones.b)
