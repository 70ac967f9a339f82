"""Resources as kubectl has them: applied, read, changed, deleted, restarted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
import yaml

from tiercel.plugin import (
    Json,
    Level,
    Metric,
    Output,
    Plugin,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.far_work import by_name
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType
from tiercel_kubernetes.connection import InCluster
from tiercel_kubernetes.outputs import Metadata, ResourceStatus, metadata_of, status_of
from tiercel_kubernetes.resources import Cluster, Kind

_CLUSTER = (
    "connection:\n  masterUrl: https://cluster.example.com:6443\n"
    "  oauthToken: \"{{ secret('K8S_TOKEN') }}\"\n"
)
# Who changed a resource, as the cluster keeps it.
MANAGER = "tiercel"
_PATCHES = {
    "STRATEGIC_MERGE": "application/strategic-merge-patch+json",
    "JSON_MERGE": "application/merge-patch+json",
    "JSON_PATCH": "application/json-patch+json",
}


class OfKind(Plugin):
    """Which kind of resource it is about."""

    resource_type: Annotated[str, Prop("The kind, such as Deployment, pods or ingress.")]
    api_group: Annotated[
        str | None, Prop("The group of the kind, such as apps; found by default.")
    ] = None
    api_version: Annotated[
        str | None, Prop("The version of the kind, such as v1; found by default.")
    ] = None

    async def kind(self, cluster: Cluster) -> Kind:
        """The kind. Raises: PluginError when the cluster has none of that name."""
        return await cluster.kind(self.resource_type, self.api_group, self.api_version)


class Applied(Output):
    """What was applied."""

    metadata: Annotated[list[Metadata], Prop("The metadata of each resource.")]


@plugin(
    "io.kestra.plugin.kubernetes.kubectl.Apply",
    title="Apply manifests to a cluster of Kubernetes.",
    examples=[
        (
            _CLUSTER + "namespace: shop\nspec: |\n  apiVersion: v1\n  kind: ConfigMap\n"
            "  metadata:\n    name: colours\n  data:\n    sky: blue"
        )
    ],
)
class Apply(InCluster, RunnableTask[Applied]):
    """Resources are made, or changed to what the manifests say."""

    far_work = by_name("the names of the objects")

    spec: Annotated[str, Prop("Manifests in YAML, with `---` between them.")]

    def run(self, ctx: RunContext) -> Applied:
        """Raises: PluginError for manifests that can't be read, or what the cluster refuses."""
        manifests = list(manifests_of(self.spec))

        async def apply(cluster: Cluster) -> list[dict[str, Json]]:
            return [await self._one(cluster, each) for each in manifests]

        found = self.asked(ctx, "applying", apply)
        for each in found:
            ctx.log.write(Level.INFO, f"Applied {each.get('kind')} {each['metadata']['name']}")
        return Applied(metadata=[metadata_of(each) for each in found])

    async def _one(self, cluster: Cluster, manifest: dict[str, Json]) -> dict[str, Json]:
        kind = await cluster.kind(manifest["kind"], None, manifest["apiVersion"])
        metadata = manifest.get("metadata") or {}
        path = kind.path(metadata.get("namespace") or self.namespace, metadata["name"])
        query = f"?fieldManager={MANAGER}&force=true"
        # What is JSON is YAML as well.
        content = msgspec.json.encode(manifest)
        found = await cluster.patch(path + query, "application/apply-patch+yaml", content)
        if self.wait_until_ready:
            return await cluster.until_ready(path, self.wait_until_ready.total_seconds())
        return found


def manifests_of(text: str) -> Iterator[dict[str, Json]]:
    """The manifests of a text. Raises: PluginError for one without kind, version or name."""
    try:
        documents = [each for each in yaml.safe_load_all(text) if each is not None]
    except yaml.YAMLError as error:
        raise PluginError(f"`spec` must be YAML: {error}") from None
    for each in documents:
        found = each["items"] if isinstance(each, dict) and each.get("kind") == "List" else [each]
        for manifest in found:
            is_whole = isinstance(manifest, dict) and {"apiVersion", "kind"} <= manifest.keys()
            if not is_whole or not (manifest.get("metadata") or {}).get("name"):
                raise PluginError("`spec`: a manifest needs `apiVersion`, `kind` and a name")
            yield manifest


class Found(Output):
    """What was found."""

    metadata_item: Annotated[Metadata | None, Prop("The metadata of the first.")] = None
    metadata_items: Annotated[
        list[Metadata] | None, Prop("The metadata of all that were found.")
    ] = None
    status_item: Annotated[ResourceStatus | None, Prop("The status of the first.")] = None
    status_items: Annotated[
        list[ResourceStatus] | None, Prop("The status of all that were found.")
    ] = None
    size: Annotated[int | None, Prop("How many there are.")] = None
    uri: Annotated[str | None, Prop("The file with a row for each, of STORE.")] = None


