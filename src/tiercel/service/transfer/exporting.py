"""Everything of an installation into an archive, of one moment of the database."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tiercel import __version__
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.stored.codec import encode_json
from tiercel.model.stored.moving import MovedKind
from tiercel.ports.moving import Moment
from tiercel.ports.ports import Ports
from tiercel.service.transfer.files import all_files, pieces
from tiercel.service.transfer.forms import encode_record
from tiercel.service.transfer.manifest import FILES, Manifest
from tiercel.service.transfer.parts import PartWriter
from tiercel.service.transfer.places import Sink, new_sink
from tiercel.service.transfer.transfer import (
    KEY_CHECK,
    Counts,
    Progress,
    count_files,
    counted_name,
    moved_rows,
    refuse_running,
)


class ExportRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked.

    Shapes: `source` names the kind of database. `is_live` allows servers to go on meanwhile: the
    archive is a copy then, and nothing to move with.
    """

    path: Path
    source: str
    with_files: bool = True
    is_live: bool = False


class Exporter:
    """Writes archives of one installation."""

    def __init__(self, ports: Ports, progress: Progress) -> None:
        self._ports = ports
        self._progress = progress

    async def export(self, request: ExportRequest) -> Manifest:
        """Raises: Conflict while servers run or when the place is taken, NotFound, Unavailable."""
        if not request.is_live:
            await refuse_running(self._ports, ", or copy what is there with --live")
        await self._refuse_empty()
        with new_sink(request.path) as sink:
            writer, counts = PartWriter(sink), Counts()
            async with self._ports.store.moment() as moment:
                for kind in MovedKind:
                    await self._rows(moment, kind, writer, counts)
            # Files of later than the moment are too many at most, never too few.
            if request.with_files:
                await self._files(writer, counts)
            writer.end_part()
            return self._finish(request, sink, writer, counts)

    async def _refuse_empty(self) -> None:
        async with self._ports.store.moment() as moment:
            for kind in MovedKind:
                async for _ in moved_rows(moment, kind):
                    return
        raise NotFound("There is nothing to export: the database is empty")

    async def _rows(
        self, moment: Moment, kind: MovedKind, writer: PartWriter, counts: Counts
    ) -> None:
        total, done = await moment.count(kind), 0
        self._progress(kind.value, 0, total)
        async for row in moved_rows(moment, kind):
            writer.add(kind.value, encode_record(row))
            counts.add(counted_name(kind, row))
            if isinstance(row, Execution):
                counts.add("task runs", len(row.task_runs))
            done += 1
            self._progress(kind.value, done, total)

    async def _files(self, writer: PartWriter, counts: Counts) -> None:
        blobs, found = self._ports.blobs, Counts()
        await count_files(blobs, found)
        total, done = found.by_name()["files"], 0
        self._progress(FILES, 0, total)
        async for entry in all_files(blobs):
            try:
                async for piece, content in pieces(blobs, entry):
                    writer.add(FILES, encode_json(piece), content)
                    counts.add("file bytes", piece.length)
            except NotFound:
                # A running server has removed it meanwhile.
                continue
            if not entry.is_directory:
                counts.add("files")
                done += 1
                self._progress(FILES, done, total)

    def _finish(
        self, request: ExportRequest, sink: Sink, writer: PartWriter, counts: Counts
    ) -> Manifest:
        encrypt = self._ports.config.encrypt
        manifest = Manifest(
            id=self._ports.ids.new_id(),
            made=self._ports.clock.now(),
            tiercel=__version__,
            source=request.source,
            has_files=request.with_files,
            key_check=None if encrypt is None else encrypt(KEY_CHECK),
            counts=counts.by_name(),
            parts=tuple(writer.parts),
        )
        sink.finish(msgspec.json.format(encode_json(manifest), indent=1))
        return manifest
