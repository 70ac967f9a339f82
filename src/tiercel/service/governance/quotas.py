"""Quotas of namespaces, held to when executions begin."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from tiercel.engine.creation import Created
from tiercel.model.authorization.grants import Namespaces, lineage
from tiercel.model.decisions import WriteLog
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.log import Level
from tiercel.model.policies.quota import Quota, QuotaBehavior
from tiercel.model.state import StateType
from tiercel.ports.store import Tx
from tiercel.service.governance.namespace_registry import NamespaceRegistry

_ENDS = {QuotaBehavior.FAIL: StateType.FAILED, QuotaBehavior.CANCEL: StateType.CANCELLED}


class QuotaUse(msgspec.Struct, frozen=True):
    """A quota, when its window began, and how many executions began since, refused ones too."""

    quota: Quota
    start: datetime
    count: int


class Quotas:
    """Executions are counted where they are kept, so that nothing has to be set right.

    Those that begin at the same moment don't count each other: a few too many may pass.
    """

    def __init__(self, namespaces: NamespaceRegistry) -> None:
        self._namespaces = namespaces

    async def used_up(self, tx: Tx, namespace: str, now: datetime) -> Quota | None:
        """The quota, of the namespace or of one above, that lets no execution begin in it."""
        if not self._namespaces.quotas:
            return None
        for name in lineage(namespace):
            for quota in self._namespaces.quotas.get(name, ()):
                if await _count(tx, quota, now) >= quota.limit:
                    return quota
        return None

    async def bounded(self, tx: Tx, created: Created, now: datetime) -> Created:
        """An execution that is about to be stored: as it is, or ended where a quota is used up."""
        execution = created.execution
        if execution.is_settled:
            return created
        quota = await self.used_up(tx, execution.namespace, now)
        if quota is None:
            return created
        state = execution.state.moved(_ENDS[quota.behavior], now)
        line = WriteLog(Level.ERROR, quota.refusal(now))
        return Created(replace(execution, state=state, is_settled=True), (*created.logs, line))

    async def uses(self, tx: Tx, visible: Namespaces, now: datetime) -> list[QuotaUse]:
        """The quotas of namespaces that may be seen, by namespace and length."""
        return [
            QuotaUse(quota, quota.start(now), await _count(tx, quota, now))
            for name, quotas in sorted(self._namespaces.quotas.items())
            if visible.has(name)
            for quota in sorted(quotas, key=lambda each: each.duration)
        ]


async def _count(tx: Tx, quota: Quota, now: datetime) -> int:
    filters = (
        Filter("namespace", Operation.PREFIX, quota.namespace),
        Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, quota.start(now)),
    )
    return (await tx.executions.find_heads(Query(filters, size=1))).total
