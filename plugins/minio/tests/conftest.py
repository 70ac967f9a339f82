"""One storage for all tests, in which each makes what is its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.objects.server import S3Server, running_server


@pytest.fixture(scope="session")
def storage() -> Iterator[S3Server]:
    with running_server() as server:
        yield server
