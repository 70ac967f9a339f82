"""How far a group has read each partition, in blobs as the other clients of Event Hubs keep it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from tiercel.plugin import PluginError, RunContext
from tiercel_azure.storage.accounts import Account, MaybeLocated, Sassed

# As flows name properties of the store, and as accounts do.
_NAMES = {
    "connectionString": "connectionString",
    "endpoint": "endpoint",
    "sasToken": "sasToken",
    "sharedKeyAccountName": "sharedKeyAccountName",
    "sharedKeyAccountAccessKey": "sharedKeyAccountAccessKey",
}
_CONTAINER = "containerName"


class _Store(MaybeLocated, Sassed, Account):
    """The account of the container."""

    service: ClassVar[str] = "Azure Blob Storage"
    module: ClassVar[str] = "storage.blob"
    client_name: ClassVar[str] = "BlobServiceClient"


class Checkpoints:
    """Of one group of a hub; `container` is a client, None where nothing is kept."""

    def __init__(self, container: Any, place: str) -> None:
        self._container = container
        self._prefix = f"{place}/checkpoint/"

    @classmethod
    @contextmanager
    def opened(cls, ctx: RunContext, given: dict[str, str], place: str) -> Iterator[Checkpoints]:
        """Of the properties that a flow gives; an empty map keeps nothing.

        Shapes: `place` is host, hub and group. Raises: PluginError for properties that are none.
        """
        if not given:
            yield cls(None, place)
            return
        unknown = sorted(given.keys() - _NAMES.keys() - {_CONTAINER})
        if unknown or not given.get(_CONTAINER):
            allowed = ", ".join([_CONTAINER, *_NAMES])
            raise PluginError(
                f"`checkpointStoreProperties` must have `{_CONTAINER}`, and may have: {allowed}"
            )
        store = _Store.model_validate({name: given[name] for name in _NAMES if name in given})
        with store.client(ctx, "reading checkpoints") as client:
            yield cls(client.get_container_client(given[_CONTAINER]), place)

    def offsets(self) -> dict[str, str]:
        """The offset of each partition that has a checkpoint."""
        if self._container is None:
            return {}
        listed = self._container.list_blobs(name_starts_with=self._prefix, include=["metadata"])
        return {
            each.name.removeprefix(self._prefix): each.metadata["offset"]
            for each in listed
            if (each.metadata or {}).get("offset")
        }

    def put(self, partition: str, offset: str, number: int | None) -> None:
        """The partition was read up to there."""
        if self._container is None:
            return
        metadata = {"offset": offset, "sequencenumber": str(number)}
        self._container.upload_blob(
            self._prefix + partition, b"", overwrite=True, metadata=metadata
        )
