"""Break each declared way, route, authority and approval in turn, and see that a test fails.

    .venv/bin/python scripts/break_sweep.py [WORD]

prints a table: what was broken, and whether the quick tests that concern it saw it. What survives
is printed last, and the exit code is then 1. Each break runs in a process of its own. ``WORD`` is
looked for in kind and name, as an expression: ``"way.*(reverse|retract):"``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from servicectl.domain.rulebook import constraints
from servicectl.domain.schema.vocabulary import SERVES_ONE
from servicectl.domain.schema.words import SHIPPED_WORDS, Word
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.movement import Movement, Route
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.services.recording import action_checks, approvals
from tests.desk import Shelf
from tests.domain.test_declared import LEADS, OF_CASES, OTHERWISE, WHO
from tests.domain.test_declared import test_one_account_leads_to_another_by_its_verb_alone as leads
from tests.domain.test_declared import test_what_the_maker_answers_leads_elsewhere as elsewhere
from tests.domain.test_declared import test_who_may_move_things as who_may
from tests.domain.test_declared import test_who_may_take_back_is_who_may_book as take_back
from tests.places import REPOSITORY, module_called
from tests.validate.test_alterations import FURTHER, Check, survivors

TYPED = tuple(
    map(module_called, ("side_doors", "ledger_validate", "stock", "maker_freight_and_found"))
)
BY_VERB = {  # what is typed to see a break that no pure function sees
    "retract": "not_taken_from_under or nobodys",
    **dict.fromkeys(
        ("to-maker", "receive", "scrap", "reverse", "adjust", "cash-settle"),
        "every_way_of_the_store",
    ),
    "from-maker": "every_way_of_the_store or maker",
    **dict.fromkeys(("tool-add", "tool-out", "tool-in", "tool-lost"), "every_way_of_the_store"),
}
BY_APPROVAL = ("one_approval", "taken_off or at_most", "five_boards")
BY_CHECK = tuple(  # what is typed to see that nobody checks a verb, the likeliest first
    module_called(name)
    for name in (
        *("rules_appliance_004", "rules_settopbox_001", "rules_hotline_000", "one_story"),
        *("side_doors", "oral_approvals", "stock", "prices", "doubles", "edit", "clash", "forms"),
    )
)
EVERY = {**ACTIONS, **DOCUMENTS}
CHECKS = (
    ("not observed", constraints, "_OBSERVED"),
    ("not checked", action_checks, "_CHECKS"),
)


CONTROL = "nothing broken"
ANSWERS = {
    (False, False): "seen",
    (False, True): "SURVIVES",
    (True, False): "passes",
    (True, True): "FAILS",
}


class Break(NamedTuple):
    """One thing that is broken: its kind, what, how, and the tests that are to see it."""

    kind: str
    what: str
    apply: Callable[[], None]
    test: Callable[[], None]


def kept(checks: Sequence[Check], verb: str) -> None:
    """Fail as the tests of ways do: typed, another way, records at odds, or a survivor."""
    if verb in BY_VERB:
        typed(BY_VERB[verb])
    lead()
    for check in checks:
        for case in check.cases.values():
            assert not any(check.problems(case, *check.books.of_case(case.id).values()))
        assert not any(check.problems(None, *check.files.values()))
    for check in checks:
        left = survivors(check)
        assert (left.events, left.vouchers) == ([], [])


def lead() -> None:
    """Fail where an account leads to another than tests/domain/test_declared.py says."""
    for table, case in ((LEADS, None), (OF_CASES, "20260101-aaaaaa")):
        for did in table:
            leads(did, case)
        for answer in OTHERWISE:
            elsewhere(answer, case)


def may() -> None:
    """Fail where somebody else may move things than tests/domain/test_declared.py says."""
    for verbs in WHO:
        who_may(verbs)
    take_back()


def typed(names: str, modules: Sequence[str] = TYPED) -> None:
    """Fail where one of these typed tests does."""
    desks = Path(gettempdir()) / "break_sweep"  # emptied by each: a sweep leaves no thousand desks
    words = ["-q", "-x", "-p", "no:cacheprovider", f"--basetemp={desks}", *modules, "-k", names]
    assert pytest.main(words) == pytest.ExitCode.OK  # none found is no answer


def checked() -> None:
    """Fail where a typed test of what verbs have to observe does."""
    typed("", BY_CHECK)


def teams(folder: Path) -> list[Check]:
    """Return the shipped team and desks with what it lacks, each read once."""
    (folder / ".gitconfig").write_text("[user]\n\tname = 王丽\n\temail = wangli@example.cn\n")
    os.environ["HOME"] = str(folder)
    shelf = Shelf(folder / "shelf")
    desks = [shelf.copy(lines, folder / str(n)) for n, lines in enumerate(FURTHER)]
    return [Check(root) for root in (REPOSITORY, *(desk.root for desk in desks))]


def breaks(checks: Sequence[Check]) -> Iterator[Break]:
    """Yield everything that can be broken; before it each test with nothing broken."""
    yield from _controls()
    for action in EVERY.values():
        for n, movement in enumerate(action.movements):
            yield from _ways(action, n, movement, checks)
        if action.movements:
            yield from _authority(action)
    yield from _approvals()


def _controls() -> Iterator[Break]:
    """Yield the tests that are chosen, with nothing broken: what they see then is no break."""
    for names in dict.fromkeys((*BY_VERB.values(), *BY_APPROVAL)):
        yield Break(CONTROL, names, lambda: None, partial(typed, names))
    for test in (lead, may, checked):
        yield Break(CONTROL, test.__name__, lambda: None, test)


def _ways(action: Action, n: int, movement: Movement, checks: Sequence[Check]) -> Iterator[Break]:
    what = f"{action.verb}: {movement.of or movement.derived}"
    test = partial(kept, checks, action.verb)
    ends = f"{movement.source} to {movement.target}"
    yield Break("way removed", f"{what} {ends}", _with(action, n), test)
    turned = movement._replace(source=movement.target, target=movement.source)
    if movement.source:
        yield Break("way turned", f"{what} {ends}", _with(action, n, turned), test)
    for k, route in enumerate(movement.routes):
        rest = movement.routes[:k] + movement.routes[k + 1 :]
        said = f"{action.verb}: {' '.join(route.sources)} to {' '.join(route.targets)}"
        one = movement._replace(routes=rest or (Route((), ()),))
        yield Break("route removed", said, _with(action, n, one), lead)
        if route.asks:
            free = movement._replace(routes=(*rest, route._replace(asks=())))
            yield Break("asked for nothing", said, _with(action, n, free), lead)


def _with(action: Action, n: int, *instead: Movement) -> Callable[[], None]:
    movements = (*action.movements[:n], *instead, *action.movements[n + 1 :])
    return lambda: object.__setattr__(action, "movements", movements)


def _authority(action: Action) -> Iterator[Break]:
    for role in action.roles:
        rest = tuple(other for other in action.roles if other != role)
        yield Break("authority removed", f"{action.verb}: {role}", _roles(action, rest), may)
    if "receptionist" in action.roles:
        return
    more = (*action.roles, "receptionist")
    yield Break("authority given", f"{action.verb}: receptionist", _roles(action, more), may)


def _roles(action: Action, roles: tuple[str, ...]) -> Callable[[], None]:
    return lambda: object.__setattr__(action, "roles", roles)


def _approvals() -> Iterator[Break]:
    once, off, boards = (partial(typed, names) for names in BY_APPROVAL)
    for what in SERVES_ONE:
        yield Break("serves for ever", what, partial(_serves_any, what), checked)
    yield Break("needs no yes", "exchange", lambda: _needs("exchange"), once)
    for kind, module, name in CHECKS:
        table = vars(module)[name]
        for verb in table:
            yield Break(kind, verb, _gone(table, verb), checked)
    none = partial(_nothing, approvals, "check_consent")
    yield Break("anybody says yes", "approved_by", none, boards)
    says = partial(_nothing, approvals, "_check_says_what")
    yield Break("a yes to nothing", "approve", says, off)


def _gone(table: object, key: str) -> Callable[[], None]:
    return lambda: table.pop(key)  # type: ignore[attr-defined]


def _serves_any(approval: str) -> None:
    SHIPPED_WORDS["approval"][approval] = Word(approval)


def _needs(verb: str) -> None:
    for name in ("needs", "asked"):
        object.__setattr__(ACTIONS[verb], name, ())


def _nothing(module: object, name: str) -> None:
    setattr(module, name, lambda *_: None)


def seen(one: Break) -> bool:
    """Return whether a test fails with this broken; in a child, so that nothing stays broken."""
    child = os.fork()
    if not child:
        with Path(os.devnull).open("w") as away, redirect_stdout(away), redirect_stderr(away):
            failed = True
            try:
                one.apply()
                one.test()
                failed = False
            finally:
                os._exit(int(failed))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def main(word: str = "") -> int:
    """Break what ``word`` names, or everything; return 1 where something survived."""
    alive = []
    with TemporaryDirectory() as folder:
        for one in breaks(teams(Path(folder))):
            if re.search(word, f"{one.kind} {one.what}"):
                wrong = seen(one) is (one.kind == CONTROL)
                alive += [one] if wrong else []
                print(
                    f"| {one.kind} | {one.what} | {ANSWERS[one.kind == CONTROL, wrong]} |",
                    flush=True,
                )
    for one in alive:
        print(f"look at: {one.kind}: {one.what}")
    return int(bool(alive))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
