"""Operations on flows."""

from __future__ import annotations

from tiercel.model.access import (
    MATCHING,
    Actor,
    Permission,
    Resource,
    in_namespace,
    in_source,
    of_flows,
)
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.plugin.server import PurgedRevisions, PurgeFlowRevisions
from tiercel.service.flows.source_edits import Skipped, SourceEdits
from tiercel.service.flows.source_lines import SourceQuery
from tiercel.service.operations.made import A_FLOW
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

FlowId = tuple[str, str]  # Namespace and id.

_VIEW = Permission(Resource.FLOW, "VIEW")
_LIST = Permission(Resource.FLOW, "LIST")
_CREATE = Permission(Resource.FLOW, "CREATE")
_UPDATE = Permission(Resource.FLOW, "UPDATE")
_DELETE = Permission(Resource.FLOW, "DELETE")


class GetFlow(Request[Flow], frozen=True, kw_only=True):
    """A flow, its newest revision by default."""

    namespace: str
    flow_id: str
    revision: int | None = None
    allow_deleted: bool = False


class ListFlows(Request[list[Flow]], frozen=True, kw_only=True):
    """The flows of exactly that namespace."""

    namespace: str


class FindFlows(Request[Page[Flow]], frozen=True, kw_only=True):
    """A page of flows."""

    query: Query


class ListRevisions(Request[list[Flow]], frozen=True, kw_only=True):
    """All revisions of a flow, oldest first."""

    namespace: str
    flow_id: str
    with_deleted: bool = False


class CreateFlow(Request[Flow], frozen=True, kw_only=True):
    """A new flow of its source. `draft` None leaves it to the source."""

    source: str
    draft: bool | None = None


class UpdateFlow(Request[Flow], frozen=True, kw_only=True):
    """A new revision of a flow."""

    namespace: str
    flow_id: str
    source: str
    draft: bool | None = None


class SaveFlow(Request[Flow], frozen=True, kw_only=True):
    """Create a flow, or make a new revision of it."""

    source: str


class DeleteFlow(Request[None], frozen=True, kw_only=True):
    """Delete a flow; its revisions stay."""

    namespace: str
    flow_id: str


class DeleteFlowRevisions(Request[None], frozen=True, kw_only=True):
    """Remove old revisions of a flow for good."""

    namespace: str
    flow_id: str
    revisions: tuple[int, ...]


class ReplaceTask(Request[Flow], frozen=True, kw_only=True):
    """Put a task in the place of the one of its id."""

    namespace: str
    flow_id: str
    task_id: str
    task: dict[str, Json]


class ReplaceFlows(Request[list[Flow]], frozen=True, kw_only=True):
    """Create or update flows of their sources; with `deletes` the others go.

    Shapes: with a namespace only flows in it, and with `allow_children` those below, may be among
    them and go. The deleted flows come first in the answer.
    """

    sources: tuple[str, ...]
    namespace: str | None = None
    allow_children: bool = False
    deletes: bool = True


class DeleteFlows(Request[int], frozen=True, kw_only=True):
    """Delete all of these flows or none; how many."""

    flows: tuple[FlowId, ...]


class EnableFlows(Request[int], frozen=True, kw_only=True):
    """Enable all of these flows or none; how many were disabled."""

    flows: tuple[FlowId, ...]


class DisableFlows(Request[int], frozen=True, kw_only=True):
    """Disable all of these flows or none; how many were enabled."""

    flows: tuple[FlowId, ...]


class ImportFlows(Request[list[str]], frozen=True, kw_only=True):
    """Create or update the flows of a file, YAML or a zip; what could not be imported."""

    name: str
    content: bytes
    fail_on_error: bool = False


class ReplaceInSources(Request[tuple[list[Flow], list[Skipped]]], frozen=True, kw_only=True):
    """Replace a text in the sources of flows: the changed ones, and those left alone."""

    query: SourceQuery
    replacement: str
    flows: tuple[FlowId, ...]


class ReplaceInLine(Request[Flow], frozen=True, kw_only=True):
    """Replace a text in one line of a source; lines are numbered from 1."""

    query: SourceQuery
    replacement: str
    namespace: str
    flow_id: str
    line: int


@operation("flow.get", allows=_VIEW, scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: GetFlow) -> Flow:
    """Raises: NotFound."""
    return await deps.flows.get(
        ask.namespace, ask.flow_id, ask.revision, allow_deleted=ask.allow_deleted
    )


@operation("flow.list", allows=_LIST, scope=in_namespace())
async def find(deps: Services, actor: Actor, ask: ListFlows) -> list[Flow]:
    """By id."""
    return await deps.flows.of_namespace(ask.namespace)


@operation("flow.search", allows=_LIST, scope=MATCHING)
async def search(deps: Services, actor: Actor, ask: FindFlows) -> Page[Flow]:
    """As the filters say."""
    return await deps.flows.find(ask.query)


@operation("flow.revisions", allows=_VIEW, scope=in_namespace())
async def revisions(deps: Services, actor: Actor, ask: ListRevisions) -> list[Flow]:
    """None for an unknown flow."""
    return await deps.flows.revisions(ask.namespace, ask.flow_id, with_deleted=ask.with_deleted)


