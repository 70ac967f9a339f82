"""Tests of families: their sources can be imported, whether they are installed or not."""

from __future__ import annotations

from plugins.workspace.family import make_importable
from tests.conftest import anyio_backend, postgres_server

__all__ = ["anyio_backend", "postgres_server"]

make_importable()
