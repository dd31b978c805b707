"""Where a team's files stand below its folder (design.md §3): the one place that names them."""

from __future__ import annotations

POLICIES = "policies.yaml"
CASES = "cases"
INVENTORY = "inventory"
TEMPLATES = "templates"
ROSTER = f"{INVENTORY}/engineers.yaml"
PARTS = f"{INVENTORY}/parts.yaml"
PRODUCTS = f"{INVENTORY}/products.yaml"
TOOLS = f"{INVENTORY}/tools.yaml"
PRICES = f"{INVENTORY}/prices.yaml"
ACCOUNTS = f"{INVENTORY}/accounts.yaml"
LIBRARY = f"{INVENTORY}/library.yaml"
RULEBOOKS = f"{INVENTORY}/rulebooks"
CUSTOMERS = f"{INVENTORY}/customers"
UNITS = f"{INVENTORY}/units"
CONTRACTS = f"{INVENTORY}/contracts"
LEDGER = f"{INVENTORY}/ledger"
REGISTER = f"{INVENTORY}/register"
DATA_FOLDERS = (CASES, INVENTORY)
KEPT = (*DATA_FOLDERS, TEMPLATES, POLICIES)
"""All that is the team's: what else lies in its folder is nobody's business here."""


def case_path(id: str) -> str:
    """Return the path of a case's file."""
    return f"{CASES}/{id[:4]}/{id[4:6]}/{id}.yaml"


def voucher_path(id: str) -> str:
    """Return the path of a voucher's file."""
    return f"{LEDGER}/{id[2:6]}/{id[6:8]}/{id}.yaml"


def unit_path(id: str) -> str:
    """Return the path of a unit's file."""
    return f"{UNITS}/{id}.yaml"


def entry_path(id: str) -> str:
    """Return the path of an entry of the register."""
    return f"{REGISTER}/{id[2:6]}/{id[6:8]}/{id}.yaml"


def folder_of(path: str) -> str:
    """Return which of the team's folders holds a file; empty for what is not the team's."""
    top, _, rest = path.partition("/")
    if top == INVENTORY:
        return f"{top}/{rest.partition('/')[0]}"
    return top if top in KEPT else ""
