"""Older contents of the files of namespaces (files.md §9).

The newest content is the file itself; each older one is kept beside the files of its namespace, in
a folder named by a digest of the file's path, so that no file name can collide with it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from tiercel.engine.storage_paths import namespace_path
from tiercel.model.errors import NotFound
from tiercel.model.stored.limits import FILE_REVISION_BYTES_MAX, FILE_REVISIONS_MAX
from tiercel.ports.blobs import BlobStorage

FOLDER = "_files_revisions"


class FileRevisions:
    """Revisions count from 1; very large contents are not kept, and of many the oldest go."""

    def __init__(self, blobs: BlobStorage) -> None:
        self._blobs = blobs

    async def older(self, namespace: str, clean: str) -> list[int]:
        """The numbers of the older contents, ascending."""
        folder = _folder(namespace, clean)
        if not await self._blobs.exists(folder):
            return []
        return sorted(int(info.name) for info in await self._blobs.children(folder))

    async def all(self, namespace: str, clean: str) -> list[int]:
        """The numbers of all contents of a file that is there, ascending."""
        older = await self.older(namespace, clean)
        return [*older, (older[-1] if older else 0) + 1]

    async def place(self, namespace: str, clean: str, revision: int) -> str | None:
        """Where an older content is, None for the newest. Raises: NotFound."""
        numbers = await self.all(namespace, clean)
        if revision not in numbers:
            raise NotFound(f"File not found: {clean} in revision {revision}")
        if revision == numbers[-1]:
            return None
        return f"{_folder(namespace, clean)}/{revision}"

    async def keep(self, namespace: str, clean: str, place: str) -> None:
        """Keep the content that is about to be replaced."""
        if (await self._blobs.info(place)).size > FILE_REVISION_BYTES_MAX:
            return
        numbers = await self.all(namespace, clean)
        folder = _folder(namespace, clean)
        await self._blobs.write(f"{folder}/{numbers[-1]}", self._blobs.stream(place))
        for number in numbers[: max(0, len(numbers) - FILE_REVISIONS_MAX)]:
            await self._blobs.delete(f"{folder}/{number}")

    async def purge(self, namespace: str, clean: str, *, keep: int, before: datetime | None) -> int:
        """Remove older contents; how many. The newest `keep` stay, the file itself among them.

        With `before` only what was replaced before that moment goes.
        """
        older = await self.older(namespace, clean)
        count = 0
        for number in older[: max(0, len(older) + 1 - max(keep, 1))]:
            place = f"{_folder(namespace, clean)}/{number}"
            if before is None or (await self._blobs.info(place)).modified < before:
                await self._blobs.delete(place)
                count += 1
        return count

    async def move(self, namespace: str, before: str, after: str) -> None:
        """The older contents go with a file that is renamed; those of a replaced one are gone."""
        await self.forget(namespace, after)
        folder = _folder(namespace, before)
        if await self._blobs.exists(folder):
            await self._blobs.move(folder, _folder(namespace, after))

    async def forget(self, namespace: str, clean: str) -> None:
        """Remove the older contents of a file."""
        await self._blobs.delete(_folder(namespace, clean))


def _folder(namespace: str, clean: str) -> str:
    digest = hashlib.sha256(clean.encode()).hexdigest()
    return f"{namespace_path(namespace)}/{FOLDER}/{digest}"
