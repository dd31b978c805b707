"""Names that a rulebook cannot give to steps and fields of its own: they would hurt (T6, T8)."""

from __future__ import annotations

from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS

COMMANDS_BESIDE = (
    *("init", "profiles", "save", "doctor", "holidays", "demo", "completion", "help", "form"),
    *("parts", "loan", "cash", "tool", "undo", "customer", "unit", "roster", "register"),
    *("contract", "list", "show", "log", "explain", "overdue", "due", "search", "status"),
    *("sheet", "step", "validate", "audit", "simulate", "schema", "merge-driver"),
)
"""Commands, and words that begin several, which record nothing in a case."""
COMMAND_WORDS = frozenset(
    {*COMMANDS_BESIDE, *ACTIONS, *(action.words.split()[0] for action in ACTIONS.values())}
)
CAPTIONS = frozenset(
    {
        *("服务资料库", "维护合同", "库存", "明细账", "订货清单", "ABC分类", "待收回"),
        *("进出商品簿", "来电来函登记", "休息登记", "证书登记", "查证", "规程试算", "代用机清单"),
        *(action.caption.zh for action in (*ACTIONS.values(), *DOCUMENTS.values())),
    }
)
"""What the commands that ship are called in Chinese: those that record nothing, and the actions."""
OF_EVERY_EVENT = frozenset(
    {"id", "at", "by", "did", "entered", "note", "vouchers", "calendar", "seen"}
)
OF_THE_CASE = frozenset(
    {"case", "kind", "policy", "priority", "category", "contract", "channel", "for"}
    | {"customer", "unit"}
)
"""What is known of a case, which the last event that says it decides."""
OF_OTHERS = frozenset(
    {
        "ticks",
        "event",
        "old",
        "new",
        "oral",
        "approved_by",
        "form_no",
        "in_place_of",
        "because",
        "parts",
    }
    | {"instead_of", "duplicate_of", "invoice_no", "engineer", "engineers", "when", "denied"}
)
"""Fields that the program reads whatever step has them."""
TYPED_BEFORE = frozenset(
    {"root", "now", "as", "lang", "json", "yes", "not", "help", "version"}
    | {"install_completion", "show_completion"}
)
"""Options that mean something else."""
HURTING = OF_EVERY_EVENT | OF_THE_CASE | OF_OTHERS | TYPED_BEFORE
