"""The list of blocks of reusable inputs (assets-apps.md §8)."""

from __future__ import annotations

from tiercel.model.lists.fields import ID, PART, field
from tiercel.model.lists.resource import Order, Resource

REUSABLE_INPUTS = Resource(
    name="REUSABLE_INPUTS",
    fields=(field("q", PART, "id description", "A part of the id or the description."),),
    inner=(field("id", ID, "id"),),
    sorts={"id": "id", "namespace": "namespace"},
    default=(Order("id"),),
    ties=("id",),
)
