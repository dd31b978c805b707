"""What two versions of a file become: the three texts stand whole in each test."""

from __future__ import annotations

from textwrap import dedent

import pytest

from servicectl.domain.merge.unite import unite
from servicectl.errors import BadData
from servicectl.store.yaml.cut import cut, line_of, put_together

HEAD = "schema: 1\nid: 20261121-7k3f9q\nfault: 无图像\nhistory:\n"
REPORT = "- id: e-report\n  at: 2026-11-21T09:00:00+08:00\n  did: report\n"
CUSTOMER = "schema: 1\nid: c-4m2x8t\nname: 蓝鲸网咖\nphone: '138-0000-1116'\n"
CATALOGUE = """\
schema: 1
# what lies on the shelf
parts:
- sku: BAT-1
  name: 电池   # small
  min: 2
# only for the big ones
- sku: FAN-9
  name: 风扇
"""
ROSTER = """\
schema: 1
people:
- id: liming
  name: 李明
  roles:
  - engineer
  skills:
  - 录像机
  leave: [2026-12-01..2026-12-02]
"""


def merged(base: str, ours: str, theirs: str) -> str:
    """Return what comes out, which has to be the same whoever merges."""
    versions = [cut(text.encode(), "x.yaml") for text in (base, ours, theirs)]
    first, one, other = versions
    found = put_together(unite(first, one, other, line_of).document, "x.yaml")
    assert found == put_together(unite(first, other, one, line_of).document, "x.yaml")
    return found.decode()


def event(id: str, minute: int, *lines: str) -> str:
    text = f"- id: e-{id}\n  at: 2026-11-21T09:{minute:02}:00+08:00\n  did: note\n"
    return text + "".join(f"  {line}\n" for line in lines)


def clash(text: str) -> str:
    return dedent(text).lstrip("\n")


# --- histories


def test_two_notes_stand_in_the_order_of_their_times() -> None:
    base = HEAD + REPORT
    late, early = event("b", 20, "note: 晚"), event("a", 10, "note: 早", "# by telephone")
    assert merged(base, base + late, base + early) == base + early + late


def test_times_are_compared_as_instants_and_each_clone_s_order_is_kept() -> None:
    base = HEAD + REPORT
    ours = base + event("b", 20) + event("late", 5)  # typed late
    theirs = base + event("c", 10).replace("T09:10:00+08:00", "T02:10:00+01:00")
    expected = [*(id for id in ("e-c", "e-b", "e-late"))]
    found = [line[6:] for line in merged(base, ours, theirs).splitlines() if line[:5] == "- id:"]
    assert found == ["e-report", *expected]


def test_what_a_side_changed_or_took_out_of_a_history_is_as_it_was() -> None:
    base = HEAD + REPORT + event("a", 10, "note: 原文") + event("b", 11)
    ours = HEAD + REPORT + event("a", 10, "note: 改过") + event("c", 30)
    theirs = base + event("d", 20)
    assert merged(base, ours, theirs) == base + event("d", 20) + event("c", 30)
    united = unite(*(cut(text.encode(), "x") for text in (base, ours, theirs)), line_of)
    assert united.restored == ("e-a", "e-b")


def test_one_breach_that_two_clones_recorded_is_there_once_and_the_first_counts() -> None:
    base = HEAD + REPORT
    early, late = event("breach", 10, "by: cron-a"), event("breach", 12, "by: cron-b")
    ours = base + event("x", 11) + late
    assert merged(base, ours, base + early) == base + early + event("x", 11)


def test_an_empty_history_grows_on_both_sides() -> None:
    base = HEAD.replace("history:\n", "history: []\n")
    assert merged(base, HEAD + REPORT, base) == HEAD + REPORT
    assert merged(base, HEAD + event("b", 2), HEAD + event("a", 1)) == HEAD + event("a", 1) + event(
        "b", 2
    )


