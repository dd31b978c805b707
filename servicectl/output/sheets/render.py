"""Printing a sheet: a team's templates and what they show, to Markdown or printable HTML."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from servicectl.domain.schema.characters import escaped
from servicectl.errors import BadData, Message, Place, Problem, msg
from servicectl.output.json.rows import View
from servicectl.output.sheets.qr import qr

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_FOLDER = "templates/"
_MISTAKES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
# What Jinja says most, in words that can be translated; the rest is quoted as Jinja's.
_SAID = {
    r"'(?P<name>.+)' is undefined": msg("'{name}' is undefined"),
    r"'dict object' has no attribute '(?P<name>.+)'": msg(
        "'dict object' has no attribute '{name}'"
    ),
    r"(?:Encountered )?[Uu]nknown tag '(?P<name>.+?)'.*": msg("unknown tag '{name}'"),
    r"No filter named '(?P<name>.+)'.*": msg("No filter named '{name}'"),
    r"unexpected '(?P<name>.+)'": msg("unexpected '{name}'"),
}
_PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>()#|~&!$^@]")
_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_BEGINNINGS = re.compile(r"^(?=[-+=:]+(?:\s|$))|^\d{1,9}(?=\.(?:\s|$))")


class Layout(NamedTuple):
    """How sheets are printed: on which form, as ``md``, ``html`` or ``pdf``, in which language.

    ``paper`` is A4 or A5, where the form may be on either.
    """

    form: str
    format: str
    language: str
    paper: str = "A4"


def printed(templates: Mapping[str, str], layout: Layout, sheets: Sequence[View]) -> bytes:
    """Return sheets as the bytes of a file."""
    if layout.format != "pdf":
        return render(templates, layout, sheets).encode()
    from servicectl.output.sheets.pdf import pdf

    return pdf(render(templates, layout._replace(format="html"), sheets))


def render(templates: Mapping[str, str], layout: Layout, sheets: Sequence[View]) -> str:
    """Return sheets as one text: Markdown (``md``), or a page of HTML to be printed (``html``).

    ``templates`` are texts by their name below ``templates/``; the form's own is
    ``LANGUAGE/FORM.j2``. Every value that a template prints is escaped for the format. Raises
    BadData that names file and line where a template is broken.
    """
    from jinja2 import TemplateError

    name = f"{layout.language}/{layout.form}.j2"
    try:
        template = _environment(templates, layout.format).get_template(name)
        text = template.render(sheets=sheets, **layout._asdict())
    except (TemplateError, *_MISTAKES) as error:
        lines = _lines(error)
        if not lines and not isinstance(error, TemplateError):
            raise
        raise _broken(error, lines or [Place(_FOLDER + name)], _FOLDER + name) from error
    return _tidy(text) if layout.format == "md" else text


def unreadable(text: str, path: str) -> tuple[Problem, ...]:
    """Return what keeps a template from being read: Jinja's syntax, filters that there are not."""
    from jinja2 import TemplateSyntaxError

    try:
        _environment({}, "md").compile(text, raw=True)
    except TemplateSyntaxError as error:
        return _broken(error, [Place(path, error.lineno)], path).problems
    return ()


def markdown(text: str) -> str:
    r"""Return what a person wrote as one line of Markdown that shows it and does nothing else.

    Line breaks become spaces, punctuation that means something is escaped, also what would make
    a bare address a link; a control character appears as an escape such as ``\u200b``.
    """
    line = escaped(" ".join(text.split()))
    line = _LINKS.sub(r"\\", _PUNCTUATION.sub(r"\\\g<0>", line))
    return _BEGINNINGS.sub(r"\g<0>\\", line)


def html(text: str) -> str:
    """Return what a person wrote as HTML that shows it, line by line, and does nothing else."""
    from markupsafe import Markup, escape

    lines = (escape(escaped(" ".join(line.split()))) for line in text.splitlines())
    return Markup("<br>").join(lines)


_ESCAPES: Mapping[str, Callable[[str], str]] = {"md": markdown, "html": html}


def _environment(templates: Mapping[str, str], format: str) -> SandboxedEnvironment:
    """Return where templates are rendered: nothing to reach but the values, no value unescaped."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    from servicectl.output.sheets.compiled import compiled_for

    escape = _ESCAPES[format]

    def load(name: str) -> tuple[str, str, None] | None:
        return (templates[name], _FOLDER + name, None) if name in templates else None

    def finalize(value: Any) -> Any:
        """Return what is printed for a value; the markup of a template's own macros stays."""
        if value is None or hasattr(value, "__html__"):
            return value or ""
        return Markup(escape(str(value)))  # noqa: S704 - escaped one word further in

    # Templates come with every pull: they may put words on paper, and do nothing else.
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        autoescape=True,  # keeps apart what is markup; for any name, also one that ends in .j2
        finalize=finalize,
        # A misspelt value would be an empty field on a paper that somebody signs.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=compiled_for(format),
    )
    environment.globals["qr"] = qr
    return environment


def _lines(error: Exception) -> list[Place]:
    """Return the lines of templates on the way to an error, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return [Place(f.filename, f.lineno or 1) for f in frames if f.filename.startswith(_FOLDER)]


def _broken(error: Exception, lines: Sequence[Place], form: str) -> BadData:
    """Return the error that names the line: where a name is unknown, the one of the form itself.

    What the form hands on is looked at only where the shared templates print it.
    """
    from jinja2 import UndefinedError

    place = lines[-1]
    reason = _reason(error)
    own = [line for line in lines if line.path == form]
    if isinstance(error, UndefinedError) and own and own[-1] != place:
        reason = msg("{reason}, printed in {place}", reason=reason, place=str(place))
        place = own[-1]
    message = msg("this template cannot be printed: {reason}", reason=reason)
    remedy = msg("mend the line, or move the file away: then the shipped one is used")
    return BadData([Problem(place, "template", message, remedy)])


def _reason(error: Exception) -> str | Message:
    """Return what is wrong without any value of the case."""
    from jinja2 import TemplateError, TemplateNotFound

    if isinstance(error, TemplateNotFound):
        return msg("there is no template {name}", name=str(error.name))
    said = error.message if isinstance(error, TemplateError) else None
    return _translatable(said) if said else type(error).__name__


def _translatable(said: str) -> Message:
    for pattern, message in _SAID.items():
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return message._replace(values=found.groupdict())
    return msg("Jinja says “{words}”", words=said)


def _tidy(text: str) -> str:
    """Return Markdown without the blank lines that a template's own lines leave behind."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
