"""An event that does not fit is a clash: kept, out of force until settled, and no broken file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from servicectl.cli.app.commands import COMMANDS
from servicectl.cli.app.help import example_of
from servicectl.domain.cases.case import Case, Step
from servicectl.domain.cases.reader import read_case
from servicectl.domain.cases.replay import replay
from servicectl.domain.cases.visits import trips_of
from servicectl.domain.rulebook.timeline import timeline
from servicectl.output.i18n import set_language
from servicectl.store.yaml.read import load
from tests.desk import Desk
from tests.domain.test_cases import ASSIGNED, HEAD
from tests.validate.test_ledger_validate import DIAGNOSED

Play = Callable[..., Desk]

ON_SITE = (
    ASSIGNED
    + """\
- {id: e-22222a, at: 2026-11-20T09:25:00+08:00, by: guotao, did: prepare}
- {id: e-22222b, at: 2026-11-20T09:30:00+08:00, by: guotao, did: depart}
- {id: e-22222c, at: 2026-11-20T10:00:00+08:00, by: guotao, did: arrive, met: m}
"""
)
FINISHED = "by: guotao, did: complete, work: w, signed_by: s"


def event(id: str, time: str, rest: str) -> str:
    """Return the line of an event of that day."""
    return f"- {{id: e-{id}, at: 2026-11-20T{time}:00+08:00, {rest}}}\n"


FIRST = event("333333", "11:00", FINISHED)
AGAIN = event("444444", "11:05", FINISHED + ", cause: 电源")
CANCELLED = event("333333", "11:00", "by: chenwei, did: cancel, reason: r")
ON_HOLD = event("333333", "11:00", "by: guotao, did: hold, reason: r")
SHEET = event("555555", "11:10", "by: wangli, did: sheet-in")
BACK = "by: chenwei, did: retract, reason: r, event: e-"
SETTLED = "by: chenwei, did: settle, reason: r, event: e-"


def read(text: str) -> Case:
    """Return the case of a text that has no problem, whatever does not fit."""
    raw, problems = load(text.encode(), "case.yaml")
    assert raw is not None, problems
    case, problems = read_case(raw, "case.yaml")
    assert case is not None
    assert problems == ()
    return case


def forces(case: Case) -> dict[str, str]:
    """Return what is not simply in force, by the letters of its id."""
    return {e.id[2:]: case.force(e).word for e in case.history if case.force(e).word != "in"}


def against(case: Case) -> dict[str, str | None]:
    """Return with what each clash does not fit."""
    return {e.id[2:]: (case.force(e).against or "-")[2:] for e in case.clashes}


UNFIT = {  # what is in the file after the arrival; the state, with what each does not fit
    "done twice": (FIRST + AGAIN, "completed", {"444444": "333333"}),
    "cancelled here, done there": (CANCELLED + AGAIN, "cancelled", {"444444": "333333"}),
    "held here, done there": (ON_HOLD + AGAIN, "on_site", {"444444": "333333"}),
    "what rests on it, too": (
        CANCELLED + AGAIN + SHEET,
        "cancelled",
        {"444444": "333333", "555555": "444444"},
    ),
    "what comes after it is judged without it": (
        FIRST + AGAIN + SHEET,
        "sheet_in",
        {"444444": "333333"},
    ),
    "typed late, before the step it follows": (
        event(
            "444444",
            "09:50",
            "by: guotao, did: complete, work: w, signed_by: s, entered: 2026-11-20T11:00:00+08:00",
        ),
        "on_site",
        {"444444": "22222c"},
    ),
    "done twice, merged by hand the wrong way round": (
        AGAIN + FIRST,
        "completed",
        {"333333": "444444"},
    ),
    "noted below a later step, by hand": (
        FIRST + event("444444", "10:59", "by: wangli, did: note, text: x") + SHEET,
        "sheet_in",
        {"444444": "333333"},
    ),
    "taken back twice": (
        FIRST
        + event("444444", "11:01", BACK + "333333")
        + event("555555", "11:02", BACK + "333333"),
        "on_site",
        {"555555": "444444"},
    ),
    "taken back here, built on there": (
        FIRST + event("444444", "11:01", BACK + "333333") + SHEET,
        "on_site",
        {"555555": "444444"},
    ),
    "nothing to be taken back": (
        event("444444", "11:01", BACK + "999999"),
        "on_site",
        {"444444": ""},
    ),
    "a report stays": (event("444444", "11:01", BACK + "222222"), "on_site", {"444444": "222222"}),
    "reported twice": (
        event("444444", "11:01", "by: wangli, did: report"),
        "on_site",
        {"444444": "222222"},
    ),
    "settled twice": (
        FIRST
        + AGAIN
        + event("555555", "12:00", SETTLED + "444444, keep: yes")
        + event("666666", "12:01", SETTLED + "444444, void: yes"),
        "completed",
        {"666666": "555555"},
    ),
}


@pytest.mark.parametrize(("text", "state", "unfit"), UNFIT.values(), ids=list(UNFIT))
def test_what_does_not_fit_is_kept_and_named_with_what_it_does_not_fit(
    text: str, state: str, unfit: dict[str, str]
) -> None:
    case = read(ON_SITE + text)
    assert (case.state, against(case)) == (state, unfit)
    assert not {e.id[2:] for e in case.events} & unfit.keys()
    assert len(trips_of(case)) == len(case.visits)


NEXT_VISIT = (
    event("888888", "14:00", "by: wangli, did: callback, running: old_fault")
    + event("888889", "14:01", "by: chenwei, did: plan, analysis: a, plan: p")
    + event("88888a", "14:02", "by: chenwei, did: assign, engineers: [liming]")
)
VOID = event("777777", "12:00", SETTLED + "444444, void: yes")
KEEP = event("777777", "12:00", SETTLED + "444444, keep: yes")
INSTEAD = event("777777", "12:00", SETTLED + "444444, keep: yes, instead_of: e-333333")
TAKEN = event("777777", "12:00", BACK + "444444")


@pytest.mark.parametrize("first", [FIRST, CANCELLED, ON_HOLD])
@pytest.mark.parametrize("decided", [VOID, TAKEN])
def test_what_is_void_is_as_if_it_had_never_been(first: str, decided: str) -> None:
    case, without = read(ON_SITE + first + AGAIN + decided), read(ON_SITE + first)
    assert case.clashes == ()
    assert forces(case)["444444"] == ("void" if decided is VOID else "retracted")
    assert plain(case.trail[:-1]) == plain(without.trail)
    assert (case.visits, plain_event(case.held)) == (without.visits, plain_event(without.held))
    assert [o.ends for o in timeline(case)][:-1] == [o.ends for o in timeline(without)]


def plain(trail: Sequence[Step]) -> list[tuple[object, str]]:
    return [(plain_event(step.event), step.state.name) for step in trail]


def plain_event(event: object) -> object:
    return event.plain() if event is not None else None  # type: ignore[attr-defined]


@pytest.mark.parametrize("first", [FIRST, CANCELLED, ON_HOLD])
def test_of_what_is_kept_the_fields_count_and_the_state_does_not(first: str) -> None:
    case, without = read(ON_SITE + first + AGAIN + KEEP), read(ON_SITE + first)
    assert forces(case) == {"444444": "kept"}
    assert (case.latest("cause"), without.latest("cause")) == ("电源", None)
    assert (case.state, case.visits) == (without.state, without.visits)
    assert case.standing.possible == without.standing.possible
    assert case.standing.done["complete"] == without.standing.done["complete"]
    later = read(ON_SITE + FIRST + AGAIN + KEEP + NEXT_VISIT)
    assert [len(trip.events) for trip in trips_of(later)] == [9, 1]


def test_the_pair_is_turned_round() -> None:
    case = read(ON_SITE + FIRST + AGAIN + INSTEAD)
    assert (case.state, forces(case), case.latest("cause")) == (
        "completed",
        {"333333": "void"},
        "电源",
    )
    assert [visit.completed for visit in case.visits] == [case.history[-2].at]
    assert read(ON_SITE + CANCELLED + AGAIN + INSTEAD).state == "completed"


def test_a_decision_can_be_taken_back() -> None:
    again = event("888888", "13:00", BACK + "777777")
    for decided in (VOID, KEEP, INSTEAD):
        case = read(ON_SITE + FIRST + AGAIN + decided + again)
        assert forces(case) == {"444444": "clash", "777777": "retracted"}


def test_what_was_kept_can_be_taken_back() -> None:
    case = read(ON_SITE + FIRST + AGAIN + KEEP + event("888888", "13:00", BACK + "444444"))
    assert (forces(case), case.state) == ({"444444": "retracted"}, "completed")


def test_the_vouchers_of_what_is_out_of_force_do_not_count() -> None:
    booked = AGAIN.replace("signed_by", "vouchers: [v-20261120-444444], signed_by")
    taken = TAKEN.replace("reason: r", "reason: r, clash: yes")
    for decided, counts in (("", False), (VOID, False), (taken, False), (KEEP, True)):
        case = read(ON_SITE + FIRST + booked + decided)
        assert (case.booked == ("v-20261120-444444",)) is counts
        assert (case.unbooked == {"v-20261120-444444"}) is not counts


def test_a_voucher_that_does_not_fit_takes_its_event_out_of_force() -> None:
    from servicectl.domain.cases.force import Force

    case = read(
        ON_SITE + FIRST.replace("signed_by", "vouchers: [v-20261120-333333], signed_by") + AGAIN
    )
    barred = {"v-20261120-333333": Force("clash", against="v-20261120-222222")}
    without = replay(case.path, case.head, case.history, barred)
    assert against(without) == {"333333": "20261120-222222"}
    assert (without.state, without.events[-1].id) == ("completed", "e-444444")


def test_a_history_that_does_not_begin_with_a_report_is_a_broken_file() -> None:
    raw, _ = load((HEAD.partition("- {id")[0] + FIRST).encode(), "case.yaml")
    assert raw is not None
    assert [p.rule for p in read_case(raw, "case.yaml")[1]] == ["history-begin"]


# --- at a desk -----------------------------------------------------------------------------------

DONE_HERE = "2025-09-22 10:00 guotao complete CASE --yes all --work 换板 --signed-by 冯"
DONE_THERE = (
    "2025-09-22 10:05 guotao complete CASE --yes all --work 换线 --signed-by 冯 --cause 断线"
)


CALLED_BACK = (
    "2025-09-22 13:00 zhaomin sheet-in CASE --debrief 好",
    "2025-09-23 09:20 zhaomin callback CASE --running ok --satisfaction 5",
)


def tails(base: str, *texts: str) -> list[str]:
    """Return the events of these texts beyond the base, in the order of time."""
    found = [
        part for text in texts for part in re.split(r"(?m)^(?=- id: )", text.removeprefix(base))
    ]
    return sorted(filter(None, found), key=lambda text: re.findall("at: (.*)", text)[0])


def united(base: Desk, here: Desk, there: Desk) -> Desk:
    """Return the desk ``here`` with what was recorded ``there``, in the order of time."""
    here.git("fetch", "--quiet", str(there.root), "HEAD")
    here.git("merge", "--quiet", "--no-commit", "--strategy", "ours", "FETCH_HEAD")
    for file in there.root.glob("inventory/ledger/*/*/*.yaml"):
        copy = here.root / file.relative_to(there.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    for file in base.root.glob("cases/*/*/*.yaml"):
        path = file.relative_to(base.root)
        texts = [(desk.root / path).read_text("utf-8") for desk in (base, here, there)]
        (here.root / path).write_text(texts[0] + "".join(tails(*texts)), "utf-8")
    here.git("add", "--all")
    here.git("commit", "--quiet", "--message", "merge")
    return here


def twice_done(play: Play) -> Desk:
    base = play(*DIAGNOSED)
    here, there = play(*DIAGNOSED, DONE_HERE), play(*DIAGNOSED, DONE_THERE)
    return united(base, here, there).at("2025-09-22 12:00").as_("chenwei")


def test_a_case_with_a_clash_reads_and_records(play: Play) -> None:
    desk = twice_done(play)
    shown = desk.show()
    [clash] = shown["clashes"]
    first, second = (e["id"] for e in shown["history"] if e["did"] == "complete")
    assert (clash["event"], clash["with"], shown["state"]) == (second, first, "completed")
    assert [e["force"] for e in shown["history"]][-2:] == ["in", "clash"]
    assert clash["settle"] == f"servicectl settle {desk.case} {second} --keep|--void --reason TEXT"
    assert [row["clash"] for row in desk.do("list")] == [True]
    found = desk.type("validate")
    assert (found.code, found.out.count("[clash]"), clash["settle"] in found.out) == (1, 1, True)
    for words in ("show CASE", "log CASE", "explain CASE", "settle", "list"):
        for lang, mark in (("en", "clash"), ("zh", "冲突")):
            answer = desk.speaking(lang).type(words)
            assert (answer.code, mark in answer.out or second in answer.out) == (0, True), words
    assert second in desk.play(*CALLED_BACK).refused("close CASE")
    assert [row["event"] for row in desk.do("settle")] == [second]


@pytest.mark.parametrize(
    ("words", "force", "work"),
    [
        ("settle CASE {second} --keep --reason r", ["in", "kept"], "换线"),
        ("settle CASE {second} --void --reason r", ["in", "void"], "换板"),
        ("retract CASE {second} --reason r", ["in", "retracted"], "换板"),
        ("settle CASE {second} --keep --instead-of {first} --reason r", ["void", "in"], "换线"),
    ],
)
def test_a_clash_is_settled_by_a_recorded_event(
    play: Play, words: str, force: list[str], work: str
) -> None:
    desk = twice_done(play)
    first, second = (e["id"] for e in desk.show()["history"] if e["did"] == "complete")
    typed = words.format(first=first, second=second)
    assert "complete is for" in desk.as_("zhaomin").refused(typed)
    recorded = desk.as_("guotao").do(typed)
    assert (recorded["state"], recorded["commit"]) == ("completed", desk.head)
    shown = desk.show()
    assert shown["clashes"] == []
    assert [e["force"] for e in shown["history"] if e["did"] == "complete"] == force
    assert desk.type("settle", "--json").json == []
    desk.play(*CALLED_BACK)
    assert desk.at("2025-09-23 09:30").as_("zhaomin").type("sheet", "CASE").out.count(work) > 0
    assert desk.type("validate").code == 0
    assert desk.type("audit").code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_example_can_be_typed(play: Play, lang: str) -> None:
    set_language(lang)
    example = example_of(COMMANDS["settle"])
    set_language("en")
    desk = twice_done(play).as_("guotao")
    second = desk.show()["clashes"][0]["event"]
    desk.do(example.replace("7k3f9q", desk.case).replace("e-9d4k2p", second))
    assert desk.show()["clashes"] == []


def test_what_is_settled_wrongly_is_refused(play: Play) -> None:
    desk = twice_done(play).as_("guotao")
    first, second = (e["id"] for e in desk.show()["history"] if e["did"] == "complete")
    for words, says in (
        (f"settle CASE {first} --void --reason r", "fits, or is settled"),
        (f"settle CASE {second} --reason r", "needs --keep or --void"),
        (f"settle CASE {second} --void", "--reason"),
        (f"settle CASE {second} --void --instead-of {first} --reason r", "--keep"),
        (f"settle CASE {second} --keep --instead-of e-222222 --reason r", "cannot be taken back"),
        ("settle CASE e-222222 --void --reason r", "cannot be taken back"),
    ):
        assert says in desk.refused(words), words
    assert desk.type(f"settle CASE {second} --keep --void --reason r").code == 2
    assert "settle needs EVENT" in desk.refused("settle CASE --keep --reason r")
