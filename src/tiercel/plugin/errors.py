"""Errors that plugins raise on purpose."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.log import Level


class Interrupted(PluginError):
    """The task was interrupted."""


class TaskFailed(PluginError):
    """A failure that still has outputs, or that logs differently.

    `outputs` are stored on the failed task run; `is_logged` says that the task already wrote
    its error lines, so that only the state is set.
    """

    def __init__(
        self,
        message: str | None = None,
        *,
        outputs: Mapping[str, Json] | None = None,
        is_logged: bool = False,
    ) -> None:
        super().__init__(message)
        self.outputs = outputs
        self.is_logged = is_logged


class EndedWith(PluginError):
    """Ends the task in another state than SUCCESS (`WARNING`), with outputs."""

    def __init__(self, state: str, outputs: Mapping[str, Json] | None = None) -> None:
        super().__init__(f"ended with {state}")
        self.state = state
        self.outputs = outputs


class Unresolvable(PluginError):
    """A shape can't be determined: the task run fails with exactly this log line."""

    def __init__(self, message: str, level: Level = Level.ERROR) -> None:
        super().__init__(message)
        self.level = level
