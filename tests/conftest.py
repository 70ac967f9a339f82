"""Set-up that all suites share: Hypothesis without deadlines, coroutines on asyncio."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# A shared machine makes single examples slow; the suite has its own time limits.
settings.register_profile(
    "local", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# The same examples on each run: a change is judged by what it changed.
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
