"""Operations on servers of tools (MCP)."""

from __future__ import annotations

from tiercel.model.access import MATCHING, OWNER, TENANT, Actor, Permission, Resource
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services
from tiercel.service.tool_servers import Tool, ToolServer

_VIEW = Permission(Resource.MCP_SERVER, "VIEW")
_UPDATE = Permission(Resource.MCP_SERVER, "UPDATE")
# Those who speak the protocol are there to start flows.
_EXECUTE = Permission(Resource.FLOW, "EXECUTE")


class ListToolServers(Request[list[ToolServer]], frozen=True, kw_only=True):
    """Every tool server that is stored, enabled or not."""


class ListAllToolServers(Request[list[ToolServer]], frozen=True, kw_only=True):
    """The tool servers of all tenants, of which there is one."""


class GetToolServer(Request[ToolServer], frozen=True, kw_only=True):
    """The tool server with that id, whether it is enabled or not."""

    server_id: str


class ListTools(Request[list[Tool]], frozen=True, kw_only=True):
    """The tools of a server, those that are disabled too."""

    server_id: str


class ConnectToolServer(Request[ToolServer], frozen=True, kw_only=True):
    """The server, for a client that speaks the protocol with it."""

    server_id: str


class OfferTools(Request[list[Tool]], frozen=True, kw_only=True):
    """The tools that a client of the protocol may call."""

    server_id: str


class LeaveToolServer(Request[None], frozen=True, kw_only=True):
    """The client needs the server no more, whether it is disabled or not."""

    server_id: str


class CreateToolServer(Request[ToolServer], frozen=True, kw_only=True):
    """A new server of tools."""

    document: dict[str, Json]


class UpdateToolServer(Request[ToolServer], frozen=True, kw_only=True):
    """Change the members that the document has."""

    server_id: str
    document: dict[str, Json]


class ToggleToolServer(Request[ToolServer], frozen=True, kw_only=True):
    """Disable an enabled server, and the other way round."""

    server_id: str


class DeleteToolServer(Request[None], frozen=True, kw_only=True):
    """Remove a server; its flows stay."""

    server_id: str


@operation("tool_server.list", allows=Permission(Resource.MCP_SERVER, "LIST"), scope=TENANT)
async def all_servers(deps: Services, actor: Actor, ask: ListToolServers) -> list[ToolServer]:
    """By id, the default one first."""
    return await deps.tool_servers.all()


@operation("tool_server.list_all", allows=OWNER, scope=TENANT)
async def all_of_instance(
    deps: Services, actor: Actor, ask: ListAllToolServers
) -> list[ToolServer]:
    """By id, the default one first."""
    return await deps.tool_servers.all()


@operation("tool_server.get", allows=_VIEW, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetToolServer) -> ToolServer:
    """The tool server as it is stored. Raises: NotFound."""
    return await deps.tool_servers.get(ask.server_id)


@operation("tool_server.tools", allows=_VIEW, scope=TENANT)
async def tools(deps: Services, actor: Actor, ask: ListTools) -> list[Tool]:
    """Its tools, with those that are switched off. Raises: NotFound."""
    return await deps.tool_servers.tools(ask.server_id)


@operation("tool_server.connect", allows=_EXECUTE, scope=MATCHING)
async def connect(deps: Services, actor: Actor, ask: ConnectToolServer) -> ToolServer:
    """Raises: NotFound, Unavailable for a disabled one."""
    server = await deps.tool_servers.get(ask.server_id)
    if server.disabled:
        raise Unavailable("The MCP server is disabled.")
    return server


@operation("tool_server.offer", allows=_EXECUTE, scope=MATCHING)
async def offer(deps: Services, actor: Actor, ask: OfferTools) -> list[Tool]:
    """The tools that a client may call. Raises: NotFound."""
    found = await deps.tool_servers.tools(ask.server_id)
    return [tool for tool in found if not tool.disabled]


@operation("tool_server.leave", allows=_EXECUTE, scope=MATCHING)
async def leave(deps: Services, actor: Actor, ask: LeaveToolServer) -> None:
    """Nothing is kept of those who connect. Raises: NotFound."""
    await deps.tool_servers.get(ask.server_id)


@makes(Made(lambda server: server.id, lambda deps, kept: deps.tool_servers.get(kept)))
@operation("tool_server.create", allows=Permission(Resource.MCP_SERVER, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateToolServer) -> ToolServer:
    """Raises: IllegalArgument, Conflict, NotAllowed."""
    return await deps.tool_servers.create(ask.document)


@operation("tool_server.update", allows=_UPDATE, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateToolServer) -> ToolServer:
    """The tool server with what changed. Raises: NotFound, IllegalArgument."""
    return await deps.tool_servers.update(ask.server_id, ask.document)


@operation("tool_server.toggle", allows=_UPDATE, scope=TENANT)
async def toggle(deps: Services, actor: Actor, ask: ToggleToolServer) -> ToolServer:
    """The tool server, switched on if it was off and off if it was on. Raises: NotFound."""
    return await deps.tool_servers.toggle(ask.server_id)


@operation("tool_server.delete", allows=Permission(Resource.MCP_SERVER, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteToolServer) -> None:
    """Raises: NotAllowed for the default one, NotFound."""
    await deps.tool_servers.delete(ask.server_id)
