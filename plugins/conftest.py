"""Tests of families: their sources can be imported, whether they are installed or not."""

from __future__ import annotations

import sys

from plugins.workspace.family import families
from tests.conftest import anyio_backend, postgres_server

__all__ = ["anyio_backend", "postgres_server"]

for each in families():
    sys.path.insert(0, str(each.sources))
