"""Use cases of tasks over executions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiercel.engine.storage_paths import execution_path, flow_path, namespace_path
from tiercel.model.errors import Invalid, NotFound, Violation
from tiercel.model.events import ResumeAsked
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import PURGED_PER_CALL_MAX
from tiercel.model.log import LogEntry
from tiercel.model.paging import Filter, Operation, Query
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_filters import date_filters, date_of, place_filters
from tiercel.service.held import held_task_run
from tiercel.service.services import Services

_ENDED = ("SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "RETRIED", "SKIPPED")


class ExecutionUseCases:
    """count_executions, resume_execution, purge_executions, purge_storage."""

    def __init__(self, services: Services, store: Store, blobs: BlobStorage, clock: Clock) -> None:
        self._services = services
        self._store = store
        self._blobs = blobs
        self._clock = clock

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
            execution, reports = await self._services.pauses.check(
                execution_id, arguments.get("inputs") or {}
            )
        except NotFound:
            raise NotFound(f"No execution found for execution id {execution_id}") from None
        for report in reports:
            if report.enabled and report.errors:
                raise Invalid([Violation(report.input.id, report.errors[0])])
        values = {report.input.id: report.value for report in reports if report.enabled}
        resumed = {"on": self._clock.now().isoformat().replace("+00:00", "Z")}
        held = held_task_run(execution)
        asked = ResumeAsked(
            task_run_id=None if held is None else held.id,
            outputs={} if held is None else {"onResume": values, "resumed": resumed},
        )
        async with self._store.transaction() as tx:
            tx.inbox.put(execution_id, asked)
        return None

    async def purge(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove ended executions that match, with what belongs to them."""
        filters = [*place_filters(arguments), *date_filters(arguments)]
        states = arguments.get("states") or _ENDED
        filters.append(Filter("state", Operation.IN, list(states)))
        async with self._store.transaction() as tx:
            ids = await tx.executions.find_ids(filters, PURGED_PER_CALL_MAX)
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
        for execution_id in ids:
            if execution_id != origin.execution_id:
                await self._purge_one(execution_id, arguments, counts)
        return counts

    async def _purge_one(
        self, execution_id: str, arguments: Mapping[str, Json], counts: dict[str, int]
    ) -> None:
        async with self._store.transaction() as tx:
            execution = await tx.executions.get(execution_id)
            if execution is None or not execution.is_settled:
                return
            if arguments.get("purgeLog") is not False:
                counts["logsCount"] += len(await _logs_of(tx, execution))
                tx.logs.delete([Filter("executionId", Operation.EQUALS, execution_id)])
            if arguments.get("purgeMetric") is not False:
                counts["metricsCount"] += len(await tx.metrics.of(execution_id))
                tx.metrics.delete(execution_id)
            if arguments.get("purgeExecution") is not False:
                counts["executionsCount"] += 1
                tx.executions.delete(execution_id)
        if arguments.get("purgeStorage") is not False:
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


async def _logs_of(tx: Tx, execution: Execution) -> list[LogEntry]:
    return await tx.logs.of(execution.id)
