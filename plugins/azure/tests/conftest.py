"""A storage account for all tests of a process: Azurite, the emulator of its makers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.families.servers import free_port, program, running
from tiercel.plugin import Json
from tiercel.testing import Ran, World, run_task

ENGINES = Path(os.environ.get("TIERCEL_ENGINES", Path.home() / ".cache" / "tiercel-engines"))
AZURITE = ENGINES / "azurite" / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
ACCOUNT = "shop"
# A key that is made of letters which errors must not show.
KEY = "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"


class Account(msgspec.Struct, frozen=True):
    """Where its services are, as properties of tasks."""

    blobs: dict[str, Json]
    tables: dict[str, Json]

    def run(self, task: Any, properties: dict[str, Json], world: World | None = None) -> Ran:
        """Run a task on blobs that must succeed."""
        ran = run_task(task, {**self.blobs, **properties}, world)
        assert ran.error is None, ran.error
        return ran


@pytest.fixture(scope="session")
def account() -> Iterator[Account]:
    node = program("node", "nodejs")
    if not AZURITE.exists():
        pytest.skip(f"no Azurite in {ENGINES}: bash .ci/install-engines")
    blobs, queues = free_port(), free_port()

    def command(port: int, folder: Path) -> Sequence[str]:
        ports = [f"--blobPort={blobs}", f"--queuePort={queues}", f"--tablePort={port}"]
        quiet = ["--silent", "--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence"]
        return [node, str(AZURITE), *ports, *quiet]

    given = {**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"}
    keys = {"sharedKeyAccountName": ACCOUNT, "sharedKeyAccountAccessKey": KEY}
    with running(command, given) as tables:
        yield Account(
            {"endpoint": f"http://127.0.0.1:{blobs}/{ACCOUNT}", **keys},
            {"endpoint": f"http://127.0.0.1:{tables}/{ACCOUNT}", **keys},
        )
