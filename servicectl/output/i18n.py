"""The language of screen and paper: the only module that translates."""

from __future__ import annotations

import gettext as catalogue
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from servicectl.domain.schema.characters import escaped
from servicectl.errors import Message, Problem, ServicectlError

DOMAIN = "servicectl"
LONGEST = 120
LOCALE = Path(__file__).parent.parent / "locale"


class _Spoken:
    """The language spoken now."""

    language = "en"
    catalogue: catalogue.NullTranslations = catalogue.NullTranslations()


def set_language(language: str) -> None:
    """Speak ``zh`` or ``en`` from here on."""
    _Spoken.language = language
    _Spoken.catalogue = catalogue.translation(DOMAIN, LOCALE, [language], fallback=True)


def language() -> str:
    """Return the language spoken now."""
    return _Spoken.language


def tr(text: str) -> str:
    """Return a catalogue entry in the language spoken now; an empty text stays empty."""
    return _Spoken.catalogue.gettext(text) if text else ""


def say(message: Message) -> str:
    """Return the sentence in the language spoken now; what people typed is shown escaped."""
    return tr(message.text).format(**{k: _value(v) for k, v in message.values.items()})


def _value(value: Any) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, str):
        return escaped(value if len(value) <= LONGEST else value[:LONGEST] + "…")
    if isinstance(value, Iterable):
        return ", ".join(str(_value(item)) for item in value)
    return value


def with_remedy(message: Message, remedy: Message | None) -> str:
    """Return a message and how to mend it, in one line."""
    return say(message) if remedy is None else f"{say(message)}; {say(remedy)}"


def error_line(error: ServicectlError) -> str:
    """Return the one line that an error says."""
    return f"servicectl: {with_remedy(error.message, error.remedy)}"


def problem_line(problem: Problem) -> str:
    """Return ``path:line:column: message [rule]; remedy``."""
    line = f"{escaped(str(problem.place))}: {say(problem.message)} [{problem.rule}]"
    return line if problem.remedy is None else f"{line}; {say(problem.remedy)}"
