"""What is kept on file: customers, units, people, what came in, numbered forms."""

from __future__ import annotations

from collections.abc import Iterable

from servicectl.cli.app.command import JSON, OF_CASE, Command
from servicectl.domain.master.call_register import ADD_FIELDS, ANSWER_FIELDS, CLARIFY_FIELDS
from servicectl.domain.schema.kinds import (
    AGREED,
    CONTRACT_NUMBER,
    CUSTOMER_ID,
    DAY,
    EMAIL,
    FLAG,
    LINE,
    MODEL,
    MOMENT,
    PERSON,
    PHONE,
    SERIAL,
    TEXT,
    Kind,
    ManyKind,
    TextKind,
)
from servicectl.domain.schema.listed import ROLE
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.weeks import DATES
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

NAME = TextKind(limit=100, lines=False)
NEW_CUSTOMER = Field("new_customer", FLAG, msg("somebody who is not on file, though the name is"))
AS_TYPED = Field(
    "as_typed", FLAG, msg("take the phone number though it has a digit too few or too many")
)
REASON = Field("reason", LINE, msg("reason"), required=True)
CUSTOMER_FIELDS = (
    Field("name", NAME, msg("customer's name")),
    Field("phone", PHONE, msg("phone")),
    Field("contact", NAME, msg("contact person")),
    Field("address", LINE, msg("address")),
    Field("note", TEXT, msg("note")),
)
PERSON_FIELDS = (
    Field("name", LINE, msg("name"), required=True),
    Field("role", ManyKind(ROLE), msg("role"), required=True),
    Field("email", EMAIL, msg("e-mail")),
    Field("phone", PHONE, msg("phone")),
    Field("skill", ManyKind(LINE), msg("skill")),
)


