"""What may be done with parts, old parts and loaners, declared once (rules.md §5, M1 to M22).

``STOCK_ACTIONS`` are events of a case; ``STOCK_DOCUMENTS`` concern the store alone.
"""

from __future__ import annotations

from servicectl.domain.master.accounts import ACCOUNT
from servicectl.domain.schema.kinds import (
    AGREED,
    EVENT_ID,
    LINE,
    NAME_WORD,
    PERSON,
    SERIAL,
    TEXT,
    VOUCHER_ID,
    ChoiceKind,
    ManyKind,
)
from servicectl.domain.schema.quantities import GOODS
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import FIELD, LEADERS, STORE
from servicectl.domain.workflow import movements as moved
from servicectl.domain.workflow.action import STAY, Action, Move, to
from servicectl.domain.workflow.states import ALL, DONE, OPEN
from servicectl.errors import Message, msg

APPROVABLE = (
    *("request", "quote", "discount", "exchange"),
    *("appointment", "dispatch", "outside", "sheet", "private_number"),
)
SERVES_ONE = {"quote": "quote", "discount": "quote", "appointment": "appoint"}
"""Approvals that serve one event of a kind: behind the next such event a new one is needed."""


def _parts(help: Message, required: bool = True, rules: tuple[str, ...] = ()) -> Field:
    return Field("parts", ManyKind(GOODS), help, required, True, rules=rules)


_ANY = (to(OPEN, STAY),)
_WHAT = Field("what", ChoiceKind(APPROVABLE), msg("what it is about"), default="request")

