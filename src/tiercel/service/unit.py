"""One use case, one transaction: run again when something changed in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tiercel.model.errors import Stale
from tiercel.model.limits import STALE_RETRIES_MAX
from tiercel.ports.store import Store, Tx

T = TypeVar("T")


async def in_transaction(store: Store, use_case: Callable[[Tx], Awaitable[T]]) -> T:
    """The result of the use case, once its writes are durable.

    Raises: Stale when it lost against others STALE_RETRIES_MAX times.
    """
    for _ in range(STALE_RETRIES_MAX - 1):
        try:
            async with store.transaction() as tx:
                return await use_case(tx)
        except Stale:
            continue
    async with store.transaction() as tx:
        return await use_case(tx)