def test_a_history_that_is_indented_stays_so() -> None:
    def indented(text: str) -> str:
        return "".join("    " + line for line in text.splitlines(keepends=True))

    base, more = HEAD + REPORT, HEAD + indented(REPORT + event("b", 20, "note: |", "  zwei"))
    found = merged(base, more, base + event("a", 10))
    tail = indented(REPORT + event("a", 10) + event("b", 20, "note: |", "  zwei"))
    assert found == HEAD + tail


@pytest.mark.parametrize("line", ["  at: gestern\n", "  did: note\n"])
def test_an_event_without_a_time_is_not_merged(line: str) -> None:
    bad = (HEAD + REPORT + "- id: e-x\n" + line).encode()
    with pytest.raises((BadData, ValueError)):
        unite(cut((HEAD + REPORT).encode(), "x"), cut(bad, "x"), cut(bad, "x"), line_of)


# --- values


def test_values_that_different_people_changed_are_all_taken() -> None:
    ours = CUSTOMER.replace("1116", "2222") + "address: 西安\n"
    theirs = CUSTOMER.replace("蓝鲸", "白鲸") + "contact: 小崔\n"
    both = CUSTOMER.replace("1116", "2222").replace("蓝鲸", "白鲸")
    assert merged(CUSTOMER, ours, theirs) == both + "address: 西安\ncontact: 小崔\n"


def test_a_value_that_both_changed_is_the_first_of_the_two_and_both_are_kept() -> None:
    ours, theirs = CUSTOMER.replace("1116", "3333"), CUSTOMER.replace("1116", "2222")
    assert merged(CUSTOMER, ours, theirs) == theirs + clash("""
        clashes:
        - field: phone
          values:
          - value: 138-0000-2222
          - value: 138-0000-3333
          was: 138-0000-1116
        """)


def test_the_same_correction_on_both_sides_is_no_clash() -> None:
    ours = CUSTOMER.replace("'138-0000-1116'", "'138-0000-2222'")
    theirs = CUSTOMER.replace("'138-0000-1116'", '"138-0000-2222"  # he said')
    assert "clashes" not in merged(CUSTOMER, ours, theirs)


def test_of_three_clones_all_values_are_kept_and_who_settled_is_heard() -> None:
    one, two, three = (CUSTOMER.replace("1116", n * 4) for n in "432")
    pair, other = merged(CUSTOMER, one, two), merged(CUSTOMER, two, three)
    whole = merged(CUSTOMER, pair, three)
    assert whole == merged(CUSTOMER, one, other) == merged(two, pair, other)
    assert whole.count("- value:") == 3
    settled = CUSTOMER.replace("1116", "4444")
    assert merged(pair, settled, pair + "# remark\n").startswith(settled)
    again = merged(pair, settled, CUSTOMER.replace("1116", "3333"))
    assert again.count("- value:") == 2  # settled in two ways: open again
    assert merged(pair, settled, whole).count("- value:") == 2  # 3333 was voted down, 2222 is new


def test_a_value_that_one_took_out_and_the_other_changed_stays() -> None:
    base = CUSTOMER + "contact: 小崔\n"
    found = merged(base, CUSTOMER, CUSTOMER + "contact: 小王\n")
    assert found == CUSTOMER + clash("""
        contact: 小王
        clashes:
        - field: contact
          values:
          - value: 小王
          - {}
          was: 小崔
        """)
    assert merged(base, CUSTOMER, base) == CUSTOMER


def test_what_two_clones_made_at_once_is_one_file() -> None:
    ours, theirs = CUSTOMER, CUSTOMER.replace("1116", "2222")
    one, other = (cut(text.encode(), "x") for text in (ours, theirs))
    found = put_together(unite(None, one, other, line_of).document, "x").decode()
    assert found.startswith(ours + "clashes:\n- field: phone\n")
    assert "was:" not in found


# --- lists of records, and sets


