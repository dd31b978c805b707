"""The rulebook as a value: what ``policies.yaml`` says (design.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.master.limits import Limits, RepairWarranty
from servicectl.domain.rulebook.clock_rule import CONDITION, ClockRule
from servicectl.domain.rulebook.condition_reader import read_one_event, read_requirement
from servicectl.domain.rulebook.kpis import KPIS, Target, read_target
from servicectl.domain.rulebook.terms import Condition, Spec, Term
from servicectl.domain.schema.kinds import (
    AREA_CODE,
    DAY,
    EMAIL,
    LANGUAGE_VERSION,
    LINE,
    MISSING,
    PHONE,
    YES_NO,
    ChoiceKind,
    Findings,
    ManyKind,
    ParsedKind,
    TableKind,
)
from servicectl.domain.schema.languages import LANGUAGES
from servicectl.domain.schema.listed import ROLE_NAME
from servicectl.domain.schema.nodes import NULLS, Map, Value
from servicectl.domain.schema.quantities import AMOUNT, CATEGORIES
from servicectl.domain.schema.records import Record, RecordKind, key, replace
from servicectl.domain.schema.words import SHIPPED_WORDS, Words
from servicectl.domain.time.calendar import Calendar
from servicectl.domain.time.limit import Within, read_within
from servicectl.domain.workflow.money_actions import CURRENCY
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import msg

NO_CALENDAR = Calendar(ZoneInfo("UTC"), ((),) * 7)


class RequirementsKind(ManyKind):
    """A list of requirements: all that a text asks for, and all that the next one does."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the specs that all have to be met, or MISSING."""
        read = super().read(raw, found)
        return MISSING if read is MISSING else tuple(spec for specs in read for spec in specs)


class ExtraTicksKind(ManyKind):
    """A list of lines that ship; a mapping of one's own is read apart (:mod:`steps_reader`)."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the lines of the list, or MISSING."""
        return () if isinstance(raw, Map) else super().read(raw, found)


REQUIREMENT = ParsedKind(read_requirement, "REQUIREMENT", "sheet-in unless guide.solved")
EVENT = ParsedKind(read_one_event, "EVENT", "support.answer")
ACTIONS_AND_DOCUMENTS = {**DOCUMENTS, **ACTIONS}
"""Whatever a rulebook may ask something of, by its word in files."""
EXTRA_TICKS = tuple(tick.name for a in ACTIONS.values() for tick in a.ticks if tick.extra)


class Company(Record):
    """Who prints the sheets, and what the company states of itself."""

    name: str | None = key(LINE, msg("company's name"), default=None)
    hotline: str | None = key(LINE, msg("service hotline"), default=None, rules=("R466",))
    area_code: str | None = key(
        AREA_CODE, msg("area code that makes a local number whole"), default=None
    )
    mobile: tuple[str, ...] = key(ManyKind(PHONE), msg("mobile phone"), default=(), rules=("R467",))
    mailboxes: tuple[str, ...] = key(
        ManyKind(EMAIL), msg("where letters are taken"), default=(), rules=("R178", "R469")
    )
    standards: tuple[str, ...] = key(
        ManyKind(LINE), msg("standards that are followed"), default=(), rules=("R439",)
    )
    service_points: Mapping[str, str] = key(
        TableKind(LINE), msg("service points by region"), default={}, rules=("R542",)
    )
    depot: str | None = key(LINE, msg("depot of spare parts"), default=None, rules=("R351",))


class MoneyRules(Record):
    """What the rulebook says of money."""

    currency: str = key(CURRENCY, msg("currency"), default="CNY")
    estimates: bool = key(
        YES_NO,
        msg("a rough figure may be told before the cause is found"),
        default=False,
        rules=("R487",),
    )
    usual: str | None = key(
        ChoiceKind(CATEGORIES),
        msg("category where nothing on file tells"),
        rules=("R499",),
        default=None,
    )
    on_site_limit: Decimal | None = key(
        AMOUNT,
        msg("largest sum taken on the spot; above it the invoice comes first"),
        rules=("R120",),
        default=None,
    )
    fixed_asset_from: Decimal | None = key(
        AMOUNT,
        msg("value from which a tool counts among the fixed assets"),
        rules=("R131",),
        default=None,
    )


