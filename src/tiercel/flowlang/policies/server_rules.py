"""What a server adds to every flow and asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Set

import msgspec
from msgspec.structs import replace

from tiercel.model.authorization.grants import lineage
from tiercel.model.flow import PluginDefault
from tiercel.model.policies.policy import Policy
from tiercel.model.policies.reusable_inputs import BlockKey, ReusableInputs


class ServerRules(msgspec.Struct, frozen=True):
    """What holds for flows beside what their authors write.

    Shapes: plugin defaults of the server, which come last; policies from far to near; the worker
    groups that tasks may name; plugin defaults of namespaces by name; the revisions of each block
    of reusable inputs, oldest first, None where nobody knows which there are.
    """

    defaults: tuple[PluginDefault, ...] = ()
    policies: tuple[Policy, ...] = ()
    worker_groups: Set[str] = frozenset()
    namespace_defaults: Mapping[str, tuple[PluginDefault, ...]] = {}
    reusable_inputs: Mapping[BlockKey, tuple[ReusableInputs, ...]] | None = None

    def defaults_in(self, namespace: str) -> tuple[PluginDefault, ...]:
        """The plugin defaults that come after those of a flow itself, in order of precedence.

        Near namespaces win over those above them, forced defaults of those above over near ones.
        Source: spec/api/access.md §17.
        """
        if not self.namespace_defaults:
            return self.defaults
        near = [self.namespace_defaults.get(name, ()) for name in lineage(namespace)]
        found = [each for those in near for each in those if not each.forced]
        forced = [each for those in reversed(near) for each in those if each.forced]
        return (*found, *forced, *self.defaults)

    @property
    def of_templates(self) -> ServerRules:
        """What holds for templates, which have tasks and nothing else of a flow."""
        policies = [
            replace(each, rules=tuple(rule for rule in each.rules if rule.on == "PLUGIN"))
            for each in self.policies
        ]
        return ServerRules(policies=tuple(policies))


NO_RULES = ServerRules()
