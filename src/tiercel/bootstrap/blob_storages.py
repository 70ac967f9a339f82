"""The internal storage that the settings name: found by the entry points `tiercel.blobs`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tiercel.adapters.local_blobs import LocalBlobs
from tiercel.bootstrap.adapter_loading import load_adapter
from tiercel.model.errors import Invalid, Unavailable
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import Clock
from tiercel.settings import Settings
from tiercel.settings.adapter_types import BLOB_GROUP, adapter_named, adapter_names

# What an entry point of the group names.
OpenBlobs = Callable[[Settings, Clock], Awaitable[BlobStorage]]


async def blobs_of(settings: Settings, clock: Clock) -> BlobStorage:
    """The internal storage that the settings name, seen to be there.

    Raises: Invalid, Unavailable.
    """
    given = settings.storage.type
    point = adapter_named(BLOB_GROUP, given.lower()) or adapter_named(BLOB_GROUP, given)
    if point is None:
        known = ", ".join(adapter_names(BLOB_GROUP))
        raise Invalid(f"The storage type '{given}' is not known: it is one of {known}")
    open_blobs: OpenBlobs = load_adapter(point)
    return await open_blobs(settings, clock)


async def local_blobs(settings: Settings, clock: Clock) -> BlobStorage:
    """A folder; a database in memory has its files in memory too."""
    if not settings.is_memory:
        return LocalBlobs(settings.storage_path)
    # What other servers would load for nothing.
    from tiercel.adapters.memory.blobs import MemoryBlobs

    return MemoryBlobs(clock)


async def bucket_blobs(settings: Settings, clock: Clock) -> BlobStorage:
    """A bucket behind the S3 protocol. Raises: Unavailable without the library."""
    try:
        from tiercel.adapters.objects.s3 import s3_blobs
    except ImportError as error:
        raise Unavailable(
            "Storage in a bucket needs a library that is not installed. Install it with:"
            " pip install 'tiercel[s3]'"
        ) from error
    objects = s3_blobs(settings.storage.type.lower(), settings.storage.options)
    await objects.check()
    return objects
