"""Operations that look for things over all flows and lists."""

from __future__ import annotations

from tiercel.engine.graphs.references import ReferenceKind
from tiercel.model.access import MATCHING, SEEN, Actor, Permission, Resource
from tiercel.model.request import Request
from tiercel.service.finding import Findings
from tiercel.service.flows.references import Use, UseCount
from tiercel.service.flows.revision_facts import FactsPage
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LISTED = tuple(
    Permission(resource, "LIST")
    for resource in (
        Resource.FLOW,
        Resource.EXECUTION,
        Resource.NAMESPACE,
        Resource.KVSTORE,
        Resource.DASHBOARD,
    )
)


class FindAnything(Request[Findings], frozen=True, kw_only=True):
    """A few flows, executions, namespaces, keys, types and dashboards that match a text."""

    text: str
    limit: int = 5


class FindReferences(Request[FactsPage[Use]], frozen=True, kw_only=True):
    """Places in flows that name something literally, such as a key or a secret."""

    kind: ReferenceKind
    name: str
    namespace: str | None = None


class CountReferences(Request[FactsPage[UseCount]], frozen=True, kw_only=True):
    """How many flows name each thing of a kind, of a namespace or of all."""

    kind: ReferenceKind
    namespace: str | None = None


@operation("search.find", allows=_LISTED, scope=SEEN)
async def find(deps: Services, actor: Actor, ask: FindAnything) -> Findings:
    """Executions by the beginning of their id. Of each kind only what the actor may list."""
    return await deps.finder.find(ask.text, ask.limit, actor.grants)


@operation("reference.find", allows=Permission(Resource.FLOW, "LIST"), scope=MATCHING)
async def references(deps: Services, actor: Actor, ask: FindReferences) -> FactsPage[Use]:
    """Of newest revisions; by namespace and id of the flow."""
    return await deps.references.uses(ask.kind, ask.name, ask.namespace)


@operation("reference.count", allows=Permission(Resource.FLOW, "LIST"), scope=MATCHING)
async def count_references(
    deps: Services, actor: Actor, ask: CountReferences
) -> FactsPage[UseCount]:
    """Of newest revisions; by name."""
    return await deps.references.counts(ask.kind, ask.namespace)