@plugin(
    "io.kestra.plugin.kubernetes.kubectl.Get",
    title="Read resources of a cluster of Kubernetes.",
    examples=[
        _CLUSTER + "namespace: shop\nresourceType: deployments\nfetchType: FETCH",
        _CLUSTER + "namespace: shop\nresourceType: pods\nresourcesNames: [web-0]\n"
        "fetchType: FETCH_ONE\nwaitUntilReady: PT5M",
    ],
    metrics=[Metric("fetch.size", "counter", "records", "How many were read.")],
)
class Get(InCluster, OfKind, RunnableTask[Found]):
    """All of a kind in the namespace, or some by name."""

    resources_names: Annotated[list[str] | None, Prop("Their names; all by default.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "NONE"

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what the cluster refuses or does not have."""
        found = self.asked(ctx, f"reading {self.resource_type}", self._read)
        ctx.metrics.counter("fetch.size", len(found))
        if self.fetch_type == "STORE":
            return Found(size=len(found), uri=ctx.blobs.put_new(lines_of_rows(found), "ion"))
        if self.fetch_type == "FETCH":
            return Found(
                metadata_items=[metadata_of(each) for each in found],
                status_items=[status_of(each) for each in found],
                size=len(found),
            )
        if self.fetch_type == "FETCH_ONE" and found:
            return Found(
                metadata_item=metadata_of(found[0]), status_item=status_of(found[0]), size=1
            )
        return Found(size=len(found) if self.fetch_type == "FETCH_ONE" else None)

    async def _read(self, cluster: Cluster) -> list[dict[str, Json]]:
        kind = await self.kind(cluster)
        if self.resources_names:
            names = self.resources_names
            found = [await cluster.one(kind, self.namespace, name) for name in names]
        else:
            found = await cluster.all(kind, self.namespace)
        if not self.wait_until_ready:
            return found
        seconds = self.wait_until_ready.total_seconds()
        paths = [kind.path(self.namespace, each["metadata"]["name"]) for each in found]
        return [await cluster.until_ready(path, seconds) for path in paths]


@plugin(
    "io.kestra.plugin.kubernetes.kubectl.Delete",
    title="Delete resources of a cluster of Kubernetes.",
    examples=[_CLUSTER + "namespace: shop\nresourceType: pods\nresourcesNames: [web-0]"],
)
class Delete(InCluster, OfKind, RunnableTask[Output]):
    """One that is not there is an error."""

    resources_names: Annotated[list[str], Prop("Names of the resources to delete.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what the cluster refuses or does not have."""

        async def delete(cluster: Cluster) -> None:
            kind = await self.kind(cluster)
            for name in self.resources_names:
                await cluster.call("DELETE", kind.path(self.namespace, name))

        self.asked(ctx, f"deleting {self.resource_type}", delete)
        for name in self.resources_names:
            ctx.log.write(Level.INFO, f"Deleted {self.resource_type} {name}")


class Patched(Output):
    """The resource as it is now."""

    metadata: Annotated[Metadata, Prop("Its name, labels and versions after the change.")]
    status: Annotated[
        ResourceStatus | None, Prop("Its status after the change, where its kind has one.")
    ] = None


@plugin(
    "io.kestra.plugin.kubernetes.kubectl.Patch",
    title="Change a resource of a cluster of Kubernetes.",
    examples=[
        _CLUSTER + "namespace: shop\nresourceType: deployment\nresourceName: web\n"
        'patch: |\n  {"spec": {"replicas": 3}}\nwaitUntilReady: PT5M'
    ],
)
class Patch(InCluster, OfKind, RunnableTask[Patched]):
    """By what is different, or by steps of JSON Patch."""

    resource_name: Annotated[str, Prop("The name of the resource to change.")]
    patch: Annotated[str, Prop("The change, as JSON or YAML.")]
    patch_strategy: Annotated[
        Literal["STRATEGIC_MERGE", "JSON_MERGE", "JSON_PATCH"],
        Prop(
            "How it is meant.",
            "STRATEGIC_MERGE merges lists by names where the kind says so, JSON_MERGE replaces "
            "them, JSON_PATCH is a list of steps.",
        ),
    ] = "STRATEGIC_MERGE"

    def run(self, ctx: RunContext) -> Patched:
        """Raises: PluginError for a change that can't be read, or what the cluster refuses."""
        try:
            content = msgspec.json.encode(yaml.safe_load(self.patch))
        except yaml.YAMLError as error:
            raise PluginError(f"`patch` must be JSON or YAML: {error}") from None

        async def patch(cluster: Cluster) -> dict[str, Json]:
            path = (await self.kind(cluster)).path(self.namespace, self.resource_name)
            found = await cluster.patch(path, _PATCHES[self.patch_strategy], content)
            if self.wait_until_ready:
                return await cluster.until_ready(path, self.wait_until_ready.total_seconds())
            return found

        found = self.asked(ctx, f"patching {self.resource_type} {self.resource_name}", patch)
        return Patched(metadata=metadata_of(found), status=status_of(found))


@plugin(
    "io.kestra.plugin.kubernetes.kubectl.Restart",
    title="Restart deployments of a cluster of Kubernetes.",
    examples=[_CLUSTER + "namespace: shop\nresourceType: Deployment\nresourcesNames: [web]"],
)
class Restart(InCluster, RunnableTask[Output]):
    """Pods are replaced one after the other, as the resource says."""

    resource_type: Annotated[
        Literal["Deployment", "StatefulSet"], Prop("The kind to restart, such as `deployment`.")
    ]
    resources_names: Annotated[list[str], Prop("Names of the resources to restart.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what the cluster refuses or does not have."""
        marks = {"kubectl.kubernetes.io/restartedAt": ctx.now().isoformat()}
        change = {"spec": {"template": {"metadata": {"annotations": marks}}}}

        async def restart(cluster: Cluster) -> None:
            kind = await cluster.kind(self.resource_type, "apps", "v1")
            for name in self.resources_names:
                path = kind.path(self.namespace, name)
                content = msgspec.json.encode(change)
                await cluster.patch(path, _PATCHES["STRATEGIC_MERGE"], content)
                if self.wait_until_ready:
                    await cluster.until_ready(path, self.wait_until_ready.total_seconds())

        self.asked(ctx, f"restarting {self.resource_type}", restart)
        for name in self.resources_names:
            ctx.log.write(Level.INFO, f"Restarted {self.resource_type} {name}")
