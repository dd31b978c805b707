"""The rulebook: ``policies.yaml`` as a value (design.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import REPORT_FIELDS
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.limits import Limits, RepairWarranty
from servicectl.domain.rulebook.kpis import KPIS, Target, parse_target
from servicectl.domain.rulebook.terms import Spec, Term, parse_event_spec, parse_spec
from servicectl.domain.schema.kinds import (
    DAY,
    LINE,
    MISSING,
    SCHEMA,
    SCHEMA_HELP,
    YES_NO,
    ChoiceKind,
    Findings,
    ManyKind,
    ParsedKind,
    TableKind,
    WordKind,
    did_you_mean,
)
from servicectl.domain.schema.languages import LANGUAGES
from servicectl.domain.schema.nodes import Map, Seq, Text, Value, part
from servicectl.domain.schema.quantities import AMOUNT, CATEGORIES
from servicectl.domain.schema.records import Record, RecordKind, key, plain, read_record
from servicectl.domain.schema.vocabulary import CASE_KINDS, CHANNELS, PRIORITIES, ROLES
from servicectl.domain.schema.weeks import WEEK
from servicectl.domain.time.calendar import Calendar, Week, parse_day_range
from servicectl.domain.time.deadlines import Limit, Within, parse_at, parse_within
from servicectl.domain.time.moments import parse_minute
from servicectl.domain.workflow.actions import ACTIONS, DOCUMENTS
from servicectl.domain.workflow.money_actions import CURRENCY
from servicectl.errors import Malformed, Problem, msg

NO_CALENDAR = Calendar(ZoneInfo("UTC"), ((),) * 7)
EVENT_SPEC = ParsedKind(parse_event_spec, "EVENT", "guide.failed")
REQUIREMENT = ParsedKind(parse_spec, "REQUIREMENT", "sheet-in unless guide.solved")
CLOCK_NAME = WordKind(r"[a-z][a-z0-9_]{0,39}", "depart_next_day", "CLOCK")
RULE = WordKind(r"R[0-9]{3}", "R012", "RULE")
EVERY = {**DOCUMENTS, **ACTIONS}
"""Whatever a rulebook may ask something of, by its word in files."""
EXTRA_TICKS = tuple(tick.name for a in ACTIONS.values() for tick in a.ticks if tick.extra)
RECORDS: Mapping[str, type[Record]] = {"customer": Customer, "unit": Unit}
"""Records on file that a requirement may speak of: ``customer.phone``, ``unit.serial``."""


def _no_figure(text: str) -> str | None:
    return None if text in ("null", "~", "") else text


def _read_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise Malformed(
            msg("no time zone is called {name}", name=repr(text)), msg("such as Asia/Shanghai")
        ) from None


class When(Record):
    """What limits a clock to some cases; each may name several values."""

    for_: tuple[str, ...] = key(
        ManyKind(ChoiceKind(("today", "next-day"))), msg("day of the visit"), default=()
    )
    kind: tuple[str, ...] = key(ManyKind(ChoiceKind(CASE_KINDS)), msg("kind of case"), default=())
    priority: tuple[str, ...] = key(ManyKind(ChoiceKind(PRIORITIES)), msg("urgency"), default=())
    channel: tuple[str, ...] = key(
        ManyKind(ChoiceKind(CHANNELS)), msg("how it came in"), default=()
    )
    category: tuple[str, ...] = key(ManyKind(LINE), msg("kind of fault"), default=())


class ClockRule(Record):
    """One deadline of the rulebook: from which event, until which, within what time, who owes it.

    ``start`` lists events in order of preference; ``until`` those that stop it, the earliest first.
    """

    from_: tuple[Spec, ...] = key(
        ManyKind(EVENT_SPEC), msg("events that start it, the preferred one first"), required=True
    )
    until: tuple[Spec, ...] = key(ManyKind(EVENT_SPEC), msg("events that stop it"), required=True)
    owner: str = key(ChoiceKind(ROLES), msg("role that owes it"), required=True)
    within: Any = key(
        ParsedKind(_no_figure, "DURATION", "20m"), msg("how long it may take; null: no figure")
    )
    at: Any = key(ParsedKind(_no_figure, "MOMENT", "next_open_plus 20m"), msg("moment it is due"))
    time: str = key(
        ChoiceKind(("elapsed", "business", "calendar_days", "months")),
        msg("kind of time that is counted"),
        default="elapsed",
    )
    day: str = key(
        ChoiceKind(("working", "calendar")), msg("kind of day that counts"), default="working"
    )
    when: When = key(RecordKind(When), msg("cases it is for"), default=When())
    pauses: tuple[str, ...] = key(
        ManyKind(ChoiceKind(("hold",))), msg("what lets it rest"), default=()
    )
    yields_to: tuple[Spec, ...] = key(
        ManyKind(EVENT_SPEC), msg("agreements on a later time that void it"), default=()
    )
    not_after: str | None = key(CLOCK_NAME, msg("clock whose due moment bounds it"))
    soft: str = key(YES_NO, msg("shown late without counting a breach"), default="no")
    renewed: str = key(YES_NO, msg("a later start begins it anew"), default="yes")
    outlives: str = key(YES_NO, msg("runs on when the case is closed"), default="no")
    rule: str | None = key(RULE, msg("rule it comes from"))
    origin: str = key(
        ChoiceKind(("document", "house")), msg("who set the figure"), default="document"
    )
    name: str = ""
    limit: Limit = Within(None)

    @property
    def is_soft(self) -> bool:
        """Return whether it is shown late without counting as a breach."""
        return self.soft in ("yes", "true")

    @property
    def is_renewed(self) -> bool:
        """Return whether a later start of the same preference begins it anew."""
        return self.renewed in ("yes", "true")

    @property
    def outlives_case(self) -> bool:
        """Return whether it runs on when the case is closed (old parts still to be judged)."""
        return self.outlives in ("yes", "true")

    @property
    def events(self) -> frozenset[str]:
        """Return the names of the events that start or stop it."""
        return frozenset(term.name for s in (*self.from_, *self.until) for term in s.terms)

    def applies(self, case: Case, start: Event) -> bool:
        """Return whether this clock is for this case, started by this event."""
        facts = {"kind": case.kind, "priority": case.latest("priority") or "normal"}
        return all(
            _fits(name, str(start.fields.get(name) or facts.get(name) or case.latest(name)), wanted)
            for name, wanted in plain(self.when).items()
        )


def _fits(name: str, value: str, wanted: tuple[str, ...]) -> bool:
    if name == "for" and value != "today":
        value = "next-day"  # a date is meant as next-day for that date
    return value in wanted


class Company(Record):
    """Who prints the sheets."""

    name: str | None = key(LINE, msg("company's name"))
    hotline: str | None = key(LINE, msg("service hotline"))


class MoneyRules(Record):
    """What the rulebook says of money."""

    currency: str = key(CURRENCY, msg("currency"), default="CNY")
    estimates: str = key(
        YES_NO,
        msg("a rough figure may be told before the cause is found"),
        default="no",
        rules=("R487",),
    )
    usual: str | None = key(
        ChoiceKind(CATEGORIES), msg("category where nothing on file tells"), rules=("R499",)
    )
    on_site_limit: Decimal | None = key(
        AMOUNT,
        msg("largest sum taken on the spot; above it the invoice comes first"),
        rules=("R120",),
    )
    fixed_asset_from: Decimal | None = key(
        AMOUNT, msg("value from which a tool counts among the fixed assets"), rules=("R131",)
    )

    @property
    def may_estimate(self) -> bool:
        """Return whether a rough figure may be told before the cause is found (R487)."""
        return self.estimates in ("yes", "true")


class StaffRules(Record):
    """Whom the rulebook lets be sent."""

    certificates: tuple[str, ...] = key(
        ManyKind(LINE),
        msg("certificates of which whoever is sent has one, not expired"),
        default=(),
        rules=("R107",),
    )
    skills: str = key(
        YES_NO,
        msg("say so when nobody who is sent has a skill for the model"),
        default="no",
        rules=("R111",),
    )

    @property
    def matches_skills(self) -> bool:
        """Return whether skills are looked at."""
        return self.skills in ("yes", "true")


class RegisterRules(Record):
    """What the rulebook says of calls and letters."""

    answer_within: Within = key(
        ParsedKind(parse_within, "DURATION", "12h"),
        msg("time for an answer"),
        default=Within(None),
        rules=("R086",),
    )


class Policy(Record):
    """A team's rulebook. ``id`` is the content id of its file."""

    schema: int = key(SCHEMA, SCHEMA_HELP, required=True)
    profile: str = key(LINE, msg("name of the rulebook"), required=True)
    language: str = key(ChoiceKind(LANGUAGES), msg("language of screen and paper"), default="zh")
    source: str | None = key(LINE, msg("document it was drawn from"))
    effective_from: date | None = key(DAY, msg("in force since"))
    company: Company = key(RecordKind(Company), msg("who prints the sheets"), default=Company())
    require: Mapping[str, tuple[Spec, ...]] = key(
        TableKind(ManyKind(REQUIREMENT)), msg("what an action needs"), default={}
    )
    approve: Mapping[str, tuple[str, ...]] = key(
        TableKind(ManyKind(ChoiceKind(ROLES))), msg("which action needs whose yes"), default={}
    )
    separate: tuple[tuple[str, ...], ...] = key(
        ManyKind(ManyKind(ChoiceKind(tuple(ACTIONS)))),
        msg("actions one person may not do in one case"),
        default=(),
    )
    ticks: tuple[str, ...] = key(
        ManyKind(ChoiceKind(EXTRA_TICKS)), msg("further lines of the checklists"), default=()
    )
    money: MoneyRules = key(RecordKind(MoneyRules), msg("money"), default=MoneyRules())
    limits: Limits = key(
        RecordKind(Limits), msg("figures that the work keeps to"), default=Limits()
    )
    warranty: RepairWarranty = key(
        RecordKind(RepairWarranty), msg("warranty on a repair"), default=RepairWarranty()
    )
    staff: StaffRules = key(RecordKind(StaffRules), msg("who may be sent"), default=StaffRules())
    register: RegisterRules = key(
        RecordKind(RegisterRules), msg("calls and letters"), default=RegisterRules()
    )
    targets: Mapping[str, Target] = key(
        TableKind(ParsedKind(parse_target, "TARGET", ">= 95%"), tuple(KPIS)),
        msg("targets of the figures"),
        default={},
    )
    conduct: Mapping[str, str] = key(
        TableKind(LINE), msg("how people behave, by rule; printed on the sheet"), default={}
    )
    id: str = ""
    calendar: Calendar = NO_CALENDAR
    clocks: Mapping[str, ClockRule] = MappingProxyType({})

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the rulebook."""
        return self.calendar.zone

    def outlives(self, case: Case) -> bool:
        """Return whether a clock may run on though the case is closed."""
        lasting = [clock for clock in self.clocks.values() if clock.outlives_case]
        return any(clock.events & {e.did for e in case.events} for clock in lasting)

    def required(self, verb: str) -> tuple[Spec, ...]:
        """Return what this rulebook asks of an action."""
        return self.require.get(verb, ())

    def approvers(self, event: Event) -> tuple[str, ...]:
        """Return the roles that alone may record this event; none where the rulebook is silent."""
        for words, roles in self.approve.items():
            verb, _, detail = words.partition(".")
            if Term(verb, detail or None).matches(event):
                return roles
        return ()


class CalendarBlock(Record):
    """The calendar as it is written; :class:`Calendar` is what it means."""

    timezone: ZoneInfo = key(
        ParsedKind(_read_zone, "ZONE", "Asia/Shanghai"), msg("time zone"), required=True
    )
    windows: Week = key(WEEK, msg("working hours by weekday"), required=True)
    morning_ends: int = key(
        ParsedKind(parse_minute, "HH:MM", "12:00"), msg("end of the morning"), default=12 * 60
    )
    holidays: tuple[tuple[date, ...], ...] = key(
        ManyKind(ParsedKind(parse_day_range, "DATES", "2026-10-01..2026-10-07")),
        msg("days off"),
        default=(),
    )
    extra_workdays: tuple[tuple[date, ...], ...] = key(
        ManyKind(ParsedKind(parse_day_range, "DATES", "2026-10-10")),
        msg("make-up days"),
        default=(),
    )


def read_policy(raw: Map, path: str, id: str) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the rulebook that a file's content describes, and every problem in it.

    None where something in it is wrong: a deadline must not be guessed.
    """
    found = Findings(path)
    policy = read_record(Policy, raw, found, skip=("calendar", "clocks"))
    calendar = _read_calendar(raw, found)
    clocks = _read_clocks(raw, found)
    _check_verbs(raw, found)
    if found.problems or calendar is None:
        return None, tuple(found.problems)
    return policy.but(id=id, calendar=calendar, clocks=clocks), ()


