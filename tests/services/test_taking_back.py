"""A slip is taken back by its id, as the last one, or by undo; what cannot be is told the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.replay import replay
from servicectl.errors import UsageError
from servicectl.services.recording.event_reference import event_meant
from tests.desk import Desk
from tests.heads import head
from tests.terminal import Terminal

Play = Callable[..., Desk]
NINE = datetime(2025, 9, 22, 1, tzinfo=UTC)
REPORTED = (
    '2025-09-22 09:00 wangli report --customer 李建国 --phone "029-5550 1234" '
    "--address 科技路12号 --fault 无图像"
)
GUIDED = "2025-09-22 09:02 wangli guide CASE --step 重启 --result 无效 --outcome failed"
HANDED_OVER = "2025-09-22 09:03 wangli handover CASE"
NOTED = "2025-09-22 09:04 wangli note CASE 还有一台"
UNTIL_NOTED = (REPORTED, GUIDED, HANDED_OVER, NOTED)


def a_case() -> Case:
    events = (
        Event("e-aaaaaa", NINE, "wangli", "report"),
        Event("e-abcdef", NINE, "wangli", "note", {"text": "one"}),
        Event("e-xyzdef", NINE, "wangli", "note", {"text": "two"}),
        Event("e-rrrrrr", NINE, "wangli", "retract", {"event": "e-xyzdef", "reason": "x"}),
        Event("e-bbbbbb", NINE, "wangli", "breach", {"clock": "handover"}),
    )
    return replay("", head("20250922-7k3f9q"), events)


# Which event is meant.


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("e-abcdef", "e-abcdef"),
        ("abcdef", "e-abcdef"),
        ("abc", "e-abcdef"),
        ("cdef", "e-abcdef"),
        ("e-xyz", "e-xyzdef"),
        ("ｅ－ａｂｃ", "e-abcdef"),
        ("last", "e-abcdef"),  # what is taken back, takes back or came by itself is not meant
        ("e-zzzzzz", "e-zzzzzz"),  # whether it is the case's is asked later
    ],
)
def test_an_event_is_named_by_either_end_of_its_id_or_as_the_last(typed: str, meant: str) -> None:
    assert event_meant(a_case(), typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"), [("def", "fits 2 events"), ("zzz", "no event of"), ("?", "no event of")]
)
def test_nothing_is_guessed_between_two_events(typed: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        event_meant(a_case(), typed)


def test_last_of_a_case_in_which_nothing_may_go_is_its_report() -> None:
    case = a_case()
    assert event_meant(replay("", case.head, case.history[:1]), "last") == "e-aaaaaa"


# Taking back.


def test_the_last_entry_goes_then_the_one_before_it(play: Play) -> None:
    desk = play(*UNTIL_NOTED)
    for did in ("note", "handover", "guide"):
        before = {e["id"]: e["did"] for e in desk.show()["history"]}
        desk.do("retract CASE last --reason 打错了")
        assert before[desk.last()["event"]] == did
    assert "report and retract stay" in desk.refused("retract CASE last --reason x")


def test_a_refusal_names_everything_that_rests_on_it(play: Play) -> None:
    desk = play(*UNTIL_NOTED, "2025-09-22 09:10 chenwei assign CASE zhangqiang")
    desk.as_("zhangqiang").do("prepare CASE --yes all --cause 电源板")
    ids = {e["did"]: e["id"] for e in desk.show()["history"]}
    refused = desk.as_("chenwei").refused(f"retract CASE {ids['assign'][2:]} --reason x")
    assert refused.startswith(f"servicectl: {ids['assign']} cannot be taken back, ")
    assert refused.count(ids["prepare"]) == 2  # what rests, and in the way on
    refused = desk.as_("wangli").refused(f"retract CASE {ids['handover']} --reason x")
    rest = f"{ids['prepare']} (prepare) rests on it, and before that {ids['assign']} (assign); "
    assert rest in refused


def test_on_a_terminal_it_is_chosen_by_time_and_content(play: Play) -> None:
    desk = play(*UNTIL_NOTED)
    with Terminal(desk, "retract", desk.case) as terminal:
        terminal.see("1  e-")
        terminal.see("2025-09-22 09:04 note")
        terminal.see("还有一台")
        terminal.answer("event taken back", "1")
        terminal.answer("reason", "打错了")
        terminal.answer("Enter records it", "")
        assert terminal.code == 0, terminal.shown
    assert desk.last()["did"] == "retract"


# undo


def test_undo_without_a_terminal_shows_and_waits_for_yes(play: Play) -> None:
    desk = play(*UNTIL_NOTED)
    noted, before = desk.last()["id"], desk.head
    answer = desk.type("undo")
    assert (answer.code, answer.out, desk.head) == (2, "", before)
    assert f"note ({noted}); servicectl undo --yes" in answer.err
    done = desk.do("undo --yes")
    assert (done["undone"], done["event"]) == (noted, desk.last()["id"])
    assert (desk.last()["did"], desk.last()["event"]) == ("retract", noted)
    assert "is recorded anew" in desk.refused("undo --yes")


def test_undo_on_a_terminal_shows_what_goes_and_takes_a_no(play: Play) -> None:
    desk = play(*UNTIL_NOTED)
    before = desk.head
    with Terminal(desk, "undo") as terminal:
        terminal.see("还有一台")
        terminal.answer("take this back?", "maybe")
        terminal.answer("take this back?", "n")
        assert terminal.code == 0
    assert desk.head == before
    with Terminal(desk.speaking("zh"), "undo") as terminal:
        terminal.answer("否 n", "是")
        assert terminal.code == 0
    assert desk.last()["did"] == "retract"


def test_undo_gives_a_record_back_as_it_was_and_no_further(desk: Desk) -> None:
    desk = desk.as_("wangli")
    id = desk.do("customer add --name 王芳 --phone 02955504321")["id"]
    path = desk.root / f"inventory/customers/{id}.yaml"
    was = path.read_bytes()
    assert f"servicectl customer edit {id}" in desk.refused("undo --yes")  # it was new
    desk.do(f"customer edit {id} --phone 02955504322")
    done = desk.do("undo --yes")
    assert (path.read_bytes(), done["case"]) == (was, None)
    assert desk.git("log", "-1", "--format=%s").strip() == "undo: customer edit"
    assert desk.type("validate").code == 0


def test_undo_gives_no_record_back_on_which_something_rests(play: Play) -> None:
    desk = play(REPORTED).as_("chenwei")
    desk.do("roster add xiexin --name 谢欣 --role engineer")
    desk.as_("xiexin").do("note CASE 我来过")
    answer, before = desk.type("undo --yes"), desk.head
    assert answer.code == 1
    assert "xiexin was taken out" in answer.err
    assert desk.head == before


def test_undo_books_a_voucher_of_the_store_back(desk: Desk) -> None:
    store = desk.as_("yangfang")
    booked = store.do("parts receive BAT-12V12=2 --document F-1")["id"]
    assert store.do("undo --yes")["undone"] == booked
    assert "F-1" not in str(store.do("parts stock --account store:good"))
    assert "books another voucher back" in store.refused("undo --yes")


def test_undo_is_of_ones_own_and_of_this_clone(play: Play, tmp_path: Path) -> None:
    desk = play(*UNTIL_NOTED)
    assert "zhaomin recorded nothing in this clone" in desk.as_("zhaomin").refused("undo --yes")
    desk.git("clone", "-q", str(desk.root), str(tmp_path / "clone"))
    clone = Desk(tmp_path / "clone", desk.now, "wangli")
    clone.type("undo --yes")  # a new clone is told how git merges
    assert "wangli recorded nothing in this clone" in clone.refused("undo --yes")
    desk.do("note CASE 又一条")
    clone.git("pull", "-q", "--ff-only")
    assert "recorded nothing in this clone" in clone.refused("undo --yes")
    own = clone.do("note CASE 本机")["event"]
    assert clone.do("undo --yes")["undone"] == own


def test_undo_passes_over_what_is_no_longer_in_the_history(play: Play) -> None:
    desk = play(*UNTIL_NOTED)
    handed = next(e["id"] for e in desk.show()["history"] if e["did"] == "handover")
    desk.git("reset", "-q", "--hard", "HEAD^")
    assert desk.do("undo --yes")["undone"] == handed
