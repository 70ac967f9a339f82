"""Commands run in this process: what they set for the whole of it is put back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    logger = logging.getLogger("tiercel")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.fixture(autouse=True)
def _without_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is signed in, whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user-config"))
    for name in ("SERVER", "PROFILE", "USER", "API_TOKEN"):
        monkeypatch.delenv(f"TIERCEL_{name}", raising=False)
