"""The words of which one is chosen in several declarations, and who usually does what."""

from __future__ import annotations

ROLES = (
    "receptionist",
    "supervisor",
    "engineer",
    "technician",
    "storekeeper",
    "finance",
    "manager",
)
AT_DESK, SENT, ADVISES = ROLES[0], ROLES[2], ROLES[3]
"""Who takes calls in, who is sent, and whose advice is asked for."""
CHANNELS = ("phone", "visit", "web", "mail", "wechat")
PRIORITIES = ("normal", "urgent")
USUAL_CHANNEL, USUAL_PRIORITY = CHANNELS[0], PRIORITIES[0]
"""What nobody types."""
RESPONSIBLE = ("product", "installation", "service", "user", "third_party", "unknown")
ASKED = ("support", "rnd", "maker")
APPROVABLE = (
    *("request", "quote", "discount", "exchange"),
    *("appointment", "dispatch", "outside", "sheet", "private_number"),
)
SERVES_ONE = {
    "quote": "quote",
    "discount": "quote",
    "exchange": "exchange",
    "appointment": "appoint",
}
"""Approvals that serve one event of a kind: behind the next such event a new one is needed."""
DESK = ("receptionist", "supervisor")
FIELD = ("engineer", "technician")
LEADERS = ("supervisor", "manager")
OFFICE = (*DESK, LEADERS[-1])
STORE = ("storekeeper",)
MONEY = ("finance",)
FILES = (
    *("case", "voucher", "register", "customer", "unit", "contract"),
    *("engineers", "parts", "products", "tools", "prices", "accounts", "library", "policies"),
)
"""The kinds of files of which there is a JSON Schema."""
OWN_FIELDS_ON = (
    *("service-sheet", "handling", "repair", "requisition", "take-away", "loan", "old-parts"),
    *("cash", "callback", "plan"),
)
"""The forms on which fields of a rulebook's own may be printed."""
