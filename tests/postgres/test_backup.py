"""pg_dump while servers write, pg_restore into another database: nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.ports.postgres import a_database
from tests.ports.values import an_execution
from tests.postgres.conftest import MakeStore
from tests.postgres.server import PackagedServer, program
from tiercel.adapters.postgres.address import Address, read_address
from tiercel.model.events import Submitted
from tiercel.ports.store import Store

pytestmark = pytest.mark.postgres


async def run(*command: str) -> str:
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=False, timeout=50
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def write(store: Store, name: str) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(name))
        tx.inbox.put(name, Submitted())


async def test_a_dump_under_load_is_whole_and_can_be_served(
    postgres_server: PackagedServer, address: Address, make_store: MakeStore, tmp_path: Path
) -> None:
    store = await make_store()
    before = [f"before{number}" for number in range(50)]
    for name in before:
        await write(store, name)
    dump = tmp_path / "tiercel.dump"
    dumping = asyncio.create_task(
        run(
            program("pg_dump"),
            "--format=custom",
            f"--schema={address.schema}",
            f"--file={dump}",
            f"--dbname={postgres_server.url}",
        )
    )
    during = 0
    while not dumping.done():
        await write(store, f"during{during}")
        during += 1
    await dumping
    assert during > 0
    url = await a_database(postgres_server.url)
    await run(program("pg_restore"), "--exit-on-error", f"--dbname={url}", str(dump))
    restored = await make_store(at=read_address(f"{url}&currentSchema={address.schema}"))
    assert await restored.planned_migrations() == []
    async with restored.transaction() as tx:
        found = set(await tx.executions.find_ids((), 10_000))
    assert found >= set(before)
    # State and inbox are of one moment: whoever is there still has its event, and work goes on.
    async with restored.transaction() as tx:
        assert set(await tx.inbox.claim(10_000, frozenset())) == found
    await write(restored, "after")
    async with restored.transaction() as tx:
        assert await tx.executions.get("after") is not None
