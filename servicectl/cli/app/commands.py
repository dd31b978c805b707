"""The command line as data: every command by its words, in the order of a day's work."""

from __future__ import annotations

from servicectl.cli.app.declarations.check import CHECK
from servicectl.cli.app.declarations.look import LOOK
from servicectl.cli.app.declarations.recording import RECORDING
from servicectl.cli.app.declarations.records import RECORDS
from servicectl.cli.app.declarations.set_up import SET_UP
from servicectl.cli.app.declarations.stock import STOCK
from servicectl.errors import msg

GROUPS = {
    "customer": msg("customers"),
    "unit": msg("units"),
    "parts": msg("parts, old parts, the store's books"),
    "loan": msg("loaners"),
    "tool": msg("tools"),
    "cash": msg("money"),
    "roster": msg("people"),
    "register": msg("calls and letters that came in"),
    "contract": msg("maintenance contracts"),
    "form": msg("numbered forms"),
}
COMMANDS = {
    command.words: command for command in (*SET_UP, *RECORDING, *RECORDS, *STOCK, *LOOK, *CHECK)
}
