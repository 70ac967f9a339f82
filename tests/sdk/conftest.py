"""A server process with authentication on, set up as its first user does."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tests.sdk.environments import FOLDER

USER = "admin@example.org"
PASSWORD = "Passw0rd-of-the-run"
CONFIG = "kestra:\n  server:\n    basic-auth:\n      enabled: true\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "config.yml").write_text(CONFIG, encoding="utf-8")
    with running(tmp_path) as server:
        set_up(server)
        yield server


def set_up(server: Server) -> None:
    """The first user."""
    body = json.dumps({"username": USER, "password": PASSWORD}).encode()
    request = urllib.request.Request(
        f"{server.base}/api/v1/setup", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200


@pytest.fixture
def environ() -> dict[str, str]:
    """Of a client's program: it finds the runs of this folder, and nothing of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(FOLDER), "PYTHONWARNINGS": "ignore", "NO_PROXY": "localhost"}