def _read_calendar(raw: Map, found: Findings) -> Calendar | None:
    if "calendar" not in raw:
        found.add(raw, "required", msg("{key} is missing", key="calendar"))
        return None
    block = read_record(CalendarBlock, raw["calendar"], found)
    if block is MISSING:
        return None
    return Calendar(
        block.timezone,
        block.windows,
        block.morning_ends,
        frozenset(day for days in block.holidays for day in days),
        frozenset(day for days in block.extra_workdays for day in days),
    )


def _read_clocks(raw: Map, found: Findings) -> dict[str, ClockRule]:
    table = raw.get("clocks", Map())
    if not isinstance(table, Map):
        found.add(table, "type", msg("a mapping (key: value) is wanted here"))
        return {}
    clocks = {}
    for name, block in table.items():
        rule = read_record(ClockRule, block, found)
        if (
            rule is not MISSING
            and CLOCK_NAME.read(Text(name, *table.keys_at[name]), found) is not MISSING
        ):
            clocks[str(name)] = _with_limit(str(name), rule, block, found)
    for rule in clocks.values():
        _check_bound(rule, clocks, table, found)
    return clocks


def _check_bound(
    rule: ClockRule, clocks: Mapping[str, ClockRule], table: Map, found: Findings
) -> None:
    """Note a bound that is no clock, or that leads back to the clock itself."""
    seen = {rule.name}
    name = rule.not_after
    while name is not None:
        at = part(table, rule.name, "not_after")
        if name not in clocks:
            near = did_you_mean(name, clocks)
            found.add(at, "clock", msg("no clock is called {name}", name=name), near)
            return
        if name in seen:
            found.add(at, "clock", msg("{name} bounds itself in a circle", name=name))
            return
        seen.add(name)
        name = clocks[name].not_after


