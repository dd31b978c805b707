"""What an action moves is declared once: each declaration is whole, and the validator keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import pytest

from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import REPORT_FIELDS
from servicectl.domain.ledger.routes import wrong_route
from servicectl.domain.ledger.voucher import OWN, Line, Voucher
from servicectl.domain.master.accounts import read_account
from servicectl.domain.movements.derived import ACCOUNTS, DERIVED
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.movement import filled
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.output.i18n import set_language
from servicectl.output.text.labels import field_label
from servicectl.services.recording.booking import kept_fields
from servicectl.services.recording.defaults import DEFAULTS
from tests.desk import Desk
from tests.validate.test_ledger_validate import DONE, case_file, found

Play = Callable[..., Desk]
EVERY = {**ACTIONS, **DOCUMENTS}
MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
BOOKS_NOTHING = {"count"}  # what is counted is booked when the count is adjusted


@pytest.mark.parametrize("action", EVERY.values(), ids=list(EVERY))
def test_whatever_has_a_rule_of_the_ledger_declares_what_it_moves(action: Action) -> None:
    assert bool(action.movements) == bool(action.ledger and action.verb not in BOOKS_NOTHING)


@pytest.mark.parametrize("verb", [v for v, a in EVERY.items() if a.movements])
def test_a_declaration_names_what_there_is(verb: str) -> None:
    action = EVERY[verb]
    fields = {field.name for field in action.fields}
    for movement in action.movements:
        assert movement.of is not None or movement.derived is not None
        assert {movement.of, movement.reason, movement.like} - {None} <= fields
        assert movement.derived in {None, *DERIVED}
        for pattern in (movement.source, movement.target):
            assert set(words_in(pattern)) <= {"by", "case", *fields, *ACCOUNTS}
            for account in filled(pattern, {}).split("|"):
                if not set(account) <= {"*"}:
                    name = "good" if account.startswith("store") else "x"
                    read_account(account.replace("**", name).replace("*", name))


EVENT = Event(
    "e-aaaaaa", MOMENT, "x", "note", entered=MOMENT, note="x", vouchers=("v",), calendar="c"
)
WORD_OF_ANY = {"json", "format", "as", "root", "now", "lang", "help"}


@pytest.mark.parametrize("action", EVERY.values(), ids=list(EVERY))
def test_a_field_is_called_as_nothing_that_every_recording_has(action: Action) -> None:
    names = [field.name for field in action.all_fields]
    assert len(names) == len(set(names))
    assert not set(names) & (set(EVENT.plain()) | WORD_OF_ANY)


@pytest.mark.parametrize("action", EVERY.values(), ids=list(EVERY))
def test_a_voucher_keeps_no_field_under_a_name_of_its_own(action: Action) -> None:
    typed = {field.name: "typed" for field in action.all_fields}
    kept = kept_fields(EVENT._replace(did=action.verb, fields=typed))
    assert not set(kept) & OWN
    written = Voucher("v-20260105-aaaaaa", MOMENT, "x", action.verb, (), fields=kept).sealed()
    assert "typed" not in [written.plain().get(name) for name in OWN]


def words_in(pattern: str) -> list[str]:
    holes = (word for hole in re.findall("{([^}]+)}", pattern) for word in hole.split(" or "))
    return [word for word in holes if not word.startswith("'")]


def test_every_function_is_named_by_some_declaration() -> None:
    movements = [m for action in EVERY.values() for m in action.movements]
    assert {m.derived for m in movements} - {None} == set(DERIVED)
    ends = [pattern for m in movements for pattern in (m.source, m.target)]
    assert set(ACCOUNTS) <= {word for pattern in ends for word in words_in(pattern)}


def test_every_default_is_taken_from_somewhere_and_nothing_else_can_be() -> None:
    fields = [*REPORT_FIELDS, *(field for action in EVERY.values() for field in action.fields)]
    assert {field.default_from for field in fields} - {None} == set(DEFAULTS)
    assert [field.name for field in fields if field.default and field.default_from] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("result: good", "result: bad", "tells nothing of this line"),
        ("BD-LCD55-PSU=1", "BD-LCD55-PSU=7", "tells of 7 BD-LCD55-PSU, here is 1"),
    ],
)
def test_an_inspection_changed_with_plain_git_is_named(
    play: Play, old: str, new: str, says: str
) -> None:
    desk = play(*DONE, "2025-09-22 12:00 yangfang parts inspect BD-LCD55-PSU=1 --result good")
    text = case_file(desk).read_text("utf-8")
    head, judged = text.split("did: inspect")
    case_file(desk).write_text(head + "did: inspect" + judged.replace(old, new), "utf-8")
    desk.git("commit", "--all", "--quiet", "--message", "by hand")
    told = found(desk)
    assert {rule for _, rule, _ in told} == {"voucher-event"}
    assert any(says in message for _, _, message in told), told


@pytest.fixture(params=["en", "zh"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


@pytest.mark.parametrize("verb", EVERY)
def test_the_fields_of_an_action_have_names_of_their_own(verb: str, spoken: str) -> None:
    names = [field_label(field) for field in EVERY[verb].all_fields]
    assert "" not in names
    assert len(names) == len({*names})


def test_a_name_is_what_stands_before_how_it_is_given(spoken: str) -> None:
    sum = EVERY["cash-hand-in"].field("amount")
    assert field_label(sum) == {"en": "sum", "zh": "金额"}[spoken]


# --- which account leads to which, and who may ----------------------------------------------------

PLACES = (
    *("store:good", "store:finished", "store:loaner", "store:bad", "store:old", "store:tools"),
    *("van:a", "branch:b", "agent:c", "depot:d", "engineer:a", "engineer:a:old", "house"),
    *(
        "supplier",
        "maker:m",
        "finance",
        "installed",
        "scrap",
        "lost",
        "unrecovered",
        "count-difference",
    ),
)
Leads = tuple[set[str], set[str], str]
STOCK = {"store:good", "store:finished", "store:loaner", "van:a", "branch:b", "agent:c", "depot:d"}
AWAY = {"van:a", "branch:b", "agent:c", "depot:d"}
LEADS = {  # by a storekeeper's own book: what leads where, and what that asks for
    "transfer": [
        (STOCK, STOCK, ""),
        ({"engineer:a"}, {"engineer:a"}, ""),
        ({"engineer:a:old"}, {"engineer:a:old"}, ""),
        (AWAY, {"installed"}, "document approved_by"),
    ],
    "receive": [
        ({"supplier", "maker:m"}, {*STOCK, "store:bad"}, "document"),
        ({"installed"}, {"store:old", "store:finished"}, "document approved_by"),
    ],
    "from-maker": [
        ({"maker:m"}, STOCK, "document"),
        ({"maker:m"}, {"store:bad"}, ""),
        ({"maker:m"}, {"scrap"}, "approved_by"),
    ],
    "scrap": [({*STOCK, "store:bad", "store:old"}, {"scrap"}, "")],
    "to-maker": [({"store:bad"}, {"maker:m"}, "")],
    "inspect": [({"store:old"}, {"store:good"}, "")],
    "tool-add": [({"supplier"}, {"store:tools"}, "")],
}
OF_CASES = {
    "issue": [(STOCK, {"engineer:a"}, "")],
    "return": [({"engineer:a"}, {*STOCK, "store:bad"}, "")],
    "transfer": LEADS["transfer"],
    "from-maker": [({"maker:m"}, {"house"}, "")],
}
OTHERWISE = {  # what a maker answers instead: a field of from-maker, and what leads where with it
    "instead_of": [({"maker:m"}, {"supplier"}, ""), ({"supplier"}, STOCK, "document")],
    "credit": [
        ({"maker:m"}, {"supplier"}, "document approved_by"),
        ({"supplier"}, {"finance"}, ""),
    ],
    "refused": [({"maker:m"}, {"store:bad"}, "")],
}
OTHERWISE_OF_CASES = OTHERWISE | {
    "instead_of": [({"maker:m"}, {"supplier"}, ""), ({"supplier"}, {"house"}, "")],
    "refused": OF_CASES["from-maker"],
}
WITH = {"document": "X-1", "approved_by": "he"}


@pytest.mark.parametrize(
    ("did", "case"),
    [*((did, None) for did in LEADS), *((did, "20260101-aaaaaa") for did in OF_CASES)],
)
def test_one_account_leads_to_another_by_its_verb_alone(did: str, case: str | None) -> None:
    leads_as_said(did, case, OF_CASES[did] if case else LEADS[did], {})


@pytest.mark.parametrize("answer", OTHERWISE)
@pytest.mark.parametrize("case", [None, "20260101-aaaaaa"])
def test_what_the_maker_answers_leads_elsewhere(answer: str, case: str | None) -> None:
    table = OTHERWISE_OF_CASES if case else OTHERWISE
    leads_as_said("from-maker", case, table[answer], {answer: "X"})


def leads_as_said(did: str, case: str | None, table: Sequence[Leads], told: dict[str, str]) -> None:
    """Fail where an account leads to another, and the table does not say so, or the other way."""
    for source, target in product(PLACES, PLACES):
        asks = [set(a.split()) for s, t, a in table if source in s and target in t]
        for said in ({}, {"document": "X-1"}, {"approved_by": "he"}, WITH):
            fields = {**told, **said, "maker": "m"}
            if did == "inspect":
                fields["result"] = "good"
            line = Line(sku="PSU", qty=Decimal(1), from_=source, to=target)
            voucher = Voucher("v", MOMENT, "yang", did, (line,), case, case and "e", fields)
            right = any(names <= set(said) for names in asks)
            assert (wrong_route(voucher, line) is None) == right, (source, target, said)


WHO = {  # who may move what: the regulations' table of roles (rules.md §7)
    "complete take-away give-back swap exchange accept": "engineer technician",
    "issue return old-in to-maker from-maker receive scrap": "storekeeper",
    "transfer": "storekeeper manager",
    "inspect": "storekeeper technician",
    "loan-out loan-in": "storekeeper engineer technician",
    "adjust tool-lost": "supervisor manager",
    "tool-add tool-out tool-in": "storekeeper supervisor manager",
    "cash-collect": "engineer technician finance",
    "cash-hand-in cash-pay cash-settle": "finance",
    "cash-write-off": "finance supervisor manager",
    "parts-lost loan-lost": "storekeeper supervisor manager",
}


@pytest.mark.parametrize("verbs", WHO)
def test_who_may_move_things(verbs: str) -> None:
    for verb in verbs.split():
        assert set(EVERY[verb].roles) == set(WHO[verbs].split()), verb


def test_the_table_of_roles_has_every_verb_that_moves_things() -> None:
    said = {verb for verbs in WHO for verb in verbs.split()}
    assert {v for v, a in EVERY.items() if a.movements} - said <= {"reverse", "retract"}


def test_who_may_take_back_is_who_may_book() -> None:
    """Whether he booked or might have is asked of each; here, that the verb is his at all."""
    booked = [a for v, a in DOCUMENTS.items() if a.movements and v != "reverse"]
    assert set(EVERY["reverse"].roles) == {role for action in booked for role in action.roles}
    entered = [a for v, a in ACTIONS.items() if v not in ("retract", "reverse")]
    assert set(EVERY["retract"].roles) == {role for action in entered for role in action.roles}
