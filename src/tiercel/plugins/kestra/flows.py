"""List and export flows of this server, or of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    NotFound,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)
from tiercel.plugins.kestra.paging import filter_params, filters_of, rows_of_pages
from tiercel.plugins.kestra.server import ServerTask, segment

PAGE_SIZE = 100


class Flows(Output):
    """Flows in their newest revisions."""

    flows: Annotated[list[dict[str, Json]], Prop("The flows, each as its author wrote it.")]


class FlowsZip(Output):
    """An archive of sources."""

    flows_zip: Annotated[str, Prop("A zip with the source of each flow.")]


class FlowName(Part):
    """A flow."""

    namespace: Annotated[str, Prop("The namespace of the flow.")]
    id: Annotated[str, Prop("The id of the flow.")]


@plugin(
    "io.kestra.plugin.kestra.flows.List",
    title="List the flows of a namespace, or all.",
    examples=[Example("namespace: company.team")],
)
class List(ServerTask, RunnableTask[Flows]):
    """Those of exactly that namespace; without one, all flows."""

    namespace: Annotated[str | None, Prop("The namespace of the flows.")] = None

    def run(self, ctx: RunContext) -> Flows:
        """Raises: PluginError for what the other server refuses."""
        other, namespace = self.other_server(ctx), self.namespace

        def page_of(number: int) -> Sequence[dict[str, Json]]:
            if other is not None:
                page = {"page": number, "size": PAGE_SIZE, "sort": "id:asc"}
                found: Sequence[dict[str, Json]] = other.get("/flows/search", page)["results"]
                return found
            query = server.Query(page=number, size=PAGE_SIZE)
            flows = ctx.server.run(server.FindFlows(query=query)).results
            return [flow_map(flow) for flow in flows]

        if namespace is None:
            return Flows(flows=list(rows_of_pages(page_of, None, PAGE_SIZE)))
        if other is not None:
            return Flows(flows=other.get(f"/flows/{segment(namespace)}"))
        flows = ctx.server.run(server.ListFlows(namespace=namespace))
        return Flows(flows=[flow_map(flow) for flow in flows])


def flow_map(flow: server.Flow) -> dict[str, Json]:
    """A flow as its author wrote it, with what the server adds."""
    return {
        **flow.document,
        "id": flow.id,
        "namespace": flow.namespace,
        "revision": flow.revision,
        "disabled": flow.disabled,
        "deleted": flow.deleted,
    }


@plugin(
    "io.kestra.plugin.kestra.flows.Export",
    title="Export the sources of flows.",
    examples=[
        Example(
            "namespace: company\nlabels: ['team:data']",
            title="Flows of a namespace and below it that have a label.",
        )
    ],
)
class Export(ServerTask, RunnableTask[FlowsZip]):
    """All conditions hold together; without any, every flow."""

    namespace: Annotated[str | None, Prop("A namespace; those below it count too.")] = None
    labels: Annotated[
        list[str] | None, Prop("Labels that a flow must have, each as `key:value`.")
    ] = None

    def run(self, ctx: RunContext) -> FlowsZip:
        """Raises: PluginError for a label without a value."""
        matching = filters_of(
            ("namespace", "PREFIX", self.namespace),
            ("labels", "EQUALS", dict(map(_pair, self.labels or ()))),
        )
        other = self.other_server(ctx)
        if other is None:
            content = ctx.server.run(server.ExportFlows(matching=matching))
        else:
            content = other.content("GET", "/flows/export/by-query", filter_params(matching))
        return FlowsZip(flows_zip=ctx.blobs.put_new(content, "zip"))


def _pair(label: str) -> tuple[str, str]:
    key, colon, value = label.partition(":")
    if not (key and colon):
        raise PluginError(f"`labels` has '{label}': a label is written `key:value`")
    return key, value


def _exported(ctx: RunContext, names: tuple[tuple[str, str], ...]) -> bytes:
    try:
        return ctx.server.run(server.ExportFlows(flows=names))
    except NotFound:
        shown = ", ".join(".".join(each) for each in names)
        raise NotFound(f"`flows` names a flow that is not there: {shown}") from None


@plugin(
    "io.kestra.plugin.kestra.flows.ExportById",
    title="Export the sources of chosen flows.",
    examples=[Example("flows:\n  - namespace: company.team\n    id: hello")],
)
class ExportById(ServerTask, RunnableTask[FlowsZip]):
    """Each must be there."""

    flows: Annotated[list[FlowName] | None, Prop("The flows to export; each must be there.")] = None

    def run(self, ctx: RunContext) -> FlowsZip:
        """Raises: PluginError without flows, NotFound for one that is not there."""
        if not self.flows:
            raise PluginError("`flows` must name the flows, each by `namespace` and `id`")
        other = self.other_server(ctx)
        if other is None:
            names = tuple((each.namespace, each.id) for each in self.flows)
            content = _exported(ctx, names)
        else:
            chosen = [{"namespace": each.namespace, "id": each.id} for each in self.flows]
            content = other.content("POST", "/flows/export/by-ids", body=chosen)
        return FlowsZip(flows_zip=ctx.blobs.put_new(content, "zip"))
