"""Brings a database to the schema of this version: numbered SQL files, forward only.

However many servers start at once, one migrates and the others wait for it.
"""

from __future__ import annotations

from importlib import resources

import asyncpg

from tiercel.adapters.contracting import contracts, newer_schema
from tiercel.adapters.postgres.address import Address
from tiercel.adapters.postgres.connections import connect
from tiercel.adapters.postgres.errors import FAILURES, clear_error
from tiercel.adapters.postgres.records import move_documents
from tiercel.model.errors import Unavailable

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tiercel/migrate/' || $1, 0))"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS schema_migrations"
    " (number BIGINT PRIMARY KEY, name TEXT NOT NULL,"
    " applied TIMESTAMPTZ NOT NULL DEFAULT now())"
)
# Whether an older version can't work with it; one that was applied before this was known may be so.
_CONTRACTS = "ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS contracts BOOLEAN"
_TOO_NEW = (
    "SELECT EXISTS (SELECT 1 FROM schema_migrations"
    " WHERE number > $1 AND coalesce((to_jsonb(schema_migrations) ->> 'contracts')::boolean, true))"
)


async def migrate(address: Address) -> list[str]:
    """Apply the migrations that the database does not have yet; their names.

    All of them are one transaction, and so is moving documents that have a table by now, also those
    that an older server wrote meanwhile. A database of a newer version is worked with as it is,
    unless one of its newer migrations contracts. Raises: Unavailable, also for such a one.
    """
    connection = await connect(address, is_direct=True)
    try:
        await _check_encoding(connection, address)
        async with connection.transaction():
            await connection.execute("SET LOCAL lock_timeout = 0")
            await connection.execute(_LOCK, address.schema)
            if address.schema != "public":
                await connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{address.schema}"')
            await connection.execute(_TABLE)
            await connection.execute(_CONTRACTS)
            missing = await _missing(connection)
            for number, name, text in missing:
                await connection.execute(text)
                await connection.execute(
                    "INSERT INTO schema_migrations (number, name, contracts) VALUES ($1, $2, $3)",
                    number,
                    name,
                    contracts(text),
                )
            await move_documents(connection)
        return [name for _, name, _ in missing]
    except FAILURES as error:
        raise clear_error(error, address) from error
    finally:
        connection.terminate()


async def _check_encoding(connection: asyncpg.Connection, address: Address) -> None:
    """Raises: Unavailable for a database that can't hold each text."""
    encoding = connection.get_settings().server_encoding
    if encoding != "UTF8":
        raise Unavailable(
            f"The PostgreSQL database {address.shown} has the encoding {encoding}, which can't hold"
            f" each text. Create it anew: CREATE DATABASE {address.database} TEMPLATE template0"
            " ENCODING 'UTF8'."
        )


async def planned(address: Address) -> list[str]:
    """The names of the migrations that `migrate` would apply; nothing is changed.

    Raises: Unavailable.
    """
    connection = await connect(address, is_direct=True)
    try:
        if await connection.fetchval("SELECT to_regclass('schema_migrations')") is None:
            return [name for name, _ in _migrations()]
        return [name for _, name, _ in await _missing(connection)]
    except FAILURES as error:
        raise clear_error(error, address) from error
    finally:
        connection.terminate()


async def _missing(connection: asyncpg.Connection) -> list[tuple[int, str, str]]:
    migrations = _migrations()
    newest = len(migrations)
    found = await connection.fetchval("SELECT coalesce(max(number), 0) FROM schema_migrations")
    if found > newest and await connection.fetchval(_TOO_NEW, newest):
        raise newer_schema(found, newest)
    return [
        (number, name, text)
        for number, (name, text) in enumerate(migrations, start=1)
        if number > found
    ]


def _migrations() -> list[tuple[str, str]]:
    """Names and texts, in the order of their numbers, which start at 1 and have no gap."""
    folder = resources.files(__package__).joinpath("migrations")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    for number, file in enumerate(files, start=1):
        assert file.name.startswith(f"{number:04}_"), f"migration {file.name} is out of order"
    return [(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files]
