"""Operations on servers of tools (MCP)."""

from __future__ import annotations

from tiercel.model.access import TENANT, Actor, Permission, Resource
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services
from tiercel.service.tool_servers import ToolServers

_UPDATE = Permission(Resource.MCP_SERVER, "UPDATE")


class CreateToolServer(Request[dict[str, Json]], frozen=True, kw_only=True):
    """A new server of tools."""

    document: dict[str, Json]


class UpdateToolServer(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Change the members that the document has."""

    server_id: str
    document: dict[str, Json]


class ToggleToolServer(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Disable an enabled server, and the other way round."""

    server_id: str


class DeleteToolServer(Request[None], frozen=True, kw_only=True):
    """Remove a server; its flows stay."""

    server_id: str


@operation("tool_server.create", allows=Permission(Resource.MCP_SERVER, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateToolServer) -> dict[str, Json]:
    """Raises: IllegalArgument, Conflict, NotAllowed."""
    return await _servers(deps).create(ask.document)


@operation("tool_server.update", allows=_UPDATE, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateToolServer) -> dict[str, Json]:
    """Raises: NotFound, IllegalArgument."""
    return await _servers(deps).update(ask.server_id, ask.document)


@operation("tool_server.toggle", allows=_UPDATE, scope=TENANT)
async def toggle(deps: Services, actor: Actor, ask: ToggleToolServer) -> dict[str, Json]:
    """Raises: NotFound."""
    return await _servers(deps).toggle(ask.server_id)


@operation("tool_server.delete", allows=Permission(Resource.MCP_SERVER, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteToolServer) -> None:
    """Raises: NotAllowed for the default one, NotFound."""
    await _servers(deps).delete(ask.server_id)


def _servers(deps: Services) -> ToolServers:
    return ToolServers(deps.parts.store, deps.parts.clock, deps.flows)
