"""The verb that prints forms: which one, in which format, to where."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_problems
from servicectl.cli.app.typed import Typed, values_of
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import language
from servicectl.output.sheets.forms import HALF_PAGE
from servicectl.output.sheets.render import Layout, printed
from servicectl.services.queries.sheet_query import SheetQuery
from servicectl.services.queries.sheets import sheets
from servicectl.store.disk import naming
from servicectl.store.team import paths
from servicectl.store.team.templates import templates

PROTECTED = (*paths.DATA_FOLDERS, paths.TEMPLATES, paths.POLICIES, ".git")
_ENDINGS = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".pdf": "pdf"}
"""What the name of a file says of its format."""


def sheet(context: Context, words: str, typed: Typed) -> int:
    """Print a form, or write it to a file and print its name; 1 where a list is not complete."""
    values = values_of(context, words, typed)
    format = _format(values)
    out = _target(context, values.get("out"), format)
    found = sheets(context.team, context.now, _query(values))
    layout = Layout(found.form, format, language(), _paper(found.form, values["paper"], format))
    made = printed(templates(context.root), layout, found.views)
    if out is None:
        _put(made)
    else:
        with naming(values["out"]):
            out.write_bytes(made)
        put(values["out"])
    return put_problems(found.problems)


def _query(values: dict[str, Any]) -> SheetQuery:
    return SheetQuery(
        values.get("form", ""),
        values.get("cases", ()),
        values.get("for"),
        values.get("voucher"),
        values.get("account"),
    )


def _paper(form: str, paper: str, format: str) -> str:
    """Return the paper named; raise UsageError where the form does not fit on half a page."""
    if paper != "A4" and form not in HALF_PAGE:
        raise UsageError(
            msg("--paper {paper}: {form} does not fit on half a page", paper=paper, form=form),
            msg("forms that do: {forms}", forms=", ".join(HALF_PAGE)),
        )
    if paper != "A4" and format == "md":
        raise UsageError(
            msg("--paper {paper}: Markdown has no paper", paper=paper),
            msg("add --format html, or pdf"),
        )
    return paper


def _format(values: dict[str, Any]) -> str:
    """Return the format that was typed, else the one that the name of the file ends in, else md.

    Raises UsageError where the two are not the same.
    """
    given, out = values.get("format"), values.get("out") or ""
    ending = _ENDINGS.get(Path(out).suffix.casefold())
    if given and ending and given != ending:
        raise UsageError(
            msg("--format {format} does not go with --out {file}", format=given, file=out),
            msg("leave --format out, or name a file that ends in .{format}", format=given),
        )
    return given or ending or "md"


def _target(context: Context, out: str | None, format: str) -> Path | None:
    """Return the file to write, None for the screen; raise UsageError for what cannot be either."""
    if out is not None:
        return _file(context, out)
    if format == "pdf" and sys.stdout.isatty():
        raise UsageError(
            msg("a PDF is nothing for the screen"), msg("name the file to write: --out FILE.pdf")
        )
    return None


def _file(context: Context, out: str) -> Path:
    """Return the file to write; raise UsageError for one among what the team keeps."""
    target = context.settings.folder / out
    resolved, root = target.resolve(), context.root.resolve()
    if any(resolved.is_relative_to(root / name) for name in PROTECTED):
        raise UsageError(
            msg("--out {file}: that is where the team's own files are kept", file=out),
            msg("name a file elsewhere"),
        )
    return target


def _put(made: bytes) -> None:
    """Print a form. A PDF goes out byte by byte."""
    if made.startswith(b"%PDF-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
    else:
        put(made.decode().rstrip("\n"))
