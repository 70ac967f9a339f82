"""The JavaScript client: each open-source method at least once, against a server process."""

from __future__ import annotations

import json

import pytest

from tests.e2e.server import Server
from tests.sdk import sources
from tests.sdk.conftest import PASSWORD, USER
from tests.sdk.environments import FOLDER, node_folder, run
from tests.sdk.results import failures

SOURCES = {
    "hello": sources.HELLO,
    "paused": sources.PAUSED,
    "sleeping": sources.SLEEPING,
    "failing": sources.FAILING,
    "limited": sources.LIMITED,
    "triggered": sources.TRIGGERED,
    "dashboard": sources.DASHBOARD,
    "chart": sources.CHART,
}


@pytest.mark.timeout(400)
def test_every_method(server: Server, environ: dict[str, str]) -> None:
    node, folder = node_folder("javascript")
    given = {"TIERCEL_SDK_SOURCES": json.dumps(SOURCES), "TIERCEL_SDK_FOLDER": str(folder)}
    main = str(FOLDER / "javascript" / "main.js")
    output = run([node, main, server.base, USER, PASSWORD], {**environ, **given})
    assert failures(output) == []