@makes(A_FLOW)
@operation("flow.create", allows=_CREATE, scope=in_source())
async def create(deps: Services, actor: Actor, ask: CreateFlow) -> Flow:
    """Raises: Invalid, InvalidSource."""
    return await deps.flows.create(ask.source, ask.draft)


@operation("flow.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateFlow) -> Flow:
    """Raises: NotFound, Invalid, InvalidSource."""
    return await deps.flows.update(ask.namespace, ask.flow_id, ask.source, ask.draft)


@operation("flow.save", allows=(_CREATE, _UPDATE), scope=in_source())
async def save(deps: Services, actor: Actor, ask: SaveFlow) -> Flow:
    """Raises: Invalid, InvalidSource."""
    return await deps.flow_bulk.save(ask.source)


@operation("flow.delete", allows=_DELETE, scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteFlow) -> None:
    """Raises: NotFound."""
    await deps.flows.delete(ask.namespace, ask.flow_id)


@operation("flow.delete_revisions", allows=_DELETE, scope=in_namespace())
async def delete_revisions(deps: Services, actor: Actor, ask: DeleteFlowRevisions) -> None:
    """Raises: NotFound, Conflict, IllegalArgument."""
    await deps.flows.delete_revisions(ask.namespace, ask.flow_id, ask.revisions)


@operation("flow.replace_task", allows=_UPDATE, scope=in_namespace())
async def replace_task(deps: Services, actor: Actor, ask: ReplaceTask) -> Flow:
    """Raises: NotFound, IllegalArgument, Invalid."""
    return await deps.flow_search.replace_task(ask.namespace, ask.flow_id, ask.task_id, ask.task)


@operation("flows.replace", allows=(_CREATE, _UPDATE, _DELETE), scope=in_source("sources"))
async def replace_all(deps: Services, actor: Actor, ask: ReplaceFlows) -> list[Flow]:
    """Raises: Invalid, InvalidSource: nothing is saved then."""
    return await deps.flow_bulk.replace_all(
        ask.sources,
        namespace=ask.namespace,
        allow_children=ask.allow_children,
        delete=ask.deletes,
    )


@operation("flows.delete", allows=_DELETE, scope=of_flows())
async def delete_many(deps: Services, actor: Actor, ask: DeleteFlows) -> int:
    """Raises: NotFound."""
    return await deps.flow_bulk.delete(ask.flows)


@operation("flows.enable", allows=Permission(Resource.FLOW, "ENABLE"), scope=of_flows())
async def enable(deps: Services, actor: Actor, ask: EnableFlows) -> int:
    """Raises: NotFound."""
    return await deps.flow_bulk.switch(ask.flows, disabled=False)


@operation("flows.disable", allows=Permission(Resource.FLOW, "DISABLE"), scope=of_flows())
async def disable(deps: Services, actor: Actor, ask: DisableFlows) -> int:
    """Raises: NotFound."""
    return await deps.flow_bulk.switch(ask.flows, disabled=True)


@operation(
    "flows.import",
    allows=(Permission(Resource.FLOW, "IMPORT"), _CREATE, _UPDATE),
    scope=in_source("content"),
)
async def import_file(deps: Services, actor: Actor, ask: ImportFlows) -> list[str]:
    """Raises: Invalid when a flow is not valid and nothing may fail."""
    return await deps.flow_bulk.import_file(ask.name, ask.content, fail_on_error=ask.fail_on_error)


@operation("flows.replace_in_sources", allows=_UPDATE, scope=of_flows())
async def replace_in_sources(
    deps: Services, actor: Actor, ask: ReplaceInSources
) -> tuple[list[Flow], list[Skipped]]:
    """Raises: IllegalArgument."""
    edits = SourceEdits(deps.flows, deps.parts.clock)
    return await edits.apply(ask.query, ask.replacement, ask.flows)


@operation("flow.replace_in_line", allows=_UPDATE, scope=in_namespace())
async def replace_in_line(deps: Services, actor: Actor, ask: ReplaceInLine) -> Flow:
    """Raises: NotFound, Invalid, IllegalArgument."""
    edits = SourceEdits(deps.flows, deps.parts.clock)
    place = (ask.namespace, ask.flow_id)
    return await edits.replace_line(ask.query, ask.replacement, place, ask.line)


@operation("flow.purge_revisions", allows=_DELETE, scope=MATCHING)
async def purge_revisions(deps: Services, actor: Actor, ask: PurgeFlowRevisions) -> PurgedRevisions:
    """The newest revision of a flow always stays."""
    prefix = ask.namespace or ""
    flows = gone = 0
    async with deps.parts.store.transaction() as tx:
        for newest in await tx.flows.all_latest():
            is_below = newest.namespace == prefix or newest.namespace.startswith(f"{prefix}.")
            if (prefix and not is_below) or ask.flow_id not in (None, newest.id):
                continue
            stored = await tx.flows.revisions(newest.namespace, newest.id)
            old = stored[: max(len(stored) - max(ask.keep or 0, 1), 0)]
            numbers = [
                each.revision for each in old if ask.before is None or each.updated < ask.before
            ]
            if numbers:
                tx.flows.delete_revisions(newest.namespace, newest.id, numbers)
                flows, gone = flows + 1, gone + len(numbers)
    return PurgedRevisions(flows, gone)
