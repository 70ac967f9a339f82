"""Resources of any kind: found by the names that people give them, read, changed, deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Self
from urllib.parse import quote

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel.plugin.services.asking import lack_of
from tiercel.plugins.scripts.runner.json_api import JsonApi
from tiercel.plugins.scripts.runner.kubernetes.cluster import Address, ClusterError
from tiercel_kubernetes.limits import LIST_ITEMS, LIST_PAGES_MAX, LOOK_SECONDS

MISSING = 404
# Of a condition that says that a resource can be used.
_READY = frozenset({"Ready", "Available", "Complete", "Established"})


class Kind(msgspec.Struct, frozen=True):
    """A kind of resource: where it is in the interface."""

    version_path: str
    plural: str
    is_namespaced: bool
    name: str

    def path(self, namespace: str, name: str = "") -> str:
        """The address of all of them, or of one."""
        place = f"/namespaces/{quote(namespace, safe='')}" if self.is_namespaced else ""
        one = f"/{quote(name, safe='')}" if name else ""
        return f"{self.version_path}{place}/{self.plural}{one}"


class Cluster(JsonApi):
    """A connection to a cluster."""

    error = ClusterError

    def __init__(self, address: Address) -> None:
        self._address = address
        super().__init__(address.url, read_seconds=None)

    async def __aenter__(self) -> Self:
        """Read the credentials and open the session; nothing is sent yet."""
        self._context = self._address.context()
        self._headers = self._address.headers()
        return await super().__aenter__()

    async def kind(self, name: str, group: str | None, version: str | None) -> Kind:
        """A kind by its name as people write it: Deployment, deployments, deploy.

        Raises: PluginError for one that the cluster does not have.
        """
        wanted = name.lower()
        async for path in self._version_paths(group, version):
            for each in await self._resources(path):
                names = (each["name"], each.get("singularName"), each["kind"])
                known = {str(one).lower() for one in (*names, *(each.get("shortNames") or ()))}
                if "/" not in each["name"] and wanted in known:
                    return Kind(path, each["name"], each["namespaced"], each["kind"])
        raise PluginError(f"The cluster has no resources {name!r}: `apiGroup` may help")

    async def _resources(self, path: str) -> list[dict[str, Json]]:
        found = await self.call("GET", path, fine=(MISSING,))
        lack = None if found is None else lack_of(found, ("resources",))
        if lack is not None:
            raise ClusterError(lack)
        return [] if found is None else list(found["resources"])

    async def _version_paths(self, group: str | None, version: str | None) -> AsyncIterator[str]:
        if version and "/" in version:
            group, _, version = version.partition("/")
        if group and version:
            yield f"/apis/{group}/{version}"
            return
        if not group:
            yield f"/api/{version or 'v1'}"
        for each in (await self.call_for("GET", "/apis", "groups"))["groups"]:
            if group in (None, "", each["name"]):
                yield f"/apis/{each['preferredVersion']['groupVersion']}"

    async def one(self, kind: Kind, namespace: str, name: str) -> dict[str, Json]:
        """A resource. Raises: ClusterError when it is not there."""
        return await self.call_for("GET", kind.path(namespace, name), "metadata.name")

    async def all(self, kind: Kind, namespace: str) -> list[dict[str, Json]]:
        """Those of a namespace."""
        found: list[dict[str, Json]] = []
        more = ""
        for _ in range(LIST_PAGES_MAX):
            path = f"{kind.path(namespace)}?limit={LIST_ITEMS}{more}"
            page = await self.call_for("GET", path, "items")
            found += page["items"]
            token = (page.get("metadata") or {}).get("continue")
            if not token:
                break
            more = f"&continue={quote(token, safe='')}"
        return found

    async def patch(self, path: str, content_type: str, content: bytes) -> dict[str, Json]:
        """A resource after a change."""
        headers = {"Content-Type": content_type}
        return await self.call_for("PATCH", path, "metadata.name", data=content, headers=headers)

    async def until_ready(self, path: str, seconds: float) -> dict[str, Json]:
        """A resource once it can be used. Raises: PluginError after that time."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = dict(await self.call("GET", path))
                    if is_ready(found):
                        return found
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise PluginError(f"{path} is not ready after `waitUntilReady`") from None


def is_ready(resource: Mapping[str, Any]) -> bool:
    """Whether a resource can be used: as its conditions say, else by its replicas."""
    status = resource.get("status") or {}
    conditions = status.get("conditions") or ()
    if any(each["type"] in _READY and each["status"] == "True" for each in conditions):
        return True
    wanted = (resource.get("spec") or {}).get("replicas")
    if wanted is not None:
        return bool(status.get("readyReplicas", 0) >= wanted)
    return not conditions and not status
