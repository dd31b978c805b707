"""What may be done with parts, old parts and loaners, declared once (rules.md §5, M1 to M22)."""

from __future__ import annotations

from servicectl.domain.master.accounts import ACCOUNT, shelf
from servicectl.domain.schema.kinds import (
    BY_DAY,
    CODED,
    FLAG,
    LINE,
    NAME_WORD,
    PERSON,
    SERIAL,
    TEXT,
    VOUCHER_ID,
    ChoiceKind,
    ManyKind,
)
from servicectl.domain.schema.quantities import STOCK, SUM
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import FIELD, LEADERS, STORE
from servicectl.domain.workflow import movements as moved
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.approval_actions import parts_field
from servicectl.domain.workflow.history_actions import BACK_APPROVED
from servicectl.errors import caption, msg

REASON_AND_YES = (
    Field("reason", TEXT, msg("reason"), required=True),
    Field("approved_by", PERSON, msg("who approved it"), required=True),
)
"""What is asked of who writes something off."""
STOCK_ACTIONS = (
    Action(
        "issue",
        caption("领料", "issue"),
        msg("hand out parts for a case"),
        STORE,
        (
            parts_field(
                msg("parts; all that is approved and not handed out if none is named"), False
            ),
            Field("to", PERSON, msg("engineer; the one in the lead if not given")),
            Field("from", ACCOUNT, msg("account they come from"), default=shelf("good")),
        ),
        words="parts issue",
        movements=moved.ISSUED,
        ledger=("R017", "R088", "R095", "R187"),
        guards=("R095",),
        held=True,
        aside=True,
        where="open",
        stage="parts",
        example="parts issue 7k3f9q",
    ),
    Action(
        "return",
        caption("退回未用件", "return of unused parts"),
        msg("take unused parts back"),
        STORE,
        (
            parts_field(msg("parts; all that is unused if none is named"), False),
            Field("by_whom", PERSON, msg("who brings them, if several have some")),
            Field("to", ACCOUNT, msg("account they go to"), default=shelf("good")),
        ),
        words="parts return",
        movements=moved.RETURNED,
        ledger=("R096",),
        held=True,
        aside=True,
        where="open",
        stage="parts",
        example="parts return 7k3f9q",
    ),
    Action(
        "parts-lost",
        caption("配件遗失核销", "writing off a lost part"),
        msg("write off what was lost in somebody's hands, and what he pays"),
        (*STORE, *LEADERS),
        (
            parts_field(msg("parts")),
            Field("person", PERSON, msg("who had them; the one in the lead if not given")),
            *REASON_AND_YES,
            Field("compensation", SUM, msg("what the holder pays"), rules=("R135",)),
        ),
        words="parts lost",
        movements=moved.PARTS_LOST,
        ledger=("R135",),
        held=True,
        aside=True,
        where="open",
        stage="parts",
        example=msg(
            'parts lost 7k3f9q CBL-AUDIO=1 --reason "fell into a shaft" --approved-by chenwei'
        ),
    ),
    Action(
        "old-in",
        caption("旧件交回", "old part coming in"),
        msg("take old parts in, or the reason why there are none"),
        STORE,
        (
            parts_field(msg("old parts; all that are owed if none is named"), False),
            Field("excused", TEXT, msg("why they do not come in"), rules=("R526",)),
            Field("found", FLAG, msg("excused before, and turned up again"), rules=("R526",)),
        ),
        words="parts old-in",
        movements=moved.OLD_IN,
        ledger=("R080", "R096", "R525", "R526"),
        held=True,
        aside=True,
        where="any",
        stage="parts",
        example="parts old-in 7k3f9q",
    ),
    Action(
        "transfer",
        caption("调拨", "transfer"),
        msg("move parts from one account to another"),
        (*STORE, "manager"),
        (
            parts_field(msg("parts")),
            Field("from", ACCOUNT, msg("account they come from"), required=True),
            Field("to", ACCOUNT, msg("account they go to"), required=True),
            Field("document", CODED, msg("number of the paper")),
            Field("approved_by", PERSON, msg("who approved it")),
        ),
        words="parts transfer",
        movements=moved.TRANSFERRED,
        ledger=("R102",),
        held=True,
        aside=True,
        loose=True,
        where="open",
        stage="parts",
        example="parts transfer CBL-AUDIO=1 --from store:good --to van:guotao",
    ),
    Action(
        "to-maker",
        caption("返厂", "sending to the maker"),
        msg("send parts, or a customer's unit, to the maker"),
        STORE,
        (
            parts_field(msg("parts; for a unit of the case MODEL@SERIAL")),
            Field("maker", NAME_WORD, msg("maker"), required=True, rules=("R099",)),
            Field("expected", BY_DAY, msg("expected back")),
            Field("document", CODED, msg("number of the return note"), rules=("R099",)),
        ),
        words="parts to-maker",
        movements=moved.TO_MAKER,
        ledger=("R099",),
        held=True,
        aside=True,
        loose=True,
        where="open",
        stage="parts",
        example="parts to-maker BD-LCD55-PSU=1 --maker fengling",
    ),
    Action(
        "from-maker",
        caption("返厂收回", "coming back from the maker"),
        msg("take back from the maker, with his analysis"),
        STORE,
        (
            parts_field(msg("parts; for a unit of the case MODEL@SERIAL")),
            Field("maker", NAME_WORD, msg("maker"), required=True),
            Field("analysis", TEXT, msg("the maker's analysis"), rules=("R100",)),
            Field("remedy", TEXT, msg("the maker's remedy"), rules=("R100",)),
            Field(
                "instead_of",
                ManyKind(STOCK),
                msg("what went, where other pieces come for it"),
                rules=("R099",),
            ),
            Field(
                "credit",
                SUM,
                msg("what the maker credits, where no piece comes"),
                rules=("R100",),
            ),
            Field(
                "refused",
                TEXT,
                msg("why the maker does not mend it: it comes back as it went"),
                rules=("R100",),
            ),
            Field("to", ACCOUNT, msg("account they go to"), rules=("R094",)),
            Field("document", CODED, msg("number of the paper")),
            Field("approved_by", PERSON, msg("who approved it")),
        ),
        needs=("analysis unless refused", "document when credit", "approved_by when credit"),
        words="parts from-maker",
        movements=moved.FROM_MAKER,
        ledger=("R094", "R100"),
        held=True,
        aside=True,
        loose=True,
        where="open",
        stage="parts",
        example=msg(
            'parts from-maker BD-LCD55-PSU=1 --maker fengling --analysis "capacitor swollen"'
            " --document FX-1"
        ),
    ),
    Action(
        "inspect",
        caption("旧件鉴定", "judging old parts"),
        msg("judge old parts: into good stock, or into bad stock"),
        (*STORE, "technician"),
        (
            parts_field(msg("parts")),
            Field(
                "result", ChoiceKind(("good", "bad")), msg("result"), required=True, rules=("R098",)
            ),
            Field("analysis", TEXT, msg("what was found"), rules=("R098", "R099")),
            Field("refurbished", TEXT, msg("what was done to it"), rules=("R098",)),
        ),
        words="parts inspect",
        run="inspect",
        movements=moved.INSPECTED,
        ledger=("R097", "R098", "R099"),
        held=True,
        aside=True,
        loose=True,
        where="any",
        stage="parts",
        example=msg('parts inspect BD-LCD55-PSU=1 --result bad --analysis "burnt out"'),
    ),
    Action(
        "loan-out",
        caption("代用机借出", "lending a loaner"),
        msg("lend the customer a unit during the repair"),
        (*STORE, *FIELD),
        (
            Field(
                "serial", SERIAL, msg("serial number of the loaner"), required=True, argument=True
            ),
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
        where="open",
        stage="tools",
        example=msg('loan out 7k3f9q LN01 --signed-by "Li Jianguo"'),
    ),
    Action(
        "loan-in",
        caption("代用机收回", "taking a loaner back"),
        msg("take the lent unit back"),
        (*STORE, *FIELD),
        (
            Field(
                "serial", SERIAL, msg("serial number of the loaner"), required=False, argument=True
            ),
            Field("condition", TEXT, msg("its condition")),
        ),
        words="loan in",
        movements=moved.BACK_FROM_LOAN,
        ledger=("R130",),
        held=True,
        aside=True,
        where="open",
        stage="tools",
        example="loan in 7k3f9q",
    ),
    Action(
        "loan-lost",
        caption("代用机核销", "writing off a loaner"),
        msg("write off a lent unit that does not come back, and what the customer pays"),
        (*STORE, *LEADERS),
        (
            Field(
                "serial", SERIAL, msg("serial number of the loaner"), required=False, argument=True
            ),
            *REASON_AND_YES,
            Field("compensation", SUM, msg("what the customer pays"), rules=("R130",)),
        ),
        words="loan lost",
        movements=moved.LOAN_LOST,
        ledger=("R130", "R135"),
        held=True,
        aside=True,
        where="open",
        stage="tools",
        example=msg('loan lost 7k3f9q LN01 --reason "stolen with the shop" --approved-by chenwei'),
    ),
    Action(
        "reverse",
        caption("冲销", "booking back"),
        msg("book a voucher of the store back; one of a case goes with its entry: retract"),
        (*STORE, *LEADERS, "finance", "technician"),
        (
            Field(
                "voucher",
                VOUCHER_ID,
                msg("voucher that is booked back"),
                required=True,
                argument=True,
            ),
            Field("reason", TEXT, msg("reason"), required=True),
            BACK_APPROVED,
        ),
        movements=moved.UNDONE,
        ledger=("R091",),
        held=True,
        aside=True,
        loose=True,
        run="reverse",
        where="open",
        stage="parts",
        example=msg('reverse v-20261121-4k8m2x --reason "typed wrongly"'),
    ),
)
