"""Objects inside properties, and the names under which flows write fields."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo


class Part(BaseModel):
    """Base of the objects that properties hold (`options`, `batch`, …)."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        alias_generator=to_camel,
        populate_by_name=True,
        arbitrary_types_allowed=True,
    )


def written_name(field_name: str, field: FieldInfo) -> str:
    """The name that flows write: the alias, else the field's name in camelCase."""
    return field.alias or to_camel(field_name)
