"""An archive into an empty installation; what is interrupted goes on where it stopped.

Each transaction writes some records together with the place behind them, so that no record is
written twice or left out, whenever the process dies.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

import msgspec

from tiercel.model.errors import Conflict, IllegalArgument, Invalid, Stale, TiercelError
from tiercel.model.stored.limits import (
    MOVING_BYTES,
    MOVING_FILES_PER_CHECKPOINT,
    MOVING_PART_BYTES,
    MOVING_RECORDS,
)
from tiercel.model.stored.moving import Document, MovedKind, Stored
from tiercel.model.stored.records import MEMBERS, USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.access import CREDENTIALS_KEY
from tiercel.service.access.changes import VERSION_KEY
from tiercel.service.access.rows import drop
from tiercel.service.access.secret_keys import NO_KEY, SecretKeys
from tiercel.service.instance.instance import UUID_KEY
from tiercel.service.transfer.checkpoint import CHECKPOINT_KEY, Checkpoint, checkpoint_in
from tiercel.service.transfer.files import write_file
from tiercel.service.transfer.forms import decode_record, put
from tiercel.service.transfer.manifest import FILES, ArchivePart, Manifest, read_manifest
from tiercel.service.transfer.parts import Record, check_parts, damaged, read_records
from tiercel.service.transfer.places import Source, open_source
from tiercel.service.transfer.transfer import (
    Progress,
    count_files,
    counts_in,
    key_warning,
    moved_rows,
    refuse_running,
)

# What the first start of a server writes: an installation that has no more is still empty.
_OF_FIRST_START = (UUID_KEY, CREDENTIALS_KEY, VERSION_KEY, "access.session-key")
_KINDS = frozenset(kind.value for kind in MovedKind)
_FIX = (
    "Import into a new one: another folder with --data, an empty PostgreSQL database or another"
    " currentSchema, an empty storage folder or bucket"
)


class Row(msgspec.Struct, frozen=True):
    """One line of the report."""

    kind: str
    exported: int
    imported: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an import has done."""

    archive: str
    rows: tuple[Row, ...]
    is_resumed: bool = False
    was_done: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether everything that was exported is there."""
        return all(row.exported == row.imported for row in self.rows)


class Records:
    """Records of consecutive parts, which knows where the next one stands."""

    def __init__(self, source: Source, parts: tuple[ArchivePart, ...], start: Checkpoint) -> None:
        self._source = source
        self._parts = parts
        self.part = start.part
        self.record = start.record
        self._open = self._opened()

    def __iter__(self) -> Records:
        return self

    def __next__(self) -> Record:
        while self.current is not None:
            found = next(self._open, None)
            if found is not None:
                self.record += 1
                return found
            self.part, self.record = self.part + 1, 0
            self._open = self._opened()
        raise StopIteration

    @property
    def current(self) -> ArchivePart | None:
        """The part that is being read, None behind the last one."""
        return self._parts[self.part] if self.part < len(self._parts) else None

    def has_more(self) -> bool:
        """Whether the current part has another record; at its end the next part follows."""
        part = self.current
        if part is None or self.record < part.records:
            return part is not None
        for _ in self._open:
            # The reader refuses what the manifest does not count.
            continue
        self.part, self.record = self.part + 1, 0
        self._open = self._opened()
        return False

    def _opened(self) -> Iterator[Record]:
        if self.part >= len(self._parts):
            return iter(())
        return islice(read_records(self._source, self._parts[self.part]), self.record, None)


class Importer:
    """Fills one installation from archives."""

    def __init__(self, ports: Ports, progress: Progress) -> None:
        self._ports = ports
        self._progress = progress
        self._at = Checkpoint("")

    async def load(self, path: Path) -> Outcome:
        """Raises: NotFound, Invalid for a bad archive, Conflict for a target that is in use."""
        with open_source(path) as source:
            return await self._load(source)

    async def _load(self, source: Source) -> Outcome:
        manifest = read_manifest(source.manifest())
        await refuse_running(self._ports, "")
        async with self._ports.store.transaction() as tx:
            found = await checkpoint_in(tx)
        self._judge(manifest, found)
        if found is not None and found.is_done:
            return Outcome(archive=manifest.id, rows=(), was_done=True)
        if found is None:
            await self._refuse_filled(manifest)
        total = manifest.size
        check_parts(source, manifest, lambda done: self._progress("checking", done, total))
        if found is None:
            await self._begin(manifest)
        else:
            self._at = found
        await self._parts(source, manifest)
        return await self._end(manifest, is_resumed=found is not None)

    def _judge(self, manifest: Manifest, found: Checkpoint | None) -> None:
        if found is None or found.archive == manifest.id:
            return
        if found.is_done:
            raise Conflict(f"Another archive was imported here already. {_FIX}.")
        raise Conflict(
            "The import of another archive into this database is not finished: run it again with"
            f" that archive ({found.archive}). Or begin anew. {_FIX}."
        )

    async def _refuse_filled(self, manifest: Manifest) -> None:
        holds: dict[str, int] = {}
        async with self._ports.store.moment() as moment:
            for kind in MovedKind:
                async for row in moved_rows(moment, kind):
                    if not _is_of_first_start(row):
                        holds[kind.value] = await moment.count(kind)
                        break
        if manifest.has_files and await self._ports.blobs.children("/"):
            holds["files"] = len(await self._ports.blobs.children("/"))
        if holds:
            by_name = ", ".join(f"{name}: {count}" for name, count in holds.items())
            raise Conflict(f"The target is not empty ({by_name}). {_FIX}.")

    async def _begin(self, manifest: Manifest) -> None:
        """What a first start has made gives way to what comes."""
        self._at = Checkpoint(manifest.id)
        async with self._ports.store.transaction() as tx:
            await tx.slots.lock("", CHECKPOINT_KEY)
            if await checkpoint_in(tx) is not None:
                raise Conflict("Another import into this database is under way")
            for member in await tx.records(MEMBERS).all():
                tx.records(MEMBERS).delete(*member)
            for key in _OF_FIRST_START:
                tx.settings.delete(key)
            users = await tx.records(USERS).all()
            drop(tx, USERS, [key for key, user in users.items() if user["is_first"]])
            tx.settings.put(CHECKPOINT_KEY, msgspec.to_builtins(self._at))

    async def _parts(self, source: Source, manifest: Manifest) -> None:
        totals: dict[str, int] = {}
        done: dict[str, int] = {}
        for number, part in enumerate(manifest.parts):
            totals[part.kind] = totals.get(part.kind, 0) + part.records
            before = part.records if number < self._at.part else 0
            before = self._at.record if number == self._at.part else before
            done[part.kind] = done.get(part.kind, 0) + before
        records = Records(source, manifest.parts, self._at)
        while (current := records.current) is not None:
            if current.kind == FILES:
                count = await self._some_files(records)
            else:
                count = await self._some_rows(records, current)
            done[current.kind] += count
            self._progress(current.kind, done[current.kind], totals[current.kind])

    async def _some_rows(self, records: Records, part: ArchivePart) -> int:
        """Write one transaction of rows of one part; how many records that were."""
        rows: list[Stored] = []
        size = 0
        if part.kind not in _KINDS:
            raise Invalid(f"The archive is damaged: {part.name} has an unknown kind")
        while len(rows) < MOVING_RECORDS and size < MOVING_BYTES and records.has_more():
            line, _ = next(records)
            size += len(line)
            try:
                rows.append(decode_record(MovedKind(part.kind), line))
            except (msgspec.MsgspecError, TiercelError, TypeError, ValueError) as error:
                raise damaged(part, records.record, str(error)) from error
        async with self._moved_on(records) as tx:
            for row in rows:
                put(tx, row)
        return len(rows)

    async def _some_files(self, records: Records) -> int:
        """Store some files, then report progress. Returns the number of records."""
        count = size = files = 0
        while files < MOVING_FILES_PER_CHECKPOINT and size < MOVING_PART_BYTES:
            part = records.current
            if part is None or part.kind != FILES:
                break
            if not records.has_more():
                continue
            first = next(records)
            try:
                pieces, written = await write_file(self._ports.blobs, first, records)
            except (msgspec.MsgspecError, IllegalArgument, Conflict) as error:
                raise damaged(part, records.record, str(error)) from error
            count, size, files = count + pieces, size + written, files + 1
        async with self._moved_on(records):
            return count

    @asynccontextmanager
    async def _moved_on(self, records: Records) -> AsyncIterator[Tx]:
        """A transaction that ends where the records stand now. Raises: Conflict."""
        after = Checkpoint(self._at.archive, records.part, records.record)
        try:
            async with self._ports.store.transaction() as tx:
                await self._lock_checkpoint(tx)
                tx.settings.put(CHECKPOINT_KEY, msgspec.to_builtins(after))
                yield tx
        except Stale as error:
            raise Conflict(f"Somebody else writes into the target meanwhile. {_FIX}.") from error
        self._at = after

    async def _missing_keys(self) -> str | None:
        """The message when secrets have arrived that no key of the target opens."""
        uses = await SecretKeys(self._ports).uses()
        lost = {use.key_id: use.secrets for use in uses if not use.is_present}
        lost.pop(NO_KEY, None)
        if not lost:
            return None
        return (
            f"{sum(lost.values())} secret(s) can't be read until `tiercel.secrets.keys` has the"
            f" key(s) {', '.join(lost)}."
        )

    async def _lock_checkpoint(self, tx: Tx) -> None:
        """Nobody else may have moved the checkpoint: two imports would write twice."""
        await tx.slots.lock("", CHECKPOINT_KEY)
        if await checkpoint_in(tx) != self._at:
            raise Conflict("Another import into this database is under way")

    async def _end(self, manifest: Manifest, *, is_resumed: bool) -> Outcome:
        """Compare what is there with what was exported; only then the import is done."""
        async with self._ports.store.moment() as moment:
            counts = await counts_in(moment)
        if manifest.has_files:
            await count_files(self._ports.blobs, counts)
        rows = tuple(
            Row(name, manifest.counts.get(name, 0), count)
            for name, count in counts.by_name().items()
            if manifest.has_files or name not in ("files", "file bytes")
        )
        warning = key_warning(self._ports.config, manifest.key_check)
        outcome = Outcome(
            archive=manifest.id,
            rows=rows,
            is_resumed=is_resumed,
            warnings=tuple(filter(None, (warning, await self._missing_keys()))),
        )
        if outcome.is_complete:
            done = msgspec.structs.replace(self._at, is_done=True)
            async with self._ports.store.transaction() as tx:
                await self._lock_checkpoint(tx)
                tx.settings.put(CHECKPOINT_KEY, msgspec.to_builtins(done))
        return outcome


def _is_of_first_start(row: object) -> bool:
    """Whether a server wrote it when it began: documents of its own, and the first user."""
    if not isinstance(row, Document):
        return False
    is_user = row.key.startswith(USERS.prefix)
    return row.key in _OF_FIRST_START or (is_user and row.value["is_first"] is True)
