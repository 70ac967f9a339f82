"""One use case, one transaction: run again when something changed in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TypeVar

from tiercel.model.errors import Stale
from tiercel.model.limits import STALE_RETRIES_MAX
from tiercel.ports.store import Store, Tx

T = TypeVar("T")


class _Joint:
    """A transaction that others join while it is open, and what follows its commit."""

    __slots__ = ("after", "is_open", "tx")

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.after: list[Callable[[], None]] = []
        self.is_open = True


_JOINT: ContextVar[_Joint | None] = ContextVar("joint", default=None)


async def in_transaction(store: Store, use_case: Callable[[Tx], Awaitable[T]]) -> T:
    """The result of the use case, once its writes are durable.

    Within `jointly` they are durable when that ends. Raises: Stale when it lost against others
    STALE_RETRIES_MAX times.
    """
    joint = _open_joint()
    if joint is not None:
        return await use_case(joint.tx)
    for _ in range(STALE_RETRIES_MAX - 1):
        try:
            async with store.transaction() as tx:
                return await use_case(tx)
        except Stale:
            continue
    async with store.transaction() as tx:
        return await use_case(tx)


async def jointly(store: Store, use_case: Callable[[Tx], Awaitable[T]]) -> T:
    """As `in_transaction`, with all that the use case itself runs by `in_transaction`: one commit.

    For use cases that commit once, or whose reads don't depend on what they wrote before.
    """
    begun: list[_Joint] = []

    async def joined(tx: Tx) -> T:
        joint = _Joint(tx)
        begun.append(joint)
        token = _JOINT.set(joint)
        try:
            return await use_case(tx)
        finally:
            joint.is_open = False
            _JOINT.reset(token)

    result = await in_transaction(store, joined)
    for action in begun[-1].after:
        action()
    return result


def after_commit(action: Callable[[], None]) -> None:
    """Do this once what the use case wrote by `in_transaction` is durable."""
    joint = _open_joint()
    if joint is None:
        action()
    else:
        joint.after.append(action)


def _open_joint() -> _Joint | None:
    """Tasks that a use case leaves behind see the joint transaction when it is over."""
    joint = _JOINT.get()
    return joint if joint is not None and joint.is_open else None
