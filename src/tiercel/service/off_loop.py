"""Work that takes long in a thread, so that the event loop answers others meanwhile."""

from __future__ import annotations

import asyncio
import gc
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from tiercel.model.json_types import Json
from tiercel.model.limits import (
    COLLECTION_DELAY_SECONDS_MAX,
    COLLECTION_PAUSE_SECONDS_MAX,
    FREEZE_OBJECTS_MIN,
    SERVER_COLLECT_OBJECTS,
    SOURCE_INLINE_CHARS_MAX,
)
from tiercel.model.stored.limits import STORE_INLINE_ROWS_MAX, STORE_INLINE_VALUES_BYTES_MAX

P = ParamSpec("P")
T = TypeVar("T")


async def by_length(
    chars: int, work: Callable[P, T], /, *arguments: P.args, **options: P.kwargs
) -> T:
    """The result of work on a source: at once for a short one, in a thread for a long one."""
    if chars <= SOURCE_INLINE_CHARS_MAX:
        return work(*arguments, **options)
    return await in_thread(work, *arguments, **options)


async def by_rows(rows: int, work: Callable[P, T], /, *arguments: P.args, **options: P.kwargs) -> T:
    """As `by_length`, for work on the rows of a document, such as its task runs."""
    if rows <= STORE_INLINE_ROWS_MAX:
        return work(*arguments, **options)
    return await in_thread(work, *arguments, **options)


async def by_bytes(
    count: int, work: Callable[P, T], /, *arguments: P.args, **options: P.kwargs
) -> T:
    """As `by_length`, for reading what a store keeps of values that may have any form."""
    if count <= STORE_INLINE_VALUES_BYTES_MAX:
        return work(*arguments, **options)
    return await in_thread(work, *arguments, **options)


async def by_size(
    value: Json, work: Callable[P, T], /, *arguments: P.args, **options: P.kwargs
) -> T:
    """As `by_length`, for work on a plain value: its texts and members count."""
    return await by_length(_chars_of(value), work, *arguments, **options)


def _chars_of(value: Json) -> int:
    """Characters and members of a value, counted until they are too many to work on at once."""
    waiting, count = [value], 0
    while waiting and count <= SOURCE_INLINE_CHARS_MAX:
        each = waiting.pop()
        count += len(each) if isinstance(each, str | dict | list) else 1
        if count <= SOURCE_INLINE_CHARS_MAX and isinstance(each, dict | list):
            waiting.extend(each.values() if isinstance(each, dict) else each)
    return count


async def in_thread(work: Callable[P, T], /, *arguments: P.args, **options: P.kwargs) -> T:
    """The result of work in a thread; at once where no event loop runs, as in simulations."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work(*arguments, **options)

    def done() -> T:
        try:
            return work(*arguments, **options)
        except Exception as error:
            _empty(error)
            raise

    with _PAUSE.in_effect():
        return await asyncio.to_thread(done)


def _empty(error: BaseException) -> None:
    """Frees what an error keeps, which is long work too: its frames may hold a whole source."""
    found: BaseException | None = error
    while found is not None:
        traceback.clear_frames(found.__traceback__)
        found = found.__context__


class _CollectionPause:
    """No automatic garbage collection while large work is under way.

    A collection holds the interpreter and looks at each object of a document that is being read,
    many times while it grows: half of the time that it takes to read one, and nobody else is
    answered meanwhile. What is read has no cycles. A pause that others keep extending ends after
    COLLECTION_PAUSE_SECONDS_MAX, so that cycles of other work do not add up.

    The first collection afterwards would look at all that was made meanwhile. So it waits until
    most of that is gone, as with a report that was answered. What is still there after
    COLLECTION_DELAY_SECONDS_MAX, as with a large flow that stays in the cache, is frozen: counting
    references frees it all the same; only cycles that were garbage at that moment stay. That is so
    in a server only, which collects by its own thresholds; elsewhere nobody waits for an answer.
    """

    def __init__(self) -> None:
        self._works = 0
        self._since = 0.0
        self._ended = 0.0
        self._is_ours = False
        self._is_delayed = False

    @contextmanager
    def in_effect(self) -> Iterator[None]:
        """Pauses within the block. Only for the thread of the event loop."""
        now = time.monotonic()
        if self._works == 0 and not self._is_delayed:
            self._since = now
            self._is_ours = gc.isenabled()
            gc.disable()
        elif self._is_ours and now - self._since > COLLECTION_PAUSE_SECONDS_MAX:
            gc.enable()
        self._works += 1
        try:
            yield
        finally:
            self._works -= 1
            if self._works == 0 and self._is_ours and not self._is_delayed:
                self._ended = time.monotonic()
                self._collect_again()

    def _collect_again(self) -> None:
        """Allows collections when few objects are young, or when the delay is over."""
        young, threshold = gc.get_count()[0], gc.get_threshold()[0]
        is_over = time.monotonic() - self._ended > COLLECTION_DELAY_SECONDS_MAX
        self._is_delayed = threshold == SERVER_COLLECT_OBJECTS and young > threshold and not is_over
        if self._is_delayed:
            loop = asyncio.get_running_loop()
            loop.call_later(COLLECTION_DELAY_SECONDS_MAX / 20, self._collect_again)
            return
        if is_over and young > FREEZE_OBJECTS_MIN:
            gc.freeze()
        if self._works == 0:
            gc.enable()


_PAUSE = _CollectionPause()
