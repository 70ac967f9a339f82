"""The lists of policies (assets-apps.md §8)."""

from __future__ import annotations

from tiercel.model.lists.fields import ID, KIND, PART, field
from tiercel.model.lists.resource import Order, Resource

POLICIES = Resource(
    name="POLICY",
    fields=(
        field("q", PART, "id display_name", "A part of the id or the name."),
        field("enforcement", KIND, "enforcement", "ACTIVE, EVALUATE, DISABLED or REFERENCE."),
    ),
    inner=(field("id", ID, "id"),),
    sorts={"id": "id", "displayName": "display_name", "enforcement": "enforcement"},
    default=(Order("id"),),
    ties=("id",),
)
