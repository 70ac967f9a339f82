"""Blob storage: files of executions, namespaces and caches, by absolute path."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

import msgspec

from tiercel.model.stored.sizes import BlobUsage


class BlobInfo(msgspec.Struct, frozen=True):
    """What is known of a stored file or folder; `name` is the last part of its path."""

    path: str
    name: str
    size: int
    is_directory: bool
    created: datetime
    modified: datetime


class BlobStorage(Protocol):
    """Paths are absolute, `/`-separated, without `..`; anything else raises IllegalArgument.

    Writes are atomic: a reader sees the old or the new content. Missing files raise NotFound
    with the path of the storage, never one of the server's disk.
    """

    async def write(self, path: str, content: AsyncIterator[bytes] | bytes) -> int:
        """Store a file, creating folders; returns its size in bytes."""

    async def read(self, path: str) -> bytes:
        """The whole content of a small file."""

    def stream(self, path: str, chunk_bytes: int = 262_144) -> AsyncIterator[bytes]:
        """The content in chunks."""

    async def info(self, path: str) -> BlobInfo:
        """What is known of a file or folder."""

    async def exists(self, path: str) -> bool:
        """Whether a file or folder is there."""

    async def children(self, path: str) -> list[BlobInfo]:
        """Direct children of a folder: folders first, then by name."""

    async def files_under(self, path: str) -> list[BlobInfo]:
        """All files below a folder, by path; empty when the folder is missing."""

    async def make_directory(self, path: str) -> None:
        """Create a folder with its parents; an existing one is fine."""

    async def move(self, source: str, target: str) -> None:
        """Rename a file or folder; parents of the target are created."""

    async def delete(self, path: str) -> bool:
        """Remove a file or a folder with all it holds; whether something was there."""

    async def usage(self, limit: int) -> BlobUsage | None:
        """How much there is, of `limit` files at most; None when only the provider can tell."""

    async def local_path(self, path: str) -> str | None:
        """Where the file lies on this machine's disk, or None when it does not."""
