"""A text as a QR code, drawn in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

QUIET_ZONE = 4  # modules of white around it, without which readers fail (ISO/IEC 18004)


def qr(text: str) -> Markup:
    """Return an inline SVG of the QR code that holds ``text`` and nothing else.

    It has no size of its own: the style sheet sets it.
    """
    import segno
    from markupsafe import Markup

    code = segno.make_qr(text, error="m")
    drawn = code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - modules of a code, no text
