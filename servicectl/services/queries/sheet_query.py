"""What can be asked for on paper: a form, and of what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from servicectl.domain.time.moments import Period
from servicectl.errors import UsageError, msg
from servicectl.output.sheets.case_ledger import ONE_EACH
from servicectl.output.sheets.forms import VOUCHER_FORMS
from servicectl.output.sheets.voucher import FORM_OF
from servicectl.store.team.team import Team


class SheetQuery(NamedTuple):
    """Which sheets are asked for: a form, and the cases, days, voucher or account it is about."""

    form: str
    cases: Sequence[str] = ()
    period: Period | None = None
    voucher: str | None = None
    account: str | None = None

    @property
    def day(self) -> date | None:
        """Return the one day named, or None; raise UsageError for a month."""
        period = self.period
        if period is None:
            return None
        if period.first != period.last:
            raise UsageError(
                msg("--for {period}: this form is about one day", period=str(period)),
                msg("today, tomorrow or a date"),
            )
        return period.first


_ABOUT = {
    "overdue": ("CASE",),
    "goods-book": ("--for",),
    "count": ("--account",),
    "tools": ("--account",),
    "price-list": (),
    **dict.fromkeys(VOUCHER_FORMS, ("--voucher",)),
    **dict.fromkeys(ONE_EACH, ("CASE", "--for", "--voucher")),
}
"""What can be named for a form; for any other a case, or the day of visits."""


def check_named(query: SheetQuery) -> None:
    """Raise UsageError for what was named and is nothing to the form."""
    about = _ABOUT.get(query.form, ("CASE", "--for"))
    for option, named in zip(("CASE", "--for", "--voucher", "--account"), query[1:], strict=True):
        if named and option not in about:
            raise UsageError(
                msg("{option} is nothing to --form {form}", option=option, form=query.form),
                msg("leave it away, or name another --form"),
            )
    if query.voucher and (query.cases or query.period):
        raise UsageError(msg("the voucher names its case"), msg("leave the case and --for away"))


def usual_form(team: Team, query: SheetQuery) -> str:
    """Return the form that is printed where none is named."""
    if query.voucher:
        return form_of(team, query.voucher)
    return "visits" if query.period and not query.cases else "service-sheet"


def form_of(team: Team, voucher: str) -> str:
    """Return the form that a voucher is printed on; raise UsageError where there is none."""
    did = team.voucher(voucher).did
    if did not in FORM_OF:
        raise UsageError(
            msg("no form is made of {voucher}: {verb}", voucher=voucher, verb=did),
            msg("forms are made of: {words}", words=", ".join(FORM_OF)),
        )
    return FORM_OF[did]


def check_form(team: Team, form: str, voucher: str) -> None:
    """Raise UsageError for a voucher that is printed on another form."""
    own = form_of(team, voucher)
    if form != own:
        raise UsageError(
            msg("{voucher} is printed with --form {form}", voucher=voucher, form=own),
            msg("leave --form away"),
        )
