"""Which cases: those of a kind, those in which words stand, how many there are in each state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.rank import check_condition, condition, meets, one_word, rank
from servicectl.domain.schema.characters import search_key
from servicectl.errors import BadData, Malformed, NotedIn, Problem, UsageError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.callers import is_number_of, paths_naming
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.known_cases import open_cases
from servicectl.store.team.team import Team, unknown_person

WHOLE_NUMBER = 7  # digits of a telephone number that is not a part of one


class CaseRow(NamedTuple):
    """A case with its customer, None where the record cannot be read."""

    case: Case
    customer: Customer | None


class CaseQuery(NamedTuple):
    """Which cases are asked for; None is no limit. A state, or else the open ones or all.

    ``said`` are words of the rulebook's own lists, each with the list that it is of.
    """

    state: str | None = None
    engineer: str | None = None
    kind: str | None = None
    priority: str | None = None
    when: str | None = None
    said: tuple[tuple[str, str], ...] = ()
    closed_too: bool = False

    def fits(self, case: Case, records: Callable[[Case], Any]) -> bool:
        """Return whether this case is asked for; ``records`` gives what is on file of it."""
        shown = case.state == self.state if self.state else self.closed_too or case.is_open
        return (
            shown
            and (self.engineer is None or self.engineer in case.engineers)
            and self.kind in (None, case.kind)
            and self.priority in (None, case.priority)
            and (self.when is None or meets(case, condition(self.when), records))
            and all(meets(case, one_word(*pair), records) for pair in self.said)
        )


def list_cases(team: Team, query: CaseQuery) -> QueryResult[CaseRow]:
    """Return the cases asked for.

    Raises UsageError for an engineer whom nobody knows, and a condition that nobody understands.
    """
    if query.engineer and team.roster.get(query.engineer) is None:
        raise unknown_person(query.engineer, team.roster)
    if query.when is not None:
        _check_when(query.when, team)
    problems: list[Problem] = []
    all_asked = query.closed_too or query.state
    cases = team.cases(problems) if all_asked else open_cases(team, problems)
    fitting = [case for case in cases if query.fits(case, team.records_of)]
    found = sorted(fitting, key=lambda case: rank(case, team.policy.first, team.records_of))
    return QueryResult(_rows(team, found, problems), problems)


def _check_when(text: str, team: Team) -> None:
    """Raise UsageError for a condition that today's rulebook does not understand."""
    try:
        check_condition(condition(text), team.policy)
    except Malformed as error:
        raise UsageError(msg("--when: {problem}", problem=error.problem), error.remedy) from error


def is_closed(team: Team, state: str) -> bool:
    """Return whether a case in this state is closed, by today's rulebook."""
    known = team.policy.kinds.states
    return state in known and known[state].bears("closed")


def search(team: Team, words: Sequence[str]) -> QueryResult[CaseRow]:
    """Return the cases in which all words stand: customer, unit, fault, cause, work, notes."""
    wanted = [search_key(word) for word in words]
    problems: list[Problem] = []

    def matches(case: Case) -> bool:
        text = _searched(team, case)
        keys = zip(words, wanted, strict=True)
        return all(key in text or _is_callers_number(team, case, word) for word, key in keys)

    return QueryResult(_rows(team, filter(matches, team.cases(problems)), problems), problems)


def _is_callers_number(team: Team, case: Case, word: str) -> bool:
    """Return whether a word is a whole number of the customer's, spelt in another way."""
    if sum(char.isdigit() for char in word) < WHOLE_NUMBER:
        return False
    with suppress(BadData):
        return is_number_of(team, team.customer(case.head.customer), word)
    return False


def cases_naming(team: Team, key: str, id: str) -> QueryResult[CaseRow]:
    """Return the cases of a customer or unit (the ``key`` of their heads), latest first."""
    problems: list[Problem] = []
    found: list[Case] = []
    for path, ids in paths_naming(team, key, id):
        with NotedIn(problems):
            case = team.case_at(path)
            found += [case] if getattr(case.head, key) in ids else []
    return QueryResult(_rows(team, found, problems), problems)


def _rows(team: Team, cases: Iterable[Case], problems: list[Problem]) -> list[CaseRow]:
    return [CaseRow(case, customer_of(team, case, problems)) for case in cases]


def customer_of(team: Team, case: Case, problems: list[Problem]) -> Customer | None:
    """Return the customer of a case; None, and a problem, where the record cannot be read."""
    with NotedIn(problems):
        return team.customer(case.head.customer)
    return None


def _searched(team: Team, case: Case) -> str:
    """Return all that is searched of a case, folded."""
    heads = (case.head, case.reported)
    said = (item for head in heads for item in head.plain().items())
    texts = [str(value) for key, value in said if key not in ("schema", "policy")]
    for event in case.events:
        hidden = {f.name for f in event.action.fields if f.own and not f.search}
        texts += [str(value) for name, value in event.fields.items() if name not in hidden]
        texts.append(event.note or "")
    with suppress(BadData):  # named by the row that shows the customer
        texts += _on_file(team, case)
    return search_key("\0".join(texts))


def _on_file(team: Team, case: Case) -> Iterator[str]:
    """Yield what is searched of a case's customer and unit."""
    customer = team.customer(case.head.customer)
    yield from filter(None, (customer.name, customer.contact, customer.phone, customer.address))
    yield from customer.searched
    serial = case.head.unit
    if serial and team.has_unit(serial):
        unit = team.unit(serial)
        yield unit.model or ""
        yield from unit.searched
