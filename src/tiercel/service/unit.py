"""One use case, one transaction: run again when something changed in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from typing import Any, TypeVar

import msgspec

from tiercel.model.errors import Stale
from tiercel.model.limits import STALE_RETRIES_MAX
from tiercel.ports.store import Store, Tx

T = TypeVar("T")


class _Joint(msgspec.Struct):
    """A transaction that others join while it is open, and what follows its commit."""

    tx: Tx
    after: list[Callable[[], None]]
    is_open: bool = True


_JOINT: ContextVar[_Joint | None] = ContextVar("joint", default=None)


def in_transaction(store: Store, use_case: Callable[[Tx], Awaitable[T]]) -> Coroutine[Any, Any, T]:
    """The result of the use case, once its writes are durable.

    Within `jointly` they are durable when that ends. Raises: Stale when it lost against others
    STALE_RETRIES_MAX times.
    """
    return _transacted(store, use_case, None)


def jointly(store: Store, use_case: Callable[[Tx], Awaitable[T]]) -> Coroutine[Any, Any, T]:
    """As `in_transaction`, with all that the use case itself runs by `in_transaction`: one commit.

    For use cases that commit once, or whose reads don't depend on what they wrote before.
    """
    return _transacted(store, use_case, [])


async def _transacted(
    store: Store,
    use_case: Callable[[Tx], Awaitable[T]],
    after: list[Callable[[], None]] | None,
) -> T:
    """With `after`, others join, and what they put into it is done once everything is durable."""
    joint = _open_joint()
    if joint is not None:
        return await use_case(joint.tx)
    tries = 0
    while True:
        tries += 1
        try:
            async with store.transaction() as tx:
                if after is None:
                    return await use_case(tx)
                # An attempt that was not written wants nothing done.
                after.clear()
                # One an attempt: tasks that an earlier attempt left behind do not join this one.
                joint = _Joint(tx, after)
                token = _JOINT.set(joint)
                try:
                    result = await use_case(tx)
                finally:
                    joint.is_open = False
                    _JOINT.reset(token)
            break
        except Stale:
            if tries == STALE_RETRIES_MAX:
                raise
    for action in after:
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
