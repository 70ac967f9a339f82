"""Operations on one flow, and lists of flows."""

from __future__ import annotations

from tiercel.model.access import (
    MATCHING,
    SEEN,
    SIGNED_IN,
    Actor,
    Permission,
    Resource,
    in_namespace,
    in_source,
    seen_in,
    what_matches,
)
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page
from tiercel.model.request import Request
from tiercel.plugin.server import (
    DeleteFlow,
    FindFlows,
    ListFlowNamespaces,
    ListFlows,
    PurgedRevisions,
    PurgeFlowRevisions,
    SaveFlow,
)
from tiercel.service.flows.concurrency import ConcurrencyUse
from tiercel.service.flows.insights import OldTask, RevisionRuns
from tiercel.service.operations.made import A_FLOW
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

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


class ListRevisions(Request[list[Flow]], frozen=True, kw_only=True):
    """All revisions of a flow, oldest first."""

    namespace: str
    flow_id: str
    with_deleted: bool = False


class CountRevisionRuns(Request[list[RevisionRuns]], frozen=True, kw_only=True):
    """How many executions each revision of a flow has."""

    namespace: str
    flow_id: str


class ListDeprecated(Request[list[tuple[Flow, list[OldTask]]]], frozen=True, kw_only=True):
    """Flows that use deprecated task types, of one namespace and those below it, or of all."""

    namespace: str | None = None


class GetTask(Request[dict[str, Json]], frozen=True, kw_only=True):
    """A task of a flow as its author wrote it, at any depth."""

    namespace: str
    flow_id: str
    task_id: str
    revision: int | None = None


class FindConcurrencyLimits(Request[Page[ConcurrencyUse]], frozen=True, kw_only=True):
    """Flows with a limit, of one namespace and those below it, or of all; with one id, or any."""

    namespace: str | None = None
    flow_id: str | None = None
    page: int = 1
    size: int = 10


class GetConcurrencyLimit(Request[ConcurrencyUse], frozen=True, kw_only=True):
    """The limit of a flow, and how much of it is in use: that is counted and can't be set."""

    namespace: str
    flow_id: str


class CreateFlow(Request[Flow], frozen=True, kw_only=True):
    """A new flow of its source. `draft` None leaves it to the source; `message` is kept with it."""

    source: str
    draft: bool | None = None
    message: str | None = None


class UpdateFlow(Request[Flow], frozen=True, kw_only=True):
    """A new revision of a flow, with what is said of it."""

    namespace: str
    flow_id: str
    source: str
    draft: bool | None = None
    message: str | None = None


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


@operation("flow.get", allows=_VIEW, scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: GetFlow) -> Flow:
    """The flow in that revision, the newest by default. Raises: NotFound."""
    return await deps.flows.get(
        ask.namespace, ask.flow_id, ask.revision, allow_deleted=ask.allow_deleted
    )


@operation("flow.list", allows=_LIST, scope=in_namespace())
async def find(deps: Services, actor: Actor, ask: ListFlows) -> list[Flow]:
    """The flows of a namespace in their newest revisions, by id."""
    return await deps.flows.of_namespace(ask.namespace)


@operation("flow.search", allows=_LIST, scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindFlows) -> Page[Flow]:
    """As the filters say."""
    return await deps.flows.find(ask.query)


@operation("flow.revisions", allows=_VIEW, scope=in_namespace())
async def revisions(deps: Services, actor: Actor, ask: ListRevisions) -> list[Flow]:
    """None for an unknown flow."""
    return await deps.flows.revisions(ask.namespace, ask.flow_id, with_deleted=ask.with_deleted)


@operation(
    "flow.revision_runs", allows=Permission(Resource.EXECUTION, "LIST"), scope=in_namespace()
)
async def revision_runs(deps: Services, actor: Actor, ask: CountRevisionRuns) -> list[RevisionRuns]:
    """By revision; those without executions are left out."""
    return await deps.insights.revision_runs(ask.namespace, ask.flow_id)


@operation("flow.namespaces", allows=SIGNED_IN, scope=SEEN)
async def namespaces(deps: Services, actor: Actor, ask: ListFlowNamespaces) -> list[str]:
    """Namespaces that have flows and contain the text, sorted."""
    visible = actor.grants.visible(_LIST)
    return [name for name in await deps.flows.namespaces(ask.text) if visible.has(name)]


