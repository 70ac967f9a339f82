"""Failures of jq programs."""

from __future__ import annotations

from tiercel.model.json_types import Json


class JqError(Exception):
    """A program is wrong or failed; `value` is what `catch` gets."""

    def __init__(self, value: Json) -> None:
        super().__init__(value if isinstance(value, str) else repr(value)[:200])
        self.value = value


class JqBreak(Exception):
    """Leaves the `label` of the same mark."""

    def __init__(self, mark: object) -> None:
        super().__init__("break")
        self.mark = mark
