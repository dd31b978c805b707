"""The components of a case's model, for the completion of shells."""

from __future__ import annotations

from servicectl.domain.master.catalogue import Products
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.services.queries.candidates_on_file import Cursor, Found
from servicectl.store.team.paths import PRODUCTS


def components(cursor: Cursor) -> Found:
    """Yield the components of the model that the case is about, with their months of warranty."""
    if not cursor.typed.get("case"):
        return
    files = cursor.files()
    head = files.case(cursor.typed["case"]).head
    model = files.unit_as_filed(head.unit).model if head.unit else head.model
    for product in files.record(Products, PRODUCTS).products:
        if product.model == model:
            for component in product.components:
                yield f"{component.name}=", say(msg("{n} months", n=component.months))
