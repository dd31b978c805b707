"""The languages that the program speaks."""

from __future__ import annotations

LANGUAGES = ("zh", "en")
