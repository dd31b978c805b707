"""The verb that prints forms: which one, in which format, to where."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_problems
from servicectl.cli.app.typed import Typed, values_of
from servicectl.cli.verbs.books import form_of
from servicectl.cli.verbs.forms import views_of
from servicectl.errors import Problem, UsageError, msg
from servicectl.output.i18n import language
from servicectl.output.sheets.render import render
from servicectl.store.disk import naming
from servicectl.store.team import paths
from servicectl.store.team.templates import templates

PROTECTED = (*paths.DATA_FOLDERS, paths.TEMPLATES, paths.POLICIES, ".git")


def sheet(context: Context, words: str, typed: Typed) -> int:
    """Print a form, or write it to a file and print its name; 1 where a list is not complete."""
    values = values_of(context, words, typed)
    form = values.get("form") or _usual_form(context, values)
    out = _target(context, values["out"]) if "out" in values else None
    if values["format"] == "pdf" and out is None and sys.stdout.isatty():
        raise UsageError(
            msg("a PDF is nothing for the screen"), msg("name the file to write: --out FILE.pdf")
        )
    problems: list[Problem] = []
    sheets = views_of(context, form, values, problems)
    made = _made(context, form, values["format"], sheets)
    if out is None:
        _put(made)
    else:
        with naming(values["out"]):
            out.write_bytes(made)
        put(values["out"])
    return put_problems(problems)


def _usual_form(context: Context, values: Mapping[str, Any]) -> str:
    if "voucher" in values:
        return form_of(context, values["voucher"])
    return "visits" if "for" in values and not values.get("cases") else "service-sheet"


def _target(context: Context, out: str) -> Path:
    """Return the file to write; raise UsageError for one among what the team keeps."""
    target = context.settings.folder / out
    resolved, root = target.resolve(), context.root.resolve()
    if any(resolved.is_relative_to(root / name) for name in PROTECTED):
        raise UsageError(
            msg("--out {file}: that is where the team's own files are kept", file=out),
            msg("name a file elsewhere"),
        )
    return target


def _made(context: Context, form: str, format: str, sheets: list[dict[str, Any]]) -> bytes:
    """Return the form as bytes of its format."""
    made_from = "html" if format == "pdf" else format
    text = render(templates(context.root), form, made_from, language(), sheets)
    if format != "pdf":
        return text.encode()
    from servicectl.output.sheets.pdf import pdf

    return pdf(text)


def _put(made: bytes) -> None:
    """Print a form. A PDF goes out byte by byte."""
    if made.startswith(b"%PDF-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
    else:
        put(made.decode().rstrip("\n"))
