"""The list of credentials (secrets-ee.md §7)."""

from __future__ import annotations

from tiercel.model.lists.fields import KIND, NAME, PART, field
from tiercel.model.lists.resource import Order, Resource

CREDENTIALS = Resource(
    name="CREDENTIAL",
    fields=(
        field("q", PART, "name description", "A part of the name or the description."),
        field("name", NAME, "name", "The name."),
        field("type", KIND, "type", "OAUTH2 or GITHUB_APP."),
    ),
    sorts={"id": "id", "name": "name", "type": "type"},
    default=(Order("name"),),
    ties=("id",),
)
