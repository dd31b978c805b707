"""The verbs that read: lists, one case, deadlines, search."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_problems
from servicectl.cli.app.typed import Typed, one_case, values_of
from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.clocks import Clock, due_within
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.domain.time.calendar import UnreachableDeadline
from servicectl.domain.workflow.states import OPEN, STATES
from servicectl.errors import BadData, Message, Place, Problem, UsageError, msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View, case_view, clock_view, owed_view, row_view
from servicectl.output.text.case import case_screen
from servicectl.output.text.cases import list_screen
from servicectl.output.text.deadlines import explain_screen, owed_lines
from servicectl.output.text.labels import state_label


def view_of(context: Context, case: Case) -> tuple[View, tuple[Clock, ...]]:
    """Return a case as JSON shows it, and its clocks."""
    from servicectl.services.queries.open_items import open_items

    clocks = context.team.clocks(case, context.now)
    customer = context.team.customer(case.head["customer"])
    policy, vouchers = context.team.rulebook(case.policy), context.team.vouchers_of(case)
    rows = [
        {"what": what if isinstance(what, str) else say(what), "who": who, "settle": say(settle)}
        for what, who, settle in open_items(case, policy, clocks, vouchers)
    ]
    view = case_view(case, customer, clocks, rows, context.zone)
    serial = case.head.get("unit")
    if serial and context.team.has_unit(serial):
        view["model"] = context.team.unit(serial).model
    return view, clocks


def show(context: Context, words: str, typed: Typed) -> int:
    """Print one case."""
    case = one_case(context, typed)
    view, clocks = view_of(context, case)
    if typed["json"]:
        put_json(view)
    else:
        names = {person.id: person.name for person in context.team.roster.people}
        put(case_screen(case, view, clocks, names, context.zone))
    return 0


def log(context: Context, words: str, typed: Typed) -> int:
    """Print a case's history."""
    from servicectl.output.text.history import log_screen

    case = one_case(context, typed)
    if typed["json"]:
        put_json(view_of(context, case)[0]["history"])
    else:
        put(log_screen(case, context.zone))
    return 0


def explain(context: Context, words: str, typed: Typed) -> int:
    """Print how each deadline of a case, or one of them, was reckoned."""
    case = one_case(context, typed)
    clocks = context.team.clocks(case, context.now)
    wanted = typed["clock"]
    if wanted:
        _check_clock(context, wanted, context.team.rulebook(case.policy).clocks)
        clocks = tuple(clock for clock in clocks if clock.name == wanted)
    if typed["json"]:
        put_json([_explained(context, clock) for clock in clocks])
    elif clocks:
        put(explain_screen(clocks, context.zone, context.now))
    else:
        put(say(msg("{clock} has not begun in this case", clock=wanted or "-")))
    return 0


def _explained(context: Context, clock: Clock) -> View:
    from servicectl.output.json.case import moment

    steps = [
        {
            "from": moment(step.interval.start, context.zone),
            "to": moment(step.interval.end, context.zone),
            "kind": step.kind,
        }
        for step in clock.reckoning.steps
    ]
    return clock_view(clock, context.zone) | {"steps": steps, "limit_s": clock.reckoning.limit_s}


def _check_clock(context: Context, name: str, clocks: Mapping[str, object]) -> None:
    if name not in clocks:
        raise UsageError(
            msg("no clock is called {name}", name=name),
            did_you_mean(name, clocks) or msg("clocks: {words}", words=", ".join(clocks)),
        )


def owed(
    context: Context, problems: list[Problem], wanted: Callable[[Clock], bool]
) -> Iterator[tuple[Case, Clock]]:
    """Yield the clocks of all cases that are wanted, the longest due first."""
    found = [
        (case, clock)
        for case in context.team.cases(problems)
        for clock in _clocks(context, case, problems)
        if wanted(clock)
    ]
    yield from sorted(found, key=lambda pair: (pair[1].due or context.now, pair[0].id))


def _clocks(context: Context, case: Case, problems: list[Problem]) -> tuple[Clock, ...]:
    """Return the clocks of a case; none, and a problem, where they cannot be reckoned.

    None either of a case that is done, unless some clock may run on.
    """
    try:
        lives = case.is_open or context.team.rulebook(case.policy).outlives(case)
        return context.team.clocks(case, context.now) if lives else ()
    except BadData as error:
        problems.extend(error.problems)
    except UnreachableDeadline as error:
        problems.append(Problem(Place(case.path), "deadline", error.message, error.remedy))
    return ()


def customer_of(context: Context, case: Case, problems: list[Problem]) -> Customer | None:
    """Return the customer of a case; None, and a problem, where the record cannot be read."""
    try:
        return context.team.customer(case.head["customer"])
    except BadData as error:
        problems.extend(error.problems)
        return None


