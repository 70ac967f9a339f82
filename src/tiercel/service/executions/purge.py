"""Removing old executions in numbers, and files of executions by their age."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.engine.storage_paths import execution_path, flow_path, namespace_path
from tiercel.model.execution import Execution
from tiercel.model.limits import PURGED_PER_CALL_MAX
from tiercel.model.lists.paging import Filter, Operation
from tiercel.plugin.server import PurgedFiles, PurgedParts, PurgeExecutions, PurgeStorage
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.removal import Removed, remove_in
from tiercel.service.unit import in_transaction

_ENDED = ("SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "RETRIED", "SKIPPED")


class Purge:
    """Removes batch by batch, each in a transaction of its own."""

    def __init__(self, store: Store, blobs: BlobStorage) -> None:
        self._store = store
        self._blobs = blobs

    async def executions(
        self, ask: PurgeExecutions, filters: Sequence[Filter], spared: str | None
    ) -> PurgedParts:
        """Ended executions that match, but for one."""
        ended = Filter("state", Operation.IN, list(ask.states or _ENDED))
        async with self._store.transaction() as tx:
            found = await tx.executions.find_ids([*filters, ended], PURGED_PER_CALL_MAX)
        ids = [each for each in found if each != spared]
        gone = PurgedParts()
        size = max(1, ask.batch_size)
        for begin in range(0, len(ids), size):
            gone = _sum(gone, await self._batch(ids[begin : begin + size], ask))
        return gone

    async def _batch(self, ids: Sequence[str], ask: PurgeExecutions) -> PurgedParts:
        """Remove some in one transaction. One that moves meanwhile stays, with all that it has."""
        what = Removed(execution=ask.execution, logs=ask.logs, metrics=ask.metrics)

        async def write(tx: Tx) -> tuple[list[Execution], int, int]:
            settled, logs, metrics = [], 0, 0
            for execution_id in ids:
                execution = await tx.executions.head(execution_id)
                if execution is None or not execution.is_settled:
                    continue
                logs += await tx.logs.count(execution_id) if what.logs else 0
                metrics += await tx.metrics.count(execution_id) if what.metrics else 0
                remove_in(tx, execution, what)
                settled.append(execution)
            return settled, logs, metrics

        # Run again after a conflict: what was restarted by then is not settled any more.
        settled, logs, metrics = await in_transaction(self._store, write)
        files = sum([await self._files_of(one) for one in settled]) if ask.files else 0
        return PurgedParts(len(settled) if what.execution else 0, logs, metrics, files)

    async def _files_of(self, execution: Execution) -> int:
        folder = execution_path(execution.namespace, execution.flow_id, execution.id)
        files = await self._blobs.files_under(folder)
        await self._blobs.delete(folder)
        return len(files)

    async def files(self, ask: PurgeStorage, namespace: str) -> PurgedFiles:
        """Files of executions, whether these still exist or not."""
        root = flow_path(namespace, ask.flow_id) if ask.flow_id else namespace_path(namespace)
        scanned = [
            info for info in await self._blobs.files_under(root) if "/executions/" in info.path
        ]
        old = [
            info
            for info in scanned
            if (ask.start_date is None or info.modified >= ask.start_date)
            and (ask.end_date is None or info.modified <= ask.end_date)
        ]
        if ask.dry_run:
            return PurgedFiles(len(scanned), len(old), 0)
        for info in old:
            await self._blobs.delete(info.path)
        return PurgedFiles(len(scanned), len(old), len(old))


def _sum(one: PurgedParts, other: PurgedParts) -> PurgedParts:
    return PurgedParts(
        one.executions + other.executions,
        one.logs + other.logs,
        one.metrics + other.metrics,
        one.files + other.files,
    )
