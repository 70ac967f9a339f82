"""The list of tenants (access.md §13)."""

from __future__ import annotations

from tiercel.model.lists.fields import ID, PART, field
from tiercel.model.lists.resource import Order, Resource

TENANTS = Resource(
    name="TENANT",
    fields=(field("q", PART, "id name", "A part of the id or the name."),),
    inner=(field("id", ID, "id"),),
    sorts={"id": "id", "name": "name"},
    default=(Order("id"),),
    ties=("id",),
)