@operation("flow.deprecated", allows=_LIST, scope=SEEN)
async def deprecated(
    deps: Services, actor: Actor, ask: ListDeprecated
) -> list[tuple[Flow, list[OldTask]]]:
    """Each with those tasks."""
    visible = actor.grants.visible(_LIST)
    found = await deps.insights.old_flows(ask.namespace)
    return [pair for pair in found if visible.has(pair[0].namespace)]


@operation("flow.task", allows=_VIEW, scope=in_namespace())
async def task(deps: Services, actor: Actor, ask: GetTask) -> dict[str, Json]:
    """A task as its author wrote it, at any depth of the flow. Raises: NotFound."""
    return await deps.flows.task(ask.namespace, ask.flow_id, ask.task_id, ask.revision)


@operation("flow.concurrency_limits", allows=_LIST, scope=MATCHING)
async def concurrency_limits(
    deps: Services, actor: Actor, ask: FindConcurrencyLimits
) -> Page[ConcurrencyUse]:
    """By namespace and id."""
    return await deps.concurrency.find(ask.namespace, ask.flow_id, page=ask.page, size=ask.size)


@operation(
    "flow.concurrency_limit",
    allows=Permission(Resource.EXECUTION, "UPDATE"),
    scope=in_namespace(),
)
async def concurrency_limit(
    deps: Services, actor: Actor, ask: GetConcurrencyLimit
) -> ConcurrencyUse:
    """The limit of a flow with what is under it now. Raises: NotFound."""
    return await deps.concurrency.get(ask.namespace, ask.flow_id)


@makes(A_FLOW)
@operation("flow.create", allows=_CREATE, scope=in_source())
async def create(deps: Services, actor: Actor, ask: CreateFlow) -> Flow:
    """The flow with its first revision. Raises: Invalid, InvalidSource."""
    return await deps.flows.create(ask.source, ask.draft, ask.message)


@operation("flow.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateFlow) -> Flow:
    """Raises: NotFound, Invalid, InvalidSource."""
    return await deps.flows.update(ask.namespace, ask.flow_id, ask.source, ask.draft, ask.message)


@operation("flow.save", allows=(_CREATE, _UPDATE), scope=in_source())
async def save(deps: Services, actor: Actor, ask: SaveFlow) -> Flow:
    """The flow, under a new revision if its source changed. Raises: Invalid, InvalidSource."""
    return await deps.flow_bulk.save(ask.source)


@operation("flow.delete", allows=_DELETE, scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteFlow) -> None:
    """Its triggers go; its executions and revisions stay. Raises: NotFound."""
    await deps.flows.delete(ask.namespace, ask.flow_id)


@operation("flow.delete_revisions", allows=_DELETE, scope=in_namespace())
async def delete_revisions(deps: Services, actor: Actor, ask: DeleteFlowRevisions) -> None:
    """Raises: NotFound, Conflict, IllegalArgument."""
    await deps.flows.delete_revisions(ask.namespace, ask.flow_id, ask.revisions)


@operation("flow.replace_task", allows=_UPDATE, scope=in_namespace())
async def replace_task(deps: Services, actor: Actor, ask: ReplaceTask) -> Flow:
    """Raises: NotFound, IllegalArgument, Invalid."""
    return await deps.flow_search.replace_task(ask.namespace, ask.flow_id, ask.task_id, ask.task)


@operation("flow.purge_revisions", allows=_DELETE, scope=seen_in("namespace"))
async def purge_revisions(deps: Services, actor: Actor, ask: PurgeFlowRevisions) -> PurgedRevisions:
    """The newest revision of a flow always stays."""
    prefix, visible = ask.namespace or "", actor.grants.visible(_DELETE)
    flows = gone = 0
    async with deps.ports.store.transaction() as tx:
        for newest in await tx.flows.all_latest():
            is_below = newest.namespace == prefix or newest.namespace.startswith(f"{prefix}.")
            is_meant = (is_below or not prefix) and ask.flow_id in (None, newest.id)
            if not is_meant or not visible.has(newest.namespace):
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