def _optional(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields of a record as they are typed to correct it: none has to be."""
    return tuple(field._replace(required=False) for field in fields)


class _Joined(NamedTuple):
    """What differs between the records of which two files are one: their words in help."""

    noun: str
    kind: Kind
    merge: Message
    merge_example: Message
    keep: Message
    gone: Message
    unmerge: Message
    unmerge_example: Message
    merged: Message


_CUSTOMER = _Joined(
    "customer",
    CUSTOMER_ID,
    msg("two files of one customer: the second is the first from now on"),
    msg('customer merge c-4m2x8t c-7dk3pa --reason "the same shop, called by mobile"'),
    msg("customer to go by"),
    msg("who is the same"),
    msg("take a merged customer apart again"),
    msg('customer unmerge c-7dk3pa --reason "two shops after all"'),
    msg("customer who was merged"),
)
_UNIT = _Joined(
    "unit",
    SERIAL,
    msg("two files of one unit: the second is the first from now on"),
    msg('unit merge SN23080021 SN2308002I --reason "misread"'),
    msg("unit to go by"),
    msg("unit that is the same"),
    msg("take a merged unit apart again"),
    msg('unit unmerge SN2308002I --reason "there are both"'),
    msg("unit that was merged"),
)


def _joined(what: _Joined) -> tuple[Command, Command]:
    """Return the command that joins two files of one thing, and its reverse."""

    def command(verb: str, help: Message, example: Message, **ids: Message) -> Command:
        named = (Field(n, what.kind, t, required=True, argument=True) for n, t in ids.items())
        body = f"servicectl.cli.verbs.merges:{verb}"
        return Command(
            f"{what.noun} {verb}", help, body, "records", example, (*named, REASON, JSON)
        )

    return (
        command("merge", what.merge, what.merge_example, keep=what.keep, gone=what.gone),
        command("unmerge", what.unmerge, what.unmerge_example, gone=what.merged),
    )


_FILES = (
    Command(
        "customer add",
        msg("put a customer on file"),
        "servicectl.cli.verbs.customers:customer_add",
        "records",
        msg('customer add --name "Wang Fang" --phone "029-5550 4321" --note "at home on weekends"'),
        (*CUSTOMER_FIELDS, AS_TYPED, NEW_CUSTOMER, JSON),
    ),
    Command(
        "customer show",
        msg("a customer, with units and cases"),
        "servicectl.cli.verbs.customers:customer_show",
        "records",
        "customer show c-4m2x8t",
        (Field("customer", CUSTOMER_ID, msg("customer"), required=True, argument=True), JSON),
    ),
    Command(
        "customer edit",
        msg("correct a customer's record"),
        "servicectl.cli.verbs.customers:customer_edit",
        "records",
        msg('customer edit c-4m2x8t --address "1 South Road"'),
        (
            Field("customer", CUSTOMER_ID, msg("customer"), required=True, argument=True),
            *CUSTOMER_FIELDS,
            Field("add_phone", PHONE, msg("a further phone number")),
            Field("drop_phone", PHONE, msg("a phone number that is no longer the customer's")),
            AS_TYPED,
            JSON,
        ),
    ),
    Command(
        "customer find",
        msg("who has these digits in a phone number, or these words in a name"),
        "servicectl.cli.verbs.customers:customer_find",
        "records",
        msg("customer find Wang"),
        (
            Field(
                "words",
                LINE,
                msg("part of a phone number or of a name"),
                required=True,
                argument=True,
            ),
            JSON,
        ),
    ),
    *_joined(_CUSTOMER),
    Command(
        "unit show",
        msg("a unit's whole life, and its cases"),
        "servicectl.cli.verbs.units:unit_show",
        "records",
        "unit show SN23080021",
        (
            Field(
                "serial",
                SERIAL,
                msg("serial number"),
                required=True,
                argument=True,
                rules=("R016",),
            ),
            JSON,
        ),
    ),
    Command(
        "unit edit",
        msg("correct a unit's record"),
        "servicectl.cli.verbs.units:unit_edit",
        "records",
        "unit edit SN23080021 --purchased 2023-08-30",
        (
            Field("serial", SERIAL, msg("serial number"), required=True, argument=True),
            Field("model", MODEL, msg("model")),
            Field("purchased", DAY, msg("bought on")),
            Field("place", LINE, msg("where it stands")),
            JSON,
        ),
    ),
    *_joined(_UNIT),
    Command(
        "roster show",
        msg("the people, or one of them"),
        "servicectl.cli.verbs.people:roster_show",
        "records",
        "roster show",
        (
            Field("person", PERSON, msg("person"), required=False, argument=True),
            Field(
                "hours",
                FLAG,
                msg("hours with nobody on the hotline: of every week, and of the next seven days"),
                rules=("R004", "R535"),
            ),
            Field("for", DATES, msg("with --hours: on these dates, with leave, rest and holidays")),
            JSON,
        ),
    ),
    Command(
        "roster add",
        msg("take a person into the roster"),
        "servicectl.cli.verbs.people:roster_add",
        "records",
        msg('roster add neuling --name "Xin Ren" --role engineer'),
        (
            Field("person", PERSON, msg("person"), required=True, argument=True),
            *PERSON_FIELDS,
            JSON,
        ),
    ),
    Command(
        "roster edit",
        msg("correct a person's entry in the roster"),
        "servicectl.cli.verbs.people:roster_edit",
        "records",
        "roster edit zhangqiang --role engineer --role storekeeper",
        (
            Field("person", PERSON, msg("person"), required=True, argument=True),
            *_optional(PERSON_FIELDS),
            JSON,
        ),
    ),
    Command(
        "roster leave",
        msg("enter leave, or a person's last day"),
        "servicectl.cli.verbs.people:roster_leave",
        "records",
        "roster leave neuling 2025-10-09..2025-10-10",
        (
            Field("person", PERSON, msg("person"), required=True, argument=True),
            Field("days", DATES, msg("day, or first..last"), required=False, argument=True),
            Field("until", DAY, msg("last day in the team"), rules=("R136",)),
            JSON,
        ),
    ),
    Command(
        "roster rest",
        msg("enter that a person rests from now on, with a head's consent"),
        "servicectl.cli.verbs.people:roster_rest",
        "records",
        'roster rest zhangqiang --until "2025-09-23 15:00" --approved-by liuhong',
        (
            Field("person", PERSON, msg("person"), required=True, argument=True),
            Field("until", AGREED, msg("rests until"), required=True, rules=("R082",)),
            Field("approved_by", PERSON, msg("who agreed"), required=True, rules=("R082",)),
            JSON,
        ),
    ),
    Command(
        "roster certify",
        msg("enter a certificate, or a training passed"),
        "servicectl.cli.verbs.people:roster_certify",
        "records",
        msg("roster certify zhangqiang electrician --until 2027-01-01"),
        (
            Field("person", PERSON, msg("person"), required=True, argument=True),
            Field(
                "name",
                LINE,
                msg("certificate"),
                required=True,
                argument=True,
                rules=("R107", "R108"),
            ),
            Field("until", DAY, msg("last day it is valid"), rules=("R107",)),
            JSON,
        ),
    ),
)
_REGISTER = (
    Command(
        "register add",
        msg("enter a call, a letter or a visitor in the order of time"),
        "servicectl.cli.verbs.register:add",
        "records",
        msg(
            'register add --from "Li Jianguo" --about "asks for the price" --contact '
            '"029-5550 1234"'
        ),
        (*ADD_FIELDS, OF_CASE, Field("at", MOMENT, msg("when it came in, if not now")), JSON),
    ),
    Command(
        "register clarify",
        msg("write down what was asked and learnt before an answer can be given"),
        "servicectl.cli.verbs.register:clarify",
        "records",
        msg('register clarify r-20261121-4k8m2x --text "it is about the set-top box"'),
        (*CLARIFY_FIELDS, JSON),
    ),
    Command(
        "register answer",
        msg("write down the answer that was given"),
        "servicectl.cli.verbs.register:answer",
        "records",
        msg('register answer r-20261121-4k8m2x --text "told the price"'),
        (*ANSWER_FIELDS, JSON),
    ),
    Command(
        "register list",
        msg("calls and letters in the order of time; exit 1 if an answer is overdue"),
        "servicectl.cli.verbs.register:list_",
        "records",
        "register list",
        (Field("unanswered", FLAG, msg("only those not answered yet"), rules=("R086",)), JSON),
        ("R085",),
    ),
    Command(
        "form list",
        msg("numbered forms that are out, with whom, for which case"),
        "servicectl.cli.verbs.numbered:list_",
        "records",
        "form list",
        (Field("all", FLAG, msg("those in or struck, too")), JSON),
        ("R521",),
    ),
)
_NUMBER = Field("number", CONTRACT_NUMBER, msg("contract"), required=True, argument=True)
_CONTRACT_FIELDS = (
    Field("customer", CUSTOMER_ID, msg("customer"), required=True),
    Field("start", DAY, msg("from"), required=True),
    Field("end", DAY, msg("until, this day included")),
    Field("within", ManyKind(LINE), msg("time allowed, by clock: visit=4h")),
)
_CONTRACTS = (
    Command(
        "contract add",
        msg("put a maintenance contract on file"),
        "servicectl.cli.verbs.contracts:add",
        "records",
        "contract add HT-2026-018 --customer c-4m2x8t --start 2027-01-01",
        (_NUMBER, *_CONTRACT_FIELDS, JSON),
    ),
    Command(
        "contract edit",
        msg("correct a contract's record"),
        "servicectl.cli.verbs.contracts:edit",
        "records",
        "contract edit HT-2026-017 --end 2027-06-30",
        (_NUMBER, *_optional(_CONTRACT_FIELDS), JSON),
    ),
    Command(
        "contract show",
        msg("a maintenance contract"),
        "servicectl.cli.verbs.contracts:show",
        "records",
        "contract show HT-2026-017",
        (_NUMBER, JSON),
    ),
    Command(
        "contract list",
        msg("maintenance contracts, and which are in force"),
        "servicectl.cli.verbs.contracts:list_",
        "records",
        "contract list",
        (Field("customer", CUSTOMER_ID, msg("only this customer's")), JSON),
    ),
    Command(
        "contract end",
        msg("say why a contract is not renewed"),
        "servicectl.cli.verbs.contracts:end",
        "records",
        msg('contract end HT-2026-017 --reason "the customer buys a new set"'),
        (_NUMBER, REASON, JSON),
    ),
)
RECORDS = (*_FILES, *_REGISTER, *_CONTRACTS)