class StaffRules(Record):
    """Whom the rulebook lets be sent."""

    certificates: tuple[str, ...] = key(
        ManyKind(LINE),
        msg("certificates of which whoever is sent has one, not expired"),
        default=(),
        rules=("R107",),
    )
    skills: bool = key(
        YES_NO,
        msg("say so when nobody who is sent has a skill for the model"),
        default=False,
        rules=("R111",),
    )


def _read_answer_time(text: str) -> Within:
    return Within(None) if text in NULLS else read_within(text)


class RegisterRules(Record):
    """What the rulebook says of calls and letters."""

    answer_within: Within = key(
        ParsedKind(_read_answer_time, "DURATION", "12h"),
        msg("time for an answer; null: none is due"),
        default=Within(None),
        rules=("R086",),
    )


class Policy(Record):
    """A team's rulebook. ``id`` is the content id of its file."""

    schema: int = key(LANGUAGE_VERSION, msg("version of the language"))
    profile: str = key(LINE, msg("name of the rulebook"))
    language: str = key(ChoiceKind(LANGUAGES), msg("language of screen and paper"), default="zh")
    source: str | None = key(LINE, msg("document it was drawn from"), default=None)
    effective_from: date | None = key(DAY, msg("in force since"), default=None)
    company: Company = key(RecordKind(Company), msg("who prints the sheets"), default=Company())
    require: Mapping[str, tuple[Spec, ...]] = key(
        TableKind(RequirementsKind(REQUIREMENT)), msg("what an action needs"), default={}
    )
    approve: Mapping[str, tuple[str, ...]] = key(
        TableKind(ManyKind(ROLE_NAME)), msg("which action needs whose yes"), default={}
    )
    by: Mapping[str, tuple[str, ...]] = key(
        TableKind(ManyKind(ROLE_NAME)),
        msg("who alone may record it, from schema: 2 on"),
        default={},
    )
    first: tuple[Condition, ...] = key(
        ManyKind(CONDITION), msg("what stands first in every list, from schema: 2 on"), default=()
    )
    separate: tuple[tuple[Term, ...], ...] = key(
        ManyKind(ManyKind(EVENT)),
        msg("actions one person may not do in one case"),
        default=(),
    )
    ticks: tuple[str, ...] = key(
        ExtraTicksKind(ChoiceKind(EXTRA_TICKS)), msg("further lines of the checklists"), default=()
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
        TableKind(ParsedKind(read_target, "TARGET", ">= 95%"), tuple(KPIS)),
        msg("targets of the figures"),
        default={},
    )
    conduct: Mapping[str, str] = key(
        TableKind(LINE), msg("how people behave, by rule; printed on the sheet"), default={}
    )
    id: str = ""
    calendar: Calendar = NO_CALENDAR
    clocks: Mapping[str, ClockRule] = MappingProxyType({})
    kinds: Kinds = Kinds()

    @property
    def words(self) -> Words:
        return self.kinds.words

    @property
    def zone(self) -> ZoneInfo:
        return self.calendar.zone

    def by_calendar_of(self, other: Policy) -> Policy:
        """Return this rulebook with another's calendar."""
        return replace(self, calendar=other.calendar)

    def outlives(self, case: Case) -> bool:
        """Return whether a clock may run on though the case is closed."""
        lasting = [clock for clock in self.clocks.values() if clock.outlives]
        return any(clock.starts & {e.did for e in case.events} for clock in lasting)

    @property
    def issues_on_approval(self) -> bool:
        """Return whether parts are handed out only on somebody's yes (R089, R095)."""
        return bool(self.required("issue"))

    def required(self, verb: str) -> tuple[Spec, ...]:
        """Return what this rulebook asks of an action."""
        return self.require.get(verb, ())

    def approvers(self, event: Event) -> tuple[str, ...]:
        """Return the roles that alone may record this event; none where the rulebook is silent."""
        by = sorted(self.by.items(), key=lambda pair: "." not in pair[0])  # an outcome before all
        said = (*by, *self.approve.items())
        return next((roles for words, roles in said if Term.of(words).matches(event)), ())


def words_of(policy: Policy | None) -> Words:
    """Return the words of a rulebook; those that come with the program where it cannot be read."""
    return policy.words if policy else SHIPPED_WORDS
