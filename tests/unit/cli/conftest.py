"""Commands run in this process: what they set for the whole of it is put back."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    logger = logging.getLogger("tiercel")
    level = logger.level
    yield
    logger.setLevel(level)
