"""Files of executions: which one may be read, its size, its first lines."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.engine.storage_paths import (
    execution_path,
    flow_path,
    namespace_path,
    owner_execution,
    path_of,
)
from tiercel.model.errors import IllegalArgument, NotFound, TiercelError
from tiercel.model.execution import Execution
from tiercel.ports.blobs import BlobStorage
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.files.previews import Preview, preview_of
from tiercel.service.files.rows import begun, json_lines

ION = ".ion"


class Elsewhere(TiercelError):
    """The file belongs to another execution."""

    def __init__(self, execution_id: str) -> None:
        super().__init__()
        self.execution_id = execution_id


class ExecutionFiles:
    """Use cases over the files that an execution stored."""

    def __init__(self, executions: ExecutionService, blobs: BlobStorage) -> None:
        self._executions = executions
        self._blobs = blobs

    async def content(self, execution_id: str, uri: str) -> tuple[str, AsyncIterator[bytes]]:
        """The name and the bytes of a file. Raises: NotFound, IllegalArgument, Elsewhere."""
        path = await self._readable(execution_id, uri)
        return path.rpartition("/")[2], self._blobs.stream(path)

    async def rows(self, execution_id: str, uri: str) -> tuple[str, AsyncIterator[bytes]]:
        """The name and the bytes of a file, those of a file of Ion as JSON lines.

        Raises as `content`, IllegalArgument when the first rows are none, TooLarge.
        """
        name, content = await self.content(execution_id, uri)
        if not name.lower().endswith(ION):
            return name, content
        return name[: -len(ION)] + ".jsonl", await begun(json_lines(content))

    async def size(self, execution_id: str, uri: str) -> int:
        """Bytes of a file. Raises as `content`."""
        path = await self._readable(execution_id, uri)
        return (await self._blobs.info(path)).size

    async def preview(
        self, execution_id: str, uri: str, *, rows_max: int, encoding: str
    ) -> Preview:
        """The first rows of a file. Raises as `content` and `preview_of`."""
        path = await self._readable(execution_id, uri)
        return await preview_of(self._blobs, path, rows_max=rows_max, encoding=encoding)

    async def _readable(self, execution_id: str, uri: str) -> str:
        try:
            execution = await self._executions.get(execution_id)
        except NotFound:
            raise NotFound(f"Unable to find execution id '{execution_id}'") from None
        path = path_of(uri)
        if not _is_own(path, execution):
            owner = owner_execution(path)
            if owner is not None and owner != execution_id:
                raise Elsewhere(owner)
            raise IllegalArgument("Invalid prefix path")
        if not await self._blobs.exists(path) or (await self._blobs.info(path)).is_directory:
            raise NotFound(f"File not found: {path}")
        return path


def _is_own(path: str, execution: Execution) -> bool:
    namespace, flow_id = execution.namespace, execution.flow_id
    return path.startswith(
        (
            execution_path(namespace, flow_id, execution.id) + "/",
            flow_path(namespace, flow_id) + "/states/",
            namespace_path(namespace) + "/states/",
        )
    )
