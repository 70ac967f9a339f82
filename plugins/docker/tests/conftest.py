"""The engine of the tests of containers."""

from __future__ import annotations

from tests.containers.conftest import host, image

__all__ = ["host", "image"]
