"""One server of AWS for all tests, in which each makes what is its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.families.aws import Cloud
from tests.objects.server import running_server


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with running_server() as server:
        yield Cloud(server.url)
