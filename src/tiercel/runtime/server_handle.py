"""What core tasks ask of the server itself: use cases by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_executions import ExecutionUseCases
from tiercel.runtime.server_files import FileUseCases
from tiercel.runtime.server_flows import FlowUseCases
from tiercel.runtime.server_kv import KvUseCases
from tiercel.runtime.server_logs import LogUseCases
from tiercel.service.services import Services

UseCase = Callable[[LogPlace, Mapping[str, Json]], Awaitable[Json]]


class ServerUseCases:
    """Finds the use case of a name and runs it for a task."""

    def __init__(self, use_cases: Mapping[str, UseCase]) -> None:
        self._use_cases = dict(use_cases)

    async def call(self, origin: LogPlace, use_case: str, arguments: Mapping[str, Json]) -> Json:
        """Run a use case. Raises: PluginError for unknown ones, and what the use case raises."""
        found = self._use_cases.get(use_case)
        if found is None:
            raise PluginError(f"The server has no use case '{use_case}'")
        return await found(origin, arguments)


def server_use_cases(
    services: Services, *, store: Store, blobs: BlobStorage, clock: Clock
) -> ServerUseCases:
    """All use cases over the services of a server."""
    logs = LogUseCases(store)
    executions = ExecutionUseCases(services, store, blobs)
    flows = FlowUseCases(services, store)
    kv = KvUseCases(store, clock)
    files = FileUseCases(services.files, store, blobs)
    return ServerUseCases(
        {
            "fetch_logs": logs.fetch,
            "purge_logs": logs.purge,
            "purge_metrics": logs.purge_metrics,
            "count_executions": executions.count,
            "total_executions": executions.total,
            "resume_execution": executions.resume,
            "purge_executions": executions.purge,
            "purge_storage": executions.purge_storage,
            "purge_flow_revisions": flows.purge_revisions,
            "toggle_trigger": flows.toggle_trigger,
            "purge_kv": kv.purge,
            "update_kv_value": kv.update,
            "list_namespace_files": files.list,
            "read_namespace_file": files.read,
            "put_namespace_file": files.put,
            "delete_namespace_files": files.delete,
            "purge_namespace_files": files.purge,
        }
    )
