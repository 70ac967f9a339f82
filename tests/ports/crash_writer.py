"""A process that writes until it is killed: `python -m tests.ports.crash_writer FILE`.

It prints a line for each transaction once the store has acknowledged it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from msgspec.structs import replace

from tests.ports.values import a_job, a_log, a_task_run, an_execution
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.events import Submitted


async def write_one(store: SqliteStore, name: str) -> None:
    """Two transactions: a creation, then a save that consumes nothing and sends a job."""
    execution = an_execution(name, a_task_run("a"))
    async with store.transaction() as tx:
        tx.executions.insert(execution)
        tx.inbox.put(name, Submitted())
    sys.stdout.write(f"created {name}\n")
    sys.stdout.flush()
    async with store.transaction() as tx:
        tx.executions.save(replace(execution, version=1), ["a"], [])
        tx.jobs.put(a_job(name, execution_id=name))
        tx.logs.add([a_log("saved", execution_id=name)])
    sys.stdout.write(f"saved {name}\n")
    sys.stdout.flush()


async def write_forever(path: Path) -> None:
    """Twenty writers at once."""
    store = SqliteStore(path, MemoryNotifier())
    await store.open()

    async def lane(number: int) -> None:
        count = 0
        while True:
            await write_one(store, f"{number}-{count}")
            count += 1

    await asyncio.gather(*map(lane, range(20)))


if __name__ == "__main__":
    asyncio.run(write_forever(Path(sys.argv[1])))