def overdue(context: Context, words: str, typed: Typed) -> int:
    """Print who owes what since when; 1 where anything is overdue that is not soft."""
    values = values_of(context, words, typed)
    kind = values.get("kind")
    if kind:
        _check_clock(context, kind, context.team.policy.clocks)
    problems: list[Problem] = []
    found = [
        (case, clock)
        for case, clock in owed(context, problems, lambda clock: clock.state == "overdue")
        if kind in (None, clock.name)
    ]
    _put_owed(context, found, bool(typed["json"]), problems, msg("nothing is overdue"))
    if typed["flag"]:
        from servicectl.services.recording.breaches import flag

        flag(context.session, found)
    breached = any(not clock.rule.is_soft for _, clock in found)
    return put_problems(problems) or int(breached)


def due(context: Context, words: str, typed: Typed) -> int:
    """Print what falls due within a time from now."""
    duration = values_of(context, words, typed)["within"]
    ahead = timedelta(seconds=duration.seconds, days=duration.days + 31 * duration.months)
    problems: list[Problem] = []
    found = list(owed(context, problems, lambda clock: due_within(clock, context.now, ahead)))
    _put_owed(context, found, bool(typed["json"]), problems, msg("nothing is due in that time"))
    return put_problems(problems)


def _put_owed(
    context: Context,
    found: list[tuple[Case, Clock]],
    as_json: bool,
    problems: list[Problem],
    nothing: Message,
) -> None:
    """Print what is owed; that there is nothing only to a terminal, for cron mails every line."""
    rows = []
    for case, clock in found:
        customer = customer_of(context, case, problems)
        rows.append((owed_view(case, clock, customer, context.zone), clock))
    if as_json:
        put_json([row for row, _ in rows])
        return
    for line in owed_lines(rows, context.zone):
        put(line)
    if not rows and not problems and sys.stderr.isatty():
        print(say(nothing), file=sys.stderr)


def list_(context: Context, words: str, typed: Typed) -> int:
    """Print the cases asked for."""
    values = values_of(context, words, typed)
    person = values.get("engineer")
    if person and context.team.roster.get(person) is None:
        from servicectl.store.team.team import unknown_person

        raise unknown_person(person, context.team.roster)
    problems: list[Problem] = []
    state = values.get("state")

    def wanted(case: Case) -> bool:
        shown = case.state == state if state else bool(typed["all"]) or case.state in OPEN
        return (
            shown
            and (person is None or person in case.engineers)
            and (values.get("kind") in (None, case.kind))
        )

    return _put_cases(context, filter(wanted, context.team.cases(problems)), typed, problems)


def _put_cases(
    context: Context, cases: Iterator[Case], typed: Typed, problems: list[Problem]
) -> int:
    rows = []
    for case in cases:
        rows.append(row_view(case, customer_of(context, case, problems), context.zone))
    if typed["json"]:
        put_json(rows)
    elif rows:
        put(list_screen(rows, context.zone))
    elif not problems:
        print(say(msg("no case")), file=sys.stderr)
    return put_problems(problems)


def search(context: Context, words: str, typed: Typed) -> int:
    """Print the cases in which all words stand: customer, unit, fault, cause, work, notes."""
    wanted = [word.casefold() for word in values_of(context, words, typed).get("words", ())]
    if not wanted:
        raise UsageError(msg("search for what?"), msg("servicectl search WORDS"))
    problems: list[Problem] = []

    def matches(case: Case) -> bool:
        text = _searched(context, case)
        return all(word in text for word in wanted)

    return _put_cases(context, filter(matches, context.team.cases(problems)), typed, problems)


def _searched(context: Context, case: Case) -> str:
    """Return all that is searched of a case, folded."""
    texts = [str(value) for name, value in case.head.items() if name not in ("schema", "policy")]
    for event in case.events:
        texts += [str(value) for value in event.fields.values()]
        texts.append(event.note or "")
    try:
        customer = context.team.customer(case.head["customer"])
        texts += filter(None, (customer.name, customer.contact, customer.phone, customer.address))
        serial = case.head.get("unit")
        if serial and context.team.has_unit(serial):
            texts.append(context.team.unit(serial).model or "")
    except BadData:
        pass  # named by the row that shows the customer
    return "\n".join(texts).casefold()


def status(context: Context, words: str, typed: Typed) -> int:
    """Print the desk in a few lines: open cases by state, what is overdue, what is due today."""
    problems: list[Problem] = []
    states: Counter[str] = Counter()
    late = 0
    for case in context.team.cases(problems):
        states[case.state] += case.is_open
        late += sum(clock.state == "overdue" for clock in _clocks(context, case, problems))
    states = +states
    view = {"open": sum(states.values()), "states": dict(states), "overdue": late}
    if typed["json"]:
        put_json(view)
    else:
        put(say(msg("{n} open cases, {late} deadlines overdue", n=view["open"], late=late)))
        for state in (name for name in STATES if name in states):
            put(f"{states[state]:>5}  {state_label(state)}")
    return put_problems(problems)
