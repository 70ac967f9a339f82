"""The base of trigger conditions: declared here, decided by the engine."""

from __future__ import annotations

from tiercel.plugin.task import Plugin


class ConditionPlugin(Plugin):
    """A condition of a trigger."""