STOCK_ACTIONS = (
    Action(
        "request",
        msg("ask for parts"),
        (*FIELD, *LEADERS, *STORE),
        _ANY,
        (
            _parts(msg("parts wanted"), rules=("R088",)),
            Field("proposal", TEXT, msg("how the case is to be treated"), rules=("R088",)),
        ),
        rules=("R088", "R095"),
        words="parts request",
        held=True,
        aside=True,
        stage="parts",
        example="parts request 7k3f9q BD-LCD55-PSU=1",
    ),
    Action(
        "approve",
        msg("say yes to what was asked for, not by who asked"),
        LEADERS,
        (
            to({"sheet_in"}, "sheet_approved", "sheet", "R084"),
            to(OPEN, STAY, "request", "R089"),
            to(OPEN, STAY, "quote", "R065"),
            to(OPEN, STAY),
            to(DONE, STAY, "request", "R187"),  # one that was denied after the closing
        ),
        (
            _WHAT,
            Field("parts", ManyKind(GOODS), msg("only so much of the parts"), rules=("R089",)),
            Field(
                "oral",
                PERSON,
                msg("who said yes by word of mouth; to be confirmed"),
                rules=("R187",),
            ),
            Field("remark", TEXT, msg("on what condition")),
        ),
        outcome="what",
        needs=("sheet-in when what=sheet", "quote when what=quote"),
        rules=("R089",),
        held=True,
        aside=True,
        stage="dispatch",
        example="approve 7k3f9q --oral liuhong",
    ),
    Action(
        "reject",
        msg("say no to what was asked for"),
        LEADERS,
        (to(OPEN, STAY), to(DONE, STAY, "request", "R187")),
        (_WHAT, Field("reason", TEXT, msg("reason"), required=True)),
        outcome="what",
        needs=("quote when what=quote",),
        rules=("R089",),
        held=True,
        aside=True,
        stage="dispatch",
        example=msg('reject 7k3f9q --reason "enough is there"'),
    ),
    Action(
        "confirm",
        msg("confirm in writing what was approved by word of mouth, or deny it"),
        LEADERS,
        (to(ALL, STAY),),
        (
            Field("event", EVENT_ID, msg("approval, if only one of several"), False, True),
            Field("denied", TEXT, msg("that no yes was given, and what was said")),
            Field("remark", TEXT, msg("on what condition")),
        ),
        rules=("R187",),
        guards=("R187",),
        held=True,
        aside=True,
        stage="dispatch",
        example="confirm 7k3f9q",
    ),
    Action(
        "issue",
        msg("hand out parts for a case"),
        STORE,
        _ANY,
        (
            _parts(msg("parts; all that is approved and not handed out if none is named"), False),
            Field("to", PERSON, msg("engineer; the one in the lead if not given")),
            Field("from", ACCOUNT, msg("account they come from"), default="store:good"),
        ),
        words="parts issue",
        movements=moved.ISSUED,
        ledger=("R017", "R088", "R095", "R187"),
        guards=("R095",),
        held=True,
        aside=True,
        stage="parts",
        example="parts issue 7k3f9q",
    ),
    Action(
        "return",
        msg("take unused parts back"),
        STORE,
        _ANY,
        (
            _parts(msg("parts; all that is unused if none is named"), False),
            Field("by_whom", PERSON, msg("who brings them, if several have some")),
            Field("to", ACCOUNT, msg("account they go to"), default="store:good"),
        ),
        words="parts return",
        movements=moved.RETURNED,
        ledger=("R096",),
        held=True,
        aside=True,
        stage="parts",
        example="parts return 7k3f9q",
    ),
    Action(
        "old-in",
        msg("take old parts in, or the reason why there are none"),
        STORE,
        _ANY,
        (
            _parts(msg("old parts; all that are owed if none is named"), False),
            Field("excused", TEXT, msg("why they do not come in"), rules=("R526",)),
        ),
        words="parts old-in",
        movements=moved.OLD_IN,
        ledger=("R080", "R096", "R525", "R526"),
        held=True,
        aside=True,
        stage="parts",
        example="parts old-in 7k3f9q",
    ),
    Action(
        "transfer",
        msg("move parts from one account to another"),
        (*STORE, "manager"),
        _ANY,
        (
            _parts(msg("parts")),
            Field("from", ACCOUNT, msg("account they come from"), required=True),
            Field("to", ACCOUNT, msg("account they go to"), required=True),
            Field("document", LINE, msg("number of the paper")),
        ),
        words="parts transfer",
        movements=moved.TRANSFERRED,
        ledger=("R102",),
        held=True,
        aside=True,
        loose=True,
        stage="parts",
        example="parts transfer BD-LCD55-PSU=1 --from store:good --to store:bad",
    ),
    Action(
        "to-maker",
        msg("send parts, or a customer's unit, to the maker"),
        STORE,
        _ANY,
        (
            _parts(msg("parts; for a unit of the case MODEL@SERIAL")),
            Field("maker", NAME_WORD, msg("maker"), required=True, rules=("R099",)),
            Field("expected", AGREED, msg("expected back")),
            Field("document", LINE, msg("number of the return note"), rules=("R099",)),
        ),
        words="parts to-maker",
        movements=moved.TO_MAKER,
        ledger=("R099",),
        held=True,
        aside=True,
        loose=True,
        stage="parts",
        example="parts to-maker BD-LCD55-PSU=1 --maker fengling",
    ),
    Action(
        "from-maker",
        msg("take back from the maker, with his analysis"),
        STORE,
        _ANY,
        (
            _parts(msg("parts; for a unit of the case MODEL@SERIAL")),
            Field("maker", NAME_WORD, msg("maker"), required=True),
            Field("analysis", TEXT, msg("the maker's analysis"), required=True, rules=("R100",)),
            Field("remedy", TEXT, msg("the maker's remedy"), rules=("R100",)),
            Field("to", ACCOUNT, msg("account they go to"), rules=("R094",)),
            Field("document", LINE, msg("number of the paper")),
        ),
        words="parts from-maker",
        movements=moved.FROM_MAKER,
        ledger=("R094", "R100"),
        held=True,
        aside=True,
        loose=True,
        stage="parts",
        example=msg(
            'parts from-maker BD-LCD55-PSU=1 --maker fengling --analysis "capacitor swollen"'
        ),
    ),
    Action(
        "inspect",
        msg("judge old parts: into good stock, or into bad stock"),
        (*STORE, "technician"),
        (to(ALL, STAY),),
        (
            _parts(msg("parts")),
            Field("result", ChoiceKind(("good", "bad")), msg("result"), True, rules=("R098",)),
            Field("analysis", TEXT, msg("what was found"), rules=("R098", "R099")),
            Field("refurbished", TEXT, msg("what was done to it"), rules=("R098",)),
        ),
        words="parts inspect",
        movements=moved.INSPECTED,
        ledger=("R097", "R098", "R099"),
        held=True,
        aside=True,
        loose=True,
        stage="parts",
        example=msg('parts inspect BD-LCD55-PSU=1 --result bad --analysis "burnt out"'),
    ),
    Action(
        "loan-out",
        msg("lend the customer a unit during the repair"),
        (*STORE, *FIELD),
        _ANY,
        (
            Field("serial", SERIAL, msg("serial number of the loaner"), True, True),
            Field("signed_by", LINE, msg("signed by"), rules=("R130",)),
            Field("condition", TEXT, msg("its condition")),
            Field(
                "grade",
                ChoiceKind(("same", "equal")),
                msg("of the same grade, or of equal function"),
                rules=("R355", "R450"),
            ),
        ),
        words="loan out",
        rules=("R129", "R355", "R450"),
        movements=moved.LENT,
        ledger=("R130",),
        held=True,
        aside=True,
        stage="tools",
        example=msg('loan out 7k3f9q LN01 --signed-by "Li Jianguo"'),
    ),
    Action(
        "loan-in",
        msg("take the lent unit back"),
        (*STORE, *FIELD),
        _ANY,
        (
            Field("serial", SERIAL, msg("serial number of the loaner"), False, True),
            Field("condition", TEXT, msg("its condition")),
        ),
        words="loan in",
        movements=moved.BACK_FROM_LOAN,
        ledger=("R130",),
        held=True,
        aside=True,
        stage="tools",
        example="loan in 7k3f9q",
    ),
    Action(
        "reverse",
        msg("book a voucher back"),
        (*STORE, *LEADERS, "finance"),
        _ANY,
        (
            Field("voucher", VOUCHER_ID, msg("voucher that is booked back"), True, True),
            Field("reason", TEXT, msg("reason"), required=True),
        ),
        movements=moved.UNDONE,
        ledger=("R091",),
        held=True,
        aside=True,
        loose=True,
        stage="parts",
        example=msg('reverse v-20261121-4k8m2x --reason "typed wrongly"'),
    ),
)

