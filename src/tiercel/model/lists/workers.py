"""The list of worker groups (assets-apps.md §7)."""

from __future__ import annotations

from tiercel.model.lists.fields import ID, PART, field
from tiercel.model.lists.resource import Order, Resource

WORKER_GROUPS = Resource(
    name="WORKER_GROUP",
    fields=(field("q", PART, "id name", "A part of the id or the name."),),
    inner=(field("id", ID, "id"),),
    default=(Order("id"),),
    ties=("id",),
)
