"""Use cases of tasks over executions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiercel.engine.storage_paths import execution_path, flow_path, namespace_path
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import PURGE_BATCH, PURGED_PER_CALL_MAX
from tiercel.model.paging import Filter, Operation, Query
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.store import Store, Tx
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_filters import date_filters, date_of, place_filters
from tiercel.service.execution_removal import Removed, remove_in
from tiercel.service.services import Services
from tiercel.service.unit import in_transaction

_ENDED = ("SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "RETRIED", "SKIPPED")


class ExecutionUseCases:
    """count_executions, total_executions, resume_execution, purge_executions, purge_storage."""

    def __init__(self, services: Services, store: Store, blobs: BlobStorage) -> None:
        self._services = services
        self._store = store
        self._blobs = blobs

    async def count(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """How many executions each flow has, zeros included."""
        filters = date_filters(arguments)
        if arguments.get("states"):
            filters.append(Filter("state", Operation.IN, arguments["states"]))
        counts = []
        for namespace, flow_id in await self._flows_of(arguments):
            place = [
                Filter("namespace", Operation.EQUALS, namespace),
                Filter("flowId", Operation.EQUALS, flow_id),
            ]
            async with self._store.transaction() as tx:
                page = await tx.executions.find(Query((*place, *filters), size=1))
            counts.append({"namespace": namespace, "flowId": flow_id, "count": page.total})
        return counts

    async def total(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """How many executions there are in all, under conditions that all hold."""
        filters = date_filters(arguments)
        if arguments.get("namespaces"):
            filters.append(Filter("namespace", Operation.IN, arguments["namespaces"]))
        if arguments.get("flowId"):
            filters.append(Filter("flowId", Operation.EQUALS, arguments["flowId"]))
        if arguments.get("states"):
            filters.append(Filter("state", Operation.IN, arguments["states"]))
        async with self._store.transaction() as tx:
            return (await tx.executions.find(Query(tuple(filters), size=1))).total

    async def _flows_of(self, arguments: Mapping[str, Json]) -> Sequence[tuple[str, str]]:
        if arguments.get("flows"):
            return [(each["namespace"], each["flowId"]) for each in arguments["flows"]]
        wanted = arguments.get("namespaces") or ()
        async with self._store.transaction() as tx:
            known = await tx.flows.all_latest()
        return [(each.namespace, each.id) for each in known if each.namespace in wanted]

    async def resume(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Let a paused execution go on, without waiting for it."""
        execution_id = str(arguments.get("executionId"))
        try:
            execution, asked = await self._services.pauses.asked(
                execution_id, arguments.get("inputs") or {}
            )
        except NotFound:
            raise NotFound(f"No execution found for execution id {execution_id}") from None
        async with self._store.transaction() as tx:
            tx.inbox.put(execution.id, asked)
        return None

    async def purge(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove ended executions that match, with what belongs to them."""
        filters = [*place_filters(arguments), *date_filters(arguments)]
        states = arguments.get("states") or _ENDED
        filters.append(Filter("state", Operation.IN, list(states)))
        async with self._store.transaction() as tx:
            found = await tx.executions.find_ids(filters, PURGED_PER_CALL_MAX)
        ids = [each for each in found if each != origin.execution_id]
        counts = dict.fromkeys(
            (
                "executionsCount",
                "logsCount",
                "storagesCount",
                "metricsCount",
                "taskOutputsCount",
                "executionOutputsCount",
            ),
            0,
        )
        size = max(1, int(arguments.get("batchSize") or PURGE_BATCH))
        for begin in range(0, len(ids), size):
            await self._purge_batch(ids[begin : begin + size], arguments, counts)
        return counts

    async def _purge_batch(
        self, ids: Sequence[str], arguments: Mapping[str, Json], counts: dict[str, int]
    ) -> None:
        """Remove some in one transaction. One that moves meanwhile stays, with all that it has."""
        what = Removed(
            execution=arguments.get("purgeExecution") is not False,
            logs=arguments.get("purgeLog") is not False,
            metrics=arguments.get("purgeMetric") is not False,
        )

        async def write(tx: Tx) -> tuple[list[Execution], int, int]:
            settled, logs, metrics = [], 0, 0
            for execution_id in ids:
                execution = await tx.executions.get(execution_id)
                if execution is None or not execution.is_settled:
                    continue
                logs += len(await tx.logs.of(execution_id)) if what.logs else 0
                metrics += len(await tx.metrics.of(execution_id)) if what.metrics else 0
                remove_in(tx, execution, what)
                settled.append(execution)
            return settled, logs, metrics

        # Run again after a conflict: what was restarted by then is not settled any more.
        settled, logs, metrics = await in_transaction(self._store, write)
        counts["executionsCount"] += len(settled) if what.execution else 0
        counts["logsCount"] += logs
        counts["metricsCount"] += metrics
        if arguments.get("purgeStorage") is not False:
            for execution in settled:
                counts["storagesCount"] += await self._purge_files(execution)

    async def _purge_files(self, execution: Execution) -> int:
        folder = execution_path(execution.namespace, execution.flow_id, execution.id)
        files = await self._blobs.files_under(folder)
        await self._blobs.delete(folder)
        return len(files)

    async def purge_storage(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove files of executions by their age, whether these still exist or not."""
        namespace = str(arguments.get("namespace") or origin.namespace)
        root = namespace_path(namespace)
        if arguments.get("flowId"):
            root = flow_path(namespace, str(arguments["flowId"]))
        start, end = arguments.get("startDate"), arguments.get("endDate")
        scanned = [
            info for info in await self._blobs.files_under(root) if "/executions/" in info.path
        ]
        old = [
            info
            for info in scanned
            if (start is None or info.modified >= date_of(start))
            and (end is None or info.modified <= date_of(end))
        ]
        if not arguments.get("dryRun"):
            for info in old:
                await self._blobs.delete(info.path)
        deleted = 0 if arguments.get("dryRun") else len(old)
        return {
            "scannedCount": len(scanned),
            "purgedCount": len(old),
            "deletedFilesCount": deleted,
        }
