"""Large installations move in bounded memory, and large files in pieces."""

from __future__ import annotations

import secrets
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.ports.values import a_log
from tests.transfer import nothing, ports_over
from tiercel.adapters.local_blobs import LocalBlobs
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.ports.ports import Ports
from tiercel.service.transfer.exporting import Exporter, ExportRequest
from tiercel.service.transfer.importing import Importer

KIB = 1024
# A third of what holding everything would cost; other threads of the process take their part.
SLACK_BYTES = 4 * KIB * KIB


@asynccontextmanager
async def an_application(folder: Path) -> AsyncIterator[Ports]:
    store = SqliteStore(folder / "tiercel.db", MemoryNotifier())
    await store.open()
    yield ports_over(store, LocalBlobs(folder / "storage"))
    await store.close()


async def fill(ports: Ports, kib: int) -> None:
    """So much of log lines, and the same in one file."""
    for _ in range(kib // 256):
        async with ports.store.transaction() as tx:
            tx.logs.add([a_log(secrets.token_hex(512)) for _ in range(256)])

    async def file() -> AsyncIterator[bytes]:
        for _ in range(kib // 256):
            yield secrets.token_bytes(256 * KIB)

    await ports.blobs.write("/big.bin", file())


async def peaks(folder: Path, kib: int) -> tuple[int, int]:
    """The most bytes that Python held while exporting, and while importing."""
    async with an_application(folder / "source") as ports:
        await fill(ports, kib)
        tracemalloc.start()
        request = ExportRequest(path=folder / "archive", source="sqlite")
        await Exporter(ports, nothing).export(request)
        exporting = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    async with an_application(folder / "target") as ports:
        tracemalloc.start()
        outcome = await Importer(ports, nothing).load(folder / "archive")
        importing = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert outcome.is_complete
    return exporting, importing


async def test_memory_does_not_grow_with_what_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("parts.MOVING_PART_BYTES", "importing.MOVING_BYTES"):
        monkeypatch.setattr(f"tiercel.service.transfer.{module}", 256 * KIB)
    small = await peaks(tmp_path / "small", KIB)
    large = await peaks(tmp_path / "large", 13 * KIB)
    for before, after in zip(small, large, strict=True):
        assert after < before + SLACK_BYTES
