"""A page of HTML as PDF: the only module that needs the extra ``pdf``."""

from __future__ import annotations

from servicectl.errors import UsageError, msg


def pdf(page: str) -> bytes:
    """Return the PDF of a page of HTML, which may show only what stands in it.

    Raises UsageError where WeasyPrint, or the Pango it draws with, is not installed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):
        raise UsageError(
            msg("PDF needs WeasyPrint, which is not installed here"),
            msg("pip install 'servicectl[pdf]'; or take --format html and print that"),
        ) from None
    # No file and no address is fetched, whatever a template names.
    fetcher = URLFetcher(allowed_protocols=("data",))
    written: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf()
    return written
