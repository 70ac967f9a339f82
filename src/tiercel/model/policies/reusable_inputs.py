"""Named blocks of inputs that a namespace keeps for its flows and those below it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.json_types import Json

# The type of an input that stands for a block.
REUSABLE_INPUTS = "REUSABLE_INPUTS"
# Namespace and id.
BlockKey = tuple[str, str]


class ReusableInputs(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of a block.

    Shapes: `source` is the YAML that somebody wrote, `inputs` are its declarations, as a flow has
    them. `created` is the date of the first revision, `updated` that of this one.
    """

    namespace: str
    id: str
    revision: int
    source: str
    inputs: tuple[dict[str, Json], ...]
    created: datetime
    updated: datetime
    description: str | None = None
    is_newest: bool = True
