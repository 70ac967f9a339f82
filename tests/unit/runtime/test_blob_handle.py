"""Files of the internal storage as tasks see them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.system_clock import SystemClock
from tiercel.engine.storage_paths import Reader
from tiercel.runtime.worker.bridge import LoopBridge
from tiercel.runtime.worker.handles.blob_handle import StoredFiles


async def test_what_makes_the_chunks_may_read_other_files() -> None:
    names = iter(("one", "two"))
    files = StoredFiles(
        MemoryBlobs(SystemClock()),
        LoopBridge(asyncio.get_running_loop()),
        reader=Reader("company.team", "flow", "execution"),
        folder="/company/team/flow/executions/execution/tasks/t/r",
        new_name=lambda: next(names),
    )

    def copied(uri: str) -> Iterator[bytes]:
        with files.open(uri) as source:
            yield from source

    def work() -> bytes:
        first = files.put_new(b"a\nb\n", "txt")
        return files.read(files.put_new(copied(first), "txt"))

    assert await asyncio.wait_for(asyncio.to_thread(work), 5) == b"a\nb\n"
