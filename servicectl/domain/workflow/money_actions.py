"""What may be done about money, declared once (rules.md §5, $1 to $5)."""

from __future__ import annotations

from servicectl.domain.schema.kinds import (
    CODED,
    FLAG,
    LINE,
    PERSON,
    TEXT,
    ChoiceKind,
    ManyKind,
    WordKind,
)
from servicectl.domain.schema.quantities import CATEGORIES, CHARGE, SUM
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import FIELD, LEADERS, MONEY
from servicectl.domain.workflow import movements as moved
from servicectl.domain.workflow.action import Action, Tick
from servicectl.errors import caption, msg

CURRENCY = WordKind(r"[A-Z]{3}", "CNY", "CURRENCY")
PAYMENTS = ("compensation", "third-party", "freight", "refund")
_CURRENCY = Field("currency", CURRENCY, msg("currency; the rulebook's if not given"))

MONEY_ACTIONS = (
    Action(
        "quote",
        caption("报价", "quote"),
        msg("tell the customer the price, after the cause is found"),
        FIELD,
        (
            Field(
                "line",
                ManyKind(CHARGE),
                msg(
                    "what is charged: COMPONENT=AMOUNT or TEXT=AMOUNT, behind it :free :paid"
                    " :contract if it differs from what component or model has"
                ),
                required=True,
                rules=("R104", "R106", "R119", "R499"),
            ),
            Field("estimate", FLAG, msg("only a rough figure by phone"), rules=("R487",)),
            Field(
                "consulted", PERSON, msg("technician who worked the figure out"), rules=("R487",)
            ),
            Field(
                "category",
                ChoiceKind(CATEGORIES),
                msg("category, if not as warranty and contract say: free, paid or contract"),
                rules=("R105",),
            ),
            Field("because", TEXT, msg("why the category differs"), rules=("R105",)),
            Field("discount", SUM, msg("taken off the sum"), rules=("R517",)),
            Field("discount_reason", TEXT, msg("why it is taken off"), rules=("R517",)),
            Field("list", LINE, msg("version of the price list shown"), rules=("R119",)),
            _CURRENCY,
        ),
        (Tick("list_shown", msg("price list shown"), "R119"),),
        needs=(
            "discount_reason when discount",
            "consulted when estimate",
        ),
        rules=("R486", "R488", "R499"),
        guards=("R064", "R104", "R105", "R106", "R451", "R486", "R533"),
        stage="on-site",
        example=msg(
            'quote 7k3f9q --line "new power board=380.00" --category paid --because "out '
            'of warranty"'
        ),
    ),
    Action(
        "accept",
        caption("同意报价", "acceptance of the price"),
        msg("the customer agrees to the price"),
        FIELD,
        (Field("agreed_by", LINE, msg("who agreed")),),
        rules=("R500",),
        movements=moved.AGREED,
        ledger=("R065", "R119"),
        stage="on-site",
        example=msg('accept 7k3f9q --agreed-by "Li Jianguo"'),
    ),
    Action(
        "refuse",
        caption("不同意报价", "refusal of the price"),
        msg("the customer does not agree to the price"),
        FIELD,
        (Field("reason", TEXT, msg("reason")),),
        rules=("R500",),
        stage="on-site",
        example=msg('refuse 7k3f9q --reason "too dear"'),
    ),
    Action(
        "cash-collect",
        caption("收款", "collecting money"),
        msg("take money from the customer"),
        (*FIELD, *MONEY),
        (
            Field("amount", SUM, msg("sum"), required=True, argument=True),
            Field("invoice_no", CODED, msg("number of the invoice given"), rules=("R176",)),
            _CURRENCY,
        ),
        words="cash collect",
        movements=moved.COLLECTED,
        ledger=("R066", "R120", "R176"),
        guards=("R064", "R120", "R121"),
        held=True,
        aside=True,
        where="open",
        stage="money",
        example="cash collect 7k3f9q 360.00",
    ),
    Action(
        "cash-write-off",
        caption("坏账核销", "writing off a debt"),
        msg("let a debt go that will not be paid, with reason and approval"),
        (*MONEY, *LEADERS),
        (
            Field("amount", SUM, msg("sum"), required=True, argument=True),
            Field("reason", TEXT, msg("why it will not be paid"), required=True),
            Field("approved_by", PERSON, msg("who approved it"), required=True),
            _CURRENCY,
        ),
        words="cash write-off",
        movements=moved.WRITTEN_OFF,
        ledger=("R066",),
        held=True,
        aside=True,
        where="open",
        stage="money",
        example=msg('cash write-off 7k3f9q 40.00 --reason "moved away" --approved-by chenwei'),
    ),
    Action(
        "cash-hand-in",
        caption("缴款", "handing money in"),
        msg("take the money in from who collected it"),
        MONEY,
        (
            Field("amount", SUM, msg("sum; all of it if not given"), required=False, argument=True),
            Field("from", PERSON, msg("who brings it, if several have some")),
            _CURRENCY,
        ),
        words="cash hand-in",
        movements=moved.HANDED_IN,
        ledger=("R066", "R120", "R176"),
        held=True,
        aside=True,
        where="open",
        stage="money",
        example="cash hand-in 7k3f9q",
    ),
    Action(
        "invoice",
        caption("开发票", "invoice"),
        msg("note the invoice of a paid repair"),
        (*MONEY, *LEADERS),
        (
            Field("number", CODED, msg("number of the invoice"), required=True, argument=True),
            Field("amount", SUM, msg("sum, if not all that was accepted and has no invoice")),
        ),
        rules=("R120", "R121"),
        held=True,
        aside=True,
        where="any",
        stage="money",
        example="invoice 7k3f9q 00017",
    ),
    Action(
        "cash-pay",
        caption("付款", "payment for a case"),
        msg("pay for a case: compensation, a third party's bill, freight, a refund"),
        MONEY,
        (
            Field("amount", SUM, msg("sum"), required=True, argument=True),
            Field("for", ChoiceKind(PAYMENTS), msg("what for"), required=True, rules=("R078",)),
            Field("reason", TEXT, msg("reason"), required=True, rules=("R078",)),
            Field("approved_by", PERSON, msg("who approved it"), required=True),
            Field(
                "payer", ChoiceKind(("firm", "user", "maker")), msg("who bears it"), rules=("R114",)
            ),
            _CURRENCY,
        ),
        outcome="for",
        words="cash pay",
        movements=moved.PAID,
        ledger=("R114",),
        held=True,
        aside=True,
        where="open",
        stage="money",
        example=msg("cash pay 7k3f9q 20.00 --for freight --reason courier --approved-by chenwei"),
    ),
)
MONEY_DOCUMENTS = (
    Action(
        "cash-settle",
        caption("减免冲抵", "setting off against the cost of service"),
        msg("set money taken off against the cost of service"),
        MONEY,
        (
            Field("amount", SUM, msg("sum"), required=True, argument=True),
            Field("document", CODED, msg("number of the paper")),
            _CURRENCY,
        ),
        words="cash settle",
        movements=moved.SETTLED,
        ledger=("R066",),
        stage="money",
        example="cash settle 100.00",
    ),
)
