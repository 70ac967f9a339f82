"""The section of the settings about executions as a whole."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tiercel.model.limits import EXECUTION_DEPTH_MAX
from tiercel.settings.section import Section


class Executions(Section):
    """`tiercel.executions`: how deep they may call each other, and which may be restarted.

    `restart` is `unsuccessful` for killed, cancelled and warned ones too, or `failed` as in the
    reference.
    """

    max_depth: int = Field(default=EXECUTION_DEPTH_MAX, ge=1)
    restart: Literal["unsuccessful", "failed"] = "unsuccessful"
