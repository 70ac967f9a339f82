"""How much namespaces may keep: files of theirs and of their executions, and values of keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.engine.storage_paths import namespace_path
from tiercel.model.authorization.grants import Namespaces, lineage
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.policies.limits import STORAGE_MEASURED_SECONDS
from tiercel.model.policies.quota import STORAGE_MEMBER
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX
from tiercel.model.stored.sizes import BlobUsage
from tiercel.ports.blobs import BlobInfo, BlobStorage
from tiercel.ports.ports import Ports
from tiercel.service.governance.namespace_registry import NamespaceRegistry


class StorageUse(msgspec.Struct):
    """What a namespace keeps: as it was measured, with what this server has stored since."""

    size: int
    measured: datetime


class StorageQuotaUse(msgspec.Struct, frozen=True):
    """A namespace with a storage quota: how many bytes it may keep, keeps, and kept when."""

    namespace: str
    limit: int
    size: int
    measured: datetime


class StorageQuotas:
    """Holds namespaces, with those below them, to what may be kept in them.

    What is kept is measured where it is, so that nothing has to be set right: now and then, and
    before anything is refused. What other servers store is seen with the next measure, so that a
    little too much may pass.
    """

    def __init__(self, ports: Ports, namespaces: NamespaceRegistry) -> None:
        self._store = ports.store
        self._blobs = ports.blobs
        self._clock = ports.clock
        self._namespaces = namespaces
        self._uses: dict[str, StorageUse] = {}

    def of_path(self, path: str) -> list[str]:
        """The namespaces with a quota that a file would be in."""
        limits = self._namespaces.storage
        return [name for name in limits if path.startswith(f"{namespace_path(name)}/")]

    def of_namespace(self, namespace: str) -> list[str]:
        """The namespace and those above it that have a quota."""
        return [name for name in lineage(namespace) if name in self._namespaces.storage]

    async def check(self, names: Sequence[str], size: int) -> None:
        """Raises: IllegalArgument when so many bytes more are too many for one of them."""
        for name in names:
            limit = self._namespaces.storage.get(name)
            if limit is None or (await self._use(name)).size + size <= limit:
                continue
            used = (await self._measured(name)).size
            if used + size > limit:
                raise IllegalArgument(
                    f"The storage quota of namespace '{name}' is used up: it may keep {limit}"
                    f" bytes, keeps {used}, and {size} more were to be stored. Delete files,"
                    f" executions or keys, or raise its `{STORAGE_MEMBER}`"
                )

    async def uses(self, visible: Namespaces) -> list[StorageQuotaUse]:
        """Those of the namespaces that may be seen, by name, as measured within the last minute."""
        found = []
        for name, limit in sorted(self._namespaces.storage.items()):
            if visible.has(name):
                use = await self._use(name)
                found.append(StorageQuotaUse(name, limit, use.size, use.measured))
        return found

    def note(self, names: Sequence[str], size: int) -> None:
        """So many bytes were stored."""
        for name in names:
            if name in self._uses:
                self._uses[name].size += size

    async def _use(self, name: str) -> StorageUse:
        known = self._uses.get(name)
        since = self._clock.now() - timedelta(seconds=STORAGE_MEASURED_SECONDS)
        return known if known is not None and known.measured > since else await self._measured(name)

    async def _measured(self, name: str) -> StorageUse:
        files = await self._blobs.files_under(namespace_path(name))
        size = sum(info.size for info in files) + await self._of_keys(name)
        self._uses[name] = StorageUse(size, self._clock.now())
        return self._uses[name]

    async def _of_keys(self, name: str) -> int:
        below = (Filter("namespace", Operation.PREFIX, name),)
        size = page = 0
        async with self._store.transaction() as tx:
            while True:
                page += 1
                found = await tx.kv.find(Query(below, page=page, size=STORE_PAGE_ROWS_MAX))
                size += sum(bytes_of(each.key, each.value) for each in found.results)
                if page * STORE_PAGE_ROWS_MAX >= found.total:
                    return size


def bytes_of(key: str, value: Json) -> int:
    """How much a key and its value count for."""
    return len(key.encode()) + len(msgspec.json.encode(value))


class BoundedBlobs:
    """See `ports.blobs.BlobStorage`: the same storage, with namespaces held to their quotas.

    What people and tasks store goes through it; what the executor needs to go on does not.
    """

    def __init__(self, blobs: BlobStorage, quotas: StorageQuotas) -> None:
        self._blobs = blobs
        self._quotas = quotas

    async def write(self, path: str, content: AsyncIterator[bytes] | bytes) -> int:
        """Raises: IllegalArgument beyond a quota; then nothing is stored."""
        names = self._quotas.of_path(path)
        if not names:
            return await self._blobs.write(path, content)
        if isinstance(content, bytes):
            await self._quotas.check(names, len(content))
        else:
            content = self._counted(names, content)
        size = await self._blobs.write(path, content)
        self._quotas.note(names, size)
        return size

    async def _counted(
        self, names: Sequence[str], content: AsyncIterator[bytes]
    ) -> AsyncIterator[bytes]:
        total = 0
        async for chunk in content:
            total += len(chunk)
            await self._quotas.check(names, total)
            yield chunk

    async def move(self, source: str, target: str) -> None:
        """Raises: IllegalArgument beyond a quota of where it goes; then nothing is moved."""
        before = self._quotas.of_path(source)
        names = [name for name in self._quotas.of_path(target) if name not in before]
        size = await self._size_of(source) if names else 0
        await self._quotas.check(names, size)
        await self._blobs.move(source, target)
        self._quotas.note(names, size)

    async def _size_of(self, path: str) -> int:
        info = await self._blobs.info(path)
        if not info.is_directory:
            return info.size
        return sum(each.size for each in await self._blobs.files_under(path))

    async def read(self, path: str) -> bytes:
        return await self._blobs.read(path)

    def stream(self, path: str, chunk_bytes: int = 262_144) -> AsyncIterator[bytes]:
        return self._blobs.stream(path, chunk_bytes)

    async def info(self, path: str) -> BlobInfo:
        return await self._blobs.info(path)

    async def exists(self, path: str) -> bool:
        return await self._blobs.exists(path)

    async def children(self, path: str) -> list[BlobInfo]:
        return await self._blobs.children(path)

    async def files_under(self, path: str) -> list[BlobInfo]:
        return await self._blobs.files_under(path)

    async def make_directory(self, path: str) -> None:
        await self._blobs.make_directory(path)

    async def delete(self, path: str) -> bool:
        return await self._blobs.delete(path)

    async def usage(self, limit: int) -> BlobUsage | None:
        return await self._blobs.usage(limit)

    async def local_path(self, path: str) -> str | None:
        return await self._blobs.local_path(path)
