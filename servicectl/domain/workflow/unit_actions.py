"""What may be done with a customer's unit, and what is missing for the work, declared once."""

from __future__ import annotations

from servicectl.domain.schema.kinds import BY_DAY, LINE, SERIAL, TEXT, VOUCHER_ID, ManyKind
from servicectl.domain.schema.quantities import GOODS
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import DESK, FIELD, STORE
from servicectl.domain.workflow import movements as moved
from servicectl.domain.workflow.action import Action, Tick
from servicectl.errors import caption, msg

UNIT_ACTIONS = (
    Action(
        "parts-short",
        caption("缺件待料", "missing part"),
        msg("a part is missing: the work waits for it"),
        (*FIELD, *STORE),
        (
            Field("missing", ManyKind(GOODS), msg("parts missing"), required=True),
            Field("expected", BY_DAY, msg("expected in the store")),
        ),
        rules=("R187",),
        stage="parts",
        example="parts-short 7k3f9q --missing CBL-AUDIO=1",
    ),
    Action(
        "parts-in",
        caption("到料", "arrival of the missing part"),
        msg("the missing part is there: the visit can go on"),
        STORE,
        rules=("R187",),
        held=True,
        stage="parts",
        example="parts-in 7k3f9q",
    ),
    Action(
        "take-away",
        caption("取走维修", "taking a unit along"),
        msg("take the customer's unit along; the voucher's number is the receipt's"),
        FIELD,
        (
            Field("serial", SERIAL, msg("serial number, if the case does not name it")),
            Field(
                "part",
                ManyKind(GOODS),
                msg("only a part of the unit, which has no number of its own"),
                rules=("R115",),
            ),
            Field("condition", TEXT, msg("its condition"), rules=("R115",)),
            Field("accessories", TEXT, msg("what was taken along with it"), rules=("R115",)),
            Field("promised", BY_DAY, msg("promised back by"), rules=("R527",)),
        ),
        (Tick("label", msg("label with fault and case on the unit"), "R170"),),
        own=True,
        rules=("R115",),
        movements=moved.TAKEN_AWAY,
        ledger=("R116",),
        stage="on-site",
        example=msg(
            'take-away 7k3f9q --serial NEW1 --promised "2025-09-24 12:00" --accessories '
            '"remote control"'
        ),
    ),
    Action(
        "promise",
        caption("改期送回", "later date for a unit taken along"),
        msg("agree a later date for a unit taken along, before the old one has passed"),
        (*FIELD, *DESK),
        (
            Field("when", BY_DAY, msg("promised back by"), required=True),
            Field("reason", TEXT, msg("reason"), required=True),
            Field("consent", LINE, msg("who of the customer's consented"), required=True),
        ),
        rules=("R528",),
        guards=("R528",),
        held=True,
        stage="on-site",
        example=msg(
            'promise 7k3f9q --when "2025-09-25 12:00" --reason "a part is lacking" '
            '--consent "Li Jianguo"'
        ),
    ),
    Action(
        "workshop-done",
        caption("修理间修好", "repair in the workshop"),
        msg("the unit is repaired in the workshop"),
        FIELD,
        (
            Field("work", TEXT, msg("work done"), required=True),
            Field("test", TEXT, msg("how it was tested")),
        ),
        rules=("R527",),
        stage="on-site",
        example=msg('workshop-done 7k3f9q --work "board exchanged"'),
    ),
    Action(
        "give-back",
        caption("送还", "bringing a unit back"),
        msg("bring a unit back and reclaim the receipt"),
        FIELD,
        (
            Field("signed_by", LINE, msg("signed by"), required=True, rules=("R118",)),
            Field(
                "receipt",
                VOUCHER_ID,
                msg("number of the receipt reclaimed"),
                instead="receipt_lost",
                rules=("R117",),
            ),
            Field(
                "receipt_lost",
                TEXT,
                msg("the customer's statement, if the receipt is lost"),
                rules=("R117",),
            ),
        ),
        rules=("R117", "R118"),
        movements=moved.GIVEN_BACK,
        ledger=("R116",),
        guards=("R117",),
        stage="on-site",
        example=msg('give-back 7k3f9q --signed-by "Li Jianguo"'),
    ),
    Action(
        "swap",
        caption("换机换卡", "swap of a unit or SIM card"),
        msg("put in another unit or SIM card, old and new number in one record"),
        FIELD,
        (
            Field("old", SERIAL, msg("serial number taken off"), rules=("R171",)),
            Field("new", SERIAL, msg("serial number put in"), rules=("R171",)),
            Field("old_sim", SERIAL, msg("SIM card taken off"), rules=("R173",)),
            Field("new_sim", SERIAL, msg("SIM card put in"), rules=("R173",)),
            Field("reason", TEXT, msg("reason"), required=True),
        ),
        needs=(
            "new or new_sim",
            "old when new",
            "old_sim when new_sim",
            "new when old",
            "new_sim when old_sim",
        ),
        own=True,
        movements=moved.SWAPPED,
        ledger=("R171", "R173"),
        stage="on-site",
        example=msg('swap 7k3f9q --old SN2509001 --new NEW1 --reason "beyond repair"'),
    ),
    Action(
        "exchange",
        caption("换整机", "exchange for a new unit"),
        msg("give the customer a new unit for the old one"),
        FIELD,
        (
            Field("old", SERIAL, msg("serial number taken off"), required=True),
            Field("new", SERIAL, msg("serial number of the new unit"), required=True),
            Field("reason", TEXT, msg("reason"), required=True),
        ),
        asked=("approve.exchange",),
        own=True,
        movements=moved.EXCHANGED,
        ledger=("R171",),
        stage="on-site",
        example=msg('exchange 7k3f9q --old NEW1 --new NEW3 --reason "new for old"'),
    ),
)
