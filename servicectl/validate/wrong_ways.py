"""What is moved goes from where to where its action goes: nothing goes for good in between."""

from __future__ import annotations

from collections.abc import Iterator

from servicectl.domain.ledger.routes import wrong_route
from servicectl.domain.ledger.voucher import Voucher
from servicectl.errors import Problem, msg
from servicectl.validate.file_kinds import File


def wrong_ways(file: File) -> Iterator[Problem]:
    """Yield the lines of a voucher that go no way of its action, each with the way out.

    A voucher is never mended: it is booked back, and what happened is booked anew.
    """
    voucher: Voucher = file.value
    for n, line in enumerate(voucher.lines):
        wrong = wrong_route(voucher, line)
        if wrong is not None:
            back = voucher.way_back.message
            remedy = msg("{settle}; then book it anew ({remedy})", settle=back, remedy=wrong.remedy)
            yield Problem(file.place("lines", n, wrong.key), "way", wrong.message, remedy)
