"""Operations on the catalogue of blueprints, which everybody who signs in may read."""

from __future__ import annotations

from tiercel.engine.graphs.parts import Graph
from tiercel.model.access import SIGNED_IN, TENANT, Actor
from tiercel.model.lists.paging import Page
from tiercel.model.request import Request
from tiercel.service.flows.blueprint_files import Blueprint
from tiercel.service.flows.blueprints import BlueprintQuery, Tag
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class FindBlueprints(Request[Page[Blueprint]], frozen=True, kw_only=True):
    """A page of a kind, newest first unless sorted."""

    query: BlueprintQuery


class ListBlueprintTags(Request[list[Tag]], frozen=True, kw_only=True):
    """The tags of the blueprints of a kind that have the text."""

    kind: str
    text: str | None = None


class GetBlueprint(Request[Blueprint], frozen=True, kw_only=True):
    """One blueprint with its document."""

    kind: str
    blueprint_id: str


class GetBlueprintGraph(Request[Graph], frozen=True, kw_only=True):
    """The graph of a flow of the catalogue."""

    kind: str
    blueprint_id: str


@operation("blueprint.search", allows=SIGNED_IN, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindBlueprints) -> Page[Blueprint]:
    """What comes with the server; nothing is loaded from elsewhere."""
    return deps.blueprints.find(ask.query)


@operation("blueprint.tags", allows=SIGNED_IN, scope=TENANT)
async def tags(deps: Services, actor: Actor, ask: ListBlueprintTags) -> list[Tag]:
    """Tags of the blueprints that match, in the order of their names."""
    return deps.blueprints.tags(ask.kind, ask.text)


@operation("blueprint.get", allows=SIGNED_IN, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetBlueprint) -> Blueprint:
    """The blueprint with its source. Raises: NotFound when there is none of that kind and id."""
    return deps.blueprints.get(ask.kind, ask.blueprint_id)


@operation("blueprint.graph", allows=SIGNED_IN, scope=TENANT)
async def graph(deps: Services, actor: Actor, ask: GetBlueprintGraph) -> Graph:
    """Raises: NotFound, also for what is no flow."""
    return await deps.blueprints.graph(ask.kind, ask.blueprint_id)
