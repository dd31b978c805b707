"""The head of a case that has just what a head must have."""

from __future__ import annotations

from servicectl.domain.cases.fields import CaseHead


def head(id: str = "20261120-7k3f9q", customer: str = "c-4m2x8t") -> CaseHead:
    """Return the head of a repair."""
    return CaseHead(
        schema=1, id=id, kind="repair", policy="000000000000", customer=customer, fault="x"
    )
