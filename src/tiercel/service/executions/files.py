"""Files of executions: which one may be read, its size, its first lines."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import msgspec

from tiercel.engine.storage_paths import (
    execution_path,
    flow_path,
    namespace_path,
    owner_execution,
    path_of,
)
from tiercel.model.errors import IllegalArgument, NotFound, TiercelError
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import PREVIEW_BYTES_MAX
from tiercel.ports.blobs import BlobStorage
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.files.rows import begun, json_lines

ION = ".ion"
IMAGES = frozenset({"jpg", "jpeg", "png", "svg", "gif", "bmp", "webp"})


class Elsewhere(TiercelError):
    """The file belongs to another execution."""

    def __init__(self, execution_id: str) -> None:
        super().__init__()
        self.execution_id = execution_id


class Preview(msgspec.Struct, frozen=True):
    """The beginning of a file: text, or a list of records, or base64 of an image or PDF."""

    extension: str
    type: str
    content: Json
    rows_max: int
    is_truncated: bool


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
        """The first rows of a file. Raises as `content`, IllegalArgument for the encoding."""
        path = await self._readable(execution_id, uri)
        extension = path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
        raw = await self._beginning(path)
        is_cut = (await self._blobs.info(path)).size > len(raw)
        if extension in IMAGES or extension == "pdf":
            kind = "PDF" if extension == "pdf" else "IMAGE"
            return Preview(extension, kind, base64.b64encode(raw).decode(), rows_max, is_cut)
        try:
            text = raw.decode(encoding, "replace")
        except (LookupError, ValueError):
            raise IllegalArgument(f"Unable to preview using encoding '{encoding}'") from None
        if extension in ("ion", "jsonl"):
            records, is_cut_here = _records(text, rows_max)
            return Preview(extension, "LIST", records, rows_max, is_cut_here or is_cut)
        lines = text.splitlines(keepends=True)
        kind = "MARKDOWN" if extension == "md" else "TEXT"
        is_cut = is_cut or len(lines) > rows_max
        shown = "".join(lines[:rows_max])
        return Preview(extension, kind, shown if is_cut else text.rstrip("\n"), rows_max, is_cut)

    async def _beginning(self, path: str) -> bytes:
        chunks = []
        total = 0
        async for chunk in self._blobs.stream(path):
            chunks.append(chunk)
            total += len(chunk)
            if total >= PREVIEW_BYTES_MAX:
                break
        return b"".join(chunks)[:PREVIEW_BYTES_MAX]

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


def _records(text: str, rows_max: int) -> tuple[list[Json], bool]:
    """Values of JSON or Ion lines."""
    found: list[Json] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if len(found) >= rows_max:
            return found, True
        found.append(_record(line))
    return found, False


def _record(line: str) -> Json:
    from tiercel.service.kv.values import read_value

    return read_value(line, is_json=False)[1]
