"""Migrations run once, however many servers start, and can be planned."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from tests.postgres.conftest import MakeStore
from tiercel.adapters.postgres import migrate as module
from tiercel.adapters.postgres.address import Address
from tiercel.adapters.postgres.connections import connect
from tiercel.adapters.postgres.migrate import migrate, planned
from tiercel.model.errors import Unavailable

pytestmark = pytest.mark.postgres


async def test_of_many_servers_one_migrates(address: Address) -> None:
    everything = await planned(address)
    assert everything[0] == "0001_first"
    applied = await asyncio.gather(*(migrate(address) for _ in range(5)))
    assert sorted(applied) == [[], [], [], [], everything]
    assert await planned(address) == []


async def test_a_broken_migration_changes_nothing(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(address)
    known = module._migrations()
    broken = [*known, ("0002_x", "CREATE TABLE good (id INT)"), ("0003_y", "CREATE TABLE bad (")]
    monkeypatch.setattr(module, "_migrations", lambda: broken)
    with pytest.raises(Unavailable):
        await migrate(address)
    connection = await connect(address)
    try:
        assert await connection.fetchval("SELECT to_regclass('good')") is None
    finally:
        await connection.close()
    assert await planned(address) == ["0002_x", "0003_y"]


async def test_a_newer_schema_is_refused(make_store: MakeStore, address: Address) -> None:
    await make_store()
    connection = await connect(address)
    await connection.execute("INSERT INTO schema_migrations (number, name) VALUES (99, 'later')")
    await connection.close()
    with pytest.raises(Unavailable, match="newer version"):
        await migrate(address)
    with pytest.raises(Unavailable, match="newer version"):
        await planned(address)


async def test_a_database_that_can_not_hold_each_text_is_refused_with_the_way_out(
    address: Address,
) -> None:
    name = f"ascii_{address.schema}"
    connection = await connect(address)
    await connection.execute(
        f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
    )
    try:
        with pytest.raises(Unavailable, match=r"has the encoding SQL_ASCII.*ENCODING 'UTF8'"):
            await migrate(replace(address, database=name))
    finally:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()
