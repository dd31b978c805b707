"""The store's books: parts, tools, loaners."""

from __future__ import annotations

from servicectl.cli.app.command import CASE, JSON, Command
from servicectl.domain.master.accounts import WHOLE
from servicectl.domain.schema.kinds import (
    DAY,
    MOMENT,
    PERSON,
    SERIAL,
    THING,
)
from servicectl.domain.schema.records import Field
from servicectl.errors import msg

_OF_SKU = Field("sku", THING, msg("only this part or model"))

STOCK = (
    Command(
        "parts stock",
        msg("what each account holds"),
        "servicectl.cli.verbs.stock:stock",
        "parts",
        "parts stock",
        (
            Field("account", WHOLE, msg("only this account and its parts: store, engineer:NAME")),
            _OF_SKU,
            Field("case", CASE.kind, msg("only for this case")),
            Field("engineer", PERSON, msg("only what this person has, tools and cash included")),
            Field("serial", SERIAL, msg("only this serial number")),
            Field("at", MOMENT, msg("as it was then, if not now")),
            JSON,
        ),
    ),
    Command(
        "parts ledger",
        msg("an account as a book, with running balance"),
        "servicectl.cli.verbs.stock:ledger",
        "parts",
        "parts ledger store:good",
        (
            Field(
                "account",
                WHOLE,
                msg("account: store:good, branch:NAME, cash:NAME"),
                required=True,
                argument=True,
            ),
            _OF_SKU,
            Field("since", DAY, msg("first day shown")),
            Field("until", DAY, msg("last day shown")),
            JSON,
        ),
    ),
    Command(
        "parts reorder",
        msg("what to order: from smallest stock, a year's use and days to wait"),
        "servicectl.cli.verbs.reorder:reorder",
        "parts",
        "parts reorder",
        (JSON,),
        ("R126",),
    ),
    Command(
        "parts abc",
        msg("the parts in classes A, B, C by the value of a year's use"),
        "servicectl.cli.verbs.reorder:abc",
        "parts",
        "parts abc",
        (JSON,),
        ("R127",),
    ),
    Command(
        "parts owed",
        msg("what has to come back, from whom, since when"),
        "servicectl.cli.verbs.stock:owed",
        "parts",
        "parts owed",
        (JSON,),
        ("R080", "R097", "R100"),
    ),
    Command(
        "parts goods-book",
        msg("customers' units in and out of the house"),
        "servicectl.cli.verbs.stock:goods_book",
        "parts",
        "parts goods-book",
        (JSON,),
        ("R116",),
    ),
    Command(
        "tool list",
        msg("the tools, and who has them"),
        "servicectl.cli.verbs.tools:tool_list",
        "tools",
        "tool list",
        (JSON,),
        ("R131", "R133"),
    ),
    Command(
        "loan list",
        msg("the loaners, and who has them"),
        "servicectl.cli.verbs.tools:loan_list",
        "tools",
        "loan list",
        (JSON,),
        ("R129", "R130"),
    ),
)
