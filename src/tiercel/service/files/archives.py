"""Uploads and archives of namespace files: stored aside, then moved, unpacked or saved as flows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator

from tiercel.engine.storage_paths import namespace_files_path
from tiercel.model.errors import IllegalArgument, TooLarge
from tiercel.model.limits import EXPORT_BYTES_MAX
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import IdSource
from tiercel.service.files.files import FileService, file_path, files_root
from tiercel.service.flows.bulk import FlowBulkService, unzipped
from tiercel.service.flows.flows import FlowService
from tiercel.service.off_loop import in_thread

UPLOADS_FOLDER = "/_uploads"
FLOWS_ENTRY = "_flows/"
CHUNK_BYTES = 262_144


class FileArchives:
    """Use cases that take or give many files."""

    def __init__(
        self,
        blobs: BlobStorage,
        ids: IdSource,
        files: FileService,
        flows: FlowService,
        flow_bulk: FlowBulkService,
    ) -> None:
        self._blobs = blobs
        self._ids = ids
        self._files = files
        self._flows = flows
        self._flow_bulk = flow_bulk

    async def keep(self, content: AsyncIterator[bytes]) -> str:
        """Store an upload until it is known where it belongs; its path."""
        path = f"{UPLOADS_FOLDER}/{self._ids.new_id()}"
        await self._blobs.write(path, content)
        return path

    async def drop(self, upload: str) -> None:
        """Forget an upload; one that was put in place is gone already."""
        await self._blobs.delete(upload)

    async def place(self, namespace: str, path: str, upload: str) -> None:
        """Make an upload the file at that path."""
        clean = file_path(path)
        await self._files.make_way(namespace, clean)
        await self._blobs.move(upload, namespace_files_path(namespace) + clean)

    async def save_flow(self, namespace: str, path: str, upload: str) -> None:
        """Save an upload as a flow of the namespace. Raises: IllegalArgument, TooLarge, Invalid."""
        if path.strip("/").count("/") != 1:
            raise IllegalArgument(f"Invalid flow file path: {path}")
        content = await self._small(upload)
        try:
            source = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise IllegalArgument(f"The flow file {path} is not text in UTF-8") from None
        await self._flow_bulk.import_flow(source, namespace)

    async def unpack(self, namespace: str, upload: str) -> None:
        """Every entry of an archive as a file; those below `_flows/` as flows."""
        content = await self._small(upload)
        # Few bytes may become many.
        for name, raw in await in_thread(unzipped, content, lambda _: True):
            if name.startswith(FLOWS_ENTRY):
                await self._flow_bulk.import_flow(raw.decode("utf-8-sig", "replace"), namespace)
            else:
                await self._files.write(namespace, name, raw)

    async def export(self, namespace: str) -> AsyncIterator[bytes]:
        """A zip of all files, and of the sources of the flows below `_flows/`."""
        root = files_root(namespace)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in await self._blobs.files_under(root):
                if buffer.tell() > EXPORT_BYTES_MAX:
                    raise TooLarge("The files of the namespace are too many for one archive.")
                name = info.path.removeprefix(root).lstrip("/")
                archive.writestr(name, await self._blobs.read(info.path))
            for flow in await self._flows.of_namespace(namespace):
                archive.writestr(f"{FLOWS_ENTRY}{flow.id}.yml", flow.source)
        return _pieces(buffer.getvalue())

    async def _small(self, upload: str) -> bytes:
        if (await self._blobs.info(upload)).size > EXPORT_BYTES_MAX:
            raise TooLarge("The archive is too large.")
        return await self._blobs.read(upload)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), CHUNK_BYTES):
        yield content[start : start + CHUNK_BYTES]
