"""Members of requests and answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel

from tiercel.plugin import Json, Part, RunContext

MadeT = TypeVar("MadeT", bound=BaseModel)


def without_none(**members: Json) -> dict[str, Json]:
    """What has a value."""
    return {name: value for name, value in members.items() if value is not None}


def made(kind: type[MadeT], answer: Mapping[str, Json], **more: Json) -> MadeT:
    """An object of the members of an answer that it has fields for, `more` on top."""
    names = {field.alias or name for name, field in kind.model_fields.items()}
    found = {name: value for name, value in answer.items() if name in names}
    return kind.model_validate({**found, **more})


def rendered(ctx: RunContext, options: Part | None) -> dict[str, Json]:
    """An object whose texts are rendered, by written names; empty for none."""
    if options is None:
        return {}
    plain = options.model_dump(by_alias=True, exclude_none=True)
    found: dict[str, Json] = ctx.render_deep(plain)
    return found
