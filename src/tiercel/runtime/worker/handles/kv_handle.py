"""What a task sees of key-value entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tiercel.model.json_types import Json
from tiercel.plugin.context import ServerHandle
from tiercel.plugin.server import DeleteKey, FindKey, ListKeys, SetKey


class KvEntries:
    """A KvHandle for tasks of one namespace."""

    __slots__ = ("_server",)

    def __init__(self, server: ServerHandle) -> None:
        self._server = server

    def get(self, key: str, namespace: str | None = None) -> tuple[bool, Json]:
        """(found, value); without a namespace the flow's own, then those above it."""
        answer = self._server.run(FindKey(key=key, namespace=namespace))
        return answer.found, answer.value

    def put(  # noqa: PLR0913  The plugin API has this shape.
        self,
        key: str,
        value: Json,
        *,
        namespace: str | None = None,
        overwrite: bool = True,
        ttl: timedelta | None = None,
        description: str | None = None,
    ) -> None:
        """Set a value. Raises: PluginError when it exists and `overwrite` is false."""
        self._server.run(
            SetKey(
                key=key,
                value=value,
                namespace=namespace,
                overwrite=overwrite,
                ttl=ttl,
                description=description,
            )
        )

    def delete(self, key: str, namespace: str | None = None) -> bool:
        """Remove a key; whether it was there."""
        return self._server.run(DeleteKey(key=key, namespace=namespace))

    def keys(self, namespace: str | None = None, prefix: str = "") -> Sequence[str]:
        """Keys that are not expired, sorted."""
        return self._server.run(ListKeys(namespace=namespace, prefix=prefix))
