"""What all views have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from tiercel.model.json_types import Json

# A time as it is stored, with the offset of its zone.
DateText = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
# What an author or a plugin wrote: its members are theirs.
Document = dict[str, Json]
T = TypeVar("T")
Date = Annotated[datetime, msgspec.Meta(tz=True)]


class View(msgspec.Struct, frozen=True, rename="camel"):
    """A form of the API: members in the order in which they are written.

    A member that may be absent has UNSET as its default; one that may be null says so. Any other
    is always there, whether it has a default or not.
    """


class OpenView(View, frozen=True):
    """A form of what an author, a plugin or a protocol says: other members may follow."""


def given(value: T | None) -> T | UnsetType:
    """The value; absent when there is none."""
    return UNSET if value is None else value