def _with_limit(name: str, rule: ClockRule, block: Value, found: Findings) -> ClockRule:
    """Return the clock with its name and the limit that ``within`` or ``at`` describes."""
    assert isinstance(block, Map)
    given = [word for word in ("within", "at") if word in block]
    if not given and set(block) - set(ClockRule.declared.by_name):
        return rule  # the mistyped key is named already
    if len(given) != 1:
        found.add(block, "limit", msg("a clock has either within: or at:"))
        return rule
    try:
        limit: Limit
        if given == ["within"]:
            limit = parse_within(rule.within, rule.time)
        else:
            limit = parse_at(rule.at or "immediate", rule.day)
            if limit.moment == "agreed":
                _check_agreed(rule, block, found)
    except Malformed as error:
        found.add(block[given[0]], "limit", error.problem, error.remedy)
        return rule
    return rule.but(name=name, limit=limit)


def _check_agreed(rule: ClockRule, block: Map, found: Findings) -> None:
    """Note a start that agrees on no time, though the clock is due at the agreed one."""
    for spec in rule.from_:
        for term in spec.terms:
            if not ACTIONS[term.name].agrees:
                found.add(
                    part(block, "from"),
                    "agreed",
                    msg("{name} agrees on no time", name=term.name),
                    msg("at: agreed begins with an event that has --when"),
                )