_NONE: tuple[Move, ...] = ()
STOCK_DOCUMENTS = (
    Action(
        "receive",
        msg("take goods into the store"),
        STORE,
        _NONE,
        (
            _parts(msg("parts")),
            Field("document", LINE, msg("number of the supplier's paper"), True, rules=("R093",)),
            Field("from", ACCOUNT, msg("account they come from"), default="supplier"),
            Field("to", ACCOUNT, msg("account they go to"), default="store:good"),
            Field("replaces", VOUCHER_ID, msg("write-off that they replace"), rules=("R094",)),
            Field("quality", LINE, msg("quality"), rules=("R092",)),
        ),
        words="parts receive",
        movements=moved.RECEIVED,
        ledger=("R092", "R093", "R094"),
        guards=("R094",),
        stage="parts",
        example=msg('parts receive BD-LCD55-PSU=5 CBL-AUDIO=20 --document "delivery note 17"'),
    ),
    Action(
        "scrap",
        msg("throw bad parts away, with approval"),
        STORE,
        _NONE,
        (
            _parts(msg("parts")),
            Field("reason", TEXT, msg("reason"), required=True),
            Field("approved_by", PERSON, msg("who approved it"), required=True),
            Field("from", ACCOUNT, msg("account they come from"), default="store:bad"),
        ),
        words="parts scrap",
        movements=moved.SCRAPPED,
        ledger=("R099",),
        stage="parts",
        example=msg('parts scrap BD-LCD55-PSU=1 --reason "beyond repair" --approved-by chenwei'),
    ),
    Action(
        "count",
        msg("write down what was counted; nothing is booked yet"),
        (*STORE, *LEADERS),
        _NONE,
        (
            Field("counted", ManyKind(GOODS), msg("parts as counted"), False, True),
            Field("none", ManyKind(LINE), msg("parts of which there are none")),
            Field("account", ACCOUNT, msg("account that was counted"), default="store:good"),
        ),
        words="parts count",
        ledger=("R091",),
        stage="parts",
        example="parts count BD-LCD55-PSU=4",
    ),
    Action(
        "adjust",
        msg("approve a count and book the difference; not by who counted"),
        LEADERS,
        _NONE,
        (
            Field("voucher", VOUCHER_ID, msg("count"), True, True),
            Field("reason", TEXT, msg("what explains the difference")),
        ),
        words="parts adjust",
        movements=moved.ADJUSTED,
        ledger=("R091",),
        guards=("R091",),
        stage="parts",
        example=msg('parts adjust v-20261121-4k8m2x --reason "one issued wrongly"'),
    ),
)
