"""The stages of the work, in its order: where a command belongs, and what people call it."""

from __future__ import annotations

from servicectl.errors import msg

STAGES = {
    "set-up": msg("set up"),
    "intake": msg("intake"),
    "dispatch": msg("dispatch"),
    "on-site": msg("on site"),
    "finish": msg("finish"),
    "own": msg("own steps"),
    "parts": msg("parts"),
    "money": msg("money"),
    "tools": msg("on loan"),
    "records": msg("records"),
    "look": msg("look"),
    "check": msg("check"),
}