def _check_verbs(raw: Map, found: Findings) -> None:
    """Note requirements and approvals of actions, fields and outcomes that do not exist."""
    for section in ("require", "approve"):
        table = raw.get(section)
        if not isinstance(table, Map):
            continue
        for words, at in table.keys_at.items():
            verb, _, detail = words.partition(".")
            if verb not in EVERY:
                near = did_you_mean(verb, EVERY)
                message = msg("no action is called {name}", name=verb)
                found.add_at(at, "unknown-action", message, near)
            elif detail and not EVERY[verb].knows(detail):
                message = msg("{verb} has no outcome or field {detail}", verb=verb, detail=detail)
                found.add_at(at, "unknown-detail", message)
            elif section == "require":
                _check_requirements(verb, table[words], found)


def _check_requirements(verb: str, raw: Value, found: Findings) -> None:
    """Note terms that nothing typed could ever meet."""
    for item in raw if isinstance(raw, Seq) else [raw]:
        spec = REQUIREMENT.read(item, Findings("")) if isinstance(item, str) else MISSING
        if spec is MISSING:
            continue  # named where it was read
        for term in (*spec.terms, *spec.when, *spec.unless):
            if not _can_be_met(verb, term):
                found.add(
                    item,
                    "unknown-requirement",
                    msg("{term} is no field, event or record", term=str(term)),
                    did_you_mean(term.name, tuple(_own_fields(verb))),
                )


def _own_fields(verb: str) -> set[str]:
    further = REPORT_FIELDS if verb == "report" else ()
    ticks = (tick.name for tick in EVERY[verb].ticks)
    return {*(field.name for field in (*EVERY[verb].all_fields, *further)), *ticks}


def _can_be_met(verb: str, term: Term) -> bool:
    if term.detail is None:
        return term.name in ACTIONS or term.name in _own_fields(verb)
    if term.name in ACTIONS:
        return ACTIONS[term.name].knows(term.detail)
    record = RECORDS.get(term.name)
    return record is not None and term.detail in record.declared.by_name
