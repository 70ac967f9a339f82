"""The calls to a bucket, by key: objects without folders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from tiercel.adapters.objects.refusals import clear_errors
from tiercel.model.errors import NotFound, Unavailable
from tiercel.model.stored.limits import (
    OBJECT_CALLS_MAX,
    OBJECT_CHECK_SECONDS_MAX,
    OBJECT_COPY_BYTES_MAX,
    OBJECT_PART_BYTES,
    OBJECT_PARTS_MAX,
)

T = TypeVar("T")


class Entry(msgspec.Struct, frozen=True):
    """One entry of an object listing."""

    key: str
    size: int
    modified: datetime


class Bucket:
    """A bucket, or what is below a prefix of it; `store` is one of obstore's.

    Keys have no slash at either end; the empty one stands for the whole. Every call raises
    Unavailable when the store does not answer or refuses.
    """

    def __init__(self, store: Any, name: str) -> None:
        self._store = store
        self._name = name

    async def check(self) -> None:
        """Raises: Unavailable unless the bucket can be listed."""
        try:
            async with asyncio.timeout(OBJECT_CHECK_SECONDS_MAX):
                await asyncio.to_thread(self._list_one)
        except TimeoutError:
            raise Unavailable(
                f"The object storage with the bucket '{self._name}' can't be reached"
            ) from None

    def _list_one(self) -> None:
        """In a thread of Python's own.

        A process that ends at once, as one without its bucket does, must not leave the client's
        threads in the midst of handing an answer over.
        """
        with clear_errors(self._name):
            next(iter(self._store.list(chunk_size=1)), None)

    async def put(self, key: str, content: bytes) -> None:
        """Store a small object at once."""
        with clear_errors(self._name):
            await self._store.put_async(key, content, chunk_size=OBJECT_PART_BYTES)

    async def put_stream(self, key: str, content: AsyncIterator[bytes]) -> int:
        """Store an object of any size; returns its size. Nothing is seen of a broken one."""
        feed = _Feed(content)
        first = await feed.first(OBJECT_PART_BYTES)
        if feed.is_over:
            await self.put(key, first)
            return feed.size
        try:
            with clear_errors(self._name):
                await self._store.put_async(
                    key,
                    feed.rest(first),
                    use_multipart=True,
                    chunk_size=OBJECT_PART_BYTES,
                    max_concurrency=OBJECT_PARTS_MAX,
                )
        except Exception:
            if feed.error is not None:
                raise feed.error from None
            raise
        return feed.size

    async def get(self, key: str) -> bytes:
        """The content. Raises: NotFound."""
        with clear_errors(self._name, f"/{key}"):
            answer = await self._store.get_async(key)
            return bytes(await answer.bytes_async())

    async def get_stream(self, key: str, chunk_bytes: int) -> AsyncIterator[bytes]:
        """The content in parts of about that size. Raises: NotFound."""
        with clear_errors(self._name, f"/{key}"):
            answer = await self._store.get_async(key)
            parts = aiter(answer.stream(min_chunk_size=chunk_bytes))
        while True:
            with clear_errors(self._name, f"/{key}"):
                part = await anext(parts, None)
            if part is None:
                return
            yield bytes(part)

    async def head(self, key: str) -> Entry | None:
        """What is known of an object; None when there is none."""
        try:
            with clear_errors(self._name, f"/{key}"):
                return _entry(await self._store.head_async(key))
        except NotFound:
            return None

    async def has_below(self, key: str) -> bool:
        """Whether any object's key begins with this one and a slash."""
        with clear_errors(self._name):
            async for batch in self._store.list(key or None, chunk_size=2):
                if any(entry["path"] != key for entry in batch):
                    return True
        return False

    async def below(self, key: str) -> list[Entry]:
        """All objects whose keys begin with this one and a slash."""
        found: list[Entry] = []
        with clear_errors(self._name):
            async for batch in self._store.list(key or None, chunk_size=1000):
                found.extend(_entry(entry) for entry in batch if entry["path"] != key)
        return found

    async def level(self, key: str) -> tuple[list[str], list[Entry]]:
        """What is right below: longer prefixes, and objects."""
        with clear_errors(self._name):
            found = await self._store.list_with_delimiter_async(key or None)
        objects = [_entry(entry) for entry in found["objects"] if entry["path"] != key]
        return list(found["common_prefixes"]), objects

    async def copy(self, source: Entry, target: str) -> None:
        """Copy within the store, or through this server what is too large for that."""
        if source.size > OBJECT_COPY_BYTES_MAX:
            await self.put_stream(target, self.get_stream(source.key, OBJECT_PART_BYTES))
            return
        with clear_errors(self._name, f"/{source.key}"):
            await self._store.copy_async(source.key, target)

    async def remove(self, keys: Sequence[str]) -> None:
        """Delete objects; missing ones are fine."""
        if keys:
            with clear_errors(self._name):
                await self._store.delete_async(list(keys))


async def at_once(calls: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of calls of which a bounded number is under way.

    Raises: the first error, once no call is under way any more.
    """
    gate = asyncio.Semaphore(OBJECT_CALLS_MAX)

    async def one(call: Coroutine[Any, Any, T]) -> T:
        async with gate:
            return await call

    results = await asyncio.gather(*(one(call) for call in calls), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


class _Feed:
    """A stream on its way into the store: counted, and its own error kept apart."""

    def __init__(self, content: AsyncIterator[bytes]) -> None:
        self._content = aiter(content)
        self.size = 0
        self.is_over = False
        self.error: Exception | None = None

    async def first(self, size: int) -> bytes:
        """The beginning, with at least so many bytes unless it is all."""
        begun = bytearray()
        while len(begun) < size:
            chunk = await anext(self._content, None)
            if chunk is None:
                self.is_over = True
                break
            begun += chunk
        self.size = len(begun)
        return bytes(begun)

    async def rest(self, first: bytes) -> AsyncIterator[bytes]:
        """All of it, beginning with what was taken already."""
        yield first
        try:
            async for chunk in self._content:
                self.size += len(chunk)
                yield chunk
        except Exception as error:
            self.error = error
            raise


def _entry(found: Any) -> Entry:
    return Entry(found["path"], found["size"], found["last_modified"])
