"""Use cases of tasks over log and metric entries."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.log import LEVEL_ORDER, Level
from tiercel.model.paging import Filter, Operation, Query
from tiercel.ports.store import Store
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_filters import date_filters, place_filters
from tiercel.service.logs import level_at_least
from tiercel.service.lookups import log_map


class LogUseCases:
    """fetch_logs, purge_logs, purge_metrics."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def fetch(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Entries of an execution, oldest first; by task in the order of `taskIds`."""
        execution_id = arguments.get("executionId") or origin.execution_id or ""
        filters = []
        if arguments.get("minLevel"):
            filters.append(level_at_least(Level(_level(arguments["minLevel"]))))
        async with self._store.transaction() as tx:
            entries = await tx.logs.of(execution_id, filters)
        task_ids = arguments.get("taskIds")
        if task_ids:
            entries = [
                entry for task_id in task_ids for entry in entries if entry.task_id == task_id
            ]
        return [log_map(entry) for entry in entries]

    async def purge(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove entries; those of executions and the others are counted apart."""
        filters = [*place_filters(arguments), *date_filters(arguments)]
        if arguments.get("executionId"):
            filters.append(Filter("executionId", Operation.EQUALS, arguments["executionId"]))
        if arguments.get("logLevels"):
            levels = [_level(each) for each in arguments["logLevels"]]
            filters.append(Filter("level", Operation.IN, levels))
        if not filters:
            raise IllegalArgument("At least one filter is needed to remove logs.")
        # Entries of triggers have no execution id, which no text operation matches.
        of_executions = Filter("executionId", Operation.STARTS_WITH, "")
        at_once = arguments.get("batchSize")
        counts = {"executionLogsCount": 0, "nonExecutionLogsCount": 0}
        if arguments.get("purgeExecutionLogs") is not False:
            async with self._store.transaction() as tx:
                counts["executionLogsCount"] = await tx.logs.delete_now(
                    [*filters, of_executions], at_once
                )
            if arguments.get("purgeNonExecutionLogs") is not False:
                async with self._store.transaction() as tx:
                    counts["nonExecutionLogsCount"] = await tx.logs.delete_now(filters, at_once)
        return {"count": sum(counts.values()), **counts}

    async def purge_metrics(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove the metrics of the executions that match."""
        filters = (*place_filters(arguments), *date_filters(arguments))
        count = 0
        async with self._store.transaction() as tx:
            page = await tx.metrics.find(Query(filters, size=10_000))
            for execution_id in dict.fromkeys(entry.execution_id for entry in page.results):
                count += len(await tx.metrics.of(execution_id))
                tx.metrics.delete(execution_id)
        return {"count": count}


def _level(value: Json) -> str:
    name = str(value).upper()
    if name not in {level.value for level in LEVEL_ORDER}:
        raise IllegalArgument(f"'{value}' is no log level")
    return Level(name).value