def test_parts_are_united_by_number_and_remarks_stay_with_theirs() -> None:
    ours = CATALOGUE.replace("min: 2", "min: 3") + "- sku: ZIP-1\n  name: 扎带\n"
    theirs = CATALOGUE.replace("# only", "# sold by Li\n- sku: CAM-2\n  name: 镜头\n# only")
    found = merged(CATALOGUE, ours, theirs)
    assert found == theirs.replace("min: 2", "min: 3") + "- sku: ZIP-1\n  name: 扎带\n"


def test_a_level_that_both_changed_is_named_by_part_and_field() -> None:
    ours, theirs = CATALOGUE.replace("min: 2", "min: 5"), CATALOGUE.replace("min: 2", "min: 10")
    found = merged(CATALOGUE, ours, theirs)
    assert found == "schema: 1\n" + clash("""
        clashes:
        - record: BAT-1
          field: min
          values:
          - value: '10'
          - value: '5'
          was: '2'
        """) + theirs.removeprefix("schema: 1\n")


def test_a_part_that_one_took_out_goes_unless_the_other_changed_it() -> None:
    less = CATALOGUE[: CATALOGUE.index("# only")]
    assert merged(CATALOGUE, less, CATALOGUE.replace("min: 2", "min: 3")) == less.replace(
        "min: 2", "min: 3"
    )
    changed = CATALOGUE.replace("风扇", "大风扇")
    found = merged(CATALOGUE, less, changed)
    assert found.endswith(changed.removeprefix("schema: 1\n"))
    assert "- record: FAN-9\n  field: sku\n" in found


def test_roles_are_one_value_and_what_somebody_knows_is_a_set() -> None:
    ours = ROSTER.replace("- engineer", "- engineer\n  - finance").replace("机\n", "机\n  - 门禁\n")
    theirs = ROSTER.replace("- engineer", "- supervisor").replace("- 录像机", "- 网络")
    found = merged(ROSTER, ours, theirs)
    assert "  skills:\n  - 网络\n  - 门禁\n" in found
    assert "  - engineer\n  - finance\n" in found
    assert (
        clash("""
        - record: liming
          field: roles
          values:
          - value: '["engineer", "finance"]'
          - value: '["supervisor"]'
          was: '["engineer"]'
        """)
        in found
    )


def test_days_of_leave_in_brackets_are_a_set() -> None:
    ours = ROSTER.replace("02]", "02, 2026-12-24..2026-12-26]")
    theirs = ROSTER.replace("[2026-12-01..2026-12-02]", "[2026-12-10..2026-12-11]")
    found = merged(ROSTER, ours, theirs)
    assert found.endswith("leave: [2026-12-10..2026-12-11, 2026-12-24..2026-12-26]\n")


@pytest.mark.parametrize(
    "text",
    [
        CATALOGUE,
        ROSTER,
        CUSTOMER + "# the end\n",
        "# top\n\n" + CUSTOMER,
        "schema: 1\nnote: |\n  # no remark\n\n  zwei\n\n# a remark\nid: x\n",
        "schema: 1\nparts:\n  -   sku: A\n      name: b\n\n  - sku: C\n    name: d\n",
        "schema: 1\nparts:\n-\n  sku: A\n- {sku: B, name: c}\n",
        "schema: 1\nwithin: {reply: 4h,\n  arrive: 1h}\nshifts:\n  # early\n  mon: [8-12]\n",
        "schema: 1\nskills: ['a, b', c]\n",
    ],
)  # fmt: skip
def test_no_byte_is_lost_when_a_file_is_cut(text: str) -> None:
    document = cut(text.encode(), "x.yaml")
    assert put_together(document, "x.yaml").decode() == text
    assert merged(text, text, text) == text


def test_a_last_line_without_its_end_gets_one() -> None:
    assert merged(CUSTOMER, CUSTOMER.rstrip("\n"), CUSTOMER + "note: x") == CUSTOMER + "note: x\n"
