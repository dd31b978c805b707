"""The forms that can be printed: what each is about, and the rules it is printed for."""

from __future__ import annotations

LEDGER_FORMS = (
    *("service-sheet", "handling", "repair", "requisition", "take-away", "loan", "old-parts"),
    *("label", "card", "cash"),
)
CASE_FORMS = ("callback", "plan")
VOUCHER_FORMS = ("receipt", "maker-return", "scrap")
LISTS = ("visits", "overdue", "goods-book", "count", "price-list", "tools")
FORMS = (*LEDGER_FORMS, *CASE_FORMS, *VOUCHER_FORMS, *LISTS)
HALF_PAGE = (
    *("requisition", "take-away", "loan", "old-parts", "cash"),
    *("receipt", "scrap"),
)
"""The forms that fill less than half a page as a rule: they may be printed on A5."""
FORM_RULES = {
    "handling": ("R061", "R077", "R078"),
    "repair": ("R507", "R512", "R518"),
    "card": ("R512", "R515"),
    "requisition": ("R088",),
    "receipt": ("R092",),
    "take-away": ("R115",),
    "loan": ("R130",),
    "old-parts": ("R098", "R099"),
    "maker-return": ("R099", "R100"),
    "cash": ("R066", "R120"),
    "goods-book": ("R116",),
    "count": ("R091",),
    "price-list": ("R119",),
    "tools": ("R131", "R133", "R137"),
}
"""The rules that a form is printed for."""
