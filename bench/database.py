"""A durable PostgreSQL server for a benchmark, from the package that the tests use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres.server import DURABLE, running_server


@dataclass(frozen=True)
class Database:
    """Its address, as asyncpg and libpq take it, and the process that all others come from."""

    url: str
    root: int


@contextmanager
def running_database() -> Iterator[Database]:
    """A fresh server that flushes each commit. Raises: Missing without the package."""
    with running_server(DURABLE) as server:
        root = server._server.get_postmaster_info().process.pid
        yield Database(server.url.replace("postgres:@", "postgres@"), root)


def configuration(database: Database, folder: Path) -> Path:
    """A configuration file that makes Tiercel use it."""
    path = folder / "postgres.yml"
    path.write_text(
        "kestra: {repository: {type: postgres}}\n"
        f"datasources: {{postgres: {{url: '{database.url}'}}}}\n"
    )
    return path
