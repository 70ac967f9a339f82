"""Operations on the blueprints that people have written."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.engine.graphs.parts import Graph
from tiercel.model.access import TENANT, Actor, Permission, Resource
from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page
from tiercel.model.request import Request
from tiercel.service.flows.blueprint_files import FLOW, Blueprint
from tiercel.service.flows.blueprints import BlueprintQuery, Tag, page_of, tags_of
from tiercel.service.flows.own_blueprints import BlueprintDraft
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.BLUEPRINT, "VIEW")
_LIST = Permission(Resource.BLUEPRINT, "LIST")


class FindOwnBlueprints(Request[Page[Blueprint]], frozen=True, kw_only=True):
    """A page of own blueprints, newest first unless sorted."""

    query: BlueprintQuery


class ListOwnBlueprintTags(Request[list[Tag]], frozen=True, kw_only=True):
    """The tags of own blueprints that have the text; without a kind of every kind."""

    kind: str | None = None
    text: str | None = None


class GetOwnBlueprint(Request[Blueprint], frozen=True, kw_only=True):
    """One of the own blueprints with its source."""

    blueprint_id: str


class GetOwnBlueprintGraph(Request[Graph], frozen=True, kw_only=True):
    """The graph of the flow of an own blueprint."""

    blueprint_id: str


class UseBlueprint(Request[str], frozen=True, kw_only=True):
    """The source that an own blueprint makes of arguments, by the ids of those."""

    blueprint_id: str
    arguments: Mapping[str, Json]


class CreateBlueprint(Request[Blueprint], frozen=True, kw_only=True):
    """A new blueprint, with an id that the server chooses."""

    draft: BlueprintDraft


class UpdateBlueprint(Request[Blueprint], frozen=True, kw_only=True):
    """Other contents for a blueprint."""

    blueprint_id: str
    draft: BlueprintDraft


class DeleteBlueprint(Request[None], frozen=True, kw_only=True):
    """Remove a blueprint; flows that were made of it stay."""

    blueprint_id: str


@operation("own_blueprint.search", allows=_LIST, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindOwnBlueprints) -> Page[Blueprint]:
    """As in the catalogue."""
    return page_of(await deps.own_blueprints.all(), ask.query)


@operation("own_blueprint.tags", allows=_LIST, scope=TENANT)
async def tags(deps: Services, actor: Actor, ask: ListOwnBlueprintTags) -> list[Tag]:
    """In the order of their names."""
    return tags_of(await deps.own_blueprints.all(), ask.kind, ask.text)


@operation("own_blueprint.get", allows=_VIEW, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetOwnBlueprint) -> Blueprint:
    """The blueprint as it is stored. Raises: NotFound."""
    return await deps.own_blueprints.get(ask.blueprint_id)


@operation("own_blueprint.graph", allows=_VIEW, scope=TENANT)
async def graph(deps: Services, actor: Actor, ask: GetOwnBlueprintGraph) -> Graph:
    """Raises: NotFound, also for what is no flow; Invalid for a flow that can't be drawn."""
    found = await deps.own_blueprints.get(ask.blueprint_id)
    if found.kind != FLOW:
        raise NotFound.of("Blueprint of a flow", ask.blueprint_id)
    return await deps.graphs.of_source(found.source)


@operation("own_blueprint.use", allows=_VIEW, scope=TENANT)
async def use(deps: Services, actor: Actor, ask: UseBlueprint) -> str:
    """Nothing is stored. Raises: NotFound, Invalid."""
    return await deps.own_blueprints.use(ask.blueprint_id, ask.arguments)


@makes(Made(lambda one: one.id, lambda deps, kept: deps.own_blueprints.get(kept)))
@operation("own_blueprint.create", allows=Permission(Resource.BLUEPRINT, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateBlueprint) -> Blueprint:
    """The new blueprint. Raises: Invalid, Conflict when there are too many."""
    return await deps.own_blueprints.create(ask.draft)


@operation("own_blueprint.update", allows=Permission(Resource.BLUEPRINT, "UPDATE"), scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateBlueprint) -> Blueprint:
    """The blueprint with its new contents. Raises: NotFound, Invalid."""
    return await deps.own_blueprints.update(ask.blueprint_id, ask.draft)


@operation("own_blueprint.delete", allows=Permission(Resource.BLUEPRINT, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteBlueprint) -> None:
    """It is found no more. Raises: NotFound."""
    await deps.own_blueprints.delete(ask.blueprint_id)
