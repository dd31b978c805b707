"""What may be done with the stock and is of no case: receipts, scrapping, counts (rules.md §5)."""

from __future__ import annotations

from servicectl.domain.master.accounts import ACCOUNT, shelf
from servicectl.domain.schema.kinds import (
    CODED,
    LINE,
    PERSON,
    TEXT,
    VOUCHER_ID,
    ManyKind,
)
from servicectl.domain.schema.quantities import COUNTED, PRICE, STOCK
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import LEADERS, STORE
from servicectl.domain.workflow import movements as moved
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.approval_actions import parts_field
from servicectl.domain.workflow.part_actions import REASON_AND_YES
from servicectl.errors import caption, msg

BOOK = Field("book", ManyKind(STOCK), msg("what the book said when it was counted"), typed=False)

STOCK_DOCUMENTS = (
    Action(
        "receive",
        caption("收货入库", "receipt into the store"),
        msg("take goods into the store"),
        STORE,
        (
            parts_field(msg("parts")),
            Field(
                "document",
                CODED,
                msg("number of the supplier's paper"),
                required=True,
                rules=("R093",),
            ),
            Field("supplier", LINE, msg("who supplies them"), rules=("R092",)),
            Field("price", ManyKind(PRICE), msg("price of one"), rules=("R092",)),
            Field("from", ACCOUNT, msg("account they come from"), default="supplier"),
            Field("to", ACCOUNT, msg("account they go to"), default=shelf("good")),
            Field("replaces", VOUCHER_ID, msg("write-off that they replace"), rules=("R094",)),
            Field("quality", LINE, msg("quality"), rules=("R092",)),
            Field("approved_by", PERSON, msg("who approved it")),
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
        caption("不良品报废", "scrapping"),
        msg("throw bad parts away, with approval"),
        STORE,
        (
            parts_field(msg("parts")),
            *REASON_AND_YES,
            Field("from", ACCOUNT, msg("account they come from"), default=shelf("bad")),
        ),
        words="parts scrap",
        movements=moved.SCRAPPED,
        ledger=("R099",),
        stage="parts",
        example=msg('parts scrap BD-LCD55-PSU=1 --reason "beyond repair" --approved-by chenwei'),
    ),
    Action(
        "count",
        caption("盘点", "count"),
        msg("write down what was counted; nothing is booked yet"),
        (*STORE, *LEADERS),
        (
            Field(
                "counted", ManyKind(COUNTED), msg("parts as counted"), required=False, argument=True
            ),
            Field("none", ManyKind(CODED), msg("parts of which there are none")),
            Field("account", ACCOUNT, msg("account that was counted"), default=shelf("good")),
        ),
        words="parts count",
        ledger=("R091",),
        stage="parts",
        example="parts count BD-LCD55-PSU=4",
    ),
    Action(
        "adjust",
        caption("盘点调整", "booking the count difference"),
        msg("approve a count and book the difference; not by who counted"),
        LEADERS,
        (
            Field("voucher", VOUCHER_ID, msg("count"), required=True, argument=True),
            Field("reason", TEXT, msg("what explains the difference")),
            BOOK,
        ),
        words="parts adjust",
        movements=moved.ADJUSTED,
        ledger=("R091",),
        guards=("R091",),
        stage="parts",
        example=msg('parts adjust v-20261121-4k8m2x --reason "one issued wrongly"'),
    ),
)
