"""Executions that this server must not touch: the skip lists of its start options."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.model.execution import Execution
from tiercel.model.flow import TENANT


class Skips:
    """Skip lists by execution id, flow (`tenant|namespace|flow`), namespace and tenant.

    Source: spec/engine.md §15; a flow may also be given without its tenant.
    """

    def __init__(
        self,
        *,
        executions: Iterable[str] = (),
        flows: Iterable[str] = (),
        namespaces: Iterable[str] = (),
        tenants: Iterable[str] = (),
    ) -> None:
        self._executions = frozenset(executions)
        self._flows = frozenset(flow.removeprefix(f"{TENANT}|") for flow in flows)
        self._namespaces = frozenset(name.removeprefix(f"{TENANT}|") for name in namespaces)
        self._all = TENANT in frozenset(tenants)
        self._is_empty = not (self._executions or self._flows or self._namespaces or self._all)

    def covers(self, execution: Execution) -> bool:
        """Whether everything about the execution is to be dropped."""
        if self._is_empty:
            return False
        return (
            self._all
            or execution.id in self._executions
            or execution.namespace in self._namespaces
            or f"{execution.namespace}|{execution.flow_id}" in self._flows
        )
