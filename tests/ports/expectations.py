"""Transactions that must be refused, and the stores that a test is about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tiercel.model.errors import Stale
from tiercel.ports.store import Store, Tx

# Memory does not outlive its store.
STORED_ON_DISK = pytest.mark.parametrize(
    "make_store", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@asynccontextmanager
async def stale(store: Store) -> AsyncIterator[Tx]:
    """A transaction with a guard that fails when it commits."""
    transaction = store.transaction()
    tx = await transaction.__aenter__()
    yield tx
    with pytest.raises(Stale):
        await transaction.__aexit__(None, None, None)
