"""What a server adds to every flow and asks of it."""

from __future__ import annotations

from collections.abc import Set

import msgspec
from msgspec.structs import replace

from tiercel.model.flow import PluginDefault
from tiercel.model.policies.policy import Policy


class ServerRules(msgspec.Struct, frozen=True):
    """What holds for flows beside what their authors write.

    Shapes: plugin defaults, which come after a flow's own; policies from far to near; the worker
    groups that tasks may name.
    """

    defaults: tuple[PluginDefault, ...] = ()
    policies: tuple[Policy, ...] = ()
    worker_groups: Set[str] = frozenset()

    @property
    def of_templates(self) -> ServerRules:
        """What holds for templates, which have tasks and nothing else of a flow."""
        policies = [
            replace(each, rules=tuple(rule for rule in each.rules if rule.on == "PLUGIN"))
            for each in self.policies
        ]
        return ServerRules(policies=tuple(policies))


NO_RULES = ServerRules()
